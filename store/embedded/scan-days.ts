// Events in the order in which they came in, page by page: of each day file first the ids of the page, from all
// tables together, then the rows between the first and the last of them.

import type { DuckDBConnection } from '@duckdb/node-api'
import type { ScanRequest, SearchHit } from '../event-store.ts'
import type { DayFile } from './day-file.ts'
import { quoteName } from './event-columns.ts'
import { idIs, orderOfIds } from './event-ids.ts'
import type { Shape } from './event-shapes.ts'
import { readRows } from './row-reader.ts'
import { SqlParameters } from './sql-parameters.ts'
import { systemsCondition } from './query-sql.ts'

/** Up to `limit` events of the file after the id, oldest first. */
export async function scanDay(
  connection: DuckDBConnection,
  file: DayFile,
  request: ScanRequest,
  afterId: string,
  limit: number,
): Promise<SearchHit[]> {
  const ids: string[] = []
  for (const shape of file.shapes) {
    const { condition, parameters } = conditionOf(file, shape, request, afterId)
    if (condition === undefined) continue
    const table = `${quoteName(file.alias)}.${quoteName(shape.table)}`
    const sql = `SELECT id FROM ${table} WHERE ${condition} ORDER BY ${orderOfIds(shape)} LIMIT ${Math.floor(limit)}`
    const reader = await connection.runAndReadAll(sql, parameters.values, parameters.types)
    for (const [id] of reader.getRows()) ids.push(id as string)
  }
  const lastId = ids.sort()[Math.min(limit, ids.length) - 1]
  if (lastId === undefined) return []
  const hits: SearchHit[] = []
  for (const shape of file.shapes) {
    const { condition, parameters } = conditionOf(file, shape, request, afterId)
    if (condition === undefined) continue
    const within = `${condition} AND ${idIs('<=', lastId, shape, parameters)}`
    hits.push(...(await readRows(connection, file.alias, shape, within, parameters)))
  }
  return hits.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Undefined when no row of the table can be meant. */
function conditionOf(
  file: DayFile,
  shape: Shape,
  { fromMs, toMs, systems }: ScanRequest,
  afterId: string,
): { readonly condition: string | undefined; readonly parameters: SqlParameters } {
  const parameters = new SqlParameters()
  const ofSystems = systemsCondition(systems, shape, file.fields, parameters)
  const conditions = [idIs('>', afterId, shape, parameters), ofSystems]
  if (fromMs !== undefined) conditions.push(`"@timestamp" >= ${parameters.time(microsOf(fromMs))}`)
  if (toMs !== undefined) conditions.push(`"@timestamp" < ${parameters.time(microsOf(toMs))}`)
  return { condition: ofSystems === 'false' ? undefined : conditions.join(' AND '), parameters }
}

function microsOf(ms: number): bigint {
  return BigInt(Math.ceil(ms)) * 1000n
}
