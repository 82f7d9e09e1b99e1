import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { EVERYTHING } from '#/store/query-tree.ts'
import { START_MS } from './invented-incident.ts'
import { openCity } from './invented-platform.ts'

test('a query, its times and its page reach the store as numbers and terms', async () => {
  await using city = await openCity()
  const query = { q: 'sshd', from: '24h', to: '2026-11-22T01:00:00Z', limit: '5', after: '1763776800000000.' }
  const answer = await city.as('viewer', { url: '/api/events', query })
  expect(answer.statusCode).toBe(200)
  expect(city.searches[0]!.request).toEqual({
    query: { kind: 'text', value: 'sshd' },
    fromMs: START_MS - 86_400_000,
    toMs: Date.parse('2026-11-22T01:00:00Z'),
    limit: 5,
    after: '1763776800000000.',
  })
})

test('without a query everything is searched, a hundred at a time', async () => {
  await using city = await openCity()
  await city.as('viewer', { url: '/api/events' })
  expect(city.searches[0]!.request).toEqual({ query: EVERYTHING, limit: 100 })
})

test('a query that cannot be read is refused with the place of the mistake', async () => {
  await using city = await openCity()
  const answer = await city.as('viewer', { url: '/api/events', query: { q: 'user.name:"an' } })
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({ error: 'query.invalid', position: 10 })
})

test.each(['x', '1', "1.' OR 1=1", '-'])('a place to continue from of "%s" is refused', async after => {
  await using city = await openCity()
  for (const url of ['/api/events', '/api/incidents']) {
    const answer = await city.as('viewer', { url, query: { after } })
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'request.invalid'])
    expect(answer.json().message).toMatch(/^query\/after: /)
  }
  expect(city.searches).toEqual([])
})

test.each(['yesterday', '24', '2026-13-01T00:00:00Z'])('a time of "%s" is refused', async from => {
  await using city = await openCity()
  const answer = await city.as('viewer', { url: '/api/events', query: { from } })
  expect(answer.json().message).toMatch(/^query\/from: must be ISO 8601/)
})

test('a search is called off when its caller hangs up, and nothing counts as a failure', async () => {
  const called = Promise.withResolvers<AbortSignal>()
  const ended = Promise.withResolvers<void>()
  await using city = await openCity({
    async search(_request, signal) {
      called.resolve(signal!)
      await once(signal!, 'abort')
      ended.resolve()
      throw new Error('the query was interrupted')
    },
  })
  await city.api.listen({ host: '127.0.0.1', port: 0 })
  const { port } = city.api.server.address() as AddressInfo
  const asked = request({
    host: '127.0.0.1',
    port,
    path: '/api/events',
    headers: { cookie: city.cookieOf('viewer') },
  })
  asked.on('error', () => undefined).end()
  const signal = await called.promise
  expect(signal.aborted).toBe(false)
  asked.destroy()
  await ended.promise
  expect(signal.aborted).toBe(true)
  await new Promise(resolve => setTimeout(resolve, 50))
  expect([city.bugs, city.problems]).toEqual([[], []])
})
