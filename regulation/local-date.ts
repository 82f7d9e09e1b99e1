// Days of a country without summer time, as numbers: day 0 is 1970-01-01 by the local calendar. Time zones enter
// only as an offset in minutes, so nothing here depends on the machine's own zone.

export const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** Number of a local day, counted from 1970-01-01. */
export type DayNumber = number

export interface CalendarDate {
  readonly year: number
  /** 1–12. */
  readonly month: number
  readonly day: number
}

/** The local day in which a moment falls. */
export function dayOf(ms: number, offsetMinutes: number): DayNumber {
  return Math.floor((ms + offsetMinutes * MINUTE_MS) / DAY_MS)
}

/** The moment at which a local day begins. */
export function startOfDay(day: DayNumber, offsetMinutes: number): number {
  return day * DAY_MS - offsetMinutes * MINUTE_MS
}

/** Months and days beyond their ends run on: month 13 is the next January, day 0 the last of the month before. */
export function dayNumber({ year, month, day }: CalendarDate): DayNumber {
  return Math.round(Date.UTC(year, month - 1, day) / DAY_MS)
}

export function dateOf(day: DayNumber): CalendarDate {
  const date = new Date(day * DAY_MS)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** 0 is Sunday. */
export function weekdayOf(day: DayNumber): number {
  return (((day + 4) % 7) + 7) % 7
}

/** `2026-11-22`. */
export function isoDate(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** The day of `2026-11-22`; undefined when there is no such day. */
export function parseIsoDate(text: string): DayNumber | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (found === null) return undefined
  const day = dayNumber({ year: Number(found[1]), month: Number(found[2]), day: Number(found[3]) })
  return isoDate(day) === text ? day : undefined
}

/** Month and day of `06-20`. */
export function parseMonthDay(text: string): { readonly month: number; readonly day: number } {
  return { month: Number(text.slice(0, 2)), day: Number(text.slice(3, 5)) }
}
