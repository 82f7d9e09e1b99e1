// A MentionFilter → the FROM and WHERE of a SQL query, with the table that finds fewest rows in front. Columns of
// `mention` are under `m`, the mention's number is `at`; the front table is walked in the order of numbers, so
// that a page needs no sorting and a bound of time cuts at once.

import type { SQLInputValue } from 'node:sqlite'
import type { MentionFilter } from '../mention-store.ts'
import { lowestNumber } from './mention-number.ts'
import { matchAllWords } from './mention-words.ts'

export interface FoundMentions {
  /** `FROM … WHERE …`. */
  readonly sql: string
  readonly values: readonly SQLInputValue[]
  /** Expression of the mention's number. */
  readonly at: string
}

interface Bounds {
  readonly from?: bigint
  readonly to?: bigint
}

/** Kinds of labels, and which part of the filter asks for them; rarest first. */
const LABELS = [
  ['system', 'systemId'],
  ['place', 'place'],
  ['department', 'department'],
  ['flag', 'flag'],
  ['topic', 'topic'],
] as const satisfies readonly (readonly [string, keyof MentionFilter])[]
export type LabelKind = (typeof LABELS)[number][0]

/** `before`: only mentions with lower numbers, for the next page. Throws Permanent for too many words. */
export function findMentions(filter: MentionFilter, before?: bigint): FoundMentions {
  const bounds = boundsOf(filter, before)
  const words = filter.text === undefined ? undefined : matchAllWords(filter.text)
  const labels = LABELS.flatMap(([kind, part]) => {
    const value = filter[part]
    return value === undefined ? [] : [{ kind, value }]
  })
  const rest = new Conditions()
  addColumns(rest, filter)

  if (filter.storyId !== undefined) {
    rest.add('m.story = ?', filter.storyId)
    if (words !== undefined)
      rest.add(`m.number IN (SELECT rowid FROM mention_word WHERE mention_word MATCH ?)`, words)
    labels.forEach(({ kind, value }) => rest.add(HAS_LABEL, kind, value))
    return overMentions(rest, bounds)
  }
  if (words !== undefined) {
    labels.forEach(({ kind, value }) => rest.add(HAS_LABEL, kind, value))
    const front = new Conditions()
    front.add('w.mention_word MATCH ?', words)
    return withFront('mention_word w', 'w.rowid', front, rest, bounds)
  }
  const [first, ...others] = labels
  if (first === undefined) return overMentions(rest, bounds)
  others.forEach(({ kind, value }) => rest.add(HAS_LABEL, kind, value))
  const front = new Conditions()
  front.add('f.kind = ? AND f.value = ?', first.kind, first.value)
  return withFront('mention_label f INDEXED BY mention_label_by_value', 'f.number', front, rest, bounds)
}

const HAS_LABEL =
  'EXISTS (SELECT 1 FROM mention_label x WHERE x.number = m.number AND x.kind = ? AND x.value = ?)'

class Conditions {
  readonly texts: string[] = []
  readonly values: SQLInputValue[] = []

  add(text: string, ...values: readonly SQLInputValue[]): void {
    this.texts.push(text)
    this.values.push(...values)
  }
}

function boundsOf({ fromMs, toMs }: MentionFilter, before: bigint | undefined): Bounds {
  const to = toMs === undefined ? undefined : lowestNumber(toMs)
  const upper = to === undefined || (before !== undefined && before < to) ? before : to
  return {
    ...(fromMs === undefined ? {} : { from: lowestNumber(fromMs) }),
    ...(upper === undefined ? {} : { to: upper }),
  }
}

function addColumns(rest: Conditions, filter: MentionFilter): void {
  const equal = [
    ['voice', filter.voice],
    ['tone', filter.tone],
    ['source', filter.sourceId],
    ['language', filter.language],
  ] as const
  for (const [column, value] of equal) if (value !== undefined) rest.add(`m.${column} = ?`, value)
  if (filter.kinds !== undefined)
    rest.add('m.kind IN (SELECT value FROM json_each(?))', JSON.stringify(filter.kinds))
  if (filter.originals === true) rest.add('m.copy_of IS NULL')
}

function addBounds(conditions: Conditions, at: string, { from, to }: Bounds): void {
  if (from !== undefined) conditions.add(`${at} >= ?`, from)
  if (to !== undefined) conditions.add(`${at} < ?`, to)
}

function overMentions(rest: Conditions, bounds: Bounds): FoundMentions {
  addBounds(rest, 'm.number', bounds)
  const where = rest.texts.length === 0 ? 'true' : rest.texts.join(' AND ')
  return { sql: `FROM mention m WHERE ${where}`, values: rest.values, at: 'm.number' }
}

/** CROSS JOIN: SQLite keeps that order of tables. */
function withFront(
  table: string,
  at: string,
  front: Conditions,
  rest: Conditions,
  bounds: Bounds,
): FoundMentions {
  addBounds(front, at, bounds)
  return {
    sql: `FROM ${table} CROSS JOIN mention m ON m.number = ${at} WHERE ${[...front.texts, ...rest.texts].join(' AND ')}`,
    values: [...front.values, ...rest.values],
    at,
  }
}
