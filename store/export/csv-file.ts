// Events as a table for spreadsheets: RFC 4180, UTF-8 with a mark at the begin so that they read Vietnamese, a column
// for each field. A list is one cell, its members apart by line ends. A text that a spreadsheet would take for a
// formula gets an apostrophe before it; who needs every byte takes NDJSON.

import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Event, FieldValue } from '#/kernel/event.ts'
import { LineFile, type SeenFields } from './line-file.ts'

const BATCH_LINES = 1000

/** Reads the lines and writes the table; throws the signal's reason when that aborts. */
export async function writeCsv(
  lines: string,
  fields: SeenFields,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const names = columnsOf(fields)
  await using file = await new LineFile(path).open()
  await file.write(`\ufeff${names.map(headerCell).join(',')}\r\n`)
  let batch: string[] = []
  const flush = async (): Promise<void> => {
    signal.throwIfAborted()
    await file.write(batch.join(''))
    batch = []
  }
  for await (const line of createInterface({ input: createReadStream(lines) })) {
    const event = JSON.parse(line) as Event
    batch.push(`${names.map(name => csvCell(event[name])).join(',')}\r\n`)
    if (batch.length >= BATCH_LINES) await flush()
  }
  await flush()
}

/** The time first, then the id, then the other fields by name. */
export function columnsOf(fields: SeenFields): readonly string[] {
  const others = [...fields.keys()].filter(name => name !== '@timestamp' && name !== '_id').sort()
  return ['@timestamp', '_id', ...others]
}

/** The one name that begins like a formula and is none. */
function headerCell(name: string): string {
  return name === '@timestamp' ? name : csvCell(name)
}

/** One cell of the table. */
export function csvCell(value: FieldValue | undefined): string {
  if (value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : value.map(String).join('\n')
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
