// What a row is ordered by, as SQL: `sortKeyOf` (../search-sort.ts) over the column of a field, over its values that
// did not fit the column, and over fields that an older file keeps without a column.

import { LIMITS } from '#/kernel/limits.ts'
import { type SearchSort, sortKindOf, type SortKind } from '../search-sort.ts'
import { quoteName } from './event-columns.ts'
import type { EventColumn, Shape } from './event-shapes.ts'
import { addressNumber4, addressText6 } from './ip-sql.ts'
import { microsOfText } from './range-sql.ts'
import type { SqlParameters } from './sql-parameters.ts'
import { UNREADABLE_HALF, UNREADABLE_MARK } from './value-fit.ts'
import { jsonMembers, jsonNames } from './value-sql.ts'

/** SQL of the key, a DOUBLE or a VARCHAR; NULL for rows without one. */
export function sortKeySql(
  sort: SearchSort,
  shape: Shape,
  fields: ReadonlySet<string>,
  parameters: SqlParameters,
): string {
  const kind = sortKindOf(sort.field)
  if (kind === undefined) throw new Error(`${sort.field} cannot be sorted by`)
  const column = shape.columns.find(({ name }) => name === sort.field)
  const json = (sql: 'misfit' | 'rest'): string => {
    const keys = `list_transform(${jsonMembers(sql, sort.field, parameters)}, lambda m: ${jsonKey(kind)})`
    const best = `${sort.descending ? 'list_max' : 'list_min'}(${keys})`
    return `CASE WHEN ${sql} IS NOT NULL AND ${jsonNames(sql, sort.field, parameters)} THEN ${best} END`
  }
  if (column !== undefined) return `coalesce(${columnKey(column, kind)}, ${json('misfit')})`
  return fields.has(sort.field) ? NONE[kind] : json('rest')
}

const NONE = {
  number: 'NULL::DOUBLE',
  text: 'NULL::VARCHAR',
  address: 'NULL::VARCHAR',
  date: 'NULL::DOUBLE',
} as const satisfies Record<SortKind, string>

/** A file of another version may have another type for the column. */
function columnKey({ name, type }: EventColumn, kind: SortKind): string {
  const sql = quoteName(name)
  switch (kind) {
    case 'number':
      return type === 'long' || type === 'double' ? `${sql}::DOUBLE` : NONE.number
    case 'date':
      return type === 'date' ? msOf(`epoch_us(${sql})`) : NONE.date
    case 'text':
      return type === 'keyword' || type === 'text' || type === 'ip' ? textKey(sql) : NONE.text
    case 'address':
      return type === 'ip' || type === 'keyword' || type === 'text' ? addressKey(sql) : NONE.address
  }
}

/** Of the member `m` of a list of JSON. */
function jsonKey(kind: SortKind): string {
  const type = kind === 'number' ? `IN ('UBIGINT', 'BIGINT', 'DOUBLE')` : `= 'VARCHAR'`
  return `CASE WHEN json_type(m) ${type} THEN ${jsonKeys[kind](`json_extract_string(m, '$')`)} ELSE ${NONE[kind]} END`
}

const jsonKeys = {
  number: () => 'TRY_CAST(m AS DOUBLE)',
  date: text => msOf(microsOfText(text)),
  address: addressKey,
  // What is no text to UTF-8 stands in JSON as a mark.
  text: text =>
    `CASE WHEN contains(${text}, '${UNREADABLE_HALF}') OR contains(${text}, chr(0)) THEN NULL ELSE ${textKey(`replace(${text}, '${UNREADABLE_MARK}', chr(65535))`)} END`,
} as const satisfies Record<SortKind, (text: string) => string>

function textKey(sql: string): string {
  return `left(${sql}, ${LIMITS.maxSortChars})`
}

function msOf(micros: string): string {
  return `floor(${micros} / 1000.0)::DOUBLE`
}

function addressKey(sql: string): string {
  const number = addressNumber4(sql)
  return `coalesce('${'ffff'.padStart(24, '0')}' || lower(lpad(to_hex(${number}), 8, '0')), ${addressText6(sql)})`
}
