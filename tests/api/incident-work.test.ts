// Opening incidents by hand, bulk changes with undo, events of alerts, and the queue's orders, over the API.

import { describe, expect, test } from 'vitest'
import { ALERT, CREATED, INCIDENT } from './invented-incident.ts'
import { openCity, type City, type Person } from './invented-platform.ts'
import { plantIncident } from './plant-incident.ts'

const post = (city: City, person: Person, url: string, payload: object = {}) =>
  city.as(person, { method: 'POST', url, payload })
const json = async (answer: ReturnType<typeof post>) => (await answer).json()

const BODY = {
  title: 'Trạm y tế báo máy bị mã hóa',
  description: 'Gọi điện',
  severity: 'high',
  systemId: null,
  detectedAt: INCIDENT.detectedAt,
}

describe('an incident opened by hand', () => {
  test('has the next code, who opened it, and no alerts', async () => {
    await using city = await openCity()
    const made = await json(post(city, 'analyst', '/api/incidents', BODY))
    expect(made).toMatchObject({
      code: '2026-0004',
      origin: 'person',
      alertCount: 0,
      status: 'new',
      owner: null,
    })
    const { timeline } = (await city.as('viewer', { url: `/api/incidents/${made.id}` })).json()
    expect(timeline).toMatchObject([{ kind: 'created', by: 'analyst', parts: { origin: 'person' } }])
  })

  test.each([
    { name: 'of the future', more: { detectedAt: INCIDENT.detectedAt + 86_400_000 } },
    { name: 'of two years ago', more: { detectedAt: INCIDENT.detectedAt - 800 * 86_400_000 } },
    { name: 'on a system that there is not', more: { systemId: 'nowhere' } },
    { name: 'without a title', more: { title: ' ' } },
  ])('$name is refused', async ({ more }) => {
    await using city = await openCity()
    expect((await post(city, 'analyst', '/api/incidents', { ...BODY, ...more })).statusCode).toBe(400)
  })
})

describe('a bulk change', () => {
  const ALL = { chosen: { filter: { status: 'new,open' } } }
  const CLOSE = {
    action: { kind: 'close', disposition: 'false-positive', mau05: null, reason: 'Máy quét nội bộ' },
  }

  test('of all that match is undone where nobody has worked since', async () => {
    await using city = await openCity()
    const before = ['i-new', 'i-open'].map(id => city.state.incident(id)!)
    const done = await json(post(city, 'analyst', '/api/incident-bulk/work', { ...ALL, ...CLOSE }))
    expect(done).toMatchObject({ changed: 2, unchanged: 0, more: false })
    await post(city, 'lead', '/api/incidents/i-open/notes', { version: 2, text: 'x' })
    expect(await json(post(city, 'analyst', `/api/incident-bulk/${done.undo}/undo`))).toEqual({
      restored: 1,
      left: 1,
    })
    const { updatedAt: _, version: __, ...restored } = city.state.incident('i-new')!
    expect(before[0]).toMatchObject(restored)
    expect(city.state.incident('i-open')?.status).toBe('closed')
    expect(city.state.timeline('i-new').at(-1)).toMatchObject({
      kind: 'reopened',
      parts: { undone: 'close' },
    })
  })

  test('is undone once, within half a minute, by who made it', async () => {
    await using city = await openCity()
    const change = async () =>
      await json(post(city, 'analyst', '/api/incident-bulk/work', { ...ALL, ...CLOSE }))
    const undo = (person: Person, token: string) =>
      json(post(city, person, `/api/incident-bulk/${token}/undo`))
    const first = await change()
    expect(await undo('lead', first.undo)).toMatchObject({ error: 'bulk.expired' })
    expect(await undo('analyst', first.undo)).toMatchObject({ restored: 2 })
    expect(await undo('analyst', first.undo)).toMatchObject({ error: 'bulk.expired' })
    const second = await change()
    city.clock.turn(30_001)
    expect(await undo('analyst', second.undo)).toMatchObject({ error: 'bulk.expired' })
  })

  test('that changes nothing has nothing to undo', async () => {
    await using city = await openCity()
    const chosen = { ids: ['i-closed'] }
    expect(
      await json(post(city, 'analyst', '/api/incident-bulk/work', { chosen, action: { kind: 'take' } })),
    ).toEqual({
      changed: 0,
      unchanged: 1,
      more: false,
      undo: null,
      undoUntil: null,
    })
  })
})

