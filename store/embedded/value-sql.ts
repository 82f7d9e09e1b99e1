// One search value against one column: the SQL of each column type.
//
// Text compares ignoring case: equality by lower(), patterns by RE2 with flag `i` (ILIKE costs four times as
// much). A list matches when one of its members does. Numbers compare as numbers; a pattern sees them as
// text. An address may be a range. Every piece is false, never NULL, for an absent value after `coalesce`,
// which the caller adds.

import type { ColumnType } from '#/kernel/field-types.ts'
import { escapeRegex, type Glob } from '../glob.ts'
import { readTime } from './event-time.ts'
import { inAddressRange, readAddressRange } from './ip-sql.ts'
import type { SqlParameters } from './sql-parameters.ts'

/** SQL that is true when the column `sql` of the type matches. */
export function columnMatches(sql: string, type: ColumnType, glob: Glob, parameters: SqlParameters): string {
  if (type === 'keyword[]' || type === 'ip[]') {
    if (glob.kind === 'anything') return `len(${sql}) > 0`
    const member = type === 'ip[]' ? ipMatches('m', glob, parameters) : textMatches('m', glob, parameters)
    return `len(list_filter(${sql}, lambda m: ${member})) > 0`
  }
  if (glob.kind === 'anything') return `${sql} IS NOT NULL`
  return SCALARS[type](sql, glob, parameters)
}

/**
 * SQL that is true when the field in the JSON text `sql` matches, as scalar or as list. `isAddress` for fields
 * that ought to hold addresses.
 */
export function jsonMatches(
  sql: string,
  field: string,
  glob: Glob,
  parameters: SqlParameters,
  isAddress = false,
): string {
  // The name as it stands in the text: a row without it is passed over before any JSON is read.
  const name = parameters.text(`${JSON.stringify(field)}:`)
  const value = `json_extract(${sql}, ${parameters.text(jsonPointer(field))})`
  const members = `CASE json_type(${value}) WHEN 'ARRAY' THEN json_extract(${value}, '$[*]') WHEN 'NULL' THEN []::JSON[] ELSE [${value}] END`
  const found =
    glob.kind === 'anything'
      ? members
      : `list_filter(${members}, lambda m: ${jsonMemberMatches(glob, parameters, isAddress ? ipMatches : textMatches)})`
  return `(contains(${sql}, ${name}) AND len(${found}) > 0)`
}

/** SQL that is true when the JSON text `sql` has the field, be it null. */
export function jsonHas(sql: string, field: string, parameters: SqlParameters): string {
  return `json_exists(${sql}, ${parameters.text(jsonPointer(field))})`
}

/** SQL of the field's value in the JSON text `sql`, as JSON; NULL when it has none. */
export function jsonText(sql: string, field: string, parameters: SqlParameters): string {
  const name = parameters.text(`${JSON.stringify(field)}:`)
  const value = `json_extract(${sql}, ${parameters.text(jsonPointer(field))})::VARCHAR`
  return `CASE WHEN contains(${sql}, ${name}) THEN ${value} END`
}

/** SQL that is true when the text `sql` contains the value anywhere. */
export function textContains(sql: string, glob: Glob, parameters: SqlParameters): string {
  if (glob.kind === 'anything') return `${sql} IS NOT NULL`
  return `regexp_matches(${sql}, ${parameters.text(glob.kind === 'text' ? escapeRegex(glob.text) : glob.regex)}, 'is')`
}

type Wanted = Exclude<Glob, { kind: 'anything' }>
type Matches = (sql: string, glob: Wanted, parameters: SqlParameters) => string

const SCALARS = {
  keyword: textMatches,
  text: textMatches,
  ip: ipMatches,
  long: longMatches,
  double: doubleMatches,
  boolean: booleanMatches,
  date: dateMatches,
} as const satisfies Record<Exclude<ColumnType, 'keyword[]' | 'ip[]'>, Matches>

function textMatches(sql: string, glob: Wanted, parameters: SqlParameters): string {
  return glob.kind === 'text'
    ? `lower(${sql}) = lower(${parameters.text(glob.text)})`
    : `regexp_matches(${sql}, ${parameters.text(`\\A(?:${glob.regex})\\z`)}, 'is')`
}

function ipMatches(sql: string, glob: Wanted, parameters: SqlParameters): string {
  const range = glob.kind === 'text' ? readAddressRange(glob.text) : undefined
  const same = textMatches(sql, glob, parameters)
  return range === undefined ? same : `(${same} OR ${inAddressRange(sql, range, parameters)})`
}

function longMatches(sql: string, glob: Wanted, parameters: SqlParameters): string {
  if (glob.kind === 'pattern') return textMatches(`${sql}::VARCHAR`, glob, parameters)
  const value = /^[+-]?\d+$/.test(glob.text)
    ? BigInt(glob.text.replace('+', ''))
    : integerOf(readNumber(glob.text))
  return value === undefined || BigInt.asIntN(64, value) !== value
    ? 'false'
    : `${sql} = ${parameters.long(value)}`
}

function doubleMatches(sql: string, glob: Wanted, parameters: SqlParameters): string {
  if (glob.kind === 'pattern') return textMatches(`${sql}::VARCHAR`, glob, parameters)
  const value = readNumber(glob.text)
  return value === undefined ? 'false' : `${sql} = ${parameters.double(value)}`
}

function booleanMatches(sql: string, glob: Wanted, parameters: SqlParameters): string {
  return textMatches(`${sql}::VARCHAR`, glob, parameters)
}

function dateMatches(sql: string, glob: Wanted, parameters: SqlParameters): string {
  if (glob.kind === 'text') {
    const time = readTime(glob.text.toUpperCase())
    return time?.exact === true ? `${sql} = ${parameters.time(time.micros)}` : 'false'
  }
  const fraction = `CASE WHEN epoch_us(${sql}) % 1000 = 0 THEN strftime(${sql}, '%g') ELSE strftime(${sql}, '%f') END`
  return textMatches(`(strftime(${sql}, '%Y-%m-%dT%H:%M:%S.') || ${fraction} || 'Z')`, glob, parameters)
}

function jsonMemberMatches(glob: Wanted, parameters: SqlParameters, matches: Matches): string {
  const text = `json_extract_string(m, '$')`
  const number = glob.kind === 'text' ? readNumber(glob.text) : undefined
  const asText = matches(text, glob, parameters)
  const asNumber =
    glob.kind === 'pattern'
      ? asText
      : number === undefined
        ? 'false'
        : `TRY_CAST(m AS DOUBLE) = ${parameters.double(number)}`
  return `CASE WHEN json_type(m) IN ('UBIGINT', 'BIGINT', 'DOUBLE') THEN ${asNumber} ELSE ${asText} END`
}

/** A number as people and JSON write it; undefined for anything else. */
export function readNumber(text: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

function integerOf(value: number | undefined): bigint | undefined {
  return value !== undefined && Number.isInteger(value) ? BigInt(value) : undefined
}

/** RFC 6901. */
function jsonPointer(field: string): string {
  return `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
