// Figures over mentions: counted by SQLite, in one pass over those that match.

import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'
import type { Grouping, MentionFilter, MentionGroup, ToneCounts } from '../mention-store.ts'
import { findMentions, type LabelKind } from './mention-filter.ts'
import { millisecondsOf } from './mention-number.ts'
import type { Row, SqliteStatements } from './sqlite-statements.ts'

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS

/** SELECT list of tone counts, over `mention m`. */
export const TONE_COUNTS = `sum(m.tone = 'neg') AS neg, sum(m.tone = 'neu') AS neu, sum(m.tone = 'pos') AS pos,
  sum(m.tone = 'unsure') AS unsure`

const FIGURES = `count(*) AS mentions, sum(m.copy_of IS NULL) AS originals,
  count(DISTINCT m.author) AS voices, ${TONE_COUNTS}`

export function toneCountsOf(row: Row): ToneCounts {
  const count = (name: string): number => Number(row[name] ?? 0)
  return { neg: count('neg'), neu: count('neu'), pos: count('pos'), unsure: count('unsure') }
}

type Key = { readonly expression: string } | { readonly label: LabelKind }

/** How a grouping finds its key: an expression over `mention m`, or a kind of label. */
const KEYS: Readonly<Record<Exclude<Grouping, 'place-department'>, Key>> = {
  hour: { expression: periodStart(HOUR_MS) },
  day: { expression: periodStart(DAY_MS) },
  source: { expression: 'm.source' },
  kind: { expression: 'm.kind' },
  language: { expression: 'm.language' },
  topic: { label: 'topic' },
  department: { label: 'department' },
  place: { label: 'place' },
  flag: { label: 'flag' },
}

export function countAll(sql: SqliteStatements, filter: MentionFilter): MentionGroup {
  const found = findMentions(filter)
  return groupOf(sql.one(`SELECT '' AS key, ${FIGURES} ${found.sql}`, ...found.values)!)
}

/** Hours and days in their order, others with the most mentions first. */
export function countBy(sql: SqliteStatements, filter: MentionFilter, by: Grouping): readonly MentionGroup[] {
  const found = findMentions(filter)
  const groups = sql.all(groupQuery(found.sql, by), ...found.values).map(groupOf)
  const inTime = by === 'hour' || by === 'day'
  return groups.toSorted((a, b) =>
    inTime ? Number(a.key) - Number(b.key) : b.mentions - a.mentions || (a.key < b.key ? -1 : 1),
  )
}

/** What matches is found first and joined to its labels after: `found` begins with FROM. */
function groupQuery(found: string, by: Grouping): string {
  const matching = `WITH matching AS MATERIALIZED (SELECT m.number, m.tone, m.copy_of, m.author ${found})`
  if (by !== 'place-department') {
    const key = KEYS[by]
    if ('expression' in key) return `SELECT ${key.expression} AS key, ${FIGURES} ${found} GROUP BY 1`
    return `${matching} SELECT coalesce(l.value, '') AS key, ${FIGURES}
      FROM matching m LEFT ${label('l', key.label)} GROUP BY 1`
  }
  // One with places and no department has no pair, and counts once.
  return `${matching}, paired AS (
      SELECT p.value || ' ' || d.value AS key, m.tone, m.copy_of, m.author
      FROM matching m CROSS ${label('p', 'place')} CROSS ${label('d', 'department')}
      UNION ALL
      SELECT '' AS key, m.tone, m.copy_of, m.author FROM matching m
      WHERE NOT (${hasLabel('place')} AND ${hasLabel('department')})
    ) SELECT key, ${FIGURES} FROM paired m GROUP BY 1`
}

function hasLabel(kind: LabelKind): string {
  return `EXISTS (SELECT 1 FROM mention_label x WHERE x.number = m.number AND x.kind = '${kind}')`
}

function label(alias: string, kind: LabelKind): string {
  return `JOIN mention_label ${alias} ON ${alias}.number = m.number AND ${alias}.kind = '${kind}'`
}

/** Start of the hour or day in Việt Nam's time that a mention belongs to, ms UTC; remainders of SQL may be negative. */
function periodStart(length: number): string {
  const ms = millisecondsOf('m.number')
  return `(${ms} - ((${ms} + ${VIETNAM_OFFSET_MS}) % ${length} + ${length}) % ${length})`
}

function groupOf(row: Row): MentionGroup {
  return {
    key: String(row['key']),
    mentions: Number(row['mentions']),
    originals: Number(row['originals'] ?? 0),
    voices: Number(row['voices']),
    tones: toneCountsOf(row),
  }
}
