// Appends groups of records to the last segment and begins new ones. A group is wholly durable or wholly
// taken back: after a failed write or sync the file is cut to its last durable byte before anything else
// is written. After a failed sync the segment is not trusted with more, since the kernel may have dropped
// what it could not write; the next group begins a new one.

import { unlink } from 'node:fs/promises'
import type { RecordGroup } from './record-group.ts'
import { decodeSegmentHeader, encodeSegmentHeader, SEGMENT_HEADER_BYTES } from './record-codec.ts'
import { segmentPath, syncDirectory, type OpenSegmentFile, type SegmentFile } from './segment-files.ts'

export interface OpenSegment {
  readonly first: number
  readonly path: string
  /** Durable bytes, header included. */
  bytes: number
}

interface Active {
  readonly segment: OpenSegment
  readonly file: SegmentFile
  readonly salt: number
  /** Bytes behind the last durable one may have been written and must be cut off. */
  cutNeeded: boolean
  /** No more may be written to it. */
  finished: boolean
}

export class SegmentWriter implements AsyncDisposable {
  readonly #directory: string
  readonly #segmentBytes: number
  readonly #open: OpenSegmentFile
  readonly #onSegment: (segment: OpenSegment) => void
  #active: Active | undefined

  constructor(
    directory: string,
    segmentBytes: number,
    open: OpenSegmentFile,
    onSegment: (segment: OpenSegment) => void,
  ) {
    this.#directory = directory
    this.#segmentBytes = segmentBytes
    this.#open = open
    this.#onSegment = onSegment
  }

  /** Makes the group durable with `first` as its first sequence; rejects having kept nothing of it. */
  async write(group: RecordGroup, first: number): Promise<void> {
    const active = await this.#ready(first)
    group.seal(first, active.salt)
    const { segment, file } = active
    const { encoded } = group
    active.cutNeeded = true
    try {
      await writeFully(file, encoded, segment.bytes)
      active.finished = true
      await file.datasync()
    } catch (error) {
      await cut(active)
      throw error
    }
    active.cutNeeded = false
    segment.bytes += encoded.length
    active.finished = segment.bytes >= this.#segmentBytes
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const active = this.#active
    this.#active = undefined
    if (active === undefined) return
    if (active.cutNeeded) await cut(active)
    await active.file.close()
  }

  async #ready(first: number): Promise<Active> {
    const active = this.#active
    if (active?.cutNeeded) await cut(active)
    if (active && !active.finished) return active
    if (active) {
      this.#active = undefined
      await active.file.close()
    }
    return this.#begin(first)
  }

  async #begin(first: number): Promise<Active> {
    const path = segmentPath(this.#directory, first)
    const header = encodeSegmentHeader()
    const file = await this.#open(path, 'w')
    try {
      await writeFully(file, header, 0)
      await file.datasync()
      await syncDirectory(this.#directory)
    } catch (error) {
      await file.close()
      await unlink(path)
      throw error
    }
    const segment = { first, path, bytes: SEGMENT_HEADER_BYTES }
    this.#active = { segment, file, salt: decodeSegmentHeader(header)!, cutNeeded: false, finished: false }
    this.#onSegment(segment)
    return this.#active
  }
}

/** Cuts a segment to its last durable byte. */
async function cut(active: Active): Promise<void> {
  await active.file.truncate(active.segment.bytes)
  active.cutNeeded = false
}

async function writeFully(file: SegmentFile, bytes: Buffer, position: number): Promise<void> {
  let written = 0
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written)
    written += bytesWritten
  }
}
