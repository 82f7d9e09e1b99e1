// Test cases inside a rule's file: `cases:` is a list of {name, kind: hit | near-miss | unrelated, and line: a raw
// log line or event: a flat ECS event}. `rules test` runs them; how a raw line is parsed is given by the caller,
// since formats are no business of this folder.

import type { Event, FieldValue, Scalar } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import { createMatcher } from './matcher.ts'
import type { LoadedRule } from './load-rules.ts'
import type { RuleCase } from './rule.ts'
import { entryOf, textUnder } from './yaml-node.ts'
import type { YamlMap, YamlNode } from './yaml-node.ts'
import { scalarMeaning } from './yaml-scalar.ts'

const KINDS: ReadonlySet<string> = new Set(['hit', 'near-miss', 'unrelated'])

/** Reads `cases:`; wrong ones are told to `fail` with their line. */
export function readCases(
  document: YamlMap,
  fail: (line: number, path: string, detail: string) => void,
): readonly RuleCase[] {
  const node = entryOf(document, 'cases')
  if (node === undefined) return []
  if (node.kind !== 'list') {
    fail(node.line, 'cases', 'must be a list')
    return []
  }
  return node.items.flatMap((item, index) => {
    const read = readCase(item)
    if (typeof read !== 'string') return [read]
    fail(item.line, `cases[${index}]`, read)
    return []
  })
}

function readCase(node: YamlNode): RuleCase | string {
  if (node.kind !== 'map') return 'must be a map'
  const name = textUnder(node, 'name')
  const kind = textUnder(node, 'kind')
  const line = textUnder(node, 'line')
  const event = entryOf(node, 'event')
  if (name === undefined) return 'has no name'
  if (kind === undefined || !KINDS.has(kind)) return 'kind must be hit, near-miss or unrelated'
  if ((line === undefined) === (event === undefined)) return 'needs either line or event'
  const base = { name, kind: kind as RuleCase['kind'] }
  if (line !== undefined) return { ...base, line }
  if (event?.kind !== 'map') return 'event must be a map of ECS fields'
  const flat: Event = {}
  for (const entry of event.entries) {
    const value = fieldValue(entry.value)
    if (value === undefined) return `event.${entry.key} must be a value or a list of values`
    flat[entry.key] = value
  }
  return { ...base, event: flat }
}

function fieldValue(node: YamlNode): FieldValue | undefined {
  if (node.kind === 'scalar') return scalarValue(node)
  if (node.kind === 'map') return undefined
  const members = node.items.map(item => (item.kind === 'scalar' ? scalarValue(item) : undefined))
  return members.includes(undefined) ? undefined : (members as Scalar[])
}

function scalarValue(node: YamlNode & { kind: 'scalar' }): Scalar | undefined {
  const meaning = scalarMeaning(node)
  if (meaning.kind === 'number') return typeof meaning.number === 'number' ? meaning.number : meaning.source
  if (meaning.kind === 'boolean') return meaning.boolean
  return meaning.kind === 'null' ? undefined : meaning.source
}

const REQUIRED = ['hit', 'near-miss', 'unrelated'] as const satisfies readonly RuleCase['kind'][]

/** A rule that carries cases needs one of each kind; a rule without any (a foreign one) is left alone. */
export function missingCases(rule: LoadedRule): readonly Problem[] {
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
    const matcher = createMatcher([rule])
    return rule.cases.map(testCase => {
      const event = testCase.event ?? parseLine(testCase.line ?? '')
      const matched = matcher.match(event).length > 0
      if (matched === (testCase.kind === 'hit')) return { rule, case: testCase }
      const detail = `"${testCase.name}" is a ${testCase.kind} but the rule ${matched ? 'matched' : 'did not match'}`
      return { rule, case: testCase, problem: { code: 'rule.case-failed', where: rule.path, detail } }
    })
  })
}
