// One test against one column, or against one field of a JSON text: the SQL of each column type. What is tested
// is a ValueTest (term-sql.ts, range-sql.ts); a list passes when one of its members does.

import type { ColumnType } from '#/kernel/field-types.ts'
import type { SqlParameters } from './sql-parameters.ts'
import { UNREADABLE_HALVES, UNREADABLE_MARK } from './value-fit.ts'

/** Where a text stands: one in a column (when absent) never holds NUL, one in JSON may. */
export type TextFrom = 'json'

/** SQL that is true when the value `sql` passes; it may be NULL for a value that cannot be read. */
export interface ValueTest {
  /** True when any value passes, so that none has to be looked at. */
  readonly any?: true
  readonly text: (sql: string, from?: TextFrom) => string
  /** A text in a field that ought to hold addresses. */
  readonly address: (sql: string, from?: TextFrom) => string
  /** A number, and the same as text. */
  readonly number: (sql: string, type: 'BIGINT' | 'DOUBLE', text: string) => string
  /** A boolean as its word. */
  readonly boolean: (sql: string) => string
  /** A TIMESTAMP. */
  readonly date: (sql: string) => string
}

/** SQL that is true when the column `sql` of the type passes. */
export function columnMatches(sql: string, type: ColumnType, test: ValueTest): string {
  if (type === 'keyword[]' || type === 'ip[]') {
    if (test.any) return `len(${sql}) > 0`
    const member = type === 'ip[]' ? test.address('m') : test.text('m')
    return member === 'false' ? 'false' : `len(list_filter(${sql}, lambda m: ${member})) > 0`
  }
  return test.any ? `${sql} IS NOT NULL` : SCALARS[type](sql, test)
}

const SCALARS = {
  keyword: (sql, test) => test.text(sql),
  text: (sql, test) => test.text(sql),
  ip: (sql, test) => test.address(sql),
  long: (sql, test) => test.number(sql, 'BIGINT', `${sql}::VARCHAR`),
  double: (sql, test) =>
    // DuckDB writes 7.0 where JSON writes 7.
    test.number(sql, 'DOUBLE', asWritten(`regexp_replace(${sql}::VARCHAR, '\\.0$', '')`)),
  boolean: (sql, test) => test.boolean(`${sql}::VARCHAR`),
  date: (sql, test) => test.date(sql),
} as const satisfies Record<
  Exclude<ColumnType, 'keyword[]' | 'ip[]'>,
  (sql: string, test: ValueTest) => string
>

/**
 * SQL that is true when the field in the JSON text `sql` passes, as scalar or as list. `isAddress` for fields
 * that ought to hold addresses.
 */
export function jsonMatches(
  sql: string,
  field: string,
  test: ValueTest,
  parameters: SqlParameters,
  isAddress = false,
): string {
  const members = jsonMembers(sql, field, parameters)
  const found = test.any ? members : `list_filter(${members}, lambda m: ${jsonMemberPasses(test, isAddress)})`
  return `(${jsonNames(sql, field, parameters)} AND len(${found}) > 0)`
}

function jsonMemberPasses(test: ValueTest, isAddress: boolean): string {
  const text = `CASE WHEN json_type(m) = 'VARCHAR' THEN ${jsonString('m')} ELSE ${asWritten(`json_extract_string(m, '$')`)} END`
  const asText = isAddress ? test.address(text, 'json') : test.text(text, 'json')
  const asNumber = test.number('TRY_CAST(m AS DOUBLE)', 'DOUBLE', text)
  return `CASE WHEN json_type(m) IN ('UBIGINT', 'BIGINT', 'DOUBLE') THEN ${asNumber} WHEN json_type(m) = 'BOOLEAN' THEN ${test.boolean(text)} ELSE ${asText} END`
}

/**
 * SQL of the text that the JSON value `sql` is, or is written as. Half a surrogate pair, which is no text to DuckDB, is
 * one character that nobody looks for (value-fit.ts).
 */
export function jsonString(sql: string): string {
  const text = `json_extract_string(${sql}, '$')`
  const readable = `replace(regexp_replace(${text}, '${UNREADABLE_HALVES}', chr(65534), 'g'), '${UNREADABLE_MARK}', chr(65535))`
  return `CASE WHEN contains(${text}, chr(65535)) THEN ${readable} ELSE ${text} END`
}

/** SQL of the text of a number, in which there is no zero below zero. */
function asWritten(sql: string): string {
  return `CASE WHEN ${sql} = '-0' THEN '0' ELSE ${sql} END`
}

/** SQL of the field's values in the JSON text `sql`, as a list of JSON. */
export function jsonMembers(sql: string, field: string, parameters: SqlParameters): string {
  const value = `json_extract(${sql}, ${parameters.text(jsonPointer(field))})`
  return `CASE json_type(${value}) WHEN 'ARRAY' THEN json_extract(${value}, '$[*]') WHEN 'NULL' THEN []::JSON[] ELSE [${value}] END`
}

/** SQL that passes over a row without the field's name in its text, before any JSON is read. */
export function jsonNames(sql: string, field: string, parameters: SqlParameters): string {
  return `contains(${sql}, ${parameters.text(`${JSON.stringify(field)}:`)})`
}

/** SQL that is true when the JSON text `sql` has the field, be it null. */
export function jsonHas(sql: string, field: string, parameters: SqlParameters): string {
  return `json_exists(${sql}, ${parameters.text(jsonPointer(field))})`
}

/** SQL of the field's value in the JSON text `sql`, as JSON; NULL when it has none. */
export function jsonText(sql: string, field: string, parameters: SqlParameters): string {
  const value = `json_extract(${sql}, ${parameters.text(jsonPointer(field))})::VARCHAR`
  return `CASE WHEN ${jsonNames(sql, field, parameters)} THEN ${value} END`
}

/** RFC 6901. */
function jsonPointer(field: string): string {
  return `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
