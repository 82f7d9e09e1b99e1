// One followed file: reads on from its place, line by line, and moves the place only when the lines are
// durable. A line is read when its end is there; a half-written one waits. A file that has become shorter,
// or begins differently than before, has begun anew.

import { open, type FileHandle } from 'node:fs/promises'
import type { RawLine } from '#/collectors/raw-log/record.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { trimEnd } from '../framing.ts'
import type { Inlet } from '../inlet.ts'
import { beginsAs, fingerprint, formatPlace, type FilePlace } from './file-place.ts'

/** Holds at least two of the longest lines. */
const STEP_BYTES = 4 * LIMITS.maxLineBytes
/** So that one large file does not keep the others waiting. */
const STEPS_AT_ONCE = 16
const LF = 0x0a

export interface FollowedFileOptions {
  readonly listener: string
  readonly inlet: Inlet
  readonly closing: AbortSignal
  /** Called with the place after lines became durable. */
  readonly onPlace: (place: FilePlace) => void
}

export class FollowedFile implements AsyncDisposable {
  readonly #options: FollowedFileOptions
  readonly #file: FileHandle
  /** The name it was found under; it keeps it when it is rotated. */
  readonly path: string
  #place: FilePlace
  /** Size at the last look. */
  #size = -1
  #modifiedMs = -1

  constructor(file: FileHandle, path: string, place: FilePlace, options: FollowedFileOptions) {
    this.#file = file
    this.path = path
    this.#place = place
    this.#options = options
  }

  get identity(): string {
    return this.#place.identity
  }

  /** Reads whole lines, a few megabytes at most; says whether there were any and whether more remain. */
  async readOn(): Promise<'nothing' | 'all' | 'more'> {
    const { size, mtimeMs } = await this.#file.stat()
    if (size === this.#size && mtimeMs === this.#modifiedMs) return 'nothing'
    await this.#noticeNewBeginning(size)
    for (let step = 0; this.#place.offset < size; step++) {
      if (step === STEPS_AT_ONCE) return 'more'
      if (this.#options.closing.aborted) return 'nothing'
      const kept = await this.#readStep()
      if (kept) continue
      this.#size = size
      this.#modifiedMs = mtimeMs
      return step === 0 ? 'nothing' : 'all'
    }
    this.#size = size
    this.#modifiedMs = mtimeMs
    return 'all'
  }

  /** The file will not grow any more: what remains without an end is a line too. */
  async readRest(): Promise<void> {
    while ((await this.readOn()) === 'more') continue
    const { offset, skipping } = this.#place
    const rest = await this.#bytesAt(offset)
    if (rest.length === 0 || skipping || this.#options.closing.aborted) return
    const detail = `the last line of ${rest.length} bytes has no end and the file was rotated; it is kept as it is`
    this.#options.inlet.problem('frame.incomplete', this.path, detail)
    await this.#keep([rest], [offset + rest.length], offset + rest.length, false)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }

  async #noticeNewBeginning(size: number): Promise<void> {
    const shorter = size < this.#place.offset
    if (!shorter && (await beginsAs(this.#file, this.#place))) return
    const detail = shorter
      ? `${size} bytes where ${this.#place.offset} were read: truncated, read again from its beginning`
      : 'begins differently than before: rewritten, read again from its beginning'
    this.#options.inlet.problem('file.truncated', this.path, detail)
    const generation = this.#place.generation + 1
    this.#place = { ...this.#place, generation, offset: 0, skipping: false, headBytes: 0, headSum: 0 }
  }

  /** Reads and keeps one step; false when nothing whole is there or it could not be kept. */
  async #readStep(): Promise<boolean> {
    const { offset } = this.#place
    const bytes = await this.#bytesAt(offset)
    const lines: Buffer[] = []
    const ends: number[] = []
    let { skipping } = this.#place
    let at = 0
    for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, at)) {
      if (skipping) skipping = false
      else {
        lines.push(this.#cut(bytes.subarray(at, end)))
        ends.push(offset + end + 1)
      }
      at = end + 1
    }
    if (bytes.length === STEP_BYTES && at === 0) {
      // No line ends here: keep the beginning of the line and skip its rest, however long it is.
      if (!skipping) lines.push(this.#cut(bytes))
      ends.push(offset + bytes.length)
      return this.#keep(lines, ends, offset + bytes.length, true)
    }
    return at > 0 && this.#keep(lines, ends, offset + at, skipping)
  }

  /** A line without its end, as far as it may be long. */
  #cut(line: Buffer): Buffer {
    const bytes = trimEnd(line)
    if (bytes.length <= LIMITS.maxLineBytes) return bytes
    this.#options.inlet.problem('frame.too-long', this.path, `a line cut to ${LIMITS.maxLineBytes} bytes`)
    return bytes.subarray(0, LIMITS.maxLineBytes)
  }

  async #keep(
    lines: readonly Buffer[],
    ends: readonly number[],
    offset: number,
    skipping: boolean,
  ): Promise<boolean> {
    const { listener, inlet, closing, onPlace } = this.#options
    const place = { ...this.#place, ...(await fingerprint(this.#file, offset)), offset, skipping }
    const receivedMs = inlet.now()
    const records: RawLine[] = []
    for (const [index, bytes] of lines.entries()) {
      if (bytes.length === 0) continue
      const end = ends[index]!
      const mark = formatPlace({ ...place, offset: end, skipping: skipping && end === offset })
      records.push({ bytes, envelope: 'line', receivedMs, listener, peer: this.path, mark })
    }
    if (records.length > 0 && !(await inlet.keep(records, closing))) return false
    this.#place = place
    onPlace(place)
    return true
  }

  async #bytesAt(offset: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(STEP_BYTES)
    const { bytesRead } = await this.#file.read(buffer, 0, STEP_BYTES, offset)
    return buffer.subarray(0, bytesRead)
  }
}

/**
 * Opens a file at its known place, or at a first one; rejects with the error of the file system. `name` is
 * what its lines are said to come from.
 */
export async function openFollowedFile(
  path: string,
  name: string,
  known: (identity: string) => FilePlace | undefined,
  startAt: 'beginning' | 'end',
  options: FollowedFileOptions,
): Promise<FollowedFile> {
  const file = await open(path, 'r')
  try {
    const stats = await file.stat()
    if (!stats.isFile()) throw new Error('not a regular file')
    const { dev, ino, size } = stats
    const identity = identityOf(dev, ino)
    const remembered = known(identity)
    // Another file with a used inode: what was remembered is not about it.
    const place =
      remembered && size >= remembered.offset && !(await beginsAs(file, remembered)) ? undefined : remembered
    if (place) return new FollowedFile(file, name, place, options)
    const offset = startAt === 'end' ? size : 0
    const head = await fingerprint(file, offset)
    const generation = (remembered?.generation ?? -1) + 1
    return new FollowedFile(file, name, { identity, generation, offset, skipping: false, ...head }, options)
  } catch (error) {
    await file.close()
    throw error
  }
}

export function identityOf(device: number, inode: number): string {
  return `${device.toString(36)}:${inode.toString(36)}`
}
