// The periods that a report or a duty of the law profile covers, and when each is due. Days are those of the
// country; a period is half open.

import {
  dateOf,
  dayNumber,
  dayOf,
  parseMonthDay,
  startOfDay,
  weekdayOf,
  type DayNumber,
} from './local-date.ts'
import type { PeriodicReport } from './profile-schema.ts'

export type Schedule = PeriodicReport['schedule']
export type PeriodUnit = Extract<Schedule, { kind: 'every' }>['unit']

export interface Occurrence {
  readonly startMs: number
  /** Exclusive. */
  readonly endMs: number
  readonly dueAt: number
}

/** Occurrences that are due from `fromMs` (inclusive) to `toMs` (exclusive), in order. */
export function occurrencesOf(
  schedule: Schedule,
  fromMs: number,
  toMs: number,
  offsetMinutes: number,
): readonly Occurrence[] {
  const all =
    schedule.kind === 'every'
      ? everyUnit(schedule, fromMs, toMs, offsetMinutes)
      : everyYear(schedule, fromMs, toMs, offsetMinutes)
  return all.filter(({ dueAt }) => dueAt >= fromMs && dueAt < toMs)
}

/** The first day of the unit of time that holds a day; weeks begin on Monday. */
export function unitStart(unit: PeriodUnit, day: DayNumber): DayNumber {
  const { year, month } = dateOf(day)
  switch (unit) {
    case 'day':
      return day
    case 'week':
      return day - ((weekdayOf(day) + 6) % 7)
    case 'month':
      return dayNumber({ year, month, day: 1 })
    case 'quarter':
      return dayNumber({ year, month: month - ((month - 1) % 3), day: 1 })
    case 'half-year':
      return dayNumber({ year, month: month < 7 ? 1 : 7, day: 1 })
    case 'year':
      return dayNumber({ year, month: 1, day: 1 })
  }
}

const MONTHS = { month: 1, quarter: 3, 'half-year': 6, year: 12 } as const

/** The first day of the unit after the one that begins on `start`. */
export function nextUnitStart(unit: PeriodUnit, start: DayNumber): DayNumber {
  if (unit === 'day') return start + 1
  if (unit === 'week') return start + 7
  const { year, month, day } = dateOf(start)
  return dayNumber({ year, month: month + MONTHS[unit], day })
}

function everyUnit(
  { unit, dueAfterDays }: Extract<Schedule, { kind: 'every' }>,
  fromMs: number,
  toMs: number,
  offsetMinutes: number,
): Occurrence[] {
  const found: Occurrence[] = []
  // What is due at the very beginning covers the unit that ended `dueAfterDays` before.
  let start = unitStart(unit, dayOf(fromMs, offsetMinutes) - dueAfterDays - 1)
  for (;;) {
    const end = nextUnitStart(unit, start)
    const dueAt = startOfDay(end + dueAfterDays, offsetMinutes)
    if (dueAt >= toMs) return found
    found.push({ startMs: startOfDay(start, offsetMinutes), endMs: startOfDay(end, offsetMinutes), dueAt })
    start = end
  }
}

function everyYear(
  { from, to, before }: Extract<Schedule, { kind: 'yearly' }>,
  fromMs: number,
  toMs: number,
  offsetMinutes: number,
): Occurrence[] {
  const first = dateOf(dayOf(fromMs, offsetMinutes)).year - 1
  const last = dateOf(dayOf(toMs, offsetMinutes)).year + 1
  return Array.from({ length: last - first + 1 }, (_, at) => {
    const edge = ({ year, day }: typeof from): number =>
      startOfDay(dayNumber({ year: first + at + year, ...parseMonthDay(day) }), offsetMinutes)
    return { startMs: edge(from), endMs: edge(to), dueAt: edge(before) }
  })
}
