// Which values a column can hold so that the very same value comes back.
//
// What does not fit (a port that says "http", a list where ECS has one value, a text with half a surrogate
// pair) is kept as JSON under its name in `misfit`, and that is what is read back. A date that is not in
// canonical spelling is in both: in the column for order and ranges, in `misfit` letter for letter.

import type { FieldValue, Scalar } from '#/kernel/event.ts'

const TWO_63 = 2 ** 63

/** UTF-8 has no lone surrogates, and the bindings cut a text at NUL; JSON escapes can carry both. */
export function fitsText(value: FieldValue): value is string {
  return typeof value === 'string' && value.isWellFormed() && !value.includes('\0')
}

export function fitsTextList(value: FieldValue): value is readonly string[] {
  return Array.isArray(value) && (value as readonly Scalar[]).every(fitsText)
}

/** A double of integer value beyond 2^53 is still exact as a 64-bit integer; the zero below zero is not. */
export function fitsLong(value: unknown): value is number {
  return (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= -TWO_63 &&
    value < TWO_63 &&
    !Object.is(value, -0)
  )
}

export function fitsDouble(value: FieldValue): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

type Fields = Record<string, FieldValue | null>

/**
 * Fields as JSON text. `null` marks a field whose column holds a value that is not the event's. JSON has no
 * NaN and no infinities; they are kept as the words.
 */
export function packFields(fields: Readonly<Fields>): string {
  let members = ''
  for (const [name, value] of Object.entries(fields)) members = addMember(members, name, value)
  return packMembers(members)
}

/** The members of such a text, none of them yet when empty, and one more. */
export function addMember(members: string, name: string, value: FieldValue | null): string {
  const member = `${JSON.stringify(name)}:${jsonOf(value)}`
  return members === '' ? member : `${members},${member}`
}

/** The text of its members. */
export function packMembers(members: string): string {
  const json = `{${members}}`
  return json.includes('\\ud') || json.includes(MARK) ? json.replaceAll(UNREADABLE, markUnreadable) : json
}

function jsonOf(value: FieldValue | null): string {
  if (typeof value === 'number')
    return Object.is(value, -0) ? '-0' : Number.isFinite(value) ? String(value) : `"${value}"`
  return Array.isArray(value)
    ? `[${(value as readonly Scalar[]).map(jsonOf).join(',')}]`
    : JSON.stringify(value)
}

/** The fields of a text made by `packFields`. */
export function unpackFields(json: string): Fields {
  const text = json.includes(MARK) ? json.replaceAll(MARKED, '\\u$1') : json
  return JSON.parse(text) as Fields
}

// DuckDB's JSON reader refuses half a surrogate pair, and one such text would fail every search over the
// column. U+FFFF (which is no character) and four hex digits stand for it, and for U+FFFF itself.
const MARK = '\uffff'
/** How a half, and U+FFFF itself, begin or stand in a text of packed fields. */
export const UNREADABLE_HALF = `${MARK}d`
export const UNREADABLE_MARK = `${MARK}ffff`
/** All halves, as a regular expression of RE2. */
export const UNREADABLE_HALVES = `${MARK}d[89a-f][0-9a-f]{2}`
const MARKED = /\uffff([0-9a-f]{4})/g
/** Any JSON escape, so that `\\\\ud800` is seen as a backslash and four letters; or the mark. */
const UNREADABLE = /\\(?:u(d[89a-f][0-9a-f]{2})|[^])|\uffff/g

function markUnreadable(found: string, half: string | undefined): string {
  if (half !== undefined) return `${MARK}${half}`
  return found === MARK ? `${MARK}ffff` : found
}
