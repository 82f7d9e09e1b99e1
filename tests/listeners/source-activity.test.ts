import { expect, test } from 'vitest'
import { createSourceActivity } from '#/collectors/listeners/source-activity.ts'
import type { Problem } from '#/kernel/problem.ts'

test('a source that was heard and then is not for longer than allowed is silent, told once, until it is heard again', () => {
  let now = 0
  const problems: Problem[] = []
  const activity = createSourceActivity({
    clock: { now: () => now },
    listeners: [{ id: 'udp', silentAfter: '10m' }, { id: 'tcp' }],
    report: problem => problems.push(problem),
  })
  activity.seen('udp', '192.0.2.1', 3)
  activity.seen('udp', '192.0.2.2', 1)
  activity.seen('tcp', '192.0.2.1', 1)
  now = 9 * 60_000
  activity.seen('udp', '192.0.2.2', 1)
  expect(activity.silent()).toEqual([])
  now = 11 * 60_000
  const silent = { listener: 'udp', peer: '192.0.2.1', lastSeenAt: 0, silentMs: 660_000 }
  expect(activity.silent()).toEqual([silent])
  expect(activity.silent()).toEqual([silent])
  expect(problems).toMatchObject([{ code: 'source.silent', where: 'udp 192.0.2.1' }])
  activity.seen('udp', '192.0.2.1', 1)
  expect(activity.silent()).toEqual([])
  expect(activity.sources()[0]).toEqual({ listener: 'udp', peer: '192.0.2.1', lastSeenAt: now, count: 4 })
})

test('a listener that nobody ever sends to is silent since the start', () => {
  let now = 1000
  const activity = createSourceActivity({
    clock: { now: () => now },
    listeners: [{ id: 'relp', silentAfter: '90s' }],
  })
  now = 92_000
  expect(activity.silent()).toEqual([{ listener: 'relp', peer: '–', lastSeenAt: 1000, silentMs: 91_000 }])
  activity.seen('relp', '198.51.100.1', 1)
  expect(activity.silent()).toEqual([])
})

test('sources are forgotten rather than remembered without bound', () => {
  const activity = createSourceActivity({ clock: { now: () => 0 }, listeners: [] })
  for (let index = 0; index < 25_000; index++) activity.seen('udp', `sender ${index}`, 1)
  expect(activity.sources()).toHaveLength(20_000)
  expect(activity.sources().at(-1)!.peer).toBe('sender 5000')
})
