// One request at a time for each host, and the pause between them, kept by several processes together on a real
// Redis. Times are of the pause only: it may be longer, never shorter.

import { describe, expect, test, vi } from 'vitest'
import { openRedis, type OpenedRedis } from '#/cluster/open-redis.ts'
import { createSharedPace } from '#/cluster/shared-pace.ts'
import { noRedis, startRedis } from '../support/redis.ts'

/** Redis counts in whole ms. */
const GRAIN_MS = 1

async function twoProcesses(leaseMs: number) {
  const server = await startRedis()
  const open = () => openRedis({ url: server.url, report: () => {}, connectMs: 60_000 })
  const [one, two] = [await open(), await open()] as readonly [OpenedRedis, OpenedRedis]
  const paceOf = ({ commands: redis }: OpenedRedis) => createSharedPace({ redis, leaseMs })
  return {
    one: paceOf(one),
    two: paceOf(two),
    redis: two.commands,
    closeOne: () => one[Symbol.asyncDispose](),
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]()
      await two[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

describe.skipIf(noRedis)('the shared pace of hosts', { timeout: 120_000 }, () => {
  const never = new AbortController().signal

  test('of two processes only one is in its turn, and the pause lies between them', async () => {
    await using both = await twoProcesses(60_000)
    const PAUSE_MS = 60
    const turns: { readonly from: number; readonly to: number }[] = []
    let inside = 0
    const visit = async (pace: typeof both.one): Promise<void> => {
      for (let n = 0; n < 4; n++) {
        const turn = await pace.enter('news.example.com', PAUSE_MS, never)
        const from = performance.now()
        expect(++inside).toBe(1)
        await new Promise(resolve => setTimeout(resolve, 5))
        inside--
        turns.push({ from, to: performance.now() })
        turn[Symbol.dispose]()
      }
    }
    await Promise.all([visit(both.one), visit(both.two)])
    expect(turns).toHaveLength(8)
    turns.slice(1).forEach(({ from }, before) => {
      expect(from - turns[before]!.to).toBeGreaterThan(PAUSE_MS - GRAIN_MS)
    })
  })

  test('the longer of two pauses counts, and another host is not waited for', async () => {
    await using both = await twoProcesses(60_000)
    const first = await both.one.enter('news.example.com', 200, never)
    const other = await both.two.enter('forum.example.com', 0, never)
    other[Symbol.dispose]()
    const left = performance.now()
    first[Symbol.dispose]()
    using _next = await both.two.enter('news.example.com', 0, never)
    expect(performance.now() - left).toBeGreaterThan(200 - GRAIN_MS)
  })

  test('a turn that lasts is kept by renewing its lease', async () => {
    await using both = await twoProcesses(6000)
    const first = await both.one.enter('news.example.com', 0, never)
    const inside = vi.fn<() => void>()
    const second = both.two.enter('news.example.com', 0, never).then(turn => {
      inside()
      return turn
    })
    let before = Infinity
    // What is left of it only grows when it was renewed.
    await vi.waitUntil(
      async () => {
        const left = await both.redis.pttl('{thapcanh}:pace:turn:news.example.com')
        const isRenewed = left > before
        before = left
        return isRenewed
      },
      { timeout: 60_000, interval: 50 },
    )
    expect(inside).not.toHaveBeenCalled()
    first[Symbol.dispose]()
    ;(await second)[Symbol.dispose]()
  })

  test('the turn of a process that died ends with its lease', async () => {
    await using both = await twoProcesses(500)
    // It neither renews it nor gives it back.
    const turn = await both.one.enter('news.example.com', 0, never)
    await both.closeOne()
    using next = await both.two.enter('news.example.com', 0, never)
    expect(next).toBeDefined()
    turn[Symbol.dispose]()
  })

  test('who waits and is told to stop, stops', async () => {
    await using both = await twoProcesses(60_000)
    using _first = await both.one.enter('news.example.com', 0, never)
    const stop = new AbortController()
    const waiting = both.two.enter('news.example.com', 0, stop.signal).catch((error: unknown) => error)
    stop.abort(new Error('enough'))
    expect(await waiting).toEqual(new Error('enough'))
  })

  test('an end that lies ahead, because the clock was set back, is taken for one of now', async () => {
    await using both = await twoProcesses(60_000)
    await both.redis.hset('{thapcanh}:pace:last:news.example.com', {
      ended: Date.now() + 3_600_000,
      pause: 10,
    })
    using turn = await both.two.enter('news.example.com', 10, never)
    expect(turn).toBeDefined()
  })
})
