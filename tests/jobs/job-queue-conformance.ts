// What every job queue must keep of its contract, run against each implementation. The clock is turned by hand;
// an implementation looks at it at least every few milliseconds here. What outlives a killed process is in
// job-queue-crashes.ts.

import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { Job, JobQueue } from '#/jobs/job-queue.ts'

export interface JobQueueUnderTest extends AsyncDisposable {
  readonly jobs: JobQueue
  readonly clock: { now(): number; turn(ms: number): void }
  readonly problems: readonly Problem[]
}

const RETRY = { attempts: 3, firstMs: 1000, maxMs: 1500 }

/** `skip`: why it cannot run here. */
export function describeJobQueue(
  name: string,
  open: () => Promise<JobQueueUnderTest>,
  skip: string | false = false,
): void {
  /** Waits for what the queue does by itself. */
  const soon = (check: () => unknown): Promise<unknown> => vi.waitFor(check, { timeout: 60_000, interval: 5 })
  /** Long enough for anything that is due to have begun. */
  const quiet = (): Promise<unknown> => sleep(40)

  describe.skipIf(skip)(
    `job queue conformance: ${name}${skip ? ` (${skip})` : ''}`,
    { timeout: 120_000 },
    () => {
      test('a job is there when add resolves, runs once a worker takes its queue, and is done', async () => {
        await using opened = await open()
        const { jobs } = opened
        expect(await jobs.add({ queue: 'mail', key: 'a', data: { to: 'An' } })).toBe('added')
        expect(await jobs.job('mail', 'a')).toMatchObject({
          state: 'waiting',
          attempt: 0,
          data: { to: 'An' },
        })
        const ran: Job[] = []
        jobs.work('mail', async job => void ran.push(job))
        await soon(async () =>
          expect(await jobs.job('mail', 'a')).toMatchObject({ state: 'done', attempt: 1 }),
        )
        expect(ran).toMatchObject([{ key: 'a', state: 'running', attempt: 1, data: { to: 'An' } }])
        expect(await jobs.counts()).toEqual({ waiting: 0, running: 0, done: 1, failed: 0, cancelled: 0 })
      })

      test('a key that waits or runs is known; one that has ended may come again', async () => {
        await using opened = await open()
        const { jobs } = opened
        const job = { queue: 'q', key: 'a', data: { n: 1 } }
        await jobs.add(job)
        expect(await jobs.add({ ...job, data: { n: 2 } })).toBe('known')
        expect(await jobs.add({ ...job, queue: 'other' })).toBe('added')
        const gate = Promise.withResolvers<void>()
        const data: unknown[] = []
        jobs.work('q', async ({ data: { n } }) => {
          data.push(n)
          await gate.promise
        })
        await soon(() => expect(data).toEqual([1]))
        expect(await jobs.add(job)).toBe('known')
        gate.resolve()
        await soon(async () => expect((await jobs.job('q', 'a'))?.state).toBe('done'))
        expect(await jobs.add({ ...job, data: { n: 3 } })).toBe('added')
        await soon(() => expect(data).toEqual([1, 3]))
      })

      test('a delayed job runs when its time has come and not before; waking brings it forward', async () => {
        await using opened = await open()
        const { jobs, clock } = opened
        const ran: string[] = []
        jobs.work('q', async job => void ran.push(job.key))
        await jobs.add({ queue: 'q', key: 'later', data: {}, runAt: clock.now() + 60_000 })
        await jobs.add({
          queue: 'q',
          key: 'much later',
          data: {},
          runAt: clock.now() + 40 * 365 * 86_400_000,
        })
        await quiet()
        clock.turn(59_999)
        await quiet()
        expect(ran).toEqual([])
        clock.turn(1)
        await soon(() => expect(ran).toEqual(['later']))
        expect(await jobs.wake('q', 'much later')).toBe(true)
        await soon(() => expect(ran).toEqual(['later', 'much later']))
        expect(await jobs.wake('q', 'much later')).toBe(false)
        expect(await jobs.wake('q', 'nobody')).toBe(false)
      })

      test('a repeated job keeps to its turns, and one run makes up for those missed', async () => {
        await using opened = await open()
        const { jobs, clock } = opened
        const start = clock.now()
        const ran: number[] = []
        jobs.work('q', async () => void ran.push(clock.now() - start))
        await jobs.add({ queue: 'q', key: 'r', data: {}, everyMs: 1000, runAt: start + 500 })
        clock.turn(520)
        await soon(() => expect(ran).toEqual([520]))
        await soon(async () => expect((await jobs.job('q', 'r'))?.runAt).toBe(start + 1500))
        clock.turn(4000)
        await soon(() => expect(ran).toEqual([520, 4520]))
        await soon(async () =>
          expect(await jobs.job('q', 'r')).toMatchObject({
            state: 'waiting',
            runAt: start + 5500,
            attempt: 0,
          }),
        )
        await quiet()
        expect(ran).toHaveLength(2)
      })

      test('a turn that fails does not end a repeated job', async () => {
        await using opened = await open()
        const { jobs, clock, problems } = opened
        let turns = 0
        jobs.work('q', async () => {
          if (++turns === 1) throw new Permanent('test', 'bad day')
        })
        await jobs.add({ queue: 'q', key: 'r', data: {}, everyMs: 1000 })
        await soon(async () => expect((await jobs.job('q', 'r'))?.lastError).toBe('bad day'))
        await soon(() => expect(problems).toMatchObject([{ code: 'job.failed', where: 'q' }]))
        clock.turn(1000)
        await soon(async () => {
          expect(turns).toBe(2)
          expect(await jobs.job('q', 'r')).toMatchObject({ state: 'waiting', lastError: null })
        })
      })

      test('what may be tried again is, after doubling pauses, until its attempts are used up', async () => {
        await using opened = await open()
        const { jobs, clock, problems } = opened
        const pauses: number[] = []
        let runs = 0
        jobs.work('q', async () => {
          throw new Retryable('test', `away ${++runs}`)
        })
        await jobs.add({ queue: 'q', key: 'a', data: {}, retry: RETRY })
        for (const expected of [1, 2]) {
          await soon(async () =>
            expect(await jobs.job('q', 'a')).toMatchObject({
              state: 'waiting',
              lastError: `away ${expected}`,
            }),
          )
          const pause = (await jobs.job('q', 'a'))!.runAt - clock.now()
          pauses.push(pause)
          clock.turn(pause)
        }
        expect(pauses[0]).toBeGreaterThanOrEqual(800)
        expect(pauses[0]).toBeLessThanOrEqual(1200)
        expect(pauses[1]).toBeGreaterThanOrEqual(1200)
        expect(pauses[1]).toBeLessThanOrEqual(1800)
        await soon(async () =>
          expect(await jobs.job('q', 'a')).toMatchObject({
            state: 'failed',
            attempt: 3,
            lastError: 'away 3',
          }),
        )
        await soon(() =>
          expect(problems).toMatchObject([{ code: 'job.failed', where: 'q', detail: 'a: away 3' }]),
        )
      })

      test.each([
        ['a Permanent', new Permanent('test', 'no use')],
        ['an error of ours', new Error('no use')],
      ])('%s fails a job at once', async (_, error) => {
        await using opened = await open()
        const { jobs } = opened
        jobs.work('q', async () => {
          throw error
        })
        await jobs.add({ queue: 'q', key: 'a', data: {} })
        await soon(async () =>
          expect(await jobs.job('q', 'a')).toMatchObject({
            state: 'failed',
            attempt: 1,
            lastError: 'no use',
          }),
        )
      })

      test('no job has two workers, and a queue runs as many jobs at once as it may', async () => {
        await using opened = await open()
        const { jobs } = opened
        for (let n = 0; n < 30; n++) await jobs.add({ queue: 'q', key: `k${n}`, data: {} })
        const running = new Set<string>()
        const seen: string[] = []
        let most = 0
        const gate = Promise.withResolvers<void>()
        jobs.work(
          'q',
          async job => {
            expect(running.has(job.key)).toBe(false)
            running.add(job.key)
            most = Math.max(most, running.size)
            await gate.promise
            running.delete(job.key)
            seen.push(job.key)
          },
          { concurrency: 4 },
        )
        await soon(() => expect(running.size).toBe(4))
        await quiet()
        gate.resolve()
        await soon(() => expect(seen).toHaveLength(30))
        expect(new Set(seen).size).toBe(30)
        expect(most).toBe(4)
      })

      test('a slow queue does not hold up another', async () => {
        await using opened = await open()
        const { jobs } = opened
        const gate = Promise.withResolvers<void>()
        jobs.work('slow', () => gate.promise)
        const ran: string[] = []
        jobs.work('quick', async job => void ran.push(job.key))
        for (const queue of ['slow', 'quick'])
          for (const key of ['1', '2']) await jobs.add({ queue, key, data: {} })
        await soon(() => expect(ran).toEqual(['1', '2']))
        gate.resolve()
      })

      test('a waiting job can be cancelled; a running one is told, and does not run again', async () => {
        await using opened = await open()
        const { jobs, clock } = opened
        await jobs.add({ queue: 'q', key: 'waits', data: {}, runAt: clock.now() + 1000 })
        expect(await jobs.cancel('q', 'waits')).toBe(true)
        expect(await jobs.cancel('q', 'waits')).toBe(false)
        let begun = 0
        jobs.work('q', async (_, signal) => {
          begun++
          await new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason as Error)),
          )
        })
        await jobs.add({ queue: 'q', key: 'runs', data: {}, everyMs: 1000 })
        await soon(() => expect(begun).toBe(1))
        expect(await jobs.cancel('q', 'runs')).toBe(true)
        await soon(async () => expect((await jobs.job('q', 'runs'))?.state).toBe('cancelled'))
        clock.turn(5000)
        await quiet()
        expect(begun).toBe(1)
        expect(await jobs.counts()).toMatchObject({ cancelled: 2, waiting: 0 })
      })

      test('a clock that jumps ahead loses nothing; one that goes back lets nothing sleep for the lost time', async () => {
        await using opened = await open()
        const { jobs, clock } = opened
        const ran: string[] = []
        jobs.work('q', async job => {
          ran.push(job.key)
          if (job.key === 'retried') throw new Retryable('test', 'again')
        })
        await jobs.add({ queue: 'q', key: 'repeated', data: {}, everyMs: 1000, runAt: clock.now() + 1000 })
        const YEAR = 365 * 86_400_000
        clock.turn(YEAR)
        await soon(() => expect(ran).toEqual(['repeated']))
        await jobs.add({ queue: 'q', key: 'retried', data: {}, retry: RETRY })
        await soon(() => expect(ran).toEqual(['repeated', 'retried']))
        await soon(async () =>
          expect(await jobs.job('q', 'retried')).toMatchObject({ state: 'waiting', lastError: 'again' }),
        )
        clock.turn(-YEAR)
        for (const key of ['retried', 'repeated'])
          await soon(async () =>
            expect((await jobs.job('q', key))!.runAt).toBeLessThanOrEqual(clock.now() + 1500),
          )
        clock.turn(1500)
        await soon(() => expect(ran.slice(2).sort()).toEqual(['repeated', 'retried']))
      })

      test('disposing a worker waits for what runs and takes no more', async () => {
        await using opened = await open()
        const { jobs } = opened
        const gate = Promise.withResolvers<void>()
        const ran: string[] = []
        const worker = jobs.work('q', async job => {
          ran.push(job.key)
          await gate.promise
        })
        for (const key of ['a', 'b']) await jobs.add({ queue: 'q', key, data: {} })
        await soon(() => expect(ran).toEqual(['a']))
        const disposed = worker[Symbol.asyncDispose]()
        gate.resolve()
        await disposed
        expect((await jobs.job('q', 'a'))?.state).toBe('done')
        await quiet()
        expect((await jobs.job('q', 'b'))?.state).toBe('waiting')
        jobs.work('q', async job => void ran.push(job.key))
        await soon(() => expect(ran).toEqual(['a', 'b']))
      })

      test('jobs are listed newest first, by queue and state', async () => {
        await using opened = await open()
        const { jobs, clock } = opened
        const runAt = clock.now() + 1000
        for (const [queue, key] of [
          ['q', '1'],
          ['q', '2'],
          ['p', '3'],
        ] as const)
          await jobs.add({ queue, key, data: {}, runAt })
        await jobs.cancel('q', '1')
        const keys = async (filter: Parameters<JobQueue['jobs']>[0]) =>
          (await jobs.jobs(filter)).map(job => job.key)
        expect(await keys({ limit: 10 })).toEqual(['3', '2', '1'])
        expect(await keys({ limit: 1 })).toEqual(['3'])
        expect(await keys({ queue: 'q', limit: 10 })).toEqual(['2', '1'])
        expect(await keys({ state: ['cancelled'], limit: 10 })).toEqual(['1'])
        expect(await keys({ queue: 'p', state: ['cancelled'], limit: 10 })).toEqual([])
      })
    },
  )
}
