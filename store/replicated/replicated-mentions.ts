// The mention store in a cluster: the leader's, on its own disk, and every call that changes it goes into a log that all
// processes reach, before it is done here. So a call that has been answered is known to whoever leads next, and the
// file of a leader never holds what the log does not.
//
// One group of calls is under way at a time; what is called meanwhile is the next one. Reading waits for nothing.

import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { writePlace, type LogPlace } from '../embedded/log-place.ts'
import { openSqliteSnapshot } from '../embedded/sqlite-snapshot.ts'
import { openStateDatabase } from '../embedded/state-store.ts'
import type { MentionStore } from '../mention-store.ts'
import { beginTerm } from './begin-term.ts'
import type { CatchUpOptions } from './catch-up.ts'
import { BaseKeeper } from './keep-bases.ts'
import { groupAfter, placeOf, type EntryAuthor } from './log-entry.ts'
import {
  MENTION_CHANGES,
  MENTION_TABLES,
  packCalls,
  type MentionCall,
  type MentionChange,
} from './mention-changes.ts'
import { tryUntil } from './try-until.ts'

export interface ReplicatedMentionsOptions extends Omit<CatchUpOptions, 'tables'> {
  /** The term in which this process leads (cluster/leader-lock.ts). */
  readonly term: { readonly fence: number; readonly signal: AbortSignal }
  /** Opens the file for itself, which then has the present tables. */
  readonly openStore: (path: string) => Promise<MentionStore>
  /** Called once when no more changes are taken: as of ReplicatedState. */
  readonly onDeposed: (error: Error) => void
  /** Bytes of log after which a base is written at the earliest; LIMITS.minStateLogBytes when absent. */
  readonly baseAfterBytes?: number
}

interface Waiting {
  readonly call: MentionCall
  readonly done: PromiseWithResolvers<unknown>
}

/** Calls of which a group is made at most. */
const GROUP_CALLS = 100

/**
 * Reads the log to its end, begins the term and opens the store. A log that is empty begins with the file that is there.
 * `signal` ends the opening. Throws as `openReplicatedState`.
 */
export async function openReplicatedMentions(options: ReplicatedMentionsOptions): Promise<MentionStore> {
  const { path, log, report, term, baseAfterBytes } = options
  const signal = AbortSignal.any([term.signal, options.signal])
  const author: EntryAuthor = { fence: term.fence, writer: randomUUID(), schema: MENTION_TABLES.steps.length }
  const copy = await beginTerm({ path, log, tables: MENTION_TABLES, report, signal }, author)
  const { place } = copy
  copy[Symbol.dispose]()
  const list = await tryUntil(() => log.bases(signal), { where: log.where, report, signal })
  if (list === undefined) throw new Error('a log without bases')
  const bases = new BaseKeeper(
    { log, path, fence: term.fence, signal: term.signal },
    list,
    report,
    baseAfterBytes,
  )
  const store = await options.openStore(path)
  // Losing the latest place costs doing the same once more.
  const places = openStateDatabase(path, 'NORMAL', database => database)
  const shipping = new CallShipping(options, author, { store, places, bases, place })
  return {
    ...store,
    ...shipping.changes,
    async [Symbol.asyncDispose]() {
      await shipping.close()
      await bases[Symbol.asyncDispose]()
      places.close()
      await store[Symbol.asyncDispose]()
    },
  }
}

interface Parts {
  readonly store: MentionStore
  /** The file, for its place. */
  readonly places: DatabaseSync
  readonly bases: BaseKeeper
  readonly place: LogPlace
}

class CallShipping {
  readonly changes: Pick<MentionStore, MentionChange>
  private readonly options: ReplicatedMentionsOptions
  private readonly author: EntryAuthor
  private readonly parts: Parts
  private place: LogPlace
  private waiting: Waiting[] = []
  private running: Promise<void> | undefined
  /** Fires when nothing more is to be written. */
  private readonly ending = new AbortController()
  private over: Error | undefined

