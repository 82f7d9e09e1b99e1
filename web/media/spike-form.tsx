// What people make of a spike: state of work, cause, answer. Only what was changed is sent, so that two people can
// work on one spike; when somebody was faster, what was typed stays and their version stands beside it.

import { useState } from 'preact/hooks'
import type { SpikeView } from '#/api/contract/media-work.ts'
import { Ago } from '../parts/when.tsx'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { personName } from '../state/people.ts'
import { may } from '../state/session.ts'
import { mediaApi, WORK_STATES, type SpikeAnswer } from './media-api.ts'
import { SpikeWork } from './spike-marks.tsx'
import { w } from './spike-words.ts'

const FIELDS = ['work', 'cause', 'answer'] as const

const answerOf = ({ work, cause, answer }: SpikeView): SpikeAnswer => ({ work, cause, answer })

/** What differs from the version it was typed over. */
function changeOf(typed: SpikeAnswer, base: SpikeAnswer): Partial<SpikeAnswer> {
  return Object.fromEntries(
    FIELDS.filter(field => typed[field] !== base[field]).map(field => [field, typed[field]]),
  )
}

interface FormProps {
  readonly spike: SpikeView
  readonly onSaved: (spike: SpikeView) => void
}

interface Conflict {
  readonly name: string
  readonly theirs: Partial<SpikeAnswer>
}

function Theirs({
  conflict,
  field,
}: {
  readonly conflict: Conflict | null
  readonly field: 'cause' | 'answer'
}) {
  const text = conflict?.theirs[field]
  if (conflict === null || text === undefined) return null
  return (
    <p class="form-note">{w('theirs', { name: conflict.name, text: text === '' ? w('blank') : text })}</p>
  )
}

function Read({ spike }: { readonly spike: SpikeView }) {
  return (
    <>
      <p>
        <SpikeWork work={spike.work} />
      </p>
      <h3>{w('cause')}</h3>
      <p class="own-lines">{spike.cause === '' ? w('blank') : spike.cause}</p>
      <h3>{w('answer')}</h3>
      <p class="own-lines">{spike.answer === '' ? w('blank') : spike.answer}</p>
    </>
  )
}

/** The form, or what stands in it for whoever may not write. */
export function SpikeForm({ spike, onSaved }: FormProps) {
  const [base, setBase] = useState(spike)
  const [typed, setTyped] = useState<SpikeAnswer>(() => answerOf(spike))
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const [busy, setBusy] = useState(false)
  const put = (change: Partial<SpikeAnswer>): void => setTyped(current => ({ ...current, ...change }))

  /** Takes over what is new in the fields that were not touched. */
  async function takeOver(change: Partial<SpikeAnswer>): Promise<void> {
    const latest = await mediaApi.spike(spike.id)
    if (!latest.ok) return announce({ text: errorText(latest.error), tone: 'wrong' })
    const now = latest.value.spike
    const both = FIELDS.filter(
      field => field in change && now[field] !== base[field] && now[field] !== typed[field],
    )
    const theirs = Object.fromEntries(both.map(field => [field, now[field]]))
    setConflict({ name: now.changedBy === null ? w('someone') : personName(now.changedBy), theirs })
    setTyped({ ...answerOf(now), ...change })
    setBase(now)
  }
  async function save(): Promise<void> {
    if (busy) return
    const change = changeOf(typed, base)
    if (Object.keys(change).length === 0) return announce({ text: w('unchanged'), tone: 'done' })
    setBusy(true)
    const answer = await mediaApi.changeSpike(spike.id, base.version, change)
    if (answer.ok) {
      setBase(answer.value)
      setTyped(answerOf(answer.value))
      setConflict(null)
      onSaved(answer.value)
      announce({ text: w('saved'), tone: 'done' })
    } else if (answer.error.code === 'conflict') await takeOver(change)
    else announce({ text: errorText(answer.error), tone: 'wrong' })
    setBusy(false)
  }
  return (
    <section class="media-part">
      <h2>{w('form')}</h2>
      {base.changedAt !== null && (
        <p class="hint">
          {w('changed', { name: base.changedBy === null ? w('someone') : personName(base.changedBy) })}{' '}
          <Ago at={base.changedAt} />
        </p>
      )}
      {!may('media.work') && <Read spike={base} />}
      {may('media.work') && (
        <form
          class="form"
          onSubmit={event => {
            event.preventDefault()
            void save()
          }}
        >
          {conflict !== null && (
            <p class="form-note" role="alert">
              {w('conflict', { name: conflict.name })}
            </p>
          )}
          <label for="spike-work">{w('work')}</label>
          <select
            id="spike-work"
            value={typed.work}
            onChange={event => {
              const work = WORK_STATES.find(known => known === event.currentTarget.value)
              if (work !== undefined) put({ work })
            }}
          >
            {WORK_STATES.map(work => (
              <option key={work} value={work}>
                {w(`work.${work}`)}
              </option>
            ))}
          </select>
          <label for="spike-cause">{w('cause')}</label>
          <textarea
            id="spike-cause"
            rows={3}
            maxLength={2000}
            value={typed.cause}
            onInput={event => put({ cause: event.currentTarget.value })}
          />
          <Theirs conflict={conflict} field="cause" />
          <label for="spike-answer">{w('answer')}</label>
          <textarea
            id="spike-answer"
            rows={4}
            maxLength={4000}
            value={typed.answer}
            onInput={event => put({ answer: event.currentTarget.value })}
          />
          <Theirs conflict={conflict} field="answer" />
          <div class="form-foot">
            <button type="submit" class="primary" disabled={busy}>
              {w('save')}
            </button>
          </div>
        </form>
      )}
    </section>
  )
}
