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

/** Where a field goes in one table. */
interface Place {
  readonly at: number
  /** Where it is told that others say the field, and what knows that they do. */
  readonly same?: number
  readonly saying?: Saying
}

/** A table's column types, and where those columns are that are of no single field. */
const TABLES = SHAPES.map(shape => {
  const columns = storedColumns(shape)
  const index = new Map(columns.map(({ name }, i) => [name, i]))
  return {
    table: shape.table,
    types: columns.map(({ sqlType }) => DUCKDB_TYPES[sqlType]),
    index,
    received: index.get(ID_RECEIVED)!,
    sequence: index.get(ID_SEQUENCE)!,
    time: index.get('@timestamp')!,
    misfit: index.get('misfit')!,
    rest: index.get('rest')!,
    messageAt: index.get(MESSAGE_AT)!,
  }
})

type Table = (typeof TABLES)[number]

/** Where a field goes: the tables that have a column for it, one bit each, and its place in each of them. */
interface FieldPlan {
  readonly shapes: number
  readonly places: readonly (Place | undefined)[]
}

const PLANS: ReadonlyMap<string, FieldPlan> = new Map(
  [...SHAPES_OF_FIELD].map(([field, shapes]) => {
    const places = SHAPES.map(({ columns }, shape): Place | undefined => {
      const column = columns.find(({ name }) => name === field)
      if (column === undefined) return undefined
      const { index } = TABLES[shape]!
      const [saying, same] = [SAYINGS.get(field), index.get(sameColumn(field))]
      const at = index.get(column.own ?? field)!
      return saying === undefined || same === undefined ? { at } : { at, same, saying }
    })
    return [field, { shapes, places }]
  }),
)

/** Sorts events into the tables of their shapes and fills chunks, keeping the order within a table. */
export function fillBatch(events: readonly StoredEvent[]): FilledBatch {
  const timesMs: number[] = []
  const open: (OpenChunk | undefined)[] = TABLES.map(() => undefined)
  const chunks: DuckDBDataChunk[][] = TABLES.map(() => [])
  const plans: (FieldPlan | undefined)[] = []
  for (const stored of events) {
    const names = Object.keys(stored.event)
    let shapes = ALL_SHAPES
    for (let i = 0; i < names.length; i++) {
      const plan = PLANS.get(names[i]!)
      plans[i] = plan
      if (plan !== undefined) shapes &= plan.shapes
    }
    // The narrowest shape that has a column for each field that can have one: position of the lowest bit. The widest
    // has every field, so there is one.
    const shape = 31 - Math.clz32(shapes & -shapes)
    const chunk = (open[shape] ??= openChunk(TABLES[shape]!))
    timesMs.push(fillRow(chunk, shape, stored, names, plans))
    if (chunk.rows < CHUNK_ROWS) continue
    chunks[shape]!.push(closed(chunk))
    open[shape] = undefined
  }
  open.forEach((chunk, shape) => chunk !== undefined && chunks[shape]!.push(closed(chunk)))
  const tables = chunks.map((ofTable, shape) => ({ table: TABLES[shape]!.table, chunks: ofTable }))
  return { tables: tables.filter(table => table.chunks.length > 0), timesMs }
}

interface OpenChunk {
  readonly chunk: DuckDBDataChunk
  readonly columns: readonly Column[]
  rows: number
}

function openChunk({ types }: Table): OpenChunk {
  const chunk = DuckDBDataChunk.create(types)
  const columns = types.map((type, i) => createColumn(type, bindings.data_chunk_get_vector(chunk.chunk, i)))
  return { chunk, columns, rows: 0 }
}

function closed({ chunk, columns, rows }: OpenChunk): DuckDBDataChunk {
  chunk.rowCount = rows
  for (const column of columns) column.flush()
  return chunk
}

/** Puts one event into its cells and returns its time in ms. */
function fillRow(
  chunk: OpenChunk,
  shape: number,
  { id, event }: StoredEvent,
  names: readonly string[],
  plans: readonly (FieldPlan | undefined)[],
): number {
  const table = TABLES[shape]!
  const { columns } = chunk
  const row = chunk.rows++
  const receivedMs = receivedMsOfEventId(id)!
  let misfit: Cells | undefined
  let rest: Cells | undefined
  columns[table.received]!.put(row, receivedMs)
  columns[table.sequence]!.put(row, sequenceOfEventId(id)!)
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!
    const value = event[name] as FieldValue | undefined | null
    if (value === undefined || value === null) continue
    const place = plans[i]?.places[shape]
    if (place === undefined) {
      ;(rest ??= emptyCells())[name] = value
      continue
    }
    if (name === MESSAGE) {
      const from = messageStart(value, event['event.original'])
      if (from !== undefined) {
        columns[table.messageAt]!.put(row, from)
        continue
      }
    }
    if (place.saying?.says(value, event, receivedMs) === true) columns[place.same!]!.put(row, true)
    else if (!columns[place.at]!.put(row, value)) (misfit ??= emptyCells())[name] = value
  }
  const time = columns[table.time] as DateColumn
  if (!time.has(row)) {
    // No usable time of its own: it is ordered by its receipt, and the column's value is not the event's.
    time.putMicros(row, BigInt(receivedMs) * 1000n)
    if (event['@timestamp'] === undefined) (misfit ??= emptyCells())['@timestamp'] = null
  }
  if (misfit !== undefined) columns[table.misfit]!.put(row, packFields(misfit))
  if (rest !== undefined) columns[table.rest]!.put(row, packFields(rest))
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
