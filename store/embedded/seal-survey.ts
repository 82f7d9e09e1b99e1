// What of a day file goes into which sealed file: for each level its tables, which of their columns have values there, and
// the pieces in which their rows are copied. A piece is a stretch of time with about so many rows, so that sorting it
// takes bounded memory, whether a day has a thousand events or a thousand million.

import type { DuckDBConnection } from '@duckdb/node-api'
import { DAY_MS, type DayFile } from './day-file.ts'
import { quoteName } from './event-columns.ts'
import type { Shape } from './event-shapes.ts'
import { storedColumns, type StoredColumn } from './event-table.ts'

/** Where a row goes. */
const LEVEL = 'thapcanh.system.level'
/** Rows of a piece: half a row group of DuckDB. */
const PIECE_ROWS = 61_440
/** Pieces are whole units of time. */
const UNIT_MS = 10_000
/** The day, the one before and the one after; all other times are one piece. */
const NEAR_MS = 3 * DAY_MS

/** The rows of one table that are of one level. */
export interface LevelTable {
  readonly shape: Shape
  readonly rows: number
  /** Those of its stored columns that have a value in some row. */
  readonly columns: readonly StoredColumn[]
  readonly pieces: readonly Piece[]
}

export interface Piece {
  readonly rows: number
  /** SQL that is true for its rows. */
  readonly condition: string
}

/** By level, the lowest first. */
export async function surveyLevels(
  connection: DuckDBConnection,
  source: DayFile,
): Promise<ReadonlyMap<number, readonly LevelTable[]>> {
  const tables: (LevelTable & { readonly level: number })[] = []
  for (const shape of source.shapes) {
    const table = `${quoteName(source.alias)}.${quoteName(shape.table)}`
    const columns = storedColumns(shape)
    const pieces = await piecesByLevel(connection, table, shape, source.dayMs)
    const found = await connection.runAndReadAll(
      `SELECT ${levelOf(shape)} AS level, count(*)::BIGINT, ${columns.map(({ from }) => `count(${from})`).join(', ')}
       FROM ${table} GROUP BY level`,
    )
    for (const [level, rows, ...counts] of found.getRows()) {
      tables.push({
        shape,
        level: Number(level),
        rows: Number(rows),
        columns: columns.filter((_, at) => Number(counts[at]) > 0),
        pieces: pieces.get(Number(level))!,
      })
    }
  }
  return Map.groupBy(
    tables.sort((a, b) => a.level - b.level),
    ({ level }) => level,
  )
}

async function piecesByLevel(
  connection: DuckDBConnection,
  table: string,
  shape: Shape,
  dayMs: number,
): Promise<ReadonlyMap<number, readonly Piece[]>> {
  const fromMs = dayMs - DAY_MS
  const near = within(fromMs, fromMs + NEAR_MS)
  const found = await connection.runAndReadAll(
    `SELECT ${levelOf(shape)} AS level, CASE WHEN ${near} THEN (epoch_ms("@timestamp") - ${fromMs}) // ${UNIT_MS} END AS unit,
       count(*)::BIGINT
     FROM ${table} GROUP BY ALL ORDER BY level, unit`,
  )
  const units = found.getRows().map(([level, unit, rows]) => ({
    level: Number(level),
    unit: unit === null ? null : Number(unit),
    rows: Number(rows),
  }))
  const pieces = new Map<number, Piece[]>()
  for (const [level, ofLevel] of Map.groupBy(units, each => each.level)) {
    const isLevel = `${levelOf(shape)} = ${level}`
    const ofDay = ofLevel.filter(({ unit }) => unit !== null) as { unit: number; rows: number }[]
    const stray = ofLevel.filter(({ unit }) => unit === null)
    pieces.set(level, [
      ...stretches(ofDay).map(({ first, last, rows }) => ({
        rows,
        condition: `${isLevel} AND ${within(fromMs + first * UNIT_MS, fromMs + (last + 1) * UNIT_MS)}`,
      })),
      ...stray.map(({ rows }) => ({ rows, condition: `${isLevel} AND NOT (${near})` })),
    ])
  }
  return pieces
}

/** Units of time one after the other, some of which have no rows. */
export interface Stretch {
  readonly first: number
  readonly last: number
  readonly rows: number
}

/** Units, which come in their order, as stretches with no more rows than `most`, or of one unit. */
export function stretches(
  units: readonly { readonly unit: number; readonly rows: number }[],
  most = PIECE_ROWS,
): readonly Stretch[] {
  const all: Stretch[] = []
  for (const { unit, rows } of units) {
    const open = all.at(-1)
    if (open === undefined || open.rows + rows > most) all.push({ first: unit, last: unit, rows })
    else all[all.length - 1] = { first: open.first, last: unit, rows: open.rows + rows }
  }
  return all
}

function within(fromMs: number, toMs: number): string {
  return `("@timestamp" >= ${sqlTime(fromMs)} AND "@timestamp" < ${sqlTime(toMs)})`
}

function sqlTime(ms: number): string {
  return `make_timestamp(${BigInt(ms) * 1000n}::BIGINT)`
}

/** SQL for the level of a row's system. A file of an earlier version may lack it. */
function levelOf({ columns }: Shape): string {
  if (!columns.some(({ name, type }) => name === LEVEL && type === 'long')) return '0'
  return `(CASE WHEN ${quoteName(LEVEL)} BETWEEN 1 AND 5 THEN ${quoteName(LEVEL)} ELSE 0 END)`
}
