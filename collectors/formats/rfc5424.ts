// RFC 5424, strictly: `parseRfc5424` accepts what the RFC's grammar accepts and says of anything else at
// which character and why. What senders do wrong is for rfc5424-tolerant.ts.
// One pass over the text with character codes; a header costs less than a microsecond.

import { daysInMonth, isoOfMs, utcMs } from './time.ts'

/** Parameters by element id, in the order received; values without their escapes. */
export type StructuredData = readonly (readonly [
  id: string,
  params: readonly (readonly [name: string, value: string])[],
])[]

export interface Rfc5424Message {
  readonly kind: 'message'
  readonly priority: number
  readonly version: number
  /** UTC ISO 8601 with ms or finer; undefined for the nil value, as are the next four. */
  readonly timestamp: string | undefined
  readonly hostname: string | undefined
  readonly appName: string | undefined
  readonly procId: string | undefined
  readonly msgId: string | undefined
  readonly structuredData: StructuredData
  /** Without its byte order mark; '' when there is none. */
  readonly message: string
}

export interface Rfc5424Error {
  readonly kind: 'error'
  /** Characters before the one that is wrong. */
  readonly position: number
  readonly reason: string
}

/** RFC 5424 section 6: header, structured data, message. */
export function parseRfc5424(text: string): Rfc5424Message | Rfc5424Error {
  if (text.charCodeAt(0) !== LESS) return error(0, 'no "<" before the priority')
  let at = 1
  let priority = 0
  while (isDigit(text.charCodeAt(at)) && at < 4) priority = priority * 10 + text.charCodeAt(at++) - ZERO
  if (at === 1) return error(1, 'no priority')
  if (at > 2 && text.charCodeAt(1) === ZERO) return error(1, 'priority begins with 0')
  if (priority > 191) return error(at, 'priority over 191')
  if (text.charCodeAt(at) !== GREATER) return error(at, 'no ">" after the priority')
  const versionAt = ++at
  let version = 0
  while (isDigit(text.charCodeAt(at)) && at < versionAt + 3)
    version = version * 10 + text.charCodeAt(at++) - ZERO
  if (at === versionAt || text.charCodeAt(versionAt) === ZERO)
    return error(versionAt, 'no version from 1 to 999')
  if (text.charCodeAt(at) !== SPACE) return error(at, 'no space after the version')

  const timeAt = ++at
  at = tokenEnd(text, at)
  const timestamp = isNil(text, timeAt, at) ? undefined : readTimestamp(text, timeAt, at)
  if (typeof timestamp === 'object') return timestamp
  const starts: number[] = []
  const ends: number[] = []
  for (const [name, max] of HEADER_TOKENS) {
    if (text.charCodeAt(at) !== SPACE) return error(at, `no ${name}`)
    const start = ++at
    while (isPrintable(text.charCodeAt(at))) at++
    if (at === start) return error(at, `no ${name}`)
    if (at - start > max) return error(start + max, `${name} longer than ${max} characters`)
    starts.push(start)
    ends.push(at)
  }
  if (text.charCodeAt(at) !== SPACE) return error(at, 'no space before the structured data')
  at++
  const data: [string, [string, string][]][] = []
  if (text.charCodeAt(at) === DASH) at++
  else {
    const end = readStructuredData(text, at, data)
    if (typeof end === 'object') return end
    at = end
  }
  if (at < text.length && text.charCodeAt(at) !== SPACE) return error(at, 'no space before the message')
  at++
  if (text.charCodeAt(at) === BYTE_ORDER_MARK) at++
  const token = (i: number): string | undefined =>
    isNil(text, starts[i]!, ends[i]!) ? undefined : text.slice(starts[i], ends[i])
  return {
    kind: 'message',
    priority,
    version,
    timestamp,
    hostname: token(0),
    appName: token(1),
    procId: token(2),
    msgId: token(3),
    structuredData: data,
    message: text.slice(at),
  }
}

const HEADER_TOKENS = [['hostname', 255], ['app-name', 48], ['procid', 128], ['msgid', 32]] as const // prettier-ignore
const SPACE = 32, QUOTE = 34, DASH = 45, ZERO = 48, LESS = 60, EQUALS = 61, GREATER = 62, OPEN = 91, BACKSLASH = 92, CLOSE = 93 // prettier-ignore
const BYTE_ORDER_MARK = 0xfeff

