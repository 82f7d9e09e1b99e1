// RELP 1 on the wire: `TXNR SP COMMAND SP DATALEN [SP DATA] LF`. This file cuts a byte stream into frames and
// writes answers; what a frame means is relp.ts's business.

import { LIMITS } from '#/kernel/limits.ts'

/** Longest header: nine digits, a command of 32 letters, nine digits, two spaces. */
const MAX_HEADER_BYTES = 9 + 1 + 32 + 1 + 9
const HEADER = /^(\d{1,9}) ([A-Za-z]{1,32}) (\d{1,9})$/
const LF = 0x0a
const SPACE = 0x20

export interface RelpFrame {
  readonly transaction: number
  readonly command: string
  /** Cut to LIMITS.maxLineBytes; `announced` says how long it was. */
  readonly data: Buffer
  readonly announced: number
}

export interface RelpParser {
  /** Frames completed by these bytes; `malformed` says why nothing more can be read from this stream. */
  push(chunk: Buffer): { readonly frames: readonly RelpFrame[]; readonly malformed?: string }
  /** True while a frame has begun and not ended. */
  readonly partial: boolean
}

export function createRelpParser(): RelpParser {
  let header = Buffer.alloc(0)
  let frame: { transaction: number; command: string; announced: number; remaining: number } | undefined
  let pieces: Buffer[] = []
  let held = 0

  const hold = (bytes: Buffer): void => {
    const kept = bytes.subarray(0, LIMITS.maxLineBytes - held)
    held += kept.length
    if (kept.length > 0) pieces.push(kept)
  }
  /** Reads the header; returns how many bytes of the chunk it took, or why it is none. */
  const readHeader = (chunk: Buffer, at: number): number | string => {
    // The header ends at the third space, or at LF when there is no data.
    const bytes = Buffer.concat([header, chunk.subarray(at, at + MAX_HEADER_BYTES + 1 - header.length)])
    const end = headerEnd(bytes)
    if (end === -1) {
      if (bytes.length > MAX_HEADER_BYTES) return `no header within ${MAX_HEADER_BYTES} bytes`
      const taken = bytes.length - header.length
      header = bytes
      return taken
    }
    const text = bytes.toString('latin1', 0, end)
    const [, transaction, command = '', length] = HEADER.exec(text) ?? []
    if (length === undefined) return `not a header: ${JSON.stringify(text)}`
    const announced = Number(length)
    if (announced > LIMITS.maxBodyBytes) return `a frame of ${announced} bytes`
    if (announced > 0 && bytes[end] === LF) return `${announced} bytes announced and none sent`
    // With data the separating space is read here, without it the LF remains to be read.
    const taken = end + (announced > 0 ? 1 : 0) - header.length
    frame = { transaction: Number(transaction), command, announced, remaining: announced }
    header = Buffer.alloc(0)
    return taken
  }

  return {
    get partial() {
      return frame !== undefined || header.length > 0
    },
    push(chunk) {
      const frames: RelpFrame[] = []
      for (let at = 0; at < chunk.length;) {
        if (frame === undefined) {
          const taken = readHeader(chunk, at)
          if (typeof taken === 'string') return { frames, malformed: taken }
          at += taken
        } else if (frame.remaining > 0) {
          const end = Math.min(chunk.length, at + frame.remaining)
          hold(chunk.subarray(at, end))
          frame.remaining -= end - at
          at = end
        } else if (chunk[at] === SPACE && frame.announced === 0 && held === 0) {
          at++ // `0 ` before LF: some senders write the space though no data follows
        } else {
          if (chunk[at] !== LF)
            return { frames, malformed: `no line end after ${frame.announced} bytes of data` }
          const { transaction, command, announced } = frame
          const data = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
          frames.push({ transaction, command, data, announced })
          frame = undefined
          pieces = []
          held = 0
          at++
        }
      }
      return { frames }
    },
  }
}

/** Place of the byte after a header, or -1 while it is not there. */
function headerEnd(bytes: Buffer): number {
  let spaces = 0
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === LF || (bytes[at] === SPACE && ++spaces === 3)) return at
  }
  return -1
}

/** An answer to one frame. */
export function relpResponse(transaction: number, data: string): string {
  return data === '' ? `${transaction} rsp 0\n` : `${transaction} rsp ${Buffer.byteLength(data)} ${data}\n`
}

/** Tells the sender that the session is over. */
export const RELP_SERVER_CLOSE = '0 serverclose 0\n'
