// Sources are crawled by their schedules: switched on and off, woken, edited, removed; and their health is told.

import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { newRun, type CrawlRun } from '#/crawler/fetch/crawl-run.ts'
import { createSchedule, CRAWL_QUEUE } from '#/crawler/sources/schedule.ts'
import { healthAfter, healthOf, outcomeOf } from '#/crawler/sources/source-health.ts'
import { createSources } from '#/crawler/sources/sources.ts'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import type { Problem } from '#/kernel/problem.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { localSource } from '../fetch/crawl-bench.ts'

const HOUR = 3_600_000

/** A crawler that does what the test says; the schedule, the jobs and the records are real. */
function open() {
  let now = Date.UTC(2026, 10, 29)
  const clock = { now: () => now, turn: (ms: number) => void (now += ms) }
  const problems: Problem[] = []
  const report = (problem: Problem) => void problems.push(problem)
  const { records } = openEmbeddedStateStore({ path: ':memory:', clock })
  const jobs = openEmbeddedJobQueue({ path: ':memory:', clock, report, longestSleepMs: 3, graceMs: 10 })
  const crawled: MediaSource[] = []
  const forgotten: string[] = []
  let answer: (source: MediaSource, signal: AbortSignal) => Promise<Partial<CrawlRun>> = async () => ({
    listsRead: 1,
  })
  const crawler = {
    async crawl(source: MediaSource, signal: AbortSignal): Promise<CrawlRun> {
      crawled.push(source)
      return { ...newRun(source.id, now), endedAt: now, ...(await answer(source, signal)) }
    },
    forget: async (id: string) => void forgotten.push(id),
  }
  const sources = createSources({ records })
  const schedule = createSchedule({ sources, records, jobs, crawler, clock, report })
  return {
    clock,
    problems,
    jobs,
    sources,
    schedule,
    crawled,
    forgotten,
    answerWith: (next: typeof answer) => void (answer = next),
    [Symbol.asyncDispose]: async () => await jobs[Symbol.asyncDispose](),
  }
}

const { local: _local, ...source } = localSource(['https://news.example.com/rss'], {
  enabled: false,
  pauseMs: 1000,
})

/** Until it holds; a test that waits for good is ended by its own timeout. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(2)
}

/** The jobs' table is settled: nothing runs. */
const idle = (jobs: ReturnType<typeof open>['jobs']) =>
  until(async () => (await jobs.jobs({ queue: CRAWL_QUEUE, state: ['running'], limit: 1 })).length === 0)

test('a source is crawled when it is switched on, then at its turns, and no more when it is off', async () => {
  await using bench = open()
  await bench.sources.create(source)
  await using _running = await bench.schedule.start()
  expect((await bench.schedule.health(source.id))?.state).toBe('off')
  await bench.sources.switch(source.id, true)
  await until(async () => (await bench.schedule.health(source.id))?.state === 'well')
  await idle(bench.jobs)
  const health = await bench.schedule.health(source.id)
  expect(health).toMatchObject({
    lastRunAt: bench.clock.now(),
    nextRunAt: bench.clock.now() + HOUR,
    failedRunsInRow: 0,
  })
  bench.clock.turn(HOUR)
  await until(() => bench.crawled.length === 2)
  await idle(bench.jobs)
  await bench.sources.switch(source.id, false)
  bench.clock.turn(5 * HOUR)
  await sleep(30)
  expect(bench.crawled).toHaveLength(2)
  expect(await bench.schedule.health(source.id)).toMatchObject({ state: 'off', nextRunAt: null })
  expect(await bench.schedule.wake(source.id)).toBe('off')
})

test('it can be woken between its turns, and they stay', async () => {
  await using bench = open()
  await bench.sources.create({ ...source, enabled: true })
  await using _running = await bench.schedule.start()
  await until(() => bench.crawled.length === 1)
  await idle(bench.jobs)
  bench.clock.turn(HOUR / 4)
  expect(await bench.schedule.wake(source.id)).toBe('woken')
  await until(() => bench.crawled.length === 2)
  await idle(bench.jobs)
  expect((await bench.schedule.health(source.id))?.nextRunAt).toBe(Date.UTC(2026, 10, 29) + HOUR)
  expect(await bench.schedule.wake('khong-co')).toBe('not-found')
})

