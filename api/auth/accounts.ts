// Accounts as the routes and the first start make them: one-time passwords, the first administrator, and
// the rule that somebody must always be left who can administer.

import type { Clock } from '#/kernel/clock.ts'
import type { Role, StateStore, User } from '#/store/state-store.ts'
import { hashPassword } from './password-hash.ts'
import { makeOneTimePassword } from './password-rules.ts'

export const FIRST_ADMIN = 'admin'

/** Names that mean something else: words of the owner filter, and who the platform itself writes as. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(['me', 'none', 'local', 'thapcanh'])

/** On a store without users, makes `admin` and returns its one-time password; otherwise undefined. */
export async function ensureFirstAdmin(
  state: StateStore,
  clock: Clock,
): Promise<{ readonly oneTimePassword: string } | undefined> {
  if (state.users().length > 0) return undefined
  const made = await makeAccount(
    { name: FIRST_ADMIN, displayName: 'Quản trị viên', role: 'admin', units: null },
    clock,
    hashPassword,
  )
  state.putUser(made.user)
  return { oneTimePassword: made.oneTimePassword }
}

/** A new user, not yet stored, and the one-time password to hand over. */
export async function makeAccount(
  account: {
    readonly name: string
    readonly displayName: string
    readonly role: Role
    readonly units: readonly string[] | null
  },
  clock: Clock,
  hash: (password: string) => Promise<string>,
): Promise<{ readonly user: User; readonly oneTimePassword: string }> {
  const oneTimePassword = makeOneTimePassword()
  const passwordHash = await hash(oneTimePassword)
  const createdAt = clock.now()
  return {
    user: { ...account, passwordHash, mustChangePassword: true, disabled: false, createdAt },
    oneTimePassword,
  }
}

/** True when `changed` in the place of its old self would leave no enabled administrator. */
export function leavesNoAdmin(users: readonly User[], changed: User): boolean {
  const isActiveAdmin = (user: User) => user.role === 'admin' && !user.disabled
  return !users.some(user => isActiveAdmin(user.name === changed.name ? changed : user))
}
