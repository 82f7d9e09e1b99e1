// The one way to write a time that most events use, read without a regular expression and without a date: what is in
// UTC needs no reckoning.

const [ZERO, DASH, COLON, DOT] = Array.from('0-:.', sign => sign.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
]
/** `2026-11-22T09:30:00` and, of a fraction with its dot, the most that is kept. */
const SECONDS_LENGTH = 19
const MAX_FRACTION = 10

/**
 * The most common time by far, in UTC with a day that every month has: `2026-11-22T09:30:00.123Z`, or with a space
 * for the T and no zone where that means UTC. It is already as it should be but for those signs. Undefined for any
 * other, which says nothing about it.
 */
export function isoOfPlainUtc(text: string, zoneOffsetMinutes: number): string | undefined {
  const hasZone = text.endsWith('Z')
  const end = hasZone ? text.length - 1 : text.length
  if (end < SECONDS_LENGTH || end > SECONDS_LENGTH + MAX_FRACTION) return undefined
  if (!hasZone && zoneOffsetMinutes !== 0) return undefined
  const isLaidOut =
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    (text[10] === 'T' || text[10] === ' ') &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON &&
    twoDigits(text, 0) >= 0 &&
    twoDigits(text, 2) >= 0
  if (!isLaidOut) return undefined
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  if (month < 1 || month > 12 || day < 1 || day > 28) return undefined
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return undefined
  let fraction = '.000'
  if (end > SECONDS_LENGTH) {
    if (end === SECONDS_LENGTH + 1 || text.charCodeAt(SECONDS_LENGTH) !== DOT) return undefined
    for (let at = SECONDS_LENGTH + 1; at < end; at++) if (!isDigit(text.charCodeAt(at))) return undefined
    fraction = text.slice(SECONDS_LENGTH, end).padEnd(4, '0')
  }
  if (text[10] === 'T' && hasZone && end >= SECONDS_LENGTH + 4) return text
  return `${text.slice(0, 10)}T${text.slice(11, SECONDS_LENGTH)}${fraction}Z`
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= ZERO + 9
}

/** The number of two digits, or -1. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at)
  const ones = text.charCodeAt(at + 1)
  return isDigit(tens) && isDigit(ones) ? (tens - ZERO) * 10 + ones - ZERO : -1
}
