// The table of jobs against a plain list that keeps the same rules in the most obvious way: any order of
// adding, taking, ending, waking, cancelling, dying and turning the clock gives the same jobs.

import { DatabaseSync } from 'node:sqlite'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { JOB_SCHEMA, JobTable } from '#/jobs/embedded/job-table.ts'
import type { RunEnd } from '#/jobs/run-handler.ts'
import { SqliteStatements } from '#/store/embedded/sqlite-statements.ts'
import { PlainJobs, RETRY, step, type Step } from './plain-jobs.ts'

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
