// How SQL names and stores the tables of a day file, and what tables a file that exists has.
//
// A file keeps the tables it was made with. A later version of Thápcanh with other columns still reads it
// (a field is looked for in a column when that file has one, else in the rest) and writes to a new part.
//   id      sorts by time of receipt                misfit  JSON of column fields whose value did not fit
//   rest    JSON of the fields without a column      …      one column for each field of the shape
// Columns whose name has a blank are none of a field: they hold what other columns are made of (said-columns.ts).

import { COLUMNS, type ColumnType } from '#/kernel/field-types.ts'
import { SHAPES, type EventColumn, type Shape } from './event-shapes.ts'
import { ID_RECEIVED, MESSAGE, MESSAGE_AT, MESSAGE_SQL, ownColumn } from './said-columns.ts'

/** Columns of every event table, before those of its shape. */
export const OWN_COLUMNS = ['id', 'misfit', 'rest'] as const

const SQL_TYPES = {
  keyword: 'VARCHAR',
  'keyword[]': 'VARCHAR[]',
  text: 'VARCHAR',
  long: 'BIGINT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'TIMESTAMP',
  ip: 'VARCHAR',
  'ip[]': 'VARCHAR[]',
} as const satisfies Record<ColumnType, string>

export type SqlType = (typeof SQL_TYPES)[ColumnType]

/** What a column is taken for when the file was made by a version that had another type for the field. */
const GENERIC = {
  VARCHAR: 'keyword',
  'VARCHAR[]': 'keyword[]',
  BIGINT: 'long',
  DOUBLE: 'double',
  BOOLEAN: 'boolean',
  TIMESTAMP: 'date',
} as const satisfies Record<SqlType, ColumnType>

export function sqlTypeOf(type: ColumnType): SqlType {
  return SQL_TYPES[type]
}

/** A name as an SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as an SQL string literal, for the statements that take no parameters (ATTACH). */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** SQL that makes the table of how far and with which times events are stored. */
export function createProgressTable(alias: string): string {
  // One row a batch and bucket of event time (see time-buckets.ts); the highest position is how far the
  // raw log is stored, the sum of events how many there are.
  return `CREATE TABLE IF NOT EXISTS ${quoteName(alias)}.progress (position BIGINT NOT NULL, bucket BIGINT NOT NULL, events BIGINT NOT NULL)`
}

/** A column that is stored, of a table that is written to. */
export interface StoredColumn {
  readonly name: string
  readonly sqlType: SqlType
}

/** The stored columns of such a table, in the order in which rows are given to it. */
export function storedColumns({ columns }: Shape): readonly StoredColumn[] {
  const own = OWN_COLUMNS.map((name): StoredColumn => ({ name, sqlType: 'VARCHAR' }))
  const ofFields = columns.flatMap(({ name, type }): StoredColumn[] =>
    name === MESSAGE
      ? [
          { name: MESSAGE_AT, sqlType: 'BIGINT' },
          { name: ownColumn(MESSAGE), sqlType: 'VARCHAR' },
        ]
      : [{ name, sqlType: SQL_TYPES[type] }],
  )
  return [...own, ...ofFields]
}

/** SQL that makes an event table; one is made when the first event of its shape comes. */
export function createEventTable(alias: string, shape: Shape): string {
  const texts = new Set(shape.columns.filter(({ type }) => type === 'text').map(({ name }) => name))
  const isLong = (name: string): boolean =>
    (OWN_COLUMNS as readonly string[]).includes(name) || texts.has(name) || name === ownColumn(MESSAGE)
  const columns = storedColumns(shape).flatMap(({ name, sqlType }) => {
    const must = name === 'id' || name === '@timestamp' ? ' NOT NULL' : ''
    const column = `${quoteName(name)} ${sqlType}${must}${isLong(name) ? ' USING COMPRESSION zstd' : ''}`
    return name === ownColumn(MESSAGE)
      ? [column, `${MESSAGE} VARCHAR GENERATED ALWAYS AS (${MESSAGE_SQL})`]
      : [column]
  })
  return `CREATE TABLE ${quoteName(alias)}.${quoteName(shape.table)} (${columns.join(', ')})`
}

/** A column as DuckDB's catalogue names it. */
export interface FoundColumn {
  readonly table: string
  readonly name: string
  readonly sqlType: string
}

/** The event tables of a file, from its catalogue in table and column order. */
export function shapesFrom(found: readonly FoundColumn[]): readonly Shape[] {
  const tables = Map.groupBy(
    found.filter(({ table }) => table.startsWith('event_')),
    ({ table }) => table,
  )
  return [...tables].map(([table, ofTable]): Shape => {
    const names = new Set(ofTable.map(({ name }) => name))
    const columns = ofTable
      .filter(({ name }) => !(OWN_COLUMNS as readonly string[]).includes(name) && !name.includes(' '))
      .map(({ name, sqlType }): EventColumn => {
        const column = { name, type: typeFrom(name, sqlType) }
        return names.has(ownColumn(name)) ? { ...column, own: ownColumn(name) } : column
      })
    return names.has(ID_RECEIVED) ? { table, columns, idParts: true } : { table, columns }
  })
}

function typeFrom(name: string, sqlType: string): ColumnType {
  const known = COLUMNS.get(name)
  if (known !== undefined && SQL_TYPES[known] === sqlType) return known
  const generic = (GENERIC as Readonly<Record<string, ColumnType>>)[sqlType]
  if (generic === undefined) throw new Error(`column ${name} has the unknown type ${sqlType}`)
  return generic
}

/** True when events can be appended to a file with these tables as they are; it need not have all. */
export function areCurrent(shapes: readonly Shape[]): boolean {
  return shapes.every(found => {
    const current = SHAPES.find(({ table }) => table === found.table)
    return (
      current?.columns.length === found.columns.length &&
      current.columns.every(({ name, type, own }, i) => {
        const column = found.columns[i]!
        return name === column.name && type === column.type && own === column.own
      })
    )
  })
}
