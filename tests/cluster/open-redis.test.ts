// The connection to a Redis: what is told of one that is wrong, away, or full, and that it comes back.

import { connect, createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import { openRedis } from '#/cluster/open-redis.ts'
import { askRedis } from '#/cluster/redis-failure.ts'
import { Fatal } from '#/kernel/errors.ts'
import type { Problem } from '#/kernel/problem.ts'
import { noRedis, startRedis } from '../support/redis.ts'

const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 60_000, interval: 10 })

function collected() {
  const problems: Problem[] = []
  return { problems, report: (problem: Problem) => void problems.push(problem) }
}

test('a Redis that is away at the start is Retryable, with its address and the reason', async () => {
  const url = 'unix:///nowhere/redis.sock'
  const opening = openRedis({ url, ...collected(), connectMs: 3000 })
  await expect(opening).rejects.toMatchObject({
    name: 'Retryable',
    code: 'redis.away',
    message: expect.stringMatching(/nowhere\/redis\.sock does not answer: .*ENOENT/),
  })
})

describe.skipIf(noRedis)('with a server', { timeout: 120_000 }, () => {
  test.each([
    ['a wrong password', 'wrong'],
    ['no password', ''],
  ])('%s is Fatal and says so, without the password', async (_, password) => {
    await using server = await startRedis(['--requirepass', 'right'])
    const url = `unix://:${password}@here${server.socket}`
    const error = await openRedis({ url, ...collected() }).then(
      () => undefined,
      (thrown: unknown) => thrown as Fatal,
    )
    expect(error).toMatchObject({ name: 'Fatal', code: 'redis.refused' })
    expect(error!.message).toMatch(/WRONGPASS|NOAUTH/)
    expect(error!.message).not.toContain('wrong@')
  })

  test('the right password opens', async () => {
    await using server = await startRedis(['--requirepass', 'r:ght@'])
    const url = `unix://:${encodeURIComponent('r:ght@')}@here${server.socket}`
    await using redis = await openRedis({ url, ...collected() })
    expect(await redis.commands.ping()).toBe('PONG')
    expect(redis.where).not.toContain('r:ght')
  })

  test('a Redis that throws out what it holds is Fatal', async () => {
    await using server = await startRedis(['--maxmemory-policy', 'allkeys-lru'])
    await expect(openRedis({ url: server.url, ...collected() })).rejects.toMatchObject({
      name: 'Fatal',
      code: 'redis.unsuitable',
      message: expect.stringContaining('maxmemory-policy allkeys-lru): set noeviction'),
    })
  })

  test.each([
    ['keeps nothing on disk', ['--appendonly', 'no'], 'appendonly is off'],
    ['keeps a second in memory', ['--appendfsync', 'everysec'], 'appendfsync is everysec'],
  ])('a Redis that %s is told', async (_, settings, reason) => {
    await using server = await startRedis(settings)
    const { problems, report } = collected()
    await using _redis = await openRedis({ url: server.url, report })
    expect(problems).toMatchObject([{ code: 'redis.not-durable', detail: expect.stringContaining(reason) }])
  })

  test('a Redis that syncs every write, or does not say, is nothing to tell', async () => {
    await using server = await startRedis(['--rename-command', 'CONFIG', ''])
    const { problems, report } = collected()
    await using _redis = await openRedis({ url: server.url, report })
    expect(problems).toEqual([])
  })

  test('an outage is one Problem; what was asked meanwhile is Retryable, and all goes on afterwards', async () => {
    await using server = await startRedis()
    const { problems, report } = collected()
    await using redis = await openRedis({ url: server.url, report })
    await redis.commands.set('kept', '1')
    for (let outage = 1; outage <= 2; outage++) {
      await server.kill()
      await expect(askRedis(() => redis.commands.get('kept'))).rejects.toMatchObject({
        name: 'Retryable',
        code: 'redis.away',
      })
      const patient = redis.patient.get('kept')
      await server.start()
      expect(await patient).toBe('1')
      await soon(async () => expect(await redis.commands.get('kept')).toBe('1'))
      expect(problems.map(problem => problem.code)).toEqual(Array(outage).fill('redis.away'))
    }
  })

  test('a Redis that hangs is Retryable after a while', async () => {
    await using server = await startRedis()
    await using redis = await openRedis({ url: server.url, ...collected(), commandMs: 200 })
    server.signal('SIGSTOP')
    await expect(askRedis(() => redis.commands.get('x'))).rejects.toMatchObject({
      name: 'Retryable',
      code: 'redis.away',
    })
    server.signal('SIGCONT')
    await soon(async () => expect(await redis.commands.get('x')).toBeNull())
  })

  test('a Redis that is full is Retryable', async () => {
    await using server = await startRedis()
    await using redis = await openRedis({ url: server.url, ...collected() })
    await redis.commands.config('SET', 'maxmemory', '1')
    await expect(askRedis(() => redis.commands.set('x', '1'))).rejects.toMatchObject({
      name: 'Retryable',
      code: 'redis.not-now',
    })
  })

  test('a line that was cut without a word is given up, and what waited on it goes over another', async () => {
    await using server = await startRedis()
    let deaf = false
    const relay = createServer(socket => {
      const inner = connect(server.socket)
      for (const end of [socket, inner]) end.on('error', () => {})
      socket.on('data', chunk => deaf || inner.write(chunk))
      inner.on('data', chunk => socket.write(chunk))
      socket.on('close', () => inner.destroy())
    }).listen(0, '127.0.0.1')
    await once(relay, 'listening')
    const { port } = relay.address() as AddressInfo
    const url = `redis://127.0.0.1:${port}`
    await using redis = await openRedis({ url, ...collected(), commandMs: 3000 })
    deaf = true
    const answer = redis.patient.set('x', '1')
    const closed = Promise.withResolvers<void>()
    redis.patient.once('close', () => closed.resolve())
    await closed.promise
    deaf = false
    expect(await answer).toBe('OK')
    relay.close()
  })

  test('a host and port reach it as well as a socket does', async () => {
    await using server = await startRedis()
    // The port is the kernel's: a relay to the socket.
    const relay = createServer(socket => {
      const inner = connect(server.socket)
      for (const end of [socket, inner]) end.on('error', () => {})
      socket.pipe(inner).pipe(socket)
    }).listen(0, '127.0.0.1')
    await once(relay, 'listening')
    const { port } = relay.address() as AddressInfo
    await using redis = await openRedis({ url: `redis://127.0.0.1:${port}/3`, ...collected() })
    await redis.commands.set('x', 'in 3')
    await using direct = await openRedis({ url: `${server.url}?db=3`, ...collected() })
    expect(await direct.commands.get('x')).toBe('in 3')
    relay.close()
  })
})
