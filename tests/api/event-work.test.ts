import { describe, expect, test, vi } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import { foldedQuery, type Query } from '#/store/query-tree.ts'
import { INCIDENT, START_MS } from './invented-incident.ts'
import { openCity, type City } from './invented-platform.ts'

const SSHD: Query = { kind: 'text', value: 'sshd' }
const SAVED = { name: 'Của tôi', q: 'user.name:root', range: '24h', unmarked: false, shared: false }

test('a histogram has a round width for the time it is asked of, and begins with a day of Vietnam', async () => {
  await using city = await openCity()
  const answer = await city.as('viewer', { url: '/api/events/histogram', query: { q: 'sshd', from: '24h' } })
  expect(answer.json()).toMatchObject({ events: 3, barMs: 30 * 60_000, bars: [{ at: START_MS, events: 3 }] })
  const { request } = city.summaries[0]!
  expect(request).toMatchObject({
    query: SSHD,
    fromMs: START_MS - 86_400_000,
    bars: { widthMs: 30 * 60_000 },
  })
  expect(new Date(request.bars!.beginMs).toISOString()).toBe('1970-01-04T17:00:00.000Z')
  const open = await city.as('viewer', { url: '/api/events/histogram' })
  expect(open.json().barMs).toBe(7 * 86_400_000)
})

test('values and fields are asked for a query, a time and the begin of what is typed', async () => {
  await using city = await openCity()
  const query = { q: 'sshd', field: 'process.name', prefix: 'ss', limit: '5', unmarked: 'true' }
  const answer = await city.as('viewer', { url: '/api/events/values', query })
  expect(answer.json()).toMatchObject({ events: 3, values: [{ value: 'sshd', events: 3 }], exact: true })
  expect(city.summaries[0]!.request).toEqual({
    query: foldedQuery(SSHD),
    top: { field: 'process.name', limit: 5, prefix: 'ss' },
  })
  const fields = await city.as('viewer', {
    url: '/api/events/fields',
    query: { q: 'sshd', prefix: '@TIME' },
  })
  expect(fields.json()).toMatchObject({
    sampled: 1,
    fields: [{ name: '@timestamp', type: 'date', events: 1 }],
  })
  expect(city.searches[0]!.request).toEqual({ query: SSHD, limit: LIMITS.maxFieldSample })
})

test('without Vietnamese marks, what has them is asked for first', async () => {
  await using city = await openCity()
  const answer = await city.as('viewer', {
    url: '/api/events',
    query: { q: 'sshd', unmarked: 'true', limit: '5' },
  })
  expect(answer.statusCode).toBe(200)
  expect(city.searches.map(({ request }) => request)).toEqual([
    { query: SSHD, limit: 5 },
    {
      query: { kind: 'and', parts: [foldedQuery(SSHD), { kind: 'not', part: SSHD }] },
      limit: 4,
    },
  ])
  const wrong = await city.as('viewer', { url: '/api/events', query: { unmarked: 'true', after: 'ux' } })
  expect(wrong.json().error).toBe('request.invalid')
})

test('a sort reaches the store, one that cannot be is refused, and fields tell whether they can be sorted by', async () => {
  await using city = await openCity()
  const ask = async (query: Record<string, string>) => await city.as('viewer', { url: '/api/events', query })
  await ask({ sort: 'oldest' })
  await ask({ sort: 'source.bytes:desc', unmarked: 'true' })
  expect(city.searches.map(({ request }) => request.sort)).toEqual([
    { field: '@timestamp', descending: false },
    { field: 'source.bytes', descending: true },
  ])
  for (const sort of ['message:asc', 'tags:asc', 'vendor.x:desc', 'source.bytes', 'up', '']) {
    const answer = await ask({ sort })
    expect([sort, answer.statusCode, answer.json().error]).toEqual([sort, 400, 'request.invalid'])
  }
  const wrong = await ask({ sort: 'oldest', after: '1763776800000000.' })
  expect(wrong.json().message).toMatch(/^query\/after: .*of this order/)
  const { fields } = (await city.as('viewer', { url: '/api/events/fields', query: { q: 'sshd' } })).json()
  expect(fields).toContainEqual(expect.objectContaining({ name: '@timestamp', sortable: true }))
  expect(fields).toContainEqual(expect.objectContaining({ name: 'event.category', sortable: false }))
})

test('people of a unit count, and export, only what is of its systems', async () => {
  await using city = await openCity()
  for (const who of ['viewer', 'analyst'] as const)
    city.state.putUser({ ...city.state.user(who)!, units: ['so-y-te'] })
  await city.as('viewer', { url: '/api/events/histogram', query: { q: 'sshd' } })
  await city.as('viewer', { url: '/api/events/values', query: { field: 'user.name' } })
  await city.as('viewer', { url: '/api/events/fields' })
  const asked = [...city.summaries, ...city.searches].map(({ request }) => request.systems)
  expect(asked).toHaveLength(3)
  const all = city.platform.systems.map(({ id }) => id)
  for (const one of asked) {
    expect(one!.length).toBeLessThan(all.length)
    expect(all).toEqual(expect.arrayContaining([...one!]))
  }
  const payload = { format: 'ndjson' }
  const begun = await city.as('analyst', { method: 'POST', url: '/api/event-exports', payload })
  const { id } = begun.json() as { id: string }
  await vi.waitUntil(() => city.platform.exports.get(id)?.state !== 'running', { timeout: 60_000 })
  expect(city.searches.at(-1)!.request.systems).toEqual(asked[0])
})

