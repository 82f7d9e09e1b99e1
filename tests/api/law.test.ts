// The law on the wire: who may state what, what is refused and why, what it leaves in history and audit trail.

import { describe, expect, test } from 'vitest'
import type { CalendarItemView, IncidentClocksView, LawProfileView } from '#/api/contract/law.ts'
import { INCIDENT, START_MS } from './invented-incident.ts'
import { openCity, type City, type Person } from './invented-platform.ts'
import { plantIncident } from './plant-incident.ts'

const url = (rest: string, id = 'i-new') => `/api/incidents/${id}/clocks${rest}`
const post = (path: string, payload: object = { reason: 'Đã gửi' }) =>
  ({ method: 'POST', url: path, payload }) as const
const clockOf = (view: IncidentClocksView, id: string) => view.clocks.find(clock => clock.id === id)!

async function codeAs(city: City, person: Person, path: string, payload?: object): Promise<string | number> {
  const answer = await city.as(person, post(path, payload))
  return answer.statusCode === 200 ? 200 : answer.json<{ error: string }>().error
}

test('the profile says for each item its article and its mark, in both languages', async () => {
  await using city = await openCity()
  const law = (await city.as('viewer', { url: '/api/law' })).json<LawProfileView>()
  const items = [...law.clocks, ...law.reports, ...law.duties, ...law.roles, law.retention.systemLogs]
  expect(
    items.filter(({ cites, title }) => cites.length === 0 || title.vi === '' || title.en === ''),
  ).toEqual([])
  expect(law.clocks.find(({ id }) => id === 'C2')).toMatchObject({
    limit: { kind: 'hours', hours: 24 },
    recipients: [{ id: 'bca-force' }],
    caution: { en: expect.stringContaining('do not define') },
  })
})

describe('a statement', () => {
  test('meets the clock, stands in the history and in the audit trail', async () => {
    await using city = await openCity()
    const changed: string[] = []
    city.platform.onIncident(incident => void changed.push(incident.id))
    const answer = await city.as(
      'analyst',
      post(url('/C4/met'), { reason: '  Công văn số 12 ', at: START_MS - 1000 }),
    )
    expect(clockOf(answer.json(), 'C4')).toMatchObject({
      state: 'met',
      metAt: START_MS - 1000,
      metStatement: { by: 'analyst', reason: 'Công văn số 12', documentId: null },
    })
    expect(city.state.timeline('i-new').at(-1)).toMatchObject({
      kind: 'clock',
      by: 'analyst',
      parts: { act: 'met', clock: 'C4' },
    })
    expect(changed).toEqual(['i-new'])
    const [entry] = await city.platform.audit.entries(0, 10)
    expect(entry!.entry).toMatchObject({ by: 'analyst', action: 'clock.met', subject: 'incident 2026-0001' })
  })

  test('about a clock of the Ministry’s force is for a lead', async () => {
    await using city = await openCity()
    expect(await codeAs(city, 'analyst', url('/C3/met'))).toBe('permission.denied')
    expect(await codeAs(city, 'lead', url('/C3/met'))).toBe(200)
    expect(await codeAs(city, 'lead', url('/C3/met'))).toBe('clock.already-met')
  })

  test.each([
    ['about a clock that is none', '/C99/met', {}, 'clock.not-found'],
    ['about one that has not begun', '/C6/met', {}, 200],
    ['about one whose fact nobody established', '/C5/met', {}, 'clock.not-owed'],
    ['in the future', '/C4/met', { at: START_MS + 1 }, 'clock.time-invalid'],
    ['without words', '/C4/met', { reason: '  ' }, 'request.invalid'],
    ['that the law gives no ground for', '/C9/set-aside', {}, 'clock.set-aside-not-allowed'],
    ['pausing what the law does not pause', '/C3/pause', {}, 'clock.pause-not-allowed'],
    ['ending a pause that is none', '/C3/resume', {}, 'clock.not-paused'],
    ['taking back what nobody said', '/C4/withdraw', { deedId: 'i-new.7' }, 'clock.deed-not-found'],
  ])('%s', async (_, path, payload, code) => {
    await using city = await openCity()
    expect(await codeAs(city, 'lead', url(path), { reason: 'Vì vậy', ...payload })).toBe(code)
    expect(city.bugs).toEqual([])
  })

  test('that is refused says why in both languages and changes nothing', async () => {
    await using city = await openCity()
    const answer = await city.as('lead', post(url('/C3/pause')))
    expect(answer.statusCode).toBe(409)
    expect(answer.json()).toMatchObject({
      why: { vi: expect.stringContaining('Điều 31.2.d'), en: expect.any(String) },
    })
    expect(city.state.incident('i-new')!.version).toBe(1)
  })
})

test('a pause stops the clock and its end lets it go on', async () => {
  await using city = await openCity()
  const paused = (
    await city.as('lead', post(url('/C4/pause'), { reason: 'Chờ trả lời' }))
  ).json<IncidentClocksView>()
  expect(clockOf(paused, 'C4')).toMatchObject({ state: 'paused', pauseReason: 'Chờ trả lời' })
  city.clock.turn(3_600_000)
  const resumed = (await city.as('lead', post(url('/C4/resume')))).json<IncidentClocksView>()
  expect(clockOf(resumed, 'C4')).toMatchObject({ state: 'running', pausedMs: 3_600_000 })
  expect(resumed.deeds.map(({ kind }) => kind)).toEqual(['paused', 'resumed'])
})

