// A log of the record store as it lies in the file, for whoever must see each byte: entries are handed out as the
// texts that are stored. Nothing is written beside the file, which may lie on a read-only medium or belong to another
// user, and a platform that runs may write it meanwhile.
//
// SQLite makes two files beside a database that is in WAL mode, also for readers, and gives up where it may not:
//
//   a write-ahead log and its index   the platform runs, or was killed: read as its other readers do
//   neither                           it was stopped, or is a backup: read as a file that nobody writes
//   a write-ahead log alone           a copy was made of a killed one: read as a copy of ours

import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { Permanent } from '#/kernel/errors.ts'

export interface RawLogEntry {
  readonly number: number
  readonly body: string
}

export interface LogReader extends Disposable {
  /** In order of their numbers. */
  entries(log: string): Iterable<RawLogEntry>
  /** Somebody began to write the file while it was read, so what was read may be of several moments. */
  wasWritten(): boolean
}

interface OpenedFile extends Disposable {
  readonly database: DatabaseSync
  /** Whoever writes it meanwhile is not kept apart by SQLite. */
  readonly isBare: boolean
}

const BUSY_TIMEOUT_MS = 5000
const WAL = '-wal'
const INDEX = '-shm'

/** Throws Permanent (`store.failed`) for a file that is not there, cannot be read, or is no database of the platform. */
export function openLogReader(path: string): LogReader {
  let file: OpenedFile | undefined
  try {
    const before = stateOf(path)
    file = openFile(path)
    const { database, isBare } = file
    // One moment of the file for all that is read.
    database.exec('BEGIN')
    const statement = database.prepare(
      'SELECT number, CAST(body AS BLOB) AS body FROM log_entry WHERE log = ? ORDER BY number',
    )
    const open = file
    return {
      *entries(log) {
        for (const { number, body } of statement.iterate(log) as Iterable<{
          number: number
          body: Uint8Array
        }>)
          // Bytes that are no UTF-8 become other text, which no hash can be of.
          yield { number, body: Buffer.from(body).toString() }
      },
      wasWritten: () => isBare && stateOf(path) !== before,
      [Symbol.dispose]: () => open[Symbol.dispose](),
    }
  } catch (error) {
    file?.[Symbol.dispose]()
    throw new Permanent('store.failed', `${path} cannot be read: ${(error as Error).message}`, {
      cause: error,
    })
  }
}

function openFile(path: string): OpenedFile {
  if (!isThere(path + WAL)) {
    const url = pathToFileURL(path)
    url.search = '?immutable=1'
    return opened(new DatabaseSync(url, { readOnly: true }), true, () => {})
  }
  return isThere(path + INDEX)
    ? opened(new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS }), false, () => {})
    : openCopy(path)
}

/** In a folder of its own that only its owner may enter, and that goes when the file is closed. */
function openCopy(path: string): OpenedFile {
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-verify-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const copy = join(folder, 'state.sqlite')
    copyFileSync(path, copy)
    copyFileSync(path + WAL, copy + WAL)
    return opened(new DatabaseSync(copy, { readOnly: true }), true, remove)
  } catch (error) {
    remove()
    throw error
  }
}

function opened(database: DatabaseSync, isBare: boolean, afterwards: () => void): OpenedFile {
  return {
    database,
    isBare,
    [Symbol.dispose]() {
      database.close()
      afterwards()
    },
  }
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

/** Differs when the database or its write-ahead log was written. */
function stateOf(path: string): string {
  return [path, path + WAL]
    .map(each => statSync(each, { throwIfNoEntry: false, bigint: true }))
    .map(found => (found === undefined ? 'absent' : `${found.size} ${found.mtimeNs}`))
    .join(', ')
}
