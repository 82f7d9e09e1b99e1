// A search over day files in the order of time: slices of event time, newest or oldest first, until enough is found.
// Within a slice each file that may hold such times is asked for its first matches, and the answers are merged.
//
// A slice counts whole or not at all, so what is returned when the time is over is still the first, and
// `next` goes on exactly there. The order of a field is search-by-field.ts.

import type { DuckDBConnection } from '@duckdb/node-api'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { SearchHit, SearchRequest, SearchResult } from '../event-store.ts'
import { readCursor, writeCursor, type SearchCursor } from '../search-cursor.ts'
import { comparePlaced, NEWEST_FIRST, type Placed, type SearchSort } from '../search-sort.ts'
import { DAY_MS, type DayFile } from './day-file.ts'
import type { DayShelf } from './day-shelf.ts'
import { isInterrupt, isInvalidated, isOutOfMemory, textOf } from './duckdb-failure.ts'
import { quoteName } from './event-columns.ts'
import { idIs } from './event-ids.ts'
import type { SearchBudget } from './search-budget.ts'
import { SqlParameters } from './sql-parameters.ts'
import { createRowRanges, type RowRanges } from './text-filters.ts'
import { readRows } from './row-reader.ts'
import { queryCondition, systemsCondition } from './query-sql.ts'
import { beginWithin, endWithin, mayHold, planSlices, type TimeRange } from './time-buckets.ts'

/** A match before its event is read: its place in the order and in the file. */
export interface Match extends Placed {
  readonly shape: number
  readonly row: bigint
}

export type PlacedHit = SearchHit & Placed

/** ±273,000 years, the times that a date can have, in ms. */
const ALL_TIME: TimeRange = { fromMs: -8.64e15, toMs: 8.64e15 }

/** Runs a search to its end or to the end of its budget; throws the signal's reason when that aborts. */
export async function searchDays(
  shelf: DayShelf,
  request: SearchRequest,
  budget: SearchBudget,
  report: ReportProblem,
  signal: AbortSignal | undefined,
): Promise<Omit<SearchResult, 'tookMs'>> {
  const limit = Math.max(1, Math.min(Math.floor(request.limit), LIMITS.maxSearchRows))
  const sort = request.sort ?? NEWEST_FIRST
  const inOrder = comparePlaced(sort)
  const after = request.after === undefined ? undefined : readCursor(request.after, sort)
  const range = rangeOfRequest(request, sort, after)
  const files = shelf.files.filter(file => file.broken === undefined && mayHold(file.buckets, range))
  const ranges = createRowRanges(request.query)
  const hits: PlacedHit[] = []
  const damaged = new Set<DayFile>()

  for (const slice of planSlices(
    files.map(({ buckets }) => buckets),
    range,
    !sort.descending,
  )) {
    // One more than asked tells whether there is a next page.
    const wanted = limit + 1 - hits.length
    const found: PlacedHit[] = []
    for (const file of firstFilesFirst(files, slice, sort)) {
      const enough = found.length === wanted ? found.at(-1) : undefined
      if (damaged.has(file) || (enough !== undefined && isBeyond(file, slice, sort, enough))) continue
      try {
        if (budget.stopped) throw new Error('INTERRUPT')
        const inFile = await shelf.use(file, connection =>
          searchDay(connection, file, request, ranges, slice, after, wanted, budget),
        )
        found.push(...inFile)
        found.sort(inOrder).splice(wanted)
      } catch (error) {
        signal?.throwIfAborted()
        const isStopped = budget.stopped || isInterrupt(error)
        if (isStopped || isOutOfMemory(error)) {
          const stoppedAt = {
            key: null,
            micros: microsOf(sort.descending ? slice.toMs : slice.fromMs),
            id: '',
          }
          const stoppedBy = isStopped ? 'time' : 'memory'
          return { ...page(hits, limit, sort, stoppedAt, after), complete: false, stoppedBy }
        }
        damaged.add(file)
        report({
          code: 'store.failed',
          where: file.path,
          detail: `a search could not read it: ${textOf(error)}`,
        })
        if (isInvalidated(error)) await shelf.reopen()
      }
    }
    hits.push(...found)
    if (hits.length > limit) break
  }
  const isComplete = damaged.size === 0 && !shelf.files.some(file => isMissed(file, range))
  return {
    ...page(hits, limit, sort),
    complete: isComplete,
    ...(isComplete ? {} : { stoppedBy: 'damage' }),
  }
}

/** The files with events of the slice, so that most often the first few have all that is wanted. */
function firstFilesFirst(
  files: readonly DayFile[],
  slice: TimeRange,
  { descending }: SearchSort,
): readonly DayFile[] {
  return files
    .filter(({ buckets }) => mayHold(buckets, slice))
    .sort((a, b) =>
      descending
        ? endWithin(b.buckets, slice) - endWithin(a.buckets, slice)
        : beginWithin(a.buckets, slice) - beginWithin(b.buckets, slice),
    )
}

/** True when every event of the file within the slice comes after the hit. */
function isBeyond(
  { buckets }: DayFile,
  slice: TimeRange,
  { descending }: SearchSort,
  { micros }: SearchCursor,
): boolean {
  return descending
    ? microsOf(endWithin(buckets, slice)) <= micros
    : microsOf(beginWithin(buckets, slice)) > micros
}

