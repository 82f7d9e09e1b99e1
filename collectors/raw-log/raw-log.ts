// The raw log: every line as received, appended with group commit before anything reads it.
//
// One write and one sync are under way at a time; what arrives meanwhile is the next group. A promise of
// `append` resolves when its group is on stable storage. Groups are kept whole and in order, sequences
// have no gaps, and a group that could not be written (a full disk) is taken back and rejected as
// Retryable; the log goes on as soon as there is space. Readers: raw-log-reader.ts.

import { mkdir, unlink } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { createArrivalIndex, type ArrivalIndex } from './arrival-index.ts'
import { openRawLogReader } from './raw-log-reader.ts'
import { RecordGroup } from './record-group.ts'
import type { RawLine, RawRecord, RawSink } from './record.ts'
import { recoverSegments, type RecoveredLog } from './recover-segments.ts'
import { openSegmentFile, type OpenSegmentFile } from './segment-files.ts'
import { SegmentWriter, type OpenSegment } from './segment-writer.ts'

export interface RawLogOptions {
  readonly directory: string
  readonly report: ReportProblem
  /** Called with `lastSequence` whenever it has grown. */
  readonly onDurable?: (lastSequence: number) => void
  /**
   * Sequence up to which records are known to exist elsewhere (the event store's position). New records
   * get higher ones, even when the log itself was lost, so that none is taken for stored.
   */
  readonly atLeast?: number
  /** Smaller bounds for tests; LIMITS otherwise. */
  readonly bounds?: Partial<RawLogBounds>
  /** How segment files are opened; tests pass one whose disk fails. */
  readonly openFile?: OpenSegmentFile
}

export interface RawLogBounds {
  readonly segmentBytes: number
  readonly tailBytes: number
  readonly maxUnsyncedBytes: number
}

export interface RawLog extends RawSink, AsyncDisposable {
  /** Sequence of the last record on stable storage; 0 for an empty log. */
  readonly lastSequence: number
  /** Bytes on disk. */
  readonly bytes: number
  /** True from a failed write until the next one that succeeds. */
  readonly failing: boolean
  /** Time of receipt (ms UTC) of the record after `sequence`; undefined when there is none. */
  oldestReceivedMs(afterSequence: number): number | undefined
  /** Deletes, in the background, segments wholly stored, but keeps the last LIMITS.rawTailBytes. */
  trim(storedSequence: number): void
  /** Lets no segment go until it is disposed; `trim` is made up for then. */
  hold(): RawLogHold
  /** The records now in the log, oldest first, in batches: what a restart remembers from. */
  tail(): AsyncIterable<readonly RawRecord[]>
}

export interface RawLogHold extends Disposable {
  /** The segments as they are now on stable storage, oldest first: only so many bytes of each belong to the log. */
  segments(): readonly { readonly path: string; readonly bytes: number }[]
}

export async function openRawLog(options: RawLogOptions): Promise<RawLog> {
  await mkdir(options.directory, { recursive: true, mode: 0o700 })
  return new GroupCommitLog(options, await recoverSegments(options.directory, options.report))
}

class GroupCommitLog implements RawLog {
  readonly #options: RawLogOptions
  readonly #bounds: RawLogBounds
  readonly #writer: SegmentWriter
  readonly #arrivals: ArrivalIndex = createArrivalIndex()
  #segments: OpenSegment[]
  #gathering = new RecordGroup()
  #spare = new RecordGroup()
  #committing: Promise<void> | undefined
  #unsyncedBytes = 0
  #trimming: Promise<void> = Promise.resolve()
  #relief: PromiseWithResolvers<void> | undefined
  #closed = false
  #holds = 0
  /** What `trim` was told last. */
  #trimUpTo = 0
  lastSequence: number
  failing = false

