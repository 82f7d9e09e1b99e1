// What a check of all rules at work says: which fired on an event made for them, and why the others cannot.

import type { Proof } from '#/correlation/liveness/prove-rule.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { Severity } from '#/kernel/severity.ts'
import type { NamedRule } from './exception-shelf.ts'

export type LivenessReason =
  | 'source-never-seen'
  | 'field-never-seen'
  | 'unsupported'
  | 'exception-hides-all'
  | 'no-synthetic-event'
  | 'did-not-fire'

export interface RuleLiveness {
  readonly rule: NamedRule & { readonly level: Severity }
  readonly fired: boolean
  readonly by: Proof['by']
  /** Why it cannot fire here and now. */
  readonly reasons: readonly { readonly reason: LivenessReason; readonly detail: string }[]
}

export interface LivenessRun {
  readonly days: number
  readonly results: readonly RuleLiveness[]
  /** Documents that are no rule at work. */
  readonly unloaded: readonly Problem[]
}
