// The rules of jobs kept in the most obvious way, in a list: the oracle of the tables and turns that keep them for
// real. And random steps in the lives of jobs, for both.

import * as fc from 'fast-check'
import type { JobState } from '#/jobs/job-queue.ts'
import type { RunEnd } from '#/jobs/run-handler.ts'

/** The pauses without chance: `random` gives a half. */
export const RETRY = { attempts: 3, firstMs: 10, maxMs: 15 }

export interface PlainJob {
  id: string
  readonly key: string
  state: JobState
  attempt: number
  failures: number
  runAt: number
  turnAt: number
  readonly everyMs: number | null
  cancelled: boolean
}

export class PlainJobs {
  readonly all: PlainJob[] = []
  add(key: string, runAt: number, everyMs: number | null): 'added' | 'known' {
    if (this.alive(key) !== undefined) return 'known'
    const fresh = { state: 'waiting', attempt: 0, failures: 0, cancelled: false } as const
    this.all.push({ id: '', key, ...fresh, runAt, turnAt: runAt, everyMs })
    return 'added'
  }
  alive(key: string): PlainJob | undefined {
    return this.all.find(job => job.key === key && (job.state === 'waiting' || job.state === 'running'))
  }
  take(now: number): PlainJob | undefined {
    const due = this.all.filter(job => job.state === 'waiting' && job.runAt <= now)
    const [first] = due.sort((a, b) => a.runAt - b.runAt || Number(a.id) - Number(b.id))
    if (first === undefined) return undefined
    first.state = 'running'
    first.attempt++
    while (first.everyMs !== null && first.turnAt + first.everyMs <= now) first.turnAt += first.everyMs
    return first
  }
  /** True when the work was given up. */
  end(job: PlainJob, end: RunEnd, now: number): boolean {
    if (job.cancelled) {
      job.state = end.kind === 'done' ? 'done' : 'cancelled'
      return false
    }
    if (end.kind === 'aborted') {
      job.state = 'waiting'
      return false
    }
    if (end.kind === 'retryable' && job.failures + 1 < RETRY.attempts) {
      job.failures++
      job.state = 'waiting'
      job.runAt = now + (job.failures === 1 ? 10 : 15)
      return false
    }
    if (job.everyMs === null) job.state = end.kind === 'done' ? 'done' : 'failed'
    else {
      let next = job.turnAt + job.everyMs
      while (next + job.everyMs <= now) next += job.everyMs
      Object.assign(job, { state: 'waiting', attempt: 0, failures: 0, runAt: next, turnAt: next })
    }
    return end.kind !== 'done'
  }
  wake(key: string, now: number): boolean {
    const job = this.all.find(each => each.key === key && each.state === 'waiting')
    if (job !== undefined) job.runAt = Math.min(job.runAt, now)
    return job !== undefined
  }
  cancel(key: string): boolean {
    const job = this.alive(key)
    if (job === undefined) return false
    job.cancelled = true
    if (job.state === 'waiting') job.state = 'cancelled'
    return true
  }
  recover(now: number): void {
    for (const job of this.all.filter(each => each.state === 'running')) {
      job.state = job.cancelled ? 'cancelled' : 'waiting'
      if (!job.cancelled) job.runAt = Math.min(job.runAt, now)
    }
  }
}

const key = fc.constantFrom('a', 'b', 'c', 'd')
/** One thing that can happen to jobs. */
export const step = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    key,
    inMs: fc.nat(40),
    everyMs: fc.option(fc.integer({ min: 5, max: 20 })),
  }),
  fc.record({ kind: fc.constant('take' as const) }),
  fc.record({
    kind: fc.constant('end' as const),
    which: fc.nat(3),
    how: fc.constantFrom('done', 'retryable', 'failed', 'aborted'),
  }),
  fc.record({ kind: fc.constant('wake' as const), key }),
  fc.record({ kind: fc.constant('cancel' as const), key }),
  fc.record({ kind: fc.constant('die' as const) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 60 }) }),
)

export type Step = typeof step extends fc.Arbitrary<infer Of> ? Of : never
