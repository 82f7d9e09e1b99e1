// What the API needs of detection: rules, exceptions under review, explanations, counters, backtests, liveness. `detection/`
// provides it; answers have the shapes of the contract.

import type { ExceptionDefinition, KeptException } from '#/kernel/detection-exception.ts'
import type { Event } from '#/kernel/event.ts'
import type { ExceptionStore } from '#/store/exceptions.ts'
import type { Stored } from '#/store/records.ts'
import type { KeptAlert } from '#/store/state-store.ts'
import type { CorrelationExplanationView } from './contract/correlation-explanation.ts'
import type { BacktestBody, BacktestLine, BacktestView } from './contract/backtests.ts'
import type { ExplanationView, LivenessView, RuleCountersView, RuleDetailView } from './contract/detection.ts'
import type { RuleView } from './contract/schemas.ts'
import type {
  ExceptionCheckView,
  ExceptionDetail,
  ExceptionPreviewView,
  ExceptionView,
} from './contract/exceptions.ts'

/** Who reads: what they may review and which systems' alerts they may see (null: all). */
export interface DetectionReader {
  readonly name: string
  readonly mayReview: boolean
  readonly systems: readonly string[] | null
}

export interface DetectionDesk {
  readonly exceptions: ExceptionDesk
  readonly rules: RuleDesk
  /** Undefined: there is no such rule. */
  explain(ruleId: string, event: Event): Promise<ExplanationView | undefined>
  /** Undefined: the alert's rule is no correlation that is there. Events that may not be shown are left out. */
  explainCorrelation(
    alert: KeptAlert,
    mayShow: (event: Event) => boolean,
  ): Promise<CorrelationExplanationView | undefined>
  /** The event of a raw line, or of JSON as shippers write it; the reason as text when it is none. */
  eventOf(asked: { readonly line: string } | { readonly json: unknown }): Event | string
  counters(): Promise<RuleCountersView>
  readonly backtests: BacktestDesk
  readonly liveness: LivenessDesk
}

/** Who switches which rule, having seen which version of its last decision (0: none). */
export interface RuleSwitchRequest {
  readonly id: string
  readonly on: boolean
  readonly reason: string
  readonly seen: number
  readonly by: string
}

export interface RuleDesk {
  /** Those at work, then those that are off. */
  list(): Promise<readonly RuleView[]>
  /** Undefined: there is no such rule. */
  get(id: string): Promise<RuleDetailView | undefined>
  /** In force when it resolves. `of-set`: an imported set has it, and decides of its rules. */
  switchRule(request: RuleSwitchRequest): Promise<RuleDetailView | 'not-found' | 'conflict' | 'of-set'>
}

export interface ExceptionDesk {
  /** Review and history; changes go through it too. */
  readonly store: Omit<ExceptionStore, 'inForce'>
  list(reader: DetectionReader): Promise<readonly ExceptionView[]>
  /** Those that reach the rule. */
  ofRule(ruleId: string, reader: DetectionReader): Promise<readonly ExceptionView[]>
  detail(id: string, reader: DetectionReader): Promise<ExceptionDetail | undefined>
  show(exception: Stored<KeptException>, reader: DetectionReader): Promise<ExceptionView>
  check(definition: ExceptionDefinition): Promise<ExceptionCheckView>
  preview(definition: ExceptionDefinition, reader: DetectionReader): Promise<ExceptionPreviewView>
}

export interface BacktestDesk {
  list(): readonly BacktestLine[]
  get(id: string): BacktestView | undefined
  /** `full`: too many wait. */
  start(body: BacktestBody, by: string): BacktestView | 'full'
  cancel(id: string): BacktestView | undefined
}

export interface LivenessDesk {
  last(): Promise<LivenessView | null>
  run(): Promise<LivenessView>
}
