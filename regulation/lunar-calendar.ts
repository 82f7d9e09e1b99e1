// The Vietnamese lunar calendar (âm lịch), computed: a month begins on the local day of the new moon; month 11
// holds the winter solstice; of thirteen months between two solstices the first in which the sun enters no new
// sign repeats the number before it. New moons and the sun's longitude follow J. Meeus, Astronomical Algorithms,
// 2nd ed., chapters 49 and 25 (within a minute, and 0.01°). Vietnam counts in UTC+7, hence its Tết of 2030 falls
// a day before the Chinese new year.

import { dateOf, dayNumber, type DayNumber } from './local-date.ts'

export interface LunarDate {
  readonly year: number
  readonly month: number
  readonly day: number
  /** The second of two months with one number (tháng nhuận). */
  readonly leap: boolean
}

interface LunarMonth {
  readonly year: number
  readonly month: number
  readonly leap: boolean
  readonly firstDay: DayNumber
  readonly days: number
}

/** Julian day of 1970-01-01T00:00Z. */
const EPOCH_JD = 2_440_587.5
const SYNODIC_MONTH = 29.530588861
/** Terrestrial minus universal time in days; it stays between 65 and 80 s from 2000 to 2050. */
const DELTA_T_DAYS = 71 / 86_400
const RADIANS = Math.PI / 180

/** The local day of a lunar date; undefined when that year has no such month or day. */
export function dayOfLunarDate(
  { year, month, day, leap }: LunarDate,
  offsetMinutes: number,
): DayNumber | undefined {
  const months = monthsTo(month >= 11 ? year + 1 : year, offsetMinutes)
  const found = months.find(each => each.month === month && each.leap === leap && each.year === year)
  return found === undefined || day < 1 || day > found.days ? undefined : found.firstDay + day - 1
}

/** The lunar date of a local day. */
export function lunarDateOf(day: DayNumber, offsetMinutes: number): LunarDate {
  const { year } = dateOf(day)
  for (const solstice of [year, year + 1]) {
    const found = monthsTo(solstice, offsetMinutes).find(
      ({ firstDay, days }) => day >= firstDay && day < firstDay + days,
    )
    if (found !== undefined)
      return { year: found.year, month: found.month, day: day - found.firstDay + 1, leap: found.leap }
  }
  throw new Error(`no lunar month holds day ${day}`)
}

const known = new Map<string, readonly LunarMonth[]>()

/** The months from the one of the solstice of `year - 1` to just before that of `year`. */
function monthsTo(year: number, offsetMinutes: number): readonly LunarMonth[] {
  const key = `${year} ${offsetMinutes}`
  const before = known.get(key)
  if (before !== undefined) return before
  const first = solsticeMonth(year - 1, offsetMinutes)
  const last = solsticeMonth(year, offsetMinutes)
  const starts = Array.from({ length: last - first + 1 }, (_, at) => newMoonDay(first + at, offsetMinutes))
  let leapAt = -1
  if (last - first === 13)
    leapAt = starts.findIndex(
      (start, at) =>
        at > 0 && at < 13 && signOfSun(start, offsetMinutes) === signOfSun(starts[at + 1]!, offsetMinutes),
    )
  const months = starts.slice(0, -1).map((firstDay, at): LunarMonth => {
    const counted = at - (leapAt !== -1 && at >= leapAt ? 1 : 0)
    const month = ((counted + 10) % 12) + 1
    return {
      year: counted < 2 ? year - 1 : year,
      month,
      leap: at === leapAt,
      firstDay,
      days: starts[at + 1]! - firstDay,
    }
  })
  if (known.size > 400) known.clear()
  known.set(key, months)
  return months
}

/** Number of the new moon whose month holds the winter solstice of a year. */
function solsticeMonth(year: number, offsetMinutes: number): number {
  const yearEnd = dayNumber({ year, month: 12, day: 31 })
  let number = Math.floor((yearEnd + EPOCH_JD - 2_451_550.1) / SYNODIC_MONTH)
  if (newMoonDay(number + 1, offsetMinutes) <= yearEnd) number++
  // 270° begin sign 9: a month that begins in it comes after the solstice.
  return signOfSun(newMoonDay(number, offsetMinutes), offsetMinutes) >= 9 ? number - 1 : number
}

function newMoonDay(number: number, offsetMinutes: number): DayNumber {
  return Math.floor(newMoon(number) - EPOCH_JD + offsetMinutes / 1440)
}

/** Twelfth of the sun's path in which it stands when a local day begins: 0 from the spring equinox. */
function signOfSun(day: DayNumber, offsetMinutes: number): number {
  return Math.floor(sunLongitude(day + EPOCH_JD - offsetMinutes / 1440) / 30)
}

/** Julian day (universal time) of the new moon with this number, counted from January 2000. */
function newMoon(k: number): number {
  const t = k / 1236.85
  const e = 1 - 0.002516 * t - 0.0000074 * t * t
  const m = 2.5534 + 29.1053567 * k - 0.0000014 * t * t
  const moon = 201.5643 + 385.81693528 * k + 0.0107582 * t * t
  const f = 160.7108 + 390.67050284 * k - 0.0016118 * t * t
  const node = 124.7746 - 1.56375588 * k + 0.0020672 * t * t
  const mean = 2_451_550.09766 + SYNODIC_MONTH * k + 0.00015437 * t * t - 0.00000015 * t ** 3
  const correction =
    -0.4072 * sin(moon) +
    0.17241 * e * sin(m) +
    0.01608 * sin(2 * moon) +
    0.01039 * sin(2 * f) +
    0.00739 * e * sin(moon - m) -
    0.00514 * e * sin(moon + m) +
    0.00208 * e * e * sin(2 * m) -
    0.00111 * sin(moon - 2 * f) -
    0.00057 * sin(moon + 2 * f) +
    0.00056 * e * sin(2 * moon + m) -
    0.00042 * sin(3 * moon) +
    0.00042 * e * sin(m + 2 * f) +
    0.00038 * e * sin(m - 2 * f) -
    0.00024 * e * sin(2 * moon - m) -
    0.00017 * sin(node)
  return mean + correction - DELTA_T_DAYS
}

/** Apparent longitude of the sun in degrees, 0–360. */
function sunLongitude(julianDay: number): number {
  const t = (julianDay + DELTA_T_DAYS - 2_451_545) / 36_525
  const m = 357.52911 + 35_999.05029 * t - 0.0001537 * t * t
  const centre =
    (1.914602 - 0.004817 * t - 0.000014 * t * t) * sin(m) +
    (0.019993 - 0.000101 * t) * sin(2 * m) +
    0.000289 * sin(3 * m)
  const longitude = 280.46646 + 36_000.76983 * t + 0.0003032 * t * t + centre
  const apparent = longitude - 0.00569 - 0.00478 * sin(125.04 - 1934.136 * t)
  return ((apparent % 360) + 360) % 360
}

function sin(degrees: number): number {
  return Math.sin(degrees * RADIANS)
}
