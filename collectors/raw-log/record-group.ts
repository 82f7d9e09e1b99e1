// Records gathered for one write and one sync. Lines are copied in as they come; sequence and checksum are
// given just before writing, so that a group that could not be written leaves no gap in the sequence.

import { encodeRecord, recordBytesBound, sealRecord } from './record-codec.ts'
import type { RawLine } from './record.ts'

const FIRST_BYTES = 256 * 1024
/** A buffer that grew larger than this is given back when its group is done. */
const KEPT_BYTES = 4 * 1024 * 1024

export class RecordGroup {
  #buffer: Buffer = Buffer.allocUnsafeSlow(FIRST_BYTES)
  #bytes = 0
  #records = 0
  #firstReceivedMs = 0
  #done = Promise.withResolvers<void>()

  /** Bytes gathered so far. */
  get bytes(): number {
    return this.#bytes
  }

  get records(): number {
    return this.#records
  }

  /** Time of receipt of the oldest record. */
  get firstReceivedMs(): number {
    return this.#firstReceivedMs
  }

  /** The encoded records, to be written after `seal`. */
  get encoded(): Buffer {
    return this.#buffer.subarray(0, this.#bytes)
  }

  /** Copies the lines in; the promise settles as the whole group does. */
  add(lines: readonly RawLine[]): Promise<void> {
    let needed = 0
    for (const line of lines) needed += recordBytesBound(line)
    this.#reserve(needed)
    if (this.#records === 0) this.#firstReceivedMs = lines[0]!.receivedMs
    for (const line of lines) this.#bytes = encodeRecord(this.#buffer, this.#bytes, line)
    this.#records += lines.length
    return this.#done.promise
  }

  /** Gives the records their sequences, from `first` on, and their checksums. */
  seal(first: number, salt: number): void {
    let at = 0
    for (let index = 0; index < this.#records; index++) at = sealRecord(this.#buffer, at, first + index, salt)
  }

  /** Settles all that was added and makes the group empty and ready for more. */
  settle(error: Error | undefined): void {
    const done = this.#done
    this.#done = Promise.withResolvers<void>()
    this.#bytes = 0
    this.#records = 0
    if (this.#buffer.length > KEPT_BYTES) this.#buffer = Buffer.allocUnsafeSlow(FIRST_BYTES)
    if (error === undefined) done.resolve()
    else done.reject(error)
  }

  #reserve(needed: number): void {
    const wanted = this.#bytes + needed
    if (wanted <= this.#buffer.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, this.#buffer.length * 2))
    this.#buffer.copy(larger, 0, 0, this.#bytes)
    this.#buffer = larger
  }
}
