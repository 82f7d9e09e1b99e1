// The job queue on SQLite: the contract, what a SIGKILL leaves at once, and what stopping does to running jobs.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { systemClock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import { describeJobQueue } from './job-queue-conformance.ts'
import { describeJobCrashes, jobFolder } from './job-queue-crashes.ts'

function openInMemory(options: { graceMs?: number } = {}) {
  let now = Date.UTC(2026, 10, 22)
  const clock = { now: () => now, turn: (ms: number) => void (now += ms) }
  const problems: Problem[] = []
  const report = (problem: Problem) => void problems.push(problem)
  const jobs = openEmbeddedJobQueue({ path: ':memory:', clock, report, longestSleepMs: 3, ...options })
  return { jobs, clock, problems, [Symbol.asyncDispose]: () => jobs[Symbol.asyncDispose]() }
}

describeJobQueue('SQLite', async () => openInMemory())

const noReport = (problem: Problem): never => {
  throw new Error(problem.detail)
}

describeJobCrashes({
  kind: 'embedded',
  place: async folder => join(folder, 'jobs.sqlite'),
  open: async path => openEmbeddedJobQueue({ path, clock: systemClock, report: noReport }),
  atOnce: kills => ({ state: 'waiting', attempt: kills, lastError: 'the process ended while it ran' }),
})

test(
  'a job cut short because the platform stops is not counted as failed and runs after the next start',
  { timeout: 90_000 },
  async () => {
    using folder = jobFolder()
    const options = {
      path: join(folder.path, 'jobs.sqlite'),
      clock: systemClock,
      report: noReport,
      graceMs: 20,
    }
    const begun = Promise.withResolvers<void>()
    {
      await using jobs = openEmbeddedJobQueue(options)
      jobs.work('q', async (_, signal) => {
        begun.resolve()
        await new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        )
      })
      await jobs.add({ queue: 'q', key: 'a', data: {}, retry: { attempts: 1, firstMs: 1, maxMs: 1 } })
      await begun.promise
    }
    await using jobs = openEmbeddedJobQueue(options)
    expect(await jobs.job('q', 'a')).toMatchObject({ state: 'waiting', lastError: 'the platform stopped' })
    jobs.work('q', async () => {})
    await vi.waitFor(async () => expect((await jobs.job('q', 'a'))?.state).toBe('done'), 60_000)
  },
)

test('jobs that ended are kept up to the limit, the newest', { timeout: 90_000 }, async () => {
  await using opened = openInMemory()
  const { jobs } = opened
  vi.spyOn(LIMITS as { maxEndedJobs: number }, 'maxEndedJobs', 'get').mockReturnValue(20)
  try {
    jobs.work('q', async () => {}, { concurrency: 50 })
    for (let n = 0; n < 1010; n++) await jobs.add({ queue: 'q', key: String(n), data: {} })
    await vi.waitFor(async () => expect((await jobs.counts()).waiting).toBe(0), 60_000)
    expect((await jobs.counts()).done).toBeLessThan(60)
    expect(await jobs.job('q', '1009')).toMatchObject({ state: 'done' })
    expect(await jobs.job('q', '3')).toBeUndefined()
  } finally {
    vi.restoreAllMocks()
  }
})

test('a job too large is refused, and a file of a newer version is not opened', async () => {
  await using opened = openInMemory()
  const data = { text: 'x'.repeat(LIMITS.maxJobLength) }
  await expect(opened.jobs.add({ queue: 'q', key: 'a', data })).rejects.toMatchObject({
    code: 'job.too-large',
  })
  using folder = jobFolder()
  const path = join(folder.path, 'missing', 'jobs.sqlite')
  expect(() => openEmbeddedJobQueue({ path, clock: systemClock, report: noReport })).toThrow(
    'cannot be opened',
  )
  expect(existsSync(path)).toBe(false)
})
