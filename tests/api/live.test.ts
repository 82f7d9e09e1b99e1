// The live stream over a real socket, with a client that reads, stops reading, or hangs up.

import { request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import type { LiveMessage } from '#/api/contract/schemas.ts'
import { INCIDENT } from './invented-incident.ts'
import { HEALTH, openCity, type City, type CityOptions } from './invented-platform.ts'

async function openListening(options?: CityOptions): Promise<City & { readonly port: number }> {
  const city = await openCity(options)
  await city.api.listen({ host: '127.0.0.1', port: 0 })
  return { ...city, port: (city.api.server.address() as AddressInfo).port }
}

interface Reader {
  readonly response: IncomingMessage
  readonly text: () => string
  readonly messages: () => LiveMessage[]
  readonly closed: Promise<void>
  hangUp(): void
}

/** Connects; with `paused` it never reads a byte of the body. */
async function connect(port: number, cookie: string, paused = false): Promise<Reader> {
  const asked = request({ host: '127.0.0.1', port, path: '/api/live', headers: { cookie } })
  const opened = Promise.withResolvers<IncomingMessage>()
  const closed = Promise.withResolvers<void>()
  asked
    .on('response', opened.resolve)
    .on('error', opened.reject)
    .on('close', () => closed.resolve())
    .end()
  const response = await opened.promise
  response.on('close', () => closed.resolve()).on('error', () => closed.resolve())
  let text = ''
  if (!paused) response.setEncoding('utf8').on('data', (chunk: string) => void (text += chunk))
  return {
    response,
    text: () => text,
    messages: () =>
      text
        .split('\n\n')
        .flatMap(part => (part.startsWith('data: ') ? [JSON.parse(part.slice(6)) as LiveMessage] : [])),
    closed: closed.promise,
    hangUp: () => asked.destroy(),
  }
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 20 })

describe('a stream', () => {
  test('begins with the time to retry and the health, and tells of each changed incident', async () => {
    await using city = await openListening()
    const reader = await connect(city.port, city.cookieOf('viewer'))
    expect(reader.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    await city.as('analyst', { method: 'POST', url: '/api/incidents/i-new/take', payload: { version: 1 } })
    await until(() => expect(reader.messages()).toHaveLength(2))
    expect(reader.text()).toMatch(/^retry: 2000\n\n/)
    expect(reader.messages()[0]).toEqual({ kind: 'health', health: HEALTH })
    expect(reader.messages()[1]).toMatchObject({
      kind: 'incident',
      incident: { id: 'i-new', owner: 'analyst', system: { level: 3 } },
    })
    reader.hangUp()
  })

  test('tells of an incident that changes a hundred times in a moment once, as it is then', async () => {
    await using city = await openListening()
    const reader = await connect(city.port, city.cookieOf('viewer'))
    for (let version = 2; version <= 101; version++) city.platform.incidentChanged({ ...INCIDENT, version })
    await until(() => expect(reader.messages()).toHaveLength(2))
    expect(reader.messages()[1]).toMatchObject({ incident: { version: 101 } })
    reader.hangUp()
  })

  test('has the health again every two seconds', async () => {
    await using city = await openListening()
    const reader = await connect(city.port, city.cookieOf('viewer'))
    await until(() => expect(reader.messages().length).toBeGreaterThanOrEqual(2))
    reader.hangUp()
  })

  test.each([
    {
      name: 'its user signs out',
      end: (city: City, cookie: string) =>
        city.api.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } }),
    },
    {
      name: 'its user is disabled',
      end: (city: City) =>
        city.as('admin', { method: 'PATCH', url: '/api/users/viewer', payload: { disabled: true } }),
    },
    { name: 'its session runs out', end: async (city: City) => city.clock.turn(9 * 3_600_000) },
    { name: 'the platform stops', end: (city: City) => city.api.close() },
  ])('ends within seconds when $name', async ({ end }) => {
    await using city = await openListening()
    const cookie = city.cookieOf('viewer')
    const reader = await connect(city.port, cookie)
    await end(city, cookie)
    const start = performance.now()
    await reader.closed
    expect(performance.now() - start).toBeLessThan(4000)
  })

  test('that its client leaves is forgotten', async () => {
    await using city = await openListening()
    const reader = await connect(city.port, city.cookieOf('viewer'))
    reader.hangUp()
    const sockets = () =>
      new Promise<number>((resolve, reject) => {
        city.api.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))
      })
    await vi.waitFor(async () => expect(await sockets()).toBe(0), { timeout: 20_000 })
    city.platform.incidentChanged(INCIDENT)
    expect(city.bugs).toEqual([])
  })
})

test('a reader who stops reading is cut off; the others go on', async () => {
  const problemKinds = Array.from({ length: 50 }, (_, i) => ({
    code: 'x',
    where: `${i}`,
    count: 1,
    lastDetail: 'd'.repeat(20_000),
    lastAt: 1,
  }))
  await using city = await openListening({ health: () => ({ ...HEALTH, problemKinds }) })
  const slow = await connect(city.port, city.cookieOf('viewer'), true)
  const good = await connect(city.port, city.cookieOf('analyst'))
  let changes = 0
  const feed = setInterval(() => {
    changes++
    city.platform.incidentChanged({ ...INCIDENT, title: 'x'.repeat(500_000), version: changes })
  }, 50)
  try {
    // The paused response only notices when something tells the socket: watch from the server's side.
    await vi.waitFor(
      async () =>
        expect(
          await new Promise<number>(resolve => city.api.server.getConnections((_, count) => resolve(count))),
        ).toBe(1),
      { timeout: 45_000, interval: 100 },
    )
    const before = good.messages().length
    await until(() => expect(good.messages().length).toBeGreaterThan(before))
  } finally {
    clearInterval(feed)
    slow.hangUp()
    good.hangUp()
  }
})

test('a reader who does not read does not keep the platform from stopping', async () => {
  const city = await openListening()
  const stuck = await connect(city.port, city.cookieOf('viewer'), true)
  for (let version = 2; version < 8; version++) {
    city.platform.incidentChanged({ ...INCIDENT, id: `${version}`, title: 'x'.repeat(400_000), version })
    await new Promise(resolve => setTimeout(resolve, 120))
  }
  const start = performance.now()
  await city.api.close()
  expect(performance.now() - start).toBeLessThan(3000)
  stuck.hangUp()
})

test('more streams than may be are refused with 503 and a time to come back', async () => {
  await using city = await openListening()
  const cookie = city.cookieOf('viewer')
  const readers = await Promise.all(
    Array.from({ length: LIMITS.maxLiveStreams }, () => connect(city.port, cookie)),
  )
  const answer = await city.as('viewer', { url: '/api/live' })
  expect([answer.statusCode, answer.json().error, answer.headers['retry-after']]).toEqual([
    503,
    'live.full',
    '30',
  ])
  readers.pop()!.hangUp()
  await vi.waitFor(async () => {
    const reader = await connect(city.port, cookie)
    reader.hangUp()
    expect(reader.response.statusCode).toBe(200)
  })
  for (const reader of readers) reader.hangUp()
})
