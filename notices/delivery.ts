// What is kept of notices: each notice once, each message to one address (a delivery) with the notices it
// carries, the window of each address and kind, and who is to be told next when nobody reacts.

import type { Severity } from '#/kernel/severity.ts'
import type { Collection } from '#/store/records.ts'
import type { Notice } from './notice.ts'

export const DELIVERY_STATES = [
  /** Gathers notices until its time has come: the window's end, or the end of quiet hours. */
  'gathering',
  /** To be sent now, or again after a failure. */
  'waiting',
  'sending',
  'delivered',
  /** It surely did not arrive, and is not tried again. */
  'failed',
  /** It may have arrived; it is not sent again by itself. */
  'unknown',
] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** One message to one address. */
export interface Delivery {
  readonly id: string
  readonly channel: string
  readonly address: string
  readonly recipient: string
  readonly language: 'vi' | 'en'
  readonly route: string
  /** How long the window lasts that this message opens. */
  readonly groupMs: number
  readonly kind: string
  /** The highest of its notices. */
  readonly severity: Severity
  readonly state: DeliveryState
  /** Held back by quiet hours. */
  readonly held: boolean
  /** All notices in it; `notices` keeps the most severe ones, LIMITS.maxNoticesInMessage at most. */
  readonly count: number
  readonly notices: readonly CarriedNotice[]
  /** Of all its notices, LIMITS.maxIncidentsInMessage at most. */
  readonly incidentIds: readonly string[]
  /** There are more incidents than `incidentIds` names. */
  readonly moreIncidents: boolean
  readonly createdAt: number
  readonly dueAt: number
  readonly attempts: number
  readonly error: string | null
  readonly endedAt: number | null
}

/** A notice as a delivery carries it: its line cut to what the longest message can show. */
export type CarriedNotice = Omit<Notice, 'audience'>

/** Since the last message of a kind to an address. */
export interface Window {
  /** Notices before this are gathered. */
  readonly until: number
  /** The highest severity sent in this window: a higher one goes out at once. */
  readonly severity: Severity
  /** The delivery that gathers now. */
  readonly gathering: string | null
}

export interface Escalation {
  readonly incidentId: string
  readonly route: string
  /** Index of the next step. */
  readonly step: number
  readonly dueAt: number
  readonly state: 'waiting' | 'acknowledged' | 'exhausted'
  readonly acknowledgedBy: string | null
  readonly notice: Notice
}

export const DELIVERIES: Collection<Delivery> = {
  name: 'notice-delivery',
  keys: ({ channel, state, incidentIds, createdAt, endedAt }) => ({
    channel,
    state,
    incident: incidentIds,
    createdAt,
    endedAt,
  }),
}

/** Which notices were handed in; the id alone matters. */
export const NOTICES: Collection<{ readonly at: number }> = {
  name: 'notice',
  keys: ({ at }) => ({ at }),
}

export const WINDOWS: Collection<Window> = { name: 'notice-window', keys: ({ until }) => ({ until }) }

export const ESCALATIONS: Collection<Escalation> = {
  name: 'notice-escalation',
  keys: ({ incidentId, state, dueAt }) => ({ incidentId, state, dueAt }),
}
