// The contract of the state store: alerts, incidents, people, sessions. `embedded/` keeps it with SQLite.
// Writers name the version they saw; a stale one is told `conflict` and nothing is changed.

import type { Alert } from '#/kernel/alert.ts'
import type { Incident, IncidentStatus, TimelineEntry } from '#/kernel/incident.ts'
import type { Severity } from '#/kernel/severity.ts'
import type { Records } from './records.ts'

export const ROLES = ['viewer', 'analyst', 'lead', 'admin'] as const
export type Role = (typeof ROLES)[number]

export interface User {
  readonly name: string
  readonly displayName: string
  readonly role: Role
  readonly passwordHash: string
  /** True until the one-time password has been changed. */
  readonly mustChangePassword: boolean
  readonly disabled: boolean
  readonly createdAt: number
  /** Sees only rows of these units and the ones below; null: sees all. */
  readonly units: readonly string[] | null
}

export interface Session {
  /** SHA-256 of the cookie's token: the token itself is never stored. */
  readonly tokenHash: string
  readonly userName: string
  readonly createdAt: number
  readonly lastSeenAt: number
  readonly expiresAt: number
}

export interface IncidentFilter {
  readonly status?: readonly IncidentStatus[]
  readonly severity?: readonly Severity[]
  /** A user name; null means nobody has taken it. */
  readonly owner?: string | null
  readonly systemId?: string
  /** Only incidents of these units; those of no unit are left out then. */
  readonly units?: readonly string[]
  /** Substring of title, entity, system or code, ignoring case. */
  readonly text?: string
  readonly limit: number
  /** Continues after this `next` of an earlier answer. */
  readonly after?: string
}

export interface IncidentPage {
  /** Most severe first, then newest activity. */
  readonly incidents: readonly Incident[]
  readonly next: string | null
  /** All that match, not only this page. */
  readonly total: number
}

export interface StateStore extends Disposable {
  /** All smaller state: tasks, documents, runs, notices, the register. */
  readonly records: Records

  /**
   * Stores alerts not seen before together with the incidents they changed, in one transaction: the caller
   * computes `fold` over the open incident of (family, entity, system) and it is called inside.
   * Returns the incidents that were created or changed. An alert whose id is known is passed over.
   */
  recordAlerts(alerts: readonly Alert[], fold: FoldAlert): readonly Incident[]
  incidents(filter: IncidentFilter): IncidentPage
  incident(id: string): Incident | undefined
  timeline(incidentId: string): readonly TimelineEntry[]
  /** Newest first. */
  alertsOf(incidentId: string, limit: number): readonly Alert[]
  /**
   * Writes a changed incident and its timeline entry when its stored version is `seen`; otherwise returns
   * 'conflict' and changes nothing.
   */
  changeIncident(next: Incident, seen: number, entry: TimelineEntry): 'done' | 'conflict'
  /** Of all incidents, or of those of the units. */
  counts(units?: readonly string[]): { readonly byStatus: Readonly<Record<IncidentStatus, number>>; readonly unassigned: number }

  users(): readonly User[]
  user(name: string): User | undefined
  putUser(user: User): void
  session(tokenHash: string): Session | undefined
  putSession(session: Session): void
  deleteSession(tokenHash: string): void
  deleteSessionsOf(userName: string): void

  /** Small durable values of the platform itself: file positions, next incident number. */
  setting(key: string): string | undefined
  putSetting(key: string, value: string): void
}

/** Decides where an alert belongs; pure. `open` is the candidate incident, if any; `nextCode` makes one. */
export type FoldAlert = (
  alert: Alert,
  open: Incident | undefined,
  nextCode: () => string,
) => { readonly incident: Incident; readonly entry: TimelineEntry }
