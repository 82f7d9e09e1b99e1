// Times and zones as logs write them.

import { describe, expect, test } from 'vitest'
import { isoOfAny, isoOfEpoch, isoOfParts, yearNear } from '#/collectors/formats/time.ts'
import { zoneMinutes } from '#/collectors/formats/time-zone.ts'

const received = Date.UTC(2026, 10, 22, 3)

test.each([
  ['ISO with a zone', '2026-11-22T09:15:30.250+07:00', '2026-11-22T02:15:30.250Z'],
  ['ISO without one, in the zone of the listener', '2026-11-22 09:15:30', '2026-11-22T02:15:30.000Z'],
  ['ISO with a comma', '2026-11-22 09:15:30,123', '2026-11-22T02:15:30.123Z'],
  ['ISO without seconds', '2026-11-22T09:15Z', '2026-11-22T09:15:00.000Z'],
  ['slashes', '2026/11/22 09:15:30 UTC', '2026-11-22T09:15:30.000Z'],
  ['seconds', 1_795_313_730, '2026-11-22T02:15:30.000Z'],
  ['seconds with a fraction', 1_795_313_730.25, '2026-11-22T02:15:30.250Z'],
  ['milliseconds as text', '1795313730123', '2026-11-22T02:15:30.123Z'],
  ['microseconds', '1795313730123456', '2026-11-22T02:15:30.123456Z'],
  ['nanoseconds', '1795313730123456789', '2026-11-22T02:15:30.123456789Z'],
  ['month first', 'Nov 22 2026 09:15:30', '2026-11-22T02:15:30.000Z'],
  ['month first, fraction and zone', 'Nov 22 2026 02:15:30.500 UTC', '2026-11-22T02:15:30.500Z'],
  ['month first, no year', 'Nov 22 09:15:30', '2026-11-22T02:15:30.000Z'],
  ['asctime', 'Sun Nov 22 09:15:30 2026', '2026-11-22T02:15:30.000Z'],
  ['as date(1) prints it', 'Sun Nov 22 09:15:30 ICT 2026', '2026-11-22T02:15:30.000Z'],
  ['day first', '22/Nov/2026:09:15:30 +0700', '2026-11-22T02:15:30.000Z'],
  ['RFC 1123', 'Sun, 22 Nov 2026 02:15:30 GMT', '2026-11-22T02:15:30.000Z'],
  ['the day before the year 100', '0050-01-01T00:00:00Z', '0050-01-01T00:00:00.000Z'],
])('%s', (_, value, expected) => {
  expect(isoOfAny(value, 420, received)).toBe(expected)
})

test.each([
  '',
  'yesterday',
  '2026-13-01T00:00:00Z',
  '2026-02-30 00:00:00',
  '12',
  7,
  Number.NaN,
  Infinity,
  true,
  null,
  'Foo 22 2026 09:15:30',
])('%j is no time', value => {
  expect(isoOfAny(value, 0, received)).toBeUndefined()
})

test('a time beyond the years that ISO text can hold is none', () => {
  expect(isoOfEpoch('99999999999')).toBeDefined()
  expect(isoOfAny(1e300, 0, received)).toBeUndefined()
  const parts = { year: 2026, month: 4, day: 31, hour: 0, minute: 0, second: 0, fraction: '' }
  expect(isoOfParts(parts, 0)).toBeUndefined()
})

describe('zones', () => {
  test.each([
    ['+07:00', 420],
    ['-0500', -300],
    ['+7', 420],
    ['Z', 0],
    ['UTC', 0],
    ['GMT+7', 420],
    ['ICT', 420],
    ['+05:30', 330],
  ])('%s is %d minutes', (zone, minutes) => {
    expect(zoneMinutes(zone)).toBe(minutes)
  })

  test.each(['', 'CST', 'constructor', '+99:00', '07:00'])('%j is unknown or means several', zone => {
    expect(zoneMinutes(zone)).toBeUndefined()
  })
})

test('no date is more than two days after its receipt', () => {
  for (let month = 1; month <= 12; month++) {
    const year = yearNear(received, month, 28)
    expect(Date.UTC(year, month - 1, 28)).toBeLessThanOrEqual(received + 2 * 86_400_000)
    expect(Date.UTC(year + 1, month - 1, 28)).toBeGreaterThan(received + 2 * 86_400_000)
  }
})
