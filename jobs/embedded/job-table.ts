// The table of jobs in SQLite and its rules: which job is due, and what becomes of it when a run ends. It knows
// no timers and calls no handler; job-queue.ts does. Every call is a transaction that is on stable storage when
// it returns.
//
// A repeated job keeps to its turns (`turn_at`): a retry, or being woken, does not shift those that follow.
// Rows that we put off ourselves (a retry, the next turn of a repeated job) remember by how much: should the
// clock go back, `pull` brings them to no more than that from now, and none sleeps for the time that never was.

import { LIMITS } from '#/kernel/limits.ts'
import type { Row, SqliteStatements } from '#/store/embedded/sqlite-statements.ts'
import {
  DEFAULT_RETRY,
  JOB_STATES,
  type Job,
  type JobData,
  type JobFilter,
  type JobState,
  type NewJob,
  type Retry,
} from '../job-queue.ts'
import { retryPauseMs } from '../retry-pause.ts'
import { errorOf, type RunEnd } from '../run-handler.ts'

/** Steps that bring a file of any earlier version to the present one; never edited once released. */
export const JOB_SCHEMA: readonly string[] = [
  `
  CREATE TABLE job (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    key TEXT NOT NULL,
    data TEXT NOT NULL,
    state TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    run_at INTEGER NOT NULL,
    put_off_ms INTEGER,
    turn_at INTEGER NOT NULL,
    every_ms INTEGER,
    attempts INTEGER NOT NULL,
    first_ms INTEGER NOT NULL,
    max_ms INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    cancelled INTEGER NOT NULL DEFAULT 0,
    last_error TEXT
  ) STRICT;
  CREATE UNIQUE INDEX job_alive ON job (queue, key) WHERE state IN ('waiting', 'running');
  CREATE INDEX job_due ON job (queue, run_at, number) WHERE state = 'waiting';
  CREATE INDEX job_of_key ON job (queue, key, number);
  CREATE INDEX job_in_state ON job (state, number);
  `,
]

/** Ended jobs are cleared on every so many ends. */
const CLEAR_EVERY = 500
const ALIVE = `queue = ? AND key = ? AND state IN ('waiting', 'running')`

export class JobTable {
  private readonly sql: SqliteStatements
  private readonly random: () => number
  private ends = 0

  constructor(sql: SqliteStatements, random: () => number) {
    this.sql = sql
    this.random = random
  }

  add(job: NewJob, now: number): 'added' | 'known' {
    const retry = job.retry ?? DEFAULT_RETRY
    const row = this.sql.one(
      `INSERT INTO job (queue, key, data, state, run_at, turn_at, every_ms, attempts, first_ms, max_ms,
         created_at)
       VALUES (?1, ?2, ?3, 'waiting', ?5, ?5, ?4, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING RETURNING number`,
      job.queue,
      job.key,
      JSON.stringify(job.data),
      job.everyMs ?? null,
      Math.ceil(job.runAt ?? now),
      retry.attempts,
      retry.firstMs,
      retry.maxMs,
      now,
    )
    return row === undefined ? 'known' : 'added'
  }

  /** Marks the longest due job of the queue as running and gives it. */
  take(queue: string, now: number): Job | undefined {
    const row = this.sql.one(
      `UPDATE job SET state = 'running', attempt = attempt + 1, started_at = ?1,
         turn_at = turn_at + coalesce(every_ms * CAST(max(0, ?1 - turn_at) / every_ms AS INTEGER), 0)
       WHERE number = (SELECT number FROM job WHERE queue = ?2 AND state = 'waiting' AND run_at <= ?1
                       ORDER BY run_at, number LIMIT 1)
       RETURNING *`,
      now,
      queue,
    )
    return row === undefined ? undefined : jobOf(row)
  }

  /** When the first waiting job of the queue is due. */
  nextDue(queue: string): number | undefined {
    const row = this.sql.one(`SELECT min(run_at) AS at FROM job WHERE queue = ? AND state = 'waiting'`, queue)
    return (row?.['at'] as number | null) ?? undefined
  }

  /**
   * Writes the end of a run and what follows. True when the work was given up: a job failed for good, or one
   * turn of a repeated job did.
   */
  end(id: string, end: RunEnd, now: number): boolean {
    if (++this.ends % CLEAR_EVERY === 0) this.clear()
    const row = this.sql.one(`SELECT * FROM job WHERE number = ? AND state = 'running'`, Number(id))
    if (row === undefined) throw new Error(`job ${id} is not running`)
    if (row['cancelled'] === 1) {
      this.close(id, end, end.kind === 'done' ? 'done' : 'cancelled', now)
      return false
    }
    if (end.kind === 'aborted') {
      this.waitAgain(id, { runAt: Number(row['run_at']), putOffMs: null, error: 'the platform stopped' })
      return false
    }
    const failures = Number(row['failures']) + (end.kind === 'retryable' ? 1 : 0)
    if (end.kind === 'retryable' && failures < Number(row['attempts'])) {
      const pause = retryPauseMs(retryOf(row), failures, this.random)
      this.waitAgain(id, { runAt: now + pause, putOffMs: pause, error: errorOf(end), failures })
      return false
    }
    if (row['every_ms'] === null) this.close(id, end, end.kind === 'done' ? 'done' : 'failed', now)
    else this.nextTurn(id, row, end, now)
    return end.kind !== 'done'
  }

