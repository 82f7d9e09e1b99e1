// The job queue on BullMQ and a real Redis: the contract, and what only a server that can be away, refuse or die can
// do to it.

import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Permanent } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import { openBullJobQueue } from '#/jobs/bullmq/job-queue.ts'
import type { Job } from '#/jobs/job-queue.ts'
import { noRedis, startRedis, type RedisServer } from '../support/redis.ts'
import { describeJobQueue } from './job-queue-conformance.ts'

let server: RedisServer
let opened = 0

beforeAll(async () => {
  if (!noRedis) server = await startRedis()
})
afterAll(() => server?.[Symbol.asyncDispose]())

/** BullMQ reads the clock of the process: that is the one to turn. */
async function openWithTurnedClock() {
  let now = Date.UTC(2026, 10, 22)
  const clock = vi.spyOn(Date, 'now').mockImplementation(() => now)
  const problems: Problem[] = []
  const jobs = await openBullJobQueue({
    url: server.url,
    prefix: `{test-${++opened}}`,
    report: problem => void problems.push(problem),
    longestSleepMs: 3,
  })
  return {
    jobs,
    clock: { now: () => now, turn: (ms: number) => void (now += ms) },
    problems,
    async [Symbol.asyncDispose]() {
      await jobs[Symbol.asyncDispose]()
      clock.mockRestore()
    },
  }
}

describeJobQueue('BullMQ', openWithTurnedClock, noRedis)

