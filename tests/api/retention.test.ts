// Legal holds over the API: laid and released with a reason, entered into the audit trail.

import { expect, test } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import { DAY } from '../store/invented-events.ts'
import { INDICES } from './invented-retention.ts'
import { openCity, type City } from './invented-platform.ts'
import { HOLD } from './requests/retention.ts'

const lay = (city: City, payload: object) =>
  city.as('lead', { method: 'POST', url: '/api/legal-holds', payload })
const release = (city: City, id: string, reason: string) =>
  city.as('admin', { method: 'POST', url: `/api/legal-holds/${id}/release`, payload: { reason } })

test('a hold keeps a day, is listed, released once, and both deeds are in the trail', async () => {
  await using city = await openCity()
  const laid = (await lay(city, { ...HOLD, reason: ` ${HOLD.reason} ` })).json()
  expect(laid).toMatchObject({ ...HOLD, id: 'hold-1', by: 'lead', releasedAt: null })
  const { days, levels } = (await city.as('lead', { url: '/api/event-days' })).json()
  expect(levels.map(({ level, days }: { level: number; days: number }) => [level, days])).toEqual([
    [0, 92],
    [1, 30],
    [2, 31],
    [3, 92],
    [4, 184],
    [5, 366],
  ])
  expect(levels[3]).toMatchObject({ months: 3, cites: [{ mark: expect.any(String) }, {}] })
  expect(days).toMatchObject([
    { file: 'events-2026-11-22.l3.duckdb', keptUntil: DAY + 93 * 86_400_000, heldBy: ['hold-1'] },
    { file: 'events-2026-11-23.duckdb', level: null, keptUntil: null, heldBy: [], newest: true },
  ])
  expect((await release(city, laid.id, 'Đã khép lại')).json()).toMatchObject({
    releasedBy: 'admin',
    releaseReason: 'Đã khép lại',
  })
  expect((await release(city, laid.id, 'Lần nữa')).json().error).toBe('legal-hold.released')
  expect((await city.as('lead', { url: '/api/legal-holds' })).json()).toMatchObject([
    { id: 'hold-1', releasedBy: 'admin' },
  ])
  const { entries } = (await city.as('lead', { url: '/api/audit' })).json()
  expect(entries).toMatchObject([
    { by: 'admin', action: 'hold.released', subject: 'legal hold hold-1', detail: 'Đã khép lại' },
    {
      by: 'lead',
      action: 'hold.created',
      subject: 'legal hold hold-1',
      detail: '2026-11-22T00:00:00.000Z – 2026-11-23T00:00:00.000Z: Điều tra vụ lộ dữ liệu',
    },
  ])
})

test('in a cluster the indices are told in place of files', async () => {
  await using city = await openCity()
  const asItIs = city.platform.eventDays.bind(city.platform)
  expect((await city.as('lead', { url: '/api/event-days' })).json()).not.toHaveProperty('indices')
  Object.assign(city.platform, {
    eventDays: async () => ({ ...(await asItIs()), days: [], indices: INDICES }),
  } satisfies Partial<City['platform']>)
  const answer = (await city.as('lead', { url: '/api/event-days' })).json()
  expect(answer).toMatchObject({
    days: [],
    indices: [
      {
        index: INDICES[0]!.index,
        months: 3,
        open: false,
        keptUntil: DAY - 7 * 86_400_000,
        heldBy: ['hold-1'],
      },
      { months: 3, open: true, keptUntil: null, bytes: 190_000_000 },
      { months: 12, open: true, events: 0, firstMs: null },
    ],
  })
})

test.each([
  [{ ...HOLD, reason: '  ' }],
  [{ ...HOLD, toMs: HOLD.fromMs }],
  [{ ...HOLD, toMs: 9e15 }],
  [{ ...HOLD, fromMs: 'gestern' }],
])('%o is refused', async payload => {
  await using city = await openCity()
  expect((await lay(city, payload)).json().error).toBe('request.invalid')
  expect(await city.platform.legalHolds.list()).toEqual([])
})

test('an unknown hold, a blank reason, and too many holds are refused', async () => {
  await using city = await openCity()
  expect((await release(city, 'hold-9', 'Vì sao')).json().error).toBe('legal-hold.not-found')
  await lay(city, HOLD)
  expect((await release(city, 'hold-1', ' ')).json().error).toBe('request.invalid')
  for (let n = 1; n < LIMITS.maxLegalHolds; n++) await city.platform.legalHolds.create('lead', HOLD)
  expect((await lay(city, HOLD)).json().error).toBe('legal-hold.too-many')
  await release(city, 'hold-1', 'Thừa')
  expect((await lay(city, HOLD)).statusCode).toBe(200)
})

test('of two who release the same hold at the same time, one does', async () => {
  await using city = await openCity()
  await lay(city, HOLD)
  const answers = await Promise.all([release(city, 'hold-1', 'Một'), release(city, 'hold-1', 'Hai')])
  expect(answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b)).toEqual([200, 409])
})
