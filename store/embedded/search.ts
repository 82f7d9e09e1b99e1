// A search over day files: slices of event time, newest first, until enough is found. Within a slice each
// file that may hold such times is asked for its newest matches, and the answers are merged.
//
// A slice counts whole or not at all, so what is returned when the time is over is still the newest, and
// `next` goes on exactly there.

import type { DuckDBConnection } from '@duckdb/node-api'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { SearchHit, SearchRequest, SearchResult } from '../event-store.ts'
import { readCursor, writeCursor, type SearchCursor } from '../search-cursor.ts'
import { DAY_MS, type DayFile } from './day-file.ts'
import type { DayShelf } from './day-shelf.ts'
import { isInterrupt, isInvalidated, isOutOfMemory, textOf } from './duckdb-failure.ts'
import { quoteName } from './event-columns.ts'
import type { SearchBudget } from './search-budget.ts'
import { SqlParameters } from './sql-parameters.ts'
import { readRows } from './row-reader.ts'
import { queryCondition, systemsCondition } from './query-sql.ts'
import { endWithin, mayHold, planSlices, type TimeRange } from './time-buckets.ts'

/** A match before its event is read: its place in the order and in the file. */
interface Match extends SearchCursor {
  readonly shape: number
  readonly row: bigint
}

interface PlacedHit extends SearchHit {
  readonly micros: bigint
}

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
  const after = request.after === undefined ? undefined : readCursor(request.after)
  const range = rangeOfRequest(request, after)
  const files = shelf.files.filter(file => file.broken === undefined && mayHold(file.buckets, range))
  const hits: PlacedHit[] = []
  const damaged = new Set<DayFile>()

  for (const slice of planSlices(
    files.map(({ buckets }) => buckets),
    range,
  )) {
    // One more than asked tells whether there is a next page.
    const wanted = limit + 1 - hits.length
    const found: PlacedHit[] = []
    for (const file of newestFilesFirst(files, slice)) {
      const enough = found.length === wanted ? found.at(-1) : undefined
      if (damaged.has(file) || (enough !== undefined && isOlder(file, slice, enough))) continue
      try {
        if (budget.stopped) throw new Error('INTERRUPT')
        const inFile = await shelf.use(file, connection =>
          searchDay(connection, file, request, slice, after, wanted, budget),
        )
        found.push(...inFile)
        found.sort(newestFirst).splice(wanted)
      } catch (error) {
        signal?.throwIfAborted()
        const isStopped = budget.stopped || isInterrupt(error)
        if (isStopped || isOutOfMemory(error)) {
          const stoppedAt = { micros: microsOf(slice.toMs), id: '' }
          const stoppedBy = isStopped ? 'time' : 'memory'
          return { ...page(hits, limit, stoppedAt, after), complete: false, stoppedBy }
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
    ...page(hits, limit),
    complete: isComplete,
    ...(isComplete ? {} : { stoppedBy: 'damage' }),
  }
}

/** The files with events of the slice, so that most often the first few have all that is wanted. */
function newestFilesFirst(files: readonly DayFile[], slice: TimeRange): readonly DayFile[] {
  return files
    .filter(({ buckets }) => mayHold(buckets, slice))
    .sort((a, b) => endWithin(b.buckets, slice) - endWithin(a.buckets, slice))
}

/** True when every event of the file within the slice is older than the hit. */
function isOlder({ buckets }: DayFile, slice: TimeRange, { micros }: SearchCursor): boolean {
  return microsOf(endWithin(buckets, slice)) <= micros
}

function rangeOfRequest(request: SearchRequest, after: SearchCursor | undefined): TimeRange {
  const { fromMs, toMs } = wholeRange(request)
  return { fromMs, toMs: after === undefined ? toMs : Math.min(toMs, Number(after.micros / 1000n) + 1) }
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
function page(
  hits: readonly PlacedHit[],
  limit: number,
  stoppedAt?: SearchCursor,
  after?: SearchCursor,
): Pick<SearchResult, 'hits' | 'next'> {
  const shown = hits.slice(0, limit)
  const last = shown.at(-1)
  const more = hits.length > limit && last !== undefined ? last : undefined
  const cursor = more ?? older(stoppedAt, after)
  return {
    hits: shown.map(({ id, event }) => ({ id, event })),
    next: cursor === undefined ? null : writeCursor(cursor),
  }
}

function older(a: SearchCursor | undefined, b: SearchCursor | undefined): SearchCursor | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return newestFirst(a, b) < 0 ? b : a
}

function newestFirst(a: SearchCursor, b: SearchCursor): number {
  if (a.micros !== b.micros) return a.micros > b.micros ? -1 : 1
  return a.id > b.id ? -1 : a.id < b.id ? 1 : 0
}

async function searchDay(
  connection: DuckDBConnection,
  file: DayFile,
  request: SearchRequest,
  slice: TimeRange,
  after: SearchCursor | undefined,
  limit: number,
  budget: SearchBudget,
): Promise<PlacedHit[]> {
  using _ = budget.hold(connection)
  // One snapshot for both steps: row numbers must still mean the same rows.
  await connection.run('BEGIN')
  const matches = await findMatches(connection, file, request, slice, after, limit)
  const events = await readMatches(connection, file, matches)
  await connection.run('COMMIT')
  return matches.map(match => ({ id: match.id, micros: match.micros, event: events.get(match.id)! }))
}

/** The newest matches of all tables of the file, newest first. */
async function findMatches(
  connection: DuckDBConnection,
  file: DayFile,
  { query, systems }: SearchRequest,
  slice: TimeRange,
  after: SearchCursor | undefined,
  limit: number,
): Promise<Match[]> {
  const matches: Match[] = []
  for (const [index, shape] of file.shapes.entries()) {
    const parameters = new SqlParameters()
    const condition = queryCondition(query, shape, file.fields, parameters)
    const ofSystems = systemsCondition(systems, shape, file.fields, parameters)
    if (condition === 'false' || ofSystems === 'false') continue
    const time = '"@timestamp"'
    const conditions = [
      `${time} >= ${parameters.time(microsOf(slice.fromMs))}`,
      `${time} < ${parameters.time(microsOf(slice.toMs))}`,
      condition,
      ofSystems,
    ]
    if (after !== undefined) {
      const at = parameters.time(after.micros)
      conditions.push(`(${time} < ${at} OR (${time} = ${at} AND id < ${parameters.text(after.id)}))`)
    }
    const sql = `SELECT epoch_us(${time}), id, rowid FROM ${quoteName(file.alias)}.${quoteName(shape.table)}
      WHERE ${conditions.join(' AND ')} ORDER BY ${time} DESC, id DESC LIMIT ${limit}`
    const reader = await connection.runAndReadAll(sql, parameters.values, parameters.types)
    for (const [micros, id, row] of reader.getRows()) {
      matches.push({ micros: micros as bigint, id: id as string, shape: index, row: row as bigint })
    }
  }
  return matches.sort(newestFirst).slice(0, limit)
}

async function readMatches(
  connection: DuckDBConnection,
  file: DayFile,
  matches: readonly Match[],
): Promise<Map<string, SearchHit['event']>> {
  const events = new Map<string, SearchHit['event']>()
  for (const [index, shape] of file.shapes.entries()) {
    const rows = matches.filter(match => match.shape === index).map(({ row }) => row)
    if (rows.length === 0) continue
    const parameters = new SqlParameters()
    const condition = `rowid IN (SELECT unnest(${parameters.longs(rows)}))`
    for (const { id, event } of await readRows(connection, file.alias, shape, condition, parameters))
      events.set(id, event)
  }
  return events
}

function microsOf(ms: number): bigint {
  return BigInt(Math.ceil(ms)) * 1000n
}
