// What the processes of a cluster share on a real Redis: logs, names, notices, and partitions that move to those who
// live.

import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createBoard } from '#/cluster/board.ts'
import { createNodeRegistry } from '#/cluster/node-registry.ts'
import { openRedis, type OpenedRedis } from '#/cluster/open-redis.ts'
import { createRedisLeaderLock } from '#/cluster/redis-leader-lock.ts'
import { createRedisLogs } from '#/cluster/redis-logs.ts'
import { createSharing } from '#/cluster/share-partitions.ts'
import { Retryable } from '#/kernel/errors.ts'
import { noRedis, startRedis, type RedisServer } from '../support/redis.ts'

const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 90_000, interval: 10 })

describe.skipIf(noRedis)('on a real Redis', { timeout: 180_000 }, () => {
  let server: RedisServer
  let redis: OpenedRedis
  let opened = 0
  beforeAll(async () => {
    server = await startRedis()
    redis = await openRedis({ url: server.url, report: () => {} })
  })
  afterAll(async () => {
    await redis[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })
  const place = () => ({ redis: redis.commands, prefix: `{test-${++opened}}` })

  test('a shared log gives back its entries in order, page by page, until they are trimmed', async () => {
    const logs = createRedisLogs(place())
    const texts = Array.from({ length: 25 }, (_, i) => `dòng ${i}`)
    await logs.append(texts.map(text => ({ log: 'a', data: Buffer.from(text) })))
    await logs.append([
      { log: 'b', data: Buffer.from([0, 255, 13, 10]) },
      { log: 'a', data: Buffer.from('cuối') },
    ])
    const read: string[] = []
    const ids: string[] = []
    for (let after: string | null = null; ;) {
      const page = await logs.read('a', after, 10)
      read.push(...page.map(({ data }) => data.toString()))
      ids.push(...page.map(({ id }) => id))
      if (page.length === 0) break
      after = page.at(-1)!.id
    }
    expect(read).toEqual([...texts, 'cuối'])
    expect((await logs.read('b', null, 10)).map(({ data }) => [...data])).toEqual([[0, 255, 13, 10]])
    await logs.trim('a', ids[23]!)
    expect((await logs.read('a', null, 100)).map(({ data }) => data.toString())).toEqual(['dòng 24', 'cuối'])
    expect(await logs.length('a')).toBe(2)
  })

  test('a name belongs to one data folder and keeps its number', async () => {
    const nodes = createNodeRegistry(place())
    const [first, second] = [await nodes.claim('c1', 'thư mục 1'), await nodes.claim('c2', 'thư mục 2')]
    expect(new Set([first, second]).size).toBe(2)
    expect(await nodes.claim('c1', 'thư mục 1')).toBe(first)
    await expect(nodes.claim('c1', 'thư mục 2')).rejects.toMatchObject({ code: 'cluster.node-taken' })
  })

  test('partitions are agreed upon once', async () => {
    const nodes = createNodeRegistry(place())
    await nodes.agreeOnPartitions(8)
    await nodes.agreeOnPartitions(8)
    await expect(nodes.agreeOnPartitions(16)).rejects.toMatchObject({ code: 'cluster.partitions' })
  })

  test('a node is known by what it told last, and how long ago', async () => {
    const nodes = createNodeRegistry(place())
    const status = {
      name: 'c1',
      roles: ['collector'],
      startedAt: 1,
      figures: { lag: 3 },
      problems: [],
    } as const
    await nodes.beat(status)
    expect(await nodes.nodes()).toMatchObject([{ status }])
    await soon(async () => expect((await nodes.nodes())[0]!.silentMs).toBeGreaterThan(20))
    await nodes.beat({ ...status, figures: { lag: 0 } })
    expect((await nodes.nodes())[0]!.status.figures).toEqual({ lag: 0 })
    await nodes.leave('c1')
    expect(await nodes.nodes()).toEqual([])
  })

  test('a notice reaches who follows, also one who came later, and a failed taking is repeated', async () => {
    const board = createBoard({ ...place(), lookMs: 10 })
    const ending = new AbortController()
    const heard: unknown[] = []
    let refuse = true
    const following = board.follow(
      'settings',
      undefined,
      ({ value }) => {
        if (refuse) throw new Error('the disk is full')
        heard.push(value)
      },
      ending.signal,
    )
    await board.put('settings', { systems: ['cổng dịch vụ công'] })
    await sleep(50)
    refuse = false
    await soon(() => expect(heard).toEqual([{ systems: ['cổng dịch vụ công'] }]))
    await board.put('settings', { systems: ['cổng dịch vụ công'] })
    await board.put('settings', { systems: [] })
    await soon(() => expect(heard).toHaveLength(2))
    expect((await board.latest('settings'))?.value).toEqual({ systems: [] })
    expect(await board.latest('khác')).toBeUndefined()
    ending.abort()
    await following
  })

  /** A process that shares; `works` says on what it works. */
  function sharer(at: ReturnType<typeof place>, name: string, count: () => number) {
    const working = new Map<number, number>()
    const lock = createRedisLeaderLock({ ...at, holder: name, leaseMs: 2000 })
    const ending = new AbortController()
    const sharing = createSharing({
      partitions: 8,
      lock,
      nameOf: partition => `part-${partition}`,
      sharers: async () => count(),
      lookMs: 20,
      async work(partition, term) {
        working.set(partition, term.fence)
        await new Promise<void>(resolve => {
          if (term.signal.aborted) resolve()
          term.signal.addEventListener('abort', () => resolve())
        })
        working.delete(partition)
      },
    })
    return { working, ending, running: sharing.run(ending.signal), sharing }
  }

  test('partitions are shared evenly, given up for who comes, and taken over from who goes', async () => {
    const at = place()
    let alive = 1
    const one = sharer(at, 'một', () => alive)
    await soon(() => expect(one.working.size).toBe(8))
    alive = 2
    const two = sharer(at, 'hai', () => alive)
    await soon(() => expect([one.working.size, two.working.size]).toEqual([4, 4]))
    expect(new Set([...one.working.keys(), ...two.working.keys()]).size).toBe(8)
    alive = 1
    one.ending.abort()
    await one.running
    expect(one.working.size).toBe(0)
    await soon(() => expect(two.working.size).toBe(8))
    expect(two.sharing.held()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    two.ending.abort()
    await two.running
  })

  test('work that Retryable ends is taken up again; any other error ends the sharing', async () => {
    let tries = 0
    const sharing = createSharing({
      partitions: 1,
      lock: createRedisLeaderLock({ ...place(), holder: 'ba', leaseMs: 2000 }),
      nameOf: () => 'part',
      sharers: async () => 1,
      lookMs: 10,
      async work() {
        if (++tries < 3) throw new Retryable('redis.away', 'gone')
        throw new Error('a bug of ours')
      },
    })
    await expect(sharing.run(new AbortController().signal)).rejects.toThrow('a bug of ours')
    expect(tries).toBe(3)
  })
})
