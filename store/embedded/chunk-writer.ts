// Events → DuckDB data chunks, a run of chunks for each table, column by column.
//
// Written against the C bindings: the row-wise writer of @duckdb/node-api spends most of its time on empty
// cells. Here only filled cells cost anything; a column without a value in the chunk is marked empty by one
// copy of a zeroed bitmap.

import bindings from '@duckdb/node-bindings'
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  type DuckDBType,
  LIST,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api'
import type { FieldValue } from '#/kernel/event.ts'
import { receivedMsOfEventId, sequenceOfEventId } from '#/kernel/ids.ts'
import type { StoredEvent } from '../event-store.ts'
import type { SqlType } from './event-columns.ts'
import { SHAPES, SHAPES_OF_FIELD } from './event-shapes.ts'
import { storedColumns } from './event-table.ts'
import { CHUNK_ROWS, createColumn, type Column, type DateColumn } from './chunk-columns.ts'
import {
  ID_RECEIVED,
  ID_SEQUENCE,
  MESSAGE,
  MESSAGE_AT,
  sameColumn,
  type Saying,
  SAYINGS,
} from './said-columns.ts'
import { fitsText, packFields } from './value-fit.ts'

/** Chunks ready for the appender of one table. */
export interface FilledTable {
  readonly table: string
  readonly chunks: readonly DuckDBDataChunk[]
}

/** A batch as chunks, and the event times of its rows in ms, for the file's time buckets. */
export interface FilledBatch {
  readonly tables: readonly FilledTable[]
  readonly timesMs: readonly number[]
}

const ALL_SHAPES = (1 << SHAPES.length) - 1

type Cells = Record<string, FieldValue | null>

const DUCKDB_TYPES = {
  VARCHAR,
  'VARCHAR[]': LIST(VARCHAR),
  BIGINT,
  DOUBLE,
  BOOLEAN,
  TIMESTAMP,
} as const satisfies Record<SqlType, DuckDBType>

/** Where a field goes. */
interface Place {
  readonly at: number
  /** Where it is told that others say the field, and what knows that they do. */
  readonly same?: number
  readonly saying?: Saying
}

/** Column types of each shape's table, and where its fields are. */
const TABLES = SHAPES.map(shape => {
  const columns = storedColumns(shape)
  const index = new Map(columns.map(({ name }, i) => [name, i]))
  const places = new Map(
    shape.columns.map(({ name, own }): [string, Place] => {
      const [saying, same] = [SAYINGS.get(name), index.get(sameColumn(name))]
      const at = index.get(own ?? name)!
      return [name, saying === undefined || same === undefined ? { at } : { at, same, saying }]
    }),
  )
  return { table: shape.table, types: columns.map(({ sqlType }) => DUCKDB_TYPES[sqlType]), index, places }
})

type Table = (typeof TABLES)[number]

/** Sorts events into the tables of their shapes and fills chunks, keeping the order within a table. */
export function fillBatch(events: readonly StoredEvent[]): FilledBatch {
  const byShape: StoredEvent[][] = TABLES.map(() => [])
  for (const stored of events) byShape[shapeOf(stored)]!.push(stored)
  const timesMs: number[] = []
  const tables: FilledTable[] = []
  byShape.forEach((list, shape) => {
    if (list.length === 0) return
    const chunks: DuckDBDataChunk[] = []
    for (let from = 0; from < list.length; from += CHUNK_ROWS) {
      chunks.push(fillChunk(shape, list.slice(from, from + CHUNK_ROWS), timesMs))
    }
    tables.push({ table: TABLES[shape]!.table, chunks })
  })
  return { tables, timesMs }
}

/** The narrowest shape that has a column for each field that can have one. */
function shapeOf({ event }: StoredEvent): number {
  let shapes = ALL_SHAPES
  for (const name in event) {
    const having = SHAPES_OF_FIELD.get(name)
    if (having !== undefined) shapes &= having
  }
  // Position of the lowest bit; the widest shape has every field, so there is one.
  return 31 - Math.clz32(shapes & -shapes)
}

function fillChunk(shape: number, events: readonly StoredEvent[], timesMs: number[]): DuckDBDataChunk {
  const table = TABLES[shape]!
  const { types } = table
  const chunk = DuckDBDataChunk.create(types, events.length)
  const columns = types.map((type, i) => createColumn(type, bindings.data_chunk_get_vector(chunk.chunk, i)))
  events.forEach((stored, row) => timesMs.push(fillRow(columns, table, row, stored)))
  for (const column of columns) column.flush()
  return chunk
}

/** Puts one event into its cells and returns its time in ms. */
function fillRow(
  columns: readonly Column[],
  { index, places }: Table,
  row: number,
  { id, event }: StoredEvent,
): number {
  const column = (name: string): Column => columns[index.get(name)!]!
  const receivedMs = receivedMsOfEventId(id)!
  let misfit: Cells | undefined
  let rest: Cells | undefined
  column(ID_RECEIVED).put(row, receivedMs)
  column(ID_SEQUENCE).put(row, sequenceOfEventId(id)!)
  for (const name in event) {
    const value = event[name] as FieldValue | undefined | null
    if (value === undefined || value === null) continue
    const place = places.get(name)
    if (place === undefined) {
      ;(rest ??= emptyCells())[name] = value
      continue
    }
    if (name === MESSAGE) {
      const from = messageStart(value, event['event.original'])
      if (from !== undefined) {
        column(MESSAGE_AT).put(row, from)
        continue
      }
    }
    if (place.saying?.says(value, event, receivedMs) === true) columns[place.same!]!.put(row, true)
    else if (!columns[place.at]!.put(row, value)) (misfit ??= emptyCells())[name] = value
  }
  const time = column('@timestamp') as DateColumn
  if (!time.has(row)) {
    // No usable time of its own: it is ordered by its receipt, and the column's value is not the event's.
    time.putMicros(row, BigInt(receivedMs) * 1000n)
    if (event['@timestamp'] === undefined) (misfit ??= emptyCells())['@timestamp'] = null
  }
  if (misfit !== undefined) column('misfit').put(row, packFields(misfit))
  if (rest !== undefined) column('rest').put(row, packFields(rest))
  return time.ms(row)
}

/** From which character of the line, counted from 1, the message is all of it; undefined when that cannot be told. */
function messageStart(message: FieldValue, line: FieldValue | undefined): number | undefined {
  if (typeof message !== 'string' || typeof line !== 'string' || !line.endsWith(message)) return undefined
  const before = line.length - message.length
  // Outside ASCII, DuckDB may count characters otherwise; and a line that does not fit its column is not there.
  for (let i = 0; i < before; i++) if (line.charCodeAt(i) > 0x7f) return undefined
  return fitsText(line) ? before + 1 : undefined
}

/** Without a prototype, so that a field named `__proto__` is a field like any other. */
function emptyCells(): Cells {
  return Object.create(null) as Cells
}
