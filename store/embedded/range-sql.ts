// Ranges of a search as SQL, for each kind of ends (../query-range.ts) and each kind of value.

import { readRange, type Limit, type ReadRange } from '../query-range.ts'
import type { QueryRange } from '../query-tree.ts'
import { addressNumber4, addressText6 } from './ip-sql.ts'
import type { SqlParameters } from './sql-parameters.ts'
import { dateText } from './term-sql.ts'
import type { ValueTest } from './value-sql.ts'

/** A value between the ends. */
export function rangeTest(query: QueryRange, parameters: SqlParameters): ValueTest {
  const range = readRange(query)
  switch (range.kind) {
    case 'numbers': {
      const text = (sql: string): string => between(numberOf(sql), range, value => parameters.double(value))
      return {
        ...test(text),
        number: (sql, type) =>
          type === 'BIGINT'
            ? longBetween(sql, range, parameters)
            : between(sql, range, value => parameters.double(value)),
        boolean: never,
      }
    }
    case 'addresses':
      return test(sql => addressBetween(sql, range, parameters))
    case 'times':
      return {
        ...test(sql => between(microsOfText(sql), range, value => parameters.long(value))),
        date: sql => between(`epoch_us(${sql})`, range, value => parameters.long(value)),
      }
    case 'texts':
      return {
        ...test(sql => between(`lower(${sql})`, range, value => parameters.text(value))),
        date: sql => between(`lower(${dateText(sql)})`, range, value => parameters.text(value)),
      }
  }
}

const never = (): string => 'false'

/** A test of texts only: numbers, booleans and dates are outside. */
function test(text: (sql: string) => string): ValueTest {
  return { text, address: text, number: never, boolean: never, date: never }
}

function between<T>(
  sql: string,
  { from, to }: { readonly from: Limit<T> | null; readonly to: Limit<T> | null },
  parameter: (value: T) => string,
): string {
  const parts: string[] = []
  if (from !== null) parts.push(`${sql} ${from.orEqual ? '>=' : '>'} ${parameter(from.value)}`)
  if (to !== null) parts.push(`${sql} ${to.orEqual ? '<=' : '<'} ${parameter(to.value)}`)
  return `(${parts.join(' AND ')})`
}

/** Whole numbers stay whole: zone maps of a BIGINT column let most row groups be passed over. */
function longBetween(
  sql: string,
  range: Extract<ReadRange, { kind: 'numbers' }>,
  parameters: SqlParameters,
): string {
  const isWhole = [range.from, range.to].every(end => end === null || Number.isSafeInteger(end.value))
  return isWhole
    ? between(sql, range, value => parameters.long(BigInt(value)))
    : between(`${sql}::DOUBLE`, range, value => parameters.double(value))
}

const NUMBER = '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?'

/** SQL of the number that a text reads as (value-reading.ts), NULL for any other text. */
function numberOf(sql: string): string {
  const number = `TRY_CAST(ltrim(${sql}, '+') AS DOUBLE)`
  return `CASE WHEN regexp_full_match(${sql}, '${NUMBER}') AND isfinite(${number}) THEN ${number} END`
}

function addressBetween(
  sql: string,
  range: Extract<ReadRange, { kind: 'addresses' }>,
  parameters: SqlParameters,
): string {
  if (range.version === 4) return between(addressNumber4(sql), range, value => parameters.long(value))
  return between(addressText6(sql), range, value => parameters.text(value.toString(16).padStart(32, '0')))
}

const TIME =
  '([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?'

/** SQL of the microseconds of a time as readTime (event-time.ts) reads it, NULL for any other text. */
export function microsOfText(sql: string): string {
  const part = (group: number): string => `regexp_extract(${sql}, '^${TIME}$', ${group})`
  const second = `CASE ${part(3)} WHEN '' THEN 0 ELSE TRY_CAST(${part(3)} AS BIGINT) END`
  const minute = `epoch_us(TRY_CAST(${part(1)} || ' ' || ${part(2)} || ':00' AS TIMESTAMP))`
  const fraction = `TRY_CAST(rpad(left(${part(4)}, 6), 6, '0') AS BIGINT)`
  const zone = part(5)
  const hours = `TRY_CAST(substr(${zone}, 2, 2) AS BIGINT)`
  const minutes = `TRY_CAST(right(${zone}, 2) AS BIGINT)`
  const offset = `CASE WHEN len(${zone}) < 2 THEN 0 WHEN ${hours} > 23 OR ${minutes} > 59 THEN NULL
    ELSE (${hours} * 60 + ${minutes}) * (CASE WHEN starts_with(${zone}, '-') THEN -1 ELSE 1 END) END`
  return `CASE WHEN regexp_full_match(${sql}, '${TIME}') AND ${second} <= 60
    THEN ${minute} + ${second} * 1000000 + ${fraction} - (${offset}) * 60000000 END`
}
