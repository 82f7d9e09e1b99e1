// Accounts: who may sign in, and as what. A one-time password is shown once and kept nowhere.

import { useEffect, useState } from 'preact/hooks'
import type { Role, UserView } from '#/api/contract/schemas.ts'
import { api, type UserChange } from '../api-client.ts'
import { t } from '../i18n/text.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import { useAnswer } from '../parts/use-answer.ts'
import { w } from '../register/unit-words.ts'
import { loadUnits, unitName } from '../register/units.ts'
import { errorText } from '../state/error-text.ts'
import { announce } from '../state/notices.ts'
import { NewUserDialog, ROLES } from './new-user-dialog.tsx'
import { PasswordDialog, type OneTimePassword } from './password-dialog.tsx'
import { UserUnitsDialog } from './user-units-dialog.tsx'

interface UserCellProps {
  readonly user: UserView
  readonly change: (change: UserChange) => void
}

function RoleChoice({ user, change }: UserCellProps) {
  return (
    <select
      aria-label={t('users.roleOf', { name: user.name })}
      value={user.role}
      onChange={event => {
        const role = event.currentTarget.value as Role
        event.currentTarget.value = user.role
        // Who gives out accounts sees the whole city; the server asks for that to be said.
        change(role === 'admin' ? { role, units: null } : { role })
      }}
    >
      {ROLES.map(role => (
        <option key={role} value={role}>
          {t(`role.${role}`)}
        </option>
      ))}
    </select>
  )
}

function UnitsCell({ user, open }: { readonly user: UserView; readonly open: () => void }) {
  if (user.role === 'admin') return <span title={w('adminSeesAll')}>{w('all')}</span>
  const text = user.units === null ? w('all') : user.units.map(unitName).join(', ')
  return (
    <button
      type="button"
      class="small user-units"
      aria-label={`${w('unitsOf', { name: user.displayName })}: ${text}`}
      onClick={open}
    >
      {text}
    </button>
  )
}

function UserActions({ user, change }: UserCellProps) {
  return (
    <span class="links user-actions">
      <button type="button" class="small" onClick={() => change({ resetPassword: true })}>
        {t('users.reset')}
      </button>
      <button type="button" class="small" onClick={() => change({ disabled: !user.disabled })}>
        {user.disabled ? t('users.enable') : t('users.disable')}
      </button>
    </span>
  )
}

function stateText(user: UserView): string {
  if (user.disabled) return t('users.disabled')
  return user.mustChangePassword ? t('users.oneTime') : t('users.active')
}

/** The page of `/users`. */
export function UsersPage() {
  const [answer, again] = useAnswer(api.listUsers)
  const [adding, setAdding] = useState(false)
  const [bounding, setBounding] = useState<UserView | null>(null)
  const [secret, setSecret] = useState<OneTimePassword | null>(null)
  const change =
    (name: string) =>
    async (wanted: UserChange): Promise<boolean> => {
      const done = await api.changeUser(name, wanted)
      if (!done.ok) {
        announce({ text: errorText(done.error), tone: 'wrong' })
        return false
      }
      const { oneTimePassword } = done.value
      if (oneTimePassword === null) announce({ text: t('users.changed', { name }), tone: 'done' })
      else setSecret({ name, password: oneTimePassword })
      again()
      return true
    }
  useEffect(() => void loadUnits(), [])
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t('users.title')}</h1>
        <button type="button" class="primary" onClick={() => setAdding(true)}>
          {t('users.add')}
        </button>
      </div>
      {answer === null && <Loading />}
      {answer?.ok === false && <Failed error={answer.error} again={again} />}
      {answer?.ok === true && (
        <DataTable
          rows={answer.value}
          keyOf={user => user.name}
          empty={t('app.none')}
          columns={[
            { name: t('users.col.name'), cell: user => <strong>{user.name}</strong>, short: true },
            { name: t('users.col.display'), cell: user => user.displayName, short: true },
            {
              name: t('users.col.role'),
              cell: user => <RoleChoice user={user} change={wanted => void change(user.name)(wanted)} />,
            },
            {
              name: w('sees'),
              cell: user => <UnitsCell user={user} open={() => setBounding(user)} />,
            },
            { name: t('users.col.state'), cell: stateText, short: true },
            {
              name: t('users.col.actions'),
              cell: user => <UserActions user={user} change={wanted => void change(user.name)(wanted)} />,
            },
          ]}
        />
      )}
      {adding && (
        <NewUserDialog
          onClose={() => setAdding(false)}
          onCreated={created => {
            setAdding(false)
            setSecret(created)
            again()
          }}
        />
      )}
      {bounding !== null && (
        <UserUnitsDialog
          user={bounding}
          save={units => change(bounding.name)({ units })}
          onClose={() => setBounding(null)}
        />
      )}
      {secret !== null && <PasswordDialog secret={secret} onClose={() => setSecret(null)} />}
    </div>
  )
}
