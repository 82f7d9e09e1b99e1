// A moment of several SQLite files, copied while their owners go on writing. The moment is when the snapshots are
// opened, all in one go: whoever writes them on this thread is between two transactions then. What is copied
// later is what was there at the moment, since each holds a read transaction (WAL).

import { existsSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { sqliteFailure } from './sqlite-failure.ts'

export interface SqliteSnapshot extends Disposable {
  /**
   * Writes the moment as a database file of its own, which must not exist. Throws Retryable (`disk.full`,
   * `store.failed`) when it cannot be written.
   */
  copyTo(file: string): Promise<void>
}

const BUSY_TIMEOUT_MS = 5000
/** Pages copied before the writers of the file are let through again. */
const PAGES_AT_ONCE = 1000

/** Undefined when there is no such file. Throws Fatal or Retryable (`store.failed`) when it cannot be read. */
export function openSqliteSnapshot(path: string): SqliteSnapshot | undefined {
  if (!existsSync(path)) return undefined
  const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  try {
    database.exec('BEGIN')
    // The transaction begins with the first read.
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
  } catch (error) {
    database.close()
    throw sqliteFailure(error)
  }
  return {
    async copyTo(file) {
      try {
        await backup(database, file, { rate: PAGES_AT_ONCE })
      } catch (error) {
        throw sqliteFailure(error, file)
      }
    },
    [Symbol.dispose]: () => database.close(),
  }
}
