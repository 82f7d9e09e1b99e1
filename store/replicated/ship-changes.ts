// What the leader commits goes into the log, group by group: one is under way, and what is committed meanwhile is
// the next one.
//
// A group is cut between two turns of the event loop, when no transaction is open. Once anything went wrong for good
// (another leads, the log refuses, the term is over) no change is taken any more, and nothing is acknowledged.

import type { DatabaseSync, Session } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { Retryable } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { markHoldingMore, writePlace, type LogPlace } from '../embedded/log-place.ts'
import { sqliteFailure } from '../embedded/sqlite-failure.ts'
import { openSqliteSnapshot, type SqliteSnapshot } from '../embedded/sqlite-snapshot.ts'
import type { BaseKeeper } from './keep-bases.ts'
import { groupAfter, placeOf, type EntryAuthor, type LogEntry } from './log-entry.ts'
import type { StateLog } from './state-log.ts'
import { tryUntil } from './try-until.ts'

export interface ShippingOptions {
  readonly database: DatabaseSync
  readonly path: string
  readonly log: StateLog
  readonly author: EntryAuthor
  /** What the file holds. */
  readonly place: LogPlace
  readonly report: ReportProblem
  /** Fires when the term is over. */
  readonly signal: AbortSignal
  readonly bases: BaseKeeper
  /** Called once, when no more changes are taken although nobody closed it. */
  readonly onDeposed: (error: Error) => void
  /** The log may be away for so long before it counts as stuck. */
  readonly stuckAfterMs: number
}

interface Group {
  readonly changeset: Uint8Array
  /** Writes up to this one are in it, or in groups before. */
  readonly upTo: number
  readonly snapshot: SqliteSnapshot | undefined
}

interface Waiting {
  readonly upTo: number
  readonly done: PromiseWithResolvers<void>
}

export class ChangeShipping {
  place: LogPlace
  private readonly options: ShippingOptions
  private session: Session
  /** Writes begun, and of these, how many are in the log. */
  private written = 0
  private kept = 0
  private running: Promise<void> | undefined
  /** Fires when nothing more is to be written. */
  private readonly ending = new AbortController()
  private over: Error | undefined
  private waiting: Waiting[] = []
  private stuck = new AbortController()

  constructor(options: ShippingOptions) {
    this.options = options
    this.place = options.place
    this.session = options.database.createSession()
    options.signal.addEventListener('abort', this.lose)
    if (options.signal.aborted) this.lose()
  }

  /** Before each change: throws what stopped the shipping. */
  readonly beforeWrite = (): void => {
    if (this.over !== undefined) throw this.over
    if (this.running === undefined) {
      attempt(() => markHoldingMore(this.options.database))
      this.running = setImmediate().then(() => this.run())
    }
    this.written++
  }

  /** Resolves when all that was committed until now is in the log; throws what stopped the shipping. */
  async settled(): Promise<void> {
    if (this.over !== undefined) throw this.over
    if (this.kept === this.written) return
    const done = Promise.withResolvers<void>()
    this.waiting.push({ upTo: this.written, done })
    await done.promise
  }

  /** Fires while the log has been away for too long to wait for it; another one when it is back. */
  get stuckSignal(): AbortSignal {
    return this.stuck.signal
  }

  /** Takes no more changes, for this reason; who waits is told it. Resolves when nothing is under way any more. */
  async stop(error: Error): Promise<void> {
    this.end(error)
    await this.running
  }

  private end(error: Error): void {
    if (this.over !== undefined) return
    this.over = error
    this.options.signal.removeEventListener('abort', this.lose)
    this.ending.abort(error)
    for (const { done } of this.waiting.splice(0)) done.reject(error)
  }

  private readonly lose = (): void => {
    const { reason } = this.options.signal as { reason: unknown }
    this.fail(reason instanceof Retryable ? reason : new Retryable('leader.lost', 'the term is over'))
  }

  private fail(error: Error): void {
    if (this.over !== undefined) return
    this.end(error)
    this.options.onDeposed(error)
  }

  private async run(): Promise<void> {
    try {
      while (this.over === undefined) {
        const group = this.cut()
        await this.keep(group)
        if (this.over !== undefined) break
        this.kept = group.upTo
        const [kept, waiting] = [[] as Waiting[], [] as Waiting[]]
        for (const one of this.waiting) (one.upTo <= this.kept ? kept : waiting).push(one)
        this.waiting = waiting
        for (const { done } of kept) done.resolve()
        if (this.kept < this.written) continue
        attempt(() => writePlace(this.options.database, this.place))
        break
      }
    } catch (error) {
      this.fail(error as Error)
    } finally {
      this.running = undefined
    }
  }

  /** What was committed since the last cut, and a look at the file as it is now when a base is due. */
  private cut(): Group {
    const { database, bases, path } = this.options
    if (database.isTransaction) throw new Error('a group is cut within a transaction')
    const changeset = this.session.changeset()
    this.session.close()
    this.session = database.createSession()
    return {
      changeset,
      upTo: this.written,
      snapshot: bases.isDue(this.place) ? openSqliteSnapshot(path) : undefined,
    }
  }

  private async keep({ changeset, snapshot }: Group): Promise<void> {
    const { author, bases } = this.options
    try {
      if (changeset.length > 0)
        for (const entry of await groupAfter(this.place, author, changeset)) {
          const written = await this.append(entry)
          if (written === 'taken')
            throw new Retryable(
              'leader.lost',
              `another leader wrote entry ${entry.number} of the log of the state`,
            )
          this.place = placeOf(entry)
        }
    } catch (error) {
      snapshot?.[Symbol.dispose]()
      throw error
    }
    if (snapshot !== undefined) bases.begin(snapshot, this.place)
  }

  /** Tries for as long as changes are taken. */
  private async append(entry: LogEntry): Promise<'written' | 'taken'> {
    const { log, report, stuckAfterMs } = this.options
    const { signal } = this.ending
    let late: NodeJS.Timeout | undefined
    const onAway = (): void => {
      late = setTimeout(() => this.stuck.abort(), stuckAfterMs)
    }
    try {
      return await tryUntil(() => log.append(entry, signal), { where: log.where, report, signal, onAway })
    } finally {
      clearTimeout(late)
      if (this.stuck.signal.aborted) this.stuck = new AbortController()
    }
  }
}

/** Work on the state file, whose failures are of the environment. */
function attempt(work: () => void): void {
  try {
    work()
  } catch (error) {
    throw sqliteFailure(error)
  }
}
