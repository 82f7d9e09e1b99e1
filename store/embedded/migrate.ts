// Brings a database file of any earlier version to the present one. Its tables are a list of steps; a step is
// never edited once released: a change is a new step at the end. `user_version` is how many were taken.

import type { DatabaseSync } from 'node:sqlite'
import { Fatal } from '#/kernel/errors.ts'

/** Takes the steps that the file lacks, each all or nothing; throws Fatal for a file of a newer version of Thápcanh. */
export function takeSteps(database: DatabaseSync, path: string, steps: readonly string[]): void {
  const taken = Number(database.prepare('PRAGMA user_version').get()!['user_version'])
  if (taken > steps.length) {
    throw new Fatal(
      'store.failed',
      `${path} was written by a newer version (${taken} steps, this one knows ${steps.length})`,
    )
  }
  for (const [number, step] of steps.entries()) {
    if (number < taken) continue
    database.exec(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${number + 1}; COMMIT`)
  }
}
