// Who is told what, and when: grouping, storms, quiet hours, escalation, failures.

import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { HOUR, LINE, MINUTE, NOON, invented, openDesk, simple } from './invented-notices.ts'

const quiet = (ms = 60) => sleep(ms)

test('a notice goes out at once with its log line and its link, and is recorded', async () => {
  await using desk = await openDesk(simple())
  expect(await desk.notices.notify(invented('1'))).toBe('placed')
  await desk.hasReceived(1)
  expect(desk.received[0]).toMatchObject({
    count: 1,
    held: false,
    notices: [{ id: '1', title: 'Sự cố 1', line: LINE, link: 'https://soc.example.com/incidents/i-1' }],
  })
  await vi.waitFor(async () => {
    const { deliveries } = await desk.notices.deliveries({ incidentId: 'i-1', limit: 10 })
    expect(deliveries).toMatchObject([{ state: 'delivered', channel: 'hook', attempts: 1, error: null }])
  })
})

test('the same notice handed in again tells nobody twice', async () => {
  await using desk = await openDesk(simple({ groupMinutes: 0 }))
  await desk.notices.notify(invented('1'))
  expect(await desk.notices.notify(invented('1'))).toBe('known')
  await desk.hasReceived(1)
  await quiet()
  expect(desk.received).toHaveLength(1)
})

describe('gathering', () => {
  test(
    'a storm of 1,000 incidents is one message now and one at the end of the window',
    { timeout: 30_000 },
    async () => {
      await using desk = await openDesk(simple())
      await Promise.all(Array.from({ length: 1000 }, (_, n) => desk.notices.notify(invented(String(n)))))
      await desk.hasReceived(1)
      desk.clock.turn(10 * MINUTE)
      await desk.hasReceived(2)
      expect(desk.received.map(message => message.count)).toEqual([1, 999])
      expect(desk.received[1]!.notices).toHaveLength(20)
      desk.clock.turn(10 * MINUTE)
      await quiet()
      expect(desk.received).toHaveLength(2)
    },
  )

  test('a storm that goes on is one message a window', async () => {
    await using desk = await openDesk(simple())
    for (let minute = 0; minute < 35; minute++) {
      await desk.notices.notify(invented(String(minute)))
      desk.clock.turn(MINUTE)
      await quiet(15)
    }
    expect(desk.received.map(({ count }) => count)).toEqual([1, 9, 10, 10])
  })

  test('a more severe one does not wait, and comes but once', async () => {
    await using desk = await openDesk(simple())
    await desk.notices.notify(invented('1', { severity: 'low' }))
    await desk.notices.notify(invented('2', { severity: 'low' }))
    await desk.notices.notify(invented('3', { severity: 'critical' }))
    await desk.hasReceived(2)
    await desk.notices.notify(invented('4', { severity: 'critical' }))
    await quiet()
    expect(desk.received.map(({ notices }) => notices.map(({ id }) => id))).toEqual([['1'], ['3']])
    desk.clock.turn(10 * MINUTE)
    await desk.hasReceived(3)
    // The most severe first.
    expect(desk.received[2]!.notices.map(({ id }) => id)).toEqual(['4', '2'])
  })

  test('different kinds and addresses do not wait for each other', async () => {
    await using desk = await openDesk(url => ({
      webhook: [
        { id: 'one', url, signingSecret: 's' },
        { id: 'two', url, signingSecret: 's' },
      ],
      recipients: [
        { id: 'a', reach: [{ channel: 'one' }] },
        { id: 'b', reach: [{ channel: 'two' }, { channel: 'one' }] },
      ],
      routes: [{ name: 'all', to: ['a', 'b'] }],
    }))
    await desk.notices.notify(invented('1'))
    await desk.notices.notify(invented('2', { kind: 'approval.requested' }))
    await desk.hasReceived(4)
    await quiet()
    expect(desk.received.map(({ kind }) => kind).sort()).toEqual([
      'approval.requested',
      'approval.requested',
      'incident.new',
      'incident.new',
    ])
  })
})

describe('quiet hours', () => {
  const night = { quiet: { from: '22:00', to: '06:00' } }

  test('what comes at night is one message in the morning; critical ones break through', async () => {
    await using desk = await openDesk(simple({}, night))
    desk.clock.turn(11 * HOUR)
    for (const id of ['1', '2', '3']) await desk.notices.notify(invented(id))
    await desk.notices.notify(invented('4', { severity: 'critical' }))
    await desk.hasReceived(1)
    expect(desk.received[0]).toMatchObject({ held: false, notices: [{ id: '4' }] })
    const [channel] = await desk.notices.channels()
    expect(channel).toMatchObject({ state: 'working', quietNow: true, waiting: 1 })
    desk.clock.turn(6 * HOUR)
    await desk.notices.notify(invented('5'))
    desk.clock.turn(HOUR - MINUTE)
    await quiet()
    expect(desk.received).toHaveLength(1)
    desk.clock.turn(MINUTE)
    await desk.hasReceived(2)
    expect(desk.received[1]).toMatchObject({ held: true, count: 4 })
  })

  test('a window that ends in quiet hours waits for their end', async () => {
    await using desk = await openDesk(simple({}, night))
    desk.clock.turn(10 * HOUR - 5 * MINUTE)
    await desk.notices.notify(invented('1'))
    await desk.hasReceived(1)
    await desk.notices.notify(invented('2'))
    desk.clock.turn(10 * MINUTE)
    await quiet()
    expect(desk.received).toHaveLength(1)
    desk.clock.turn(8 * HOUR)
    await desk.hasReceived(2)
    expect(desk.received[1]).toMatchObject({ held: true, count: 1, notices: [{ id: '2' }] })
  })
})

