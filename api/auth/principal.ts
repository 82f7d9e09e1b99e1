// Who is asking: a person with a session, or the local command line with the token of the running process.

import { GRANTS, type Permission } from '../contract/operations.ts'
import type { SignedIn } from './sessions.ts'

export interface PersonPrincipal extends SignedIn {
  readonly kind: 'person'
  readonly name: string
  readonly permissions: readonly Permission[]
}

export interface LocalPrincipal {
  readonly kind: 'local'
  readonly name: 'local'
  readonly permissions: readonly Permission[]
}

export type Principal = PersonPrincipal | LocalPrincipal

/** The command line on the same machine reads what a viewer reads, and changes nothing. */
export const LOCAL_PRINCIPAL: LocalPrincipal = { kind: 'local', name: 'local', permissions: GRANTS.viewer }

export function personPrincipal(signedIn: SignedIn): PersonPrincipal {
  return { kind: 'person', ...signedIn, name: signedIn.user.name, permissions: GRANTS[signedIn.user.role] }
}
