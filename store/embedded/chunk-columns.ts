// The columns of a DuckDB data chunk, each filled cell by cell and copied into its vector at once. They are used again for
// the next chunk: memory for each anew would be as much work as what is written into it.
//
// `put` answers false when the value cannot be read back exactly from the column; the caller keeps it
// elsewhere. A row that was not put is NULL. Numbers of 64 bits are written as two of 32, low before high.

import bindings from '@duckdb/node-bindings'
import { BIGINT, BOOLEAN, DOUBLE, type DuckDBType, TIMESTAMP, VARCHAR } from '@duckdb/node-api'
import type { FieldValue } from '#/kernel/event.ts'
import { readInstant } from './event-time.ts'
import { TextCells } from './text-cells.ts'
import { fitsDouble, fitsLong, fitsTextList } from './value-fit.ts'

/** Rows of one data chunk. */
export const CHUNK_ROWS = bindings.vector_size()

export interface Column {
  put(row: number, value: FieldValue): boolean
  /** Copies what was put into the vector, of which so many rows are used, and forgets it. */
  flush(vector: bindings.Vector, rows: number): void
}

export function createColumn(type: DuckDBType): Column {
  if (type === VARCHAR) return new TextColumn()
  if (type === BIGINT) return new LongColumn()
  if (type === TIMESTAMP) return new DateColumn()
  if (type === DOUBLE) return new DoubleColumn()
  if (type === BOOLEAN) return new BooleanColumn()
  return new ListColumn()
}

const BITMAP_BYTES = Math.ceil(CHUNK_ROWS / 64) * 8
const NO_ROWS = new ArrayBuffer(BITMAP_BYTES)
const TWO_32 = 2 ** 32

type Cells = Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

/** The bitmap of rows that have a value. */
class FilledRows {
  private readonly bitmap = new Uint8Array(BITMAP_BYTES)
  /** Whether any row was put. */
  protected isFilled = false

  has(row: number): boolean {
    return (this.bitmap[row >> 3]! & (1 << (row & 7))) !== 0
  }

  protected mark(row: number): void {
    this.isFilled = true
    this.bitmap[row >> 3]! |= 1 << (row & 7)
  }

  flush(vector: bindings.Vector, _rows: number): void {
    bindings.vector_ensure_validity_writable(vector)
    const bitmap = this.isFilled ? this.bitmap.buffer : NO_ROWS
    bindings.copy_data_to_vector_validity(vector, 0, bitmap, 0, BITMAP_BYTES)
    if (this.isFilled) this.bitmap.fill(0)
    this.isFilled = false
  }
}

/** Copies the cells of the first so many rows into the vector. */
function copyRows(vector: bindings.Vector, cells: Cells, rows: number): void {
  bindings.copy_data_to_vector(vector, 0, cells.buffer, 0, (cells.byteLength / CHUNK_ROWS) * rows)
}

class TextColumn extends FilledRows implements Column {
  private cells: TextCells | undefined

  put(row: number, value: FieldValue): boolean {
    if (typeof value !== 'string') return false
    this.cells ??= new TextCells(CHUNK_ROWS)
    if (!this.cells.put(row, value)) return false
    this.mark(row)
    return true
  }

  override flush(vector: bindings.Vector, rows: number): void {
    if (this.isFilled) this.cells!.flush(vector, rows)
    super.flush(vector, rows)
  }
}

class LongColumn extends FilledRows implements Column {
  private cells: Uint32Array<ArrayBuffer> | undefined

  put(row: number, value: FieldValue): boolean {
    if (!fitsLong(value)) return false
    const cells = (this.cells ??= new Uint32Array(CHUNK_ROWS * 2))
    cells[row * 2] = value
    cells[row * 2 + 1] = Math.floor(value / TWO_32)
    this.mark(row)
    return true
  }

  override flush(vector: bindings.Vector, rows: number): void {
    if (this.isFilled) copyRows(vector, this.cells!, rows)
    super.flush(vector, rows)
  }
}

/** Also holds the time of a date in another spelling, for which `put` answers false. */
export class DateColumn extends FilledRows implements Column {
  private cells: Uint32Array<ArrayBuffer> | undefined
  private lastMs = 0

  put(row: number, value: FieldValue): boolean {
    const time = typeof value === 'string' ? readInstant(value) : undefined
    if (time === undefined) return false
    this.putTime(row, time.ms, time.micro)
    return time.exact
  }

  /** Milliseconds since 1970 and the microseconds after them. */
  putTime(row: number, ms: number, micro: number): void {
    const cells = (this.cells ??= new Uint32Array(CHUNK_ROWS * 2))
    // Microseconds of far years are beyond what a double holds exactly, so each half is multiplied by itself.
    const high = Math.floor(ms / TWO_32)
    const low = (ms - high * TWO_32) * 1000 + micro
    cells[row * 2] = low
    cells[row * 2 + 1] = high * 1000 + Math.floor(low / TWO_32)
    this.lastMs = ms + micro / 1000
    this.mark(row)
  }

  /** The time that was put last, in ms. */
  ms(): number {
    return this.lastMs
  }

  override flush(vector: bindings.Vector, rows: number): void {
    if (this.isFilled) copyRows(vector, this.cells!, rows)
    super.flush(vector, rows)
  }
}

class DoubleColumn extends FilledRows implements Column {
  private cells: Float64Array<ArrayBuffer> | undefined

  put(row: number, value: FieldValue): boolean {
    if (!fitsDouble(value)) return false
    this.cells ??= new Float64Array(CHUNK_ROWS)
    this.cells[row] = value
    this.mark(row)
    return true
  }

  override flush(vector: bindings.Vector, rows: number): void {
    if (this.isFilled) copyRows(vector, this.cells!, rows)
    super.flush(vector, rows)
  }
}

class BooleanColumn extends FilledRows implements Column {
  private cells: Uint8Array<ArrayBuffer> | undefined

  put(row: number, value: FieldValue): boolean {
    if (typeof value !== 'boolean') return false
    this.cells ??= new Uint8Array(CHUNK_ROWS)
    this.cells[row] = value ? 1 : 0
    this.mark(row)
    return true
  }

  override flush(vector: bindings.Vector, rows: number): void {
    if (this.isFilled) copyRows(vector, this.cells!, rows)
    super.flush(vector, rows)
  }
}

/** An entry is the place of its first member among all of the chunk and how many it has, 64 bits each. */
class ListColumn extends FilledRows implements Column {
  private entries: Uint32Array<ArrayBuffer> | undefined
  private members: TextCells | undefined
  private total = 0

  put(row: number, value: FieldValue): boolean {
    if (!fitsTextList(value)) return false
    const entries = (this.entries ??= new Uint32Array(CHUNK_ROWS * 4))
    entries[row * 4] = this.total
    entries[row * 4 + 2] = value.length
    const members = (this.members ??= new TextCells(CHUNK_ROWS))
    members.reserve(this.total + value.length)
    for (const member of value) members.put(this.total++, member)
    this.mark(row)
    return true
  }

  override flush(vector: bindings.Vector, rows: number): void {
    if (this.isFilled) this.flushLists(vector, rows)
    super.flush(vector, rows)
  }

  private flushLists(vector: bindings.Vector, rows: number): void {
    bindings.list_vector_reserve(vector, this.total)
    bindings.list_vector_set_size(vector, this.total)
    if (this.total > 0) this.members!.flush(bindings.list_vector_get_child(vector), this.total)
    copyRows(vector, this.entries!, rows)
    this.total = 0
  }
}
