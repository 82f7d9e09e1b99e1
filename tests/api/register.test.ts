// The register and the units over the API: who sees and changes which rows, and imports that are refused whole.

import { describe, expect, test } from 'vitest'
import { openCity, type City } from './invented-platform.ts'
import { registerRequests } from './requests/register.ts'

const SYSTEMS = '/api/register/systems'
const NEW = registerRequests.createRegisteredSystem.payload
const table = (city: City, url: string, text: string, query: Record<string, string> = {}) =>
  city.as('lead', {
    method: 'POST',
    url,
    query,
    payload: Buffer.from(text),
    headers: { 'content-type': 'application/octet-stream' },
  })
const bind = (city: City, name: 'lead' | 'viewer'): void =>
  city.state.putUser({ ...city.state.user(name)!, units: ['so-y-te'] })

test('a system is refused with every mistake named', async () => {
  await using city = await openCity()
  const payload = { ...NEW, addresses: ['x'], domains: ['y'] }
  const answer = await city.as('lead', { method: 'POST', url: SYSTEMS, payload })
  expect([answer.statusCode, answer.json().error]).toEqual([400, 'system.invalid'])
  expect(answer.json().problems.map(({ field }: { field: string }) => field)).toEqual([
    'addresses',
    'domains',
  ])
})

test('what the configuration file settles is not changed here, the rest is', async () => {
  await using city = await openCity()
  const change = (payload: object) => city.as('lead', { method: 'PATCH', url: `${SYSTEMS}/dvc`, payload })
  expect((await change({ version: 0, level: 5 })).json().error).toBe('system.configured')
  expect((await change({ version: 0, operator: 'Trung tâm CNTT' })).json()).toMatchObject({ version: 1 })
  expect((await change({ version: 0, operator: 'x' })).json().error).toBe('conflict')
  const detail = (await city.as('viewer', { url: `${SYSTEMS}/dvc` })).json()
  expect(detail.history[0]).toMatchObject({
    by: 'lead',
    changes: [{ field: 'operator', after: 'Trung tâm CNTT' }],
  })
})

test('the source classes are searched for one system in the last day, and firewalls count apart', async () => {
  await using city = await openCity({
    search: async ({ query }) => {
      const isFirewall = query.kind === 'term' && query.value === 'firewall'
      const event = { '@timestamp': '2026-11-22T01:00:00.000Z', 'event.dataset': 'fortinet.firewall' }
      return { hits: isFirewall ? [{ id: 'e', event }] : [], next: null, complete: true, tookMs: 1 }
    },
  })
  const answer = (await city.as('viewer', { url: `${SYSTEMS}/dvc/sources` })).json()
  expect(answer).toMatchObject({
    required: true,
    classes: [
      { id: 'web-server', lastSeenAt: null },
      { id: 'base-device', lastSeenAt: null },
      { id: 'firewall', lastSeenAt: Date.parse('2026-11-22T01:00:00.000Z'), dataset: 'fortinet.firewall' },
    ],
  })
  for (const { request } of city.searches) expect(request).toMatchObject({ systems: ['dvc'], limit: 1 })
})

describe('people of a unit', () => {
  test('see their systems only, in lists, exports and warnings', async () => {
    await using city = await openCity()
    const { system, version } = city.platform.register.system('y-te')!
    await city.platform.register.save(
      { ...system, unitId: 'so-y-te', hosts: ['dvc-web-01'] },
      version,
      'lead',
    )
    expect((await city.as('lead', { url: SYSTEMS })).json().warnings).toHaveLength(1)
    bind(city, 'viewer')
    const list = (await city.as('viewer', { url: SYSTEMS })).json()
    expect(list.systems.map((row: { system: { id: string } }) => row.system.id)).toEqual(['y-te'])
    expect(list.warnings).toEqual([])
    expect((await city.as('viewer', { url: `${SYSTEMS}/dvc` })).json().error).toBe('system.not-found')
    const lines = (await city.as('viewer', { url: `${SYSTEMS}.csv` })).body.trim().split('\r\n')
    expect(lines).toHaveLength(2)
  })

  test('enter systems for their units, and neither take nor give others', async () => {
    await using city = await openCity()
    bind(city, 'lead')
    const create = (payload: object) => city.as('lead', { method: 'POST', url: SYSTEMS, payload })
    expect((await create(NEW)).json().error).toBe('permission.denied')
    expect((await create({ ...NEW, unitId: 'so-y-te' })).statusCode).toBe(200)
    const away = { version: 1, unitId: null }
    const moved = await city.as('lead', { method: 'PATCH', url: `${SYSTEMS}/du-lich`, payload: away })
    expect(moved.json().error).toBe('permission.denied')
    const imported = await table(city, '/api/register/import', 'Mã,Tên hệ thống,Cấp độ\na,A,1\n')
    expect(imported.json().error).toBe('permission.denied')
  })
})

describe('an import', () => {
  const GOOD = 'Mã;Tên hệ thống;Cấp độ\na;A;1\nb;B;2\n'

  test('is refused whole for one mistake, with the plan that names it', async () => {
    await using city = await openCity()
    const answer = await table(city, '/api/register/import', `${GOOD}c;C;9\n`)
    expect([answer.statusCode, answer.json().error]).toEqual([400, 'import.invalid'])
    expect(answer.json().plan.problems).toMatchObject([{ line: 4, column: 'Cấp độ' }])
    expect(city.platform.register.system('a')).toBeUndefined()
  })

  test('does what was previewed and nothing else', async () => {
    await using city = await openCity()
    const preview = (await table(city, '/api/register/import/preview', GOOD)).json()
    expect(preview).toMatchObject({ applied: false, counts: { create: 2, change: 0, unchanged: 0 } })
    const other = await table(city, '/api/register/import', `${GOOD}c;C;3\n`, { plan: preview.plan })
    expect([other.statusCode, other.json().error]).toEqual([409, 'conflict'])
    const done = await table(city, '/api/register/import', GOOD, { plan: preview.plan })
    expect(done.json()).toMatchObject({ applied: true, counts: { create: 2 } })
  })

  test('of more than its bound is refused', async () => {
    await using city = await openCity()
    const answer = await table(city, '/api/register/import', 'x'.repeat(9 * 1024 * 1024))
    expect([answer.statusCode, answer.json().error]).toEqual([413, 'request.too-large'])
  })
})

test('a unit with accounts is not removed', async () => {
  await using city = await openCity()
  bind(city, 'viewer')
  const remove = () =>
    city.as('admin', { method: 'DELETE', url: '/api/units/so-y-te', query: { version: '1' } })
  expect((await remove()).json()).toMatchObject({
    error: 'unit.in-use',
    message: expect.stringContaining('viewer'),
  })
})
