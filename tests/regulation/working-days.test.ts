// Working days of Vietnam, and the same counted by a slow twin that looks at one day after the other.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayNumber, isoDate, parseIsoDate, weekdayOf } from '#/regulation/local-date.ts'
import { lunarDateOf } from '#/regulation/lunar-calendar.ts'
import type { WorkingTime } from '#/regulation/profile-schema.ts'
import { addWorkingDays, isWorkingDay, workingDayFrom, workingDayUpTo } from '#/regulation/working-days.ts'
import { profileNamed } from './invented-law-incident.ts'

const VIETNAM = 420
const { workingTime } = profileNamed('vn-2026')

const isWorking = (day: string, time: WorkingTime = workingTime): boolean =>
  isWorkingDay(time, parseIsoDate(day)!, VIETNAM)

describe('a day is', () => {
  test.each([
    ['2026-11-20', true, 'a Friday'],
    ['2026-11-21', false, 'a Saturday'],
    ['2026-11-22', false, 'a Sunday'],
    ['2026-01-01', false, 'New Year’s Day'],
    ['2026-02-13', true, 'the Friday before Tết'],
    ['2026-02-16', false, 'the eve of Tết'],
    ['2026-02-17', false, 'mồng một'],
    ['2026-02-20', false, 'mồng bốn'],
    ['2026-02-23', true, 'the Monday after Tết'],
    ['2026-04-27', false, 'given for Giỗ Tổ, a Sunday'],
    ['2026-04-30', false, 'the day of victory'],
    ['2026-05-01', false, 'the first of May'],
    ['2026-09-02', false, 'National Day'],
    ['2026-11-24', true, 'the Day of Culture: no law was read that frees it'],
    ['2027-01-01', false, 'New Year’s Day, a Friday'],
    ['2022-01-03', false, 'given for New Year’s Day, a Saturday'],
    ['2022-05-02', false, 'given for the 30th of April, a Saturday'],
    ['2022-05-03', false, 'given for the first of May, a Sunday'],
    ['2022-05-04', true, 'the day after those'],
  ])('%s working: %s (%s)', (day, working) => {
    expect(isWorking(day)).toBe(working)
  })

  test('free or working as a year’s decision says, before all else', () => {
    const change = (date: string, working: boolean) => ({
      date,
      working,
      title: { vi: 'Hoán đổi', en: 'Swapped' },
      cites: [{ article: 'Quyết định', mark: 'unverified' as const }],
    })
    const swapped = { ...workingTime, changes: [change('2026-08-31', false), change('2026-08-22', true)] }
    expect([isWorking('2026-08-31', swapped), isWorking('2026-08-22', swapped)]).toEqual([false, true])
    expect([isWorking('2026-08-31'), isWorking('2026-08-22')]).toEqual([true, false])
  })

  test('free on weekends without a substitute, when the profile gives none', () => {
    expect(isWorking('2022-01-03', { ...workingTime, substitute: null })).toBe(true)
  })
})

test.each([
  ['2026-02-13', 1, '2026-02-23', 'over the whole of Tết'],
  ['2026-02-18', 3, '2026-02-25', 'begun in Tết'],
  ['2026-12-30', 3, '2027-01-05', 'over the turn of the year'],
  ['2028-02-28', 1, '2028-02-29', 'into a leap day'],
  ['2026-04-29', 2, '2026-05-05', 'over the 30th of April and the first of May'],
])('from %s, %i working days reach %s: %s', (from, count, to) => {
  expect(isoDate(addWorkingDays(workingTime, parseIsoDate(from)!, count, VIETNAM))).toBe(to)
})

/** Holidays of the year by asking every day what it is, without any calendar arithmetic. */
function slowIsWorking(day: number): boolean {
  const isWeekend = (each: number): boolean => [0, 6].includes(weekdayOf(each))
  const isHoliday = (each: number): boolean => {
    if (['01-01', '04-30', '05-01', '09-02'].includes(isoDate(each).slice(5))) return true
    const today = lunarDateOf(each, VIETNAM)
    const tomorrow = lunarDateOf(each + 1, VIETNAM)
    if (tomorrow.month === 1 && tomorrow.day === 1 && !tomorrow.leap) return true
    return !today.leap && ((today.month === 1 && today.day <= 4) || (today.month === 3 && today.day === 10))
  }
  // Walks from a quiet week on and hands out days owed for holidays on weekends.
  let owed = 0
  let free = false
  for (let each = day - 30; each <= day; each++) {
    free = isWeekend(each) || isHoliday(each)
    if (isWeekend(each) && isHoliday(each)) owed++
    else if (!free && owed > 0) {
      owed--
      free = true
    }
  }
  return !free
}

const anyDay = fc.integer({
  min: dayNumber({ year: 2017, month: 1, day: 1 }),
  max: dayNumber({ year: 2040, month: 12, day: 31 }),
})

test('a slow twin that walks through the days finds the same', () => {
  fc.assert(
    fc.property(anyDay, day => {
      expect(isWorkingDay(workingTime, day, VIETNAM)).toBe(slowIsWorking(day))
    }),
    { numRuns: 400 },
  )
})

test('counting working days ends on one, with exactly so many passed', () => {
  fc.assert(
    fc.property(anyDay, fc.integer({ min: 1, max: 30 }), (day, count) => {
      const end = addWorkingDays(workingTime, day, count, VIETNAM)
      const passed = Array.from({ length: end - day }, (_, at) => day + 1 + at).filter(slowIsWorking)
      expect(passed.length).toBe(count)
      expect(passed.at(-1)).toBe(end)
      expect(workingDayFrom(workingTime, end, VIETNAM)).toBe(end)
      expect(workingDayUpTo(workingTime, end, VIETNAM)).toBe(end)
    }),
    { numRuns: 40 },
  )
})
