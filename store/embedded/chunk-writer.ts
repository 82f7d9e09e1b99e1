// Events → DuckDB data chunks, a run of chunks for each table, column by column.
//
// Written against the C bindings: the row-wise writer of @duckdb/node-api spends most of its time on empty
// cells. Here only filled cells cost anything; a column without a value in the chunk is marked empty by one
// copy of a zeroed bitmap. Chunks whose rows DuckDB has taken are filled again (`reuseChunk`): each is some megabytes,
// which JavaScript's garbage collector knows nothing of and frees late.

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
import { addMember, fitsText, packMembers } from './value-fit.ts'

/** Chunks ready for the appender of one table. */
export interface FilledTable {
  readonly table: string
  readonly chunks: readonly FilledChunk[]
}

/** A chunk of one table; to be given back when its rows are no longer needed. */
export interface FilledChunk {
  readonly data: DuckDBDataChunk
  readonly vectors: readonly bindings.Vector[]
  /** Of which of SHAPES. */
  readonly shape: number
}

/** A batch as chunks, and the event times of its rows in ms, for the file's time buckets. */
export interface FilledBatch {
  readonly tables: readonly FilledTable[]
  readonly timesMs: readonly number[]
}

const ALL_SHAPES = (1 << SHAPES.length) - 1

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

/** Columns of each table that nobody fills. */
const SPARE_COLUMNS: readonly (readonly Column[])[][] = TABLES.map(() => [])
/** Chunks that may be filled again, those given back last at the end. */
const SPARE_CHUNKS: FilledChunk[] = []
/** About what two batches of the pipeline have; each takes 2 to 8 MB. */
const MAX_SPARE_CHUNKS = 12

/** Sorts events into the tables of their shapes and fills chunks, keeping the order within a table. */
export function fillBatch(events: readonly StoredEvent[]): FilledBatch {
  const timesMs: number[] = []
  const open: (OpenChunk | undefined)[] = TABLES.map(() => undefined)
  const chunks: FilledChunk[][] = TABLES.map(() => [])
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
    const chunk = (open[shape] ??= openChunk(shape))
    timesMs.push(fillRow(chunk, shape, stored, names, plans))
    if (chunk.rows < CHUNK_ROWS) continue
    chunks[shape]!.push(closed(chunk, shape))
    open[shape] = undefined
  }
  open.forEach((chunk, shape) => chunk !== undefined && chunks[shape]!.push(closed(chunk, shape)))
  const tables = chunks.map((ofTable, shape) => ({ table: TABLES[shape]!.table, chunks: ofTable }))
  return { tables: tables.filter(table => table.chunks.length > 0), timesMs }
}

/** Rows on their way into a chunk. */
interface OpenChunk {
  readonly columns: readonly Column[]
  rows: number
}

/** Columns come back only when they were emptied, so what is left in them by an event that threw is never stored. */
function openChunk(shape: number): OpenChunk {
  const columns = SPARE_COLUMNS[shape]!.pop() ?? TABLES[shape]!.types.map(createColumn)
  return { columns, rows: 0 }
}

function closed({ columns, rows }: OpenChunk, shape: number): FilledChunk {
  const spare = SPARE_CHUNKS.findIndex(chunk => chunk.shape === shape)
  const chunk = spare < 0 ? newChunk(shape) : SPARE_CHUNKS.splice(spare, 1)[0]!
  chunk.data.rowCount = rows
  for (let i = 0; i < columns.length; i++) columns[i]!.flush(chunk.vectors[i]!, rows)
  SPARE_COLUMNS[shape]!.push(columns)
  return chunk
}

function newChunk(shape: number): FilledChunk {
  const { types } = TABLES[shape]!
  const data = DuckDBDataChunk.create(types)
  return { data, shape, vectors: types.map((_, i) => bindings.data_chunk_get_vector(data.chunk, i)) }
}

/** To be called when what is in the chunk has been taken over. */
export function reuseChunk(chunk: FilledChunk): void {
  chunk.data.reset()
  SPARE_CHUNKS.push(chunk)
  if (SPARE_CHUNKS.length > MAX_SPARE_CHUNKS) SPARE_CHUNKS.shift()
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
  let [misfit, rest] = ['', '']
  columns[table.received]!.put(row, receivedMs)
  columns[table.sequence]!.put(row, sequenceOfEventId(id)!)
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!
    const value = event[name] as FieldValue | undefined | null
    if (value === undefined || value === null) continue
    const place = plans[i]?.places[shape]
    if (place === undefined) {
      rest = addMember(rest, name, value)
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
    else if (!columns[place.at]!.put(row, value)) misfit = addMember(misfit, name, value)
  }
  const time = columns[table.time] as DateColumn
  if (!time.has(row)) {
    // No usable time of its own: it is ordered by its receipt, and the column's value is not the event's.
    time.putTime(row, receivedMs, 0)
    if (event['@timestamp'] === undefined) misfit = addMember(misfit, '@timestamp', null)
  }
  if (misfit !== '') columns[table.misfit]!.put(row, packMembers(misfit))
  if (rest !== '') columns[table.rest]!.put(row, packMembers(rest))
  return time.ms()
}

/** From which character of the line, counted from 1, the message is all of it; undefined when that cannot be told. */
function messageStart(message: FieldValue, line: FieldValue | undefined): number | undefined {
  if (typeof message !== 'string' || typeof line !== 'string' || !line.endsWith(message)) return undefined
  const before = line.length - message.length
  // Outside ASCII, DuckDB may count characters otherwise; and a line that does not fit its column is not there.
  for (let i = 0; i < before; i++) if (line.charCodeAt(i) > 0x7f) return undefined
  return fitsText(line) ? before + 1 : undefined
}
