// Days as the law counts them: Vietnam's, across the ends of months and years, whatever the zone of the browser.

import { describe, expect, test } from 'vitest'
import {
  dayOf,
  dayOfIso,
  dayText,
  dueDayOf,
  hourText,
  isDayEnd,
  isoDay,
  momentInput,
  momentOfInput,
  monthAround,
  spanParts,
  startOfDay,
  weekdayOf,
  weeksOf,
} from '#/web/law/vietnam-time.ts'

const at = (text: string): number => Date.parse(`${text}+07:00`)

describe('days in Vietnam', () => {
  test.each([
    { due: '2026-12-01T00:00:00', day: '2026-11-30', end: true },
    { due: '2027-01-01T00:00:00', day: '2026-12-31', end: true },
    { due: '2027-02-17T00:00:00', day: '2027-02-16', end: true },
    { due: '2028-03-01T00:00:00', day: '2028-02-29', end: true },
    { due: '2026-11-25T08:59:01', day: '2026-11-25', end: false },
    { due: '2026-11-25T00:00:01', day: '2026-11-25', end: false },
  ])('what is due $due has to be done on $day', ({ due, day, end }) => {
    expect(isoDay(dueDayOf(at(due)))).toBe(day)
    expect(isDayEnd(at(due))).toBe(end)
  })

  test('a moment late in the evening UTC is already the next day', () => {
    const ms = Date.parse('2026-11-30T18:30:00Z')
    expect([isoDay(dayOf(ms)), hourText(ms)]).toEqual(['2026-12-01', '01:30'])
    expect(startOfDay(dayOf(ms))).toBe(Date.parse('2026-11-30T17:00:00Z'))
  })

  test.each([
    { text: '2026-02-28', day: '28/02/2026' },
    { text: '2026-02-30', day: null },
    { text: '2026-13-01', day: null },
    { text: '2026-1-1', day: null },
    { text: '', day: null },
  ])('the day of "$text" is $day', ({ text, day }) => {
    const found = dayOfIso(text)
    expect(found === null ? null : dayText(found)).toBe(day)
  })
})

describe('months', () => {
  test('go over the end of the year both ways', () => {
    const december = monthAround(dayOfIso('2026-12-31')!)
    expect([december.year, december.month, december.end - december.first]).toEqual([2026, 12, 31])
    expect(monthAround(december.first, 1)).toMatchObject({ year: 2027, month: 1 })
    expect(monthAround(monthAround(december.first, 1).first, -1)).toEqual(december)
  })

  test('every month of four years is covered by whole weeks, Monday to Sunday, once', () => {
    for (let by = 0; by < 48; by++) {
      const month = monthAround(dayOfIso('2026-01-15')!, by)
      const weeks = weeksOf(month)
      const days = weeks.flat()
      expect(weeks.every(week => week.length === 7 && weekdayOf(week[0]!) === 0)).toBe(true)
      expect(days.filter(day => day >= month.first && day < month.end)).toHaveLength(month.end - month.first)
      expect(new Set(days).size).toBe(days.length)
      expect(weeks[0]!.includes(month.first) && weeks.at(-1)!.includes(month.end - 1)).toBe(true)
    }
  })
})

describe('moments typed by people', () => {
  test('are Vietnam’s time, to the minute and back', () => {
    const ms = at('2026-11-22T08:59:00')
    expect(momentInput(ms)).toBe('2026-11-22T08:59')
    expect(momentOfInput('2026-11-22T08:59', ms + 3_600_000)).toBe(ms)
  })

  test('the running minute means now, never the future', () => {
    const now = at('2026-11-22T08:59:41')
    expect(momentOfInput(momentInput(now), now)).toBe(now)
  })

  test('nonsense is no moment', () => {
    for (const text of ['', 'hôm qua', '2026', '2026-11-22', '2026-11-22T25:00'])
      expect(momentOfInput(text, 0)).toBeNull()
  })

  test('a span is told in its parts, whichever way it goes', () => {
    const span = ((3 * 24 + 4) * 60 + 5) * 60_000 + 6_000
    for (const ms of [span, -span])
      expect(spanParts(ms)).toEqual({ days: 3, hours: 4, minutes: 5, seconds: 6 })
  })
})
