// Takes copies of database files to the present version and looks whether nothing is lost: what is tried in a
// rehearsal, and what is then put in the place of the files, is the same.

import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { Fatal } from '#/kernel/errors.ts'
import { stepsTaken, takeMissingSteps } from '#/store/embedded/migrate.ts'
import { openSqliteSnapshot } from '#/store/embedded/sqlite-snapshot.ts'
import type { DatabasePart } from './database-parts.ts'

/** One file that was taken to the present version. */
export interface Rehearsed {
  readonly file: string
  /** Steps taken before and now. */
  readonly from: number
  readonly to: number
  /** Table → rows, of those there were before. */
  readonly rows: Readonly<Record<string, number>>
}

interface Facts {
  readonly rows: Readonly<Record<string, number>>
  readonly brokenKeys: number
  /** Of the table that must stay as it is. */
  readonly digest: string | undefined
}

/**
 * Copies one moment of the file to `to`, which must not exist, and takes the copy to the present version; durable
 * when it resolves. Throws Fatal (`upgrade.failed`) when the file is damaged, a step fails, or something is lost.
 */
export async function rehearse(part: DatabasePart, from: string, to: string): Promise<Rehearsed> {
  try {
    using snapshot = openSqliteSnapshot(from)
    if (snapshot === undefined) throw new Error('it has gone')
    await snapshot.copyTo(to)
    const report = upgradeCopy(part, to)
    await using file = await open(to, 'r')
    await file.sync()
    return report
  } catch (error) {
    const why = (error as Error).message
    throw new Fatal(
      'upgrade.failed',
      `${from} cannot be taken to this version: ${why}. Nothing was changed: the version before goes on with it`,
      { cause: error },
    )
  }
}

function upgradeCopy(part: DatabasePart, path: string): Rehearsed {
  const database = new DatabaseSync(path, { enableForeignKeyConstraints: false })
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    mustBeSound(database, 'it was damaged before')
    const from = stepsTaken(database)
    const before = factsOf(database, part)
    takeMissingSteps(database, part.steps)
    mustBeSound(database, 'a step damaged it')
    mustHold(before, factsOf(database, part), part)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
    part.read(path)
    return { file: part.file, from, to: part.steps.length, rows: before.rows }
  } finally {
    if (database.isOpen) database.close()
  }
}

function mustBeSound(database: DatabaseSync, why: string): void {
  const [found] = Object.values(database.prepare('PRAGMA integrity_check(1)').get()!)
  if (found !== 'ok') throw new Error(`${why} (${String(found)})`)
}

/** A step that merges or drops tables would have to be told apart here from one that loses rows. */
function mustHold(before: Facts, after: Facts, { untouched }: DatabasePart): void {
  for (const [table, rows] of Object.entries(before.rows)) {
    const now = after.rows[table]
    if (now !== rows) throw new Error(`table ${table} had ${rows} rows and would have ${now ?? 'none'}`)
  }
  if (after.brokenKeys > before.brokenKeys)
    throw new Error(`${after.brokenKeys} rows would refer to rows that there are not`)
  if (before.digest !== undefined && after.digest !== before.digest)
    throw new Error(`table ${untouched} would not be as it was`)
}

function factsOf(database: DatabaseSync, { untouched }: DatabasePart): Facts {
  const rows = countRows(database)
  return {
    rows,
    brokenKeys: database.prepare('PRAGMA foreign_key_check').all().length,
    digest:
      untouched === undefined || rows[untouched] === undefined ? undefined : digestOf(database, untouched),
  }
}

/** Table → rows. Those that SQLite keeps for itself, and for search by words, are left out. */
export function countRows(database: DatabaseSync): Readonly<Record<string, number>> {
  const tables = database
    .prepare(`SELECT name FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .all()
  return Object.fromEntries(
    tables.map(({ name }) => [
      String(name),
      Number(database.prepare(`SELECT count(*) AS n FROM "${String(name)}"`).get()!['n']),
    ]),
  )
}

/** SHA-256 over all values of a table in the order of its key. */
function digestOf(database: DatabaseSync, table: string): string {
  const hash = createHash('sha256')
  for (const row of database.prepare(`SELECT * FROM "${table}" ORDER BY 1, 2`).iterate())
    hash.update(JSON.stringify(Object.values(row)))
  return hash.digest('hex')
}
