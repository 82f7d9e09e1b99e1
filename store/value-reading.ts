// What the texts of a search and of events stand for: numbers, addresses, times. One reading for all stores.

import { isIP } from 'node:net'
import { readTime } from './embedded/event-time.ts'

/** A number as people and JSON write it; undefined for anything else. */
export function readNumber(text: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** An address as a number. IPv6 with a dotted tail or a zone is not read. */
export interface AddressNumber {
  readonly version: 4 | 6
  readonly value: bigint
}

export function readAddress(text: string): AddressNumber | undefined {
  const version = isIP(text)
  if (version === 4) {
    const value = text.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n)
    return { version, value }
  }
  if (version !== 6 || /[.%]/.test(text)) return undefined
  const [left = '', right] = text.split('::')
  const groups = (half: string | undefined): string[] =>
    half === undefined || half === '' ? [] : half.split(':')
  const [before, after] = [groups(left), groups(right)]
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  const value = [...before, ...zeros, ...after].reduce(
    (sum, group) => sum * 65_536n + BigInt(`0x${group}`),
    0n,
  )
  return { version, value }
}

/** A time that may name only a day, hour, minute or second: all of it, in microseconds, `end` exclusive. */
export interface TimeSpan {
  readonly start: bigint
  readonly end: bigint
}

const SECOND = 1_000_000n
const DAY = /^\d{4}-\d\d-\d\d$/
const HOUR = /^(\d{4}-\d\d-\d\d[T ]\d\d)(Z|[+-]\d\d:?\d\d)?$/i

/** The span that an end of a range names; undefined when it is no time. */
export function readTimeSpan(text: string): TimeSpan | undefined {
  const hour = HOUR.exec(text)
  const written = DAY.test(text)
    ? `${text}T00:00:00Z`
    : hour === null
      ? text
      : `${hour[1]}:00:00${hour[2] ?? 'Z'}`
  const start = readTime(written)?.micros
  if (start === undefined) return undefined
  const fraction = /[.,](\d+)/.exec(text)?.[1]
  const width = DAY.test(text)
    ? 86_400n * SECOND
    : hour !== null
      ? 3600n * SECOND
      : !/:\d\d:\d\d/.test(text.slice(11))
        ? 60n * SECOND
        : fraction === undefined
          ? SECOND
          : 10n ** BigInt(6 - Math.min(6, fraction.length))
  return { start, end: start + width }
}

/** Letters in lower case, one by one; a letter whose lower case is not one letter is left. */
export function lowerText(text: string): string {
  // The quick way gives the same wherever neither of the two letters that differ occurs.
  if (!/[\u0130\u03a3]/.test(text)) return text.toLowerCase()
  return Array.from(text, char => {
    const lower = char.toLowerCase()
    return char === '\u0130' ? 'i' : Array.from(lower).length === 1 ? lower : char
  }).join('')
}

/** Order of texts by code points, as UTF-8 sorts them: negative when `a` is before `b`. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
