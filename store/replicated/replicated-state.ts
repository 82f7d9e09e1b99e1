// The state store in a cluster: SQLite in the process that leads it, and everything that it commits goes into a log
// that all processes reach. Whoever leads next builds the same file from there.
//
// A change is there for readers of this process when the call returns, and acknowledged when `settled` resolves: who
// answers others waits for that. `records.commit` waits by itself.

import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '#/kernel/clock.ts'
import { Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { untilAborted } from '#/kernel/until-aborted.ts'
import type { StateStore } from '../state-store.ts'
import { beginTerm } from './begin-term.ts'
import type { CatchUpOptions } from './catch-up.ts'
import { STATE_TABLES } from './copied-tables.ts'
import { BaseKeeper } from './keep-bases.ts'
import type { EntryAuthor } from './log-entry.ts'
import { createStateStore } from '../embedded/state-store.ts'
import { STATE_SCHEMA } from '../embedded/state-schema.ts'
import { ChangeShipping } from './ship-changes.ts'
import { tryUntil } from './try-until.ts'

export interface ReplicatedStateOptions extends Omit<CatchUpOptions, 'signal' | 'tables'> {
  readonly clock: Clock
  /** The term in which this process leads the state (cluster/leader-lock.ts). */
  readonly term: { readonly fence: number; readonly signal: AbortSignal }
  /** Ends the opening; once it is open the store is not touched by it. */
  readonly signal?: AbortSignal
  /**
   * Called once when the store takes no more changes: Retryable (`leader.lost`) when another leads or the term is
   * over, else what the log refused. It is to be disposed of then.
   */
  readonly onDeposed: (error: Error) => void
  /** Bytes of log after which a base is written at the earliest; LIMITS.minStateLogBytes when absent. */
  readonly baseAfterBytes?: number
  /** LIMITS.maxStateAwayMs when absent. */
  readonly stuckAfterMs?: number
}

export interface ReplicatedState extends AsyncDisposable {
  /** Disposing of it does nothing: it goes with the whole. After `onDeposed` changes throw, reading goes on. */
  readonly store: StateStore
  /**
   * Resolves when everything committed up to this call is in the log for good. While the log is away it waits.
   * Throws Retryable (`leader.lost`) when another leads or the term ended before: whether what is waited for was
   * kept is not known then. Throws Permanent (`state.refused`) when the log refuses it, or the signal's reason.
   */
  settled(signal?: AbortSignal): Promise<void>
  /**
   * Fires when something that was committed waits for a log that has been away for LIMITS.maxStateAwayMs: nobody
   * should wait for it any more, and nothing be begun. When the log is back, there is another signal.
   */
  stuck(): AbortSignal
  /** Entries of the log that are kept. */
  number(): number
}

/**
 * Reads the log to its end, begins the term and opens the store. A log that is empty begins with the file that is
 * there, or an empty state; a file that may hold what was never acknowledged is built anew. Waits while the log is
 * away. Throws Retryable (`leader.lost`) when a later term has begun, the signal's reason, and Fatal as `openAtEnd`.
 */
export async function openReplicatedState(options: ReplicatedStateOptions): Promise<ReplicatedState> {
  const { path, log, report, clock, term, onDeposed, baseAfterBytes } = options
  const { stuckAfterMs = LIMITS.maxStateAwayMs } = options
  const { signal, fence } = term
  const opening = options.signal === undefined ? signal : AbortSignal.any([signal, options.signal])
  const author: EntryAuthor = { fence, writer: randomUUID(), schema: STATE_SCHEMA.length }
  const copy = await beginTerm({ path, log, tables: STATE_TABLES, report, signal: opening }, author)
  const { database } = copy
  try {
    const list = await tryUntil(() => log.bases(opening), { where: log.where, report, signal: opening })
    if (list === undefined) throw new Error('a log without bases')
    const bases = new BaseKeeper({ log, path, fence, signal }, list, report, baseAfterBytes)
    const shipping = new ChangeShipping({
      database,
      path,
      log,
      author,
      place: copy.place,
      report,
      signal,
      bases,
      onDeposed,
      stuckAfterMs,
    })
    return replicatedStore(database, clock, shipping, bases)
  } catch (error) {
    copy[Symbol.dispose]()
    throw error
  }
}

function replicatedStore(
  database: DatabaseSync,
  clock: Clock,
  shipping: ChangeShipping,
  bases: BaseKeeper,
): ReplicatedState {
  const store = createStateStore(database, clock, shipping.beforeWrite)
  return {
    store: {
      ...store,
      records: {
        ...store.records,
        async commit(changes) {
          const outcome = await store.records.commit(changes)
          if (outcome === 'done') await shipping.settled()
          return outcome
        },
      },
      [Symbol.dispose]: () => {},
    },
    settled: async signal => await untilAborted(shipping.settled(), signal),
    stuck: () => shipping.stuckSignal,
    number: () => shipping.place.number,

    /** What was committed is written before, if it can be within LIMITS.maxStateClosingMs. */
    async [Symbol.asyncDispose]() {
      const ended = new AbortController()
      const late = sleep(LIMITS.maxStateClosingMs, undefined, { signal: ended.signal })
      await Promise.race([shipping.settled(), late]).catch(() => {})
      ended.abort()
      await late.catch(() => {})
      await shipping.stop(new Retryable('leader.lost', 'the store of the state is closed'))
      await bases[Symbol.asyncDispose]()
      store[Symbol.dispose]()
    },
  }
}
