// Field precision and recall of parsed events against the samples' expected documents.
//
// A field counts once, arrays as sets. Right is: the same value; the same instant, to the millisecond, for
// ECS dates (without its year where the sample's settings say that the year is that of the run); the same
// number, for a number and its decimal text. Wrong values count against precision and against recall.
// Only fields of the ECS 9.4 list are scored. Two ways of counting are printed:
//   strict – all of them except geo.*, as.*, agent.*, ecs.version, event.ingested, user_agent.*, which come
//            from databases and shippers, not from the line;
//   fair   – also without what the samples' harness put there, on either side: `tags`, event.module,
//            event.dataset and service.type (constants of the stream, in Beats' documents and not in the
//            integrations'), fields that the input document already had with that value, the shipper's own
//            time and zone, event.original where the sample does not keep it (we always do), and @timestamp
//            where the sample takes it away because it depends on the year of the run.

import { readFileSync } from 'node:fs'
import type { Event, FieldValue, Scalar } from '#/kernel/event.ts'
import type { ParseCase } from './parse-corpus.ts'

export interface Tally {
  right: number
  missing: number
  wrong: number
  /** Present in ours, not expected. */
  extra: number
}

export interface Score {
  readonly fair: Tally
  readonly strict: Tally
  /** `field: what happened` → how often, by the fair count. */
  readonly faults: Map<string, number>
}

/** ECS field → its type, from the published list. */
export function loadEcsFields(csvPath: string): ReadonlyMap<string, string> {
  const rows = readFileSync(csvPath, 'utf8').split('\n').slice(1)
  return new Map(
    rows.flatMap(row => {
      const [, , , field, type] = row.split(',')
      return field === undefined || type === undefined ? [] : [[field, type] as const]
    }),
  )
}

const LEFT_OUT = /(?:^|\.)(?:geo|as)\.|^agent\.|^ecs\.version$|^event\.ingested$|^user_agent\./
const OF_THE_STREAM = new Set(['tags', 'event.module', 'event.dataset', 'service.type'])

export function newScore(): Score {
  return { fair: newTally(), strict: newTally(), faults: new Map() }
}

/** Adds one event to a score. */
export function scoreCase(
  actual: Event,
  parseCase: ParseCase,
  ecs: ReadonlyMap<string, string>,
  score: Score,
): void {
  const expected = parseCase.expected ?? {}
  const fields = new Set([...Object.keys(expected), ...Object.keys(actual)])
  for (const field of fields) {
    const type = ecs.get(field)
    if (type === undefined || LEFT_OUT.test(field)) continue
    const verdict = judge(expected[field], actual[field], type, parseCase.anyYear)
    score.strict[verdict]++
    if (!isFair(field, parseCase)) continue
    score.fair[verdict]++
    if (verdict === 'right') continue
    const fault = `${verdict} ${field}`
    score.faults.set(fault, (score.faults.get(fault) ?? 0) + 1)
  }
}

export function precision(tally: Tally): number {
  return ratio(tally.right, tally.right + tally.wrong + tally.extra)
}

export function recall(tally: Tally): number {
  return ratio(tally.right, tally.right + tally.wrong + tally.missing)
}

function newTally(): Tally {
  return { right: 0, missing: 0, wrong: 0, extra: 0 }
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : Math.round((part / whole) * 1000) / 1000
}

function isFair(field: string, parseCase: ParseCase): boolean {
  if (OF_THE_STREAM.has(field)) return false
  const { context, expected } = parseCase
  if (expected?.[field] === undefined && (field === 'event.original' || field === '@timestamp')) return false
  if (!Object.hasOwn(context, field)) return true
  // What the input had and the sample's authors changed or took away is work, and scored.
  const kept = expected?.[field]
  return kept === undefined || !sameSet(kept, context[field]!, 'keyword', false)
}

function judge(
  expected: FieldValue | undefined,
  actual: FieldValue | undefined,
  type: string,
  anyYear: boolean,
): keyof Tally {
  if (actual === undefined) return 'missing'
  if (expected === undefined) return 'extra'
  return sameSet(expected, actual, type, anyYear) ? 'right' : 'wrong'
}

function sameSet(expected: FieldValue, actual: FieldValue, type: string, anyYear: boolean): boolean {
  const canonical = (value: FieldValue): string =>
    [...new Set([value].flat().map(member => canonicalValue(member, type, anyYear)))].sort().join('\n')
  return canonical(expected) === canonical(actual)
}

function canonicalValue(value: Scalar, type: string, anyYear: boolean): string {
  if (type === 'date') {
    const ms = Date.parse(String(value))
    if (!Number.isNaN(ms)) return new Date(ms).toISOString().slice(anyYear ? 5 : 0)
  }
  return String(value)
}
