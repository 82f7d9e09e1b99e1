// A correlation: a Sigma document that looks at several events that rules (or other correlations) matched. These
// are the words that the loader, the windows, the cases and the console share.

import type { RuleSummary } from '#/kernel/alert.ts'
import type { Event } from '#/kernel/event.ts'
import type { LoadedRule } from './loaded-rule.ts'
import type { RuleCase } from './rule.ts'

export const CORRELATION_TYPES = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
] as const

export type CorrelationType = (typeof CORRELATION_TYPES)[number]

export const BOUND_OPERATORS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const

/** One comparison of a condition; several are ANDed. */
export interface Bound {
  readonly operator: (typeof BOUND_OPERATORS)[number]
  readonly number: number
}

/** One way in which a condition over rules is met. Numbers are places in `rules`, ascending. */
export interface Alternative {
  readonly wanted: readonly number[]
  readonly unwanted: readonly number[]
}

export type CorrelationCondition =
  /** A number that the window yields is held against bounds. */
  | {
      readonly kind: 'bounds'
      readonly bounds: readonly Bound[]
      /** Fields whose values are counted or computed with; empty where events or rules are counted. */
      readonly fields: readonly string[]
      /** 0–100, of value_percentile and value_median. */
      readonly percentile?: number
    }
  /** Which rules must have matched; any alternative will do. Those that want nothing absent stand first. */
  | { readonly kind: 'rules'; readonly of: readonly Alternative[] }

export interface Correlation {
  readonly type: CorrelationType
  /** Ids and names as written. */
  readonly rules: readonly string[]
  readonly groupBy: readonly string[]
  readonly timespanMs: number
  readonly condition: CorrelationCondition
  /** The condition as a person reads it. */
  readonly conditionText: string
  /** Alias → rule as written → field. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** True when the rules it refers to raise alerts of their own too. */
  readonly generate: boolean
}

/** One event of a correlation's test case. */
export interface CaseEvent {
  /** ms after the case's beginning; absent: the event's own time. */
  readonly atMs?: number
  /** How often it happens, and the ms from one to the next. */
  readonly times: number
  readonly everyMs: number
  readonly event?: Event
  readonly line?: string
}

/** A test case of a correlation: events, and whether they make it fire. */
export interface CorrelationCase {
  readonly name: string
  readonly kind: RuleCase['kind']
  readonly events: readonly CaseEvent[]
  /** ms after the case's beginning up to which nothing else happens; absent: the last event ends the case. */
  readonly untilMs?: number
}

export interface CorrelationRule {
  readonly summary: RuleSummary
  readonly name?: string
  readonly status: string
  readonly entityField?: string
  readonly cases: readonly CorrelationCase[]
  /** Path of the file, and the line of the document, for messages. */
  readonly path: string
  readonly line: number
  readonly correlation: Correlation
}

/** What a correlation refers to, in the order of its `rules`. */
export type Member =
  | { readonly kind: 'rule'; readonly rule: LoadedRule }
  | { readonly kind: 'correlation'; readonly correlation: LoadedCorrelation }

/** A correlation whose references are found. */
export interface LoadedCorrelation extends CorrelationRule {
  readonly members: readonly Member[]
}
