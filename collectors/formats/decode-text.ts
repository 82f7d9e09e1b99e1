// Bytes as received → text. Never throws, and says what it had to do.
//
// UTF-8 is taken at its word. Bytes that are not UTF-8 are read as Windows-1258 (the old Vietnamese code
// page, equal to Latin-1 for most of Europe) when nothing in the line is UTF-8 beyond ASCII; a line that is
// mostly UTF-8 with a broken character keeps it as U+FFFD. NUL is shown as U+2400, so that no store, index
// or terminal stumbles over it. Trailing CR, LF and NUL are framing and go without a word.

import { isAscii, isUtf8 } from 'node:buffer'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'

export interface DecodedText {
  /** The text as received, before normalisation: what `event.original` keeps. */
  readonly original: string
  /** The same in Unicode NFC and without a byte order mark: what formats read. */
  readonly text: string
}

const windows1258 = new TextDecoder('windows-1258')
const lenientUtf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const VALID_MULTIBYTE = /[\u0080-\ufffc\ufffe\uffff]/u

/** Text of a line of any bytes; what was wrong with them goes into `problems`. */
export function decodeText(bytes: Uint8Array, where: string, problems: Problem[]): DecodedText {
  let buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = buffer.length
  while (end > 0 && isFraming(buffer[end - 1]!)) end--
  if (end < buffer.length) buffer = buffer.subarray(0, end)
  if (buffer.length > LIMITS.maxLineBytes) {
    problems.push({
      code: 'line.truncated',
      where,
      detail: `line of ${buffer.length} bytes cut to ${LIMITS.maxLineBytes}`,
    })
    buffer = cutAtCharacter(buffer, LIMITS.maxLineBytes)
  }
  const ascii = isAscii(buffer)
  let original = ascii
    ? buffer.toString('latin1')
    : isUtf8(buffer)
      ? buffer.toString('utf8')
      : decodeInvalid(buffer, where, problems)
  if (original.includes('\0')) {
    const shown = original.replaceAll('\0', '\u2400')
    problems.push({ code: 'line.nul-bytes', where, detail: `NUL bytes in: ${excerpt(shown)}` })
    original = shown
  }
  if (ascii) return { original, text: original }
  const text = original.charCodeAt(0) === 0xfeff ? original.slice(1) : original
  return { original, text: text.normalize('NFC') }
}

/** The beginning of a text, short enough for the detail of a Problem. */
export function excerpt(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 160)}…`
}

function isFraming(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0
}

function cutAtCharacter(buffer: Buffer, maxBytes: number): Buffer {
  let end = maxBytes
  for (let back = 0; back < 3 && (buffer[end]! & 0xc0) === 0x80; back++) end--
  return buffer.subarray(0, end)
}

function decodeInvalid(buffer: Buffer, where: string, problems: Problem[]): string {
  const asUtf8 = lenientUtf8.decode(buffer)
  const partlyUtf8 = VALID_MULTIBYTE.test(asUtf8)
  problems.push({
    code: 'line.invalid-utf8',
    where,
    detail: `not UTF-8, ${partlyUtf8 ? 'broken characters replaced' : 'read as Windows-1258'}: ${excerpt(asUtf8)}`,
  })
  return partlyUtf8 ? asUtf8 : windows1258.decode(buffer)
}