test('a turn and a single crawl of one source that are due at once do not meet', async () => {
  await using bench = open()
  let crawling = 0
  const together: number[] = []
  bench.answerWith(async () => {
    together.push(++crawling)
    await sleep(5)
    crawling--
    return { listsRead: 1 }
  })
  await bench.sources.create({ ...source, enabled: true })
  expect(await bench.schedule.wake(source.id)).toBe('woken')
  await using _running = await bench.schedule.start()
  await until(async () => (await bench.schedule.health(source.id))?.state === 'well')
  await until(async () => (await bench.jobs.jobs({ state: ['running'], limit: 9 })).length === 0)
  expect(Math.max(...together)).toBe(1)
})

test('an edit takes effect at once: a running crawl is stopped and goes on with the new settings', async () => {
  await using bench = open()
  const stopped: string[] = []
  bench.answerWith(async ({ name }, signal) => {
    if (name !== source.name) return { listsRead: 1 }
    await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
    stopped.push(name)
    throw signal.reason
  })
  await bench.sources.create({ ...source, enabled: true })
  await using _running = await bench.schedule.start()
  await until(() => bench.crawled.length === 1)
  expect(await bench.schedule.wake(source.id)).toBe('running')
  await bench.sources.save({ ...source, enabled: true, name: 'Tên mới' }, 1)
  await until(async () => (await bench.schedule.health(source.id))?.state === 'well')
  expect(stopped).toEqual([source.name])
  expect(bench.crawled.map(({ name }) => name)).toEqual([source.name, 'Tên mới'])
})

test('what is removed is forgotten; what changed while nobody listened is put right at the start', async () => {
  await using bench = open()
  await bench.sources.create({ ...source, enabled: true })
  await bench.sources.create({ ...source, id: 'b', enabled: true })
  const running = await bench.schedule.start()
  await until(() => bench.crawled.length === 2)
  await idle(bench.jobs)
  await bench.sources.remove('b', 1)
  expect(bench.forgotten).toEqual(['b'])
  expect(await bench.schedule.healths()).toHaveLength(1)
  await running[Symbol.asyncDispose]()
  await bench.jobs.cancel(CRAWL_QUEUE, `${source.id} v1`)
  await using _again = await bench.schedule.start()
  await until(() => bench.crawled.length === 3)
})

test('a source that is removed while it is crawled, and made anew, is crawled anew', async () => {
  await using bench = open()
  bench.answerWith(async (_source, signal) => {
    if (bench.crawled.length > 1) return { listsRead: 1 }
    await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
    throw signal.reason
  })
  await bench.sources.create({ ...source, enabled: true })
  await using _running = await bench.schedule.start()
  await until(() => bench.crawled.length === 1)
  await bench.sources.remove(source.id, 1)
  await bench.sources.create({ ...source, enabled: true })
  await until(async () => (await bench.schedule.health(source.id))?.state === 'well')
  expect(bench.crawled).toHaveLength(2)
})

test('an error of ours stands in the health of the source', async () => {
  await using bench = open()
  bench.answerWith(async () => {
    throw new Error('lỗi của ta')
  })
  await bench.sources.create({ ...source, enabled: true })
  await using _running = await bench.schedule.start()
  await until(async () => (await bench.schedule.health(source.id))?.state === 'failing')
  const health = await bench.schedule.health(source.id)
  expect(health?.failures).toEqual([{ reason: 'internal error', count: 1, example: 'lỗi của ta' }])
})

