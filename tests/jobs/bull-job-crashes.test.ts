// Jobs on a real Redis when something dies: workers killed or stopped, Redis killed and started again on its file.

import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { Retryable } from '#/kernel/errors.ts'
import type { Problem } from '#/kernel/problem.ts'
import { openBullJobQueue, type BullJobQueueOptions } from '#/jobs/bullmq/job-queue.ts'
import { noRedis, startRedis } from '../support/redis.ts'
import { describeJobCrashes, diaryLines, jobFolder, startJobChild } from './job-queue-crashes.ts'

const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 90_000, interval: 20 })

function openQueue(url: string, more: Partial<BullJobQueueOptions> = {}) {
  const problems: Problem[] = []
  const report = (problem: Problem) => void problems.push(problem)
  return openBullJobQueue({ url, report, lockMs: 6000, connectMs: 60_000, ...more }).then(jobs => ({
    jobs,
    problems,
  }))
}

describe.skipIf(noRedis)('with a server for each', { timeout: 180_000 }, () => {
  test('a worker that is killed loses its jobs to the others, and no job ever has two', async () => {
    await using server = await startRedis()
    using folder = jobFolder()
    const opened = await openQueue(server.url)
    await using jobs = opened.jobs
    const JOBS = 60
    const names = ['a', 'b', 'c']
    const children = names.map(name => startJobChild('bullmq', server.url, folder.diary, name, 'works'))
    const begun = (name: string) =>
      diaryLines(folder.diary).filter(([what, , by]) => what === 'begin' && by === name).length
    try {
      for (let n = 0; n < JOBS; n++) await jobs.add({ queue: 'q', key: `k${n}`, data: { ms: 300 } })
      await soon(() => expect(begun('a')).toBeGreaterThan(3))
      await children[0]!.kill()
      appendFileSync(folder.diary, 'killed - a\n')
      await soon(() => expect(begun('b')).toBeGreaterThan(3))
      await children[1]!.kill()
      appendFileSync(folder.diary, 'killed - b\n')
      await soon(async () => expect((await jobs.counts()).done).toBe(JOBS))
    } finally {
      await Promise.all(children.map(child => child.kill()))
    }
    const dead = new Set<string>()
    const runs = new Map<string, Set<string>>()
    const twice: string[] = []
    for (const [what, key, name] of diaryLines(folder.diary)) {
      if (what === 'killed') dead.add(name)
      const by = runs.get(key) ?? new Set()
      runs.set(key, by)
      if (what !== 'begin') by.delete(name)
      else {
        twice.push(
          ...[...by].filter(other => !dead.has(other)).map(other => `${key} at ${other} and ${name}`),
        )
        by.add(name)
      }
    }
    expect(twice).toEqual([])
    const ended = new Set(diaryLines(folder.diary).flatMap(([what, key]) => (what === 'end' ? [key] : [])))
    expect(ended.size).toBe(JOBS)
    expect((await jobs.jobs({ limit: 1000 })).some(job => job.attempt > 1)).toBe(true)
  })

  test('a worker that was stopped is overtaken, hears of it when it goes on, and its end is not taken', async () => {
    await using server = await startRedis()
    using folder = jobFolder()
    const opened = await openQueue(server.url)
    await using jobs = opened.jobs
    const child = startJobChild('bullmq', server.url, folder.diary, 'stopped', 'works')
    try {
      await jobs.add({ queue: 'q', key: 'long', data: { ms: 3_600_000 } })
      await soon(() => expect(diaryLines(folder.diary)).toContainEqual(['begin', 'long', 'stopped']))
      child.process.kill('SIGSTOP')
      const goOn = Promise.withResolvers<void>()
      const attempts: number[] = []
      jobs.work('q', async job => {
        attempts.push(job.attempt)
        await goOn.promise
      })
      await soon(() => expect(attempts).toEqual([2]))
      child.process.kill('SIGCONT')
      await soon(() => expect(diaryLines(folder.diary)).toContainEqual(['told', 'long', 'stopped']))
      expect(await jobs.job('q', 'long')).toMatchObject({ state: 'running', attempt: 2 })
      goOn.resolve()
      await soon(async () => expect((await jobs.job('q', 'long'))?.state).toBe('done'))
      expect(attempts).toEqual([2])
      expect(opened.problems).toEqual([])
    } finally {
      child.process.kill('SIGCONT')
      await child.kill()
    }
  })

  test('a Redis that is killed again and again loses nothing that was acknowledged', async () => {
    await using server = await startRedis()
    // A job that was handed out as Redis died, unheard, comes back when its lock ends.
    const opened = await openQueue(server.url, { lockMs: 4000 })
    await using jobs = opened.jobs
    const running = new Set<string>()
    const ran = new Set<string>()
    jobs.work(
      'q',
      async job => {
        expect(running.has(job.key)).toBe(false)
        running.add(job.key)
        await sleep(5)
        running.delete(job.key)
        ran.add(job.key)
      },
      { concurrency: 3 },
    )
    await jobs.add({ queue: 'later', key: 'delayed', data: {}, runAt: Date.now() + 3_600_000, everyMs: 1000 })
    const acknowledged: string[] = []
    const refusals: unknown[] = []
    const enough = new AbortController()
    const adder = (async () => {
      for (let n = 0; !enough.signal.aborted; n++) {
        try {
          await jobs.add({ queue: 'q', key: `k${n}`, data: {} })
          acknowledged.push(`k${n}`)
        } catch (error) {
          refusals.push(error)
        }
        await sleep(2)
      }
    })()
    const KILLS = 3
    for (let kill = 1; kill <= KILLS; kill++) {
      const [before, refused] = [acknowledged.length, refusals.length]
      await soon(() => expect(acknowledged.length).toBeGreaterThan(before + 40))
      await server.kill()
      await soon(() => expect(refusals.length).toBeGreaterThan(refused))
      await server.start()
    }
    const before = acknowledged.length
    await soon(() => expect(acknowledged.length).toBeGreaterThan(before + 40))
    enough.abort()
    await adder
    await soon(async () => expect(await jobs.counts()).toMatchObject({ waiting: 1, running: 0, failed: 0 }))
    expect(acknowledged.filter(key => !ran.has(key))).toEqual([])
    expect(await jobs.job('later', 'delayed')).toMatchObject({ state: 'waiting', everyMs: 1000 })
    for (const error of refusals) expect(error).toBeInstanceOf(Retryable)
    expect(refusals).toContainEqual(expect.objectContaining({ code: 'redis.away' }))
    expect(opened.problems.filter(problem => problem.code === 'redis.away')).toHaveLength(KILLS)
  })

  test('a job whose lock could not be kept is told before another may have it, and runs again', async () => {
    await using server = await startRedis()
    const opened = await openQueue(server.url, { lockMs: 2000 })
    await using jobs = opened.jobs
    const attempts: number[] = []
    const told = Promise.withResolvers<unknown>()
    jobs.work('q', async (job, signal) => {
      attempts.push(job.attempt)
      if (attempts.length > 1) return
      await new Promise<void>(resolve =>
        signal.addEventListener('abort', () => {
          told.resolve(signal.reason)
          resolve()
        }),
      )
    })
    await jobs.add({ queue: 'q', key: 'a', data: {} })
    await soon(() => expect(attempts).toHaveLength(1))
    await server.kill()
    expect(await told.promise).toMatchObject({ code: 'job.overtaken' })
    await server.start()
    await soon(async () => expect(await jobs.job('q', 'a')).toMatchObject({ state: 'done' }))
    expect(attempts.length).toBeGreaterThan(1)
    expect(opened.problems).toContainEqual(expect.objectContaining({ code: 'job.overtaken', where: 'q' }))
  })

  test('a job cut short because the platform stops is at once another process’s to run', async () => {
    await using server = await startRedis()
    const other = await openQueue(server.url)
    await using jobs = other.jobs
    const begun = Promise.withResolvers<void>()
    {
      const opened = await openQueue(server.url, { graceMs: 20 })
      await using stopping = opened.jobs
      stopping.work('q', async (_, signal) => {
        begun.resolve()
        await new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        )
      })
      await jobs.add({ queue: 'q', key: 'a', data: {}, retry: { attempts: 1, firstMs: 1, maxMs: 1 } })
      await begun.promise
    }
    expect(await jobs.job('q', 'a')).toMatchObject({ state: 'waiting', lastError: 'the platform stopped' })
    jobs.work('q', async () => {})
    await soon(async () => expect(await jobs.job('q', 'a')).toMatchObject({ state: 'done', attempt: 2 }))
  })

  test('stopping does not wait for a Redis that is away', async () => {
    await using server = await startRedis()
    const { jobs } = await openQueue(server.url, { graceMs: 20 })
    jobs.work('q', async () => {})
    await jobs.add({ queue: 'q', key: 'a', data: {} })
    await server.kill()
    await expect(jobs[Symbol.asyncDispose]()).resolves.toBeUndefined()
  })
})

const servers: AsyncDisposable[] = []
afterAll(() => Promise.all(servers.map(server => server[Symbol.asyncDispose]())))
describeJobCrashes(
  {
    kind: 'bullmq',
    place: async () => {
      const server = await startRedis()
      servers.push(server)
      return server.url
    },
    open: async url => (await openQueue(url)).jobs,
    // It is found when its lock has ended.
    atOnce: () => ({ endedAt: null }),
  },
  noRedis,
)
