// Runs the test cases that rules carry, each rule alone on its own cases. How a raw line is parsed is given by
// the caller, since formats are no business of this folder.

import type { Event } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import { createCompiledMatcher } from './compiled/compiled-matcher.ts'
import type { LoadedRule } from './loaded-rule.ts'
import type { RuleCase } from './rule.ts'

const REQUIRED = ['hit', 'near-miss', 'unrelated'] as const satisfies readonly RuleCase['kind'][]

/** A rule that carries cases needs one of each kind; a rule without any (a foreign one) is left alone. */
export function missingCases(rule: {
  readonly cases: readonly Pick<RuleCase, 'kind'>[]
  readonly path: string
}): readonly Problem[] {
  if (rule.cases.length === 0) return []
  return REQUIRED.filter(kind => !rule.cases.some(one => one.kind === kind)).map(kind => ({
    code: 'rule.case-failed',
    where: rule.path,
    detail: `has no case of the kind ${kind}`,
  }))
}

/** How one case went; `problem` is there when it failed. */
export interface CaseResult {
  readonly rule: LoadedRule
  readonly case: RuleCase
  readonly problem?: Problem
}

/** Runs the cases of the rules, each rule alone on its own cases. */
export function runCases(
  rules: readonly LoadedRule[],
  parseLine: (line: string) => Event,
): readonly CaseResult[] {
  return rules.flatMap(rule => {
    const matcher = createCompiledMatcher([rule])
    return rule.cases.map(testCase => {
      const event = testCase.event ?? parseLine(testCase.line ?? '')
      const matched = matcher.match(event).length > 0
      if (matched === (testCase.kind === 'hit')) return { rule, case: testCase }
      const detail = `"${testCase.name}" is a ${testCase.kind} but the rule ${matched ? 'matched' : 'did not match'}`
      return { rule, case: testCase, problem: { code: 'rule.case-failed', where: rule.path, detail } }
    })
  })
}
