// An exception from detection rules: what its owner says of it, how it is kept under review, and what it hid. What
// its filter means is the business of correlation/exceptions/.

import type { Entity } from './alert.ts'

/** What an exception says; all of it is reviewed together. */
export interface ExceptionDefinition {
  readonly title: string
  /** A Sigma filter document as YAML. */
  readonly filter: string
  /** Only rules with one of these tags; empty: of any. */
  readonly tags: readonly string[]
  /** Only alerts of these monitored systems; empty: of any, and of none. */
  readonly systems: readonly string[]
  readonly entity: Entity | null
  readonly reason: string
  /** Account of who answers for it. */
  readonly owner: string
  /** ms UTC, from when on it hides nothing. */
  readonly expiresAt: number
}

/** An exception as it is kept. */
export interface KeptException {
  readonly createdBy: string
  readonly createdAt: number
  readonly changedAt: number
  /** What was approved last. */
  readonly inForce: {
    readonly definition: ExceptionDefinition
    readonly approvedBy: string
    readonly approvedAt: number
  } | null
  /** What waits for review, beside what is in force. */
  readonly proposal: {
    readonly definition: ExceptionDefinition
    readonly by: string
    readonly at: number
  } | null
  /** It is over; the definition is the last one there was. */
  readonly ended: {
    readonly kind: 'withdrawn' | 'rejected'
    readonly by: string
    readonly at: number
    readonly reason: string
    readonly definition: ExceptionDefinition
  } | null
}

export type ExceptionState = 'proposed' | 'active' | 'expired' | 'withdrawn' | 'rejected'

/** Where it stands; `now` in ms UTC. */
export function exceptionState({ inForce, ended }: KeptException, now: number): ExceptionState {
  if (ended !== null) return ended.kind
  if (inForce === null) return 'proposed'
  return inForce.definition.expiresAt > now ? 'active' : 'expired'
}

/** One line of its history. */
export interface ExceptionEntry {
  readonly at: number
  readonly by: string
  readonly kind: 'proposed' | 'changed' | 'approved' | 'rejected' | 'withdrawn'
  /** Why it was rejected or withdrawn; else empty. */
  readonly reason: string
  readonly definition: ExceptionDefinition | null
}

/** Alerts that one exception kept from being raised. */
export interface HiddenAlerts {
  readonly exceptionId: string
  readonly alerts: number
  /** When the last of them was hidden, ms UTC. */
  readonly lastAt: number
  /** Its rule, and the id of its event. */
  readonly lastRule: string
  readonly lastEvent: string
}
