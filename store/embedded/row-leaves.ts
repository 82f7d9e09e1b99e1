// The leaves of a table's rows for its tree (day-tree.ts): the hash of each row's line, in the order of the rows. DuckDB
// writes the lines, all but what it cannot (line-plan.ts), since reading every value by itself costs several times as
// much. The line of a proof (eventLine) is made from the event, and both must be the same.

import type { DuckDBBlobVector, DuckDBConnection, DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api'
import type { Event } from '#/kernel/event.ts'
import { leafHashOfBytes } from '../merkle-tree.ts'
import { quoteName } from './event-columns.ts'
import type { EventColumn, Shape } from './event-shapes.ts'
import { ID_FIELD, planLine, type LinePlan } from './line-plan.ts'
import { applyMisfits, fieldValue } from './row-reader.ts'
import { unpackFields } from './value-fit.ts'

/** Fields that need a gap, by table; grows as rows have them, and may be kept from one file to the next. */
export type FieldsApart = Map<string, Set<string>>

const SAFE = BigInt(Number.MAX_SAFE_INTEGER)
/** Begin of year 1, and of year 10,000, in µs: the times that four digits of a year can say. */
const FIRST_TIME = BigInt(Date.parse('0001-01-01T00:00:00Z')) * 1000n
const END_TIME = BigInt(Date.UTC(10_000, 0, 1)) * 1000n

/** A chunk of rows after the other. Throws when rows do not lie in the order of their numbers. */
export async function* rowLeaves(
  connection: DuckDBConnection,
  alias: string,
  shape: Shape,
  apartByTable: FieldsApart,
): AsyncGenerator<readonly Uint8Array[]> {
  const table = `${quoteName(alias)}.${quoteName(shape.table)}`
  const { rows, columns, unsaid } = await filledColumns(connection, table, shape.columns)
  const apart = apartByTable.get(shape.table) ?? new Set()
  apartByTable.set(shape.table, apart)
  for (const name of unsaid) apart.add(name)
  let next = 0
  for (let isWhole = false; !isWhole;) {
    const lines = new LineWriter(planLine(columns, apart))
    const result = await connection.stream(linesSql(table, lines.plan, next))
    for (;;) {
      const chunk = await result.fetchChunk()
      isWhole = chunk === null || chunk.rowCount === 0
      if (isWhole) break
      const leaves: Uint8Array[] = []
      const missing = addLeaves(chunk!, lines, next, leaves)
      next += leaves.length
      yield leaves
      if (missing === undefined) continue
      // The row has a field that the plan has no gap for: on from it with one that has.
      for (const name of missing) apart.add(name)
      break
    }
  }
  if (next !== rows) throw new Error(`${next} of ${rows} rows came from ${table}`)
}

/**
 * A row's place, the values of the columns apart, and one text: what has no column, what did not fit its column, and the
 * runs, parted by a character that stands in no JSON.
 */
function linesSql(table: string, { apart, runs }: LinePlan, first: number): string {
  const parts = ['rest', 'misfit', ...runs].join(`, chr(${SEPARATOR}), `)
  const values = apart.map(({ name }) => `, ${quoteName(name)}`).join('')
  return `SELECT rowid, encode(concat(${parts}))${values} FROM ${table} WHERE rowid >= ${first}`
}

interface Filled {
  readonly rows: number
  /** Columns that have a value in some row. */
  readonly columns: readonly EventColumn[]
  /** Those with values that SQL does not write as JavaScript does. */
  readonly unsaid: readonly string[]
}

async function filledColumns(
  connection: DuckDBConnection,
  table: string,
  columns: readonly EventColumn[],
): Promise<Filled> {
  const figures = columns.map(({ name, type }) => {
    const sql = quoteName(name)
    const number = type === 'long' ? sql : type === 'date' ? `epoch_us(${sql})` : undefined
    return `count(${sql}), ${number === undefined ? 'NULL, NULL' : `min(${number}), max(${number})`}`
  })
  const found = await connection.runAndReadAll(
    `SELECT count(*), ${figures.join(', ')}, coalesce(max(rowid) + 1, 0) FROM ${table}`,
  )
  const [rows, ...rest] = found.getRows()[0]! as (bigint | null)[]
  if (rest.pop() !== rows) throw new Error(`rows of ${table} do not lie one after the other`)
  const filled = columns.flatMap((column, at) => {
    const [count, least, most] = rest.slice(3 * at, 3 * at + 3)
    return count === 0n ? [] : [{ column, isSaid: isSaid(column, least!, most!) }]
  })
  return {
    rows: Number(rows),
    columns: filled.map(({ column }) => column),
    unsaid: filled.filter(each => !each.isSaid).map(({ column }) => column.name),
  }
}

function isSaid({ type }: EventColumn, least: bigint, most: bigint): boolean {
  if (type === 'long') return least >= -SAFE && most <= SAFE
  if (type === 'date') return least >= FIRST_TIME && most < END_TIME
  return type !== 'double'
}

/** Answers the fields of the first row that the plan has no gap for. */
function addLeaves(
  chunk: DuckDBDataChunk,
  lines: LineWriter,
  first: number,
  leaves: Uint8Array[],
): readonly string[] | undefined {
  const [places, texts, ...apart] = Array.from({ length: chunk.columnCount }, (_, at) =>
    chunk.getColumnVector(at),
  )
  for (let row = 0; row < chunk.rowCount; row++) {
    if (Number(places!.getItem(row)) !== first + row)
      throw new Error(`row ${first + row} is not in its place`)
    const text = (texts as DuckDBBlobVector).getItemBytes(row)!
    const made = lines.leaf(
      text,
      apart.map(vector => vector.getItem(row)),
    )
    if (made.leaf === undefined) return made.missing
    leaves.push(made.leaf)
  }
  return undefined
}

/** The texts of a line's gaps, each field with a comma before it; or fields that the plan has no gap for. */
type Gaps =
  | { readonly texts: readonly (Uint8Array | undefined)[] }
  | { readonly texts: undefined; readonly missing: readonly string[] }

/** Texts of what has no column that are remembered: many rows have the same. */
const MOST_REMEMBERED = 4096
const NO_GAPS: Gaps = { texts: [] }
const [ZERO, SEPARATOR, COMMA, BRACE, CLOSING] = [0, 0x1e, 0x2c, 0x7b, 0x7d]

type Leaf = { readonly leaf: Uint8Array } | { readonly leaf: undefined; readonly missing: readonly string[] }

/** Puts runs and gaps together. */
class LineWriter {
  readonly plan: LinePlan
  private readonly remembered = new Map<string, Gaps>()
  /** 0x00, as a leaf begins, and the line. */
  private line = Buffer.alloc(1 << 16)

  constructor(plan: LinePlan) {
    this.plan = plan
  }

  /** The leaf of a row: its text (see linesSql) and the values of its columns apart. */
  leaf(bytes: Uint8Array, values: readonly DuckDBValue[]): Leaf {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const restEnd = text.indexOf(SEPARATOR)
    const misfitEnd = text.indexOf(SEPARATOR, restEnd + 1)
    const gaps = this.gapsOf(text.subarray(0, restEnd), text.subarray(restEnd + 1, misfitEnd), values)
    if (gaps.texts === undefined) return { leaf: undefined, missing: gaps.missing }
    let [from, length] = [misfitEnd + 1, 1]
    for (let run = 0; run < this.plan.runs.length; run++) {
      const found = text.indexOf(SEPARATOR, from)
      const end = found < 0 ? text.length : found
      length = this.put(text.subarray(from, end), length)
      const gap = gaps.texts[run]
      if (gap !== undefined) length = this.put(gap, length)
      from = end + 1
    }
    if (this.line[1] !== COMMA) throw new Error('a line has no field')
    const line = this.line.subarray(0, length + 1)
    line[0] = ZERO
    line[1] = BRACE
    line[length] = CLOSING
    lowerEscapes(line)
    return { leaf: leafHashOfBytes(line) }
  }

  private gapsOf(rest: Buffer, misfit: Buffer, values: readonly DuckDBValue[]): Gaps {
    const isRestOnly = misfit.length === 0 && values.every(value => value === null)
    if (!isRestOnly) return this.makeGaps(rest, misfit, values)
    if (rest.length === 0) return NO_GAPS
    // Each character a byte, which is the quickest to make.
    const key = rest.toString('latin1')
    const known = this.remembered.get(key)
    if (known !== undefined) return known
    const made = this.makeGaps(rest, misfit, values)
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear()
    this.remembered.set(key, made)
    return made
  }

  /** As rows become events (row-reader.ts): what has no column, over it the columns, over these what did not fit. */
  private makeGaps(rest: Buffer, misfit: Buffer, values: readonly DuckDBValue[]): Gaps {
    const fields = (rest.length === 0 ? {} : unpackFields(rest.toString())) as Event
    values.forEach((value, at) => {
      if (value !== null) fields[this.plan.apart[at]!.name] = fieldValue(value)
    })
    const names = new Set(Object.keys(fields))
    if (misfit.length > 0) for (const name of applyMisfits(fields, misfit.toString())) names.add(name)
    const missing = [...names].filter(name => name !== ID_FIELD && this.plan.gapOf(name) === undefined)
    if (missing.length > 0) return { texts: undefined, missing }
    const texts: string[] = []
    for (const name of Object.keys(fields).sort()) {
      if (name === ID_FIELD) continue
      const gap = this.plan.gapOf(name)!
      texts[gap] = `${texts[gap] ?? ''},${JSON.stringify(name)}:${JSON.stringify(fields[name])}`
    }
    return { texts: Array.from(texts, text => (text === undefined ? undefined : Buffer.from(text))) }
  }

  /** Answers where the next goes; there is room for one byte more. */
  private put(part: Uint8Array, at: number): number {
    const end = at + part.length
    if (end >= this.line.length) {
      const larger = Buffer.alloc(2 * (end + 1))
      larger.set(this.line.subarray(0, at))
      this.line = larger
    }
    this.line.set(part, at)
    return end
  }
}

const BACKSLASH = 0x5c
const [A, F, TO_LOWER] = [0x41, 0x46, 0x20]

/** Makes the digits of control characters' escapes, such as `\u001B`, those that JavaScript writes. */
function lowerEscapes(line: Buffer): void {
  for (let at = line.indexOf('\\u00', 0, 'latin1'); at >= 0; at = line.indexOf('\\u00', at + 4, 'latin1')) {
    let before = at
    while (line[before - 1] === BACKSLASH) before--
    // After a backslash that is itself escaped come letters.
    if ((at - before) % 2 === 1) continue
    for (const place of [at + 4, at + 5]) {
      const digit = line[place]!
      if (digit >= A && digit <= F) line[place] = digit | TO_LOWER
    }
  }
}
