// Counts of what a search finds: how many, over time, and the most frequent values of a field. Every day file that
// may hold such events is asked, newest first, so that what was counted when the budget is over is the newest.

import type { DuckDBConnection } from '@duckdb/node-api'
import type { Scalar } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { EventSummary, StoppedBy, SummaryRequest } from '../event-store.ts'
import { compareText } from '../value-reading.ts'
import type { DayFile } from './day-file.ts'
import type { DayShelf } from './day-shelf.ts'
import { isInterrupt, isInvalidated, isOutOfMemory, textOf } from './duckdb-failure.ts'
import { quoteName } from './event-columns.ts'
import type { Shape } from './event-shapes.ts'
import { isMissed, wholeRange } from './search.ts'
import type { SearchBudget } from './search-budget.ts'
import { SqlParameters } from './sql-parameters.ts'
import { type Counted, summariseAtOnce } from './summary-at-once.ts'
import { barBegin, barSql, countedCondition } from './summary-sql.ts'
import { createRowRanges, type RowRanges } from './text-filters.ts'
import { endWithin, mayHold, type TimeRange } from './time-buckets.ts'
import { countValues } from './top-values.ts'

/** Sums of all files so far. */
interface Sums {
  events: number
  exact: boolean
  readonly bars: Map<number, number>
  readonly values: Map<Scalar, number>
}

/** Counts to the end or to the end of the budget; throws the signal's reason when that aborts. */
export async function summariseDays(
  shelf: DayShelf,
  request: SummaryRequest,
  budget: SearchBudget,
  report: ReportProblem,
  signal: AbortSignal | undefined,
): Promise<Omit<EventSummary, 'tookMs'>> {
  const range = wholeRange(request)
  const sums: Sums = { events: 0, exact: true, bars: new Map(), values: new Map() }
  let stoppedBy: StoppedBy | undefined = shelf.files.some(file => isMissed(file, range))
    ? 'damage'
    : undefined
  const rows = createRowRanges(request.query)
  const files = shelf.files
    .filter(file => file.broken === undefined && mayHold(file.buckets, range))
    .sort((a, b) => endWithin(b.buckets, range) - endWithin(a.buckets, range))
  const atOnce = await summariseAtOnce(shelf, files, request, rows, range, budget).catch(async error => {
    // Which file it was, and whether there was time, is told by going through them.
    if (isInvalidated(error)) await shelf.reopen()
    return undefined
  })
  if (atOnce !== undefined) {
    addCounts(sums, request, atOnce)
    return told(request, sums, stoppedBy)
  }
  for (const file of files) {
    try {
      if (budget.stopped) throw new Error('INTERRUPT')
      await shelf.use(file, connection => summariseDay(connection, file, request, rows, range, budget, sums))
    } catch (error) {
      signal?.throwIfAborted()
      if (budget.stopped || isInterrupt(error)) return told(request, sums, 'time')
      if (isOutOfMemory(error)) return told(request, sums, 'memory')
      stoppedBy = 'damage'
      const detail = `a search could not read it: ${textOf(error)}`
      report({ code: 'store.failed', where: file.path, detail })
      if (isInvalidated(error)) await shelf.reopen()
    }
  }
  return told(request, sums, stoppedBy)
}

function told(
  { top }: SummaryRequest,
  { events, exact, bars, values }: Sums,
  stoppedBy: StoppedBy | undefined,
): Omit<EventSummary, 'tookMs'> {
  const limit = Math.max(1, Math.min(Math.floor(top?.limit ?? 1), LIMITS.maxTopValues))
  const sorted = [...values]
    .map(([value, count]) => ({ value, events: count }))
    .sort((a, b) => b.events - a.events || compareText(String(a.value), String(b.value)))
  return {
    events,
    exact,
    bars: [...bars].map(([at, count]) => ({ at, events: count })).sort((a, b) => a.at - b.at),
    values: sorted.slice(0, limit),
    complete: stoppedBy === undefined,
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
  }
}

/** Adds what the file holds; all of it or, when it throws, nothing. */
async function summariseDay(
  connection: DuckDBConnection,
  file: DayFile,
  request: SummaryRequest,
  rows: RowRanges,
  range: TimeRange,
  budget: SearchBudget,
  sums: Sums,
): Promise<void> {
  using _ = budget.hold(connection)
  const bars = new Map<number, number>()
  const values = new Map<Scalar, number>()
  let exact = true
  // One snapshot for all of its tables and for both counts.
  await connection.run('BEGIN')
  for (const shape of file.shapes) {
    const ofRows = await rows.condition(connection, file, shape)
    if (ofRows === 'false') continue
    const where = (parameters: SqlParameters): string | undefined => {
      const condition = countedCondition(file, shape, request, range, parameters)
      return condition === undefined ? undefined : `${ofRows} AND ${condition}`
    }
    await countBars(connection, file, shape, request, where, bars)
    if (request.top !== undefined)
      exact = (await countValues(connection, file, shape, request.top, where, values)) && exact
  }
  await connection.run('COMMIT')
  addCounts(sums, request, { bars, values })
  sums.exact &&= exact
}

function addCounts(sums: Sums, request: SummaryRequest, { bars, values }: Counted): void {
  for (const [at, count] of bars) {
    sums.events += count
    if (request.bars !== undefined) sums.bars.set(at, (sums.bars.get(at) ?? 0) + count)
  }
  for (const [value, count] of values) sums.values.set(value, (sums.values.get(value) ?? 0) + count)
}

async function countBars(
  connection: DuckDBConnection,
  file: DayFile,
  shape: Shape,
  { bars }: SummaryRequest,
  where: (parameters: SqlParameters) => string | undefined,
  sums: Map<number, number>,
): Promise<void> {
  const parameters = new SqlParameters()
  const condition = where(parameters)
  if (condition === undefined) return
  const table = `${quoteName(file.alias)}.${quoteName(shape.table)}`
  const sql = `SELECT ${barSql(bars, parameters)} AS bar, count(*) FROM ${table} WHERE ${condition} GROUP BY bar`
  const reader = await connection.runAndReadAll(sql, parameters.values, parameters.types)
  for (const [index, count] of reader.getRows()) {
    const at = barBegin(bars, Number(index))
    sums.set(at, (sums.get(at) ?? 0) + Number(count))
  }
}
