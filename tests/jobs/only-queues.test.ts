// Views of a job queue: one that works only some queues, and one that counts.

import { expect, test, vi } from 'vitest'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import { countedJobs } from '#/jobs/counted-jobs.ts'
import { onlyQueues } from '#/jobs/only-queues.ts'
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
