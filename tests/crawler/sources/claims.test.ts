// In a cluster several processes crawl: a source is one's at a time, and what one learns of a host the others know.

import { expect, test, vi } from 'vitest'
import { newRun, type CrawlRun } from '#/crawler/fetch/crawl-run.ts'
import { createHostRests } from '#/crawler/fetch/host-rest.ts'
import {
  createSchedule,
  CRAWL_ONCE_QUEUE,
  CRAWL_QUEUE,
  type ScheduleOptions,
} from '#/crawler/sources/schedule.ts'
import { createSources } from '#/crawler/sources/sources.ts'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import { onlyQueues } from '#/jobs/only-queues.ts'
import { systemClock as clock } from '#/kernel/clock.ts'
import { Retryable } from '#/kernel/errors.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { localSource } from '../fetch/crawl-bench.ts'

const { local: _local, ...source } = localSource(['https://news.example.com/rss'], { pauseMs: 1000 })
const KEY = `${source.id} v1`
const soon = (check: () => boolean | Promise<boolean>) =>
  vi.waitUntil(check, { timeout: 60_000, interval: 10 })

/** A leader that plans, and a worker that crawls what `claim` lets it. */
async function open(claim: NonNullable<ScheduleOptions['claim']>) {
  const { records } = openEmbeddedStateStore({ path: ':memory:', clock })
  const jobs = openEmbeddedJobQueue({
    path: ':memory:',
    clock,
    report: () => {},
    longestSleepMs: 3,
    graceMs: 10,
  })
  const crawled: AbortSignal[] = []
  const goOn = Promise.withResolvers<void>()
  const crawler = {
    async crawl(_source: unknown, signal: AbortSignal): Promise<CrawlRun> {
      crawled.push(signal)
      await Promise.race([
        goOn.promise,
        new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error))
        }),
      ])
      return { ...newRun(source.id, clock.now()), endedAt: clock.now(), listsRead: 1 }
    },
    forget: async () => {},
  }
  const sources = createSources({ records })
  await sources.create(source)
  const common = { sources, records, crawler, clock, report: () => {} }
  const planned = createSchedule({ ...common, jobs: onlyQueues(jobs, () => false) })
  await planned.start()
  const working = createSchedule({ ...common, jobs, claim }).work()
  return {
    planned,
    jobs,
    crawled,
    finish: () => goOn.resolve(),
    async [Symbol.asyncDispose]() {
      await working[Symbol.asyncDispose]()
      await jobs[Symbol.asyncDispose]()
    },
  }
}

const claimed = () => ({ signal: new AbortController().signal, async [Symbol.asyncDispose]() {} })

test('a turn waits while another process crawls the source; a single crawl meanwhile is not made', async () => {
  let isFree = false
  let asked = 0
  await using bench = await open(async () => {
    asked++
    return isFree ? claimed() : undefined
  })
  await soon(() => asked > 0)
  expect(await bench.planned.wake(source.id)).toBe('running')
  await bench.jobs.add({
    queue: CRAWL_ONCE_QUEUE,
    key: KEY,
    data: { source: source.id, version: 1 },
  })
  await soon(async () => (await bench.jobs.job(CRAWL_ONCE_QUEUE, KEY))?.state === 'done')
  expect(bench.crawled).toEqual([])
  isFree = true
  await soon(() => bench.crawled.length === 1)
  bench.finish()
  await soon(async () => (await bench.planned.health(source.id))?.state === 'well')
})

test('a crawl whose claim is lost ends, and is tried again', async () => {
  const lost = new AbortController()
  await using bench = await open(async () => ({ ...claimed(), signal: lost.signal }))
  await soon(() => bench.crawled.length === 1)
  lost.abort(new Retryable('leader.lost', 'it could not be renewed in time'))
  await soon(async () => (await bench.jobs.job(CRAWL_QUEUE, KEY))?.state === 'waiting')
  expect(await bench.jobs.job(CRAWL_QUEUE, KEY)).toMatchObject({
    lastError: 'it could not be renewed in time',
  })
})

test('a claim is given back when the crawl has ended', async () => {
  const given = vi.fn<() => void>()
  await using bench = await open(async () => ({
    signal: new AbortController().signal,
    async [Symbol.asyncDispose]() {
      given()
    },
  }))
  await soon(() => bench.crawled.length === 1)
  expect(given).not.toHaveBeenCalled()
  bench.finish()
  await soon(() => given.mock.calls.length === 1)
})

test('a host that asked one process for peace is left alone by the others too', async () => {
  const { records } = openEmbeddedStateStore({ path: ':memory:', clock })
  const shared = { remembers: false }
  const [one, two] = [createHostRests(records, clock, shared), createHostRests(records, clock, shared)]
  expect(await two.restUntil('news.example.com')).toBeNull()
  const untilMs = await one.refused('news.example.com', '3600')
  expect(await two.restUntil('news.example.com')).toBe(untilMs)
  await one.failed('news.example.com')
  await two.failed('news.example.com')
  expect(await one.pauseFactor('news.example.com')).toBe(4)
  await two.answered('news.example.com')
  expect(await one.restUntil('news.example.com')).toBeNull()
})
