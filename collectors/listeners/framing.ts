// Cuts a byte stream into syslog frames (RFC 6587). How a frame is framed is decided by its first byte, frame
// by frame: 1–9 begins an octet count, anything else runs to LF or NUL. The result does not depend on how
// the bytes were cut into chunks; frames are views into the chunks where they can be.
//
// Bad input never stops a stream: a count that is none (`2026-11-22 …`) makes an ordinary line of it, a frame
// that is too long is cut and its rest skipped, each with a problem.

import { LIMITS } from '#/kernel/limits.ts'

/** A larger count is taken for a line that begins with a digit. */
const MAX_COUNT = LIMITS.maxBodyBytes
const MAX_COUNT_DIGITS = String(MAX_COUNT).length

const LF = 0x0a
const CR = 0x0d
const NUL = 0x00
const SPACE = 0x20
const ZERO = 0x30
const NINE = 0x39

export type FrameProblem = (
  code: 'frame.malformed' | 'frame.incomplete' | 'frame.too-long',
  detail: string,
) => void

export interface Framer {
  /** The frames that these bytes complete, without their framing; empty ones are left out. */
  push(chunk: Buffer): Buffer[]
  /** The stream has ended: what remains of a line is a frame, half of a counted frame is not. */
  end(): Buffer[]
  /** True while a frame has begun and not ended. */
  readonly partial: boolean
}

export function createFramer(onProblem: FrameProblem, maxBytes: number = LIMITS.maxLineBytes): Framer {
  return new SyslogFramer(onProblem, maxBytes)
}

class SyslogFramer implements Framer {
  readonly #onProblem: FrameProblem
  readonly #maxBytes: number
  #state: 'start' | 'count' | 'counted' | 'line' = 'start'
  /** The count read so far, as written. */
  #digits = ''
  /** Bytes of the counted frame still to come. */
  #remaining = 0
  /** The beginning of the current frame, from earlier chunks. */
  #held: Buffer[] = []
  #heldBytes = 0
  #overlong = false
  #frames: Buffer[] = []

  constructor(onProblem: FrameProblem, maxBytes: number) {
    this.#onProblem = onProblem
    this.#maxBytes = maxBytes
  }

  get partial(): boolean {
    return this.#state !== 'start'
  }

  push(chunk: Buffer): Buffer[] {
    this.#frames = []
    const terminators = findTerminators(chunk)
    for (let at = 0; at < chunk.length;) {
      if (this.#state === 'start') at = this.#begin(chunk, at)
      else if (this.#state === 'count') at = this.#count(chunk, at)
      else if (this.#state === 'counted') at = this.#counted(chunk, at)
      else at = this.#line(chunk, at, terminators)
    }
    return this.#frames
  }

  end(): Buffer[] {
    this.#frames = []
    if (this.#state === 'counted') {
      const announced = Number(this.#digits)
      this.#onProblem(
        'frame.incomplete',
        `ended after ${announced - this.#remaining} of ${announced} announced bytes`,
      )
    } else if (this.partial) {
      if (this.#state === 'count') this.#hold(Buffer.from(this.#digits, 'latin1'))
      this.#onProblem(
        'frame.incomplete',
        `the last line of ${this.#heldBytes} bytes has no end; it is kept as it is`,
      )
      this.#emit()
    }
    this.#reset()
    return this.#frames
  }

  #begin(chunk: Buffer, at: number): number {
    const byte = chunk[at]!
    if (byte === LF || byte === CR || byte === NUL) return at + 1
    this.#digits = ''
    this.#state = byte > ZERO && byte <= NINE ? 'count' : 'line'
    return at
  }

  #count(chunk: Buffer, from: number): number {
    let at = from
    while (
      at < chunk.length &&
      chunk[at]! >= ZERO &&
      chunk[at]! <= NINE &&
      this.#digits.length <= MAX_COUNT_DIGITS
    ) {
      this.#digits += String.fromCharCode(chunk[at++]!)
    }
    if (at === chunk.length && this.#digits.length <= MAX_COUNT_DIGITS) return at
    if (chunk[at] === SPACE && Number(this.#digits) <= MAX_COUNT) {
      this.#remaining = Number(this.#digits)
      this.#state = 'counted'
      return at + 1
    }
    this.#onProblem(
      'frame.malformed',
      `begins with a digit but not with a count: ${this.#digits}…; read as a line`,
    )
    this.#hold(Buffer.from(this.#digits, 'latin1'))
    this.#state = 'line'
    return at
  }

  #counted(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#remaining)
    this.#hold(chunk.subarray(at, end))
    this.#remaining -= end - at
    if (this.#remaining === 0) this.#finish()
    return end
  }

  #line(chunk: Buffer, at: number, terminators: Terminators): number {
    const end = terminators.next(at)
    this.#hold(chunk.subarray(at, end))
    if (end === chunk.length) return end
    this.#finish()
    return end + 1
  }

  /** Keeps bytes of the current frame as far as they fit. */
  #hold(bytes: Buffer): void {
    const room = this.#maxBytes - this.#heldBytes
    if (bytes.length > room) this.#overlong = true
    const kept = bytes.length > room ? bytes.subarray(0, room) : bytes
    if (kept.length === 0) return
    this.#held.push(kept)
    this.#heldBytes += kept.length
  }

  #finish(): void {
    this.#emit()
    this.#reset()
  }

  #emit(): void {
    if (this.#overlong) this.#onProblem('frame.too-long', `cut to ${this.#maxBytes} bytes`)
    const frame = trimEnd(this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held))
    if (frame.length > 0) this.#frames.push(frame)
  }

  #reset(): void {
    this.#state = 'start'
    this.#held = []
    this.#heldBytes = 0
    this.#overlong = false
  }
}

/** A frame without the line ends that some senders count in. */
export function trimEnd(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === LF || bytes[end - 1] === CR || bytes[end - 1] === NUL)) end--
  return end === bytes.length ? bytes : bytes.subarray(0, end)
}

interface Terminators {
  /** Place of the next LF or NUL, or the end of the chunk; calls come in rising order. */
  next(from: number): number
}

function findTerminators(chunk: Buffer): Terminators {
  let lf = -1
  let nul = -1
  const find = (byte: number, from: number): number => {
    const at = chunk.indexOf(byte, from)
    return at === -1 ? chunk.length : at
  }
  return {
    next(from) {
      if (lf < from) lf = find(LF, from)
      if (nul < from) nul = find(NUL, from)
      return Math.min(lf, nul)
    },
  }
}