test('an export is fetched by who began it, and both are on the audit trail', async () => {
  await using city = await openCity()
  const url = '/api/event-exports'
  const begun = await city.as('analyst', { method: 'POST', url, payload: { q: 'sshd', format: 'ndjson' } })
  const { id } = begun.json() as { id: string }
  await vi.waitUntil(() => city.platform.exports.get(id)?.state !== 'running', { timeout: 60_000 })
  expect((await city.as('analyst', { url })).json()).toMatchObject([{ id, state: 'done', events: 1 }])
  expect((await city.as('lead', { url })).json()).toEqual([])
  expect((await city.as('lead', { url: `${url}/${id}/file` })).json().error).toBe('export.not-found')
  expect((await city.as('viewer', { method: 'POST', url, payload: { format: 'csv' } })).statusCode).toBe(403)
  const file = await city.as('analyst', { url: `${url}/${id}/file` })
  expect(file.headers['content-disposition']).toMatch(
    /^attachment; filename="events-[\d-]+-export-1\.ndjson"$/,
  )
  expect(file.body.trimEnd().split('\n')).toHaveLength(1)
  const trail = await city.platform.audit.entries(0, 10)
  expect(trail.map(({ entry }) => entry.action)).toEqual(['events.exported', 'export.downloaded'])
  expect((await city.as('analyst', { method: 'DELETE', url: `${url}/${id}` })).statusCode).toBe(204)
  expect((await city.as('analyst', { url })).json()).toEqual([])
})

test('a mistake in a query is told in both languages', async () => {
  await using city = await openCity()
  const answer = await city.as('viewer', { url: '/api/events/histogram', query: { q: 'a OR' } })
  expect(answer.statusCode).toBe(400)
  expect(answer.json()).toMatchObject({
    error: 'query.invalid',
    position: 4,
    message: expect.stringContaining('needs something to search for after it') as string,
    why: {
      en: expect.stringContaining('needs something to search for after it') as string,
      vi: expect.stringContaining('phải có điều kiện tìm') as string,
    },
  })
})

test('a saved search is its owner’s until it is shared; then others see it, and leads change it', async () => {
  await using city = await openCity()
  const url = '/api/saved-searches'
  const saved = (await city.as('analyst', { method: 'POST', url, payload: SAVED })).json()
  expect(saved).toMatchObject({ ...SAVED, owner: 'analyst', mine: true, version: 1 })
  const of = async (who: 'viewer' | 'lead' | 'analyst') => (await city.as(who, { url })).json() as unknown[]
  expect([await of('viewer'), await of('lead'), await of('analyst')]).toMatchObject([
    [],
    [],
    [{ id: saved.id }],
  ])
  const one = `${url}/${saved.id}`
  const hidden = await city.as('lead', { method: 'DELETE', url: one })
  expect(hidden.json().error).toBe('saved-search.not-found')

  const shared = { ...SAVED, shared: true, name: ' Của mọi người ', version: 1 }
  const changed = await city.as('analyst', { method: 'PATCH', url: one, payload: shared })
  expect(changed.json()).toMatchObject({ name: 'Của mọi người', shared: true, version: 2 })
  expect(await of('viewer')).toMatchObject([{ name: 'Của mọi người', mine: false }])
  const denied = await city.as('viewer', { method: 'PATCH', url: one, payload: { ...shared, version: 2 } })
  expect(denied.statusCode).toBe(403)
  const stale = await city.as('lead', { method: 'PATCH', url: one, payload: shared })
  expect(stale.statusCode).toBe(409)
  const removed = await city.as('lead', { method: 'DELETE', url: one })
  expect(removed.statusCode).toBe(204)
  expect(await of('analyst')).toEqual([])
  const trail = await city.platform.audit.entries(0, 10)
  expect(trail.map(({ entry }) => [entry.by, entry.action])).toEqual([
    ['analyst', 'search.changed'],
    ['lead', 'search.removed'],
  ])
})

