// The dialogs that ask for a text: a note, the reason for opening an incident again.

import type { IncidentView } from '#/api/contract/schemas.ts'
import { titleText } from '../i18n/own-words.ts'
import { t } from '../i18n/text.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { trimmedText } from '../parts/field-text.ts'
import { addNote, reopen } from '../state/decisions.ts'
import { latest } from './latest.ts'

/** Longest text the API takes. */
export const MAX_TEXT = 4000

interface IncidentProps {
  readonly incident: IncidentView
}

function TextField({ label }: { readonly label: string }) {
  return (
    <>
      <label for="text">{label}</label>
      <textarea id="text" name="text" rows={5} maxLength={MAX_TEXT} required data-focus />
    </>
  )
}

/** Adds a note. */
export function NoteDialog({ incident }: IncidentProps) {
  return (
    <DialogForm
      title={t('dialog.note', { code: incident.code })}
      submit={t('dialog.noteSubmit')}
      send={fields => addNote(latest(incident), trimmedText(fields, 'text'))}
    >
      <p class="hint">{titleText(incident)}</p>
      <TextField label={t('dialog.noteText')} />
    </DialogForm>
  )
}

/** Opens a closed incident again. */
export function ReopenDialog({ incident }: IncidentProps) {
  return (
    <DialogForm
      title={t('dialog.reopen', { code: incident.code })}
      submit={t('dialog.reopenSubmit')}
      send={fields => reopen(latest(incident), trimmedText(fields, 'text'))}
    >
      <p class="hint">{titleText(incident)}</p>
      <TextField label={t('dialog.reopenReason')} />
    </DialogForm>
  )
}
