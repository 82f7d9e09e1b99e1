// A table file as bytes → rows of cells, and back. Spreadsheets write UTF-8 with or without BOM, UTF-16, or the
// Windows code page for Vietnamese, and part cells by comma, semicolon or tab. A cell that a spreadsheet would
// take for a formula gets an apostrophe in front when written, and loses it when read.

import { parse } from 'csv-parse/sync'

export interface TableRow {
  /** Line of the file on which the row begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}
export interface Table {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1258'
  readonly separator: ',' | ';' | '\t'
  readonly rows: readonly TableRow[]
}
export interface TableProblem {
  readonly line: number
  readonly text: string
  readonly textEnglish: string
}

const SEPARATORS = [',', ';', '\t'] as const

/** All rows with anything in them, the header first. */
export function readTable(bytes: Buffer): Table | TableProblem {
  const { encoding, text } = decode(bytes)
  const nul = text.indexOf('\0')
  if (nul !== -1)
    return {
      line: lineOf(text, nul),
      text: 'tệp không phải văn bản CSV',
      textEnglish: 'the file is not CSV text',
    }
  // Excel may say the separator in a line of its own.
  const said = /^sep=([,;\t])\r?\n/i.exec(text)
  const body = said === null ? text : text.slice(said[0].length)
  const linesBefore = said === null ? 0 : 1
  const separator = (said?.[1] as Table['separator'] | undefined) ?? guessSeparator(body)
  try {
    const parsed = parse(body, {
      delimiter: separator,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: false,
      info: true,
      max_record_size: 1_000_000,
    }) as unknown as readonly {
      readonly record: readonly string[]
      readonly info: { readonly lines: number }
    }[]
    let begins = 1 + linesBefore
    const rows: TableRow[] = []
    for (const { record, info } of parsed) {
      const cells = record.map(cell => unguard(cell.normalize('NFC')))
      if (cells.some(cell => cell.trim() !== '')) rows.push({ line: begins, cells })
      begins = info.lines + 1 + linesBefore
    }
    return { encoding, separator, rows }
  } catch (error) {
    const { lines = 0 } = error as { lines?: number }
    return {
      line: lines + linesBefore,
      text: `không đọc được CSV: ${(error as Error).message}`,
      textEnglish: `this is not CSV: ${(error as Error).message}`,
    }
  }
}

/** UTF-8 with BOM, every cell in quotes, CRLF: what every spreadsheet opens right. */
export function writeTable(rows: readonly (readonly string[])[], separator = ','): string {
  const lines = rows.map(cells => cells.map(cell => `"${guard(cell).replaceAll('"', '""')}"`).join(separator))
  return `\uFEFF${lines.map(line => `${line}\r\n`).join('')}`
}

/** What a spreadsheet may take for a formula, after any apostrophes; full-width signs count too. */
const FORMULA = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/

function guard(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell
}

function unguard(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
}

function decode(bytes: Buffer): { readonly encoding: Table['encoding']; readonly text: string } {
  const as = (encoding: Table['encoding'], from = bytes) => ({
    encoding,
    text: new TextDecoder(encoding).decode(from),
  })
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return as('utf-16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return as('utf-16be')
  // Plain letters in UTF-16 have a zero in every other byte.
  const head = bytes.subarray(0, 64)
  const zeros = (parity: number): number => head.filter((byte, at) => byte === 0 && at % 2 === parity).length
  if (zeros(1) > 8 && zeros(0) < 3) return as('utf-16le')
  if (zeros(0) > 8 && zeros(1) < 3) return as('utf-16be')
  try {
    return { encoding: 'utf-8', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    // Not UTF-8: the code page that Vietnamese Windows saves "CSV" in. Its tones are letters of their own.
    const { text } = as('windows-1258')
    return { encoding: 'windows-1258', text: text.normalize('NFC') }
  }
}

/** The one that parts the header into most cells. */
function guessSeparator(text: string): Table['separator'] {
  const header = (/^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text)?.[0] ?? '').replaceAll(/"(?:[^"]|"")*"/g, '')
  const counts = SEPARATORS.map(separator => header.split(separator).length)
  return SEPARATORS[counts.indexOf(Math.max(...counts))]!
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}
