// Stories, as their mentions make them: counted and ordered by one query over all that match, then described for
// those on the page only.
//
// A page ends at the figure by which stories are ordered and the newest mention of its last story; it also
// remembers which mentions had come when the first page was asked for, and later pages count only those. So what
// arrives meanwhile neither repeats a story nor hides one.

import { Permanent } from '#/kernel/errors.ts'
import type { MentionFlag, Topic } from '#/kernel/mention.ts'
import type { MentionFilter, Story, StoryOrder, StoryPage } from '../mention-store.ts'
import { findMentions, type FoundMentions, type LabelKind } from './mention-filter.ts'
import { TONE_COUNTS, toneCountsOf } from './mention-groups.ts'
import { millisecondsOf, readNumber } from './mention-number.ts'
import type { Row, SqliteStatements } from './sqlite-statements.ts'

/** What a page is ordered by, more of it first; ties, and `newest`, by the newest mention. */
const RANKS: Readonly<Record<StoryOrder, string>> = {
  size: 'count(*)',
  newest: '0',
  negative: "sum(m.tone = 'neg')",
}

interface PageEnd {
  /** Mentions that came after this one are not counted. */
  readonly arrival: number
  readonly rank: number
  readonly last: bigint
}

/** Throws Permanent (`request.malformed`) for an `after` that no page gave out. */
export function readStories(
  sql: SqliteStatements,
  filter: MentionFilter,
  order: StoryOrder,
  limit: number,
  after?: string,
): StoryPage {
  const end = after === undefined ? undefined : readPageEnd(after)
  const arrival = end?.arrival ?? Number(sql.one('SELECT max(arrival) AS n FROM mention_body')!['n'] ?? 0)
  const found = narrow(findMentions(filter), 'm.arrival <= ?', arrival)
  const behind = end === undefined ? 'true' : '(rank, last) < (?, ?)'
  // One row at least, for the total.
  const rows = sql.all(
    `WITH story AS MATERIALIZED (
       SELECT m.story AS id, ${RANKS[order]} AS rank, min(m.number) AS first, max(m.number) AS last,
         count(*) AS mentions, sum(m.copy_of IS NOT NULL) AS copies, sum(m.kind = 'comment') AS comments,
         ${TONE_COUNTS} ${found.sql} GROUP BY m.story)
     SELECT total, page.id, rank, mentions, copies, comments, neg, neu, pos, unsure, CAST(last AS TEXT) AS last_number, ${millisecondsOf('first')} AS first_at,
       ${millisecondsOf('last')} AS last_at, b.title, b.url
     FROM (SELECT count(*) AS total FROM story)
     LEFT JOIN (SELECT * FROM story WHERE ${behind} ORDER BY rank DESC, last DESC LIMIT ?) page ON true
     LEFT JOIN mention m ON m.number = page.first
     LEFT JOIN mention_body b ON b.arrival = m.arrival
     ORDER BY rank DESC, last DESC`,
    ...found.values,
    ...(end === undefined ? [] : [end.rank, end.last]),
    limit + 1,
  )
  const stories = rows.filter(row => row['id'] !== null)
  const page = stories.slice(0, limit)
  const last = page.at(-1)
  const more = stories.length > page.length && last !== undefined
  return {
    stories: describe(sql, found, page),
    next: more ? `${arrival}.${Number(last['rank'])}.${last['last_number'] as string}` : null,
    total: Number(rows[0]!['total']),
  }
}

/** The whole story, whatever its mentions are. */
export function readStory(sql: SqliteStatements, id: string): Story | undefined {
  return readStories(sql, { storyId: id }, 'newest', 1).stories[0]
}

/** Sources in the order in which they had it; labels with the most mentions first. */
function describe(sql: SqliteStatements, found: FoundMentions, page: readonly Row[]): readonly Story[] {
  if (page.length === 0) return []
  const ids = JSON.stringify(page.map(row => row['id']))
  const { sql: ofPage, values } = narrow(found, 'm.story IN (SELECT value FROM json_each(?))', ids)
  const sources = Map.groupBy(
    sql.all(
      `SELECT m.story, m.source FROM (SELECT m.story, m.source, m.number ${ofPage}) m
       GROUP BY 1, 2 ORDER BY min(m.number)`,
      ...values,
    ),
    row => row['story'] as string,
  )
  const labels = Map.groupBy(
    sql.all(
      `SELECT m.story, l.kind, l.value, p.name FROM (SELECT m.story, m.number ${ofPage}) m
       JOIN mention_label l ON l.number = m.number
       LEFT JOIN place_name p ON l.kind = 'place' AND p.code = l.value
       GROUP BY 1, 2, 3 ORDER BY count(*) DESC, l.value`,
      ...values,
    ),
    row => row['story'] as string,
  )
  return page.map(row => {
    const id = row['id'] as string
    const from = (sources.get(id) ?? []).map(each => each['source'] as string)
    const of = (kind: LabelKind): readonly Row[] =>
      (labels.get(id) ?? []).filter(each => each['kind'] === kind)
    const valuesOf = (kind: LabelKind): readonly string[] => of(kind).map(each => each['value'] as string)
    return {
      id,
      title: row['title'] as string,
      url: row['url'] as string,
      firstSourceId: from[0]!,
      firstAt: Number(row['first_at']),
      lastAt: Number(row['last_at']),
      mentions: Number(row['mentions']),
      copies: Number(row['copies']),
      comments: Number(row['comments']),
      sources: from,
      tones: toneCountsOf(row),
      topics: valuesOf('topic') as readonly Topic[],
      departments: valuesOf('department'),
      places: of('place').map(each => ({ code: each['value'] as string, name: each['name'] as string })),
      flags: valuesOf('flag') as readonly MentionFlag[],
    }
  })
}

function narrow(found: FoundMentions, condition: string, value: string | number): FoundMentions {
  return { ...found, sql: `${found.sql} AND ${condition}`, values: [...found.values, value] }
}

function readPageEnd(text: string): PageEnd {
  const [, arrival, rank, lastText] = /^(\d{1,15})\.(\d{1,15})\.(.+)$/.exec(text) ?? []
  const last = readNumber(lastText ?? '')
  if (arrival === undefined || rank === undefined || last === undefined) {
    throw new Permanent(
      'request.malformed',
      `“${text.slice(0, 100)}” is not a place in a list of stories: pass on “next” of the page before.`,
    )
  }
  return { arrival: Number(arrival), rank: Number(rank), last }
}
