// A search sorted by a field: every day file of the time asked for is read to its end for its first matches in that
// order, and the answers are merged. What comes first is known only then, so a search whose budget is over has found
// nothing that could be shown; a shorter time helps.

import type { DuckDBConnection } from '@duckdb/node-api'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { SearchRequest, SearchResult } from '../event-store.ts'
import { readCursor, type SearchCursor } from '../search-cursor.ts'
import { comparePlaced, type SearchSort, type SortKey } from '../search-sort.ts'
import type { DayFile } from './day-file.ts'
import type { DayShelf } from './day-shelf.ts'
import { isInterrupt, isInvalidated, isOutOfMemory, textOf } from './duckdb-failure.ts'
import { quoteName } from './event-columns.ts'
import type { Shape } from './event-shapes.ts'
import { queryCondition, systemsCondition } from './query-sql.ts'
import { isMissed, type Match, microsOf, page, type PlacedHit, readMatches, wholeRange } from './search.ts'
import type { SearchBudget } from './search-budget.ts'
import { sortKeySql } from './sort-sql.ts'
import { SqlParameters } from './sql-parameters.ts'
import { createRowRanges, type RowRanges } from './text-filters.ts'
import { mayHold, type TimeRange } from './time-buckets.ts'

/** What is looked for in each file. */
interface Wanted {
  readonly request: SearchRequest
  readonly rows: RowRanges
  readonly sort: SearchSort
  readonly range: TimeRange
  readonly after: SearchCursor | undefined
  /** At most so many of a file. */
  readonly limit: number
}

/** Runs a search to its end or to the end of its budget; throws the signal's reason when that aborts. */
export async function searchDaysByField(
  shelf: DayShelf,
  request: SearchRequest,
  sort: SearchSort,
  budget: SearchBudget,
  report: ReportProblem,
  signal: AbortSignal | undefined,
): Promise<Omit<SearchResult, 'tookMs'>> {
  const limit = Math.max(1, Math.min(Math.floor(request.limit), LIMITS.maxSearchRows))
  const after = request.after === undefined ? undefined : readCursor(request.after, sort)
  const range = wholeRange(request)
  // One more than asked tells whether there is a next page.
  const rows = createRowRanges(request.query)
  const wanted: Wanted = { request, rows, sort, range, after, limit: limit + 1 }
  const hits: PlacedHit[] = []
  let isComplete = !shelf.files.some(file => isMissed(file, range))
  for (const file of shelf.files.filter(each => each.broken === undefined && mayHold(each.buckets, range))) {
    try {
      if (budget.stopped) throw new Error('INTERRUPT')
      hits.push(...(await shelf.use(file, connection => searchDay(connection, file, wanted, budget))))
      hits.sort(comparePlaced(sort)).splice(wanted.limit)
    } catch (error) {
      signal?.throwIfAborted()
      const isStopped = budget.stopped || isInterrupt(error)
      if (isStopped || isOutOfMemory(error))
        return {
          hits: [],
          next: request.after ?? null,
          complete: false,
          stoppedBy: isStopped ? 'time' : 'memory',
        }
      isComplete = false
      const detail = `a search could not read it: ${textOf(error)}`
      report({ code: 'store.failed', where: file.path, detail })
      if (isInvalidated(error)) await shelf.reopen()
    }
  }
  return {
    ...page(hits, limit, sort),
    complete: isComplete,
    ...(isComplete ? {} : { stoppedBy: 'damage' }),
  }
}

async function searchDay(
  connection: DuckDBConnection,
  file: DayFile,
  wanted: Wanted,
  budget: SearchBudget,
): Promise<PlacedHit[]> {
  using _ = budget.hold(connection)
  // One snapshot for both steps: row numbers must still mean the same rows.
  await connection.run('BEGIN')
  const matches: Match[] = []
  for (const [index, shape] of file.shapes.entries())
    matches.push(...(await findInTable(connection, file, shape, index, wanted)))
  matches.sort(comparePlaced(wanted.sort)).splice(wanted.limit)
  const hits = await readMatches(connection, file, matches)
  await connection.run('COMMIT')
  return hits
}

async function findInTable(
  connection: DuckDBConnection,
  file: DayFile,
  shape: Shape,
  index: number,
  { request: { query, systems }, rows, sort, range, after, limit }: Wanted,
): Promise<readonly Match[]> {
  const parameters = new SqlParameters()
  const ofRows = await rows.condition(connection, file, shape)
  const condition = queryCondition(query, shape, file.fields, parameters)
  const ofSystems = systemsCondition(systems, shape, file.fields, parameters)
  if ([ofRows, condition, ofSystems].includes('false')) return []
  const from = parameters.time(microsOf(range.fromMs))
  const to = parameters.time(microsOf(range.toMs))
  const key = sortKeySql(sort, shape, file.fields, parameters)
  const beyond = after === undefined ? 'true' : placedAfter(sort, after, parameters)
  const sql = `SELECT k, t, id, r FROM (
      SELECT ${key} AS k, epoch_us("@timestamp") AS t, id, rowid AS r FROM ${quoteName(file.alias)}.${quoteName(shape.table)}
      WHERE "@timestamp" >= ${from} AND "@timestamp" < ${to} AND ${ofRows} AND ${condition} AND ${ofSystems})
    WHERE ${beyond} ORDER BY k ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, t DESC, id DESC LIMIT ${limit}`
  const reader = await connection.runAndReadAll(sql, parameters.values, parameters.types)
  return reader.getRows().map(([k, micros, id, row]) => ({
    key: k as SortKey | null,
    micros: micros as bigint,
    id: id as string,
    shape: index,
    row: row as bigint,
  }))
}

/** SQL that is true for rows that come after the place. */
function placedAfter(sort: SearchSort, { key, micros, id }: SearchCursor, parameters: SqlParameters): string {
  const [t, last] = [parameters.long(micros), parameters.text(id)]
  const isLater = `(t < ${t} OR (t = ${t} AND id < ${last}))`
  if (key === null) return `k IS NULL AND ${isLater}`
  const k = typeof key === 'number' ? parameters.double(key) : parameters.text(key)
  return `(k IS NULL OR k ${sort.descending ? '<' : '>'} ${k} OR (k = ${k} AND ${isLater}))`
}
