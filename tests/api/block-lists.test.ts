// Block lists over the API: firewalls with their tokens, people with their rights.

import { expect, test } from 'vitest'
import { START_MS } from './invented-incident.ts'
import { openCity } from './invented-platform.ts'

const FEED = '/blocklists/firewall.txt'

test.each([
  ['in the address', { query: { token: 'token-of-fw-01' } }],
  ['as Bearer', { headers: { authorization: 'Bearer token-of-fw-01' } }],
  ['as the password of Basic', { headers: { authorization: `Basic ${btoa('anyone:token-of-fw-01')}` } }],
  ['as the name of Basic', { headers: { authorization: `Basic ${btoa('token-of-fw-01:')}` } }],
])('a firewall sends its token %s', async (_, request) => {
  await using city = await openCity()
  const answer = await city.as(undefined, { method: 'GET', url: FEED, ...request })
  expect(answer.statusCode).toBe(200)
  expect(answer.body).toBe('203.0.113.9\n')
  expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
})

test.each([
  ['none', {}],
  ['a wrong one', { query: { token: 'x' } }],
  ['an empty one', { headers: { authorization: 'Bearer ' } }],
])('a token is asked for: %s', async (_, request) => {
  await using city = await openCity()
  const answer = await city.as('admin', { method: 'GET', url: FEED, ...request })
  expect(answer.statusCode).toBe(401)
  expect(answer.json()).toMatchObject({ error: 'feed.unauthorized' })
  expect(answer.headers['www-authenticate']).toContain('Basic')
})

test('a list that the consumer may not fetch is not there', async () => {
  await using city = await openCity()
  const answer = await city.as(undefined, {
    method: 'GET',
    url: '/blocklists/dns.txt',
    query: { token: 'token-of-fw-01' },
  })
  expect(answer.json()).toMatchObject({ error: 'block-list.not-found' })
})

test('what has not changed is not sent again', async () => {
  await using city = await openCity()
  const get = (headers = {}) =>
    city.as(undefined, { method: 'GET', url: FEED, query: { token: 'token-of-fw-01' }, headers })
  const first = await get()
  const { etag, 'last-modified': modified } = first.headers
  for (const headers of [
    { 'if-none-match': etag },
    { 'if-none-match': `"x", W/${String(etag)}` },
    { 'if-modified-since': modified },
  ]) {
    const answer = await get(headers)
    expect([answer.statusCode, answer.body]).toEqual([304, ''])
    expect(answer.headers.etag).toBe(etag)
  }
  await city.as('analyst', {
    method: 'POST',
    url: '/api/block-lists/firewall/entries',
    payload: { value: '198.51.100.7', reason: 'Dò mật khẩu', expiresAt: START_MS + 1000, incidentId: null },
  })
  const changed = await get({ 'if-none-match': etag })
  expect([changed.statusCode, changed.body]).toEqual([200, '198.51.100.7\n203.0.113.9\n'])
  city.clock.turn(2000)
  expect((await get({ 'if-none-match': etag })).statusCode).toBe(304)
})

test('a fetch is seen by people', async () => {
  await using city = await openCity()
  await city.as(undefined, {
    method: 'GET',
    url: FEED,
    query: { token: 'token-of-fw-01' },
    headers: { 'user-agent': 'FortiGate' },
  })
  const lists = (await city.as('viewer', { method: 'GET', url: '/api/block-lists' })).json()
  expect(lists).toMatchObject([
    {
      id: 'firewall',
      entries: 1,
      address: FEED,
      fetches: [{ consumer: 'fw-01', at: START_MS, agent: 'FortiGate', entries: 1, silent: false }],
    },
  ])
})

test('guessing and hammering are slowed down', async () => {
  await using city = await openCity()
  const get = (token: string) => city.as(undefined, { method: 'GET', url: FEED, query: { token } })
  for (let tries = 0; tries < 10; tries++) expect((await get('x')).statusCode).toBe(401)
  expect((await get('x')).json()).toMatchObject({ error: 'feed.throttled' })
  // Whoever has a token is not shut out by one who guesses from the same address.
  for (let tries = 0; tries < 30; tries++) expect((await get('token-of-fw-01')).statusCode).toBe(200)
  const throttled = await get('token-of-fw-01')
  expect([throttled.statusCode, throttled.headers['retry-after']]).toEqual([429, '2'])
  city.clock.turn(2000)
  expect((await get('token-of-fw-01')).statusCode).toBe(200)
})

test.each([
  ['what is protected', { value: '192.0.2.0/24' }, 'block-entry.protected', 409],
  ['what is no address', { value: 'bad.example.com' }, 'block-entry.invalid', 400],
  ['an end that has passed', { expiresAt: START_MS - 1 }, 'block-entry.invalid', 400],
  ['an incident that is not there', { incidentId: 'none' }, 'incident.not-found', 404],
])('%s is not blocked', async (_, parts, error, status) => {
  await using city = await openCity()
  const payload = { value: '198.51.100.7', reason: 'x', expiresAt: null, incidentId: null, ...parts }
  const answer = await city.as('analyst', {
    method: 'POST',
    url: '/api/block-lists/firewall/entries',
    payload,
  })
  expect([answer.statusCode, answer.json()]).toEqual([status, { error, message: expect.any(String) }])
})

test('who blocked and unblocked stands in the audit trail', async () => {
  await using city = await openCity()
  const payload = { value: '198.51.100.7', reason: 'Dò mật khẩu', expiresAt: null, incidentId: 'i-new' }
  await city.as('analyst', { method: 'POST', url: '/api/block-lists/firewall/entries', payload })
  const remove = {
    method: 'POST',
    url: '/api/block-lists/firewall/remove',
    payload: { value: '198.51.100.7', reason: 'Nhầm' },
  } as const
  expect((await city.as('lead', remove)).statusCode).toBe(204)
  expect((await city.as('lead', remove)).json()).toMatchObject({ error: 'block-entry.not-found' })
  const entries = await city.platform.audit.entries(0, 100)
  expect(entries.map(({ entry: { by, action, subject, detail } }) => [by, action, subject, detail])).toEqual([
    ['analyst', 'block.added', 'block list firewall', '198.51.100.7, no end: Dò mật khẩu'],
    ['lead', 'block.removed', 'block list firewall', '198.51.100.7: Nhầm'],
  ])
})
