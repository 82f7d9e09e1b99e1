// What is particular to a file that travels by a log: its tables, and how the changes of a group are applied to them.

import { constants, type DatabaseSync } from 'node:sqlite'
import { Fatal } from '#/kernel/errors.ts'
import { writePlace } from '../embedded/log-place.ts'
import { STATE_SCHEMA } from '../embedded/state-schema.ts'
import { placeOf, type LogEntry } from './log-entry.ts'

export interface CopiedTables {
  /** As migrate.ts takes them. */
  readonly steps: readonly string[]
  /** What a file is that was written without the cluster, when the log has begun already. */
  readonly foreign: 'refused' | 'set aside'
  /**
   * Applies the changes of a group and then writes the place of its last entry. Throws Fatal when they do not fit the
   * file, and Retryable when it cannot be written now.
   */
  readonly apply: (database: DatabaseSync, changes: Uint8Array, entry: LogEntry) => void
}

/** Of the state: changes are SQLite's changesets, applied in one transaction with the place. */
export const STATE_TABLES: CopiedTables = {
  steps: STATE_SCHEMA,
  foreign: 'refused',
  apply(database, changes, entry) {
    database.exec('BEGIN IMMEDIATE')
    try {
      const onConflict = () => constants.SQLITE_CHANGESET_ABORT
      if (!database.applyChangeset(changes, { onConflict }))
        throw new Fatal(
          'state.differs',
          `entry ${entry.number} of the log of the state changes rows that ${database.location()} has otherwise`,
        )
      writePlace(database, placeOf(entry))
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  },
}
