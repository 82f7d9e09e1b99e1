// Giving an incident to someone, or to no one.

import type { IncidentView } from '#/api/contract/schemas.ts'
import { titleText } from '../i18n/own-words.ts'
import { t } from '../i18n/text.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { assign } from '../state/decisions.ts'
import { latest } from './latest.ts'
import { OwnerField, readOwner } from './owner-field.tsx'

export function AssignDialog({ incident }: { readonly incident: IncidentView }) {
  return (
    <DialogForm
      title={t('dialog.assign', { code: incident.code })}
      submit={t('dialog.assignSubmit')}
      send={fields => assign(latest(incident), readOwner(fields))}
    >
      <p class="hint">{titleText(incident)}</p>
      <OwnerField owner={incident.owner} />
    </DialogForm>
  )
}
