// A search over the event streams: candidates newest first from a point in time, page by page with search_after, each
// read again with `matchesQuery`, until enough are found or the time is over.

import type { Client, estypes } from '@elastic/elasticsearch'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { receivedMsOfEventId } from '#/kernel/ids.ts'
import type { SearchHit, SearchRequest, SearchResult } from '../event-store.ts'
import { escapeGlob } from '../glob.ts'
import { matchesQuery } from '../match-query.ts'
import { allOf, anyOf, type Query } from '../query-tree.ts'
import { readCursor, writeCursor, type SearchCursor } from '../search-cursor.ts'
import { statusOf, textOf } from './elastic-failure.ts'
import { type EventDocument, hitOf, microsOf } from './event-document.ts'
import { OWN } from './event-fields.ts'
import { boundsOf, type ElasticQuery } from './query-bounds.ts'

/** How long the point in time is kept between two pages of candidates. */
const KEEP_ALIVE = '2m'

export interface SearchPlace {
  readonly client: Client
  /** Name or pattern of the streams. */
  readonly index: string
  readonly maxSearchMs: number
  readonly report: ReportProblem
}

/** Runs a search to its end or to the end of its time; throws the signal's reason when that aborts. */
export async function searchEvents(
  place: SearchPlace,
  request: SearchRequest,
  signal: AbortSignal | undefined,
): Promise<Omit<SearchResult, 'tookMs'>> {
  const limit = Math.max(1, Math.min(Math.floor(request.limit), LIMITS.maxSearchRows))
  const query = inSystems(request.query, request.systems)
  const deadline = performance.now() + place.maxSearchMs
  const pit = await openPoint(place, signal)
  const hits: SearchHit[] = []
  let after = request.after === undefined ? undefined : readCursor(request.after)
  let last: SearchCursor | undefined
  let coarse = false
  let whole = true
  try {
    // One more than asked tells whether there is a next page.
    for (let size = limit + 1; ; size = Math.min(size * 2, LIMITS.maxSearchRows + 1)) {
      const leftMs = deadline - performance.now()
      if (leftMs <= 0) return stoppedAt(hits, after)
      let page: estypes.SearchResponse<EventDocument>
      try {
        page = await askPage(
          place,
          pit,
          boundsOf(query, coarse).over,
          { request, after, size, leftMs },
          signal,
        )
      } catch (error) {
        signal?.throwIfAborted()
        if (performance.now() >= deadline) return stoppedAt(hits, after)
        if (coarse || statusOf(error) !== 400) throw error
        // A regular expression that Lucene finds too costly: such events are read instead.
        coarse = true
        continue
      }
      if (page.timed_out) return stoppedAt(hits, after)
      whole &&= allShards(page, place)
      for (const { _source } of page.hits.hits) {
        const hit = hitOf(_source!)
        const cursor = cursorOf(hit)
        if (matchesQuery(hit.event, query)) {
          if (hits.length === limit) return { ...pageOf(hits, last), complete: whole }
          hits.push(hit)
          last = cursor
        }
        after = cursor
      }
      if (page.hits.hits.length < size) return { ...pageOf(hits, undefined), complete: whole }
    }
  } finally {
    // It goes by itself after a while.
    await place.client.closePointInTime({ id: pit }).catch(() => undefined)
  }
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

async function openPoint(place: SearchPlace, signal: AbortSignal | undefined): Promise<string> {
  const { id } = await place.client.openPointInTime(
    { index: place.index, keep_alive: KEEP_ALIVE, ignore_unavailable: true },
    signalled(signal),
  )
  return id
}

interface Asked {
  readonly request: SearchRequest
  readonly after: SearchCursor | undefined
  readonly size: number
  readonly leftMs: number
}

async function askPage(
  { client }: SearchPlace,
  pit: string,
  over: ElasticQuery,
  { request, after, size, leftMs }: Asked,
  signal: AbortSignal | undefined,
): Promise<estypes.SearchResponse<EventDocument>> {
  const ms = Math.max(1, Math.ceil(leftMs))
  return await client.search<EventDocument>(
    {
      pit: { id: pit, keep_alive: KEEP_ALIVE },
      size,
      track_total_hits: false,
      timeout: `${ms}ms`,
      query: { bool: { filter: [over, ...inTime(request)] } },
      sort: [{ [OWN.micros]: 'desc' }, { [OWN.id]: 'desc' }],
      // As texts: beyond 2^53 a number of JSON would be another one.
      ...(after === undefined ? {} : { search_after: [String(after.micros), after.id] }),
    },
    { ...signalled(signal), requestTimeout: ms + 5000 },
  )
}

/** Fewer shards than there are have answered: the search is told to be incomplete. */
function allShards(
  { _shards }: estypes.SearchResponse<EventDocument>,
  { report, index }: SearchPlace,
): boolean {
  if (_shards.failed === 0) return true
  const reason = textOf(_shards.failures?.[0]?.reason.reason ?? 'no reason given')
  const detail = `${_shards.failed} of ${_shards.total} shards did not answer a search: ${reason}`
  report({ code: 'store.failed', where: index, detail })
  return false
}

function cursorOf(hit: SearchHit): SearchCursor {
  return { micros: microsOf({ ...hit, ingestedMs: receivedMsOfEventId(hit.id) ?? 0 }), id: hit.id }
}

function pageOf(
  hits: readonly SearchHit[],
  at: SearchCursor | undefined,
): Pick<SearchResult, 'hits' | 'next'> {
  return { hits, next: at === undefined ? null : writeCursor(at) }
}

/** What a search found until its time was over; it goes on behind the last event that was read. */
function stoppedAt(hits: readonly SearchHit[], at: SearchCursor | undefined): Omit<SearchResult, 'tookMs'> {
  return { ...pageOf(hits, at ?? NEWEST), complete: false }
}

/** Before every event: the last microsecond that a date can have. */
const NEWEST: SearchCursor = { micros: 8_640_000_000_000_000_000n, id: '' }

/** Request options of a client call that ends with the signal. */
export function signalled(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}
