// The contract of the state store: alerts, incidents, people, sessions. `embedded/` keeps it with SQLite.
// Writers name the version they saw; a stale one is told `conflict` and nothing is changed.

import type { Alert, Entity } from '#/kernel/alert.ts'
import type { Event } from '#/kernel/event.ts'
import type {
  Disposition,
  Gravity,
  Incident,
  IncidentEntity,
  IncidentOrigin,
  IncidentStatus,
  Mau05Kind,
  RiskLine,
  TimelineEntry,
} from '#/kernel/incident.ts'
import type { RuleShare } from '#/kernel/incident-alerts.ts'
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

/** How the queue is ordered; ties by newest activity, then id. */
export const INCIDENT_ORDERS = ['severity', 'risk', 'newest'] as const
export type IncidentOrder = (typeof INCIDENT_ORDERS)[number]

export interface IncidentFilter {
  readonly status?: readonly IncidentStatus[]
  readonly severity?: readonly Severity[]
  /** A user name; null means nobody has taken it. */
  readonly owner?: string | null
  readonly systemId?: string
  /** Only incidents of these units; those of no unit are left out then. */
  readonly units?: readonly string[]
  /** Of no unit. */
  readonly withoutUnit?: boolean
  readonly mau05?: Mau05Kind
  readonly origin?: IncidentOrigin
  /** `none`: nobody has decided yet. */
  readonly gravity?: Gravity['value'] | 'none'
  /** One of its tags, ignoring case. */
  readonly tag?: string
  /** Detected at this time or later. */
  readonly sinceMs?: number
  /** Substring of title, entity, system or code, ignoring case. */
  readonly text?: string
  /** Absent: most severe first. */
  readonly order?: IncidentOrder
  readonly limit: number
  /** Continues after this `next` of an earlier answer in the same order. */
  readonly after?: string
}

export interface IncidentPage {
  readonly incidents: readonly Incident[]
  readonly next: string | null
  /** All that match, not only this page. */
  readonly total: number
}

/** An alert as it is kept: beyond the first LIMITS.maxAlertCopies of an incident without its event. */
export interface KeptAlert extends Omit<Alert, 'event'> {
  /** Null: look it up in the event store by `eventIds`. */
  readonly event: Event | null
}

/** An alert and the incident it is in. */
export interface PlacedAlert {
  readonly incidentId: string
  readonly alert: KeptAlert
}

export interface AlertPage {
  readonly alerts: readonly KeptAlert[]
  readonly next: string | null
}

/** One incident to be written: `seen` is the version the writer saw, 0 for a new one. */
export interface IncidentWrite {
  readonly incident: Incident
  readonly seen: number
  readonly entry: TimelineEntry
  readonly risk?: readonly RiskLine[]
  readonly entities?: readonly IncidentEntity[]
}

/** Alerts moved from one incident to another: all of them (merge), or chosen ones into a new one (split). */
export interface AlertMove {
  readonly id: string
  readonly kind: 'merge' | 'split'
  readonly at: number
  readonly by: string
  readonly reason: string
  /** Both as they were before; `to` null for the new one of a split. */
  readonly from: Incident
  readonly to: Incident | null
  readonly toId: string
  /** `to` as the move left it; `from` likewise. */
  readonly fromAfter: Incident
  readonly toAfter: Incident
}

export interface PlannedMove {
  readonly move: AlertMove
  /** Null: all; alerts to come with the keys of `from` go to `to` from then on. */
  readonly alertIds: readonly string[] | null
  readonly writes: readonly IncidentWrite[]
}

export interface StoredMove extends AlertMove {
  /** Counts up; later moves have greater numbers. */
  readonly number: number
  readonly alerts: number
  readonly undoneAt: number | null
}

/** By what alerts find their incident. */
export interface GroupKey {
  readonly family: string
  readonly entity: Entity
  readonly systemId: string | null
}

