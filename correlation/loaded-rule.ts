// A rule with what matchers and correlations need of it.

import type { Expression } from './expression.ts'
import type { Route } from './log-source.ts'
import type { Rule } from './rule.ts'

export interface LoadedRule extends Rule {
  readonly expression: Expression
  readonly route: Route
  /** By which correlations may refer to it. */
  readonly name?: string
}
