// Who is signed in. Everything that the console shows hangs on this one signal.

import { computed, signal } from '@preact/signals'
import type { Me } from '#/api/contract/schemas.ts'
import { api, watchSession, type ApiError } from '../api-client.ts'

export type Session =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'signed-out'; readonly ended: boolean }
  | { readonly kind: 'must-change'; readonly me: Me }
  | { readonly kind: 'signed-in'; readonly me: Me }

/** `unknown` until the server has said whether the cookie of this browser is good. */
export const session = signal<Session>({ kind: 'unknown' })

/** The person signed in, or null. */
export const me = computed(() => (session.value.kind === 'signed-in' ? session.value.me : null))

function enter(person: Me): void {
  session.value = { kind: person.mustChangePassword ? 'must-change' : 'signed-in', me: person }
}

/** True when the person signed in holds a permission of api/contract/operations.ts. */
export function may(permission: string): boolean {
  return me.value?.permissions.includes(permission) ?? false
}

/** Asks the server who this browser is. */
export async function findSession(): Promise<void> {
  const answer = await api.whoAmI()
  if (answer.ok) enter(answer.value)
  else if (answer.error.status !== 401) session.value = { kind: 'unreachable' }
}

/** Shows the sign-in or the change of password as soon as the server asks for it. */
export function followSession(): void {
  watchSession({
    ended: () => {
      const wasInside = session.value.kind === 'signed-in' || session.value.kind === 'must-change'
      session.value = { kind: 'signed-out', ended: wasInside }
    },
    passwordDue: () => {
      const current = session.value
      if (current.kind === 'signed-in') session.value = { kind: 'must-change', me: current.me }
    },
  })
}

/** Signs in; answers the error when that failed. */
export async function signIn(name: string, password: string): Promise<ApiError | null> {
  const answer = await api.signIn(name, password)
  if (!answer.ok) return answer.error
  enter(answer.value)
  return null
}

/** Signs out; when the server cannot be told, the session stays, because the cookie does. */
export async function signOut(): Promise<ApiError | null> {
  const answer = await api.signOut()
  if (!answer.ok && answer.error.status !== 401) return answer.error
  session.value = { kind: 'signed-out', ended: false }
  return null
}

/** Changes the own password, and asks again who is signed in. */
export async function changePassword(current: string, next: string): Promise<ApiError | null> {
  const answer = await api.changePassword(current, next)
  if (!answer.ok) return answer.error
  await findSession()
  return null
}
