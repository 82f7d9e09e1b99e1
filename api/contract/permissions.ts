// What may be permitted, and what each role is granted. Deny by default: a route whose access is none of
// these does not exist.

import type { Role } from './schemas.ts'

/**
 * `public` needs no session; `signed-in` any; `this-machine` is for commands on it with the running process's
 * token; the others are granted by role.
 */
export const PERMISSIONS = [
  'incidents.read',
  'incidents.work',
  'incidents.lead',
  'events.read',
  'events.export',
  'evidence.export',
  'platform.read',
  'metrics.read',
  'rules.read',
  'rules.test',
  'rules.manage',
  'register.read',
  'register.manage',
  'playbooks.read',
  'playbooks.run',
  'playbooks.manage',
  'documents.read',
  'documents.write',
  'documents.sign',
  'notices.read',
  'notices.manage',
  'media.read',
  'media.work',
  'media.manage',
  'audit.read',
  'retention.hold',
  'users.manage',
] as const
export type Permission = (typeof PERMISSIONS)[number]
export type Access = 'public' | 'signed-in' | 'this-machine' | Permission

const viewer = [
  'incidents.read',
  'events.read',
  'platform.read',
  'metrics.read',
  'rules.read',
  'register.read',
  'playbooks.read',
  'documents.read',
  'notices.read',
  'media.read',
] as const satisfies readonly Permission[]
const analyst = [
  ...viewer,
  'events.export',
  'incidents.work',
  'rules.test',
  'playbooks.run',
  'documents.write',
  'media.work',
] as const satisfies readonly Permission[]
const lead = [
  ...analyst,
  'incidents.lead',
  'rules.manage',
  'register.manage',
  'documents.sign',
  'audit.read',
  'evidence.export',
  'retention.hold',
  'media.manage',
] as const satisfies readonly Permission[]
const admin = [
  ...lead,
  'playbooks.manage',
  'notices.manage',
  'users.manage',
] as const satisfies readonly Permission[]

export const GRANTS: Readonly<Record<Role, readonly Permission[]>> = { viewer, analyst, lead, admin }

/** What commands on the machine itself may do beyond those for `this-machine`: read, and take out what they read. */
export const LOCAL_GRANTS: readonly Permission[] = [...viewer, 'events.export', 'evidence.export']

/** What concerns the whole city is not for people who see a part of it. */
const CITY_WIDE: readonly Permission[] = [
  'rules.read',
  'rules.test',
  'rules.manage',
  'media.read',
  'media.work',
  'media.manage',
  'playbooks.manage',
  'notices.manage',
  'audit.read',
  // A package holds a stretch of the audit trail.
  'evidence.export',
  'retention.hold',
  'users.manage',
]

/** What someone of that role may do; `units` null: they see all. */
export function permissionsOf(role: Role, units: readonly string[] | null): readonly Permission[] {
  return units === null ? GRANTS[role] : GRANTS[role].filter(granted => !CITY_WIDE.includes(granted))
}
