// The lines of a file or of the input, as many at a time as came together. Lines are cut as bytes: most are ASCII,
// which is a text without decoding and is in normal form as it stands.

import { isAscii } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { Permanent } from '#/kernel/errors.ts'

/** A line in Unicode's NFC and its number in the input, from 1. */
export interface NumberedLine {
  readonly number: number
  readonly text: string
}

/** Large, so that reading and matching, which take turns with each chunk, seldom push each other out of the caches. */
const CHUNK_BYTES = 1024 * 1024
const LF = 10
const BYTE_ORDER_MARK = '\ufeff'

/** Lines of a file (gunzipped when it ends in .gz) or, for `-`, of the input; throws a Permanent when it cannot be read. */
export async function* lineBatches(
  path: string,
  stdin: NodeJS.ReadableStream,
): AsyncGenerator<readonly NumberedLine[]> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  /** The beginning of a line whose end has not come yet. */
  let held: Buffer[] = []
  let number = 0
  const lineOf = (bytes: Buffer): NumberedLine => {
    number += 1
    if (isAscii(bytes)) return { number, text: bytes.toString('latin1') }
    const text = decoder.decode(bytes).normalize('NFC')
    return { number, text: number === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text }
  }
  try {
    for await (const chunk of path === '-' ? stdin : openFile(path)) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
      const lines: NumberedLine[] = []
      let at = 0
      for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, at)) {
        const part = bytes.subarray(at, end)
        lines.push(lineOf(held.length === 0 ? part : Buffer.concat([...held, part])))
        held = []
        at = end + 1
      }
      if (at < bytes.length) held.push(bytes.subarray(at))
      if (lines.length > 0) yield lines
    }
    if (held.length > 0) yield [lineOf(Buffer.concat(held))]
  } catch (error) {
    throw new Permanent('events.unreadable', `events: ${path} cannot be read: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

/** The same, line by line. */
export async function* numberedLines(
  path: string,
  stdin: NodeJS.ReadableStream,
): AsyncGenerator<NumberedLine> {
  for await (const lines of lineBatches(path, stdin)) yield* lines
}

function openFile(path: string): NodeJS.ReadableStream {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  if (!path.endsWith('.gz')) return file
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  file.on('error', error => gunzip.destroy(error))
  return file.pipe(gunzip)
}
