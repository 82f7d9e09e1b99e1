// How SQL names and stores the tables of a day file, and what tables a file that exists has.
//
// A file keeps the tables it was made with. A later version of Thápcanh with other columns still reads it
// (a field is looked for in a column when that file has one, else in the rest) and writes to a new part.
//   id      sorts by time of receipt                misfit  JSON of column fields whose value did not fit
//   rest    JSON of the fields without a column      …      one column for each field of the shape

import { COLUMNS, type ColumnType } from '#/kernel/field-types.ts'
import { SHAPES, type EventColumn, type Shape } from './event-shapes.ts'

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

/** SQL that makes an event table; one is made when the first event of its shape comes. */
export function createEventTable(alias: string, { table, columns }: Shape): string {
  const own = OWN_COLUMNS.map(
    name => `${name} VARCHAR${name === 'id' ? ' NOT NULL' : ''} USING COMPRESSION zstd`,
  )
  const fields = columns.map(({ name, type }) => {
    const compression = type === 'text' ? ' USING COMPRESSION zstd' : ''
    return `${quoteName(name)} ${SQL_TYPES[type]}${name === '@timestamp' ? ' NOT NULL' : ''}${compression}`
  })
  return `CREATE TABLE ${quoteName(alias)}.${quoteName(table)} (${[...own, ...fields].join(', ')})`
}

/** A column as DuckDB's catalogue names it. */
export interface FoundColumn {
  readonly table: string
  readonly name: string
  readonly sqlType: string
}

/** The event tables of a file, from its catalogue in table and column order. */
export function shapesFrom(found: readonly FoundColumn[]): readonly Shape[] {
  const tables = new Map<string, EventColumn[]>()
  for (const { table, name, sqlType } of found) {
    if (!table.startsWith('event_')) continue
    const columns = tables.get(table) ?? []
    tables.set(table, columns)
    if (!(OWN_COLUMNS as readonly string[]).includes(name))
      columns.push({ name, type: typeFrom(name, sqlType) })
  }
  return [...tables].map(([table, columns]) => ({ table, columns }))
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
      current.columns.every(
        ({ name, type }, i) => name === found.columns[i]!.name && type === found.columns[i]!.type,
      )
    )
  })
}
