// One day file: `events-2026-11-22.duckdb`, or `events-2026-11-22-2.duckdb` when the first could not be used
// any more (damaged, sealed, or made by a version with other columns). What it holds is read once when the store
// opens and kept up to date in memory.
//
// When a day is over its file is sealed: in its place come one file for each level of systems,
// `events-2026-11-22.l3.duckdb`, and a manifest (seal-day.ts). The manifest decides: with it the
// sealed files count and the first one is a leftover, without it they are.

import type { DuckDBConnection } from '@duckdb/node-api'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { dayName, isSealed, UNFINISHED } from './day-manifest.ts'
import { treePath } from './day-tree.ts'
import { quoteName, shapesFrom, TEXT_FILTERS, type FoundColumn } from './event-columns.ts'
import type { Shape } from './event-shapes.ts'
import type { Buckets } from './time-buckets.ts'

export interface DayFile {
  readonly path: string
  /** Name inside DuckDB: `2026-11-22`, `2026-11-22-2` or `2026-11-22.l3`. */
  readonly alias: string
  /** Begin of the UTC day of receipt, ms. */
  readonly dayMs: number
  /** 1 for the first file of the day. */
  readonly part: number
  /** Of its systems (see EventDay); null while it is not sealed. A sealed file is only read. */
  readonly level: number | null
  /** Its event tables. */
  shapes: readonly Shape[]
  /** Fields that have a column in some table. */
  fields: ReadonlySet<string>
  /** True when it has filters over its texts (text-filters.ts). */
  hasTextFilters: boolean
  /** Highest raw-log sequence committed to this file. */
  position: number
  events: number
  readonly buckets: Buckets
  /** Why the file cannot be read; it is left as it is and passed over. */
  broken: string | undefined
  /** True when the file is on disk with its progress table. */
  made: boolean
  /** True while it is being sealed: nothing is written to it any more. */
  closed: boolean
  /** True after a write of unknown outcome: what the file holds must be read again before the next. */
  stale: boolean
}

export const DAY_MS = 86_400_000

const FILE_NAME = /^events-(\d{4}-\d\d-\d\d)(?:-(\d+))?(?:\.l([0-5]))?\.duckdb$/
/** A DuckDB file begins with three headers of 4 KiB; a shorter one was never finished and holds nothing. */
const HEADER_BYTES = 3 * 4096

/** Begin of the UTC day of a time, ms. */
export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS) * DAY_MS
}

/** The day files of a folder, oldest first; unfinished ones and leftovers are removed unless `readOnly`. */
export async function listDayFiles(directory: string, readOnly: boolean): Promise<DayFile[]> {
  const files: DayFile[] = []
  const names = await readdir(directory)
  for (const name of names) {
    const path = join(directory, name)
    const [, day, part = '1', level] = FILE_NAME.exec(name) ?? []
    const dayMs = Date.parse(`${day}T00:00:00Z`)
    if (Number.isNaN(dayMs)) {
      if (UNFINISHED.test(name) && !readOnly) await rm(path)
      continue
    }
    const file = newDayFile(directory, dayMs, Number(part), level === undefined ? null : Number(level))
    const isLeftover = isSealed(names, file) ? file.level === null : file.level !== null
    if (!isLeftover && !(await isUnfinished(file))) files.push(file)
    else if (!readOnly) await removeFile(file)
  }
  return files.sort(byDay)
}

/** By day of receipt, then by part, then by level. */
export function byDay(a: DayFile, b: DayFile): number {
  return a.dayMs - b.dayMs || a.part - b.part || (a.level ?? 0) - (b.level ?? 0)
}

/** Removes a file that is not attached, its write-ahead log and its tree. */
export async function removeFile({ path }: DayFile): Promise<void> {
  await rm(path, { force: true })
  await rm(treePath(path), { force: true })
  await rm(`${path}.wal`, { force: true })
}

async function isUnfinished({ path }: DayFile): Promise<boolean> {
  return (await fileBytes(`${path}.wal`)) === 0 && (await fileBytes(path)) < HEADER_BYTES
}

export async function isOnDisk({ path }: DayFile): Promise<boolean> {
  return (await fileBytes(path)) > 0
}

/** Removes what is left of a file whose making failed, so that it can be made again. */
export async function removeUnfinished(file: DayFile): Promise<void> {
  if (await isUnfinished(file)) await rm(file.path, { force: true })
}

/** A day file that is not on disk yet. */
export function newDayFile(directory: string, dayMs: number, part: number, level: number | null): DayFile {
  const day = dayName(dayMs, part)
  const alias = level === null ? day : `${day}.l${level}`
  const path = join(directory, `events-${alias}.duckdb`)
  return {
    path,
    alias,
    dayMs,
    part,
    level,
    shapes: [],
    fields: new Set(),
    hasTextFilters: false,
    position: 0,
    events: 0,
    buckets: new Map(),
    broken: undefined,
    closed: false,
    stale: false,
    made: false,
  }
}

/** Reads what an attached file holds into `file`. */
export async function readDay(connection: DuckDBConnection, file: DayFile): Promise<void> {
  const columns = await connection.runAndReadAll(
    'SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = $1 ORDER BY table_oid, column_index',
    [file.alias],
  )
  const found = columns.getRows().map(([table, name, sqlType]): FoundColumn => ({
    table: String(table),
    name: String(name),
    sqlType: String(sqlType),
  }))
  file.shapes = shapesFrom(found)
  file.fields = fieldsOf(file.shapes)
  file.buckets.clear()
  file.position = 0
  file.events = 0
  file.stale = false
  file.made = found.some(({ table }) => table === 'progress')
  file.hasTextFilters = found.some(({ table }) => table === TEXT_FILTERS)
  if (!file.made) return
  const progress = await connection.runAndReadAll(
    `SELECT bucket, sum(events)::BIGINT, max(position) FROM ${quoteName(file.alias)}.progress GROUP BY bucket`,
  )
  for (const [bucket, events, position] of progress.getRows()) {
    file.buckets.set(Number(bucket), Number(events))
    file.events += Number(events)
    file.position = Math.max(file.position, Number(position))
  }
}

/** Fields that have a column in some table. While a table is not made, no event has the fields it is for. */
export function fieldsOf(shapes: readonly Shape[]): ReadonlySet<string> {
  return new Set(shapes.flatMap(({ columns }) => columns.map(({ name }) => name)))
}

/** Bytes of the file and its write-ahead log. */
export async function dayBytes(file: DayFile): Promise<number> {
  return (await fileBytes(file.path)) + (await fileBytes(`${file.path}.wal`))
}

/** 0 for a file that is not there. */
async function fileBytes(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