describe('routing', () => {
  const people = (url: string) => ({
    webhook: ['an', 'binh', 'lead', 'ward'].map(id => ({ id, url: `${url}${id}`, signingSecret: 's' })),
    recipients: [
      { id: 'an', user: 'an', roles: ['analyst'], reach: [{ channel: 'an' }] },
      { id: 'binh', user: 'binh', roles: ['analyst'], reach: [{ channel: 'binh', severity: 'high' }] },
      { id: 'lead', roles: ['lead'], reach: [{ channel: 'lead' }] },
      { id: 'ward', units: ['phuong-1'], reach: [{ channel: 'ward' }] },
    ],
  })
  const told = async (routes: object[], more: object) => {
    await using desk = await openDesk(url => ({ ...people(url), routes }))
    await desk.notices.notify(invented('1', more))
    const { deliveries } = await desk.notices.deliveries({ limit: 10 })
    return deliveries.map(({ channel }) => channel).sort()
  }
  const all = ['an', 'binh', 'lead', 'ward']

  test.each([
    ['by name', [{ name: 'r', to: ['an'] }], {}, ['an']],
    ['by role', [{ name: 'r', to: ['role:analyst'] }], {}, ['an', 'binh']],
    ['by account', [{ name: 'r', to: ['user:binh'] }], {}, ['binh']],
    [
      'whom it concerns',
      [{ name: 'r', to: ['audience'] }],
      { audience: { users: ['an'], roles: ['lead'] } },
      ['an', 'lead'],
    ],
    ['nobody whom it does not concern', [{ name: 'r', to: ['audience'] }], {}, []],
    ['not below the severity of a route', [{ name: 'r', severity: 'critical', to: all }], {}, []],
    ['not below the severity of an address', [{ name: 'r', to: all }], { severity: 'low' }, ['an', 'lead']],
    ['of a kind', [{ name: 'r', kinds: ['task.*', 'incident.new'], to: ['an'] }], {}, ['an']],
    ['not of another kind', [{ name: 'r', kinds: ['task.*'], to: ['an'] }], {}, []],
    ['its unit and who is told of all', [{ name: 'r', to: all }], { unitId: 'phuong-1' }, all],
    ['not another unit', [{ name: 'r', to: all }], { unitId: 'phuong-2' }, ['an', 'binh', 'lead']],
    ['a route of a unit', [{ name: 'r', units: ['phuong-2'], to: all }], { unitId: 'phuong-1' }, []],
    [
      'once, by however many routes',
      [
        { name: 'r', to: all },
        { name: 's', to: all },
      ],
      { unitId: 'phuong-1' },
      all,
    ],
  ])('%s', async (_, routes, more, expected) => {
    expect(await told(routes, more)).toEqual(expected)
  })
})

