// An Incident (sự cố): alerts that belong together on one monitored system, with an owner, a state and a
// timeline of everything that happened to it.

import type { Entity } from './alert.ts'
import type { Severity } from './severity.ts'

export const INCIDENT_STATUSES = ['new', 'open', 'closed'] as const
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number]

/** How a closed incident turned out. */
export const DISPOSITIONS = [
  'true-positive',
  'benign',
  'false-positive',
  'duplicate',
  'undetermined',
] as const
export type Disposition = (typeof DISPOSITIONS)[number]

/** The ten kinds of Mẫu số 05, Circular 20/2017 (kinds 1–10, official order), shown by the console. */
export type Mau05Kind = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10

/** Ordinary or serious (sự cố thông thường, nghiêm trọng): Decision 05/2017 art. 9; decided by an authorised person. */
export interface Gravity {
  readonly value: 'ordinary' | 'serious'
  readonly at: number
  readonly by: string
  readonly reason: string
}

/**
 * What people may establish about an incident beside its gravity. Each starts, widens or ends a duty of law;
 * which one, the law profile says (regulation/).
 */
export const INCIDENT_FACTS = [
  /** Signs of infringing national security, public order or social safety (Decree 331/2026 art. 31.2.d). */
  'national-security',
  /** The system is seriously interrupted. */
  'interrupted',
  /** May exceed what the operator can handle alone (Circular 20/2017 art. 9.2.b). */
  'beyond-capacity',
  /** Personal data may have been disclosed. */
  'personal-data',
  /** Complex: preliminary information first, then updates (Decree 331/2026 art. 31.2.d). */
  'complex',
  /** The Ministry's force has asked for cooperation in a dangerous situation. */
  'cooperation-requested',
  /** Someone outside sent a notice or report of it that wants an answer (Circular 20/2017 art. 10). */
  'notice-received',
] as const
export type IncidentFact = (typeof INCIDENT_FACTS)[number]

/** `at` is the moment from which it holds, `by` and `reason` who says so and why. */
export interface EstablishedFact {
  readonly at: number
  readonly by: string
  readonly reason: string
}

/** Circular 20/2017 art. 2: tính nguyên vẹn, tính bảo mật, tính khả dụng. */
export const AFFECTED_PROPERTIES = ['integrity', 'confidentiality', 'availability'] as const
export type AffectedProperty = (typeof AFFECTED_PROPERTIES)[number]

/** Who resolved it and what it cost: the columns of Mẫu số 05. */
export interface Handling {
  readonly self: boolean
  /** Names of other organisations of the country that helped. */
  readonly domesticHelpers: readonly string[]
  readonly foreignHelpers: readonly string[]
  /** The national coordinator was asked for help. */
  readonly coordinatorAsked: boolean
  /** Estimated damage, in words; empty when not estimated. */
  readonly damage: string
}

/** Moments of the response that people set: a person has judged it; the harm is stopped; all works again. */
export const MILESTONES = ['triaged', 'contained', 'resolved'] as const
export type Milestone = (typeof MILESTONES)[number]

/** Sum of its contributions as of `at`; it halves with RISK_HALF_LIFE_MS (kernel/risk.ts). */
export interface Risk {
  readonly value: number
  readonly at: number
}

export const RISK_REASONS = [
  /** The level of the rule that fired, the first time it did in this incident. */
  'rule',
  /** The level of the system, on top of the rule's. */
  'system-level',
  /** The tactic: exfiltration, impact, lateral movement … */
  'threat',
  /** Its address, user or host is in other incidents of late. */
  'seen-elsewhere',
  /** The same rule again: counted at the 2nd, 4th, 8th … time. */
  'repeated',
  /** A person raised or lowered it. */
  'adjusted',
] as const
export type RiskReason = (typeof RISK_REASONS)[number]

/** One contribution to an incident's risk. `points` count as of `at`. */
export interface RiskLine {
  readonly at: number
  readonly by: string
  readonly why: RiskReason
  readonly points: number
  /** In Vietnamese, with the parts of it for other languages. */
  readonly text: string
  readonly parts?: Readonly<Record<string, string>>
  /** The alert that brought it; it goes with the alert when incidents are merged or split. */
  readonly alertId?: string
}

export const ENTITY_KINDS = ['ip', 'user', 'host', 'domain', 'hash', 'email', 'url'] as const
export type EntityKind = (typeof ENTITY_KINDS)[number]

