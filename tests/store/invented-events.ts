// Invented events for the tests of stores, and the slow search that the fast one is held against: one event after
// the other, no index, no SQL.

import type { Event } from '#/kernel/event.ts'
import { eventId } from '#/kernel/ids.ts'
import { readTime } from '#/store/embedded/event-time.ts'
import type { SearchHit, StoredEvent } from '#/store/event-store.ts'
import { matchesQuery } from '#/store/match-query.ts'
import { noneOf, type Query } from '#/store/query-tree.ts'
import { compareKeys, isByTime, NEWEST_FIRST, sortKeyOf } from '#/store/search-sort.ts'

export const DAY = Date.parse('2026-11-22T00:00:00Z')

/** An event received `sequence` seconds after `startMs`, its own time the same unless `event` says otherwise. */
export function stored(sequence: number, event: Event = {}, startMs = DAY): StoredEvent {
  const ingestedMs = startMs + sequence * 1000
  return {
    id: eventId(ingestedMs, sequence),
    ingestedMs,
    event: { '@timestamp': new Date(ingestedMs).toISOString(), message: `event ${sequence}`, ...event },
  }
}

/** A leaf as tests write it: a term without a field is text, `*` alone is that the field exists. */
export function term(field: string | null, value: string, negated = false): Query {
  const leaf: Query =
    field === null
      ? { kind: 'text', value }
      : /^\*+$/.test(value)
        ? { kind: 'exists', field }
        : { kind: 'term', field, value }
  return negated ? noneOf(leaf) : leaf
}

/** All that match, in the order of the sort: what a search without limit must answer. */
export function naiveSearch(
  events: readonly StoredEvent[],
  query: Query,
  fromMs = -Infinity,
  toMs = Infinity,
  sort = NEWEST_FIRST,
): SearchHit[] {
  const up = sort.descending ? -1 : 1
  const byTime = isByTime(sort.field)
  return events
    .map(event => ({
      ...event,
      at: timeOf(event),
      key: byTime ? undefined : sortKeyOf(event.event, sort),
    }))
    .filter(({ at, event }) => at >= fromMs && at < toMs && matchesQuery(event, query))
    .sort((a, b) => {
      if (byTime) return up * (a.at - b.at || (a.id < b.id ? -1 : 1))
      if (a.key !== undefined && b.key !== undefined && a.key !== b.key) return up * compareKeys(a.key, b.key)
      if ((a.key === undefined) !== (b.key === undefined)) return a.key === undefined ? 1 : -1
      return b.at - a.at || (a.id < b.id ? 1 : -1)
    })
    .map(({ id, event }) => ({ id, event }))
}

/** Event time in ms, fractions included; the time of receipt when the event has none. */
export function timeOf({ event, ingestedMs }: StoredEvent): number {
  const text = event['@timestamp']
  const micros = typeof text === 'string' ? readTime(text)?.micros : undefined
  return micros === undefined ? ingestedMs : Number(micros) / 1000
}
