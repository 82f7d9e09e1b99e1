// What a search is sorted by: event time, or a field of which an event has one plain value. What orders events by a
// field is defined here, event by event; every store must give the order of `sortKeyOf` and `comparePlaced`.
//
//   number    numbers by size
//   text      texts by code points (capitals before small letters), the first LIMITS.maxSortChars characters of them
//   address   addresses by number, IPv4 as ::ffff:0:0/96
//   date      times by the millisecond
//
// A value of another kind does not count. Of several values the smallest counts when it goes up, the largest when it
// goes down. Events without a value come last in either direction; what ties is newest first, by event time, then id.

import { type Event, type Scalar, valuesOf } from '#/kernel/event.ts'
import { COLUMNS, type ColumnType } from '#/kernel/field-types.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { readTime } from './embedded/event-time.ts'
import { fitsText } from './embedded/value-fit.ts'
import { compareText, readAddress } from './value-reading.ts'

export interface SearchSort {
  /** `@timestamp` is event time, and the time of receipt for events without one. */
  readonly field: string
  readonly descending: boolean
}

export const NEWEST_FIRST: SearchSort = { field: '@timestamp', descending: true }

export type SortKind = 'number' | 'text' | 'address' | 'date'
/** Numbers and milliseconds as they are, addresses as 32 hex digits. */
export type SortKey = number | string

const KINDS: Readonly<Partial<Record<ColumnType, SortKind>>> = {
  long: 'number',
  double: 'number',
  keyword: 'text',
  ip: 'address',
  date: 'date',
}

/**
 * What the values of a field are ordered as; undefined when nothing can be sorted by it: running text, lists, and
 * fields without a column, whose values are of any kind. Not of `@timestamp`, which is the order of time.
 */
export function sortKindOf(field: string): SortKind | undefined {
  const type = COLUMNS.get(field)
  return type === undefined || isByTime(field) ? undefined : KINDS[type]
}

/** True when events can be sorted by it, or are in the order of time. */
export function isSortable(field: string): boolean {
  return isByTime(field) || sortKindOf(field) !== undefined
}

/** True for the order of event time. */
export function isByTime(field: string): boolean {
  return field === NEWEST_FIRST.field
}

/** `newest`, `oldest`, `source.bytes:desc`, `host.name:asc`; undefined when nothing can be sorted so. */
export function parseSearchSort(text: string): SearchSort | undefined {
  if (text === 'newest' || text === 'oldest') return { ...NEWEST_FIRST, descending: text === 'newest' }
  const [, field, direction] = /^(.+):(asc|desc)$/.exec(text) ?? []
  return field === undefined || !isSortable(field) ? undefined : { field, descending: direction === 'desc' }
}

/** The text that `parseSearchSort` reads so. */
export function writeSearchSort({ field, descending }: SearchSort): string {
  if (isByTime(field)) return descending ? 'newest' : 'oldest'
  return `${field}:${descending ? 'desc' : 'asc'}`
}

/** What an event is ordered by; undefined when it has no such value. */
export function sortKeyOf(event: Event, { field, descending }: SearchSort): SortKey | undefined {
  const kind = sortKindOf(field)
  if (kind === undefined) throw new Error(`${field} cannot be sorted by`)
  return valuesOf(event, field)
    .flatMap(value => READ[kind](value) ?? [])
    .reduce<SortKey | undefined>(
      (best, key) => (best === undefined || compareKeys(key, best) < 0 === !descending ? key : best),
      undefined,
    )
}

const READ = {
  number: value => (typeof value === 'number' && Number.isFinite(value) ? value : undefined),
  text: value => (fitsText(value) ? Array.from(value).slice(0, LIMITS.maxSortChars).join('') : undefined),
  address: value => {
    const address = readAddress(String(value))
    if (address === undefined) return undefined
    const number = address.version === 4 ? (0xffffn << 32n) | address.value : address.value
    return number.toString(16).padStart(32, '0')
  },
  date: value => {
    const micros = typeof value === 'string' ? readTime(value)?.micros : undefined
    return micros === undefined ? undefined : Math.floor(Number(micros) / 1000)
  },
} as const satisfies Record<SortKind, (value: Scalar) => SortKey | undefined>

/** True when some event could be ordered by this in the field. */
export function isSortKey(field: string, key: unknown): key is SortKey {
  const kind = sortKindOf(field)
  if (kind === 'number' || kind === 'date') return typeof key === 'number' && Number.isFinite(key)
  if (typeof key !== 'string') return false
  return kind === 'address' ? /^[0-9a-f]{32}$/.test(key) : READ.text(key) === key
}

/** Keys of one field: negative when `a` is the smaller. */
export function compareKeys(a: SortKey, b: SortKey): number {
  return typeof a === 'number' ? a - (b as number) : compareText(a, b as string)
}

/** An event with what decides its place; `key` is null without a value, and in the order of time. */
export interface Placed {
  readonly key: SortKey | null
  /** Event time in microseconds. */
  readonly micros: bigint
  readonly id: string
}

/** Negative when `a` stands before `b` in the order of the sort. */
export function comparePlaced({ field, descending }: SearchSort): (a: Placed, b: Placed) => number {
  const byTime = isByTime(field)
  const newest = byTime && !descending ? -1 : 1
  return (a, b) => {
    if (!byTime && a.key !== b.key) {
      if (a.key === null || b.key === null) return a.key === null ? 1 : -1
      const compared = compareKeys(a.key, b.key)
      if (compared !== 0) return descending ? -compared : compared
    }
    if (a.micros !== b.micros) return a.micros > b.micros ? -newest : newest
    return a.id === b.id ? 0 : a.id > b.id ? -newest : newest
  }
}
