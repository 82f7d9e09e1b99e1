// Clocks that run on the register rather than on an incident: the contact point has changed and must be told.

import { useEffect, useState } from 'preact/hooks'
import type { Answer } from '../api-client.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { fieldText, trimmedText } from '../parts/field-text.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { may } from '../state/session.ts'
import { w } from './calendar-words.ts'
import { isOwed, law, say, type RegisterClock } from './law-api.ts'
import { platformNow, Remaining } from './remaining.tsx'
import { Cites, DueMark } from './state-mark.tsx'
import { momentInput, momentOfInput } from './vietnam-time.ts'

type Asking = { readonly kind: 'changed' } | { readonly kind: 'told'; readonly clock: RegisterClock }

interface AskProps {
  readonly asking: Asking
  readonly onDone: (clocks: readonly RegisterClock[]) => void
  readonly onClose: () => void
}

function Ask({ asking, onDone, onClose }: AskProps) {
  const [wrong, setWrong] = useState<string | null>(null)
  const [now] = useState(() => momentInput(platformNow()))
  const changed = asking.kind === 'changed'
  async function send(fields: FormData): Promise<boolean> {
    const typed = fieldText(fields, 'at')
    const at = typed === now ? null : momentOfInput(typed, platformNow())
    const body = { reason: trimmedText(fields, 'reason'), ...(at === null ? {} : { at }) }
    const answer: Answer<readonly RegisterClock[]> = changed
      ? await law.contactChanged(body)
      : await law.meetRegister(asking.clock.occurrence, body)
    setWrong(answer.ok ? null : errorText(answer.error))
    if (!answer.ok) return false
    announce({ text: w(changed ? 'changedTold' : 'toldDone'), tone: 'done' })
    onDone(answer.value)
    return true
  }
  return (
    <DialogForm
      title={w(changed ? 'changed' : 'told')}
      submit={w(changed ? 'changed' : 'told')}
      send={send}
      onClose={onClose}
    >
      <label for="reason">{w(changed ? 'changedReason' : 'toldReason')}</label>
      <textarea id="reason" name="reason" rows={3} required maxLength={4000} data-focus />
      <label for="at">{w(changed ? 'changedAt' : 'doneAt')}</label>
      <input id="at" name="at" type="datetime-local" required max={now} defaultValue={now} />
      {wrong !== null && (
        <p class="form-error" role="alert">
          {wrong}
        </p>
      )}
    </DialogForm>
  )
}

/** The section under the calendar. */
export function RegisterClocks() {
  const [clocks, setClocks] = useState<readonly RegisterClock[] | null>(null)
  const [asking, setAsking] = useState<Asking | null>(null)
  useEffect(() => {
    void law.registerClocks().then(answer => {
      if (answer.ok) setClocks(answer.value)
    })
  }, [])
  if (clocks === null) return null
  const manages = may('register.manage')
  const owed = clocks.filter(isOwed)
  return (
    <section class="data register-clocks">
      <h2>{w('register')}</h2>
      <p class="hint">{w('registerHint')}</p>
      {owed.length === 0 && <p>{w('registerNone')}</p>}
      <ul>
        {owed.map(clock => (
          <li key={clock.occurrence}>
            <DueMark state={clock.state} />{' '}
            <strong>
              <Remaining dueAt={clock.dueAt} state={clock.state} remainingMs={clock.remainingMs} />
            </strong>{' '}
            {say(clock.title)}
            <Cites cites={clock.cites} />
            {manages && (
              <button type="button" class="small" onClick={() => setAsking({ kind: 'told', clock })}>
                {w('told')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {manages && (
        <button type="button" class="small" onClick={() => setAsking({ kind: 'changed' })}>
          {w('changed')}
        </button>
      )}
      {asking !== null && <Ask asking={asking} onDone={setClocks} onClose={() => setAsking(null)} />}
    </section>
  )
}
