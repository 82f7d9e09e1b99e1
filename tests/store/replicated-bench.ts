// Stores of a cluster's state on one log, each process with a folder of its own, for tests.

import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemClock, type Clock } from '#/kernel/clock.ts'
import type { Problem } from '#/kernel/problem.ts'
import { STATE_TABLES } from '#/store/replicated/copied-tables.ts'
import { followState } from '#/store/replicated/follow-state.ts'
import {
  openReplicatedState,
  type ReplicatedState,
  type ReplicatedStateOptions,
} from '#/store/replicated/replicated-state.ts'
import type { StateLog } from '#/store/replicated/state-log.ts'
import type { OpenedStateStore } from './state-store-conformance.ts'

/** A log that is empty at first, and how to spoil it. */
export interface OpenedLog extends AsyncDisposable {
  readonly log: StateLog
  /** The same log over a connection of its own. */
  another(): StateLog
  /** Changes the payload of an entry. */
  damageEntry(number: number): Promise<void>
  loseEntry(number: number): Promise<void>
  damagePiece(baseId: string, index: number): Promise<void>
}

export type OpenLog = () => Promise<OpenedLog>

export interface Leader extends ReplicatedState {
  readonly path: string
  readonly deposed: Error[]
  readonly problems: Problem[]
  /** Ends the term. */
  readonly term: AbortController
}

/** A place for the files of several processes. */
export interface StateBench extends Disposable {
  folder(name: string): string
  lead(fence: number, more?: Partial<ReplicatedStateOptions> & { folder?: string }): Promise<Leader>
  /** Builds a file from the log alone and answers its tables. */
  built(): Promise<Tables>
}

export function createStateBench({ log, another }: Pick<OpenedLog, 'log' | 'another'>): StateBench {
  const root = mkdtempSync(join(tmpdir(), 'thapcanh-replicated-'))
  let made = 0
  const folder = (name: string): string => join(root, `${name}.sqlite`)
  return {
    folder,
    async lead(fence, more = {}) {
      const path = folder(more.folder ?? `fresh-${made++}`)
      const [deposed, problems, term] = [[] as Error[], [] as Problem[], new AbortController()]
      const opened = await openReplicatedState({
        path,
        log,
        clock: systemClock,
        report: problem => problems.push(problem),
        term: { fence, signal: term.signal },
        onDeposed: error => deposed.push(error),
        ...more,
      })
      return { ...opened, path, deposed, problems, term }
    },
    async built() {
      const path = folder(`fresh-${made++}`)
      await followOnce(another(), path)
      return tablesOf(path)
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Follows the log until the file has come to its end once. */
export async function followOnce(log: StateLog, path: string, problems: Problem[] = []): Promise<number> {
  const enough = new AbortController()
  let reached = 0
  await followState({
    path,
    tables: STATE_TABLES,
    log,
    report: problem => problems.push(problem),
    signal: enough.signal,
    onReached: number => {
      reached = number
      enough.abort()
    },
  })
  return reached
}

export type Tables = Readonly<Record<string, readonly string[]>>

/** Rows of all tables as texts, in one order; not what SQLite, its index of words and the copy itself keep. */
export function tablesOf(path: string): Tables {
  if (!existsSync(path)) throw new Error(`no ${path}`)
  using database = new DatabaseSync(path, { readOnly: true })
  const names = database
    .prepare(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'log_place'
       AND name NOT LIKE 'mention_word%'`,
    )
    .all()
    .map(row => row['name'] as string)
    .sort()
  return Object.fromEntries(
    names.map(name => [
      name,
      rowsOf(database, name)
        .map(row =>
          JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
        )
        .sort(),
    ]),
  )
}

function rowsOf(database: DatabaseSync, table: string) {
  const rows = database.prepare(`SELECT * FROM "${table}"`)
  rows.setReadBigInts(true)
  return rows.all()
}

/** For the suite of state stores: opened again in a fresh folder, from what the log alone has. */
export async function openOnLog(openLog: OpenLog, clock: Clock): Promise<OpenedStateStore> {
  const opened = await openLog()
  const bench = createStateBench(opened)
  let fence = 1
  let leader = await bench.lead(fence, { clock })
  return {
    get store() {
      return leader.store
    },
    async reopen() {
      await leader.settled()
      await leader[Symbol.asyncDispose]()
      leader = await bench.lead(++fence, { clock, log: opened.another() })
      return leader.store
    },
    async [Symbol.asyncDispose]() {
      await leader[Symbol.asyncDispose]()
      bench[Symbol.dispose]()
      await opened[Symbol.asyncDispose]()
    },
  }
}
