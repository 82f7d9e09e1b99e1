// The job queue on BullMQ and a real Redis: the contract, and what only a server that can be away, refuse or die can
// do to it.

import { afterAll, beforeAll, vi } from 'vitest'
import type { Problem } from '#/kernel/problem.ts'
import { openBullJobQueue } from '#/jobs/bullmq/job-queue.ts'
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
