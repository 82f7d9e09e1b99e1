// The version of a database file: its tables are a list of steps; a step is never edited once released: a change is a
// new step at the end. `user_version` is how many were taken.
//
// Opening a file never changes one of an earlier version: that is done to a copy, which is checked and then put in its
// place (upgrade/upgrade-folder.ts).

import type { DatabaseSync } from 'node:sqlite'
import { Fatal } from '#/kernel/errors.ts'

/** How many steps a file has taken; 0 for an empty one. */
export function stepsTaken(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()!['user_version'])
}

/** Makes the tables of an empty file; throws Fatal (`data.newer`, `data.older`) for one of another version. */
export function takeSteps(database: DatabaseSync, path: string, steps: readonly string[]): void {
  if (stepsTaken(database) === 0) takeMissingSteps(database, steps)
  else mustBePresent(database, path, steps)
}

/** Throws Fatal (`data.newer`, `data.older`) unless the file has taken exactly these steps. */
export function mustBePresent(database: DatabaseSync, path: string, steps: readonly string[]): void {
  const taken = stepsTaken(database)
  if (taken > steps.length) throw newerThanProgram(path, taken, steps.length)
  if (taken < steps.length)
    throw new Fatal(
      'data.older',
      `${path} was written by an older version (its schema is ${taken}, this one needs ${steps.length}): start the platform, or run \`thapcanh migrate\`, which takes it to this version`,
    )
}

/** Takes the steps that the file lacks, all or nothing. */
export function takeMissingSteps(database: DatabaseSync, steps: readonly string[]): void {
  const missing = steps.slice(stepsTaken(database))
  if (missing.length === 0) return
  try {
    database.exec(`BEGIN IMMEDIATE; ${missing.join(';\n')}; PRAGMA user_version = ${steps.length}; COMMIT`)
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** What a program says that meets data of a later one. */
export function newerThanProgram(path: string, found: number, known: number): Fatal {
  return new Fatal(
    'data.newer',
    `${path} was written by a newer version of Thápcanh (its schema is ${found}, this one knows ${known}); nothing was changed. Run that version again; to stay with this one, go back with that version's \`thapcanh migrate --back\`, or restore a backup made before the upgrade`,
  )
}
