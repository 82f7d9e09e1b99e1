// Working days: weekends, public holidays of the solar and the lunar year, days given instead of a holiday that
// falls on a weekend, and single days that a year's decision changes. All of it is data of the law profile.

import { dateOf, dayNumber, isoDate, parseMonthDay, weekdayOf, type DayNumber } from './local-date.ts'
import { dayOfLunarDate } from './lunar-calendar.ts'
import type { WorkingTime } from './profile-schema.ts'

/** Holidays of a year by day. */
type YearDays = ReadonlySet<DayNumber>
const known = new WeakMap<WorkingTime, Map<number, YearDays>>()

export function isWorkingDay(working: WorkingTime, day: DayNumber, offsetMinutes: number): boolean {
  const changed = working.changes.find(({ date }) => date === isoDate(day))
  if (changed !== undefined) return changed.working
  return !working.weekend.includes(weekdayOf(day)) && !freeDays(working, day, offsetMinutes).has(day)
}

/** The `count`-th working day after a day; the day itself is not counted. */
export function addWorkingDays(
  working: WorkingTime,
  day: DayNumber,
  count: number,
  offsetMinutes: number,
): DayNumber {
  let at = day
  for (let left = count; left > 0;) {
    at++
    if (isWorkingDay(working, at, offsetMinutes)) left--
  }
  return at
}

/** The day itself when it is a working day, else the next one. */
export function workingDayFrom(working: WorkingTime, day: DayNumber, offsetMinutes: number): DayNumber {
  let at = day
  while (!isWorkingDay(working, at, offsetMinutes)) at++
  return at
}

/** The day itself when it is a working day, else the last one before it. */
export function workingDayUpTo(working: WorkingTime, day: DayNumber, offsetMinutes: number): DayNumber {
  let at = day
  while (!isWorkingDay(working, at, offsetMinutes)) at--
  return at
}

/** Free days of the year of `day`, weekends apart. */
function freeDays(working: WorkingTime, day: DayNumber, offsetMinutes: number): YearDays {
  const { year } = dateOf(day)
  const years = known.get(working) ?? new Map<number, YearDays>()
  known.set(working, years)
  let days = years.get(year)
  if (days === undefined) {
    days = withSubstitutes(
      working,
      [year - 1, year, year + 1].flatMap(each => holidays(working, each, offsetMinutes)),
    )
    years.set(year, days)
  }
  return days
}

function holidays(working: WorkingTime, year: number, offsetMinutes: number): DayNumber[] {
  return working.holidays.flatMap(({ date, calendar, daysBefore, daysAfter }) => {
    const { month, day } = parseMonthDay(date)
    const middle =
      calendar === 'solar'
        ? dayNumber({ year, month, day })
        : dayOfLunarDate({ year, month, day, leap: false }, offsetMinutes)
    // The thirtieth of a month that has only twenty-nine days is no day of that year.
    if (middle === undefined) return []
    return Array.from({ length: daysBefore + daysAfter + 1 }, (_, at) => middle - daysBefore + at)
  })
}

function withSubstitutes(working: WorkingTime, holidays: readonly DayNumber[]): YearDays {
  const free = new Set(holidays)
  if (working.substitute === null || working.weekend.length === 7) return free
  const isWeekend = (day: DayNumber): boolean => working.weekend.includes(weekdayOf(day))
  for (const holiday of [...free].sort((a, b) => a - b).filter(isWeekend)) {
    let instead = holiday + 1
    while (isWeekend(instead) || free.has(instead)) instead++
    free.add(instead)
  }
  return free
}
