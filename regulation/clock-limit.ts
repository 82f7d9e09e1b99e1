// When a limit that began at some moment ends. Days are counted by the earlier reading (the same time of day), and
// the latest end that the Civil Code would allow is given beside it; see `countingDays` of the profile.

import { DAY_MS, dayOf, startOfDay } from './local-date.ts'
import type { ClockLimit, LawProfile } from './profile-schema.ts'
import { addWorkingDays, workingDayFrom } from './working-days.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** Null for a limit that the law does not state. */
export function limitEnd(limit: ClockLimit, startMs: number, profile: LawProfile): number | null {
  switch (limit.kind) {
    case 'immediately':
      return startMs + limit.targetMinutes * MINUTE_MS
    case 'hours':
      return startMs + limit.hours * HOUR_MS
    case 'days': {
      if (limit.count === 'calendar') return startMs + limit.days * DAY_MS
      const { utcOffsetMinutes, workingTime } = profile
      const day = dayOf(startMs, utcOffsetMinutes)
      return startMs + (addWorkingDays(workingTime, day, limit.days, utcOffsetMinutes) - day) * DAY_MS
    }
    case 'unstated':
      return null
  }
}

/**
 * The end of a limit in days as the Civil Code counts: midnight after its last day, and after the next working day
 * when that one is free. Null for other limits: they have one reading.
 */
export function latestLimitEnd(limit: ClockLimit, startMs: number, profile: LawProfile): number | null {
  if (limit.kind !== 'days') return null
  const { utcOffsetMinutes, workingTime } = profile
  const end = limitEnd(limit, startMs, profile)!
  const last = workingDayFrom(workingTime, dayOf(end, utcOffsetMinutes), utcOffsetMinutes)
  return startOfDay(last + 1, utcOffsetMinutes)
}