test('a saved search keeps the order it was found in; one of before orders existed has none', async () => {
  await using city = await openCity()
  const url = '/api/saved-searches'
  const old = await city.platform.savedSearches.add('viewer', { ...SAVED, name: 'A' })
  const sort = 'source.bytes:desc'
  const saved = (
    await city.as('viewer', { method: 'POST', url, payload: { ...SAVED, sort, name: 'B' } })
  ).json()
  const [first, second] = (await city.as('viewer', { url })).json() as Record<string, unknown>[]
  expect(first).not.toHaveProperty('sort')
  expect(second).toMatchObject({ id: saved.id, sort })
  // Both are gone to by the same address of the API.
  for (const order of [{}, { sort }]) {
    const answer = await city.as('viewer', { url: '/api/events', query: { q: SAVED.q, ...order } })
    expect(answer.statusCode).toBe(200)
  }
  const id = old === 'full' ? '' : old.id
  const change = { ...SAVED, name: 'A', sort: 'oldest', version: 1 }
  const changed = await city.as('viewer', { method: 'PATCH', url: `${url}/${id}`, payload: change })
  expect(changed.json()).toMatchObject({ sort: 'oldest', version: 2 })
})

test('an export is asked for in an order, which its list and the audit trail tell', async () => {
  await using city = await openCity()
  const url = '/api/event-exports'
  const payload = { q: 'sshd', format: 'ndjson', sort: 'oldest' }
  const begun = (await city.as('analyst', { method: 'POST', url, payload })).json() as { id: string }
  await vi.waitUntil(() => city.platform.exports.get(begun.id)?.state !== 'running', { timeout: 60_000 })
  expect(city.searches.at(-1)!.request.sort).toEqual({ field: '@timestamp', descending: false })
  expect((await city.as('analyst', { url })).json()).toMatchObject([{ sort: 'oldest', state: 'done' }])
  const [last] = await city.platform.audit.entries(0, 1)
  expect(JSON.stringify(last!.entry)).toContain('oldest sshd')
  const wrong = await city.as('analyst', {
    method: 'POST',
    url,
    payload: { ...payload, sort: 'message:asc' },
  })
  expect(wrong.json()).toMatchObject({
    error: 'request.invalid',
    message: expect.stringMatching(/^body\/sort/) as string,
  })
})

test.each([
  [{ q: '(a' }, 'query.invalid'],
  [{ sort: 'message:asc' }, 'request.invalid'],
  [{ name: '  ' }, 'request.invalid'],
  [{ range: 'soon' }, 'request.invalid'],
])('a search with %o is not kept', async (fields, error) => {
  await using city = await openCity()
  const answer = await city.as('viewer', {
    method: 'POST',
    url: '/api/saved-searches',
    payload: { ...SAVED, ...fields },
  })
  expect(answer.json().error).toBe(error)
})

test('nobody keeps more searches than one may', async () => {
  await using city = await openCity()
  for (let n = 0; n < LIMITS.maxSavedSearches; n++) await city.platform.savedSearches.add('viewer', SAVED)
  const answer = await city.as('viewer', { method: 'POST', url: '/api/saved-searches', payload: SAVED })
  expect(answer.json().error).toBe('saved-search.too-many')
})

describe('evidence packages', () => {
  const url = '/api/evidence-exports'

  async function finished(city: City, who: 'lead' | 'admin', payload: object) {
    const begun = await city.as(who, { method: 'POST', url, payload })
    expect(begun).toMatchObject({ statusCode: 200 })
    const { id } = begun.json() as { id: string }
    await vi.waitUntil(() => city.platform.exports.get(id)?.state !== 'running', { timeout: 60_000 })
    return await city.as(who, { url: `/api/event-exports/${id}/file` })
  }

  test('of a search, with who asked and why', async () => {
    await using city = await openCity()
    const file = await finished(city, 'lead', { q: 'sshd', reason: ' Cung cấp cho công an ' })
    expect(file.headers['content-disposition']).toMatch(/filename="evidence-.*\.tar"/)
    expect(file.json()).toMatchObject({
      by: 'lead',
      evidence: { reason: 'Cung cấp cho công an', incident: null },
    })
  })

  test('of an incident: the events that its alerts name', async () => {
    await using city = await openCity()
    const incidentId = INCIDENT.id
    const { code } = city.state.incident(incidentId)!
    const file = await finished(city, 'lead', { incident: incidentId, reason: 'Điều tra' })
    const { evidence } = file.json() as { evidence: { incident: { code: string; eventIds: string[] } } }
    expect(evidence.incident.code).toBe(code)
    const named = city.state.alertsOf(incidentId, 100).flatMap(({ eventIds }) => eventIds)
    expect(named.length).toBeGreaterThan(0)
    expect(evidence.incident.eventIds).toEqual([...new Set(named)].sort())
  })

  test('a blank reason, an unknown incident and a role without the right are refused', async () => {
    await using city = await openCity()
    const ask = async (who: 'lead' | 'analyst', payload: object) =>
      (await city.as(who, { method: 'POST', url, payload })).json() as { error: string }
    expect((await ask('lead', { reason: '  ' })).error).toBe('request.invalid')
    expect((await ask('lead', { incident: 'inc-none', reason: 'x' })).error).toBe('incident.not-found')
    expect((await ask('analyst', { reason: 'x' })).error).toBe('permission.denied')
  })
})
