// Events as Parquet, written by DuckDB's COPY. A column has the narrowest type that holds every value the field had
// in this export: whole numbers BIGINT, numbers DOUBLE, true and false BOOLEAN, else text; lists where one was seen.

import { DuckDBInstance } from '@duckdb/node-api'
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Event, FieldValue, Scalar } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { quoteName, quoteText } from '../embedded/event-columns.ts'
import { columnsOf } from './csv-file.ts'
import { LineFile, type SeenField, type SeenFields } from './line-file.ts'

const BATCH_LINES = 1000

/** Reads the lines and writes the Parquet file; throws the signal's reason when that aborts. */
export async function writeParquet(
  lines: string,
  fields: SeenFields,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const even = `${path}.even`
  const columns = namedColumns(fields)
  try {
    await writeEven(lines, fields, columns, even, signal)
    await copy(even, fields, columns, path, signal)
  } finally {
    await rm(even, { force: true })
  }
}

/** Field → its column. DuckDB tells names apart without case and wants whole letters. */
function namedColumns(fields: SeenFields): ReadonlyMap<string, string> {
  const taken = new Set<string>()
  const columns = new Map<string, string>()
  for (const field of columnsOf(fields)) {
    const name = field.toWellFormed().replaceAll('\0', '\ufffd')
    let column = name
    for (let n = 2; taken.has(column.toLowerCase()); n++) column = `${name}_${n}`
    taken.add(column.toLowerCase())
    columns.set(field, column)
  }
  return columns
}

/** The same lines with every value of a field in the one type of its column. */
async function writeEven(
  lines: string,
  fields: SeenFields,
  columns: ReadonlyMap<string, string>,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  await using file = await new LineFile(path).open()
  let batch: string[] = []
  const flush = async (): Promise<void> => {
    signal.throwIfAborted()
    await file.write(batch.join(''))
    batch = []
  }
  for await (const line of createInterface({ input: createReadStream(lines) })) {
    const event = JSON.parse(line) as Event
    const even = Object.entries(event).map(([name, value]) => [
      columns.get(name)!,
      evenValue(value, fields.get(name)),
    ])
    batch.push(`${JSON.stringify(Object.fromEntries(even))}\n`)
    if (batch.length >= BATCH_LINES) await flush()
  }
  await flush()
}

function evenValue(value: FieldValue, seen: SeenField | undefined): FieldValue {
  const isText = scalarType(seen) === 'VARCHAR'
  // DuckDB's text has neither NUL nor half a surrogate pair.
  const even = (member: Scalar): Scalar =>
    isText ? String(member).toWellFormed().replaceAll('\0', '\ufffd') : member
  if (Array.isArray(value)) return (value as readonly Scalar[]).map(even)
  return seen?.list === true ? [even(value as Scalar)] : even(value as Scalar)
}

function scalarType(seen: SeenField | undefined): 'VARCHAR' | 'BOOLEAN' | 'DOUBLE' | 'BIGINT' {
  if (seen === undefined || seen.text) return 'VARCHAR'
  if (seen.boolean) return seen.whole || seen.fraction ? 'VARCHAR' : 'BOOLEAN'
  return seen.fraction ? 'DOUBLE' : seen.whole ? 'BIGINT' : 'VARCHAR'
}

async function copy(
  even: string,
  fields: SeenFields,
  columns: ReadonlyMap<string, string>,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const folder = dirname(resolve(path))
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: `${LIMITS.maxExportMemoryMb}MB`,
    temp_directory: folder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  })
  const connection = await instance.connect()
  const stop = (): void => connection.interrupt()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await connection.run(`SET allowed_directories = [${quoteText(`${folder}/`)}]`)
    await connection.run('SET enable_external_access = false')
    const typed = [...columns]
      .map(([field, column]) => {
        const seen = fields.get(field)
        return `${quoteText(column)}: ${quoteText(`${scalarType(seen)}${seen?.list === true ? '[]' : ''}`)}`
      })
      .join(', ')
    const names = [...columns.values()].map(quoteName).join(', ')
    signal.throwIfAborted()
    await connection.run(
      `COPY (SELECT ${names} FROM read_json(${quoteText(resolve(even))}, format = 'newline_delimited',
        maximum_object_size = ${LIMITS.maxBodyBytes * 2}, columns = {${typed}}))
        TO ${quoteText(resolve(path))} (FORMAT parquet, COMPRESSION zstd)`,
    )
  } finally {
    signal.removeEventListener('abort', stop)
    connection.closeSync()
    instance.closeSync()
  }
}
