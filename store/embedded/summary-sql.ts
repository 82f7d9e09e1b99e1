// What a summary asks of one table, as SQL: which rows count, and in which bar.

import type { SummaryRequest } from '../event-store.ts'
import type { DayFile } from './day-file.ts'
import type { Shape } from './event-shapes.ts'
import { queryCondition, systemsCondition } from './query-sql.ts'
import type { SqlParameters } from './sql-parameters.ts'
import { liesWithin, type TimeRange } from './time-buckets.ts'

/** The condition that an event of the table counts; undefined when none does. */
export function countedCondition(
  file: DayFile,
  shape: Shape,
  { query, systems }: SummaryRequest,
  range: TimeRange,
  parameters: SqlParameters,
): string | undefined {
  const condition = queryCondition(query, shape, file.fields, parameters)
  const ofSystems = systemsCondition(systems, shape, file.fields, parameters)
  if (condition === 'false' || ofSystems === 'false') return undefined
  // Without a look at its time, DuckDB knows how many rows a table has.
  if (liesWithin(file.buckets, range)) return `${condition} AND ${ofSystems}`
  const from = parameters.time(BigInt(Math.ceil(range.fromMs)) * 1000n)
  const to = parameters.time(BigInt(Math.ceil(range.toMs)) * 1000n)
  return `"@timestamp" >= ${from} AND "@timestamp" < ${to} AND ${condition} AND ${ofSystems}`
}

/** The number of the bar that a row is in; 0 for all without bars. */
export function barSql(bars: SummaryRequest['bars'], parameters: SqlParameters): string {
  if (bars === undefined) return '0::BIGINT'
  const begin = parameters.long(BigInt(bars.beginMs) * 1000n)
  return `floor((epoch_us("@timestamp") - ${begin}) / ${parameters.double(bars.widthMs * 1000)})::BIGINT`
}

/** Where the bar of a number begins. */
export function barBegin(bars: SummaryRequest['bars'], index: number): number {
  return bars === undefined ? 0 : index * bars.widthMs + bars.beginMs
}