/** Of one incident, for figures: when what was reached. */
export interface IncidentMoments {
  readonly detectedAt: number
  readonly acknowledgedAt: number | null
  readonly triagedAt: number | null
  readonly containedAt: number | null
  readonly resolvedAt: number | null
  readonly closedAt: number | null
  readonly disposition: Disposition | null
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
  /** Everything people did, and the newest lines of alerts (LIMITS.maxAlertLines and some). */
  timeline(incidentId: string): readonly TimelineEntry[]
  /** Older lines of alerts that the history no longer holds; the alerts themselves are all there. */
  timelineOmitted(incidentId: string): number
  /** The version of the last change that was not just an alert. */
  workVersion(incidentId: string): number
  /** Newest first. */
  alertsOf(incidentId: string, limit: number): readonly KeptAlert[]
  /** The same, page by page. */
  alertPage(incidentId: string, limit: number, after?: string): AlertPage
  alert(id: string): { readonly incidentId: string; readonly alert: KeptAlert } | undefined
  /** Alerts of these rules (null: of any) whose event happened since `sinceMs`, newest first, at most 1000. */
  recentAlerts(
    ruleIds: readonly string[] | null,
    sinceMs: number,
    after?: string,
  ): { readonly alerts: readonly PlacedAlert[]; readonly next: string | null }
  /** When the newest alert of each of these rules happened, ms UTC; rules without any are left out. */
  lastAlerts(ruleIds: readonly string[]): ReadonlyMap<string, number>
  /**
   * Writes a changed incident and its timeline entry when its stored version is `seen`; otherwise returns
   * 'conflict' and changes nothing.
   */
  changeIncident(
    next: Incident,
    seen: number,
    entry: TimelineEntry,
    risk?: readonly RiskLine[],
  ): 'done' | 'conflict'
  /** Each on its own terms, all in one transaction; answers which were written. */
  changeIncidents(writes: readonly IncidentWrite[]): readonly ('done' | 'conflict')[]
  /** Stores an incident that no alert made; `make` is given the next code. */
  createIncident(make: (code: string) => IncidentWrite): Incident

  /** What made up the risk, oldest first. */
  riskOf(incidentId: string): readonly RiskLine[]
  entitiesOf(incidentId: string): readonly IncidentEntity[]
  /** Ids of incidents with that entity, newest first. */
  incidentsWith(entity: IncidentEntity, limit: number): readonly string[]

  /** Its rules with their alerts: of all alerts, of the chosen ones, or of all others. */
  ruleShares(
    incidentId: string,
    chosen?: { readonly ids: readonly string[]; readonly not: boolean },
  ): readonly RuleShare[]
  /** By which alerts come to it: its own key, and those of incidents merged into it. */
  keysOf(incidentId: string): readonly GroupKey[]
  /**
   * Moves alerts and writes both incidents as `plan` says, which is given a way to the next code. 'conflict'
   * when one was changed meanwhile, or an alert is not of `from`.
   */
  moveAlerts(plan: (nextCode: () => string) => PlannedMove): 'done' | 'conflict'
  /** Merges and splits that the incident had a part in, newest first. */
  movesOf(incidentId: string): readonly StoredMove[]
  /** Which of the alerts the move moved. */
  movedBy(move: number, alertIds: readonly string[]): ReadonlySet<string>
  /** Alerts that came to the incident after the move. */
  alertsSince(incidentId: string, move: number): readonly KeptAlert[]
  /** Moves the alerts back, with `later` ones that came since, and writes both incidents. */
  undoMove(
    move: number,
    at: number,
    later: readonly string[],
    writes: readonly IncidentWrite[],
  ): 'done' | 'conflict'

  /** Of all incidents, or of those of the units. */
  counts(units?: readonly string[]): {
    readonly byStatus: Readonly<Record<IncidentStatus, number>>
    readonly unassigned: number
  }
  /** Of incidents detected from `from` (inclusive) to `to` (exclusive), in order of detection. */
  moments(from: number, to: number, units?: readonly string[]): readonly IncidentMoments[]

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

/** What a fold may ask about an alert and its candidate, inside the transaction. */
export interface FoldKnowledge {
  /** Alerts of the same rule that the open incident has. */
  readonly repeats: number
  /** Other incidents of the last 30 days with that entity; counted up to 100. */
  incidentsWith(entity: IncidentEntity): number
}

export interface FoldedAlert {
  readonly incident: Incident
  readonly entry: TimelineEntry
  readonly risk?: readonly RiskLine[]
  readonly entities?: readonly IncidentEntity[]
}

/** Decides where an alert belongs; pure. `open` is the candidate incident, if any; `nextCode` makes one. */
export type FoldAlert = (
  alert: Alert,
  open: Incident | undefined,
  nextCode: () => string,
  known: FoldKnowledge,
) => FoldedAlert
