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
  /** Grows by one with each change; a writer names the version it saw. */
  readonly version: number
}

/**
 * One line of an incident's history. `by` is a user name, or `thapcanh` for the platform itself. `text` says
 * all of it in Vietnamese and is what counts; the optional parts say the same again, each for itself, so that
 * it can be shown in another language.
 */
export interface TimelineEntry {
  readonly at: number
  readonly by: string
  readonly kind: 'created' | 'alert' | 'taken' | 'assigned' | 'note' | 'closed' | 'reopened'
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
}
