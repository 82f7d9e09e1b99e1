// ISO 8601 times as microseconds since 1970 and back, exactly or not at all.
//
// A date column holds microseconds. A time in one of the two canonical spellings comes back letter for
// letter: `2026-11-22T09:30:00.123Z`, and with six digits when the last three are not all zero. Any other
// spelling still gives its microseconds (for order and ranges) but the text must be kept beside it.

/** Microseconds of a time in UTC, and whether `isoOfMicros` gives exactly the same text back. */
export interface ReadTime {
  readonly micros: bigint
  readonly exact: boolean
}

const CANONICAL_MS = 24
const CANONICAL_US = 27
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const TOLERANT = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?$/i

/** The same in numbers: milliseconds since 1970 and the microseconds after them, 0 to 999. */
export interface Instant {
  readonly ms: number
  readonly micro: number
  readonly exact: boolean
}

/** Reads a time with a date; without a zone it is UTC. Undefined when it is none. */
export function readTime(text: string): ReadTime | undefined {
  const read = readInstant(text)
  return read && { micros: BigInt(read.ms) * 1000n + BigInt(read.micro), exact: read.exact }
}

/** As `readTime`; this runs for each date of each event. */
export function readInstant(text: string): Instant | undefined {
  const { length } = text
  if ((length === CANONICAL_MS || length === CANONICAL_US) && isCanonical(text, length)) {
    const ms = utcMs(
      digits(text, 0, 4),
      digits(text, 5, 2),
      digits(text, 8, 2),
      digits(text, 11, 2),
      digits(text, 14, 2),
      digits(text, 17, 2),
    )
    if (ms === undefined) return undefined
    const milli = digits(text, 20, 3)
    const micro = length === CANONICAL_US ? digits(text, 23, 3) : 0
    const exact = length === CANONICAL_MS || micro !== 0
    return { ms: ms + milli, micro, exact }
  }
  return readTolerant(text)
}

/** The canonical text of a time: three digits of a second, or six when they are needed. */
export function isoOfMicros(micros: bigint): string {
  let ms = micros / 1000n
  let micro = Number(micros % 1000n)
  if (micro < 0) {
    micro += 1000
    ms -= 1n
  }
  const text = new Date(Number(ms)).toISOString()
  return micro === 0 ? text : `${text.slice(0, -1)}${String(micro).padStart(3, '0')}Z`
}

function readTolerant(text: string): Instant | undefined {
  const found = TOLERANT.exec(text)
  if (found === null) return undefined
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone = 'Z'] = found
  const ms = utcMs(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second))
  if (ms === undefined) return undefined
  const offset = zoneMinutes(zone)
  if (offset === undefined) return undefined
  const micro = Number(fraction.slice(0, 6).padEnd(6, '0'))
  const milli = Math.floor(micro / 1000)
  return { ms: ms - offset * 60_000 + milli, micro: micro - milli * 1000, exact: false }
}

function zoneMinutes(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(-2))
  if (hours > 23 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

/** Undefined when a part is out of range; second 60 is a leap second and counts as the next minute's first. */
function utcMs(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > MONTH_DAYS[month - 1]!) return undefined
  if (hour > 23 || minute > 59 || second > 60) return undefined
  if (month === 2 && day === 29 && !isLeap(year)) return undefined
  // Date.UTC takes years below 100 for 1900 and later, so the year is set apart.
  if (year >= 100) return Date.UTC(year, month - 1, day, hour, minute, second)
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second))
  return date.setUTCFullYear(date.getUTCFullYear() - 2000 + year)
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

const SHAPE = 'dddd-dd-ddTdd:dd:dd.ddddddZ'

/** By character codes: this runs for each date of each event, and second 60 would not come back the same. */
function isCanonical(text: string, length: number): boolean {
  for (let i = 0; i < length - 1; i++) {
    const code = text.charCodeAt(i)
    if (SHAPE.charCodeAt(i) === 0x64) {
      if (code < 0x30 || code > 0x39) return false
    } else if (code !== SHAPE.charCodeAt(i)) return false
  }
  return text.charCodeAt(length - 1) === 0x5a && !text.startsWith('60', 17)
}

function digits(text: string, from: number, count: number): number {
  let value = 0
  for (let i = from; i < from + count; i++) value = value * 10 + text.charCodeAt(i) - 0x30
  return value
}