describe('escalation', () => {
  const escalating = (url: string) => ({
    webhook: [
      { id: 'hook', url, signingSecret: 's' },
      { id: 'lead', url, signingSecret: 's' },
    ],
    recipients: [
      { id: 'desk', reach: [{ channel: 'hook' }] },
      { id: 'lead', reach: [{ channel: 'lead' }] },
    ],
    routes: [
      {
        name: 'serious',
        kinds: ['incident.*'],
        to: ['desk'],
        escalate: [
          { afterMinutes: 15, to: ['desk', 'lead'] },
          { afterMinutes: 30, to: ['lead'] },
        ],
      },
    ],
  })

  test('nobody reacts: the next ones are told, step by step, with the line that caused it', async () => {
    await using desk = await openDesk(escalating)
    await desk.notices.notify(invented('1'))
    await desk.hasReceived(1)
    desk.clock.turn(15 * MINUTE)
    await desk.hasReceived(3)
    expect(desk.received[2]).toMatchObject({
      kind: 'incident.unattended',
      notices: [{ title: 'Chưa ai tiếp nhận sau 15 phút: Sự cố 1', line: LINE }],
    })
    desk.clock.turn(29 * MINUTE)
    await quiet()
    expect(desk.received).toHaveLength(3)
    desk.clock.turn(MINUTE)
    await desk.hasReceived(4)
    desk.clock.turn(24 * HOUR)
    await quiet()
    expect(desk.received).toHaveLength(4)
  })

  test('an acknowledgement ends it', async () => {
    await using desk = await openDesk(escalating)
    await desk.notices.notify(invented('1'))
    await desk.notices.notify(invented('2'))
    await desk.notices.acknowledge('i-1', 'an')
    desk.clock.turn(15 * MINUTE)
    await desk.hasReceived(4)
    await quiet()
    const unattended = desk.received.filter(({ kind }) => kind === 'incident.unattended')
    expect(unattended.flatMap(({ notices }) => notices.map(({ id }) => id))).toEqual([
      '2#serious#1',
      '2#serious#1',
    ])
  })

  test('an incident that somebody has taken is not escalated, though nobody said so to us', async () => {
    await using desk = await openDesk(escalating, { isAcknowledged: id => id === 'i-1' })
    await desk.notices.notify(invented('1'))
    desk.clock.turn(15 * MINUTE)
    await quiet()
    expect(desk.received).toHaveLength(1)
  })

  test('a second notice of the incident begins no second escalation', async () => {
    await using desk = await openDesk(escalating)
    await desk.notices.notify(invented('1'))
    await desk.notices.notify(invented('1b', { incidentId: 'i-1', kind: 'incident.severity' }))
    desk.clock.turn(15 * MINUTE)
    await desk.hasReceived(4)
    await quiet()
    expect(desk.received.filter(({ kind }) => kind === 'incident.unattended')).toHaveLength(2)
  })
})

describe('failures', () => {
  test('a receiver that is away is tried again; health says so meanwhile', async () => {
    let away = true
    await using desk = await openDesk(simple(), { answer: () => (away ? 503 : 200) })
    await desk.notices.notify(invented('1'))
    await vi.waitFor(async () => {
      expect((await desk.notices.channels())[0]).toMatchObject({
        state: 'failing',
        waiting: 1,
        lastError: 'answered with status 503',
      })
    })
    away = false
    desk.clock.turn(3000)
    await desk.hasReceived(1)
    await vi.waitFor(async () => {
      expect((await desk.notices.channels())[0]).toMatchObject({ state: 'working', waiting: 0 })
    })
    const { deliveries } = await desk.notices.deliveries({ limit: 1 })
    expect(deliveries[0]).toMatchObject({ state: 'delivered', attempts: 2 })
  })

  test('a receiver that refuses is not asked again, and it is counted', async () => {
    await using desk = await openDesk(simple(), { answer: () => 403 })
    await desk.notices.notify(invented('1'))
    await vi.waitFor(() => {
      expect(desk.problems).toEqual([
        { code: 'notice.failed', where: 'hook', detail: 'incident.new: failed: answered with status 403' },
      ])
    })
    desk.clock.turn(HOUR)
    await quiet()
    expect((await desk.notices.deliveries({ state: 'failed', limit: 5 })).deliveries).toMatchObject([
      { attempts: 1 },
    ])
  })

  test('a missing secret is tried again: it can be mended without a restart', async () => {
    let there = false
    const secret = (): string => {
      if (!there) throw new Error('There is no secret named hook.')
      return 's'
    }
    await using desk = await openDesk(simple(), { secret })
    await desk.notices.notify(invented('1'))
    await vi.waitFor(async () => {
      expect((await desk.notices.channels())[0]?.lastError).toBe('There is no secret named hook.')
    })
    there = true
    desk.clock.turn(3000)
    await desk.hasReceived(1)
  })

  test('a test message says at once how it went, whatever the hour', async () => {
    let status = 200
    await using desk = await openDesk(simple({}, { quiet: { from: '00:00', to: '23:59' } }), {
      answer: () => status,
    })
    expect(await desk.notices.test('hook', '', 'admin')).toMatchObject({ state: 'delivered' })
    status = 401
    expect(await desk.notices.test('hook', '', 'admin')).toMatchObject({
      state: 'failed',
      error: 'answered with status 401',
    })
    await expect(desk.notices.test('nobody', '', 'admin')).rejects.toMatchObject({ code: 'channel.unknown' })
  })
})

test('what is older than is kept goes, what waits stays', async () => {
  await using desk = await openDesk(url => ({ ...simple()(url), keepDays: 2 }))
  await desk.notices.notify(invented('1'))
  await desk.hasReceived(1)
  await desk.notices.notify(invented('2'))
  await vi.waitFor(async () => {
    expect((await desk.notices.deliveries({ state: 'delivered', limit: 5 })).deliveries).toHaveLength(1)
  })
  desk.clock.turn(49 * HOUR)
  await desk.hasReceived(2)
  await vi.waitFor(async () => {
    const { deliveries } = await desk.notices.deliveries({ limit: 5 })
    expect(deliveries.map(({ notices }) => notices[0]?.id)).toEqual(['2'])
  })
  expect(NOON).toBeLessThan(desk.clock.now())
})
