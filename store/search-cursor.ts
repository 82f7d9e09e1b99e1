// Where a page of a search ended: what its last hit is sorted by, its event time in microseconds and its id. The next
// page holds what comes after that, so events that arrive meanwhile neither repeat a hit nor push one out.
//
// As text: `micros.id` newest first, `o.micros.id` oldest first, `s.KEY.micros.id` by a field. KEY is field, direction
// and value as base64url of JSON, so that a place of another order is refused.

import { Permanent } from '#/kernel/errors.ts'
import {
  isByTime,
  isSortKey,
  NEWEST_FIRST,
  type Placed,
  type SearchSort,
  type SortKey,
} from './search-sort.ts'

/** `micros` and `id` of a place; the id may be empty: then it is before or after all of that very microsecond. */
export type SearchCursor = Placed

/** A cursor as text for `after`. */
export function writeCursor({ key, micros, id }: SearchCursor, sort = NEWEST_FIRST): string {
  if (!isByTime(sort.field)) {
    const json = JSON.stringify([sort.field, sort.descending, key])
    return `s.${Buffer.from(json).toString('base64url')}.${micros}.${id}`
  }
  return sort.descending ? `${micros}.${id}` : `o.${micros}.${id}`
}

/** Throws Permanent (`request.malformed`) for a text that no search in this order gave out. */
export function readCursor(text: string, sort = NEWEST_FIRST): SearchCursor {
  const [, order, packed, micros, id] =
    /^(?:(o|s\.([\w-]{1,3000}))\.)?(-?\d{1,19})\.([0-9a-f]{0,64})$/.exec(text) ?? []
  if (micros !== undefined && id !== undefined) {
    const wanted = isByTime(sort.field) ? (sort.descending ? undefined : 'o') : 's'
    const key = packed === undefined ? null : readKey(packed, sort)
    if (order?.slice(0, 1) === wanted && key !== undefined) return { key, micros: BigInt(micros), id }
  }
  throw new Permanent(
    'request.malformed',
    `“${text.slice(0, 100)}” is not a place in a search of this order: pass on “next” of the page before`,
  )
}

/** Before every event in the order of time. */
export function firstPlace({ descending }: SearchSort): SearchCursor {
  return { key: null, micros: descending ? LAST_MICROS : -LAST_MICROS, id: '' }
}

/** The last microsecond that a date can have. */
const LAST_MICROS = 8_640_000_000_000_000_000n

function readKey(packed: string, sort: SearchSort): SortKey | null | undefined {
  let read: unknown
  try {
    read = JSON.parse(Buffer.from(packed, 'base64url').toString())
  } catch {
    return undefined
  }
  if (!Array.isArray(read)) return undefined
  const [field, descending, key] = read as readonly unknown[]
  if (field !== sort.field || descending !== sort.descending) return undefined
  return key === null || isSortKey(sort.field, key) ? key : undefined
}
