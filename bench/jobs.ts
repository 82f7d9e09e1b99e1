// `npm run -s bench -- jobs [--redis URL] [--count 5000] [--concurrency 16]`: how many jobs a second are added and
// run, one after the other added and by handlers that do nothing. Without `--redis` the embedded queue is measured, on
// a file; with it the queue on BullMQ, under a prefix of its own that is deleted afterwards.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { Redis } from 'ioredis'
import { parseRedisUrl } from '#/cluster/redis-url.ts'
import { openBullJobQueue } from '#/jobs/bullmq/job-queue.ts'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import { systemClock } from '#/kernel/clock.ts'
import type { Problem } from '#/kernel/problem.ts'

/** Callers that add at the same time, in the second measurement. */
const ADDERS = 16
const PREFIX = '{thapcanh-bench}'

const report = (problem: Problem): void => void process.stderr.write(`${JSON.stringify(problem)}\n`)

export async function jobsBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      redis: { type: 'string' },
      count: { type: 'string', default: '5000' },
      concurrency: { type: 'string', default: '16' },
    },
  })
  const [count, concurrency] = [Number(values.count), Number(values.concurrency)]
  const folder = await mkdtemp(join(tmpdir(), 'thapcanh-jobs-bench-'))
  try {
    await using jobs =
      values.redis === undefined
        ? openEmbeddedJobQueue({ path: join(folder, 'jobs.sqlite'), clock: systemClock, report })
        : await openBullJobQueue({ url: values.redis, prefix: PREFIX, report })
    const kind = values.redis === undefined ? 'embedded' : 'bullmq'
    return { bench: 'jobs', kind, count, concurrency, ...(await measure(jobs, count, concurrency)) }
  } finally {
    await rm(folder, { recursive: true, force: true })
    if (values.redis !== undefined) await deleteKeys(values.redis)
  }
}

async function measure(jobs: JobQueue, count: number, concurrency: number): Promise<Record<string, number>> {
  const perSecond = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now()
    await work()
    return Math.round((count / (performance.now() - began)) * 1000)
  }
  const add = (n: number) => jobs.add({ queue: 'bench', key: `job ${n}`, data: { n } })
  const addedPerSecond = await perSecond(async () => {
    for (let n = 0; n < count; n++) await add(n)
  })
  const addedTogetherPerSecond = await perSecond(async () => {
    let next = count
    const adder = async (): Promise<void> => {
      while (next < 2 * count) await add(next++)
    }
    await Promise.all(Array.from({ length: ADDERS }, adder))
  })
  let left = 2 * count
  const ranPerSecond =
    2 *
    (await perSecond(() => {
      const all = Promise.withResolvers<void>()
      jobs.work(
        'bench',
        async () => {
          if (--left === 0) all.resolve()
        },
        { concurrency },
      )
      return all.promise
    }))
  return { addedPerSecond, addedTogetherPerSecond, ranPerSecond }
}

async function deleteKeys(url: string): Promise<void> {
  const redis = new Redis(parseRedisUrl(url))
  try {
    const pattern = `${PREFIX}:*`
    let cursor = '0'
    do {
      const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', 1000)
      if (keys.length > 0) await redis.del(...keys)
      cursor = next
    } while (cursor !== '0')
  } finally {
    redis.disconnect()
  }
}