test('a source that fails is tried again soon, told once, and then waits for its turn', async () => {
  await using bench = open()
  bench.answerWith(async () => ({
    listsFailed: 1,
    failures: [{ reason: 'timeout', count: 1, example: 'https://news.example.com/rss' }],
  }))
  await bench.sources.create({ ...source, enabled: true })
  await using _running = await bench.schedule.start()
  await until(async () => (await bench.schedule.health(source.id))?.failedRunsInRow === 1)
  for (let again = 2; again <= 3; again++) {
    await idle(bench.jobs)
    bench.clock.turn(12 * 60_000)
    await until(async () => (await bench.schedule.health(source.id))?.failedRunsInRow === again)
  }
  await idle(bench.jobs)
  const health = await bench.schedule.health(source.id)
  expect(health).toMatchObject({
    state: 'failing',
    lastSuccessAt: null,
    failures: [{ reason: 'timeout', count: 1 }],
  })
  expect(health?.nextRunAt).toBe(Date.UTC(2026, 10, 29) + HOUR)
  expect(bench.problems.map(({ code }) => code)).toEqual(['crawl.failed', 'job.failed'])
})

test('a host that wanted an hour’s peace is asked when it is over, not at the next turn', async () => {
  await using bench = open()
  const restUntil = bench.clock.now() + 10 * 60_000
  bench.answerWith(async () =>
    bench.crawled.length === 1 ? { restUntil, listsFailed: 1 } : { listsRead: 1 },
  )
  await bench.sources.create({ ...source, enabled: true })
  await using _running = await bench.schedule.start()
  await until(async () => (await bench.schedule.health(source.id))?.failedRunsInRow === 1)
  await idle(bench.jobs)
  await sleep(20)
  expect(bench.crawled).toHaveLength(1)
  bench.clock.turn(10 * 60_000 + 1)
  await until(() => bench.crawled.length === 2)
})

describe('the state of a source', () => {
  const now = Date.UTC(2026, 10, 29)
  const run = (more: Partial<CrawlRun>): CrawlRun => ({ ...newRun('a', now - 10), endedAt: now, ...more })
  const because = (...reasons: string[]) =>
    reasons.map(reason => ({ reason, count: 1, example: 'https://example.com/' }))
  const rows: [string, CrawlRun, string][] = [
    ['that read its list', run({ listsRead: 1 }), 'success'],
    ['of which nothing changed', run({ notModified: 1 }), 'success'],
    ['that lost two pages', run({ listsRead: 1, pagesFailed: 2, failures: because('timeout') }), 'success'],
    ['whose pages all fail', run({ listsRead: 1, pagesFailed: 3, failures: because('timeout') }), 'failing'],
    [
      'whose pages robots.txt forbids',
      run({ listsRead: 1, pagesFailed: 3, failures: because('robots') }),
      'refused',
    ],
    [
      'that robots.txt forbids',
      run({ listsFailed: 1, failures: because('robots', 'status 403') }),
      'refused',
    ],
    [
      'that is slow and forbidden',
      run({ listsFailed: 2, failures: because('robots', 'timeout') }),
      'failing',
    ],
    ['that gave nothing at all', run({}), 'failing'],
  ]
  test.each(rows)('%s: %s', (_name, ended, outcome) => {
    expect(outcomeOf(ended)).toBe(outcome)
  })

  test('is silent when it succeeds and has had nothing new for long, and well again with one new text', () => {
    const on = { id: 'a', enabled: true }
    const first = healthAfter(undefined, run({ listsRead: 1 }))
    expect(healthOf(on, first, null, now).state).toBe('well')
    expect(healthOf(on, first, null, now + LIMITS.sourceSilentMs).state).toBe('silent')
    const later = { ...run({ listsRead: 1, newMentions: 1 }), endedAt: now + LIMITS.sourceSilentMs }
    expect(healthOf(on, healthAfter(first, later), null, now + LIMITS.sourceSilentMs + 1).state).toBe('well')
    expect(healthOf(on, undefined, null, now).state).toBe('never')
    expect(healthOf({ ...on, enabled: false }, first, 5, now)).toMatchObject({
      state: 'off',
      nextRunAt: null,
    })
  })
})