/** Something by which incidents are alike, normalised: lower case, no trailing dot. */
export interface IncidentEntity {
  readonly kind: EntityKind
  readonly value: string
}

export const INCIDENT_ORIGINS = ['alerts', 'person', 'intake'] as const
export type IncidentOrigin = (typeof INCIDENT_ORIGINS)[number]

export interface Incident {
  readonly id: string
  /** For people: `2026-0001`. */
  readonly code: string
  readonly title: string
  /** The title in English, when the rule that gave it has one; otherwise `title` serves everybody. */
  readonly titleEnglish?: string
  readonly severity: Severity
  readonly status: IncidentStatus
  readonly family: string
  readonly systemId: string | null
  readonly entity: Entity
  readonly ruleIds: readonly string[]
  readonly tags: readonly string[]
  readonly cites: readonly string[]
  readonly alertCount: number
  readonly firstSeen: number
  readonly lastSeen: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly owner: string | null
  readonly acknowledgedAt: number | null
  readonly closedAt: number | null
  readonly disposition: Disposition | null
  readonly mau05: Mau05Kind | null
  readonly origin: IncidentOrigin
  /** The unit (sở, phường …) it belongs to: who may see it. Null: seen by those who see all. */
  readonly unitId: string | null
  /** What a person who opened or described it wrote; empty for one made of alerts. */
  readonly description: string
  /** Moment of detection in the sense of the law, from which its clocks run. */
  readonly detectedAt: number
  /** Null: nobody has decided yet. */
  readonly gravity: Gravity | null
  readonly facts: Readonly<Partial<Record<IncidentFact, EstablishedFact>>>
  readonly affects: readonly AffectedProperty[]
  readonly handling: Handling | null
  /** A person confirmed or refuted it and said what it is. */
  readonly triagedAt: number | null
  readonly containedAt: number | null
  /** Response has ended: the system works normally again. */
  readonly resolvedAt: number | null
  readonly risk: Risk
  /** The incident it was merged into; it is closed as duplicate then. */
  readonly mergedInto: string | null
  /** Grows by one with each change; a writer names the version it saw. */
  readonly version: number
}

export const TIMELINE_KINDS = [
  'created',
  'alert',
  'taken',
  'assigned',
  'note',
  'closed',
  'reopened',
  /** Kind of Mẫu 05, affected properties, description or handling were set. */
  'classified',
  'gravity',
  'fact',
  /** Triaged, contained or resolved; or that taken back. */
  'milestone',
  'merged',
  'unmerged',
  'split',
  'unsplit',
  'unit',
  'task',
  'attachment',
  'playbook',
  'document',
  'notice',
  /** A legal clock was met, paused or went on. */
  'clock',
  /** Something came in from outside: the intake page, a notice. */
  'report',
  /** What is said online about the same system or place: a spike, or the incident that goes with it. */
  'media',
] as const
export type TimelineKind = (typeof TIMELINE_KINDS)[number]

/**
 * One line of an incident's history. `by` is a user name, or `thapcanh` for the platform itself. `text` says
 * all of it in Vietnamese and is what counts; the optional parts say the same again, each for itself, so that
 * it can be shown in another language.
 */
export interface TimelineEntry {
  readonly at: number
  readonly by: string
  readonly kind: TimelineKind
  readonly text: string
  readonly alertId?: string
  /** created, alert: the rule that fired. */
  readonly rule?: { readonly title: string; readonly titleEnglish?: string }
  /** taken, assigned: the owner before and after. */
  readonly owner?: { readonly before: string | null; readonly after: string | null }
  /** closed: how it turned out. */
  readonly outcome?: { readonly disposition: Disposition; readonly mau05: Mau05Kind | null }
  /** closed, reopened: what the person wrote. */
  readonly reason?: string
  /** Further parts by name, for words in another language: ids, names, numbers as text. */
  readonly parts?: Readonly<Record<string, string>>
}

/** What holds of an incident about which no person has said anything yet. */
export const UNJUDGED = {
  unitId: null,
  description: '',
  gravity: null,
  facts: {},
  affects: [],
  handling: null,
  triagedAt: null,
  containedAt: null,
  resolvedAt: null,
  mergedInto: null,
} as const satisfies Partial<Incident>
