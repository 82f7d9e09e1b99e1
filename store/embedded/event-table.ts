// The columns of an event table as it is stored: without what columns repeat of one another (said-columns.ts) and with the
// id as two numbers. One layout for the files that are written to and for the sealed ones; but of these, only columns that
// have a value in some row are stored: an empty one takes time and room for each of its row groups, and five bytes a row
// when it is told to be packed with zstd.
//
//   id      sorts by time of receipt                misfit  JSON of column fields whose value did not fit
//   rest    JSON of the fields without a column      …      one column for each field of the shape

import { quoteName, sqlTypeOf, type SqlType } from './event-columns.ts'
import { hasSaying, type Shape } from './event-shapes.ts'
import {
  ID_RECEIVED,
  ID_SEQUENCE,
  ID_SQL,
  MESSAGE,
  MESSAGE_AT,
  MESSAGE_SQL,
  ownColumn,
  sameColumn,
  SAYINGS,
} from './said-columns.ts'

/** A column that is stored. */
export interface StoredColumn {
  readonly kind: 'stored'
  readonly name: string
  readonly sqlType: SqlType
  readonly isNeverNull: boolean
  /** Its texts may be long. */
  readonly isLongText: boolean
  /** Searches read it by functions that cannot bind a NULL. */
  readonly isJson: boolean
  /** SQL of its value over the table of the shape: the column itself where that table has it. */
  readonly from: string
}

/** A column that is made of others when it is read. */
interface MadeColumn {
  readonly kind: 'made'
  readonly name: string
  readonly sqlType: SqlType
  readonly sql: string
}

/** All columns of a table, in order. */
function columnsOf(shape: Shape): readonly (StoredColumn | MadeColumn)[] {
  return [
    stored(ID_RECEIVED, 'BIGINT', { ...(shape.idParts ? {} : { from: RECEIVED }), isNeverNull: true }),
    stored(ID_SEQUENCE, 'BIGINT', { ...(shape.idParts ? {} : { from: SEQUENCE }), isNeverNull: true }),
    { kind: 'made', name: 'id', sqlType: 'VARCHAR', sql: ID_SQL },
    stored('misfit', 'VARCHAR', { isLongText: true, isJson: true }),
    stored('rest', 'VARCHAR', { isLongText: true, isJson: true }),
    ...shape.columns.flatMap(({ name, type, own }): readonly (StoredColumn | MadeColumn)[] => {
      const isSplit = own !== undefined
      if (name === MESSAGE) return messageColumns(isSplit)
      if (hasSaying(name, shape)) return saidColumns(name, sqlTypeOf(type), isSplit)
      const isLongText = type === 'text'
      return [stored(name, sqlTypeOf(type), { isLongText, isNeverNull: name === '@timestamp' })]
    }),
  ]
}

function stored(
  name: string,
  sqlType: SqlType,
  more: Partial<Pick<StoredColumn, 'from' | 'isNeverNull' | 'isLongText' | 'isJson'>> = {},
): StoredColumn {
  return {
    kind: 'stored',
    name,
    sqlType,
    isNeverNull: false,
    isLongText: false,
    isJson: false,
    from: quoteName(name),
    ...more,
  }
}

/** SQL of the number of milliseconds, and of the place in the raw log, in the id of a row. */
const RECEIVED = `('0x' || left(id, 11))::BIGINT`
const SEQUENCE = `('0x' || substr(id, 12))::BIGINT`

const IS_END = `coalesce(ends_with("event.original", ${MESSAGE}), false)`

/** `isSplit` when the table itself stores what others do not say. */
function messageColumns(isSplit: boolean): readonly (StoredColumn | MadeColumn)[] {
  const [at, own] = [MESSAGE_AT, ownColumn(MESSAGE)]
  const atEnd = `CASE WHEN ${IS_END} THEN length("event.original") - length(${MESSAGE}) + 1 END`
  const notAtEnd = `CASE WHEN NOT ${IS_END} THEN ${MESSAGE} END`
  return [
    stored(at, 'BIGINT', { from: isSplit ? quoteName(at) : atEnd }),
    stored(own, 'VARCHAR', { from: isSplit ? quoteName(own) : notAtEnd, isLongText: true }),
    { kind: 'made', name: MESSAGE, sqlType: 'VARCHAR', sql: MESSAGE_SQL },
  ]
}

function saidColumns(
  name: string,
  sqlType: SqlType,
  isSplit: boolean,
): readonly (StoredColumn | MadeColumn)[] {
  const { sql, needs } = SAYINGS.get(name)!
  const [own, same] = [ownColumn(name), sameColumn(name)]
  // A table of an earlier layout has the id as text.
  const inSource = needs.length > 0 ? sql : sql.replaceAll(quoteName(ID_RECEIVED), RECEIVED)
  const isSame = `(${quoteName(name)} IS NOT DISTINCT FROM (${inSource}))`
  const made = `CASE WHEN ${quoteName(same)} THEN ${sql} ELSE ${quoteName(own)} END`
  return [
    stored(same, 'BOOLEAN', { from: isSplit ? quoteName(same) : isSame }),
    stored(own, sqlType, {
      from: isSplit ? quoteName(own) : `CASE WHEN NOT ${isSame} THEN ${quoteName(name)} END`,
    }),
    { kind: 'made', name, sqlType, sql: made },
  ]
}

/** The stored columns of a table, in the order in which rows are given to it. */
export function storedColumns(shape: Shape): readonly StoredColumn[] {
  return columnsOf(shape).filter(column => column.kind === 'stored')
}

/**
 * SQL that makes an event table. A column of which `holds` does not hold is to be NULL in every row and is not stored,
 * unless searches need it to be; all are stored when it is absent.
 */
export function createEventTable(
  alias: string,
  shape: Shape,
  holds: (storedColumn: string) => boolean = () => true,
): string {
  const columns = columnsOf(shape).map(column => {
    const { name, sqlType } = column
    const made = (sql: string): string => `${quoteName(name)} ${sqlType} GENERATED ALWAYS AS (${sql})`
    if (column.kind === 'made') return made(column.sql)
    if (!holds(name) && !column.isJson) return made(`NULL::${sqlType}`)
    const must = column.isNeverNull ? ' NOT NULL' : ''
    const isPacked = column.isLongText && holds(name)
    return `${quoteName(name)} ${sqlType}${must}${isPacked ? ' USING COMPRESSION zstd' : ''}`
  })
  return `CREATE TABLE ${quoteName(alias)}.${quoteName(shape.table)} (${columns.join(', ')})`
}
