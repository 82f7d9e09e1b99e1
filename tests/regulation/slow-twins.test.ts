// Clocks and periods against twins that walk through time hour by hour and day by day and know no formula.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY_MS, dateOf, dayNumber, isoDate, startOfDay, weekdayOf } from '#/regulation/local-date.ts'
import { occurrencesOf, type PeriodUnit } from '#/regulation/report-period.ts'
import type { ClockDeed } from '#/regulation/clock-deeds.ts'
import {
  PAUSE,
  clockAt,
  deed,
  incidentAt,
  profileNamed,
  vn,
  vnText,
  withClock,
} from './invented-law-incident.ts'

const HOUR_MS = 3_600_000
const law = profileNamed('vn-2026')
const VIETNAM = 420

interface Step {
  readonly hour: number
  readonly act: 'pause' | 'resume'
}
const steps = fc.array(
  fc.record({ hour: fc.integer({ min: 1, max: 300 }), act: fc.constantFrom<Step['act']>('pause', 'resume') }),
  { maxLength: 12 },
)

/** Walks hour by hour: the limit is used up only in hours in which no pause holds. */
function slowClock(limitHours: number, acts: readonly Step[], nowHour: number) {
  let used = 0
  let stood = 0
  let depth = 0
  for (let hour = 0; ; hour++) {
    for (const { act } of acts.filter(each => each.hour === hour))
      depth = act === 'pause' ? depth + 1 : Math.max(0, depth - 1)
    if (hour === nowHour) return { used, stood, paused: depth > 0, over: false }
    if (depth > 0) stood++
    else if (used === limitHours) return { used, stood, paused: false, over: true }
    else used++
  }
}

test('pauses of any kind: an hour-by-hour twin finds the same state, end and rest', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2024-01-01'), max: new Date('2032-12-31'), noInvalidDate: true }),
      fc.integer({ min: 2, max: 120 }),
      steps,
      fc.integer({ min: 1, max: 400 }),
      (date, hours, acts, nowHour) => {
        const startMs = Math.floor(date.getTime() / HOUR_MS) * HOUR_MS
        const text = (hour: number): string => vnText(startMs + hour * HOUR_MS)!
        // At one hour, in the order in which they were written down.
        const ordered = acts
          .map((step, at) => ({ ...step, at }))
          .sort((a, b) => a.hour - b.hour || a.at - b.at)
        const deeds = ordered.map(({ hour, act }, at): ClockDeed =>
          deed('C4', act === 'pause' ? 'paused' : 'resumed', text(hour), { recordedAt: at }),
        )
        const city = withClock(law, 'C4', { pauses: PAUSE, limit: { kind: 'hours', hours } })
        const view = clockAt(city, 'C4', incidentAt(text(0)), text(nowHour), deeds)
        const slow = slowClock(hours, ordered, nowHour)
        const { state, remainingMs, pausedMs } = view
        const expected = {
          state: slow.over ? 'overdue' : slow.paused ? 'paused' : 'running',
          // The twin stops counting when the limit has run out.
          remainingMs: slow.over ? remainingMs : (hours - slow.used) * HOUR_MS,
          pausedMs: slow.over ? pausedMs : slow.stood * HOUR_MS,
        }
        expect({ state, remainingMs, pausedMs }).toEqual(expected)
      },
    ),
    { numRuns: 400 },
  )
})

test('days without pauses: a day-by-day twin that turns the pages of a calendar ends on the same day', () => {
  fc.assert(
    fc.property(
      fc.integer({
        min: dayNumber({ year: 2017, month: 1, day: 1 }),
        max: dayNumber({ year: 2040, month: 12, day: 31 }),
      }),
      fc.integer({ min: 0, max: 1439 }),
      fc.integer({ min: 1, max: 40 }),
      (day, minute, days) => {
        const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
        let { year, month, day: of } = dateOf(day)
        const lengths = (): number[] => [
          31,
          (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28,
          31,
          30,
          31,
          30,
          31,
          31,
          30,
          31,
          30,
          31,
        ]
        for (let turned = 0; turned < days; turned++) {
          of++
          if (of > lengths()[month - 1]!) [of, month] = [1, month + 1]
          if (month > 12) [month, year] = [1, year + 1]
        }
        const end = `${year}-${String(month).padStart(2, '0')}-${String(of).padStart(2, '0')} ${time}`
        const city = withClock(law, 'C4', { limit: { kind: 'days', days, count: 'calendar' } })
        const start = `${isoDate(day)} ${time}`
        expect(vnText(clockAt(city, 'C4', incidentAt(start), start).dueAt)).toBe(end)
      },
    ),
    { numRuns: 300 },
  )
})

const FIRST_OF: Record<PeriodUnit, (day: number) => boolean> = {
  day: () => true,
  week: day => weekdayOf(day) === 1,
  month: day => isoDate(day).endsWith('-01'),
  quarter: day => /-(01|04|07|10)-01$/.test(isoDate(day)),
  'half-year': day => /-(01|07)-01$/.test(isoDate(day)),
  year: day => isoDate(day).endsWith('-01-01'),
}

test('periods: a twin that looks at each day finds the same beginnings and ends', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<PeriodUnit>('day', 'week', 'month', 'quarter', 'half-year', 'year'),
      fc.integer({
        min: dayNumber({ year: 2019, month: 1, day: 1 }),
        max: dayNumber({ year: 2033, month: 1, day: 1 }),
      }),
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 0, max: 40 }),
      (unit, from, length, dueAfterDays) => {
        const found = occurrencesOf(
          { kind: 'every', unit, dueAfterDays },
          startOfDay(from, VIETNAM),
          startOfDay(from + length, VIETNAM),
          VIETNAM,
        )
        const slow = []
        for (let day = from; day < from + length; day++) {
          const end = day - dueAfterDays
          if (!FIRST_OF[unit](end)) continue
          let start = end - 1
          while (!FIRST_OF[unit](start)) start--
          slow.push({
            startMs: startOfDay(start, VIETNAM),
            endMs: startOfDay(end, VIETNAM),
            dueAt: startOfDay(day, VIETNAM),
          })
        }
        expect(found).toEqual(slow)
      },
    ),
    { numRuns: 200 },
  )
})

test('a day in Vietnam begins at 17:00 UTC, whatever the machine’s own zone', () => {
  expect(startOfDay(dayNumber({ year: 2026, month: 11, day: 22 }), VIETNAM)).toBe(
    Date.parse('2026-11-21T17:00:00Z'),
  )
  expect(vn('2026-11-22')).toBe(Date.parse('2026-11-21T17:00:00Z'))
  expect(DAY_MS).toBe(24 * HOUR_MS)
})
