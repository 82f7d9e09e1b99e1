// Where in a cluster's log of the state (store/replicated/) a state file stands, kept in the file itself. The table
// has no primary key, so SQLite's recording of changes passes it over: it is of this file and never travels.
//
// `mayHoldMore` is set before the first change that the log does not have yet, and cleared when it has all: a file
// that was left with it may hold changes that nobody was told are kept. SQLite loses commits only from the end, so
// this holds after a power cut too.

import type { DatabaseSync } from 'node:sqlite'

/** A point of the log: all entries up to `number`. */
export interface LogPlace {
  /** Of its last entry; 0: the base that the log began with, and nothing else. */
  readonly number: number
  /** That entry's hash, and by it that of all before. */
  readonly hash: string
  /** Bytes of all payloads so far. */
  readonly total: number
  /** Of the last term so far. */
  readonly fence: number
}

export interface FilePlace extends LogPlace {
  readonly mayHoldMore: boolean
}

/** Undefined: the file is no copy of a cluster's state. */
export function readPlace(database: DatabaseSync): FilePlace | undefined {
  const known = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'log_place'`)
  if (known.get() === undefined) return undefined
  const row = database.prepare('SELECT * FROM log_place').get()
  if (row === undefined) return undefined
  return {
    number: Number(row['number']),
    hash: String(row['hash']),
    total: Number(row['total']),
    fence: Number(row['fence']),
    mayHoldMore: row['may_hold_more'] === 1,
  }
}

/** Writes the place as what the file holds exactly; within the caller's transaction, if there is one. */
export function writePlace(database: DatabaseSync, { number, hash, total, fence }: LogPlace): void {
  const update = database.prepare(
    'UPDATE log_place SET number = ?, hash = ?, total = ?, fence = ?, may_hold_more = 0',
  )
  update.run(number, hash, total, fence)
}

/** Makes the file a copy that stands at the place. */
export function beginPlace(database: DatabaseSync, place: LogPlace): void {
  forgetPlace(database)
  database.exec(`
    CREATE TABLE log_place (
      number INTEGER NOT NULL, hash TEXT NOT NULL, total INTEGER NOT NULL, fence INTEGER NOT NULL,
      may_hold_more INTEGER NOT NULL
    ) STRICT;
    INSERT INTO log_place VALUES (0, '', 0, 0, 0)`)
  writePlace(database, place)
}

export function markHoldingMore(database: DatabaseSync): void {
  database.exec('UPDATE log_place SET may_hold_more = 1')
}

export function forgetPlace(database: DatabaseSync): void {
  database.exec('DROP TABLE IF EXISTS log_place')
}
