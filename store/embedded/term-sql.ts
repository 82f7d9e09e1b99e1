// Values, texts and regular expressions of a search as SQL. Text compares ignoring case: equality by lower(),
// patterns by RE2 with flag `i` (ILIKE costs four times as much).

import { escapeRegex, parseGlob, type Glob } from '../glob.ts'
import type { QueryRegex, QueryTerm, QueryText } from '../query-tree.ts'
import { readNumber } from '../value-reading.ts'
import { readTime } from './event-time.ts'
import { foldText } from './fold-text.ts'
import { inAddressRange, readAddressRange } from './ip-sql.ts'
import type { SqlParameters } from './sql-parameters.ts'
import type { TextFrom, ValueTest } from './value-sql.ts'

const always = (): string => 'true'

/** Any value at all. */
export const EXISTS: ValueTest = {
  any: true,
  text: always,
  address: always,
  number: always,
  boolean: always,
  date: always,
}

/** Contained in a text, whatever the value is. */
export function textTest({ value, folded }: QueryText, parameters: SqlParameters): ValueTest {
  const glob = parseGlob(folded ? foldText(value) : value)
  if (glob.kind === 'anything') return EXISTS
  return patternTest(glob.kind === 'text' ? escapeRegex(glob.text) : glob.regex, folded === true, parameters)
}

/** A whole value; in fields of running text one without wildcards may stand anywhere. */
export function termTest(
  { value, folded = false }: QueryTerm,
  isText: boolean,
  parameters: SqlParameters,
): ValueTest {
  const glob = parseGlob(folded ? foldText(value) : value)
  if (glob.kind === 'anything') return EXISTS
  if (glob.kind === 'pattern') return patternTest(wholeRegex(glob.regex), folded, parameters)
  const isAnywhere = isText && glob.text !== ''
  const text = isAnywhere
    ? patternTest(escapeRegex(glob.text), folded, parameters).text
    : (sql: string, from?: TextFrom) =>
        `${folded ? foldSql(sql, from) : `lower(${sql})`} = lower(${parameters.text(glob.text)})`
  // What is compared with numbers, addresses and dates is what was written, marks and all.
  const written = parseGlob(value) as Extract<Glob, { kind: 'text' }>
  return {
    text,
    address: (sql, from) => {
      const range = readAddressRange(written.text)
      return range === undefined
        ? text(sql, from)
        : `(${text(sql, from)} OR ${inAddressRange(sql, range, parameters)})`
    },
    number: (sql, type) => equalsNumber(sql, type, written.text, parameters),
    boolean: text,
    date: sql => {
      const time = readTime(written.text.toUpperCase())
      return time?.exact === true ? `${sql} = ${parameters.time(time.micros)}` : 'false'
    },
  }
}

/** A regular expression over a whole value, or anywhere in running text. */
export function regexTest(
  { source, fromStart, toEnd }: QueryRegex,
  isAnywhere: boolean,
  parameters: SqlParameters,
): ValueTest {
  const begin = isAnywhere && !fromStart ? '' : '\\A'
  const end = isAnywhere && !toEnd ? '' : '\\z'
  return patternTest(`${begin}(?:${source})${end}`, false, parameters)
}

/** SQL of a text in lower case without Vietnamese marks, as foldText gives it. */
export function foldSql(sql: string, from?: TextFrom): string {
  const plain = `strip_accents(${sql})`
  // DuckDB ends there what it strips.
  const byNul = `array_to_string(list_transform(string_split(${sql}, chr(0)), lambda p: strip_accents(p)), chr(0))`
  const stripped =
    from === undefined ? plain : `CASE WHEN contains(${sql}, chr(0)) THEN ${byNul} ELSE ${plain} END`
  return `replace(lower(${stripped}), 'đ', 'd')`
}

/** SQL of a TIMESTAMP as the text that the event holds. */
export function dateText(sql: string): string {
  const fraction = `CASE WHEN epoch_us(${sql}) % 1000 = 0 THEN strftime(${sql}, '%g') ELSE strftime(${sql}, '%f') END`
  return `(strftime(${sql}, '%Y-%m-%dT%H:%M:%S.') || ${fraction} || 'Z')`
}

function patternTest(regex: string, folded: boolean, parameters: SqlParameters): ValueTest {
  const text = (sql: string, from?: TextFrom): string =>
    `regexp_matches(${folded ? foldSql(sql, from) : sql}, ${parameters.text(regex)}, 'is')`
  return {
    text,
    address: text,
    number: (_sql, _type, asText) => text(asText),
    boolean: text,
    date: sql => text(dateText(sql)),
  }
}

function wholeRegex(regex: string): string {
  return `\\A(?:${regex})\\z`
}

function equalsNumber(
  sql: string,
  type: 'BIGINT' | 'DOUBLE',
  text: string,
  parameters: SqlParameters,
): string {
  const number = readNumber(text)
  if (type === 'DOUBLE') return number === undefined ? 'false' : `${sql} = ${parameters.double(number)}`
  const value = /^[+-]?\d+$/.test(text)
    ? BigInt(text.replace('+', ''))
    : number !== undefined && Number.isInteger(number)
      ? BigInt(number)
      : undefined
  return value === undefined || BigInt.asIntN(64, value) !== value
    ? 'false'
    : `${sql} = ${parameters.long(value)}`
}
