// A notice is rejected with a reason for the records and words for the reporter.

import type { IntakeNoticeView } from '#/api/contract/intake.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { trimmedText } from '../parts/field-text.ts'
import { intakeApi } from './intake-api.ts'
import { w } from './intake-words.ts'
import type { ChangeNotice } from './intake-api.ts'

interface RejectProps {
  readonly notice: IntakeNoticeView
  readonly change: ChangeNotice
  readonly onClose: () => void
}

/** Both texts must be written: the reporter is owed an answer. */
export function RejectDialog({ notice, change, onClose }: RejectProps) {
  const send = (fields: FormData): Promise<boolean> =>
    change(
      ({ id, version }) =>
        intakeApi.reject(id, version, trimmedText(fields, 'reason'), trimmedText(fields, 'publicReason')),
      w('done.rejected', { number: notice.number }),
    )
  return (
    <DialogForm
      title={w('rejectTitle', { number: notice.number })}
      submit={w('rejectSubmit')}
      send={send}
      onClose={onClose}
    >
      <label for="reject-reason">{w('rejectReason')}</label>
      <textarea id="reject-reason" name="reason" rows={3} maxLength={2000} required data-focus />
      <label for="reject-public">{w('rejectPublic')}</label>
      <textarea
        id="reject-public"
        name="publicReason"
        rows={3}
        maxLength={2000}
        aria-describedby="reject-public-hint"
        required
      />
      <p class="hint" id="reject-public-hint">
        {w('rejectPublicHint')}
      </p>
    </DialogForm>
  )
}
