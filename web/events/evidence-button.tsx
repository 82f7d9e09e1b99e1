// The button that exports events as an evidence package, with the dialog that asks for the reason.

import { useState } from 'preact/hooks'
import { DialogForm } from '../parts/dialog-form.tsx'
import { trimmedText } from '../parts/field-text.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { may } from '../state/session.ts'
import { eventsApi, type EvidenceFields } from './events-api.ts'
import { w } from './events-words.ts'

/** Longest reason that the API takes. */
const MAX_REASON = 500

interface EvidenceButtonProps {
  /** The incident, or the search and its times. */
  readonly of: Omit<EvidenceFields, 'reason'>
  readonly onBegun: () => void
}

/** Nothing for someone who may not. */
export function EvidenceButton({ of, onBegun }: EvidenceButtonProps) {
  const [asking, setAsking] = useState(false)
  if (!may('evidence.export')) return null
  const send = async (fields: FormData): Promise<boolean> => {
    const begun = await eventsApi.startEvidence({ ...of, reason: trimmedText(fields, 'reason') })
    announce(
      begun.ok ? { text: w('evidenceBegun'), tone: 'done' } : { text: errorText(begun.error), tone: 'wrong' },
    )
    if (begun.ok) onBegun()
    return begun.ok
  }
  return (
    <>
      <button type="button" class="small" onClick={() => setAsking(true)}>
        {w('evidence')}
      </button>
      {asking && (
        <DialogForm
          title={w('evidenceTitle')}
          submit={w('evidenceDo')}
          send={send}
          onClose={() => setAsking(false)}
        >
          <p class="hint">{w('evidenceHint')}</p>
          <label for="evidence-reason">{w('evidenceReason')}</label>
          <textarea id="evidence-reason" name="reason" rows={3} maxLength={MAX_REASON} required data-focus />
        </DialogForm>
      )}
    </>
  )
}