function rangeOfRequest(
  request: SearchRequest,
  { descending }: SearchSort,
  after: SearchCursor | undefined,
): TimeRange {
  const { fromMs, toMs } = wholeRange(request)
  if (after === undefined) return { fromMs, toMs }
  // A division of whole numbers rounds towards 1970, so a millisecond on either side.
  const atMs = Number(after.micros / 1000n)
  return descending
    ? { fromMs, toMs: Math.min(toMs, atMs + 1) }
    : { fromMs: Math.max(fromMs, atMs - 1), toMs }
}

/** The stretch of time that is asked for. */
export function wholeRange({ fromMs, toMs }: Pick<SearchRequest, 'fromMs' | 'toMs'>): TimeRange {
  return {
    fromMs: Math.max(fromMs ?? ALL_TIME.fromMs, ALL_TIME.fromMs),
    toMs: Math.min(toMs ?? ALL_TIME.toMs, ALL_TIME.toMs),
  }
}

/** A file that cannot be read would mostly hold events of its own day. */
export function isMissed({ broken, dayMs }: DayFile, range: TimeRange): boolean {
  return broken !== undefined && dayMs - DAY_MS < range.toMs && range.fromMs < dayMs + 2 * DAY_MS
}

/** The hits as a page. `stoppedAt` is where the search was ended early; it goes on there. */
export function page(
  hits: readonly PlacedHit[],
  limit: number,
  sort: SearchSort,
  stoppedAt?: SearchCursor,
  after?: SearchCursor,
): Pick<SearchResult, 'hits' | 'next'> {
  const shown = hits.slice(0, limit)
  const last = shown.at(-1)
  const more = hits.length > limit && last !== undefined ? last : undefined
  const cursor = more ?? farther(sort, stoppedAt, after)
  return {
    hits: shown.map(({ id, event }) => ({ id, event })),
    next: cursor === undefined ? null : writeCursor(cursor, sort),
  }
}

function farther(
  sort: SearchSort,
  a: SearchCursor | undefined,
  b: SearchCursor | undefined,
): SearchCursor | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return comparePlaced(sort)(a, b) < 0 ? b : a
}

async function searchDay(
  connection: DuckDBConnection,
  file: DayFile,
  request: SearchRequest,
  ranges: RowRanges,
  slice: TimeRange,
  after: SearchCursor | undefined,
  limit: number,
  budget: SearchBudget,
): Promise<PlacedHit[]> {
  using _ = budget.hold(connection)
  // One snapshot for both steps: row numbers must still mean the same rows.
  await connection.run('BEGIN')
  const matches = await findMatches(connection, file, request, ranges, slice, after, limit)
  const hits = await readMatches(connection, file, matches)
  await connection.run('COMMIT')
  return hits
}

/** The first matches of all tables of the file, in order. */
async function findMatches(
  connection: DuckDBConnection,
  file: DayFile,
  { query, systems, sort = NEWEST_FIRST }: SearchRequest,
  ranges: RowRanges,
  slice: TimeRange,
  after: SearchCursor | undefined,
  limit: number,
): Promise<Match[]> {
  const matches: Match[] = []
  const [direction, beyond] = sort.descending ? (['DESC', '<'] as const) : (['ASC', '>'] as const)
  for (const [index, shape] of file.shapes.entries()) {
    const parameters = new SqlParameters()
    const ofRows = await ranges.condition(connection, file, shape)
    const condition = queryCondition(query, shape, file.fields, parameters)
    const ofSystems = systemsCondition(systems, shape, file.fields, parameters)
    if ([ofRows, condition, ofSystems].includes('false')) continue
    const time = '"@timestamp"'
    const conditions = [
      `${time} >= ${parameters.time(microsOf(slice.fromMs))}`,
      `${time} < ${parameters.time(microsOf(slice.toMs))}`,
      ofRows,
      condition,
      ofSystems,
    ]
    if (after !== undefined) {
      const at = parameters.time(after.micros)
      const further = idIs(beyond, after.id, shape, parameters)
      conditions.push(`(${time} ${beyond} ${at} OR (${time} = ${at} AND ${further}))`)
    }
    const sql = `SELECT epoch_us(${time}), id, rowid FROM ${quoteName(file.alias)}.${quoteName(shape.table)}
      WHERE ${conditions.join(' AND ')} ORDER BY ${time} ${direction}, id ${direction} LIMIT ${limit}`
    const reader = await connection.runAndReadAll(sql, parameters.values, parameters.types)
    for (const [micros, id, row] of reader.getRows()) {
      matches.push({
        key: null,
        micros: micros as bigint,
        id: id as string,
        shape: index,
        row: row as bigint,
      })
    }
  }
  return matches.sort(comparePlaced(sort)).slice(0, limit)
}

/** The matches with their events; in the transaction that found them. */
export async function readMatches(
  connection: DuckDBConnection,
  file: DayFile,
  matches: readonly Match[],
): Promise<PlacedHit[]> {
  const events = new Map<string, SearchHit['event']>()
  for (const [index, shape] of file.shapes.entries()) {
    const rows = matches.filter(match => match.shape === index).map(({ row }) => row)
    if (rows.length === 0) continue
    const parameters = new SqlParameters()
    const condition = `rowid IN (SELECT unnest(${parameters.longs(rows)}))`
    for (const { id, event } of await readRows(connection, file.alias, shape, condition, parameters))
      events.set(id, event)
  }
  return matches.map(({ key, micros, id }) => ({ key, micros, id, event: events.get(id)! }))
}

export function microsOf(ms: number): bigint {
  return BigInt(Math.ceil(ms)) * 1000n
}