describe.skipIf(noRedis)('on Redis', { timeout: 120_000 }, () => {
  const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 60_000, interval: 10 })

  /** Two processes of one cluster, as it were. */
  async function openTwo() {
    const problems: Problem[] = []
    const options = {
      url: server.url,
      prefix: `{test-${++opened}}`,
      report: (problem: Problem) => void problems.push(problem),
      longestSleepMs: 20,
    }
    const [here, there] = [await openBullJobQueue(options), await openBullJobQueue(options)]
    const redis = new Redis({ path: server.socket })
    return {
      here,
      there,
      problems,
      redis,
      base: `${options.prefix}:jobs:q:`,
      async [Symbol.asyncDispose]() {
        await Promise.all([here, there].map(jobs => jobs[Symbol.asyncDispose]()))
        redis.disconnect()
      },
    }
  }

  test('processes see, wake and cancel each other’s jobs, and share the work', async () => {
    await using two = await openTwo()
    const { here, there } = two
    const later = Date.now() + 3_600_000
    await here.add({ queue: 'q', key: 'later', data: {}, runAt: later })
    expect(await there.add({ queue: 'q', key: 'later', data: {} })).toBe('known')
    expect(await there.job('q', 'later')).toMatchObject({ state: 'waiting', runAt: later })
    const begun: string[] = []
    const told: string[] = []
    const untilTold = async (job: Job, signal: AbortSignal) => {
      begun.push(job.key)
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    }
    const note = (job: Job, signal: AbortSignal) =>
      untilTold(job, signal).catch((error: unknown) => {
        told.push(`${job.key}: ${(error as Permanent).code}`)
        throw error
      })
    here.work('q', note)
    there.work('q', note)
    expect(await there.wake('q', 'later')).toBe(true)
    await here.add({ queue: 'q', key: 'second', data: {} })
    await soon(() => expect(begun.toSorted()).toEqual(['later', 'second']))
    for (const key of begun) expect(await there.cancel('q', key)).toBe(true)
    await soon(() => expect(told.toSorted()).toEqual(['later: job.cancelled', 'second: job.cancelled']))
    await soon(async () => expect(await here.counts()).toMatchObject({ cancelled: 2, running: 0 }))
    expect(two.problems).toEqual([])
  })

  test('a cancelled job that comes to a worker after all does not run', async () => {
    await using two = await openTwo()
    const { here } = two
    await here.add({ queue: 'q', key: 'a', data: {} })
    // As when the process that ended its run died before it closed the job.
    await two.redis.hset(`${two.base}j1`, 'cancelled', '1')
    let ran = 0
    here.work('q', async () => void ran++)
    await soon(async () => expect((await here.job('q', 'a'))?.state).toBe('cancelled'))
    expect(ran).toBe(0)
    expect(await here.add({ queue: 'q', key: 'a', data: {} })).toBe('added')
    await soon(() => expect(ran).toBe(1))
  })

  test('jobs that ended are kept up to the limit, the newest, and nothing stays of the others', async () => {
    await using two = await openTwo()
    const { here } = two
    const limit = vi.spyOn(LIMITS as { maxEndedJobs: number }, 'maxEndedJobs', 'get').mockReturnValue(20)
    try {
      for (let n = 0; n < 50; n++) {
        await here.add({ queue: 'q', key: `cancelled ${n}`, data: {}, runAt: Date.now() + 3_600_000 })
        await here.cancel('q', `cancelled ${n}`)
      }
      here.work('q', async () => {}, { concurrency: 10 })
      for (let n = 0; n < 520; n++) await here.add({ queue: 'q', key: `done ${n}`, data: {} })
      await soon(async () => expect(await here.counts()).toMatchObject({ waiting: 0, running: 0 }))
      expect(await here.counts()).toMatchObject({ done: 20, cancelled: 20 })
      expect(await here.job('q', 'cancelled 49')).toMatchObject({ state: 'cancelled' })
      expect(await here.job('q', 'cancelled 3')).toBeUndefined()
      expect(await here.job('q', 'done 3')).toBeUndefined()
      expect(await two.redis.keys(`${two.base.replace(/[[\]{}]/g, '\\$&')}j*`)).toHaveLength(40)
      // 20 ends have come since keys were last forgotten, and about as many were still kept then.
      await soon(async () => expect(await two.redis.hlen(`${two.base}newest`)).toBeLessThan(120))
    } finally {
      limit.mockRestore()
    }
  })

  test('names of any kind are kept apart', async () => {
    await using two = await openTwo()
    const names = ['a', 'a:b', 'a%3Ab', 'số liệu', '{x}']
    const keys = ['', ':', 'khóa 1', 'j1']
    for (const queue of names)
      for (const key of keys) expect(await two.here.add({ queue, key, data: { queue, key } })).toBe('added')
    for (const queue of names)
      for (const key of keys)
        expect(await two.there.job(queue, key)).toMatchObject({ queue, key, data: { queue, key } })
    expect(await two.there.counts()).toMatchObject({ waiting: names.length * keys.length })
  })

  test('a job too large is refused', async () => {
    await using two = await openTwo()
    const data = { text: 'x'.repeat(LIMITS.maxJobLength) }
    await expect(two.here.add({ queue: 'q', key: 'a', data })).rejects.toMatchObject({
      code: 'job.too-large',
    })
  })

  test('a Redis that is full is told; what ended meanwhile is written when there is room', async () => {
    await using full = await startRedis()
    const problems: Problem[] = []
    const report = (problem: Problem) => void problems.push(problem)
    await using jobs = await openBullJobQueue({ url: full.url, report })
    const gate = Promise.withResolvers<void>()
    jobs.work('q', () => gate.promise)
    await jobs.add({ queue: 'q', key: 'a', data: {} })
    await soon(async () => expect((await jobs.job('q', 'a'))?.state).toBe('running'))
    const redis = new Redis({ path: full.socket })
    try {
      await redis.config('SET', 'maxmemory', '1')
      gate.resolve()
      await expect(jobs.add({ queue: 'q', key: 'b', data: {} })).rejects.toMatchObject({
        name: 'Retryable',
        code: 'redis.not-now',
      })
      await soon(() => expect(problems).toContainEqual(expect.objectContaining({ code: 'store.failed' })))
      await redis.config('SET', 'maxmemory', '0')
      await soon(async () => expect((await jobs.job('q', 'a'))?.state).toBe('done'))
    } finally {
      redis.disconnect()
    }
  })
})