  constructor(options: ReplicatedMentionsOptions, author: EntryAuthor, parts: Parts) {
    this.options = options
    this.author = author
    this.parts = parts
    this.place = parts.place
    const ship =
      (method: MentionChange) =>
      async (...args: readonly unknown[]): Promise<unknown> =>
        await this.ship({ method, args } as unknown as MentionCall)
    this.changes = Object.fromEntries(
      MENTION_CHANGES.map(method => [method, ship(method)]),
    ) as unknown as Pick<MentionStore, MentionChange>
    const { signal } = options.term
    signal.addEventListener('abort', this.lose)
    if (signal.aborted) this.lose()
  }

  /** Waits for what is under way, at most LIMITS.maxStateClosingMs, and takes no more. */
  async close(): Promise<void> {
    const ended = new AbortController()
    const late = sleep(LIMITS.maxStateClosingMs, undefined, { signal: ended.signal }).catch(() => {})
    await Promise.race([this.running, late])
    ended.abort()
    this.end(new Retryable('leader.lost', 'the store of mentions is closed'))
    await this.running
  }

  private async ship(call: MentionCall): Promise<unknown> {
    if (this.over !== undefined) throw this.over
    const done = Promise.withResolvers<unknown>()
    this.waiting.push({ call, done })
    this.running ??= setImmediate().then(async () => await this.run())
    return await done.promise
  }

  private async run(): Promise<void> {
    let group: readonly Waiting[] = []
    try {
      while (this.over === undefined && this.waiting.length > 0) {
        group = this.waiting.splice(0, GROUP_CALLS)
        await this.log(group.map(({ call }) => call))
        for (const { call, done } of group) await this.apply(call, done)
        writePlace(this.parts.places, this.place)
        this.keepBase()
      }
    } catch (error) {
      // Those of the group that have been answered hear no more.
      for (const { done } of group) done.reject(error)
      this.fail(error as Error)
    } finally {
      this.running = undefined
    }
  }

  private async log(calls: readonly MentionCall[]): Promise<void> {
    const { log, report } = this.options
    const { signal } = this.ending
    for (const entry of await groupAfter(this.place, this.author, packCalls(calls))) {
      const append = async () => await log.append(entry, signal)
      if ((await tryUntil(append, { where: log.where, report, signal })) === 'taken')
        throw new Retryable('leader.lost', `another leader wrote entry ${entry.number} of ${log.where}`)
      this.place = placeOf(entry)
    }
  }

  /** What the log has must come into the file: only what the store refuses for good is left out, as by every copy. */
  private async apply({ method, args }: MentionCall, done: Waiting['done']): Promise<void> {
    const { store, bases } = this.parts
    const { path: where, report } = this.options
    const run = store[method] as (...values: readonly unknown[]) => Promise<unknown>
    try {
      const result = await tryUntil(() => run(...args), { where, report, signal: this.ending.signal })
      // What was deleted or forgotten must not stay in the log and its bases for long.
      if (method.endsWith('Before') && (result as number) > 0) bases.hasten()
      done.resolve(result)
    } catch (error) {
      if (!(error instanceof Permanent)) throw error
      done.reject(error)
    }
  }

  private keepBase(): void {
    const { bases } = this.parts
    if (bases.isDue(this.place)) bases.begin(openSqliteSnapshot(this.options.path)!, this.place)
  }

  private end(error: Error): void {
    if (this.over !== undefined) return
    this.over = error
    this.options.term.signal.removeEventListener('abort', this.lose)
    this.ending.abort(error)
    for (const { done } of this.waiting.splice(0)) done.reject(error)
  }

  private readonly lose = (): void => {
    const { reason } = this.options.term.signal as { reason: unknown }
    this.fail(reason instanceof Retryable ? reason : new Retryable('leader.lost', 'the term is over'))
  }

  private fail(error: Error): void {
    if (this.over !== undefined) return
    this.end(error)
    this.options.onDeposed(error)
  }
}
