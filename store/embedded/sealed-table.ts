// The tables of a sealed file: as those it is copied from, without what columns repeat of one another (said-columns.ts),
// the id as two numbers, and long text packed only where there is some (a column without a value that is told to be
// packed with zstd takes five bytes a row).

import type { ColumnType } from '#/kernel/field-types.ts'
import { OWN_COLUMNS, quoteName, sqlTypeOf } from './event-columns.ts'
import type { EventColumn, Shape } from './event-shapes.ts'
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
  type Saying,
} from './said-columns.ts'

/** One column: stored, with SQL of its value over the table that is copied, or made of others. */
type SealedColumn =
  | { readonly kind: 'stored'; readonly name: string; readonly type: string; readonly from: string }
  | { readonly kind: 'made'; readonly name: string; readonly type: string; readonly sql: string }

export interface SealedTable {
  /** SQL that makes the table of that shape in the database `alias`. */
  create(alias: string): string
  /** Names of the columns that are stored, and SQL of their values, in the same order. */
  readonly names: string
  readonly values: string
}

/** `filled` are the columns with a value in some row. */
export function sealedTable(shape: Shape, filled: ReadonlySet<string>): SealedTable {
  const columns = [
    ...ownColumns(shape, filled),
    ...shape.columns.flatMap(column => ofField(column, shape, filled)),
  ]
  const stored = columns.filter(column => column.kind === 'stored')
  const ddl = columns.map(column =>
    column.kind === 'stored'
      ? `${quoteName(column.name)} ${column.type}`
      : `${quoteName(column.name)} ${column.type} GENERATED ALWAYS AS (${column.sql})`,
  )
  return {
    create: alias => `CREATE TABLE ${quoteName(alias)}.${quoteName(shape.table)} (${ddl.join(', ')})`,
    names: stored.map(({ name }) => quoteName(name)).join(', '),
    values: stored.map(({ from }) => from).join(', '),
  }
}

/** The columns whose values are counted to know which are filled. */
export function packedColumns({ columns }: Shape): readonly string[] {
  return [...OWN_COLUMNS, ...columns.filter(({ type }) => type === 'text').map(({ name }) => name)]
}

/** SQL of the number of milliseconds, and of the place in the raw log, in the id of a row. */
const RECEIVED = `('0x' || left(id, 11))::BIGINT`
const SEQUENCE = `('0x' || right(id, 10))::BIGINT`

function ownColumns(_shape: Shape, filled: ReadonlySet<string>): SealedColumn[] {
  return [
    { kind: 'stored', name: ID_RECEIVED, type: 'BIGINT NOT NULL', from: RECEIVED },
    { kind: 'stored', name: ID_SEQUENCE, type: 'BIGINT NOT NULL', from: SEQUENCE },
    { kind: 'made', name: 'id', type: 'VARCHAR', sql: ID_SQL },
    { kind: 'stored', name: 'misfit', type: packed('misfit', filled), from: 'misfit' },
    { kind: 'stored', name: 'rest', type: packed('rest', filled), from: 'rest' },
  ]
}

function packed(name: string, filled: ReadonlySet<string>): string {
  return filled.has(name) ? 'VARCHAR USING COMPRESSION zstd' : 'VARCHAR'
}

function ofField(column: EventColumn, shape: Shape, filled: ReadonlySet<string>): SealedColumn[] {
  const { name, type } = column
  if (name === MESSAGE && hasAll(shape, ['event.original'])) return message(column, filled)
  const saying = SAYINGS.get(name)
  if (saying !== undefined && hasAll(shape, saying.needs)) return said(name, type, saying)
  const from = quoteName(name)
  if (type === 'text') return [{ kind: 'stored', name, type: packed(name, filled), from }]
  const must = name === '@timestamp' ? ' NOT NULL' : ''
  return [{ kind: 'stored', name, type: `${sqlTypeOf(type)}${must}`, from }]
}

/** A file of an earlier version has the message as a column of its own. */
function message({ own }: EventColumn, filled: ReadonlySet<string>): SealedColumn[] {
  const isEnd = `coalesce(ends_with("event.original", message), false)`
  const at = `CASE WHEN ${isEnd} THEN length("event.original") - length(message) + 1 END`
  const rest = `CASE WHEN NOT ${isEnd} THEN message END`
  const ownType = packed(own ?? MESSAGE, filled)
  return [
    {
      kind: 'stored',
      name: MESSAGE_AT,
      type: 'BIGINT',
      from: own === undefined ? at : quoteName(MESSAGE_AT),
    },
    {
      kind: 'stored',
      name: ownColumn(MESSAGE),
      type: ownType,
      from: own === undefined ? rest : quoteName(own),
    },
    { kind: 'made', name: MESSAGE, type: 'VARCHAR', sql: MESSAGE_SQL },
  ]
}

function said(name: string, type: ColumnType, { sql, needs }: Saying): SealedColumn[] {
  // What the id says is not yet in the numbers of the id.
  const inSource = needs.length > 0 ? sql : sql.replaceAll(quoteName(ID_RECEIVED), RECEIVED)
  const isSame = `(${quoteName(name)} IS NOT DISTINCT FROM (${inSource}))`
  const [own, same] = [ownColumn(name), sameColumn(name)]
  const sqlType = sqlTypeOf(type)
  return [
    { kind: 'stored', name: same, type: 'BOOLEAN NOT NULL', from: isSame },
    { kind: 'stored', name: own, type: sqlType, from: `CASE WHEN NOT ${isSame} THEN ${quoteName(name)} END` },
    {
      kind: 'made',
      name,
      type: sqlType,
      sql: `CASE WHEN ${quoteName(same)} THEN ${sql} ELSE ${quoteName(own)} END`,
    },
  ]
}

function hasAll({ columns }: Shape, names: readonly string[]): boolean {
  return names.every(name => columns.some(column => column.name === name))
}
