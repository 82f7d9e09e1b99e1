// Reads the raw log in order of sequence across its segments. It shares nothing with the writer but the
// files and one number, the highest durable sequence, so it may live in another thread.
// Damage is skipped, counted as `raw-log.corrupt` and named with file, place and the sequences lost.

import type { ReportProblem } from '#/kernel/problem.ts'
import type { RawRecord } from './record.ts'
import { openSegmentCursor, type Damage, type SegmentCursor } from './segment-cursor.ts'
import { listSegments, type SegmentName } from './segment-files.ts'

export interface RawLogReaderOptions {
  readonly directory: string
  readonly report: ReportProblem
}

export interface RawLogReader extends AsyncDisposable {
  /**
   * The records after sequence `after` and up to `durable` (the writer's `lastSequence`), in order; none
   * when there are no more for now. One record is returned however large its payload is. Rejects with the
   * error of the disk.
   */
  read(after: number, durable: number, maxRecords: number, maxBytes: number): Promise<RawRecord[]>
}

export function openRawLogReader(options: RawLogReaderOptions): RawLogReader {
  return new DirectoryReader(options)
}

class DirectoryReader implements RawLogReader {
  readonly #options: RawLogReaderOptions
  #segment: SegmentName | undefined
  #cursor: SegmentCursor | undefined
  /** Sequence of the last record the cursor gave out. */
  #last = 0

  constructor(options: RawLogReaderOptions) {
    this.#options = options
  }

  async read(after: number, durable: number, maxRecords: number, maxBytes: number): Promise<RawRecord[]> {
    if (after >= durable) return []
    if (this.#segment === undefined || after !== this.#last) await this.#seek(after)
    for (;;) {
      const records = (await this.#cursor?.read({ durable, maxRecords, maxBytes })) ?? []
      const last = records.at(-1)
      if (last === undefined) {
        if (!(await this.#nextSegment(durable))) return []
        continue
      }
      this.#last = last.sequence
      const wanted =
        records[0]!.sequence > after ? records : records.filter(record => record.sequence > after)
      if (wanted.length > 0) return wanted
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cursor?.[Symbol.asyncDispose]()
    this.#cursor = undefined
    this.#segment = undefined
  }

  async #seek(after: number): Promise<void> {
    const segments = await listSegments(this.#options.directory)
    const target = segments.findLast(segment => segment.first <= after + 1) ?? segments[0]
    if (target === undefined) return
    if (target.first > after + 1) this.#lost(target.path, 'the log begins later', after + 1, target.first - 1)
    this.#last = after
    await this.#openSegment(target)
  }

  /** Moves on when a later segment has begun; what the current one lacks at its end is lost. */
  async #nextSegment(durable: number): Promise<boolean> {
    const current = this.#segment?.first ?? 0
    const segments = await listSegments(this.#options.directory)
    const next = segments.find(segment => segment.first > current)
    if (next === undefined || next.first > durable) return false
    if (this.#segment !== undefined && next.first > this.#last + 1) {
      this.#lost(this.#segment.path, 'the segment ends early', this.#last + 1, next.first - 1)
    }
    this.#last = Math.max(this.#last, next.first - 1)
    await this.#openSegment(next)
    return true
  }

  async #openSegment(segment: SegmentName): Promise<void> {
    await this.#cursor?.[Symbol.asyncDispose]()
    this.#segment = segment
    this.#cursor = await openSegmentCursor(segment.path, damage => this.#damaged(damage))
  }

  #damaged({ path, offset, bytes }: Damage): void {
    const detail = `${bytes} bytes at ${offset} hold no good record, after sequence ${this.#last}`
    this.#options.report({ code: 'raw-log.corrupt', where: path, detail })
  }

  #lost(path: string, what: string, first: number, last: number): void {
    const detail = `${what}: sequences ${first} to ${last} are missing`
    this.#options.report({ code: 'raw-log.corrupt', where: path, detail })
  }
}
