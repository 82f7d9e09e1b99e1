// Who is asking: a person with a session, or the local command line with the token of the running process.

import { LOCAL_GRANTS, permissionsOf, type Permission } from '../contract/permissions.ts'
import type { SignedIn } from './sessions.ts'

export interface PersonPrincipal extends SignedIn {
  readonly kind: 'person'
  readonly name: string
  /** Sees only rows of these units and the ones below; null: sees all. */
  readonly units: readonly string[] | null
  readonly permissions: readonly Permission[]
}

/** Prometheus, or whoever else has the token of the configuration. */
export interface MetricsPrincipal {
  readonly kind: 'metrics'
  readonly name: 'metrics'
  readonly units: null
  readonly permissions: readonly Permission[]
}

export interface LocalPrincipal {
  readonly kind: 'local'
  readonly name: 'local'
  readonly units: null
  readonly permissions: readonly Permission[]
}

export type Principal = PersonPrincipal | LocalPrincipal | MetricsPrincipal

/** The command line on the same machine reads what a viewer reads, exports it, and makes backups; it changes nothing. */
export const LOCAL_PRINCIPAL: LocalPrincipal = {
  kind: 'local',
  name: 'local',
  units: null,
  permissions: LOCAL_GRANTS,
}

export const METRICS_PRINCIPAL: MetricsPrincipal = {
  kind: 'metrics',
  name: 'metrics',
  units: null,
  permissions: ['metrics.read'],
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
