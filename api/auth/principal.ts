// Who is asking: a person with a session, or the local command line with the token of the running process.

import { GRANTS, permissionsOf, type Permission } from '../contract/permissions.ts'
import type { SignedIn } from './sessions.ts'

export interface PersonPrincipal extends SignedIn {
  readonly kind: 'person'
  readonly name: string
  /** Sees only rows of these units and the ones below; null: sees all. */
  readonly units: readonly string[] | null
  readonly permissions: readonly Permission[]
}

export interface LocalPrincipal {
  readonly kind: 'local'
  readonly name: 'local'
  readonly units: null
  readonly permissions: readonly Permission[]
}

export type Principal = PersonPrincipal | LocalPrincipal

/** The command line on the same machine reads what a viewer reads, and changes nothing. */
export const LOCAL_PRINCIPAL: LocalPrincipal = {
  kind: 'local',
  name: 'local',
  units: null,
  permissions: GRANTS.viewer,
}

export function personPrincipal(signedIn: SignedIn): PersonPrincipal {
  const { user } = signedIn
  return {
    kind: 'person',
    ...signedIn,
    name: user.name,
    units: user.units,
    permissions: permissionsOf(user.role, user.units),
  }
}
