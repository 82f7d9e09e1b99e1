// Giving an incident to someone, or to no one: a choice among those who may work on incidents.

import { useEffect } from 'preact/hooks'
import type { AssigneeView, IncidentView } from '#/api/contract/schemas.ts'
import { titleText } from '../i18n/own-words.ts'
import { t } from '../i18n/text.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { fieldText } from '../parts/field-text.ts'
import { assign } from '../state/decisions.ts'
import { loadPeople, people, personName } from '../state/people.ts'
import { latest } from './latest.ts'

/** By name; the owner of today stands among them even when they may not be given anything any more. */
function choices(owner: string | null): readonly AssigneeView[] {
  const known = people.value
  const missing = owner !== null && !known.some(person => person.name === owner)
  const all = missing ? [...known, { name: owner, displayName: personName(owner) }] : [...known]
  return all.sort((a, b) => a.displayName.localeCompare(b.displayName, 'vi'))
}

/** The list is asked for again: somebody may have joined since the start. */
export function AssignDialog({ incident }: { readonly incident: IncidentView }) {
  useEffect(() => void loadPeople(), [])
  const { owner } = incident
  return (
    <DialogForm
      title={t('dialog.assign', { code: incident.code })}
      submit={t('dialog.assignSubmit')}
      send={fields => {
        const chosen = fieldText(fields, 'owner')
        return assign(latest(incident), chosen === '' ? null : chosen)
      }}
    >
      <p class="hint">{titleText(incident)}</p>
      <label for="owner">{t('dialog.assignOwner')}</label>
      <select id="owner" name="owner" required={owner === null} data-focus>
        <option value="">{t(owner === null ? 'dialog.assignChoose' : 'dialog.assignNobody')}</option>
        {choices(owner).map(({ name, displayName }) => (
          <option key={name} value={name} selected={name === owner}>
            {displayName === name ? name : `${displayName} (${name})`}
          </option>
        ))}
      </select>
    </DialogForm>
  )
}
