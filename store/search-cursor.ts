// Where a page of a search ended: event time in microseconds and id of its last hit. The next page holds what
// is older than that, so events that arrive meanwhile neither repeat a hit nor push one out.

import { Permanent } from '#/kernel/errors.ts'

export interface SearchCursor {
  readonly micros: bigint
  readonly id: string
}

/** A cursor as text for `after`; the id may be empty: then all of that very microsecond is behind it. */
export function writeCursor({ micros, id }: SearchCursor): string {
  return `${micros}.${id}`
}

/** Throws Permanent (`request.malformed`) for a text that no search gave out. */
export function readCursor(text: string): SearchCursor {
  const [, micros, id] = /^(-?\d{1,19})\.([0-9a-f]{0,64})$/.exec(text) ?? []
  if (micros === undefined || id === undefined) {
    throw new Permanent(
      'request.malformed',
      `“${text.slice(0, 100)}” is not a place in a search: pass on “next” of the page before`,
    )
  }
  return { micros: BigInt(micros), id }
}
