// Head of a run: which playbook, its state, who started it and when, why it ended; and the way to cancel it.

import { useState } from 'preact/hooks'
import type { RunView } from '#/api/contract/playbook-views.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { trimmedText } from '../parts/field-text.ts'
import { Moment } from '../parts/when.tsx'
import { personName } from '../state/people.ts'
import { may } from '../state/session.ts'
import { useActing } from './act.ts'
import { runName } from './own-names.ts'
import { playbooksApi } from './playbooks-api.ts'
import { w } from './playbook-words.ts'
import { Refused } from './question-parts.tsx'

/** A run that still does something or waits. */
export function isUnfinished({ state }: Pick<RunView, 'state'>): boolean {
  return state === 'running' || state === 'waiting'
}

/** `Trần Văn An bắt đầu lúc 15:04:05`, and how it ended. */
export function RunFacts({ run }: { readonly run: RunView }) {
  return (
    <p class="hint">
      {w('run.startedBy', { who: run.startedBy === 'thapcanh' ? w('platform') : personName(run.startedBy) })}{' '}
      <Moment at={run.startedAt} />
      {run.endedAt !== null && (
        <>
          {' · '}
          {w('run.ended')} <Moment at={run.endedAt} />
        </>
      )}
    </p>
  )
}

interface CancelProps {
  readonly run: RunView
  readonly after: () => Promise<void> | void
}

/** Button and dialog; what was sent stays sent, and the dialog says so. */
export function CancelRun({ run, after }: CancelProps) {
  const [asking, setAsking] = useState(false)
  const { wrong, act } = useActing(after)
  if (!isUnfinished(run) || !may('playbooks.run')) return null
  return (
    <>
      <button type="button" class="small" onClick={() => setAsking(true)}>
        {w('run.cancel')}
      </button>
      {asking && (
        <DialogForm
          title={w('run.cancelTitle', { name: runName(run) })}
          submit={w('run.cancelSubmit')}
          onClose={() => setAsking(false)}
          send={fields =>
            act(() => playbooksApi.cancel(run.id, trimmedText(fields, 'reason')), w('run.cancelled'))
          }
        >
          <p class="hint">{w('run.cancelHint')}</p>
          <label for="cancel-reason">{w('run.cancelReason')}</label>
          <textarea id="cancel-reason" name="reason" rows={3} maxLength={4000} required data-focus />
          <Refused why={wrong} />
        </DialogForm>
      )}
    </>
  )
}
