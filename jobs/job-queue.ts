// The contract of jobs: work that must happen, later or again and again, whatever dies in between. `embedded/`
// keeps it in SQLite, for one process; `bullmq/` on Redis, for any number of them.
//
// A job is durable when `add` resolves. It runs at least once, by one worker at a time; a worker that died is
// noticed (embedded: at the next start, at once; Redis: when its lock has ended) and its job runs again. So a
// handler must stand being called twice for the same job; playbooks/ guards what must happen at most once. Where
// Redis is away, calls throw Retryable (`redis.away`), and what runs goes on for as long as
// its lock is sure.

/** Plain data: it is written as JSON. */
export type JobData = Readonly<Record<string, unknown>>

export interface NewJob {
  /** What kind of work; the worker of that name does it. */
  readonly queue: string
  /** Unique in the queue while the job is waiting or running; adding it again then changes nothing. */
  readonly key: string
  readonly data: JobData
  /** Not before, ms UTC; absent: at once. */
  readonly runAt?: number
  /** Run again so long after the previous run's planned time; missed turns are made up by one run. */
  readonly everyMs?: number
  readonly retry?: Retry
}

export interface Retry {
  /** Runs in all, the first included. */
  readonly attempts: number
  /** Pause after the first failure; doubles each time up to `maxMs`, with ±20 % of chance. */
  readonly firstMs: number
  readonly maxMs: number
}

export const DEFAULT_RETRY: Retry = { attempts: 8, firstMs: 1000, maxMs: 5 * 60_000 }

export const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const
export type JobState = (typeof JOB_STATES)[number]

export interface Job {
  readonly id: string
  readonly queue: string
  readonly key: string
  readonly data: JobData
  readonly state: JobState
  /** Runs begun so far. */
  readonly attempt: number
  readonly runAt: number
  readonly everyMs: number | null
  readonly createdAt: number
  readonly startedAt: number | null
  readonly endedAt: number | null
  /** Why the last run failed; null when none did. */
  readonly lastError: string | null
}

export interface JobFilter {
  readonly queue?: string
  readonly state?: readonly JobState[]
  readonly limit: number
}

/** Throws Retryable to be called again after a pause, Permanent (or anything else) to fail for good. */
export type JobHandler = (job: Job, signal: AbortSignal) => Promise<void>

export interface JobQueue extends AsyncDisposable {
  /** 'known': a job of that key is waiting or running; it is left as it is. */
  add(job: NewJob): Promise<'added' | 'known'>
  /** Brings a waiting job forward to now; false when none waits. */
  wake(queue: string, key: string): Promise<boolean>
  /** A waiting job is cancelled; a running one is told by its signal, wherever it runs, and does not run again. */
  cancel(queue: string, key: string): Promise<boolean>
  /** Starts taking jobs of a queue, at most `concurrency` at once in this process. Disposing waits for the running ones. */
  work(queue: string, handler: JobHandler, options?: { readonly concurrency?: number }): AsyncDisposable
  job(queue: string, key: string): Promise<Job | undefined>
  /** Newest first. */
  jobs(filter: JobFilter): Promise<readonly Job[]>
  counts(): Promise<Readonly<Record<JobState, number>>>
}
