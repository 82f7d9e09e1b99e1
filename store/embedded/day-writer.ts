// Writes to an attached day file: a batch with its position in one transaction, or events put in the place
// of others. What the file holds is updated in memory only after the commit.

import type { DuckDBConnection } from '@duckdb/node-api'
import type { StoredEvent } from '../event-store.ts'
import { fillBatch, type FilledBatch, reuseChunk } from './chunk-writer.ts'
import { fieldsOf, type DayFile } from './day-file.ts'
import { createProgressTable, quoteName } from './event-columns.ts'
import { SHAPES, type Shape } from './event-shapes.ts'
import { createEventTable } from './event-table.ts'
import { SqlParameters } from './sql-parameters.ts'
import { addBuckets, bucketOf, type Buckets } from './time-buckets.ts'

/** Events of one day of receipt as they are written, and the raw-log position up to which they go. */
export interface FilledDay {
  readonly dayMs: number
  readonly position: number
  readonly events: number
  readonly filled: FilledBatch
  readonly buckets: Buckets
}

/** Makes events of one day ready to be written. */
export function fillDay(dayMs: number, events: readonly StoredEvent[], position: number): FilledDay {
  const filled = fillBatch(events)
  const buckets = bucketsOf(filled, dayMs)
  if (buckets.size === 0) buckets.set(bucketOf(dayMs, dayMs), 0)
  return { dayMs, position, events: events.length, filled, buckets }
}

/** Appends events and their position; durable when it resolves. `meanwhile` is called while that is awaited. */
export async function appendToDay(
  connection: DuckDBConnection,
  file: DayFile,
  { position, events, filled, buckets }: FilledDay,
  meanwhile: () => void,
): Promise<void> {
  await connection.run('BEGIN')
  if (!file.made) await connection.run(createProgressTable(file.alias))
  const shapes = await makeTables(connection, file, filled)
  await appendTables(connection, file, filled)
  await appendProgress(connection, file, position, buckets)
  const committed = connection.run('COMMIT')
  meanwhile()
  await committed
  file.made = true
  file.shapes = shapes
  file.fields = fieldsOf(shapes)
  addBuckets(file.buckets, buckets)
  file.position = Math.max(file.position, position)
  file.events += events
}

/** Replaces those of the events that the file has, all or none. */
export async function replaceInDay(
  connection: DuckDBConnection,
  file: DayFile,
  events: readonly StoredEvent[],
): Promise<void> {
  await connection.run('BEGIN')
  const known = new Set<string>()
  for (const { table } of file.shapes) {
    const parameters = new SqlParameters()
    const removed = await connection.runAndReadAll(
      `DELETE FROM ${quoteName(file.alias)}.${quoteName(table)} WHERE id IN (SELECT unnest(${parameters.texts(events.map(({ id }) => id))})) RETURNING id`,
      parameters.values,
      parameters.types,
    )
    for (const [id] of removed.getRows()) known.add(id as string)
  }
  const last = new Map(events.filter(({ id }) => known.has(id)).map(stored => [stored.id, stored]))
  const filled = fillBatch([...last.values()])
  // New times must be found; the number of events stays.
  const buckets = new Map([...bucketsOf(filled, file.dayMs).keys()].map(bucket => [bucket, 0]))
  const shapes = await makeTables(connection, file, filled)
  await appendTables(connection, file, filled)
  await appendProgress(connection, file, file.position, buckets)
  await connection.run('COMMIT')
  file.shapes = shapes
  file.fields = fieldsOf(shapes)
  addBuckets(file.buckets, buckets)
}

/** Makes the tables that the file lacks and answers all that it has then. */
async function makeTables(
  connection: DuckDBConnection,
  file: DayFile,
  { tables }: FilledBatch,
): Promise<readonly Shape[]> {
  const missing = SHAPES.filter(
    ({ table }) =>
      tables.some(filled => filled.table === table) && !file.shapes.some(shape => shape.table === table),
  )
  for (const shape of missing) await connection.run(createEventTable(file.alias, shape))
  return [...file.shapes, ...missing]
}

function bucketsOf({ timesMs }: FilledBatch, dayMs: number): Buckets {
  const buckets: Buckets = new Map()
  for (const timeMs of timesMs) {
    const bucket = bucketOf(timeMs, dayMs)
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1)
  }
  return buckets
}

async function appendTables(
  connection: DuckDBConnection,
  file: DayFile,
  { tables }: FilledBatch,
): Promise<void> {
  for (const { table, chunks } of tables) {
    const appender = await connection.createAppender(table, 'main', file.alias)
    for (const chunk of chunks) {
      appender.appendDataChunk(chunk.data)
      reuseChunk(chunk)
    }
    appender.closeSync()
  }
}

async function appendProgress(
  connection: DuckDBConnection,
  file: DayFile,
  position: number,
  buckets: Buckets,
): Promise<void> {
  if (buckets.size === 0) return
  const appender = await connection.createAppender('progress', 'main', file.alias)
  for (const [bucket, events] of buckets) {
    appender.appendBigInt(BigInt(position))
    appender.appendBigInt(BigInt(bucket))
    appender.appendBigInt(BigInt(events))
    appender.endRow()
  }
  appender.closeSync()
}
