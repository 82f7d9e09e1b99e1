// The choice of an owner among those who may work on incidents.

import { useEffect } from 'preact/hooks'
import type { AssigneeView } from '#/api/contract/schemas.ts'
import { t } from '../i18n/text.ts'
import { fieldText } from '../parts/field-text.ts'
import { loadPeople, people, personName } from '../state/people.ts'

/** By name; the owner of today stands among them even when they may not be given anything any more. */
function choices(owner: string | null): readonly AssigneeView[] {
  const known = people.value
  const missing = owner !== null && !known.some(person => person.name === owner)
  const all = missing ? [...known, { name: owner, displayName: personName(owner) }] : [...known]
  return all.sort((a, b) => a.displayName.localeCompare(b.displayName, 'vi'))
}

interface OwnerFieldProps {
  readonly owner: string | null
  /** Nobody is an answer even when nobody has it now. */
  readonly allowNobody?: boolean
}

/** The list is asked for again: somebody may have joined since the start. */
export function OwnerField({ owner, allowNobody = owner !== null }: OwnerFieldProps) {
  useEffect(() => void loadPeople(), [])
  return (
    <>
      <label for="owner">{t('dialog.assignOwner')}</label>
      <select id="owner" name="owner" required={!allowNobody} data-focus>
        <option value="">{t(allowNobody ? 'dialog.assignNobody' : 'dialog.assignChoose')}</option>
        {choices(owner).map(({ name, displayName }) => (
          <option key={name} value={name} selected={name === owner}>
            {displayName === name ? name : `${displayName} (${name})`}
          </option>
        ))}
      </select>
    </>
  )
}

/** Who was chosen; null for nobody. */
export function readOwner(fields: FormData): string | null {
  const chosen = fieldText(fields, 'owner')
  return chosen === '' ? null : chosen
}
