// A file that follows the log of a cluster's state: entries are applied in order, each group in one transaction
// with the place that it leads to.
//
// The tables are at the version of the last entry: a term of a newer version brings them to it by the same steps on
// every copy, so all copies of one place are alike.

import type { DatabaseSync } from 'node:sqlite'
import { Fatal } from '#/kernel/errors.ts'
import { readPlace, writePlace, type FilePlace, type LogPlace } from '../embedded/log-place.ts'
import { stepsTaken, takeMissingSteps } from '../embedded/migrate.ts'
import { openStateDatabase } from '../embedded/state-store.ts'
import type { CopiedTables } from './copied-tables.ts'
import { changesetOf, damagedEntry, entryFault, placeOf, type LogEntry } from './log-entry.ts'

/** The copy and the log went different ways; the copy is thrown away. */
export class Diverged extends Error {}

export class StateCopy implements Disposable {
  readonly path: string
  readonly database: DatabaseSync
  /** Up to where entries are applied. */
  place: LogPlace
  /** Up to where they were read: parts of a group may wait for its end. */
  seen: LogPlace
  /** The last one read. */
  last: LogEntry | undefined
  private readonly tables: CopiedTables
  private parts: LogEntry[] = []

  constructor(path: string, tables: CopiedTables, database: DatabaseSync, place: LogPlace) {
    this.path = path
    this.tables = tables
    this.database = database
    this.place = place
    this.seen = place
  }

  /** Applies the next entries. Throws Diverged; Fatal: `state.damaged`, `state.newer`, `state.differs`. */
  async apply(entries: readonly LogEntry[]): Promise<void> {
    for (const entry of entries) {
      const fault = entryFault(entry, this.seen)
      if (fault === 'damaged') throw damagedEntry(entry.number)
      if (fault !== undefined) throw new Diverged(`entry ${entry.number} does not follow ${this.path}`)
      if (entry.kind === 'term') this.beginTerm(entry)
      else if (entry.kind === 'part') this.parts.push(entry)
      else await this.applyGroup(entry)
      this.seen = placeOf(entry)
      this.last = entry
    }
  }

  /** A term's own tables; parts that a leader left unfinished count for nothing from here on. */
  beginTerm(term: LogEntry): void {
    const { steps } = this.tables
    refuseNewer(term.schema, steps, `entry ${term.number} of the log of the state`)
    takeMissingSteps(this.database, steps.slice(0, term.schema))
    this.parts = []
    writePlace(this.database, placeOf(term))
    this.place = this.seen = placeOf(term)
  }

  private async applyGroup(entry: LogEntry): Promise<void> {
    const changeset = await changesetOf([...this.parts, entry])
    this.parts = []
    // The file may have been brought to a later version by itself, by an upgrade of its data folder.
    if (entry.schema !== stepsTaken(this.database))
      throw new Diverged(`entry ${entry.number} is of other tables than ${this.path}`)
    this.tables.apply(this.database, changeset, entry)
    this.place = placeOf(entry)
  }

  [Symbol.dispose](): void {
    if (this.database.isOpen) this.database.close()
  }
}

/** Opens a file that is a copy. Throws Fatal (`store.failed`) when it cannot be. */
export function openCopy(
  path: string,
  tables: CopiedTables,
): { readonly copy: StateCopy; readonly place: FilePlace } | undefined {
  // Losing the latest of a copy costs reading it again: commits need not wait for the disk.
  return openStateDatabase(path, 'NORMAL', database => {
    const place = readPlace(database)
    if (place !== undefined) return { copy: new StateCopy(path, tables, database, place), place }
    database.close()
    return undefined
  })
}

/** Throws Fatal (`state.newer`). */
export function refuseNewer(schema: number, steps: readonly string[], what: string): void {
  if (schema > steps.length)
    throw new Fatal(
      'state.newer',
      `${what} is of a newer version of Thápcanh (${schema} steps of its tables, this one knows ${steps.length})`,
    )
}
