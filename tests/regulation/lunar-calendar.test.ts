// The lunar calendar against dates that everybody knows, and against the rules it is made of.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayNumber, isoDate, parseIsoDate } from '#/regulation/local-date.ts'
import { dayOfLunarDate, lunarDateOf } from '#/regulation/lunar-calendar.ts'

const VIETNAM = 420
const CHINA = 480

function tet(year: number, offsetMinutes = VIETNAM): string {
  return isoDate(dayOfLunarDate({ year, month: 1, day: 1, leap: false }, offsetMinutes)!)
}

describe('Tết', () => {
  test.each([
    ['1968-01-29', 'the year of the calendar reform'],
    ['1985-01-21', 'a month before the Chinese new year'],
    ['2007-02-17', 'a day before the Chinese new year'],
    ['2017-01-28', ''],
    ['2018-02-16', ''],
    ['2019-02-05', ''],
    ['2020-01-25', ''],
    ['2021-02-12', ''],
    ['2022-02-01', ''],
    ['2023-01-22', ''],
    ['2024-02-10', ''],
    ['2025-01-29', ''],
    ['2026-02-17', ''],
    ['2027-02-06', ''],
    ['2028-01-26', ''],
    ['2029-02-13', ''],
    ['2030-02-02', 'a day before the Chinese new year'],
    ['2031-01-23', ''],
    ['2032-02-11', ''],
    ['2033-01-31', 'the year whose leap month calendars quarrelled about'],
    ['2034-02-19', ''],
    ['2035-02-08', ''],
    ['2036-01-28', ''],
    ['2037-02-15', ''],
    ['2038-02-04', ''],
    ['2039-01-24', ''],
    ['2040-02-12', ''],
  ])('falls on %s %s', day => {
    expect(tet(Number(day.slice(0, 4)))).toBe(day)
  })

  test.each([
    [1985, '1985-02-20'],
    [2007, '2007-02-18'],
    [2030, '2030-02-03'],
  ])('of %i is another day where people count in UTC+8: %s', (year, day) => {
    expect(tet(year, CHINA)).toBe(day)
  })
})

test.each([
  ['2026-04-26', 'Giỗ Tổ 2026', { year: 2026, month: 3, day: 10, leap: false }],
  ['2025-04-07', 'Giỗ Tổ 2025', { year: 2025, month: 3, day: 10, leap: false }],
  ['2024-04-18', 'Giỗ Tổ 2024', { year: 2024, month: 3, day: 10, leap: false }],
  ['2025-10-06', 'Trung thu 2025', { year: 2025, month: 8, day: 15, leap: false }],
  ['2026-09-25', 'Trung thu 2026', { year: 2026, month: 8, day: 15, leap: false }],
  ['2020-05-23', 'the leap fourth month of 2020', { year: 2020, month: 4, day: 1, leap: true }],
  ['2023-03-22', 'the leap second month of 2023', { year: 2023, month: 2, day: 1, leap: true }],
  ['2025-07-25', 'the leap sixth month of 2025', { year: 2025, month: 6, day: 1, leap: true }],
  ['2028-06-23', 'the leap fifth month of 2028', { year: 2028, month: 5, day: 1, leap: true }],
  ['2033-12-22', 'the leap eleventh month of 2033', { year: 2033, month: 11, day: 1, leap: true }],
])('%s is %s', (day, _, lunar) => {
  expect(lunarDateOf(parseIsoDate(day)!, VIETNAM)).toEqual(lunar)
  expect(isoDate(dayOfLunarDate(lunar, VIETNAM)!)).toBe(day)
})

test('there is no thirtieth of a month of twenty-nine days, and no leap month in most years', () => {
  expect(dayOfLunarDate({ year: 2025, month: 1, day: 31, leap: false }, VIETNAM)).toBeUndefined()
  expect(dayOfLunarDate({ year: 2024, month: 12, day: 30, leap: false }, VIETNAM)).toBeUndefined()
  expect(dayOfLunarDate({ year: 2026, month: 6, day: 1, leap: true }, VIETNAM)).toBeUndefined()
})

const anyDay = fc.integer({
  min: dayNumber({ year: 1960, month: 1, day: 1 }),
  max: dayNumber({ year: 2095, month: 12, day: 31 }),
})

test('every day has one lunar date, and the next day has the next', () => {
  fc.assert(
    fc.property(anyDay, day => {
      const lunar = lunarDateOf(day, VIETNAM)
      expect(dayOfLunarDate(lunar, VIETNAM)).toBe(day)
      const next = lunarDateOf(day + 1, VIETNAM)
      const isLast = next.day === 1
      expect(isLast ? [29, 30].includes(lunar.day) : next.day === lunar.day + 1).toBe(true)
      expect(isLast || (next.month === lunar.month && next.leap === lunar.leap)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('it agrees with the Chinese calendar of the runtime within a day, leap months apart', () => {
  const chinese = new Intl.DateTimeFormat('en-u-ca-chinese', {
    timeZone: 'UTC',
    month: 'numeric',
    day: 'numeric',
  })
  const years = Array.from({ length: 24 }, (_, at) => 2017 + at)
  const far = years.filter(year => {
    const day = parseIsoDate(tet(year))!
    return ![day - 1, day, day + 1].some(each => chinese.format(new Date(each * 86_400_000)) === '1/1')
  })
  expect(far).toEqual([])
})
