// The table of jobs against a plain list that keeps the same rules in the most obvious way: any order of
// adding, taking, ending, waking, cancelling, dying and turning the clock gives the same jobs.

import { DatabaseSync } from 'node:sqlite'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { JOB_SCHEMA, JobTable } from '#/jobs/embedded/job-table.ts'
import type { JobState } from '#/jobs/job-queue.ts'
import type { RunEnd } from '#/jobs/run-handler.ts'
import { SqliteStatements } from '#/store/embedded/sqlite-statements.ts'

const RETRY = { attempts: 3, firstMs: 10, maxMs: 15 }

interface Plain {
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

class PlainJobs {
  readonly all: Plain[] = []
  add(key: string, runAt: number, everyMs: number | null): 'added' | 'known' {
    if (this.alive(key) !== undefined) return 'known'
    const fresh = { state: 'waiting', attempt: 0, failures: 0, cancelled: false } as const
    this.all.push({ id: '', key, ...fresh, runAt, turnAt: runAt, everyMs })
    return 'added'
  }
  alive(key: string): Plain | undefined {
    return this.all.find(job => job.key === key && (job.state === 'waiting' || job.state === 'running'))
  }
  take(now: number): Plain | undefined {
    const due = this.all.filter(job => job.state === 'waiting' && job.runAt <= now)
    const [first] = due.sort((a, b) => a.runAt - b.runAt || Number(a.id) - Number(b.id))
    if (first === undefined) return undefined
    first.state = 'running'
    first.attempt++
    while (first.everyMs !== null && first.turnAt + first.everyMs <= now) first.turnAt += first.everyMs
    return first
  }
  /** True when the work was given up. */
  end(job: Plain, end: RunEnd, now: number): boolean {
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
const step = fc.oneof(
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

type Step = typeof step extends fc.Arbitrary<infer Of> ? Of : never

/** Takes the step on both sides and gives what each answers. */
function apply(step: Step, table: JobTable, plain: PlainJobs, now: number): [ours: unknown, theirs: unknown] {
  switch (step.kind) {
    case 'add': {
      const { key, inMs, everyMs } = step
      const repeat = everyMs === null ? {} : { everyMs }
      const ours = table.add({ queue: 'q', key, data: {}, runAt: now + inMs, retry: RETRY, ...repeat }, now)
      const theirs = plain.add(key, now + inMs, everyMs)
      plain.alive(key)!.id ||= table.job('q', key)!.id
      return [ours, theirs]
    }
    case 'take':
      return [table.take('q', now)?.id, plain.take(now)?.id]
    case 'end': {
      const running = plain.all.filter(job => job.state === 'running')
      const job = running[step.which % Math.max(1, running.length)]
      if (job === undefined) return [undefined, undefined]
      const end = { kind: step.how, error: 'x' } as RunEnd
      return [table.end(job.id, end, now), plain.end(job, end, now)]
    }
    case 'wake':
      return [table.wake('q', step.key, now), plain.wake(step.key, now)]
    case 'cancel':
      return [table.cancel('q', step.key, now) !== undefined, plain.cancel(step.key)]
    case 'die':
      return [table.recover(now), plain.recover(now)]
    case 'pass':
      return [undefined, undefined]
  }
}

test('random lives of jobs end as they do in a plain list', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), steps => {
      using database = new DatabaseSync(':memory:')
      for (const sql of JOB_SCHEMA) database.exec(sql)
      const table = new JobTable(new SqliteStatements(database), () => 0.5)
      const plain = new PlainJobs()
      let now = 1_000_000
      for (const each of steps) {
        if (each.kind === 'pass') now += each.ms
        const [ours, theirs] = apply(each, table, plain, now)
        expect(ours).toEqual(theirs)
        const seen = table
          .jobs({ limit: 1000 })
          .map(({ id, state, attempt, runAt }) => ({ id, state, attempt, runAt }))
        const expected = plain.all.map(({ id, state, attempt, runAt }) => ({ id, state, attempt, runAt }))
        expect(seen).toEqual(expected.toReversed())
      }
    }),
    { numRuns: 300 },
  )
})
