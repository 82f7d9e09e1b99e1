// The lead of a cluster on a real Redis: one leads, its terms are numbered upwards whatever dies, it knows in time
// that it lost, and what it writes when it does not know is refused.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openRedis } from '#/cluster/open-redis.ts'
import { createRedisLeaderLock } from '#/cluster/redis-leader-lock.ts'
import { createRedisSnapshotStore } from '#/cluster/redis-snapshot-store.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { noRedis, startRedis, type RedisServer } from '../support/redis.ts'

const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 90_000, interval: 10 })

describe.skipIf(noRedis)('the leader lock', { timeout: 180_000 }, () => {
  let server: RedisServer
  let opened = 0
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  /** Locks of two processes, as it were. */
  async function openTwo(leaseMs = 60_000) {
    const redis = await openRedis({ url: server.url, report: () => {} })
    const prefix = `{test-${++opened}}`
    const of = (holder: string) => createRedisLeaderLock({ redis: redis.commands, holder, prefix, leaseMs })
    return {
      an: of('an'),
      bình: of('bình'),
      redis,
      prefix,
      [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose](),
    }
  }

  test('one leads at a time, others may lead other things, and who leads can be asked', async () => {
    await using two = await openTwo()
    expect(await two.an.leader('reports')).toBeUndefined()
    const first = await two.an.acquire('reports')
    expect(first).toMatchObject({ name: 'reports' })
    expect(first!.isHeld()).toBe(true)
    expect(await two.bình.acquire('reports')).toBeUndefined()
    expect(await two.an.acquire('reports')).toBeUndefined()
    await using _other = (await two.bình.acquire('indices'))!
    expect(await two.bình.leader('reports')).toEqual({ holder: 'an', fence: first!.fence })
    await first![Symbol.asyncDispose]()
    await using second = (await two.bình.acquire('reports'))!
    expect(second.fence).toBeGreaterThan(first!.fence)
  })

  test('fences grow, also when Redis lost the last one or its clock stands behind it', async () => {
    await using two = await openTwo()
    const fences: number[] = []
    const term = async () => {
      await using held = (await two.an.acquire('x'))!
      fences.push(held.fence)
    }
    await term()
    await two.redis.commands.del(`${two.prefix}:fence:x`)
    // The time that the fence goes by when nothing else is known is of milliseconds.
    await soon(async () =>
      expect(Number((await two.redis.commands.time()).join('').slice(0, 13))).toBeGreaterThan(fences[0]!),
    )
    await term()
    await two.redis.commands.set(`${two.prefix}:fence:x`, fences[1]! + 1e9)
    await term()
    expect(fences[1]).toBeGreaterThan(fences[0]!)
    expect(fences[2]).toBe(fences[1]! + 1e9 + 1)
  })

  test('a term is renewed beyond its lease', async () => {
    await using two = await openTwo(8000)
    await using term = (await two.an.acquire('x'))!
    const key = `${two.prefix}:lead:x`
    // Each renewal sets its life anew: three of them, and the term is the same.
    for (let renewals = 0; renewals < 3; renewals++) {
      const before = await two.redis.commands.pttl(key)
      await soon(async () => expect(await two.redis.commands.pttl(key)).toBeLessThan(before - 100))
      const sunk = await two.redis.commands.pttl(key)
      await soon(async () => expect(await two.redis.commands.pttl(key)).toBeGreaterThan(sunk))
    }
    expect(term.signal.aborted).toBe(false)
    expect(await two.bình.acquire('x')).toBeUndefined()
  })

  test('a term that was taken away is lost at the next renewal', async () => {
    await using two = await openTwo(1000)
    await using term = (await two.an.acquire('x'))!
    await two.redis.commands.set(`${two.prefix}:lead:x`, 'someone else')
    await soon(() => expect(term.signal.aborted).toBe(true))
    expect(term.signal.reason).toMatchObject({ name: 'Retryable', code: 'leader.lost' })
    expect(term.isHeld()).toBe(false)
  })

  test('without Redis the lead is lost', async () => {
    await using away = await startRedis()
    await using redis = await openRedis({ url: away.url, report: () => {} })
    const lock = createRedisLeaderLock({ redis: redis.commands, holder: 'an', leaseMs: 2000 })
    await using term = (await lock.acquire('x'))!
    away.signal('SIGSTOP')
    await soon(() => expect(term.signal.aborted).toBe(true))
    expect(term.isHeld()).toBe(false)
    away.signal('SIGCONT')
  })

  test('lead goes on after losing the lead or a Retryable, and ends with its signal or an error of ours', async () => {
    await using two = await openTwo(4000)
    const end = new AbortController()
    const fences: number[] = []
    const leading = two.an.lead(
      'x',
      async ({ fence, signal }) => {
        fences.push(fence)
        if (fences.length === 1) throw new Retryable('test', 'the store is away')
        if (fences.length === 2)
          await two.redis.commands.set(`${two.prefix}:lead:x`, 'someone else', 'PX', 300)
        await once(signal, 'abort')
      },
      end.signal,
    )
    await soon(() => expect(fences.length).toBeGreaterThanOrEqual(3))
    end.abort()
    await leading
    expect([...fences].sort((a, b) => a - b)).toEqual(fences)
    // It gave the lead away at once.
    await using next = await two.bình.acquire('x')
    expect(next).toBeDefined()
    const wrong = two.an.lead(
      'y',
      async () => Promise.reject(new Error('of ours')),
      new AbortController().signal,
    )
    await expect(wrong).rejects.toThrow('of ours')
  })

  test('a leader that was stopped is followed, knows when it goes on, and cannot write any more', async () => {
    const start = (name: string) => {
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'leader-child.ts'), server.url, name, '6000'],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      )
      let text = ''
      child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
      return { child, ended: once(child, 'exit'), lines: () => text.split('\n').slice(0, -1) }
    }
    const fenceOf = (lines: string[], what: string) =>
      Number(lines.find(line => line.startsWith(what))?.split(' ')[1])
    const an = start('an')
    let bình: ReturnType<typeof start> | undefined
    try {
      await soon(() => expect(an.lines().filter(line => line.startsWith('wrote')).length).toBeGreaterThan(3))
      bình = start('bình')
      an.child.kill('SIGSTOP')
      await soon(() =>
        expect(bình!.lines().filter(line => line.startsWith('wrote')).length).toBeGreaterThan(3),
      )
      const [old, fresh] = [fenceOf(an.lines(), 'leads'), fenceOf(bình.lines(), 'leads')]
      expect(fresh).toBeGreaterThan(old)
      an.child.kill('SIGCONT')
      await soon(() => expect(an.lines()).toContain(`careless ${old} snapshot.fenced`))
      expect(an.lines().some(line => line.startsWith(`lost ${old}`))).toBe(true)
      const written = bình.lines().length
      await soon(() => expect(bình!.lines().length).toBeGreaterThan(written + 3))
    } finally {
      for (const each of [an, bình]) {
        each?.child.kill('SIGKILL')
        await each?.ended
      }
    }
  })

  describe('the snapshot store', () => {
    async function openStore() {
      const redis = await openRedis({ url: server.url, report: () => {} })
      const prefix = `{test-${++opened}}`
      const store = createRedisSnapshotStore({ redis: redis.commands, prefix })
      return { store, redis, prefix, [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose]() }
    }

    test('gives back what was written last, bytes and all, and names do not mix', async () => {
      await using opened = await openStore()
      const { store } = opened
      expect(await store.takeOver('a', 1)).toBeUndefined()
      const data = Buffer.from(Array.from({ length: 70_000 }, (_, n) => (n * 31) % 256))
      await store.write('a', { fence: 1, position: '17-0', data: Buffer.from('first') })
      await store.write('a', { fence: 1, position: '18-0', data })
      await store.write('b', { fence: 7, position: '', data: Buffer.alloc(0) })
      expect(await store.takeOver('a', 2)).toEqual({ fence: 1, position: '18-0', data })
      expect(await store.takeOver('b', 7)).toEqual({ fence: 7, position: '', data: Buffer.alloc(0) })
    })

    test('whoever was overtaken can neither write nor take over', async () => {
      await using opened = await openStore()
      const { store } = opened
      const data = Buffer.from('x')
      await store.write('a', { fence: 5, position: '1', data })
      expect(await store.takeOver('a', 6)).toMatchObject({ position: '1' })
      const fenced = expect.objectContaining({ name: 'Permanent', code: 'snapshot.fenced' })
      await expect(store.write('a', { fence: 5, position: '2', data })).rejects.toEqual(fenced)
      await expect(store.takeOver('a', 5)).rejects.toEqual(fenced)
      expect(await store.takeOver('a', 6)).toMatchObject({ fence: 5, position: '1' })
      await store.write('a', { fence: 6, position: '3', data })
      expect(await store.takeOver('a', 6)).toMatchObject({ fence: 6, position: '3' })
    })

    test('what is damaged is not given out, and what is too large not taken', async () => {
      await using opened = await openStore()
      const { store, redis, prefix } = opened
      await store.write('a', { fence: 1, position: '1', data: Buffer.from('whole') })
      await redis.commands.hset(`${prefix}:snapshot:a`, 'data', 'wholE')
      await expect(store.takeOver('a', 1)).rejects.toMatchObject({ code: 'snapshot.damaged' })
      const data = Buffer.alloc(64 * 1024 * 1024 + 1)
      await expect(store.write('a', { fence: 1, position: '2', data })).rejects.toBeInstanceOf(Permanent)
    })

    test('a snapshot outlives Redis', async () => {
      await using mortal = await startRedis()
      await using redis = await openRedis({ url: mortal.url, report: () => {} })
      const store = createRedisSnapshotStore({ redis: redis.commands })
      await store.write('a', { fence: 1, position: '1', data: Buffer.from('kept') })
      await mortal.kill()
      await expect(store.takeOver('a', 1)).rejects.toBeInstanceOf(Retryable)
      await mortal.start()
      await soon(async () => expect(await store.takeOver('a', 1)).toMatchObject({ position: '1' }))
    })
  })
})
