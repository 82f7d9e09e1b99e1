// How long records must be kept: the months of the profile for the level of a system, and never less than its floor.

import type { SystemLevel } from '#/kernel/monitored-system.ts'
import { DAY_MS, dateOf, dayNumber, dayOf } from './local-date.ts'
import type { Cite, LawProfile } from './profile-schema.ts'

export interface Retention {
  readonly level: SystemLevel
  /** As stated for the level; null: none is. */
  readonly months: number | null
  /** Days that are enough in every month of every year. */
  readonly days: number
  readonly recommendedDays: number
  readonly cites: readonly Cite[]
}

/** What the law asks for a system of that level. */
export function retentionOf({ retention }: LawProfile, level: SystemLevel): Retention {
  const { systemLogs, floor, recommended } = retention
  const months = systemLogs.months[level]
  const ofMonths = months === null ? 0 : daysOfMonths(months)
  const days = Math.max(floor.days, ofMonths)
  return {
    level,
    months,
    days,
    recommendedDays: Math.max(days, recommended.days),
    cites: months === null ? floor.cites : [...systemLogs.cites, ...floor.cites],
  }
}

/** The time since which records of such a system must still be there: whole months back, or the floor. */
export function keptSince(profile: LawProfile, level: SystemLevel, nowMs: number): number {
  const { utcOffsetMinutes, retention } = profile
  const floorMs = nowMs - retention.floor.days * DAY_MS
  const months = retention.systemLogs.months[level]
  if (months === null) return floorMs
  const now = dayOf(nowMs, utcOffsetMinutes)
  const today = dateOf(now)
  const sameDay = dayNumber({ ...today, month: today.month - months })
  // A month back from the 31st is the last day of a shorter month, and never a day of the next one.
  const monthEnd = dayNumber({ year: today.year, month: today.month - months + 1, day: 0 })
  return Math.min(floorMs, nowMs - (now - Math.min(sameDay, monthEnd)) * DAY_MS)
}

/** The longest that so many months last, whichever month of four years they begin in. */
export function daysOfMonths(months: number): number {
  const starts = Array.from({ length: 48 }, (_, at) => ({ year: 2024, month: at + 1, day: 1 }))
  return Math.max(
    ...starts.map(start => dayNumber({ ...start, month: start.month + months }) - dayNumber(start)),
  )
}