  constructor(options: RawLogOptions, recovered: RecoveredLog) {
    this.#options = options
    this.#bounds = {
      segmentBytes: LIMITS.rawSegmentBytes,
      tailBytes: LIMITS.rawTailBytes,
      maxUnsyncedBytes: LIMITS.maxUnsyncedBytes,
      ...options.bounds,
    }
    this.#segments = recovered.segments.map(({ first, path, bytes }) => ({ first, path, bytes }))
    this.lastSequence = Math.max(recovered.lastSequence, options.atLeast ?? 0)
    for (const { first, firstReceivedMs } of recovered.segments) {
      if (firstReceivedMs !== undefined) this.#arrivals.add(first, firstReceivedMs)
    }
    const open = options.openFile ?? openSegmentFile
    this.#writer = new SegmentWriter(options.directory, this.#bounds.segmentBytes, open, segment => {
      this.#segments = [...this.#segments.filter(({ first }) => first !== segment.first), segment]
    })
  }

  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0)
  }

  get congested(): boolean {
    return this.#relief !== undefined
  }

  async relieved(): Promise<void> {
    await this.#relief?.promise
  }

  append(lines: readonly RawLine[]): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('the raw log is closed'))
    if (lines.length === 0) return Promise.resolve()
    const before = this.#gathering.bytes
    const kept = this.#gathering.add(lines)
    this.#unsyncedBytes += this.#gathering.bytes - before
    if (this.#unsyncedBytes >= this.#bounds.maxUnsyncedBytes) this.#relief ??= Promise.withResolvers()
    this.#committing ??= this.#commitAll()
    return kept
  }

  oldestReceivedMs(afterSequence: number): number | undefined {
    return afterSequence >= this.lastSequence ? undefined : this.#arrivals.after(afterSequence)
  }

  trim(storedSequence: number): void {
    this.#arrivals.forget(Math.min(storedSequence, this.lastSequence))
    this.#trimUpTo = Math.max(this.#trimUpTo, storedSequence)
    if (this.#holds > 0) return
    const kept = [...this.#segments]
    let bytes = this.bytes
    for (let next = kept[1]; next && next.first - 1 <= storedSequence; next = kept[1]) {
      bytes -= kept[0]!.bytes
      if (bytes < this.#bounds.tailBytes) break
      const { path } = kept.shift()!
      this.#trimming = this.#trimming.then(() => this.#remove(path))
    }
    this.#segments = kept
  }

  hold(): RawLogHold {
    let isHeld = true
    this.#holds++
    return {
      segments: () => this.#segments.map(({ path, bytes }) => ({ path, bytes })),
      [Symbol.dispose]: () => {
        if (!isHeld) return
        isHeld = false
        this.#holds--
        this.trim(this.#trimUpTo)
      },
    }
  }

  async *tail(): AsyncIterable<readonly RawRecord[]> {
    await using reader = openRawLogReader(this.#options)
    const durable = this.lastSequence
    let after = (this.#segments[0]?.first ?? 1) - 1
    for (;;) {
      const records = await reader.read(after, durable, 5000, 4 * 1024 * 1024)
      if (records.length === 0) return
      yield records
      after = records.at(-1)!.sequence
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    await this.#committing
    await this.#trimming
    await this.#writer[Symbol.asyncDispose]()
  }

  /** Writes group after group until nothing is waiting. Never rejects: the group's promise tells. */
  async #commitAll(): Promise<void> {
    await nextTurn()
    while (this.#gathering.records > 0) {
      const group = this.#gathering
      this.#gathering = this.#spare
      this.#spare = group
      const { bytes, records, firstReceivedMs } = group
      const failure = await this.#commit(group)
      this.#unsyncedBytes -= bytes
      if (failure === undefined) {
        this.#arrivals.add(this.lastSequence + 1, firstReceivedMs)
        this.lastSequence += records
        this.#options.onDurable?.(this.lastSequence)
      }
      group.settle(failure)
      if (this.#relief && this.#unsyncedBytes <= this.#bounds.maxUnsyncedBytes / 2) {
        this.#relief.resolve()
        this.#relief = undefined
      }
    }
    this.#committing = undefined
  }

  /** A segment that cannot be deleted is told of and found again at the next start. */
  async #remove(path: string): Promise<void> {
    try {
      await unlink(path)
    } catch (error) {
      this.#options.report({ code: 'raw-log.undeletable', where: path, detail: (error as Error).message })
    }
  }

  async #commit(group: RecordGroup): Promise<Retryable | undefined> {
    try {
      await this.#writer.write(group, this.lastSequence + 1)
      this.failing = false
      return undefined
    } catch (cause) {
      this.failing = true
      const reason = cause instanceof Error ? cause.message : String(cause)
      const detail = `${group.records} lines could not be written and were not acknowledged: ${reason}`
      this.#options.report({ code: 'disk.full', where: this.#options.directory, detail })
      return new Retryable('disk.full', reason, { cause })
    }
  }
}
