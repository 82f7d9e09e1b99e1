// All that was loaded from a set of files.

import type { Problem } from '#/kernel/problem.ts'
import type { LoadedCorrelation } from './correlation-rule.ts'
import type { RuleFilter } from './exceptions/rule-filter.ts'
import type { LoadedRule } from './loaded-rule.ts'

export interface LoadedRules {
  /** In the order of the documents. */
  readonly rules: readonly LoadedRule[]
  /** Those whose references are all there; each after the ones that it refers to. */
  readonly correlations: readonly LoadedCorrelation[]
  /** Also those that reach no rule; problems say so. */
  readonly filters: readonly RuleFilter[]
  /** Errors (the rule is missing from `rules`) and, with the code rule.lint, remarks. */
  readonly problems: readonly Problem[]
}
