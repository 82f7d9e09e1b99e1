// A change of an imported set: every one asks for its reason and names what was seen.

import type { Answer } from '../api-client.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { trimmedText } from '../parts/field-text.ts'
import { useActing } from '../playbooks/act.ts'
import { Refused } from '../playbooks/question-parts.tsx'
import { w } from './set-words.ts'

interface SetDialogProps {
  readonly title: string
  readonly submit: string
  readonly hint?: string | undefined
  readonly done: string
  readonly send: (reason: string) => Promise<Answer<unknown>>
  /** Runs when it is done. */
  readonly onDone: () => void
  /** Runs when someone else changed the set meanwhile. */
  readonly onConflict: () => void
  readonly onClose: () => void
}

/** The dialog; a conflict closes it, as what was decided on is no longer there. */
export function SetDialog(props: SetDialogProps) {
  const { title, submit, hint, done, send, onDone, onConflict, onClose } = props
  const { wrong, act } = useActing(() => undefined)
  return (
    <DialogForm
      title={title}
      submit={submit.replace('…', '')}
      onClose={onClose}
      send={async fields => {
        let isConflict = false
        const isDone = await act(async () => {
          const answer = await send(trimmedText(fields, 'reason'))
          isConflict = !answer.ok && answer.error.code === 'rule-set.changed'
          return answer
        }, done)
        if (isDone) onDone()
        if (isConflict) onConflict()
        return isDone || isConflict
      }}
    >
      {hint !== undefined && <p class="hint">{hint}</p>}
      <label for="set-reason">{w('reason')}</label>
      <textarea id="set-reason" name="reason" rows={2} maxLength={2000} required data-focus />
      <Refused why={wrong} />
    </DialogForm>
  )
}