test('the event of an alert comes from the alert, or from the store when it keeps none', async () => {
  await using city = await openCity()
  const many = [CREATED, ...Array.from({ length: 60 }, () => ({ ...CREATED, kind: 'alert' as const }))]
  plantIncident(
    city.state,
    { ...INCIDENT, id: 'i-many', code: '2026-0009', alertCount: 61, version: 61 },
    many,
  )
  const event = async (alert: string) =>
    (await city.as('viewer', { url: `/api/incidents/i-many/alerts/${alert}/event` })).json()
  expect(await event('i-many-0')).toEqual({ id: ALERT.eventIds[0], event: ALERT.event })
  expect(city.state.alert('i-many-60')?.alert.event).toBeNull()
  expect(await event('i-many-60')).toEqual({ id: ALERT.eventIds[0], event: ALERT.event })
  expect((await event('i-new-0')).error).toBe('event.not-found')
})

test.each([
  { order: 'severity', ids: ['i-b', 'i-a'] },
  { order: 'risk', ids: ['i-a', 'i-b'] },
  { order: 'newest', ids: ['i-b', 'i-a'] },
])('the queue by $order goes $ids, page by page', async ({ order, ids }) => {
  await using city = await openCity()
  const planted: Partial<typeof INCIDENT>[] = [
    { id: 'i-a', code: '2026-0010', severity: 'low', risk: { value: 90, at: INCIDENT.createdAt } },
    { id: 'i-b', code: '2026-0011', severity: 'critical', createdAt: INCIDENT.createdAt + 5 },
  ]
  for (const one of planted) plantIncident(city.state, { ...INCIDENT, systemId: 'only', ...one }, [CREATED])
  const url = `/api/incidents?system=only&order=${order}&limit=1`
  const first = (await city.as('viewer', { url })).json()
  const after = encodeURIComponent(first.next)
  const second = (await city.as('viewer', { url: `${url}&after=${after}` })).json()
  expect([...first.incidents, ...second.incidents].map(({ id }: { id: string }) => id)).toEqual(ids)
  expect(second.next).toBeNull()
  const other = order === 'risk' ? 'newest' : 'risk'
  expect((await city.as('viewer', { url: `/api/incidents?order=${other}&after=${after}` })).statusCode).toBe(
    400,
  )
})

test('a merge, its undo, and each change stand in the audit trail', async () => {
  await using city = await openCity()
  const merge = { version: 1, into: 'i-open', intoVersion: 1, reason: 'Cùng đợt' }
  expect((await post(city, 'analyst', '/api/incidents/i-new/merge', merge)).statusCode).toBe(200)
  expect(await json(post(city, 'analyst', '/api/incidents/i-new/take', { version: 2 }))).toMatchObject({
    error: 'incident.merged',
  })
  const moves = (await city.as('viewer', { url: '/api/incidents/i-open/moves' })).json()
  expect(moves).toMatchObject([{ kind: 'merge', fromCode: '2026-0001', alerts: 1, undoable: true }])
  const undo = { version: 2, reason: 'Nhầm' }
  expect(await json(post(city, 'analyst', '/api/incidents/i-new/unmerge', undo))).toMatchObject({
    source: { status: 'new', mergedInto: null, alertCount: 1 },
  })
  await post(city, 'lead', '/api/incidents/i-new/gravity', { version: 3, value: 'serious', reason: 'x' })
  const audit = await city.platform.audit.entries(0, 10)
  expect(audit.map(({ entry }) => entry.action).filter(action => action.startsWith('incident.'))).toEqual([
    'incident.merged',
    'incident.unmerged',
    'incident.gravity',
  ])
})
