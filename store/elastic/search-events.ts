// A search over the event streams in the order of time: candidates page by page, each read again with `matchesQuery`,
// until enough are found or the time is over. The order of a field is search-by-field.ts.

import type { estypes } from '@elastic/elasticsearch'
import { LIMITS } from '#/kernel/limits.ts'
import { receivedMsOfEventId } from '#/kernel/ids.ts'
import type { SearchHit, SearchRequest, SearchResult } from '../event-store.ts'
import { escapeGlob } from '../glob.ts'
import { matchesQuery } from '../match-query.ts'
import { allOf, anyOf, type Query } from '../query-tree.ts'
import { firstPlace, readCursor, writeCursor, type SearchCursor } from '../search-cursor.ts'
import { NEWEST_FIRST, type SearchSort } from '../search-sort.ts'
import { candidatePages, openPoint, type SearchPlace } from './candidate-pages.ts'
import { microsOf } from './event-document.ts'
import { OWN } from './event-fields.ts'
import type { ElasticQuery } from './query-bounds.ts'

/** Runs a search to its end or to the end of its time; throws the signal's reason when that aborts. */
export async function searchEvents(
  place: SearchPlace,
  request: SearchRequest,
  signal: AbortSignal | undefined,
): Promise<Omit<SearchResult, 'tookMs'>> {
  const limit = Math.max(1, Math.min(Math.floor(request.limit), LIMITS.maxSearchRows))
  const query = inSystems(request.query, request.systems)
  const sort = request.sort ?? NEWEST_FIRST
  let after = request.after === undefined ? undefined : readCursor(request.after, sort)
  await using point = await openPoint(place, signal)
  const hits: SearchHit[] = []
  let last: SearchCursor | undefined
  const pages = candidatePages(point, {
    query,
    filter: inTime(request),
    sort: byTime(sort.descending),
    after: after === undefined ? undefined : timeValues(after),
    afterOf: hit => timeValues(placeOf(hit)),
    // One more than asked tells whether there is a next page.
    size: limit + 1,
  })
  for await (const page of pages) {
    if (page === 'time') return { ...pageOf(hits, after ?? firstPlace(sort), sort), complete: false }
    for (const hit of page) {
      const place = placeOf(hit)
      if (matchesQuery(hit.event, query)) {
        if (hits.length === limit) return { ...pageOf(hits, last, sort), complete: point.isWhole }
        hits.push(hit)
        last = place
      }
      after = place
    }
  }
  return { hits, next: null, complete: point.isWhole }
}

/** Only events of these systems. */
export function inSystems(query: Query, systems: readonly string[] | undefined): Query {
  if (systems === undefined) return query
  const ofSystem = (id: string): Query => ({
    kind: 'term',
    field: 'thapcanh.system.id',
    value: escapeGlob(id),
  })
  return allOf([query, anyOf(systems.map(ofSystem))])
}

/** The condition on event time, ms UTC, from inclusive, to exclusive. */
export function inTime({
  fromMs,
  toMs,
}: {
  readonly fromMs?: number
  readonly toMs?: number
}): ElasticQuery[] {
  const micros = (ms: number): string => String(BigInt(Math.ceil(ms)) * 1000n)
  if (fromMs === undefined && toMs === undefined) return []
  const ends: Record<string, string> = {}
  if (fromMs !== undefined) ends['gte'] = micros(fromMs)
  if (toMs !== undefined) ends['lt'] = micros(toMs)
  return [{ range: { [OWN.micros]: ends } }]
}

/** The order of time, as Elasticsearch is asked for it. */
export function byTime(descending: boolean): readonly estypes.SortOptions[] {
  const order = descending ? 'desc' : 'asc'
  return [{ [OWN.micros]: order }, { [OWN.id]: order }]
}

/** The values of that order. As texts: beyond 2^53 a number of JSON would be another one. */
export function timeValues({ micros, id }: SearchCursor): readonly estypes.FieldValue[] {
  return [String(micros), id]
}

/** Where the event stands in the order of time. */
export function placeOf(hit: SearchHit): SearchCursor {
  const micros = microsOf({ ...hit, ingestedMs: receivedMsOfEventId(hit.id) ?? 0 })
  return { key: null, micros, id: hit.id }
}

/** Hits that go on behind the place, or to the end of all when there is none. */
export function pageOf(
  hits: readonly SearchHit[],
  at: SearchCursor | undefined,
  sort: SearchSort,
): Pick<SearchResult, 'hits' | 'next'> {
  return { hits, next: at === undefined ? null : writeCursor(at, sort) }
}
