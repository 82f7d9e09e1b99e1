// Reads one segment from front to back, in large steps, while the writer may still be appending to it.
//
// Only records up to the sequence the caller knows to be durable are returned: bytes behind it may be half
// written, or be taken back and written anew. A damaged stretch is skipped to the next good record, which
// is found by its mark and proved by its checksum; the caller is told how many bytes were lost and where.

import { open, type FileHandle } from 'node:fs/promises'
import {
  decodeRecord,
  decodeSegmentHeader,
  MAX_RECORD_BYTES,
  RECORD_MARK,
  SEGMENT_HEADER_BYTES,
} from './record-codec.ts'
import type { RawRecord } from './record.ts'

const STEP_BYTES = 1024 * 1024

/** A stretch of a segment that holds no good record. */
export interface Damage {
  readonly path: string
  readonly offset: number
  readonly bytes: number
}

export interface ReadBounds {
  /** Highest sequence that may be returned. */
  readonly durable: number
  readonly maxRecords: number
  /** At least one record is returned, however large. */
  readonly maxBytes: number
}

export interface SegmentCursor extends AsyncDisposable {
  /** End of the last good record read, or of the header. */
  readonly offset: number
  /** The next records in order; none when there are no more for now. */
  read(bounds: ReadBounds): Promise<RawRecord[]>
  /** What stands behind `offset` when `read` found nothing more there. */
  tail(): Promise<'clean' | 'torn' | 'bad'>
}

/** Opens a segment at its first record; undefined when its header is not whole and good. */
export async function openSegmentCursor(
  path: string,
  onDamage: (damage: Damage) => void,
): Promise<SegmentCursor | undefined> {
  const file = await open(path, 'r')
  const header = await readAt(file, 0, SEGMENT_HEADER_BYTES)
  const salt = decodeSegmentHeader(header)
  if (salt !== undefined) return new FileCursor(path, file, salt, onDamage)
  await file.close()
  return undefined
}

class FileCursor implements SegmentCursor {
  offset = SEGMENT_HEADER_BYTES
  readonly #path: string
  readonly #file: FileHandle
  readonly #salt: number
  readonly #onDamage: (damage: Damage) => void
  #buffer: Buffer = Buffer.alloc(0)
  #bufferAt = SEGMENT_HEADER_BYTES
  /** Highest durable sequence at the time the buffer was filled; later records in it may be stale. */
  #bufferDurable = 0

  constructor(path: string, file: FileHandle, salt: number, onDamage: (damage: Damage) => void) {
    this.#path = path
    this.#file = file
    this.#salt = salt
    this.#onDamage = onDamage
  }

  async read(bounds: ReadBounds): Promise<RawRecord[]> {
    const records: RawRecord[] = []
    let bytes = 0
    while (records.length < bounds.maxRecords) {
      const decoded = await this.#decodeNext(bounds.durable)
      if (decoded === undefined || decoded.record.sequence > bounds.durable) break
      const size = decoded.record.bytes.length
      if (records.length > 0 && bytes + size > bounds.maxBytes) break
      bytes += size
      records.push(decoded.record)
      this.offset = this.#bufferAt + decoded.end
    }
    return records
  }

  async tail(): Promise<'clean' | 'torn' | 'bad'> {
    const rest = await this.#rest()
    if (rest.length === 0) return 'clean'
    const decoded = decodeRecord(rest, 0, this.#salt)
    if (decoded.kind === 'partial') return 'torn'
    return rest.every(byte => byte === 0) ? 'torn' : 'bad'
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }

  /** The record at `offset`, or the next good one behind damage; undefined when there is none. */
  async #decodeNext(durable: number): Promise<{ record: RawRecord; end: number } | undefined> {
    let decoded = decodeRecord(this.#buffer, this.offset - this.#bufferAt, this.#salt)
    if (decoded.kind === 'record' && decoded.record.sequence <= this.#bufferDurable) return decoded
    let step = STEP_BYTES
    for (;;) {
      await this.#fill(step, durable)
      decoded = decodeRecord(this.#buffer, 0, this.#salt)
      if (decoded.kind !== 'partial') break
      if (this.#buffer.length < step) return this.#skipDamage(durable)
      step = decoded.bytes + STEP_BYTES
    }
    if (decoded.kind === 'record') return decoded
    return this.#skipDamage(durable)
  }

  async #skipDamage(durable: number): Promise<{ record: RawRecord; end: number } | undefined> {
    const rest = this.#buffer.length === 0 ? this.#buffer : await this.#rest()
    for (let at = rest.indexOf(RECORD_MARK, 1); at !== -1; at = rest.indexOf(RECORD_MARK, at + 1)) {
      const decoded = decodeRecord(rest, at, this.#salt)
      if (decoded.kind !== 'record') continue
      if (decoded.record.sequence > durable) return undefined
      this.#onDamage({ path: this.#path, offset: this.offset, bytes: at })
      this.#buffer = rest
      this.#bufferAt = this.offset
      this.#bufferDurable = durable
      return decoded
    }
    return undefined
  }

  async #fill(bytes: number, durable: number): Promise<void> {
    this.#buffer = await readAt(this.#file, this.offset, Math.min(bytes, MAX_RECORD_BYTES + STEP_BYTES))
    this.#bufferAt = this.offset
    this.#bufferDurable = durable
  }

  async #rest(): Promise<Buffer> {
    const { size } = await this.#file.stat()
    return readAt(this.#file, this.offset, Math.max(0, size - this.offset))
  }
}

/** Up to `bytes` bytes from `offset`; fewer only at the end of the file. */
async function readAt(file: FileHandle, offset: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(bytes)
  let length = 0
  while (length < bytes) {
    const { bytesRead } = await file.read(buffer, length, bytes - length, offset + length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return buffer.subarray(0, length)
}
