// Filters over the texts of a sealed file (gram-filter.ts), one for each stretch of rows of each table, kept in the file
// itself: what proves the file proves them. A search for a text that stands in few events reads only the stretches in
// which it may stand. Which rows are looked at changes nothing in what is found.

import {
  BIGINT,
  BLOB,
  blobValue,
  type DuckDBBlobValue,
  type DuckDBConnection,
  VARCHAR,
} from '@duckdb/node-api'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Query } from '../query-tree.ts'
import type { DayFile } from './day-file.ts'
import { quoteName, TEXT_FILTERS } from './event-columns.ts'
import type { Shape } from './event-shapes.ts'
import { createGramFilter, mayHoldGram } from './gram-filter.ts'
import { MESSAGE, ownColumn } from './said-columns.ts'
import type { SearchBudget } from './search-budget.ts'
import { foldSql } from './term-sql.ts'
import { textNeed } from './text-need.ts'

/** Rows of a stretch: half a row group of DuckDB. */
const STRETCH_ROWS = 61_440
/** Rows whose texts are read at once: few enough for other work to come in between. */
const BLOCK_ROWS = 2048
const LINE = 'event.original'

/** Writes the filters of a file whose tables are filled. Ends early when the budget does. */
export async function writeTextFilters(
  connection: DuckDBConnection,
  alias: string,
  shapes: Iterable<Shape>,
  budget: SearchBudget,
): Promise<void> {
  const filters = `${quoteName(alias)}.${TEXT_FILTERS}`
  await connection.run(
    `CREATE TABLE ${filters} (event_table VARCHAR, first_row BIGINT, end_row BIGINT, bits BLOB)`,
  )
  for (const shape of shapes) {
    const table = `${quoteName(alias)}.${quoteName(shape.table)}`
    const rows = await connection.runAndReadAll(`SELECT coalesce(max(rowid) + 1, 0)::BIGINT FROM ${table}`)
    const count = Number(rows.getRows()[0]![0])
    for (let first = 0; first < count && !budget.stopped; first += STRETCH_ROWS) {
      const end = Math.min(first + STRETCH_ROWS, count)
      const bits = await filterOf(connection, table, first, end)
      await connection.run(
        `INSERT INTO ${filters} VALUES ($1, $2, $3, $4)`,
        [shape.table, BigInt(first), BigInt(end), bits === null ? null : blobValue(bits)],
        [VARCHAR, BIGINT, BIGINT, BLOB],
      )
    }
  }
}

/** Null when a text of these rows stands where it is not looked for: then they may hold any. */
async function filterOf(
  connection: DuckDBConnection,
  table: string,
  first: number,
  end: number,
): Promise<Uint8Array | null> {
  // A message that is not the end of its line is its own.
  const text = `concat_ws(chr(10), ${quoteName(LINE)}, ${quoteName(ownColumn(MESSAGE))})`
  // RE2 and JavaScript take the long s for an s when case does not count.
  const folded = `replace(${foldSql(text)}, 'ſ', 's')`
  const isElsewhere = `coalesce(contains(misfit, '"${LINE}":') OR contains(misfit, '"${MESSAGE}":'), false)`
  const found = await connection.runAndReadAll(
    `SELECT encode(string_agg(${folded}, chr(10))), bool_or(${isElsewhere}) FROM ${table}
     WHERE rowid >= ${first} AND rowid < ${end} GROUP BY rowid // ${BLOCK_ROWS}`,
  )
  const filter = createGramFilter()
  for (const [texts, elsewhere] of found.getRows()) {
    if (elsewhere === true) return null
    filter.add((texts as DuckDBBlobValue).bytes)
    await nextTurn()
  }
  return filter.packed()
}

/** Which rows of the files of one search can be what it looks for. */
export interface RowRanges {
  /** SQL that is false for rows that cannot; `true` when nothing is known, `false` when none can. */
  condition(connection: DuckDBConnection, file: DayFile, shape: Shape): Promise<string>
}

/** Reads each file's filters at most once. */
export function createRowRanges(query: Query): RowRanges {
  const need = textNeed(query)
  const read = new Map<DayFile, ReadonlyMap<string, string>>()
  return {
    async condition(connection, file, { table }) {
      if (need === undefined || !file.hasTextFilters) return 'true'
      let conditions = read.get(file)
      if (conditions === undefined) {
        conditions = await readConditions(connection, file, bits => need(gram => mayHoldGram(bits, gram)))
        read.set(file, conditions)
      }
      return conditions.get(table) ?? 'true'
    },
  }
}

/** By table. */
async function readConditions(
  connection: DuckDBConnection,
  { alias }: DayFile,
  mayHold: (bits: Uint8Array) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const found = await connection.runAndReadAll(
    `SELECT event_table, first_row, end_row, bits FROM ${quoteName(alias)}.${TEXT_FILTERS} ORDER BY event_table, first_row`,
  )
  const stretches = found.getRows().map(([table, first, end, bits]) => ({
    table: String(table),
    first: Number(first),
    end: Number(end),
    isHit: bits === null || mayHold((bits as DuckDBBlobValue).bytes),
  }))
  const conditions = new Map<string, string>()
  for (const [table, ofTable] of Map.groupBy(stretches, each => each.table)) {
    const hits = ofTable.filter(({ isHit }) => isHit)
    const ranges = hits.map(({ first, end }) => `(rowid >= ${first} AND rowid < ${end})`)
    conditions.set(
      table,
      hits.length === ofTable.length ? 'true' : hits.length === 0 ? 'false' : `(${ranges.join(' OR ')})`,
    )
  }
  return conditions
}
