// How SQL names and stores the tables of a day file, and what tables a file that exists has.
//
// A file keeps the tables it was made with. A later version of Thápcanh with other columns still reads it
// (a field is looked for in a column when that file has one, else in the rest) and writes to a new part.
// Columns whose name has a blank are none of a field: others are made of them (event-table.ts).

import { COLUMNS, type ColumnType } from '#/kernel/field-types.ts'
import { SHAPES, type EventColumn, type Shape } from './event-shapes.ts'
import { ID_RECEIVED, ownColumn } from './said-columns.ts'

/** The table of a sealed file with the filters over its texts (text-filters.ts). */
export const TEXT_FILTERS = 'text_filter'

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
      current.idParts === found.idParts &&
      current.columns.every(({ name, type, own }, i) => {
        const column = found.columns[i]!
        return name === column.name && type === column.type && own === column.own
      })
    )
  })
}
