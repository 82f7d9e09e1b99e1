// A search without Vietnamese marks: first what also matches with the marks as they were typed, in the order of time,
// then the others likewise. Two searches one after the other over any event store; a page may end in either. Sorted by
// a field they are one: who asks for the largest wants the largest of all.

import type { EventStore, SearchRequest, SearchResult } from './event-store.ts'
import { allOf, foldedQuery, noneOf, type Query } from './query-tree.ts'
import { firstPlace, readCursor, writeCursor } from './search-cursor.ts'
import { isByTime, NEWEST_FIRST } from './search-sort.ts'

const OTHERS = 'u'

/** What matches without marks and as it was typed. */
export function tonedPart(query: Query): Query {
  return hasNot(query) ? allOf([foldedQuery(query), query]) : query
}

/** What matches only without marks. */
export function untonedPart(query: Query): Query {
  return allOf([foldedQuery(query), noneOf(query)])
}

/** Without NOT, what matches with its marks matches without them too. */
function hasNot(query: Query): boolean {
  if (query.kind === 'and' || query.kind === 'or') return query.parts.some(hasNot)
  return query.kind === 'not'
}

/**
 * Like `EventStore.search`, and throws like it; `after` is a `next` of this function. An answer that is not
 * complete goes on, with its `next`, in the part where it stopped.
 */
export async function searchTonedFirst(
  store: Pick<EventStore, 'search'>,
  request: SearchRequest,
  signal?: AbortSignal,
): Promise<SearchResult> {
  const sort = request.sort ?? NEWEST_FIRST
  if (!isByTime(sort.field))
    return await store.search({ ...request, query: foldedQuery(request.query) }, signal)
  const place = readTonedPlace(request.after, sort)
  const ask = (query: Query, limit: number, after: string | undefined): Promise<SearchResult> => {
    const { after: _, ...rest } = request
    return store.search({ ...rest, query, limit, ...(after === undefined ? {} : { after }) }, signal)
  }
  if (place.inOthers) return inOthers(await ask(untonedPart(request.query), request.limit, place.after))
  const toned = await ask(tonedPart(request.query), request.limit, place.after)
  if (toned.next !== null || !toned.complete) return toned
  const left = request.limit - toned.hits.length
  if (left <= 0) return { ...toned, next: `${OTHERS}${writeCursor(firstPlace(sort), sort)}` }
  const others = inOthers(await ask(untonedPart(request.query), left, undefined))
  return { ...others, hits: [...toned.hits, ...others.hits], tookMs: toned.tookMs + others.tookMs }
}

function inOthers(result: SearchResult): SearchResult {
  return { ...result, next: result.next === null ? null : `${OTHERS}${result.next}` }
}

/** Where such a search goes on; throws Permanent (`request.malformed`) for a text that none in this order gave out. */
export function readTonedPlace(
  after: string | undefined,
  sort = NEWEST_FIRST,
): {
  readonly inOthers: boolean
  readonly after?: string
} {
  if (after === undefined) return { inOthers: false }
  const inOthers = isByTime(sort.field) && after.startsWith(OTHERS)
  const place = inOthers ? after.slice(OTHERS.length) : after
  readCursor(place, sort)
  return { inOthers, after: place }
}
