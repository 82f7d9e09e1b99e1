// Calls between the processes of a cluster: what travels, what is refused, and what happens when answers are lost
// or another leads.

import { request } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createCallClient, remote } from '#/cluster/calls/call-client.ts'
import { openCallServer } from '#/cluster/calls/call-server.ts'
import type { CallTable } from '#/cluster/calls/call-table.ts'
import { callsUntilKept } from '#/cluster/calls/calls-until-kept.ts'
import { isSameSecret, readClusterSecret } from '#/cluster/calls/cluster-secret.ts'
import { findLeader, holderAt } from '#/cluster/calls/leader-address.ts'
import { createRememberedCalls } from '#/cluster/calls/remembered-calls.ts'
import { Fatal, Permanent, Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { openCallPair, openCuttingLine, SECRET } from '../roles/call-pair.ts'

interface Desk {
  echo(value: unknown): Promise<unknown>
  fail(kind: string): Promise<never>
  wait(name: string, signal: AbortSignal): Promise<string>
  add(by: number): Promise<number>
}
const TABLE: CallTable<Desk> = { echo: 'read', fail: 'read', wait: 'read', add: 'change' }

function createDesk() {
  let sum = 0
  const waiting: { readonly name: string; readonly signal: AbortSignal }[] = []
  const desk: Desk = {
    echo: async value => value,
    async fail(kind) {
      if (kind === 'retryable') throw new Retryable('disk.full', 'no room')
      if (kind === 'permanent') throw new Permanent('query.invalid', 'no query')
      throw new TypeError('ours')
    },
    async wait(name, signal) {
      waiting.push({ name, signal })
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
      return 'ended'
    },
    add: async by => (sum += by),
  }
  return { desk, waiting, sum: () => sum }
}

test('arguments and answers come as they were: bytes, undefined, dates, deep things', async () => {
  await using pair = await openCallPair()
  using _served = pair.server.serve('desk', TABLE, createDesk().desk)
  const desk = remote<Desk>(pair.client, 'desk', TABLE)
  for (const value of [
    undefined,
    null,
    'tiếng Việt ✓',
    new Uint8Array([0, 1, 255]),
    { a: [1, { b: undefined }], at: new Date(5), none: null, much: Infinity },
    'x'.repeat(3_000_000),
  ])
    expect(await desk.echo(value)).toEqual(value)
})

test('an error comes with its class, code and words', async () => {
  await using pair = await openCallPair()
  using _served = pair.server.serve('desk', TABLE, createDesk().desk)
  const desk = remote<Desk>(pair.client, 'desk', TABLE)
  const failure = async (kind: string) => await desk.fail(kind).catch((error: unknown) => error)
  expect(await failure('retryable')).toEqual(new Retryable('disk.full', 'no room'))
  expect(await failure('retryable')).toBeInstanceOf(Retryable)
  expect(await failure('permanent')).toBeInstanceOf(Permanent)
  expect(await failure('other')).toEqual(new Error('ours'))
  expect(pair.problems).toEqual([])
})

test('a change is answered when it is kept, and with what keeps it from being kept', async () => {
  await using pair = await openCallPair()
  const { desk: implementation, sum } = createDesk()
  const keeping: PromiseWithResolvers<void>[] = []
  const kept = async (): Promise<void> => {
    keeping.push(Promise.withResolvers<void>())
    await keeping.at(-1)!.promise
  }
  using _served = callsUntilKept(pair.server, kept).serve('desk', TABLE, implementation)
  const desk = remote<Desk>(pair.client, 'desk', TABLE)
  expect(await desk.echo('read')).toBe('read')
  expect(keeping).toEqual([])
  const answers: number[] = []
  const first = desk.add(2).then(sum => answers.push(sum))
  await vi.waitUntil(() => keeping.length === 1, { timeout: 60_000 })
  expect([sum(), answers]).toEqual([2, []])
  keeping[0]!.resolve()
  await first
  expect(answers).toEqual([2])
  const second = desk.add(3).catch((error: unknown) => error)
  await vi.waitUntil(() => keeping.length === 2, { timeout: 60_000 })
  keeping[1]!.reject(new Retryable('leader.lost', 'another leads'))
  expect(await second).toEqual(new Retryable('leader.lost', 'another leads'))
})

test('another secret is refused before anything is read, and told', async () => {
  await using pair = await openCallPair()
  const { desk, sum } = createDesk()
  using _served = pair.server.serve('desk', TABLE, desk)
  using stranger = createCallClient({
    leader: async () => ({ node: 'api-1', address: `127.0.0.1:${pair.server.port}`, fence: 1 }),
    secret: `${SECRET}!`,
    report: () => {},
  })
  const refused = remote<Desk>(stranger, 'desk', TABLE).add(1)
  await expect(refused).rejects.toMatchObject({ name: 'Permanent', code: 'cluster.refused' })
  expect(sum()).toBe(0)
  expect(pair.problems).toMatchObject([{ code: 'request.unauthorized' }])
})

test.each([
  ['no call', 'POST', '/thapcanh/call/1', 'not a call', 400],
  ['another version', 'POST', '/thapcanh/call/0', '', 404],
  ['another method', 'GET', '/thapcanh/call/1', '', 404],
])('%s is answered with its status', async (_, method, path, body, status) => {
  await using pair = await openCallPair()
  const answered = Promise.withResolvers<number | undefined>()
  const headers = { authorization: `Bearer ${SECRET}` }
  request({ port: pair.server.port, method, path, headers }, response => {
    response.resume()
    answered.resolve(response.statusCode)
  }).end(body)
  expect(await answered.promise).toBe(status)
})

test('a call that is too long is refused by who would send it', async () => {
  await using pair = await openCallPair()
  using _served = pair.server.serve('desk', TABLE, createDesk().desk)
  const desk = remote<Desk>(pair.client, 'desk', TABLE)
  const long = desk.echo(Buffer.alloc(LIMITS.maxCallBytes))
  await expect(long).rejects.toMatchObject({ name: 'Permanent', code: 'cluster.refused' })
})

test('a caller that waits no longer ends a reading at the other side', async () => {
  await using pair = await openCallPair()
  const { desk, waiting } = createDesk()
  using _served = pair.server.serve('desk', TABLE, desk)
  const until = new AbortController()
  const answer = remote<Desk>(pair.client, 'desk', TABLE).wait('a', until.signal)
  const failed = answer.catch((error: unknown) => error)
  await vi.waitUntil(() => waiting.length === 1, 60_000)
  until.abort(new Error('enough'))
  expect(await failed).toEqual(new Error('enough'))
  await vi.waitUntil(() => waiting[0]!.signal.aborted, 60_000)
})

test('a change whose answer was lost is not done again, and its answer comes all the same', async () => {
  await using pair = await openCallPair()
  await using line = await openCuttingLine(pair.server.port)
  const { desk, sum } = createDesk()
  using _served = pair.server.serve('desk', TABLE, desk)
  using client = createCallClient({
    leader: async () => ({ node: 'api-1', address: `127.0.0.1:${line.port}`, fence: 1 }),
    secret: SECRET,
    report: () => {},
  })
  const far = remote<Desk>(client, 'desk', TABLE)
  for (let n = 1; n <= 5; n++) {
    line.cutNextAnswer()
    expect(await far.add(1)).toBe(n)
  }
  expect([sum(), line.cuts()]).toEqual([5, 5])
})

test('whoever leads now answers, once the one before has gone or leads no more', async () => {
  await using first = await openCallPair()
  await using second = await openCallPair()
  let led = { port: first.server.port, fence: 1 }
  let leads = true
  const [a, b] = [createDesk(), createDesk()]
  using _a = first.server.serve('desk', TABLE, a.desk, () => leads)
  using _b = second.server.serve('desk', TABLE, b.desk)
  using client = createCallClient({
    leader: async () => ({ node: 'api', address: `127.0.0.1:${led.port}`, fence: led.fence }),
    secret: SECRET,
    report: () => {},
  })
  const desk = remote<Desk>(client, 'desk', TABLE)
  expect(await desk.add(1)).toBe(1)
  leads = false
  led = { port: second.server.port, fence: 2 }
  expect(await desk.add(10)).toBe(10)
  expect([a.sum(), b.sum()]).toEqual([1, 10])
})

test('a leader that hangs is left when another leads', { timeout: 60_000 }, async () => {
  await using first = await openCallPair()
  await using second = await openCallPair()
  let led = { port: first.server.port, fence: 1 }
  const [a, b] = [createDesk(), createDesk()]
  using _a = first.server.serve('desk', TABLE, { ...a.desk, echo: () => new Promise(() => {}) })
  using _b = second.server.serve('desk', TABLE, b.desk)
  using client = createCallClient({
    leader: async () => ({ node: 'api', address: `127.0.0.1:${led.port}`, fence: led.fence }),
    secret: SECRET,
    report: () => {},
  })
  const answer = remote<Desk>(client, 'desk', TABLE).echo('there')
  led = { port: second.server.port, fence: 2 }
  expect(await answer).toBe('there')
})

test('a leader that stays away is Retryable in the end, and told once', async () => {
  await using pair = await openCallPair({ leader: async () => undefined, patienceMs: 400 })
  const desk = remote<Desk>(pair.client, 'desk', TABLE)
  await expect(desk.echo(1)).rejects.toMatchObject({ name: 'Retryable', code: 'cluster.away' })
  await expect(desk.echo(1)).rejects.toBeInstanceOf(Retryable)
  expect(pair.problems).toMatchObject([{ code: 'cluster.away', detail: 'nobody leads' }])
})

test('a Redis that is away is a leader that is away', async () => {
  const leader = () => Promise.reject(new Retryable('redis.away', 'gone'))
  await using pair = await openCallPair({ leader, patienceMs: 100 })
  const call = remote<Desk>(pair.client, 'desk', TABLE).echo(1)
  await expect(call).rejects.toMatchObject({ code: 'cluster.away' })
})

test('calls that wait end when the process stops', async () => {
  const pair = await openCallPair()
  const { desk, waiting } = createDesk()
  using _served = pair.server.serve('desk', TABLE, desk)
  const answer = remote<Desk>(pair.client, 'desk', TABLE).wait('a', new AbortController().signal)
  const failed = answer.catch((error: unknown) => error)
  await vi.waitUntil(() => waiting.length === 1, 60_000)
  await pair[Symbol.asyncDispose]()
  expect(await failed).toMatchObject({ name: 'Retryable', code: 'cluster.away' })
})

test('a service that was taken back is not answered', async () => {
  await using pair = await openCallPair({ patienceMs: 100 })
  pair.server.serve('desk', TABLE, createDesk().desk)[Symbol.dispose]()
  const call = remote<Desk>(pair.client, 'desk', TABLE).echo(1)
  await expect(call).rejects.toMatchObject({ code: 'cluster.away' })
})

test('a port that is taken ends the start', async () => {
  await using pair = await openCallPair()
  const again = openCallServer({
    host: '127.0.0.1',
    port: pair.server.port,
    secret: SECRET,
    report: () => {},
  })
  await expect(again).rejects.toMatchObject({ name: 'Fatal', code: 'cluster.calls' })
})

test('answers are remembered for a while, and no more of them than may be', async () => {
  let now = 0
  const calls = createRememberedCalls(() => now)
  let done = 0
  const work = (bytes: number) => async () => {
    done++
    return Buffer.alloc(bytes)
  }
  await calls.answer('a', true, work(10))
  await calls.answer('a', true, work(10))
  expect(done).toBe(1)
  // Read again: nothing to remember.
  await calls.answer('r', false, work(10))
  await calls.answer('r', false, work(10))
  expect(done).toBe(3)
  now = LIMITS.callRememberedMs + 1
  await calls.answer('b', true, work(10))
  await calls.answer('a', true, work(10))
  expect(done).toBe(5)
  const half = LIMITS.maxRememberedCallBytes / 2 + 1
  await calls.answer('c', true, work(half))
  await calls.answer('d', true, work(half))
  await calls.answer('c', true, work(half))
  expect(done).toBe(8)
})

test('a call that comes again while it is under way waits for the first', async () => {
  const calls = createRememberedCalls()
  const first = Promise.withResolvers<Buffer>()
  const one = calls.answer('a', true, () => first.promise)
  const two = calls.answer('a', true, () => Promise.reject(new Error('twice')))
  first.resolve(Buffer.from('x'))
  expect(await Promise.all([one, two])).toEqual([Buffer.from('x'), Buffer.from('x')])
})

test('the secret is read from a file that holds one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-secret-'))
  const file = join(folder, 'secret')
  try {
    expect(() => readClusterSecret(file)).toThrow(Fatal)
    writeFileSync(file, 'short\n')
    expect(() => readClusterSecret(file)).toThrow(/32 to 256/)
    writeFileSync(file, `${'0123456789abcdef'.repeat(4)}\n`)
    expect(readClusterSecret(file)).toBe('0123456789abcdef'.repeat(4))
  } finally {
    rmSync(folder, { recursive: true })
  }
  expect([isSameSecret('abc', 'abc'), isSameSecret('abc', 'abd'), isSameSecret('', 'abc')]).toEqual([
    true,
    false,
    false,
  ])
})

test.each([
  ['192.0.2.7', 7000, 'api-1 192.0.2.7:7000', '192.0.2.7:7000'],
  ['2001:db8::7', 7000, 'api-1 [2001:db8::7]:7000', '[2001:db8::7]:7000'],
])('the holder of the lead at %s tells where it is called', async (host, port, holder, address) => {
  expect(holderAt('api-1', host, port)).toBe(holder)
  const lock = { leader: async () => ({ holder, fence: 9 }) }
  expect(await findLeader(lock, 'state')).toEqual({ node: 'api-1', address, fence: 9 })
})

test('who listens everywhere is called by the name of its machine', () => {
  expect(holderAt('api-1', '0.0.0.0', 7000)).toMatch(/^api-1 [^\s:]+:7000$/)
})
