// How many events of one table have each value of a field: those in its column, those that did not fit it, and
// those of fields without a column. Values come back as events hold them.

import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import type { Scalar } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { SummaryRequest } from '../event-store.ts'
import { lowerText } from '../value-reading.ts'
import type { DayFile } from './day-file.ts'
import { quoteName } from './event-columns.ts'
import type { EventColumn, Shape } from './event-shapes.ts'
import { SqlParameters } from './sql-parameters.ts'
import { dateText } from './term-sql.ts'
import { unpackFields } from './value-fit.ts'
import { jsonHas, jsonMembers, jsonNames, jsonString } from './value-sql.ts'

type Where = (parameters: SqlParameters) => string | undefined
type Top = NonNullable<SummaryRequest['top']>

/** Adds the counts of one table; false when it has more values than are counted. */
export async function countValues(
  connection: DuckDBConnection,
  file: DayFile,
  shape: Shape,
  top: Top,
  where: Where,
  sums: Map<Scalar, number>,
): Promise<boolean> {
  const column = shape.columns.find(({ name }) => name === top.field)
  if (column === undefined && file.fields.has(top.field)) return true
  const table = `${quoteName(file.alias)}.${quoteName(shape.table)}`
  const add = async (
    inner: (parameters: SqlParameters) => readonly [values: string, more: string],
    read: (value: DuckDBValue) => Scalar,
  ): Promise<boolean> => {
    const parameters = new SqlParameters()
    const condition = where(parameters)
    if (condition === undefined) return true
    const [values, more] = inner(parameters)
    const begins = beginsSql(top, values.includes('JSON') ? jsonString('v') : 'v::VARCHAR', parameters)
    const sql = `SELECT v, count(*) AS n FROM (SELECT ${values} AS v FROM ${table} WHERE ${condition} AND ${more}) ${begins}
      GROUP BY v ORDER BY n DESC, v LIMIT ${LIMITS.maxValueGroups + 1}`
    const reader = await connection.runAndReadAll(sql, parameters.values, parameters.types)
    const rows = reader.getRows()
    for (const [value, count] of rows.slice(0, LIMITS.maxValueGroups)) {
      const scalar = read(value!)
      sums.set(scalar, (sums.get(scalar) ?? 0) + Number(count))
    }
    return rows.length <= LIMITS.maxValueGroups
  }
  const inJson = (sql: 'misfit' | 'rest'): Promise<boolean> =>
    add(
      parameters => [
        `unnest(list_distinct(${jsonMembers(sql, top.field, parameters)}))`,
        `${sql} IS NOT NULL AND ${jsonNames(sql, top.field, parameters)}`,
      ],
      value => readJson(String(value)),
    )
  if (column === undefined) return await inJson('rest')
  const exact = await add(parameters => columnValues(column, parameters), readScalar)
  return (await inJson('misfit')) && exact
}

/** SQL that leaves out values, as text `sql`, that do not begin as is asked for. */
export function beginsSql({ prefix = '' }: Top, sql: string, parameters: SqlParameters): string {
  if (prefix === '') return ''
  return `WHERE starts_with(lower(${sql}), ${parameters.text(lowerText(prefix.normalize('NFC')))})`
}

/** SQL of the column's values, one row each, and of the rows that have some. */
export function columnValues(
  { name, type }: EventColumn,
  parameters: SqlParameters,
): readonly [string, string] {
  const sql = quoteName(name)
  if (type.endsWith('[]')) return [`unnest(list_distinct(${sql}))`, `len(${sql}) > 0`]
  if (type !== 'date') return [sql, `${sql} IS NOT NULL`]
  // A date that is spelled otherwise is in both places, and only the misfit is the event's.
  const fits = `(misfit IS NULL OR NOT ${jsonHas('misfit', name, parameters)})`
  return [dateText(sql), `${sql} IS NOT NULL AND ${fits}`]
}

/** A value of a column as events hold it. */
export function readScalar(value: DuckDBValue): Scalar {
  return typeof value === 'bigint' ? Number(value) : (value as Scalar)
}

function readJson(text: string): Scalar {
  return unpackFields(`{"v":${text}}`)['v'] as Scalar
}
