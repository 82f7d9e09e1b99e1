// One event of each kind: of each combination of values that some fields have in the tables of a day. DuckDB groups
// by the columns alone, so a day of millions of lines is a matter of a second; a field without a column is looked
// for in the rest only where its name stands there.

import type { DuckDBConnection } from '@duckdb/node-api'
import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { DayFile } from './day-file.ts'
import { quoteName } from './event-columns.ts'
import type { Shape } from './event-shapes.ts'
import { readRows } from './row-reader.ts'
import type { SearchBudget } from './search-budget.ts'
import { SqlParameters } from './sql-parameters.ts'
import { jsonText } from './value-sql.ts'

export interface DayKinds {
  /** Events with the asked fields only. */
  readonly kinds: readonly Event[]
  /** False when a table has more kinds than are told. */
  readonly complete: boolean
}

/** Reads the kinds of a day file. */
export async function kindsOfDay(
  connection: DuckDBConnection,
  file: DayFile,
  fields: readonly string[],
  budget: SearchBudget,
): Promise<DayKinds> {
  using _ = budget.hold(connection)
  const kinds: Event[] = []
  let complete = true
  for (const shape of file.shapes) {
    const ids = await idsOfKinds(connection, file, shape, fields)
    complete &&= ids.length <= LIMITS.maxEventKinds
    const parameters = new SqlParameters()
    const condition = `id IN (SELECT unnest(${parameters.texts(ids.slice(0, LIMITS.maxEventKinds))}))`
    for (const { event } of await readRows(connection, file.alias, shape, condition, parameters)) {
      const kind: Event = {}
      for (const field of fields) if (event[field] !== undefined) kind[field] = event[field]
      kinds.push(kind)
    }
  }
  return { kinds, complete }
}

async function idsOfKinds(
  connection: DuckDBConnection,
  file: DayFile,
  shape: Shape,
  fields: readonly string[],
): Promise<string[]> {
  const columns = new Set(shape.columns.map(({ name }) => name))
  const parameters = new SqlParameters()
  const groups = fields.flatMap(field =>
    columns.has(field)
      ? // What did not fit its column stands beside it.
        [quoteName(field), jsonText('misfit', field, parameters)]
      : [jsonText('rest', field, parameters)],
  )
  const sql = `SELECT min(id) FROM ${quoteName(file.alias)}.${quoteName(shape.table)}
    GROUP BY ${groups.join(', ')} LIMIT ${LIMITS.maxEventKinds + 1}`
  const reader = await connection.runAndReadAll(sql, parameters.values, parameters.types)
  return reader.getRows().map(([id]) => String(id))
}
