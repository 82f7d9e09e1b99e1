// The job queue on SQLite: takes due jobs from the table, gives them to their workers and writes how they ended.
// One process owns the file; what it left running when it died waits again as soon as the file is opened.
//
// The clock alone says what is due. A timer only makes us look, at least every `longestSleepMs`: a computer
// that slept, a clock that jumped or a job in the year 2040 make no difference.

import { DatabaseSync } from 'node:sqlite'
import type { Clock } from '#/kernel/clock.ts'
import { Fatal, Permanent, Retryable } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { takeSteps } from '#/store/embedded/migrate.ts'
import { SqliteStatements } from '#/store/embedded/sqlite-statements.ts'
import { checkJob } from '../check-job.ts'
import type { Job, JobHandler, JobQueue, JobState, NewJob } from '../job-queue.ts'
import { errorOf, runHandler, within } from '../run-handler.ts'
import { JOB_SCHEMA, JobTable } from './job-table.ts'

export interface EmbeddedJobQueueOptions {
  /** The database file, made when absent; `:memory:` keeps nothing. */
  readonly path: string
  readonly clock: Clock
  readonly report: ReportProblem
  /** 0 ≤ n < 1; for the chance in pauses. */
  readonly random?: () => number
  /** We look for due jobs at least so often; 500 ms when absent. */
  readonly longestSleepMs?: number
  /** Running jobs may go on so long after disposal began; then their signals fire. 5 s when absent. */
  readonly graceMs?: number
}

const BUSY_TIMEOUT_MS = 5000
/** A handler that does not even heed its signal is left behind after this; its job runs again at the next start. */
const DEAF_MS = 10_000
/** Pause after the store failed. */
const STORE_PAUSE_MS = 1000

/** Opens the queue; throws Fatal: `store.failed` when it cannot, `data.newer` or `data.older` when another version wrote the file. */
export function openEmbeddedJobQueue(options: EmbeddedJobQueueOptions): JobQueue {
  const { path, clock, random = Math.random } = options
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    takeSteps(database, path, JOB_SCHEMA)
    const sql = new SqliteStatements(database)
    const table = new JobTable(sql, random)
    table.recover(clock.now())
    return new EmbeddedJobQueue(sql, table, options)
  } catch (error) {
    database?.close()
    if (error instanceof Fatal) throw error
    throw new Fatal('store.failed', `${path} cannot be opened: ${(error as Error).message}`, { cause: error })
  }
}

interface Worker {
  readonly handler: JobHandler
  readonly concurrency: number
  /** Job id → what ends its run. */
  readonly running: Map<string, { readonly abort: AbortController; readonly ended: Promise<void> }>
  stopping: boolean
}

class EmbeddedJobQueue implements JobQueue {
  private readonly sql: SqliteStatements
  private readonly table: JobTable
  private readonly options: EmbeddedJobQueueOptions
  private readonly workers = new Map<string, Worker>()
  private timer: NodeJS.Timeout | undefined
  private latestNow = 0
  private closed = false

  constructor(sql: SqliteStatements, table: JobTable, options: EmbeddedJobQueueOptions) {
    this.sql = sql
    this.table = table
    this.options = options
  }

  async add(job: NewJob): Promise<'added' | 'known'> {
    checkJob(job)
    const outcome = this.table.add(job, this.now())
    if (outcome === 'added') this.lookSoon()
    return outcome
  }

  async wake(queue: string, key: string): Promise<boolean> {
    const woken = this.table.wake(queue, key, this.now())
    if (woken) this.lookSoon()
    return woken
  }

  async cancel(queue: string, key: string): Promise<boolean> {
    const job = this.table.cancel(queue, key, this.now())
    if (job?.state === 'running')
      this.workers
        .get(queue)
        ?.running.get(job.id)
        ?.abort.abort(new Permanent('job.cancelled', 'the job was cancelled'))
    return job !== undefined
  }

  work(queue: string, handler: JobHandler, { concurrency = 1 } = {}): AsyncDisposable {
    if (this.workers.has(queue)) throw new Error(`the queue ${queue} has its worker already`)
    const worker: Worker = { handler, concurrency, running: new Map(), stopping: false }
    this.workers.set(queue, worker)
    this.lookSoon()
    return { [Symbol.asyncDispose]: () => this.stop(queue, worker) }
  }

  private async stop(queue: string, worker: Worker): Promise<void> {
    worker.stopping = true
    const ended = Promise.all([...worker.running.values()].map(run => run.ended))
    if (!(await within(ended, this.options.graceMs ?? 5000))) {
      for (const { abort } of worker.running.values())
        abort.abort(new Retryable('job.stopped', 'the platform stops'))
      await within(ended, DEAF_MS)
    }
    if (this.workers.get(queue) === worker) this.workers.delete(queue)
  }

  async job(queue: string, key: string): Promise<Job | undefined> {
    return this.table.job(queue, key)
  }

  async jobs(filter: Parameters<JobQueue['jobs']>[0]): Promise<readonly Job[]> {
    return this.table.jobs(filter)
  }

  async counts(): Promise<Readonly<Record<JobState, number>>> {
    return this.table.counts()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.workers].map(([queue, worker]) => this.stop(queue, worker)))
    this.closed = true
    clearTimeout(this.timer)
    this.sql.close()
  }

  private now(): number {
    return this.options.clock.now()
  }

  private lookSoon(delayMs = 0): void {
    if (this.closed) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.look(), delayMs)
  }

  /** Starts all that is due and may run, and sleeps until there may be more. */
  private look(): void {
    const now = this.now()
    let sleepMs = this.options.longestSleepMs ?? 500
    try {
      if (now < this.latestNow) this.table.pull(now)
      this.latestNow = now
      for (const [queue, worker] of this.workers) {
        while (!worker.stopping && worker.running.size < worker.concurrency) {
          const job = this.table.take(queue, now)
          if (job === undefined) {
            sleepMs = Math.min(sleepMs, Math.max(1, (this.table.nextDue(queue) ?? Infinity) - now))
            break
          }
          this.start(worker, job)
        }
      }
    } catch (error) {
      this.storeFailed(error)
      sleepMs = STORE_PAUSE_MS
    }
    if (this.workers.size > 0) this.lookSoon(sleepMs)
  }

  private start(worker: Worker, job: Job): void {
    const abort = new AbortController()
    const ended = this.run(worker, job, abort.signal).then(() => {
      worker.running.delete(job.id)
      this.lookSoon()
    })
    worker.running.set(job.id, { abort, ended })
  }

  private async run(worker: Worker, job: Job, signal: AbortSignal): Promise<void> {
    const end = await runHandler(worker.handler, job, signal)
    // Its end must be written, or the job would run again: a full disk is waited for.
    while (!this.closed) {
      try {
        if (this.table.end(job.id, end, this.now()))
          this.options.report({
            code: 'job.failed',
            where: job.queue,
            detail: `${job.key}: ${errorOf(end)}`,
          })
        return
      } catch (error) {
        if (!(error instanceof Retryable)) throw error
        this.storeFailed(error)
        await new Promise(resolve => setTimeout(resolve, STORE_PAUSE_MS))
      }
    }
  }

  private storeFailed(error: unknown): void {
    if (!(error instanceof Retryable)) throw error
    const code = error.code === 'disk.full' ? 'disk.full' : 'store.failed'
    this.options.report({ code, where: 'jobs', detail: error.message })
  }
}
