// Views of a job queue: one that works only some queues, one that counts, one whose jobs are done when they are kept.

import { expect, test, vi } from 'vitest'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import { countedJobs } from '#/jobs/counted-jobs.ts'
import { onlyQueues } from '#/jobs/only-queues.ts'
import { jobsUntilKept } from '#/jobs/until-kept.ts'
import { systemClock } from '#/kernel/clock.ts'
import { Retryable } from '#/kernel/errors.ts'

const open = () => openEmbeddedJobQueue({ path: ':memory:', clock: systemClock, report: () => {} })
const soon = (check: () => boolean | Promise<boolean>) => vi.waitUntil(check, 60_000)

test('a view works its own queues, and adds to, looks at and cancels in all', async () => {
  await using jobs = open()
  const view = onlyQueues(jobs, queue => queue === 'mine')
  const ran: string[] = []
  await using _mine = view.work('mine', async ({ key }) => void ran.push(key))
  await using _other = view.work('other', async ({ key }) => void ran.push(key))
  expect(await view.add({ queue: 'other', key: 'a', data: {} })).toBe('added')
  expect(await view.add({ queue: 'mine', key: 'b', data: {} })).toBe('added')
  await soon(() => ran.includes('b'))
  expect(await view.job('other', 'a')).toMatchObject({ state: 'waiting', attempt: 0 })
  expect(await view.jobs({ queue: 'other', limit: 10 })).toHaveLength(1)
  expect(await view.cancel('other', 'a')).toBe(true)
  expect(await view.counts()).toMatchObject({ waiting: 0, cancelled: 1 })
  expect(ran).toEqual(['b'])
  // Whoever disposes the view leaves the queue to the others.
  await view[Symbol.asyncDispose]()
  expect(await jobs.add({ queue: 'other', key: 'c', data: {} })).toBe('added')
})

test('a job is done when what it changed is kept, and runs again when it cannot be', async () => {
  await using jobs = open()
  const keeping: PromiseWithResolvers<void>[] = []
  const view = jobsUntilKept(jobs, async () => {
    keeping.push(Promise.withResolvers<void>())
    await keeping.at(-1)!.promise
  })
  let runs = 0
  await using _worker = view.work('q', async () => void runs++)
  const retry = { attempts: 2, firstMs: 1, maxMs: 1 }
  await view.add({ queue: 'q', key: 'a', data: {}, retry })
  await soon(() => keeping.length === 1)
  expect(await view.job('q', 'a')).toMatchObject({ state: 'running' })
  keeping[0]!.reject(new Retryable('leader.lost', 'another leads'))
  await soon(() => keeping.length === 2)
  expect(runs).toBe(2)
  keeping[1]!.resolve()
  await soon(async () => (await view.job('q', 'a'))?.state === 'done')
})

test('runs are counted by how they ended', async () => {
  await using jobs = open()
  const counted = countedJobs(jobs)
  const goOn = Promise.withResolvers<void>()
  await using _worker = counted.jobs.work('q', async ({ key }) => {
    await goOn.promise
    if (key === 'bad') throw new Retryable('test.again', 'again')
  })
  const retry = { attempts: 1, firstMs: 1, maxMs: 1 }
  for (const key of ['good', 'bad']) await jobs.add({ queue: 'q', key, data: {}, retry })
  await soon(() => counted.counts().running === 1)
  goOn.resolve()
  await soon(async () => (await jobs.counts()).done + (await jobs.counts()).failed === 2)
  expect(counted.counts()).toEqual({ running: 0, done: 1, failed: 1 })
})
