// The columns of an event table as it is stored: without what columns repeat of one another (said-columns.ts) and with the
// id as two numbers. One layout for the files that are written to and for the sealed ones; these pack long text only
// where there is some, since a column without a value that is told to be packed with zstd takes five bytes a row.
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
  /** The field or own column whose text it holds, when that may be long. */
  readonly longText: string | null
  /** SQL of its value over a table of the same shape, in whatever layout. */
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
    stored(ID_RECEIVED, 'BIGINT', { from: RECEIVED, isNeverNull: true }),
    stored(ID_SEQUENCE, 'BIGINT', { from: SEQUENCE, isNeverNull: true }),
    { kind: 'made', name: 'id', sqlType: 'VARCHAR', sql: ID_SQL },
    stored('misfit', 'VARCHAR', { longText: 'misfit' }),
    stored('rest', 'VARCHAR', { longText: 'rest' }),
    ...shape.columns.flatMap(({ name, type }): readonly (StoredColumn | MadeColumn)[] => {
      if (name === MESSAGE) return MESSAGE_COLUMNS
      if (hasSaying(name, shape)) return saidColumns(name, sqlTypeOf(type))
      const longText = type === 'text' ? name : null
      return [stored(name, sqlTypeOf(type), { longText, isNeverNull: name === '@timestamp' })]
    }),
  ]
}

function stored(
  name: string,
  sqlType: SqlType,
  more: Partial<Pick<StoredColumn, 'from' | 'isNeverNull' | 'longText'>> = {},
): StoredColumn {
  return { kind: 'stored', name, sqlType, isNeverNull: false, longText: null, from: quoteName(name), ...more }
}

/** SQL of the number of milliseconds, and of the place in the raw log, in the id of a row. */
const RECEIVED = `('0x' || left(id, 11))::BIGINT`
const SEQUENCE = `('0x' || substr(id, 12))::BIGINT`

const IS_END = `coalesce(ends_with("event.original", ${MESSAGE}), false)`
const MESSAGE_COLUMNS: readonly (StoredColumn | MadeColumn)[] = [
  stored(MESSAGE_AT, 'BIGINT', {
    from: `CASE WHEN ${IS_END} THEN length("event.original") - length(${MESSAGE}) + 1 END`,
  }),
  stored(ownColumn(MESSAGE), 'VARCHAR', {
    from: `CASE WHEN NOT ${IS_END} THEN ${MESSAGE} END`,
    longText: ownColumn(MESSAGE),
  }),
  { kind: 'made', name: MESSAGE, sqlType: 'VARCHAR', sql: MESSAGE_SQL },
]

function saidColumns(name: string, sqlType: SqlType): readonly (StoredColumn | MadeColumn)[] {
  const { sql, needs } = SAYINGS.get(name)!
  const [own, same] = [ownColumn(name), sameColumn(name)]
  // A table of an earlier layout has the id as text.
  const inSource = needs.length > 0 ? sql : sql.replaceAll(quoteName(ID_RECEIVED), RECEIVED)
  const isSame = `(${quoteName(name)} IS NOT DISTINCT FROM (${inSource}))`
  const made = `CASE WHEN ${quoteName(same)} THEN ${sql} ELSE ${quoteName(own)} END`
  return [
    stored(same, 'BOOLEAN', { from: isSame }),
    stored(own, sqlType, { from: `CASE WHEN NOT ${isSame} THEN ${quoteName(name)} END` }),
    { kind: 'made', name, sqlType, sql: made },
  ]
}

/** The stored columns of a table, in the order in which rows are given to it. */
export function storedColumns(shape: Shape): readonly StoredColumn[] {
  return columnsOf(shape).filter(column => column.kind === 'stored')
}

/** SQL that makes an event table. `packs` says which long texts are packed with zstd; all when absent. */
export function createEventTable(
  alias: string,
  shape: Shape,
  packs: (longText: string) => boolean = () => true,
): string {
  const columns = columnsOf(shape).map(column => {
    const { name, sqlType } = column
    if (column.kind === 'made') return `${quoteName(name)} ${sqlType} GENERATED ALWAYS AS (${column.sql})`
    const must = column.isNeverNull ? ' NOT NULL' : ''
    const isPacked = column.longText !== null && packs(column.longText)
    return `${quoteName(name)} ${sqlType}${must}${isPacked ? ' USING COMPRESSION zstd' : ''}`
  })
  return `CREATE TABLE ${quoteName(alias)}.${quoteName(shape.table)} (${columns.join(', ')})`
}

/** Fields and own columns of long text. */
export function longTexts(shape: Shape): readonly string[] {
  return storedColumns(shape).flatMap(({ longText }) => longText ?? [])
}
