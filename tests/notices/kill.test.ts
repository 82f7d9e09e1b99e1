// kill -9 between handing in, queueing and sending: no notice is lost; one may come twice.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import { DELIVERIES } from '#/notices/delivery.ts'
import { createNotices } from '#/notices/notices.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { put } from '#/store/records.ts'
import { httpServer } from '../outbound/servers.ts'
import { NOON, configOf, invented, simple, type Received } from './invented-notices.ts'

async function receiver(delayMs: number) {
  const ids: string[] = []
  const server = await httpServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      ids.push(...(JSON.parse(body) as Received).notices.map(({ id }) => id))
      setTimeout(() => response.end(), delayMs)
    })
  })
  return { ids, port: server.port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

test(
  'every notice that was taken in arrives, whenever the process is killed',
  { timeout: 40_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'thapcanh-notices-'))
    const start = (name: string, port: number): ChildProcess =>
      spawn(process.execPath, [join(import.meta.dirname, 'notice-child.ts'), folder, String(port), name], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
    await using webhook = await receiver(5)
    const taken: string[] = []
    try {
      for (let kill = 0; kill < 3; kill++) {
        const child = start(String(kill), webhook.port)
        const ended = once(child, 'exit')
        const enough = Promise.withResolvers<void>()
        let seen = 0
        child.stdout!.on('data', (chunk: Buffer) => {
          const lines = chunk.toString().split('\n').filter(Boolean)
          taken.push(...lines)
          if ((seen += lines.length) > 25 + 10 * kill) enough.resolve()
        })
        await Promise.race([enough.promise, ended])
        await sleep(Math.random() * 20)
        child.kill('SIGKILL')
        await ended
      }
      const last = start('-', webhook.port)
      const ended = once(last, 'exit')
      await vi.waitFor(() => expect(taken.filter(id => !webhook.ids.includes(id))).toEqual([]), 15_000)
      last.kill('SIGKILL')
      await ended
      expect(taken.length).toBeGreaterThan(75)
      // A message twice for each of the messages on their way at a kill, at most.
      expect(webhook.ids.length - new Set(webhook.ids).size).toBeLessThanOrEqual(3 * 4)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

test('a process that dies after the commit and before the job was added: the next start sends', async () => {
  const clock = { now: () => NOON }
  using state = openEmbeddedStateStore({ path: ':memory:', clock })
  await using webhook = await receiver(0)
  const config = configOf(simple()(`http://127.0.0.1:${webhook.port}/`))
  const report = (): void => {}
  await using jobs = openEmbeddedJobQueue({ path: ':memory:', clock, report, longestSleepMs: 3 })
  const died = { ...jobs, add: () => Promise.reject(new Error('SIGKILL')) } as unknown as typeof jobs
  const shared = { records: state.records, clock, config, report, secret: () => 's' }
  await expect(createNotices({ ...shared, jobs: died }).notify(invented('1'))).rejects.toThrow('SIGKILL')
  await using _workers = await createNotices({ ...shared, jobs }).start()
  await vi.waitFor(() => expect(webhook.ids).toEqual(['1']))
})

test.each([
  [true, 'delivered', ['1']],
  [false, 'unknown', []],
] as const)(
  'what a dead process left half sent, receiver knows keys: %s – is %s',
  async (idempotencyKey, end, ids) => {
    const clock = { now: () => NOON }
    using state = openEmbeddedStateStore({ path: ':memory:', clock })
    await using webhook = await receiver(0)
    const config = configOf(simple({}, { idempotencyKey })(`http://127.0.0.1:${webhook.port}/`))
    const report = (): void => {}
    await using jobs = openEmbeddedJobQueue({ path: ':memory:', clock, report, longestSleepMs: 3 })
    const shared = { records: state.records, clock, config, report, secret: () => 's', jobs }
    await createNotices(shared).notify(invented('1'))
    const [stored] = (await state.records.find(DELIVERIES, { limit: 1 })).records
    const sending = { ...stored!.record, state: 'sending', attempts: 1 } as const
    await state.records.commit([put(DELIVERIES, stored!.id, sending, stored!.version)])

    const notices = createNotices(shared)
    await using _workers = await notices.start()
    await vi.waitFor(async () => {
      expect((await notices.deliveries({ limit: 1 })).deliveries).toMatchObject([{ state: end }])
    })
    expect(webhook.ids).toEqual(ids)
  },
)
