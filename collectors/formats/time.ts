// Times as log lines write them → ISO 8601 in UTC, the form of `@timestamp`. Fractions finer than a
// millisecond are kept, to nine digits. A time without a zone is read in the zone of its listener; a time
// without a year gets the latest year that does not put it more than two days after its receipt.

import { isoOfPlainUtc } from './plain-utc.ts'
import { zoneMinutes } from './time-zone.ts'

const DAY_MS = 86_400_000
const MONTHS: Readonly<Record<string, number>> = {
  jan: 1, feb: 2, mar: 3, apr: 4, may: 5, jun: 6, jul: 7, aug: 8, sep: 9, sept: 9, oct: 10, nov: 11, dec: 12,
} // prettier-ignore

/** The parts of a date as written; `fraction` holds the digits after the decimal point, or ''. */
export interface DateParts {
  readonly year: number
  /** 1–12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly fraction: string
}

/** 1–12 for an English month name or its abbreviation, any case; undefined for anything else. */
export function monthOf(name: string): number | undefined {
  const key = name.toLowerCase().slice(0, 3)
  return Object.hasOwn(MONTHS, key) ? MONTHS[key] : undefined
}

/** UTC ISO text of a local date, or undefined when there is no such date (31 September, 25:00). */
export function isoOfParts(parts: DateParts, zoneOffsetMinutes: number): string | undefined {
  const { year, month, day, hour, minute, second, fraction } = parts
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return undefined
  if (day > 28 && day > daysInMonth(year, month)) return undefined
  return isoOfMs(utcMs(year, month, day, hour, minute, second) - zoneOffsetMinutes * 60_000, fraction)
}

/** Date.UTC without its habit of reading the years 0–99 as 1900–1999; month 1–12. */
export function utcMs(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  const ms = Date.UTC(year, month - 1, day, hour, minute, second)
  return year > 99 ? ms : new Date(ms).setUTCFullYear(year)
}

/** UTC ISO text of whole seconds in ms and the digits of a fraction; undefined outside years 0–9999. */
export function isoOfMs(wholeSecondMs: number, fraction = ''): string | undefined {
  if (!(wholeSecondMs >= -62_167_219_200_000 && wholeSecondMs <= 253_402_300_799_000)) return undefined
  const iso = isoOfSecond(wholeSecondMs)
  if (fraction === '') return iso
  const digits = fraction.slice(0, 9).padEnd(3, '0')
  return `${iso.slice(0, 19)}.${digits}Z`
}

/** Lines come in runs of the same second, and writing one out costs more than parsing it. */
let lastMs = Number.NaN
let lastIso = ''

function isoOfSecond(ms: number): string {
  if (ms !== lastMs) {
    lastIso = new Date(ms).toISOString()
    lastMs = ms
  }
  return lastIso
}

/** The year of a date that was written without one. */
export function yearNear(receivedMs: number, month: number, day: number): number {
  const latest = receivedMs + 2 * DAY_MS
  const year = new Date(latest).getUTCFullYear()
  // Eight years back always meet a leap year, for a 29 February.
  for (let candidate = year; candidate > year - 9; candidate--) {
    if (day <= daysInMonth(candidate, month) && Date.UTC(candidate, month - 1, day) <= latest)
      return candidate
  }
  return year
}

/** Days of a month, 1–12. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** `2026-11-22T09:30:00.123+07:00`, with a space for the T, `/` for `-`, a comma, or no zone at all. */
const ISO =
  /^(\d{4})[-/](\d{2})[-/](\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9})\d*)?)? ?(Z|z|[+-]\d{2}:?\d{2}|[+-]\d{2}|UTC|GMT)?$/

/** Reads an ISO-like time; undefined when it is not one. */
export function isoOfIsoLike(text: string, zoneOffsetMinutes: number): string | undefined {
  return isoOfPlainUtc(text, zoneOffsetMinutes) ?? isoOfAnyIso(text, zoneOffsetMinutes)
}

