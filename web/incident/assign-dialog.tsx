// Giving an incident to someone, or to no one. Names are proposed: all accounts for an administrator,
// otherwise the owners seen in the queue and the person at the keyboard.

import { useEffect, useState } from 'preact/hooks'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { api } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { DialogForm } from '../parts/dialog-form.tsx'
import { trimmedText } from '../parts/field-text.ts'
import { assign } from '../state/decisions.ts'
import { rows } from '../state/queue.ts'
import { may, me } from '../state/session.ts'
import { latest } from './latest.ts'

function seenNames(): readonly string[] {
  const owners = rows.value.map(row => row.owner).filter(owner => owner !== null)
  return [...new Set([me.value?.name ?? '', ...owners])].filter(name => name !== '').sort()
}

/** The API refuses a name that is no account. */
export function AssignDialog({ incident }: { readonly incident: IncidentView }) {
  const [names, setNames] = useState(seenNames)
  useEffect(() => {
    if (!may('users.manage')) return
    void api.listUsers().then(answer => {
      if (answer.ok) setNames(answer.value.filter(user => !user.disabled).map(user => user.name))
    })
  }, [])
  return (
    <DialogForm
      title={t('dialog.assign', { code: incident.code })}
      submit={t('dialog.assignSubmit')}
      send={fields => {
        const owner = trimmedText(fields, 'owner')
        return assign(latest(incident), owner === '' ? null : owner)
      }}
    >
      <p class="hint">{incident.title}</p>
      <label for="owner">{t('dialog.assignOwner')}</label>
      <input
        id="owner"
        name="owner"
        list="owner-names"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        defaultValue={incident.owner ?? ''}
        aria-describedby="owner-hint"
        data-focus
      />
      <datalist id="owner-names">
        {names.map(name => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <p class="hint" id="owner-hint">
        {t('dialog.assignHint')}
      </p>
    </DialogForm>
  )
}
