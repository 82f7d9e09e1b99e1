// The ends of a range, read: what they are decides how values compare (query-tree.ts, QueryRange).

import type { QueryRange, RangeEnd } from './query-tree.ts'
import { lowerText, readAddress, readNumber, readTimeSpan } from './value-reading.ts'

/** One end as a value to compare with; `orEqual` when it is inside. */
export interface Limit<T> {
  readonly value: T
  readonly orEqual: boolean
}

interface Limits<T> {
  readonly from: Limit<T> | null
  readonly to: Limit<T> | null
  /** True when the value is between the ends by that order. */
  readonly holds: (compare: (a: T, b: T) => number, value: T) => boolean
}

export type ReadRange =
  | ({ readonly kind: 'numbers' } & Limits<number>)
  | ({ readonly kind: 'addresses'; readonly version: 4 | 6 } & Limits<bigint>)
  /** Microseconds since 1970. */
  | ({ readonly kind: 'times' } & Limits<bigint>)
  /** In lower case. */
  | ({ readonly kind: 'texts' } & Limits<string>)

/** Reads the ends of a range; one of them at least is closed. */
export function readRange({ from, to }: QueryRange): ReadRange {
  const numbers = limitsOf(from, to, ({ value, inclusive }) => {
    const number = readNumber(value)
    return number === undefined ? undefined : { value: number, orEqual: inclusive }
  })
  if (numbers !== undefined) return { kind: 'numbers', ...numbers }
  const versions = new Set([from, to].flatMap(end => (end === null ? [] : [readAddress(end.value)?.version])))
  const [version] = versions
  if (versions.size === 1 && version !== undefined) {
    const limits = limitsOf(from, to, ({ value, inclusive }) => ({
      value: readAddress(value)!.value,
      orEqual: inclusive,
    }))
    return { kind: 'addresses', version, ...limits! }
  }
  const times = limitsOf(from, to, readTimeEnd)
  if (times !== undefined) return { kind: 'times', ...times }
  const texts = limitsOf(from, to, ({ value, inclusive }) => ({
    value: lowerText(value.normalize('NFC')),
    orEqual: inclusive,
  }))
  return { kind: 'texts', ...texts! }
}

/** A day or minute is inside as a whole or outside as a whole. */
function readTimeEnd({ value, inclusive }: RangeEnd, isFrom: boolean): Limit<bigint> | undefined {
  const span = readTimeSpan(value)
  if (span === undefined) return undefined
  if (isFrom) return { value: inclusive ? span.start : span.end, orEqual: true }
  return { value: inclusive ? span.end : span.start, orEqual: false }
}

/** Undefined when a closed end cannot be read so. */
function limitsOf<T>(
  from: RangeEnd | null,
  to: RangeEnd | null,
  read: (end: RangeEnd, isFrom: boolean) => Limit<T> | undefined,
): Limits<T> | undefined {
  const first = from === null ? null : read(from, true)
  const last = to === null ? null : read(to, false)
  if (first === undefined || last === undefined) return undefined
  return {
    from: first,
    to: last,
    holds: (compare, value) => {
      const below = first === null ? 1 : compare(value, first.value)
      const above = last === null ? -1 : compare(value, last.value)
      return (below > 0 || (below === 0 && first!.orEqual)) && (above < 0 || (above === 0 && last!.orEqual))
    },
  }
}
