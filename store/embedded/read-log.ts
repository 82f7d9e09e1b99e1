// A log of the record store as it lies in the file, for whoever must see each byte: entries are handed out as the
// texts that are stored. Opens the file for reading only; a platform that runs may write meanwhile.

import { DatabaseSync } from 'node:sqlite'
import { Permanent } from '#/kernel/errors.ts'

export interface RawLogEntry {
  readonly number: number
  readonly body: string
}

export interface LogReader extends Disposable {
  /** In order of their numbers. */
  entries(log: string): Iterable<RawLogEntry>
}

/** Throws Permanent (`store.failed`) for a file that is not there, or is no database of the platform. */
export function openLogReader(path: string): LogReader {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 5000 })
    // One moment of the file for all that is read.
    database.exec('BEGIN')
    const statement = database.prepare(
      'SELECT number, CAST(body AS BLOB) AS body FROM log_entry WHERE log = ? ORDER BY number',
    )
    const open = database
    return {
      *entries(log) {
        for (const { number, body } of statement.iterate(log) as Iterable<{
          number: number
          body: Uint8Array
        }>)
          // Bytes that are no UTF-8 become other text, which no hash can be of.
          yield { number, body: Buffer.from(body).toString() }
      },
      [Symbol.dispose]: () => open.close(),
    }
  } catch (error) {
    database?.close()
    throw new Permanent('store.failed', `${path} cannot be read: ${(error as Error).message}`, {
      cause: error,
    })
  }
}
