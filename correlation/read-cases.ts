// Reads the test cases inside a rule's file: `cases:` is a list of {name, kind: hit | near-miss | unrelated, and
// line: a raw log line, or event: a flat ECS event}. `rule-cases.ts` runs them. Cases of correlations, read in
// `read-correlation-cases.ts`, begin in the same way.

import type { Event, FieldValue, Scalar } from '#/kernel/event.ts'
import type { RuleCase } from './rule.ts'
import { entryOf, textUnder } from './yaml-node.ts'
import type { YamlMap, YamlNode } from './yaml-node.ts'
import { scalarMeaning } from './yaml-scalar.ts'

const KINDS: ReadonlySet<string> = new Set(['hit', 'near-miss', 'unrelated'])

/** What all cases have. */
export type NamedCase = Pick<RuleCase, 'name' | 'kind'>

type Fail = (line: number, path: string, detail: string) => void

/** Reads the `cases:` of a rule; wrong ones are told to `fail` with their line. */
export function readCases(document: YamlMap, fail: Fail): readonly RuleCase[] {
  return readEachCase(document, fail, readRuleCase)
}

/** Reads `cases:` by what `readRest` makes of a case whose name and kind are read: the case, or what is wrong. */
export function readEachCase<Case>(
  document: YamlMap,
  fail: Fail,
  readRest: (node: YamlMap, named: NamedCase) => Case | string,
): readonly Case[] {
  const node = entryOf(document, 'cases')
  if (node === undefined) return []
  if (node.kind !== 'list') {
    fail(node.line, 'cases', 'must be a list')
    return []
  }
  return node.items.flatMap((item, index) => {
    const named = readName(item)
    const read = typeof named === 'string' ? named : readRest(named.node, named)
    if (typeof read !== 'string') return [read]
    fail(item.line, `cases[${index}]`, read)
    return []
  })
}

function readName(node: YamlNode): (NamedCase & { readonly node: YamlMap }) | string {
  if (node.kind !== 'map') return 'must be a map'
  const name = textUnder(node, 'name')
  const kind = textUnder(node, 'kind')
  if (name === undefined) return 'has no name'
  if (!isCaseKind(kind)) return 'kind must be hit, near-miss or unrelated'
  return { name, kind, node }
}

function readRuleCase(node: YamlMap, { name, kind }: NamedCase): RuleCase | string {
  const source = lineOrEvent(node)
  return typeof source === 'string' ? source : { name, kind, ...source }
}

function isCaseKind(kind: string | undefined): kind is RuleCase['kind'] {
  return kind !== undefined && KINDS.has(kind)
}

/** The raw `line` or the flat `event` of a case; the reason as text when it has not just one of them. */
export function lineOrEvent(node: YamlMap): { readonly line: string } | { readonly event: Event } | string {
  const line = textUnder(node, 'line')
  const event = eventUnder(node)
  if (typeof event === 'string') return event
  if (line !== undefined && event === undefined) return { line }
  return event !== undefined && line === undefined ? { event } : 'needs either line or event'
}

/** The flat event under `event`, undefined when there is none; the reason as text when it is wrong. */
function eventUnder(node: YamlMap): Event | undefined | string {
  const event = entryOf(node, 'event')
  if (event === undefined) return undefined
  if (event.kind !== 'map') return 'event must be a map of ECS fields'
  const flat: Event = {}
  for (const entry of event.entries) {
    const value = fieldValue(entry.value)
    if (value === undefined) return `event.${entry.key} must be a value or a list of values`
    flat[entry.key] = value
  }
  return flat
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