function isoOfAnyIso(text: string, zoneOffsetMinutes: number): string | undefined {
  const match = ISO.exec(text)
  if (match === null) return undefined
  const zone = match[8] === undefined ? zoneOffsetMinutes : zoneMinutes(match[8].toUpperCase())
  if (zone === undefined) return undefined
  return isoOfParts(
    {
      year: Number(match[1]),
      month: Number(match[2]),
      day: Number(match[3]),
      hour: Number(match[4]),
      minute: Number(match[5]),
      second: Number(match[6] ?? 0),
      fraction: match[7] ?? '',
    },
    zone,
  )
}

/** Seconds, ms, µs or ns since 1970, told apart by their number of digits, with or without a fraction of seconds. */
export function isoOfEpoch(text: string): string | undefined {
  const match = /^(\d{9,19})(?:\.(\d{1,9})\d*)?$/.exec(text)
  if (match === null) return undefined
  const digits = match[1]!
  const secondsLength =
    digits.length <= 11 ? digits.length : digits.length <= 14 ? -3 : digits.length <= 17 ? -6 : -9
  if (secondsLength > 0) return isoOfMs(Number(digits) * 1000, match[2] ?? '')
  return isoOfMs(Number(digits.slice(0, secondsLength)) * 1000, digits.slice(secondsLength))
}

/** Any time a field may hold: ISO-like, epoch number or text, `Nov 22 2026 09:30:00`, `22/Nov/2026:09:30:00 +0700`. */
export function isoOfAny(value: unknown, zoneOffsetMinutes: number, receivedMs: number): string | undefined {
  if (typeof value === 'number') return isoOfEpoch(String(value))
  if (typeof value !== 'string' || value.length > 64) return undefined
  const text = value.trim()
  return (
    isoOfIsoLike(text, zoneOffsetMinutes) ??
    isoOfEpoch(text) ??
    isoOfMonthName(text, zoneOffsetMinutes, receivedMs)
  )
}

const MONTH_FIRST =
  /^(?:[A-Za-z]{3},? )?([A-Za-z]{3,9}) +(\d{1,2})(?:,? (\d{4}))? (\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:(?: ([A-Z]{1,5}))? (\d{4}))?(?: ?(\S{1,9}))?$/
const DAY_FIRST =
  /^(?:[A-Za-z]{3}, )?(\d{1,2})[ /-]([A-Za-z]{3,9})[ /-](\d{4})[ :](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?: ?(\S{1,9}))?$/

function isoOfMonthName(text: string, zoneOffsetMinutes: number, receivedMs: number): string | undefined {
  const first = MONTH_FIRST.exec(text)
  if (first !== null) {
    const [, name, day, yearBefore, hour, minute, second, fraction, zoneBefore, yearAfter, zoneAfter] = first
    return named(
      name!,
      day!,
      yearBefore ?? yearAfter,
      [hour!, minute!, second!],
      fraction,
      zoneBefore ?? zoneAfter,
      zoneOffsetMinutes,
      receivedMs,
    )
  }
  const second = DAY_FIRST.exec(text)
  if (second === null) return undefined
  const [, day, name, year, hour, minute, sec, fraction, zone] = second
  return named(name!, day!, year, [hour!, minute!, sec!], fraction, zone, zoneOffsetMinutes, receivedMs)
}

function named(
  monthName: string,
  day: string,
  year: string | undefined,
  clock: readonly [hour: string, minute: string, second: string],
  fraction: string | undefined,
  zone: string | undefined,
  zoneOffsetMinutes: number,
  receivedMs: number,
): string | undefined {
  const month = monthOf(monthName)
  if (month === undefined) return undefined
  const offset = zone === undefined ? zoneOffsetMinutes : (zoneMinutes(zone) ?? zoneOffsetMinutes)
  const parts = {
    year: year === undefined ? yearNear(receivedMs, month, Number(day)) : Number(year),
    month,
    day: Number(day),
    hour: Number(clock[0]),
    minute: Number(clock[1]),
    second: Number(clock[2]),
    fraction: fraction ?? '',
  }
  return isoOfParts(parts, offset)
}