test('the test of seriousness proposes, from the level of the system and what people answered', async () => {
  await using city = await openCity()
  plantIncident(city.state, { ...INCIDENT, id: 'i-traffic', code: '2026-0009', systemId: 'traffic' }, [
    { at: START_MS, by: 'thapcanh', kind: 'created', text: 'Cảnh báo đầu tiên' },
  ])
  const ask = async (id: string, query: Record<string, string>) =>
    (await city.as('viewer', { url: `/api/incidents/${id}/seriousness`, query })).json<{ proposal: string }>()
      .proposal
  expect(await ask('i-traffic', {})).toBe('undecided')
  expect(await ask('i-traffic', { yes: 'd,vuot-kha-nang' })).toBe('serious')
  expect(await ask('i-new', { no: 'quan-trong', yes: 'd,vuot-kha-nang' })).toBe('ordinary')
  expect(city.state.incident('i-traffic')!.gravity).toBeNull()
})

describe('the calendar', () => {
  const items = async (city: City, query: Record<string, string> = {}): Promise<CalendarItemView[]> =>
    (await city.as('viewer', { url: '/api/law/calendar', query })).json<{ items: CalendarItemView[] }>().items

  test('shows clocks, reports and duties of the days asked for, by the time they are due', async () => {
    await using city = await openCity()
    const found = await items(city, { from: '2026-11-22', to: '2026-12-31' })
    expect(found.map(({ dueAt }) => dueAt)).toEqual(found.map(({ dueAt }) => dueAt).sort((a, b) => a - b))
    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['clock', 'report', 'duty']))
    expect(found.find(({ item }) => item === 'mau-08')).toMatchObject({
      form: 'mau-08',
      dayStated: true,
      workBy: '2026-12-24',
    })
  })

  test('shows what a person stated as done', async () => {
    await using city = await openCity()
    const duty = (await items(city)).find(
      ({ item, system }) => item === 'log-review' && system?.id === 'traffic',
    )!
    const payload = {
      item: 'log-review',
      systemId: 'traffic',
      periodStart: duty.period!.start,
      reason: 'Đã rà soát',
    }
    expect((await city.as('analyst', post('/api/law/done', payload))).statusCode).toBe(204)
    expect((await items(city)).find(({ id }) => id === duty.id)).toMatchObject({ doneBy: 'analyst' })
    expect((await city.as('analyst', post('/api/law/done', payload))).json()).toMatchObject({
      error: 'law.already-done',
    })
  })

  test.each([
    ['a day that is none', { from: '2026-02-30' }],
    ['an end before the beginning', { from: '2026-11-22', to: '2026-11-21' }],
    ['more than can be shown', { from: '2020-01-01', to: '2026-01-01' }],
  ])('refuses %s', async (_, query) => {
    await using city = await openCity()
    const answer = await city.as('viewer', { url: '/api/law/calendar', query })
    expect(answer.json()).toMatchObject({ error: 'request.invalid' })
  })

  test('is a file for other calendars too', async () => {
    await using city = await openCity()
    const answer = await city.as('viewer', { url: '/api/law/calendar.ics' })
    expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8')
    expect(answer.body).toMatch(/^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/)
  })
})

test('people of a unit see neither clocks nor days of incidents and systems of others', async () => {
  await using city = await openCity()
  city.state.putUser({ ...city.state.user('lead')!, units: ['so-y-te'] })
  const refused = [
    await city.as('lead', { url: url('') }),
    await city.as('lead', post(url('/C4/met'))),
    await city.as('lead', post(url('/C4/pause'))),
    await city.as('lead', { url: '/api/incidents/i-new/seriousness' }),
  ]
  expect(refused.map(answer => answer.json<{ error: string }>().error)).toEqual(
    refused.map(() => 'incident.not-found'),
  )
  const calendar = (await city.as('lead', { url: '/api/law/calendar' })).json<{ items: CalendarItemView[] }>()
  expect(calendar.items.filter(({ incident, system }) => incident !== null || system !== null)).toEqual([])
  const payload = { item: 'log-review', systemId: 'traffic', periodStart: 0, reason: 'Đã rà soát' }
  expect((await city.as('lead', post('/api/law/done', payload))).statusCode).toBe(400)
})

test('a changed contact point runs on the register until it was told', async () => {
  await using city = await openCity()
  const clocks = (await city.as('lead', post('/api/law/register-clocks', { reason: 'Đổi đầu mối' }))).json<
    { occurrence: string; state: string }[]
  >()
  const { occurrence } = clocks.at(-1)!
  const told = await city.as(
    'lead',
    post(`/api/law/register-clocks/${occurrence}/met`, { reason: 'Đã gửi Mẫu 01' }),
  )
  expect(
    told.json<{ occurrence: string; state: string }[]>().find(each => each.occurrence === occurrence)!.state,
  ).toBe('met')
  const unknown = await city.as('lead', post('/api/law/register-clocks/register.99/met'))
  expect(unknown.json()).toMatchObject({ error: 'clock.not-found' })
})
