// The columns of one DuckDB data chunk, each filled cell by cell and copied into its vector at once.
//
// `put` answers false when the value cannot be read back exactly from the column; the caller keeps it
// elsewhere. A row that was not put is NULL.

import bindings from '@duckdb/node-bindings'
import { BIGINT, BOOLEAN, DOUBLE, type DuckDBType, TIMESTAMP, VARCHAR } from '@duckdb/node-api'
import type { FieldValue } from '#/kernel/event.ts'
import { readTime } from './event-time.ts'
import { fitsDouble, fitsLong, fitsText, fitsTextList } from './value-fit.ts'

/** Rows of one data chunk. */
export const CHUNK_ROWS = bindings.vector_size()

export interface Column {
  put(row: number, value: FieldValue): boolean
  /** Copies what was put into the vector; to be called once, at the end. */
  flush(): void
}

export function createColumn(type: DuckDBType, vector: bindings.Vector): Column {
  if (type === VARCHAR) return new TextColumn(vector)
  if (type === BIGINT) return new LongColumn(vector)
  if (type === TIMESTAMP) return new DateColumn(vector)
  if (type === DOUBLE) return new DoubleColumn(vector)
  if (type === BOOLEAN) return new BooleanColumn(vector)
  return new ListColumn(vector)
}

const BITMAP_BYTES = Math.ceil(CHUNK_ROWS / 64) * 8
const NO_ROWS = new ArrayBuffer(BITMAP_BYTES)

/** The bitmap of rows that have a value. */
class FilledRows {
  private bitmap: Uint8Array<ArrayBuffer> | undefined
  protected readonly vector: bindings.Vector

  constructor(vector: bindings.Vector) {
    this.vector = vector
  }

  has(row: number): boolean {
    return this.bitmap !== undefined && (this.bitmap[row >> 3]! & (1 << (row & 7))) !== 0
  }

  protected mark(row: number): void {
    this.bitmap ??= new Uint8Array(BITMAP_BYTES)
    this.bitmap[row >> 3]! |= 1 << (row & 7)
  }

  protected copy(
    cells:
      | BigInt64Array<ArrayBuffer>
      | BigUint64Array<ArrayBuffer>
      | Float64Array<ArrayBuffer>
      | Uint8Array<ArrayBuffer>,
  ): void {
    bindings.copy_data_to_vector(this.vector, 0, cells.buffer, 0, cells.byteLength)
  }

  flush(): void {
    bindings.vector_ensure_validity_writable(this.vector)
    bindings.copy_data_to_vector_validity(this.vector, 0, this.bitmap?.buffer ?? NO_ROWS, 0, BITMAP_BYTES)
  }
}

/**
 * DuckDB keeps a text of up to 12 bytes where it keeps the place of a longer one: a length of four bytes and the bytes,
 * zeros behind them. Those are written here, all of a column at once; a longer one is given to DuckDB by itself.
 */
const TEXT_BYTES = 16
const SHORT_BYTES = 12
const LENGTH_BYTES = 4

class TextColumn extends FilledRows implements Column {
  private shorts: Uint8Array<ArrayBuffer> | undefined
  private readonly longRows: number[] = []
  private readonly longs: string[] = []

  put(row: number, value: FieldValue): boolean {
    if (typeof value !== 'string') return false
    if (value.length > SHORT_BYTES || !this.putShort(row, value)) {
      if (!fitsText(value)) return false
      this.longRows.push(row)
      this.longs.push(value)
    }
    this.mark(row)
    return true
  }

  /** False for a text that is not ASCII. */
  private putShort(row: number, text: string): boolean {
    const cells = (this.shorts ??= new Uint8Array(CHUNK_ROWS * TEXT_BYTES))
    const at = row * TEXT_BYTES
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code === 0 || code > 0x7f) {
        cells.fill(0, at, at + TEXT_BYTES)
        return false
      }
      cells[at + LENGTH_BYTES + i] = code
    }
    cells[at] = text.length
    return true
  }

  override flush(): void {
    if (this.shorts) this.copy(this.shorts)
    for (let i = 0; i < this.longs.length; i++)
      bindings.vector_assign_string_element(this.vector, this.longRows[i]!, this.longs[i]!)
    super.flush()
  }
}

class LongColumn extends FilledRows implements Column {
  private cells: BigInt64Array<ArrayBuffer> | undefined

  put(row: number, value: FieldValue): boolean {
    if (!fitsLong(value)) return false
    this.cells ??= new BigInt64Array(CHUNK_ROWS)
    this.cells[row] = BigInt(value)
    this.mark(row)
    return true
  }

  override flush(): void {
    if (this.cells) this.copy(this.cells)
    super.flush()
  }
}

/** Also holds the time of a date in another spelling, for which `put` answers false. */
export class DateColumn extends FilledRows implements Column {
  private cells: BigInt64Array<ArrayBuffer> | undefined

  put(row: number, value: FieldValue): boolean {
    const time = typeof value === 'string' ? readTime(value) : undefined
    if (time === undefined) return false
    this.putMicros(row, time.micros)
    return time.exact
  }

  putMicros(row: number, micros: bigint): void {
    this.cells ??= new BigInt64Array(CHUNK_ROWS)
    this.cells[row] = micros
    this.mark(row)
  }

  /** The time that was put, in ms. */
  ms(row: number): number {
    return Number(this.cells![row]!) / 1000
  }

  override flush(): void {
    if (this.cells) this.copy(this.cells)
    super.flush()
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

  override flush(): void {
    if (this.cells) this.copy(this.cells)
    super.flush()
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

  override flush(): void {
    if (this.cells) this.copy(this.cells)
    super.flush()
  }
}

class ListColumn extends FilledRows implements Column {
  private readonly lists = new Map<number, readonly string[]>()

  put(row: number, value: FieldValue): boolean {
    if (!fitsTextList(value)) return false
    this.lists.set(row, value)
    this.mark(row)
    return true
  }

  override flush(): void {
    if (this.lists.size > 0) this.flushLists()
    super.flush()
  }

  private flushLists(): void {
    // An entry is offset and length, 64 bits each.
    const entries = new BigUint64Array(CHUNK_ROWS * 2)
    let total = 0
    for (const [row, list] of this.lists) {
      entries[row * 2] = BigInt(total)
      entries[row * 2 + 1] = BigInt(list.length)
      total += list.length
    }
    bindings.list_vector_reserve(this.vector, total)
    bindings.list_vector_set_size(this.vector, total)
    const members = bindings.list_vector_get_child(this.vector)
    let at = 0
    for (const list of this.lists.values()) {
      for (const member of list) bindings.vector_assign_string_element(members, at++, member)
    }
    this.copy(entries)
  }
}
