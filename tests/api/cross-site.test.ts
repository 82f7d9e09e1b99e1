// Requests that change something and come from a page of another site do nothing.

import { expect, test } from 'vitest'
import { openCity } from './invented-platform.ts'

test.each([
  {
    name: 'our own page',
    headers: { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:80' },
    allowed: true,
  },
  {
    name: 'our own page over plain HTTP',
    headers: { host: 'soc.example.com:8080', origin: 'http://soc.example.com:8080' },
    allowed: true,
  },
  { name: 'a person typing the address', headers: { 'sec-fetch-site': 'none' }, allowed: true },
  { name: 'a program that says nothing', headers: {}, allowed: true },
  { name: 'another site', headers: { 'sec-fetch-site': 'cross-site' }, allowed: false },
  { name: 'a sister domain', headers: { 'sec-fetch-site': 'same-site' }, allowed: false },
  { name: 'another origin', headers: { origin: 'http://evil.example.com' }, allowed: false },
  {
    name: 'another port of this host',
    headers: { host: 'soc.example.com', origin: 'http://soc.example.com:81' },
    allowed: false,
  },
  { name: 'a sandboxed frame', headers: { origin: 'null' }, allowed: false },
  { name: 'an origin that is none', headers: { origin: '::' }, allowed: false },
])('a change asked for by $name is allowed: $allowed', async ({ headers, allowed }) => {
  await using city = await openCity()
  const answer = await city.as('analyst', {
    method: 'POST',
    url: '/api/incidents/i-new/take',
    payload: { version: 1 },
    headers,
  })
  expect(answer.statusCode).toBe(allowed ? 200 : 403)
  expect(answer.json().error).toBe(allowed ? undefined : 'request.cross-site')
  expect(city.state.incident('i-new')?.owner).toBe(allowed ? 'analyst' : null)
})

test('signing in from another site is refused too', async () => {
  await using city = await openCity()
  const request = { method: 'POST', url: '/api/session', payload: { name: 'a', password: 'b' } } as const
  const answer = await city.api.inject({ ...request, headers: { 'sec-fetch-site': 'cross-site' } })
  expect(answer.json().error).toBe('request.cross-site')
})

test('reading from a link on another site works: the page then has no cookie, SameSite sees to that', async () => {
  await using city = await openCity()
  expect(
    (await city.api.inject({ url: '/healthz', headers: { 'sec-fetch-site': 'cross-site' } })).statusCode,
  ).toBe(200)
})

test.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', 'nonsense'])(
  'a form of type %s is refused: only JSON is read',
  async contentType => {
    await using city = await openCity()
    const payload = '{"version":1}'
    const headers = { 'content-type': contentType }
    const answer = await city.as('analyst', {
      method: 'POST',
      url: '/api/incidents/i-new/take',
      payload,
      headers,
    })
    expect([answer.statusCode, answer.json().error]).toEqual([415, 'request.unsupported-type'])
  },
)
