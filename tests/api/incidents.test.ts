import { describe, expect, test } from 'vitest'
import type { IncidentView } from '#/api/contract/schemas.ts'
import { CREATED, INCIDENT } from './invented-incident.ts'
import { openCity, type City, type Person } from './invented-platform.ts'
import { plantIncident } from './plant-incident.ts'

const change = (city: City, person: Person, path: string, payload: object) =>
  city.as(person, { method: 'POST', url: `/api/incidents/${path}`, payload })

const list = async (city: City, query: string) =>
  (await city.as('analyst', { url: `/api/incidents?${query}` })).json()
const idsOf = (page: { incidents: { id: string }[] }) => page.incidents.map(({ id }) => id).sort()

describe('the queue', () => {
  test.each([
    { query: '', ids: ['i-closed', 'i-new', 'i-open'] },
    { query: 'status=new', ids: ['i-new'] },
    { query: 'status=new,open', ids: ['i-new', 'i-open'] },
    { query: 'owner=me', ids: ['i-open'] },
    { query: 'owner=none', ids: ['i-new'] },
    { query: 'owner=lead', ids: ['i-closed'] },
    { query: 'severity=low', ids: [] },
    { query: 'system=traffic', ids: ['i-open'] },
    { query: 'text=2026-0002', ids: ['i-open'] },
    { query: 'text=%20', ids: ['i-closed', 'i-new', 'i-open'] },
  ])('of "$query" is $ids', async ({ query, ids }) => {
    await using city = await openCity()
    expect(idsOf(await list(city, query))).toEqual(ids)
  })

  test('counts all incidents and mine, whatever is asked for', async () => {
    await using city = await openCity()
    expect((await list(city, 'status=new')).counts).toEqual({
      new: 1,
      open: 1,
      closed: 1,
      unassigned: 1,
      mine: 1,
      dueSoon: 0,
    })
  })

  test('shows the nearest legal limit of each, and lists those that are due soon, nearest first', async () => {
    await using city = await openCity()
    const all = await list(city, '')
    expect(all.incidents.find((row: IncidentView) => row.id === 'i-new')?.deadline).toMatchObject({
      state: 'running',
    })
    expect(idsOf(await list(city, 'due=soon'))).toEqual([])
    // Past the 72 hours of C3, whoever looks.
    city.clock.turn(73 * 3_600_000)
    const soon = await list(city, 'due=soon')
    expect(idsOf(soon)).toContain('i-new')
    expect(soon.counts.dueSoon).toBe(soon.total)
    const dues = soon.incidents.map((row: IncidentView) => row.deadline!.dueAt)
    expect(dues).toEqual([...dues].sort((a, b) => a - b))
    const close = { version: 1, disposition: 'benign', mau05: null, reason: 'Diễn tập' }
    await city.as('analyst', { method: 'POST', url: '/api/incidents/i-new/close', payload: close })
    expect(idsOf(await list(city, 'due=soon'))).not.toContain('i-new')
  })

  test('pages to the end without repeating anything', async () => {
    await using city = await openCity()
    const seen: string[] = []
    let after = ''
    for (let page = 0; page < 3; page++) {
      const answer = await list(city, `limit=1${after}`)
      seen.push(...idsOf(answer))
      after = `&after=${answer.next}`
      expect(answer.total).toBe(3)
    }
    expect(seen.sort()).toEqual(['i-closed', 'i-new', 'i-open'])
  })

  test('shows the system with its level, and the id of one that the configuration no longer has', async () => {
    await using city = await openCity()
    const { incidents } = await list(city, '')
    const systems = Object.fromEntries(
      incidents.map((one: Record<string, unknown>) => [one['id'], [one['systemId'], one['system']]]),
    )
    expect(systems).toEqual({
      'i-new': ['dvc', { id: 'dvc', name: 'Cổng dịch vụ công', level: 3, owner: 'Văn phòng UBND' }],
      'i-open': ['traffic', expect.objectContaining({ level: 4 })],
      'i-closed': ['gone', null],
    })
  })
})

test('the page of an incident with ten thousand alerts shows the newest, and all that people did', async () => {
  await using city = await openCity()
  const alerts = Array.from({ length: 10_000 }, (_, i) => ({ ...CREATED, at: i, kind: 'alert' as const }))
  const note = { ...CREATED, kind: 'note' as const, by: 'an' }
  plantIncident(city.state, { ...INCIDENT, id: 'i-many', code: '2026-0004' }, [
    CREATED,
    note,
    ...alerts,
    note,
  ])
  const detail = (await city.as('viewer', { url: '/api/incidents/i-many' })).json()
  expect(detail.timelineOmitted).toBe(9800)
  expect(detail.timeline).toEqual([CREATED, note, ...alerts.slice(-200), note])
  expect(detail.alerts).toHaveLength(200)
})

