// Days and deadlines as the law counts them: in Vietnam's time, whatever the zone of the browser. A day is its
// number since 1970. Pure.

const OFFSET_MS = 7 * 3_600_000
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** The day in Vietnam on which a moment falls. */
export function dayOf(ms: number): number {
  return Math.floor((ms + OFFSET_MS) / DAY_MS)
}

/** The day on which something due has to be done: what is due at midnight belongs to the day before. */
export function dueDayOf(dueAt: number): number {
  return dayOf(dueAt - 1)
}

/** Midnight in Vietnam at which a day begins. */
export function startOfDay(day: number): number {
  return day * DAY_MS - OFFSET_MS
}

/** `2026-11-22`, as the API writes days. */
export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** The day of such a text, or null. */
export function dayOfIso(text: string): number | null {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? null : ms / DAY_MS
}

/** `22/11/2026`. */
export function dayText(day: number): string {
  const [year, month, date] = isoDay(day).split('-')
  return `${date}/${month}/${year}`
}

/** `22/11`. */
export function shortDayText(day: number): string {
  return dayText(day).slice(0, 5)
}

/** 0 is Monday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}

/** `15:04`. */
export function hourText(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(11, 16)
}

/** True when a deadline is a midnight: the end of a day rather than an hour. */
export function isDayEnd(dueAt: number): boolean {
  return (dueAt + OFFSET_MS) % DAY_MS === 0
}

/** A month as a whole: its first day and that of the next. */
export interface Month {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly first: number
  /** Exclusive. */
  readonly end: number
}

/** The month `by` months after that of a day. */
export function monthAround(day: number, by = 0): Month {
  const [year = 1970, month = 1] = isoDay(day).split('-').map(Number)
  const first = Date.UTC(year, month - 1 + by, 1)
  const at = new Date(first)
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    first: first / DAY_MS,
    end: Date.UTC(year, month + by, 1) / DAY_MS,
  }
}

/** The days of the weeks that a month touches, Monday first. */
export function weeksOf({ first, end }: Month): readonly (readonly number[])[] {
  const weeks: number[][] = []
  for (let monday = first - weekdayOf(first); monday < end; monday += 7)
    weeks.push(Array.from({ length: 7 }, (_, at) => monday + at))
  return weeks
}

/** A span in the parts that the words of both languages are made of. */
export interface SpanParts {
  readonly days: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
}

/** The parts of a length of time; its sign is lost. */
export function spanParts(ms: number): SpanParts {
  const all = Math.floor(Math.abs(ms) / 1000)
  return {
    days: Math.floor(all / 86_400),
    hours: Math.floor(all / 3600) % 24,
    minutes: Math.floor(all / 60) % 60,
    seconds: all % 60,
  }
}

/** `2026-11-22T15:04` in Vietnam's time, as `<input type="datetime-local">` wants it. */
export function momentInput(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 16)
}

/**
 * The other way round; null when it is no time. An input has no seconds, so a moment of the running minute is taken
 * as `nowMs`: "now" must not become the future or lie before what has just begun.
 */
export function momentOfInput(text: string, nowMs: number): number | null {
  // Engines read almost anything as a date: `abc:00Z` is one in the year 2000.
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/.test(text)) return null
  const ms = Date.parse(`${text}Z`) - OFFSET_MS
  if (Number.isNaN(ms)) return null
  return Math.floor(ms / MINUTE_MS) === Math.floor(nowMs / MINUTE_MS) ? nowMs : ms
}
