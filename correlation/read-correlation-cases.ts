// Reads the test cases of a correlation: `cases:` is a list of {name, kind: hit | near-miss | unrelated, events,
// until?}. An event is {line: raw log line | event: flat ECS, at?, times?, every?}; `at`, `every` and `until` are
// timespans after the case's beginning (`0s`, `90s`, `5m`, `1500ms`). Without `at` an event has its own time.

import type { CaseEvent, CorrelationCase } from './correlation-rule.ts'
import { lineOrEvent, readEachCase, type NamedCase } from './read-cases.ts'
import { entryOf, textUnder } from './yaml-node.ts'
import type { YamlMap, YamlNode } from './yaml-node.ts'

/** Events of one case, repeats counted. */
const MAX_CASE_EVENTS = 20_000

/** Reads `cases:`; wrong ones are told to `fail` with their line. */
export function readCorrelationCases(
  document: YamlMap,
  fail: (line: number, path: string, detail: string) => void,
): readonly CorrelationCase[] {
  return readEachCase(document, fail, readCorrelationCase)
}

function readCorrelationCase(node: YamlMap, { name, kind }: NamedCase): CorrelationCase | string {
  const list = entryOf(node, 'events')
  if (list?.kind !== 'list') return 'events must be a list: a correlation looks at several'
  const events: CaseEvent[] = []
  for (const [index, item] of list.items.entries()) {
    const read = readCaseEvent(item)
    if (typeof read === 'string') return `events[${index}] ${read}`
    events.push(read)
  }
  if (events.reduce((sum, { times }) => sum + times, 0) > MAX_CASE_EVENTS)
    return `has more than ${MAX_CASE_EVENTS} events`
  const untilMs = durationUnder(node, 'until')
  if (typeof untilMs === 'string') return untilMs
  return { name, kind, events, ...(untilMs === undefined ? {} : { untilMs }) }
}

function readCaseEvent(node: YamlNode): CaseEvent | string {
  if (node.kind !== 'map') return 'must be a map'
  const atMs = durationUnder(node, 'at')
  const everyMs = durationUnder(node, 'every')
  if (typeof atMs === 'string') return atMs
  if (typeof everyMs === 'string') return everyMs
  const times = Number(textUnder(node, 'times') ?? '1')
  if (!Number.isInteger(times) || times < 1) return 'times must be a whole number from 1'
  if (times > 1 && atMs === undefined) return 'times needs at'
  const source = lineOrEvent(node)
  if (typeof source === 'string') return source
  return { ...(atMs === undefined ? {} : { atMs }), times, everyMs: everyMs ?? 0, ...source }
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

function durationUnder(node: YamlMap, key: string): number | undefined | string {
  const text = textUnder(node, key)
  if (text === undefined) return undefined
  const found = /^([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)$/.exec(text)
  return found === null
    ? `${key} must be a time such as 0s, 1500ms, 90s, 5m, 1h, 1d`
    : Math.round(Number(found[1]) * UNIT_MS[found[2]!]!)
}
