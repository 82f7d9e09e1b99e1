// Someone who looks on while events are matched, to tell how often rules are asked and what it takes.

import type { LoadedRule } from '../loaded-rule.ts'

export interface MatchObserver {
  /** An event is matched; true to hear of each rule that is asked of it. */
  begins(): boolean
  /** Calls `ask`, which asks the rule, and returns its answer. */
  asks(rule: LoadedRule, ask: () => boolean): boolean
}