/** Appends the elements that begin at `at` to `data`; the position after them, or what is wrong. */
function readStructuredData(
  text: string,
  start: number,
  data: [string, [string, string][]][],
): number | Rfc5424Error {
  let at = start
  if (text.charCodeAt(at) !== OPEN) return error(at, 'structured data is neither "-" nor "["')
  while (text.charCodeAt(at) === OPEN) {
    const idAt = ++at
    at = nameEnd(text, at)
    if (at === idAt) return error(at, 'no structured data id')
    if (at - idAt > 32) return error(idAt + 32, 'structured data id longer than 32 characters')
    const id = text.slice(idAt, at)
    if (data.some(element => element[0] === id)) return error(at, `structured data id ${id} twice`)
    const params: [string, string][] = []
    while (text.charCodeAt(at) === SPACE) {
      const nameAt = ++at
      at = nameEnd(text, at)
      if (at === nameAt) return error(at, 'no parameter name')
      if (at - nameAt > 32) return error(nameAt + 32, 'parameter name longer than 32 characters')
      const name = text.slice(nameAt, at)
      if (text.charCodeAt(at) !== EQUALS || text.charCodeAt(at + 1) !== QUOTE)
        return error(at, 'no =" after the parameter name')
      const valueAt = (at += 2)
      let escaped = false
      for (;;) {
        const code = text.charCodeAt(at)
        if (code === QUOTE) break
        if (Number.isNaN(code)) return error(at, 'parameter value without its closing quote')
        if (code === CLOSE) return error(at, 'unescaped "]" in a parameter value')
        if (code === BACKSLASH) {
          if (!isEscapable(text.charCodeAt(at + 1))) return error(at + 1, 'a backslash that escapes nothing')
          escaped = true
          at++
        }
        at++
      }
      const value = text.slice(valueAt, at++)
      params.push([name, escaped ? unescapeParam(value) : value])
    }
    if (text.charCodeAt(at) !== CLOSE) return error(at, 'structured data element without its "]"')
    at++
    data.push([id, params])
  }
  return at
}

/** Takes the backslash from `\"`, `\\` and `\]` (section 6.3.3). */
export function unescapeParam(value: string): string {
  return value.replace(/\\(["\\\]])/g, '$1')
}

function error(position: number, reason: string): Rfc5424Error {
  return { kind: 'error', position, reason }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

function isPrintable(code: number): boolean {
  return code >= 33 && code <= 126
}

function isEscapable(code: number): boolean {
  return code === QUOTE || code === BACKSLASH || code === CLOSE
}

function isNil(text: string, start: number, end: number): boolean {
  return end === start + 1 && text.charCodeAt(start) === DASH
}

function tokenEnd(text: string, start: number): number {
  const end = text.indexOf(' ', start)
  return end === -1 ? text.length : end
}

/** End of an SD-NAME: printable, without =, space, ] and ". */
function nameEnd(text: string, start: number): number {
  let at = start
  for (;;) {
    const code = text.charCodeAt(at)
    if (!isPrintable(code) || code === EQUALS || code === CLOSE || code === QUOTE) return at
    at++
  }
}

/** `YYYY-MM-DDThh:mm:ss[.1–6 digits](Z|±hh:mm)` (section 6.2.3) as UTC text. */
function readTimestamp(text: string, start: number, end: number): string | Rfc5424Error {
  for (let i = 0; i < TIME_SHAPE.length; i++) {
    const code = text.charCodeAt(start + i)
    if (TIME_SHAPE[i] === 'd' ? !isDigit(code) : text[start + i] !== TIME_SHAPE[i]) {
      return error(start + i, 'timestamp not as YYYY-MM-DDThh:mm:ss')
    }
  }
  const year = digits(text, start, 4)
  const month = digits(text, start + 5, 2)
  const day = digits(text, start + 8, 2)
  const hour = digits(text, start + 11, 2)
  const minute = digits(text, start + 14, 2)
  const second = digits(text, start + 17, 2)
  if (month < 1 || month > 12) return error(start + 5, 'no such month')
  if (day < 1 || day > daysInMonth(year, month)) return error(start + 8, 'no such day')
  if (hour > 23) return error(start + 11, 'no such hour')
  if (minute > 59) return error(start + 14, 'no such minute')
  if (second > 59) return error(start + 17, 'no such second')
  let at = start + 19
  let fraction = ''
  if (text[at] === '.') {
    const fractionAt = ++at
    while (isDigit(text.charCodeAt(at))) at++
    if (at === fractionAt) return error(at, 'no digits in the fraction of a second')
    if (at - fractionAt > 6) return error(fractionAt + 6, 'fraction of a second of more than 6 digits')
    fraction = text.slice(fractionAt, at)
  }
  if (text[at] === 'Z') {
    if (at + 1 !== end) return error(at + 1, 'more after the Z of the timestamp')
    if (fraction.length >= 3) return text.slice(start, end)
    return `${text.slice(start, start + 19)}.${fraction.padEnd(3, '0')}Z`
  }
  const sign = text[at]
  if ((sign !== '+' && sign !== '-') || at + 6 !== end || text[at + 3] !== ':')
    return error(at, 'no zone as Z or ±hh:mm')
  const zoneHour = digits(text, at + 1, 2)
  const zoneMinute = digits(text, at + 4, 2)
  if (!(zoneHour <= 23) || !(zoneMinute <= 59)) return error(at + 1, 'no such zone')
  const offset = (zoneHour * 60 + zoneMinute) * (sign === '-' ? -60_000 : 60_000)
  const iso = isoOfMs(utcMs(year, month, day, hour, minute, second) - offset, fraction)
  return iso ?? error(start, 'timestamp outside the years 0 to 9999')
}

const TIME_SHAPE = 'dddd-dd-ddTdd:dd:dd'

/** The number of `count` digits, or NaN. */
function digits(text: string, start: number, count: number): number {
  let value = 0
  for (let at = start; at < start + count; at++) {
    const code = text.charCodeAt(at)
    if (!isDigit(code)) return Number.NaN
    value = value * 10 + code - ZERO
  }
  return value
}
