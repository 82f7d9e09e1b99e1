// How SQL writes the lines of a table's rows (event-line.ts). The columns of an event in the order of their names are
// runs of text that DuckDB makes; what it cannot make stands between them, in gaps: fields without a column, values that
// did not fit theirs, and numbers that JavaScript writes otherwise.

import type { ColumnType } from '#/kernel/field-types.ts'
import { quoteName, quoteText } from './event-columns.ts'
import type { EventColumn } from './event-shapes.ts'
import { dateText } from './term-sql.ts'

/** The name of an event's id in its line. */
export const ID_FIELD = '_id'

export interface LinePlan {
  /** SQL of each run: every field that has a value, with a comma before it. There is one more than there are gaps. */
  readonly runs: readonly string[]
  /** Columns that are in no run: their values belong into the gaps. */
  readonly apart: readonly EventColumn[]
  /** The gap in which a field that is in no run stands; undefined when the runs have no gap there, or one has the field. */
  gapOf(field: string): number | undefined
}

/** Escapes of control characters have upper-case digits here and lower-case ones in JavaScript, and nothing else differs. */
const asJson = (sql: string): string => `to_json(${sql})::VARCHAR`

const JSON_SQL = {
  keyword: asJson,
  'keyword[]': asJson,
  text: asJson,
  long: sql => sql,
  double: asJson,
  boolean: sql => `${sql}::VARCHAR`,
  date: sql => `'"' || ${dateText(sql)} || '"'`,
  ip: asJson,
  'ip[]': asJson,
} as const satisfies Record<ColumnType, (sql: string) => string>

/** A plan for those columns that has a gap for each field of `apart`, which may be columns among them. */
export function planLine(columns: readonly EventColumn[], apart: ReadonlySet<string>): LinePlan {
  const inRuns = columns.filter(({ name }) => !apart.has(name))
  const types = new Map(inRuns.map(({ name, type }) => [name, type]))
  const names = [...types.keys(), ID_FIELD].sort()
  const placeOf = (field: string): number => {
    const at = names.findIndex(name => name >= field)
    return at < 0 ? names.length : at
  }
  const places = [...new Set([...apart].map(placeOf))].sort((a, b) => a - b)
  const ends = [...places, names.length]
  const gaps = new Map<string, number | undefined>()
  return {
    runs: ends.map((end, at) => runSql(names.slice(places[at - 1] ?? 0, end), types)),
    apart: columns.filter(({ name }) => apart.has(name)),
    gapOf(field) {
      if (gaps.has(field)) return gaps.get(field)
      const gap = names.includes(field) ? -1 : places.indexOf(placeOf(field))
      if (gaps.size > MOST_KNOWN) gaps.clear()
      gaps.set(field, gap < 0 ? undefined : gap)
      return gaps.get(field)
    },
  }
}

/** Fields whose gap is remembered. */
const MOST_KNOWN = 10_000

function runSql(names: readonly string[], types: ReadonlyMap<string, ColumnType>): string {
  const fields = names.map(name => {
    const key = quoteText(`,${JSON.stringify(name)}:`)
    const type = types.get(name)
    // NULL when the column has no value; concat passes that over.
    return `${key} || ${type === undefined ? asJson('id') : JSON_SQL[type](quoteName(name))}`
  })
  return fields.length === 0 ? `''` : `concat(${fields.join(', ')})`
}
