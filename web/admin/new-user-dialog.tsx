// A new account: name, full name, role, the units it sees. The answer carries the one-time password.

import { useState } from 'preact/hooks'
import type { Role } from '#/api/contract/schemas.ts'
import { api } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { trimmedText } from '../parts/field-text.ts'
import { UnitChoice } from '../register/unit-choice.tsx'
import { w } from '../register/unit-words.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import type { OneTimePassword } from './password-dialog.tsx'

export const ROLES = ['viewer', 'analyst', 'lead', 'admin'] as const satisfies readonly Role[]

interface NewUserProps {
  readonly onClose: () => void
  readonly onCreated: (secret: OneTimePassword) => void
}

/** Stays open, with what was typed, when the server refuses. */
export function NewUserDialog({ onClose, onCreated }: NewUserProps) {
  const [role, setRole] = useState<Role>('analyst')
  const [units, setUnits] = useState<readonly string[] | null>(null)
  const isBlank = role !== 'admin' && units?.length === 0
  const send = async (fields: FormData): Promise<boolean> => {
    const name = trimmedText(fields, 'name')
    if (isBlank) {
      announce({ text: w('chooseOne'), tone: 'wrong' })
      return false
    }
    const displayName = trimmedText(fields, 'displayName')
    const answer = await api.createUser({ name, displayName, role, units: role === 'admin' ? null : units })
    if (answer.ok) onCreated({ name, password: answer.value.oneTimePassword })
    else announce({ text: errorText(answer.error), tone: 'wrong' })
    return false
  }
  return (
    <DialogForm title={t('users.add')} submit={t('users.create')} send={send} onClose={onClose}>
      <label for="new-name">{t('users.col.name')}</label>
      <input
        id="new-name"
        name="name"
        pattern="[a-z0-9][a-z0-9._\-]{0,63}"
        title={t('users.nameHint')}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        aria-describedby="name-hint"
        required
        data-focus
      />
      <p class="hint" id="name-hint">
        {t('users.nameHint')}
      </p>
      <label for="new-display">{t('users.col.display')}</label>
      <input id="new-display" name="displayName" maxLength={100} autocomplete="off" required />
      <label for="new-role">{t('users.col.role')}</label>
      <select id="new-role" name="role" onChange={event => setRole(event.currentTarget.value as Role)}>
        {ROLES.map(known => (
          <option key={known} value={known} selected={known === role}>
            {t(`role.${known}`)}
          </option>
        ))}
      </select>
      {role === 'admin' ? (
        <p class="hint">{w('adminSeesAll')}</p>
      ) : (
        <UnitChoice chosen={units} onChange={setUnits} />
      )}
    </DialogForm>
  )
}
