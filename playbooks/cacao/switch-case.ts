// Which case of a switch-condition step is meant.

import type { StepId, SwitchConditionStep } from './playbook.ts'
import type { FindVariable } from './variable-references.ts'
import { substitute } from './variable-references.ts'
import type { VariableProblem } from './variables.ts'

export type MatchedCase =
  /** `key` is `default` when no other case fits. */
  | { readonly kind: 'case'; readonly key: string; readonly step: StepId }
  /** No case fits and there is no default: the switch is done. */
  | { readonly kind: 'none'; readonly value: string }
  | { readonly kind: 'problems'; readonly problems: readonly VariableProblem[] }

/** Compares the switch's text, variables filled in and trimmed, with the names of the cases. */
export function matchCase(
  { switch: text, cases }: Pick<SwitchConditionStep, 'switch' | 'cases'>,
  find: FindVariable,
): MatchedCase {
  const filled = substitute(text, find)
  if (filled.kind === 'problems') return filled
  const value = filled.text.trim()
  const key = Object.hasOwn(cases, value) ? value : 'default'
  if (!Object.hasOwn(cases, key)) return { kind: 'none', value }
  return { kind: 'case', key, step: cases[key]! }
}