describe('changing an incident', () => {
  test('answers it as it is then, writes the history and tells all who watch', async () => {
    await using city = await openCity()
    const told: unknown[] = []
    city.platform.onIncident(incident => void told.push(incident))
    const taken = (await change(city, 'analyst', 'i-new/take', { version: 1 })).json()
    expect(taken).toMatchObject({
      status: 'open',
      owner: 'analyst',
      acknowledgedAt: city.clock.now(),
      version: 2,
    })
    expect(told).toEqual([city.state.incident('i-new')])
    const detail = (await city.as('viewer', { url: '/api/incidents/i-new' })).json()
    expect(detail.incident).toEqual(taken)
    expect(detail.timeline).toEqual([
      CREATED,
      {
        at: city.clock.now(),
        by: 'analyst',
        kind: 'taken',
        text: 'Nhận xử lý',
        owner: { before: null, after: 'analyst' },
      },
    ])
    expect(detail.alerts).toHaveLength(1)
    expect(Object.keys(detail.alerts[0])).toEqual(['id', 'at', 'rule', 'eventIds', 'matched', 'event'])
  })

  test('the second of two who take it at once is told of the first', async () => {
    await using city = await openCity()
    await change(city, 'analyst', 'i-new/take', { version: 1 })
    const answer = await change(city, 'lead', 'i-new/take', { version: 1 })
    expect(answer.statusCode).toBe(409)
    expect(answer.json()).toMatchObject({
      error: 'conflict',
      incident: { id: 'i-new', owner: 'analyst', version: 2 },
    })
    expect(city.state.incident('i-new')?.owner).toBe('analyst')
  })

  test('taking what is mine already changes nothing and tells nobody', async () => {
    await using city = await openCity()
    const told: unknown[] = []
    city.platform.onIncident(incident => void told.push(incident))
    expect((await change(city, 'analyst', 'i-open/take', { version: 1 })).json().version).toBe(1)
    expect(told).toEqual([])
  })

  describe('to which alerts came meanwhile', () => {
    const ALERTED = { ...INCIDENT, id: 'i-alerted', code: '2026-0004', alertCount: 3, version: 3 }
    const ALERTS = [CREATED, { ...CREATED, kind: 'alert' }, { ...CREATED, kind: 'alert' }] as const
    test.each([
      { path: 'take', payload: {}, status: 200 },
      { path: 'notes', payload: { text: 'x' }, status: 200 },
      { path: 'assign', payload: { owner: 'analyst' }, status: 200 },
      { path: 'close', payload: { disposition: 'false-positive', mau05: null, reason: 'x' }, status: 409 },
    ])('$path is answered $status', async ({ path, payload, status }) => {
      await using city = await openCity()
      plantIncident(city.state, ALERTED, ALERTS)
      const answer = await change(city, 'lead', `i-alerted/${path}`, { version: 1, ...payload })
      expect(answer.statusCode).toBe(status)
      expect(city.state.incident('i-alerted')).toMatchObject({
        alertCount: 3,
        version: status === 200 ? 4 : 3,
      })
    })
  })

  test.each([
    { path: 'i-closed/take', payload: {}, error: 'incident.closed' },
    { path: 'i-closed/assign', payload: { owner: 'analyst' }, error: 'incident.closed' },
    { path: 'i-new/reopen', payload: { reason: 'x' }, error: 'incident.not-closed' },
  ])('$path is refused: $error, with the incident as it is', async ({ path, payload, error }) => {
    await using city = await openCity()
    const answer = await change(city, 'lead', path, { version: 1, ...payload })
    expect([answer.statusCode, answer.json().error, answer.json().incident.version]).toEqual([409, error, 1])
  })

  test('text is kept in one form of Unicode and without blanks around it', async () => {
    await using city = await openCity()
    await change(city, 'analyst', 'i-new/notes', {
      version: 1,
      text: `  ${'Đã gọi đơn vị'.normalize('NFD')}\n`,
    })
    expect(city.state.timeline('i-new').at(-1)?.text).toBe('Đã gọi đơn vị')
  })
})
