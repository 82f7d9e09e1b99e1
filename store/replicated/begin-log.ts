// The beginning of a log of a cluster's state: base 0, which is what the file of the first leader holds. That is
// nothing, or what a single machine has gathered until it became a cluster.

import { openSqliteSnapshot } from '../embedded/sqlite-snapshot.ts'
import { beginPlace, forgetPlace, readPlace } from '../embedded/log-place.ts'
import { takeSteps } from '../embedded/migrate.ts'
import { openStateDatabase } from '../embedded/state-store.ts'
import { writeBase } from './bases.ts'
import type { CatchUpOptions } from './catch-up.ts'
import { StateCopy } from './state-copy.ts'
import { tryUntil } from './try-until.ts'

/** Throws Fatal (`data.older`) for a file of an earlier version. Undefined: somebody else has begun the log meanwhile. */
export async function beginLog(
  { path, log, tables, report, signal }: CatchUpOptions,
  fence: number,
): Promise<StateCopy | undefined> {
  const { database, isOwn } = openStateDatabase(path, 'FULL', opened => {
    const isNew = opened.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
    if (isNew) beginPlace(opened, { number: 0, hash: '', total: 0, fence: 0 })
    const mark = readPlace(opened)
    takeSteps(opened, path, tables.steps)
    return { database: opened, isOwn: mark === undefined || mark.hash !== '' }
  })
  try {
    let place = { number: 0, hash: '', total: 0, fence: 0 }
    const list = await tryUntil(
      async () =>
        await writeBase({ log, path, fence, signal }, openSqliteSnapshot(path)!, place, hash => {
          place = { ...place, hash }
          beginPlace(database, place)
        }),
      { where: log.where, report, signal },
    )
    if (list !== undefined) {
      database.exec('PRAGMA synchronous = NORMAL')
      return new StateCopy(path, tables, database, place)
    }
    // What a single machine has gathered stays its own.
    if (isOwn) forgetPlace(database)
    else beginPlace(database, { number: 0, hash: '', total: 0, fence: 0 })
    database.close()
    return undefined
  } catch (error) {
    database.close()
    throw error
  }
}
