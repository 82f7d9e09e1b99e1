// What the main thread asks the pipeline's thread about rules and exceptions: there they are loaded, and there they
// are at work. Every question is answered from what is in force at that moment, between two batches.

import type { CorrelationAlert, CorrelationExplained, NamedEvent } from '#/correlation/explain-correlation.ts'
import type { Explained } from '#/correlation/explanation.ts'
import type { Subject } from '#/correlation/make-alert.ts'
import type { RuleSummary } from '#/kernel/alert.ts'
import type { ExceptionDefinition } from '#/kernel/detection-exception.ts'
import type { Event } from '#/kernel/event.ts'
import type { LivenessRun } from './liveness-run.ts'
import type { ExceptionStatus } from './exception-shelf.ts'
import type { RuleDetail } from './rule-detail.ts'
import type { RuleCounters } from './rule-counters.ts'
import type { SeenDays } from './seen-fields.ts'

/** An alert that was raised, as an exception is held against it. */
export interface AskedAlert extends Subject {
  readonly ruleId: string
  readonly event: Event
}

export type DetectionQuestion =
  /** Exceptions in force and filter documents, or the one of that id. */
  | { readonly kind: 'exceptions'; readonly id?: string }
  | { readonly kind: 'check-exception'; readonly definition: ExceptionDefinition }
  /** Ids of all rules that it reaches. */
  | { readonly kind: 'reached'; readonly definition: ExceptionDefinition }
  /** For each alert whether it would be hidden, whatever the expiry. */
  | {
      readonly kind: 'hides'
      readonly definition: ExceptionDefinition
      readonly alerts: readonly AskedAlert[]
    }
  | { readonly kind: 'rule'; readonly id: string }
  /** How many exceptions in force at `now` (ms UTC) reach each rule that any reaches. */
  | { readonly kind: 'exception-counts'; readonly now: number }
  | { readonly kind: 'explain'; readonly ruleId: string; readonly event: Event }
  | {
      readonly kind: 'explain-correlation'
      readonly ruleId: string
      readonly alert: CorrelationAlert
      /** Those of its events that could be had. */
      readonly events: readonly NamedEvent[]
      /** They are all of them. */
      readonly isWhole: boolean
    }
  | { readonly kind: 'counters' }
  /** Fields that events had, with the day on which last. */
  | { readonly kind: 'seen-fields' }
  /** Takes over what another process of the cluster has seen; tells what is known then. */
  | { readonly kind: 'learn-fields'; readonly days: SeenDays }
  | { readonly kind: 'liveness' }

export interface DetectionAnswers {
  readonly exceptions: readonly ExceptionStatus[]
  readonly 'check-exception': ExceptionStatus
  readonly reached: readonly string[]
  readonly hides: readonly boolean[]
  readonly rule: RuleDetail
  readonly 'exception-counts': readonly (readonly [ruleId: string, exceptions: number])[]
  readonly explain: ExplainedRule
  readonly 'explain-correlation': CorrelationExplained
  readonly counters: RuleCounters
  readonly 'seen-fields': SeenDays
  readonly 'learn-fields': SeenDays
  readonly liveness: LivenessRun
}

/** Why a rule matches an event or not, and which exceptions in force hide the match. */
export interface ExplainedRule extends Explained {
  readonly summary: RuleSummary
  readonly hiddenBy: readonly { readonly id: string; readonly title: string }[]
}

export type DetectionAnswer = DetectionAnswers[keyof DetectionAnswers]

/** Null where there is no such rule. */
export type Ask = <Kind extends DetectionQuestion['kind']>(
  question: Extract<DetectionQuestion, { readonly kind: Kind }>,
) => Promise<DetectionAnswers[Kind] | null>
