// Cuts a body into lines, giving other work a turn in between.

import { setImmediate as nextTurn } from 'node:timers/promises'
import { trimEnd } from '../framing.ts'

const BREATHE_BYTES = 256 * 1024
const LF = 0x0a

/** Lets everything else that waits have its turn. */
export const breathe = (): Promise<unknown> => nextTurn()

/** Calls `visit` with each line that is not empty and its number from 1; stops early when it answers false. */
export async function eachLine(
  body: Buffer,
  visit: (line: Buffer, number: number) => boolean | void,
): Promise<void> {
  let breatheAt = BREATHE_BYTES
  let number = 0
  for (let at = 0; at < body.length;) {
    const found = body.indexOf(LF, at)
    const end = found === -1 ? body.length : found
    const line = trimEnd(body.subarray(at, end))
    number++
    if (line.length > 0 && visit(line, number) === false) return
    at = end + 1
    if (at < breatheAt) continue
    await breathe()
    breatheAt = at + BREATHE_BYTES
  }
}

/** A body without the mark that some programs write at the beginning of UTF-8 texts. */
export function withoutByteOrderMark(body: Buffer): Buffer {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? body.subarray(3) : body
}
