// Closing an incident.

import type { IncidentView } from '#/api/contract/schemas.ts'
import { titleText } from '../i18n/own-words.ts'
import { t } from '../i18n/text.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { Icon } from '../parts/icon.tsx'
import { close } from '../state/decisions.ts'
import type { Disposition } from '../state/dialog.ts'
import { OutcomeFields, readClosing } from './close-fields.tsx'
import { latest } from './latest.ts'
import { readTags } from './tags.ts'

interface CloseDialogProps {
  readonly incident: IncidentView
  /** Chosen already, by `f`. */
  readonly outcome: Disposition | null
}

/** The kind is proposed from the rules' tags, except for a false positive. */
export function CloseDialog({ incident, outcome }: CloseDialogProps) {
  const proposed =
    outcome === 'false-positive' ? null : (incident.mau05 ?? readTags(incident.tags).mau05[0] ?? null)
  const added = latest(incident).alertCount - incident.alertCount
  return (
    <DialogForm
      title={t('dialog.close', { code: incident.code })}
      submit={t('dialog.closeSubmit')}
      send={fields => close(latest(incident), readClosing(fields))}
    >
      <p class="hint">{titleText(incident)}</p>
      {added > 0 && (
        <p class="warning-line" role="status">
          <Icon name="warning" />
          {t('dialog.closeAdded', { n: added })}
        </p>
      )}
      <OutcomeFields outcome={outcome} proposed={proposed} />
    </DialogForm>
  )
}
