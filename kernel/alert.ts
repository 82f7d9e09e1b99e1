// An Alert: one firing of a rule, with its evidence and the articles it cites.
// Its id is made of rule and event, so that a batch read twice after a crash makes the same alert again.

import { createHash } from 'node:crypto'
import type { Event } from './event.ts'
import type { Severity } from './severity.ts'

/** What an analyst needs to know of the rule that fired; the full text stays in the rule's file. */
export interface RuleSummary {
  readonly id: string
  readonly title: string
  /** The Detection Rule License asks that a rule's author is shown with its matches. */
  readonly author: string
  readonly level: Severity
  readonly description: string
  /** Rules of one family on the same entity make one incident. */
  readonly family: string
  /** Sigma tags as written: `attack.t1110`, `mau05.4`, `tt31.d5.2.c`. */
  readonly tags: readonly string[]
  /** Articles of law and circulars, from the tags, ready to show. */
  readonly cites: readonly string[]
  readonly falsePositives: readonly string[]
  /** The rule's words in English, when `title` and `description` are Vietnamese. */
  readonly english?: RuleEnglish
  /** What to do first, from the rule's `response`. */
  readonly response?: string
  /** True of a rule that is only part of correlations: it raises no alert, whoever refers to it. */
  readonly buildingBlock?: true
}

/** The words of a rule in English, for a console that is shown in English. */
export interface RuleEnglish {
  readonly title: string
  readonly description: string
  readonly response?: string
  /** One for each of the rule's `falsePositives`, in their order. */
  readonly falsePositives?: readonly string[]
}

/** One value that made the rule match: which field of the event, what it held, by which selection. */
export interface MatchedField {
  readonly field: string
  readonly value: string
  readonly selection: string
}

/** What the incident is about: the field that names it and its value, for example source.ip 203.0.113.9. */
export interface Entity {
  readonly field: string
  readonly value: string
}

export interface Alert {
  readonly id: string
  readonly rule: RuleSummary
  /** Time of the event in ms UTC. */
  readonly at: number
  /** When we raised it, ms UTC. */
  readonly raisedAt: number
  readonly systemId: string | null
  readonly entity: Entity
  readonly eventIds: readonly string[]
  readonly matched: readonly MatchedField[]
  /** The event as it was when the rule matched, raw line included. */
  readonly event: Event
}

/** The same rule on the same event is the same alert: 128 bits as 32 hex digits. */
export function alertId(ruleId: string, eventId: string): string {
  return createHash('sha256').update(`${ruleId}\n${eventId}`).digest('hex').slice(0, 32)
}
