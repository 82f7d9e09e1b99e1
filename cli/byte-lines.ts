// Lines of a stream as the bytes they are, a chunk's worth at a time. A line over LIMITS.maxLineBytes is cut one
// byte beyond it, so that whoever parses it sees that it is too long and counts it; memory stays that of one line.

import { LIMITS } from '#/kernel/limits.ts'

const MAX_HELD_BYTES = LIMITS.maxLineBytes + 1

/** Lines without their LF; the last one need not end with one. */
export async function* byteLines(stream: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer[]> {
  let held: Buffer[] = []
  let heldBytes = 0
  const hold = (part: Buffer): void => {
    if (heldBytes >= MAX_HELD_BYTES) return
    const kept = part.subarray(0, MAX_HELD_BYTES - heldBytes)
    held.push(kept)
    heldBytes += kept.length
  }
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    const lines: Buffer[] = []
    let at = 0
    for (let end = bytes.indexOf(10, at); end !== -1; end = bytes.indexOf(10, at)) {
      hold(bytes.subarray(at, end))
      lines.push(Buffer.concat(held))
      held = []
      heldBytes = 0
      at = end + 1
    }
    if (at < bytes.length) hold(bytes.subarray(at))
    if (lines.length > 0) yield lines
  }
  if (heldBytes > 0) yield [Buffer.concat(held)]
}

/** Empty lines between records are layout, not records. */
export function isBlankLine(bytes: Buffer): boolean {
  return bytes.length === 0 || (bytes.length === 1 && bytes[0] === 13)
}
