// The dialogs in which a person states something about a clock: that it was met, pauses, goes on, is not owed, or
// that an earlier statement was wrong. A refusal is shown in the law's words and what was typed stays.

import { announce } from '../state/notices.ts'
import { errorText } from '../state/error-text.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { fieldText, trimmedText } from '../parts/field-text.ts'
import { useState } from 'preact/hooks'
import { law, say, type Clock, type IncidentClocksAnswer, type Statement } from './law-api.ts'
import { w } from './law-words.ts'
import { platformNow } from './remaining.tsx'
import { Cites } from './state-mark.tsx'
import { momentInput, momentOfInput } from './vietnam-time.ts'

export type ClockAct =
  | { readonly kind: 'met' | 'paused' | 'resumed' | 'set-aside'; readonly clock: Clock }
  | { readonly kind: 'withdrawn'; readonly clock: Clock; readonly deedId: string }

/** `proposed` is the moment that stood in the field: left as it was, it means now. */
function statementOf(act: ClockAct, fields: FormData, proposed: string): Statement {
  const reason = trimmedText(fields, 'reason')
  if (act.kind === 'withdrawn') return { kind: act.kind, reason, deedId: act.deedId }
  const article = trimmedText(fields, 'article')
  const cited = article === '' ? {} : { article }
  if (act.kind !== 'met') return { kind: act.kind, reason, ...cited }
  const typed = fieldText(fields, 'at')
  const at = typed === proposed ? null : momentOfInput(typed, platformNow())
  return { kind: 'met', reason, ...cited, ...(at === null ? {} : { at }) }
}

function Grounds({ act }: { readonly act: ClockAct }) {
  const { pauses, setAside } = act.clock
  const grounds =
    act.kind === 'paused' ? pauses : act.kind === 'set-aside' && setAside !== null ? [setAside] : []
  if (grounds.length === 0) return null
  return (
    <div class="form-note">
      <strong>{w(act.kind === 'paused' ? 'pauseGrounds' : 'asideGround')}</strong>
      <ul>
        {grounds.map(({ title, cites }) => (
          <li key={title.vi}>
            {say(title)}
            <Cites cites={cites} />
          </li>
        ))}
      </ul>
    </div>
  )
}

interface ClockDialogProps {
  readonly incidentId: string
  readonly act: ClockAct
  readonly onDone: (answer: IncidentClocksAnswer) => void
  readonly onClose: () => void
}

/** The dialog of one act. */
export function ClockDialog({ incidentId, act, onDone, onClose }: ClockDialogProps) {
  const [wrong, setWrong] = useState<string | null>(null)
  const [now] = useState(() => momentInput(platformNow()))
  const { clock, kind } = act
  async function send(fields: FormData): Promise<boolean> {
    const answer = await law.state(incidentId, clock.id, statementOf(act, fields, now))
    if (!answer.ok) {
      setWrong(errorText(answer.error))
      return false
    }
    onDone(answer.value)
    announce({ text: w(`told.${kind}`, { clock: clock.id }), tone: 'done' })
    return true
  }
  return (
    <DialogForm
      title={w('dialog.of', { act: w(`act.${kind}`), clock: clock.id })}
      submit={w(`act.${kind}`)}
      send={send}
      onClose={onClose}
    >
      <p>{say(clock.title)}</p>
      <Grounds act={act} />
      <label for="reason">{w('reason')}</label>
      <textarea
        id="reason"
        name="reason"
        rows={3}
        maxLength={4000}
        required
        data-focus
        aria-describedby="why"
      />
      <p class="hint" id="why">
        {w(`hint.${kind}`)}
      </p>
      {kind === 'met' && (
        <>
          <label for="at">{w('at')}</label>
          <input id="at" name="at" type="datetime-local" required max={now} defaultValue={now} />
          <p class="hint">{w('atHint')}</p>
        </>
      )}
      {kind !== 'withdrawn' && (
        <>
          <label for="article">{w('article')}</label>
          <input id="article" name="article" maxLength={200} />
        </>
      )}
      {wrong !== null && (
        <p class="form-error" role="alert">
          {wrong}
        </p>
      )}
    </DialogForm>
  )
}
