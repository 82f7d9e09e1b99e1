// A summary over several day files by one statement for each of its counts: DuckDB adds up over all of them, and only what
// is asked for is handed over. File by file (summary.ts), each file's every value would be.
//
// Only for what this can count exactly, and not for so much that a summary which ends early should tell what it had.

import type { DuckDBConnection } from '@duckdb/node-api'
import type { Scalar } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { SummaryRequest } from '../event-store.ts'
import type { DayFile } from './day-file.ts'
import type { DayShelf } from './day-shelf.ts'
import { quoteName } from './event-columns.ts'
import type { EventColumn, Shape } from './event-shapes.ts'
import type { SearchBudget } from './search-budget.ts'
import { SqlParameters } from './sql-parameters.ts'
import { barBegin, barSql, countedCondition } from './summary-sql.ts'
import type { RowRanges } from './text-filters.ts'
import type { TimeRange } from './time-buckets.ts'
import { beginsSql, columnValues, readScalar } from './top-values.ts'
import { jsonNames } from './value-sql.ts'

/** Files attached for one summary, and events in them, at most. */
const MOST_FILES = 40
const MOST_EVENTS = 20_000_000

/** Counts by bar and by value. */
export interface Counted {
  readonly bars: ReadonlyMap<number, number>
  readonly values: ReadonlyMap<Scalar, number>
}

/** A table whose rows may count, and SQL of the condition that they do. */
interface CountedTable {
  readonly file: DayFile
  readonly shape: Shape
  readonly from: (parameters: SqlParameters) => string
}

/** Undefined when the files must be gone through one by one. Throws what DuckDB does. */
export async function summariseAtOnce(
  shelf: DayShelf,
  files: readonly DayFile[],
  request: SummaryRequest,
  rows: RowRanges,
  range: TimeRange,
  budget: SearchBudget,
): Promise<Counted | undefined> {
  const events = files.reduce((sum, file) => sum + file.events, 0)
  if (files.length > MOST_FILES || events > MOST_EVENTS) return undefined
  return await shelf.useAll(files, async connection => {
    using _ = budget.hold(connection)
    // One snapshot for both counts.
    await connection.run('BEGIN')
    const tables = await tablesOf(connection, files, request, rows, range)
    const values = request.top === undefined ? new Map() : await countValues(connection, tables, request.top)
    const bars = values === undefined ? undefined : await countBars(connection, tables, request.bars)
    await connection.run('COMMIT')
    return values === undefined || bars === undefined ? undefined : { bars, values }
  })
}

async function tablesOf(
  connection: DuckDBConnection,
  files: readonly DayFile[],
  request: SummaryRequest,
  rows: RowRanges,
  range: TimeRange,
): Promise<readonly CountedTable[]> {
  const tables: CountedTable[] = []
  for (const file of files) {
    for (const shape of file.shapes) {
      const ofRows = await rows.condition(connection, file, shape)
      if (ofRows === 'false') continue
      if (countedCondition(file, shape, request, range, new SqlParameters()) === undefined) continue
      const from = (parameters: SqlParameters): string =>
        `FROM ${quoteName(file.alias)}.${quoteName(shape.table)}
         WHERE ${ofRows} AND ${countedCondition(file, shape, request, range, parameters)}`
      tables.push({ file, shape, from })
    }
  }
  return tables
}

async function countBars(
  connection: DuckDBConnection,
  tables: readonly CountedTable[],
  bars: SummaryRequest['bars'],
): Promise<Map<number, number>> {
  const counts = new Map<number, number>()
  if (tables.length === 0) return counts
  const parameters = new SqlParameters()
  const each = tables.map(
    ({ from }) => `SELECT ${barSql(bars, parameters)} AS bar, count(*) AS n ${from(parameters)} GROUP BY bar`,
  )
  const sql = `SELECT bar, sum(n)::BIGINT FROM (${each.join(' UNION ALL ')}) GROUP BY bar`
  const reader = await connection.runAndReadAll(sql, parameters.values, parameters.types)
  for (const [index, count] of reader.getRows()) counts.set(barBegin(bars, Number(index)), Number(count))
  return counts
}

/** The most frequent values; undefined when some are not in columns, or in columns of several types. */
async function countValues(
  connection: DuckDBConnection,
  tables: readonly CountedTable[],
  top: NonNullable<SummaryRequest['top']>,
): Promise<Map<Scalar, number> | undefined> {
  const counts = new Map<Scalar, number>()
  // A table without the column, in a file that has it, holds no event with the field.
  const columns = tables.flatMap(({ file, shape, from }) => {
    const column = shape.columns.find(({ name }) => name === top.field)
    return column === undefined && file.fields.has(top.field) ? [] : [{ column, from }]
  })
  const type = columns[0]?.column?.type
  if (columns.length === 0) return counts
  // DuckDB writes, and so sorts, doubles otherwise than events do.
  if (type === undefined || type === 'double' || columns.some(({ column }) => column?.type !== type))
    return undefined
  const misfits = new SqlParameters()
  const elsewhere = columns.map(
    ({ from }) =>
      `SELECT 1 ${from(misfits)} AND misfit IS NOT NULL AND ${jsonNames('misfit', top.field, misfits)}`,
  )
  const found = await connection.runAndReadAll(
    `SELECT 1 FROM (${elsewhere.join(' UNION ALL ')}) LIMIT 1`,
    misfits.values,
    misfits.types,
  )
  if (found.currentRowCount > 0) return undefined
  const parameters = new SqlParameters()
  const each = columns.map(({ column, from }) => {
    const [values, more] = columnValues(column as EventColumn, parameters)
    return `SELECT ${values} AS v ${from(parameters)} AND ${more}`
  })
  const limit = Math.max(1, Math.min(Math.floor(top.limit), LIMITS.maxTopValues))
  const sql = `SELECT v, count(*) AS n FROM (${each.join(' UNION ALL ')}) ${beginsSql(top, 'v::VARCHAR', parameters)}
    GROUP BY v ORDER BY n DESC, v::VARCHAR LIMIT ${limit}`
  const reader = await connection.runAndReadAll(sql, parameters.values, parameters.types)
  for (const [value, count] of reader.getRows()) counts.set(readScalar(value!), Number(count))
  return counts
}
