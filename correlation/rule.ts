// A Rule: a Sigma document, loaded, checked and ready to be matched.

import type { Event } from '#/kernel/event.ts'
import type { MatchedField, RuleSummary } from '#/kernel/alert.ts'

export interface LogSource {
  readonly category?: string
  readonly product?: string
  readonly service?: string
}

/** A test case carried inside a rule's file under `cases:`; foreign rules have none. */
export interface RuleCase {
  readonly name: string
  readonly kind: 'hit' | 'near-miss' | 'unrelated'
  /** A flat ECS event, or absent when `line` is given. */
  readonly event?: Event
  /** A raw log line, to be read by the formats first. */
  readonly line?: string
}

export interface Rule {
  readonly summary: RuleSummary
  readonly logsource: LogSource
  readonly status: string
  /** Fields that name the entity, by commas; absent means the first of ENTITY_FIELDS that is present. */
  readonly entityField?: string
  readonly cases: readonly RuleCase[]
  /** Path of the file, for messages. */
  readonly path: string
}

/** One rule that matched one event. */
export interface Match {
  readonly rule: Rule
  readonly matched: readonly MatchedField[]
}

/** A set of rules ready for events. Pure: the same event always gives the same matches, in rule order. */
export interface Matcher {
  readonly rules: readonly Rule[]
  match(event: Event): readonly Match[]
}