  private waitAgain(
    id: string,
    again: { runAt: number; putOffMs: number | null; error: string | null; failures?: number },
  ): void {
    this.sql.run(
      `UPDATE job SET state = 'waiting', run_at = ?, put_off_ms = ?, last_error = ?,
         failures = coalesce(?, failures) WHERE number = ?`,
      again.runAt,
      again.putOffMs,
      again.error,
      again.failures ?? null,
      Number(id),
    )
  }

  /** Turns that passed meanwhile are made up by one run. A turn that failed for good does not end the rest. */
  private nextTurn(id: string, row: Row, end: RunEnd, now: number): void {
    const everyMs = Number(row['every_ms'])
    // The clock may have gone back while it ran.
    const planned = Number(row['started_at']) > now ? now : Number(row['turn_at'])
    const next = planned + everyMs * Math.max(1, Math.floor((now - planned) / everyMs))
    this.sql.run(
      `UPDATE job SET state = 'waiting', attempt = 0, failures = 0, run_at = ?1, turn_at = ?1, put_off_ms = ?2,
         ended_at = ?3, last_error = ?4 WHERE number = ?5`,
      next,
      next - now,
      now,
      errorOf(end),
      Number(id),
    )
  }

  private close(id: string, end: RunEnd, state: JobState, now: number): void {
    this.sql.run(
      'UPDATE job SET state = ?, ended_at = ?, last_error = ? WHERE number = ?',
      state,
      now,
      errorOf(end),
      Number(id),
    )
  }

  wake(queue: string, key: string, now: number): boolean {
    return this.changes(
      `UPDATE job SET run_at = min(run_at, ?) WHERE queue = ? AND key = ? AND state = 'waiting' RETURNING 1`,
      now,
      queue,
      key,
    )
  }

  /** Which job was cancelled: one that runs is closed by its end. */
  cancel(queue: string, key: string, now: number): Job | undefined {
    const row = this.sql.one(
      `UPDATE job SET cancelled = 1, ended_at = iif(state = 'waiting', ?, ended_at),
         state = iif(state = 'waiting', 'cancelled', state) WHERE ${ALIVE} RETURNING *`,
      now,
      queue,
      key,
    )
    return row === undefined ? undefined : jobOf(row)
  }

  /** At the start: no job runs, whatever a process that died has left. */
  recover(now: number): void {
    this.sql.transaction(() => {
      this.sql.run(
        `UPDATE job SET state = 'cancelled', ended_at = ? WHERE state = 'running' AND cancelled = 1`,
        now,
      )
      this.sql.run(
        `UPDATE job SET state = 'waiting', run_at = min(run_at, ?), last_error = 'the process ended while it ran'
         WHERE state = 'running'`,
        now,
      )
    })
    this.pull(now)
    this.clear()
  }

  /** To be called when the clock has gone back. */
  pull(now: number): void {
    this.sql.run(
      `UPDATE job SET run_at = ?1 + put_off_ms, turn_at = min(turn_at, ?1 + put_off_ms)
       WHERE state = 'waiting' AND put_off_ms IS NOT NULL
         AND run_at > ?1 + put_off_ms`,
      now,
    )
  }

  /** Keeps the newest LIMITS.maxEndedJobs of each way to end. */
  clear(): void {
    for (const state of ['done', 'failed', 'cancelled'])
      this.sql.run(
        `DELETE FROM job WHERE state = ?1 AND number <=
           (SELECT number FROM job WHERE state = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2)`,
        state,
        LIMITS.maxEndedJobs,
      )
  }

  job(queue: string, key: string): Job | undefined {
    const row = this.sql.one(
      'SELECT * FROM job WHERE queue = ? AND key = ? ORDER BY number DESC LIMIT 1',
      queue,
      key,
    )
    return row === undefined ? undefined : jobOf(row)
  }

  jobs({ queue, state, limit }: JobFilter): readonly Job[] {
    const wanted = new Set(state ?? JOB_STATES)
    const marks = [...wanted].map(() => '?').join(', ')
    const ofQueue = queue === undefined ? '' : 'AND queue = ?'
    const rows = this.sql.all(
      `SELECT * FROM job WHERE state IN (${marks}) ${ofQueue} ORDER BY number DESC LIMIT ?`,
      ...wanted,
      ...(queue === undefined ? [] : [queue]),
      Math.max(1, Math.min(limit, LIMITS.maxShownJobs)),
    )
    return rows.map(jobOf)
  }

  counts(): Record<JobState, number> {
    const counts = { waiting: 0, running: 0, done: 0, failed: 0, cancelled: 0 }
    for (const row of this.sql.all('SELECT state, count(*) AS n FROM job GROUP BY state'))
      counts[row['state'] as JobState] = Number(row['n'])
    return counts
  }

  private changes(sql: string, ...values: (string | number)[]): boolean {
    return this.sql.one(sql, ...values) !== undefined
  }
}

function retryOf(row: Row): Retry {
  const [attempts, firstMs, maxMs] = [row['attempts'], row['first_ms'], row['max_ms']].map(Number)
  return { attempts: attempts!, firstMs: firstMs!, maxMs: maxMs! }
}

function jobOf(row: Row): Job {
  return {
    id: String(row['number']),
    queue: row['queue'] as string,
    key: row['key'] as string,
    data: JSON.parse(row['data'] as string) as JobData,
    state: row['state'] as JobState,
    attempt: row['attempt'] as number,
    runAt: row['run_at'] as number,
    everyMs: row['every_ms'] as number | null,
    createdAt: row['created_at'] as number,
    startedAt: row['started_at'] as number | null,
    endedAt: row['ended_at'] as number | null,
    lastError: row['last_error'] as string | null,
  }
}
