// Invented log lines as a sender over TCP writes them: octet-counted frames, in blocks that are made before the clock
// starts.

import { inventedLines } from './invented-lines.ts'

export const BLOCK_LINES = 200
const LINES = 20_000
const SEED = 7

export function syslogBlocks(): readonly Buffer[] {
  const lines = inventedLines(LINES, SEED, Date.now())
  return Array.from({ length: lines.length / BLOCK_LINES }, (_, nth) =>
    Buffer.from(
      lines
        .slice(nth * BLOCK_LINES, (nth + 1) * BLOCK_LINES)
        .map(line => `${Buffer.byteLength(line)} ${line}`)
        .join(''),
    ),
  )
}
