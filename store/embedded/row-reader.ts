// Rows of an event table → events, exactly as they were appended.

import {
  DuckDBListValue,
  DuckDBTimestampValue,
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { Event, FieldValue, Scalar } from '#/kernel/event.ts'
import type { SearchHit } from '../event-store.ts'
import { OWN_COLUMNS, quoteName } from './event-columns.ts'
import type { Shape } from './event-shapes.ts'
import { isoOfMicros } from './event-time.ts'
import type { SqlParameters } from './sql-parameters.ts'
import { unpackFields } from './value-fit.ts'

/** Reads the rows of a table that satisfy a condition, in no order. `suffix` may sort and limit. */
export async function readRows(
  connection: DuckDBConnection,
  alias: string,
  shape: Shape,
  condition: string,
  parameters: SqlParameters,
  suffix = '',
): Promise<SearchHit[]> {
  const names = shape.columns.map(({ name }) => name)
  const list = [...OWN_COLUMNS, ...names.map(quoteName)].join(', ')
  const sql = `SELECT ${list} FROM ${quoteName(alias)}.${quoteName(shape.table)} WHERE ${condition} ${suffix}`
  const result = await connection.run(sql, parameters.values, parameters.types)
  const hits: SearchHit[] = []
  for (const chunk of await result.fetchAllChunks()) hits.push(...hitsOfChunk(chunk, names))
  return hits
}

/** The rows of a chunk whose columns are the own ones, then those of the names; further ones are left. */
export function hitsOfChunk(chunk: DuckDBDataChunk, names: readonly string[]): readonly SearchHit[] {
  const vectors = Array.from({ length: chunk.columnCount }, (_, i) => chunk.getColumnVector(i))
  const [ids, misfits, rests] = vectors
  const hits: SearchHit[] = []
  for (let row = 0; row < chunk.rowCount; row++) {
    const rest = rests!.getItem(row) as string | null
    const event = (rest === null ? {} : unpackFields(rest)) as Event
    for (let i = 0; i < names.length; i++) {
      const value = vectors[i + OWN_COLUMNS.length]!.getItem(row)
      if (value !== null) event[names[i]!] = fieldValue(value)
    }
    const misfit = misfits!.getItem(row) as string | null
    if (misfit !== null) applyMisfits(event, misfit)
    hits.push({ id: ids!.getItem(row) as string, event })
  }
  return hits
}

/** Puts the values that did not fit their columns into an event. Answers the names of these. */
export function applyMisfits(event: Event, misfit: string): readonly string[] {
  const fields = unpackFields(misfit)
  for (const [name, value] of Object.entries(fields)) {
    if (value === null) delete event[name]
    else event[name] = value
  }
  return Object.keys(fields)
}

/** The value that a column gives back. */
export function fieldValue(value: DuckDBValue): FieldValue {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof DuckDBTimestampValue) return isoOfMicros(value.micros)
  if (value instanceof DuckDBListValue) return value.items as readonly Scalar[]
  return value as Scalar
}
