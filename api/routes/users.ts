// Accounts, for administrators. A new or reset account has a one-time password that is shown once, here.

import type { Role, User } from '#/store/state-store.ts'
import { RESERVED_NAMES, leavesNoAdmin, makeAccount } from '../auth/accounts.ts'
import type { PasswordWork } from '../auth/password-hash.ts'
import { makeOneTimePassword } from '../auth/password-rules.ts'
import type { UserView } from '../contract/schemas.ts'
import { ApiError } from '../errors.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'

type UserHandlers = Handlers<'listUsers' | 'createUser' | 'changeUser' | 'resetPasswordHere'>

export function userRoutes(
  { state, clock, audit }: Pick<Platform, 'state' | 'clock' | 'audit'>,
  passwords: PasswordWork,
): UserHandlers {
  return {
    listUsers: () => state.users().map(showUser),

    async createUser({ body, principal }) {
      if (RESERVED_NAMES.has(body.name))
        throw new ApiError('user.name-reserved', 'body/name: means something else')
      const displayName = written(body.displayName)
      const units = body.units ?? null
      checkUnits(body.role, units)
      const account = { name: body.name, displayName, role: body.role, units }
      const { user, oneTimePassword } = await makeAccount(account, clock, password =>
        passwords.hash(password),
      )
      if (state.user(body.name) !== undefined)
        throw new ApiError('user.exists', 'body/name: there is an account of that name')
      state.putUser(user)
      await audit.record(principal.name, 'user.created', `user ${user.name}`, accountText(user))
      return { user: showUser(user), oneTimePassword }
    },

    async changeUser({ params, body, principal }) {
      const oneTimePassword = body.resetPassword === true ? makeOneTimePassword() : null
      const passwordHash = oneTimePassword === null ? undefined : await passwords.hash(oneTimePassword)

      // From here on nothing waits: what is checked is what is written.
      const user = state.user(params.name)
      if (user === undefined) throw new ApiError('user.not-found', 'There is no such account.')
      const changed: User = {
        ...user,
        displayName: body.displayName === undefined ? user.displayName : written(body.displayName),
        role: body.role ?? user.role,
        disabled: body.disabled ?? user.disabled,
        units: body.units === undefined ? user.units : body.units,
        ...(passwordHash === undefined ? {} : { passwordHash, mustChangePassword: true }),
      }
      checkUnits(changed.role, changed.units)
      if (leavesNoAdmin(state.users(), changed))
        throw new ApiError('user.last-admin', 'This is the last enabled administrator.')
      state.putUser(changed)
      if (changed.disabled || passwordHash !== undefined) state.deleteSessionsOf(changed.name)
      const reset = passwordHash === undefined ? '' : '; mật khẩu được đặt lại'
      await audit.record(principal.name, 'user.changed', `user ${changed.name}`, accountText(changed) + reset)
      return { user: showUser(changed), oneTimePassword }
    },

    async resetPasswordHere({ params, principal }) {
      const oneTimePassword = makeOneTimePassword()
      const passwordHash = await passwords.hash(oneTimePassword)
      const user = state.user(params.name)
      if (user === undefined) throw new ApiError('user.not-found', 'There is no such account.')
      const changed: User = { ...user, passwordHash, mustChangePassword: true }
      state.putUser(changed)
      state.deleteSessionsOf(changed.name)
      const told = `${accountText(changed)}; mật khẩu được đặt lại`
      await audit.record(principal.name, 'user.changed', `user ${changed.name}`, told)
      return { user: showUser(changed), oneTimePassword }
    },
  }
}

/** What matters of an account to who reads the audit trail. */
function accountText({ role, units, disabled }: User): string {
  return `vai trò ${role}; đơn vị ${units === null ? 'tất cả' : units.join(', ')}${disabled ? '; khóa' : ''}`
}

function written(displayName: string): string {
  const trimmed = displayName.normalize('NFC').trim()
  if (trimmed === '') throw new ApiError('request.invalid', 'body/displayName: must not be blank')
  return trimmed
}

/** Who gives out accounts could give themselves any unit: an administrator is never bound to some. */
function checkUnits(role: Role, units: readonly string[] | null): void {
  if (role === 'admin' && units !== null)
    throw new ApiError('request.invalid', 'body/units: an administrator sees all units; must be null')
}

function showUser(user: User): UserView {
  const { name, displayName, role, disabled, mustChangePassword, units } = user
  return { name, displayName, role, disabled, mustChangePassword, units: units === null ? null : [...units] }
}
