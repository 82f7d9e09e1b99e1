// Pages of what the index finds for a query, in an order, from one point in time: the events themselves have yet to be
// looked at with `matchesQuery`.

import type { Client, estypes } from '@elastic/elasticsearch'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { SearchHit } from '../event-store.ts'
import type { Query } from '../query-tree.ts'
import { statusOf, textOf } from './elastic-failure.ts'
import { type EventDocument, hitOf } from './event-document.ts'
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

/** One search over the streams as they are at its begin. */
export interface PointInTime extends AsyncDisposable {
  readonly place: SearchPlace
  readonly id: string
  /** By `performance.now()`. */
  readonly deadline: number
  readonly signal: AbortSignal | undefined
  /** False when fewer shards than there are have answered. */
  isWhole: boolean
}

export interface CandidatesWanted {
  readonly query: Query
  /** What must hold beside it. */
  readonly filter: readonly ElasticQuery[]
  readonly sort: readonly estypes.SortOptions[]
  /** Begins after these values of `sort`. */
  readonly after: readonly estypes.FieldValue[] | undefined
  /** The values of `sort` of an event, as texts where JSON could not carry the number. */
  readonly afterOf: (hit: SearchHit) => readonly estypes.FieldValue[]
  /** Of the first page; the next are larger. */
  readonly size: number
}

export async function openPoint(place: SearchPlace, signal: AbortSignal | undefined): Promise<PointInTime> {
  const deadline = performance.now() + place.maxSearchMs
  const { id } = await place.client.openPointInTime(
    { index: place.index, keep_alive: KEEP_ALIVE, ignore_unavailable: true },
    signalled(signal),
  )
  return {
    place,
    id,
    deadline,
    signal,
    isWhole: true,
    async [Symbol.asyncDispose]() {
      // It goes by itself after a while.
      await place.client.closePointInTime({ id }).catch(() => undefined)
    },
  }
}

/** Page after page to the end; 'time' instead of one when the time is over. Throws the signal's reason. */
export async function* candidatePages(
  point: PointInTime,
  wanted: CandidatesWanted,
): AsyncGenerator<readonly SearchHit[] | 'time', void> {
  let { after } = wanted
  let coarse = false
  for (let { size } = wanted; ; size = Math.min(size * 2, LIMITS.maxSearchRows + 1)) {
    const leftMs = point.deadline - performance.now()
    if (leftMs <= 0) return yield 'time'
    let page: estypes.SearchResponse<EventDocument>
    try {
      page = await askPage(point, wanted, boundsOf(wanted.query, coarse).over, after, size, leftMs)
    } catch (error) {
      point.signal?.throwIfAborted()
      if (performance.now() >= point.deadline) return yield 'time'
      if (coarse || statusOf(error) !== 400) throw error
      // A regular expression that Lucene finds too costly: such events are read instead.
      coarse = true
      continue
    }
    if (page.timed_out) return yield 'time'
    point.isWhole &&= allShards(page, point.place)
    const hits = page.hits.hits.map(({ _source }) => hitOf(_source!))
    yield hits
    if (hits.length < size) return
    after = wanted.afterOf(hits.at(-1)!)
  }
}

async function askPage(
  { place, id, signal }: PointInTime,
  { filter, sort }: CandidatesWanted,
  over: ElasticQuery,
  after: readonly estypes.FieldValue[] | undefined,
  size: number,
  leftMs: number,
): Promise<estypes.SearchResponse<EventDocument>> {
  const ms = Math.max(1, Math.ceil(leftMs))
  return await place.client.search<EventDocument>(
    {
      pit: { id, keep_alive: KEEP_ALIVE },
      size,
      track_total_hits: false,
      timeout: `${ms}ms`,
      query: { bool: { filter: [over, ...filter] } },
      sort: [...sort],
      ...(after === undefined ? {} : { search_after: [...after] }),
    },
    { ...signalled(signal), requestTimeout: ms + 5000 },
  )
}

/** Fewer shards than there are have answered: the search is told to be incomplete. */
export function allShards(
  { _shards }: Pick<estypes.SearchResponse, '_shards'>,
  { report, index }: SearchPlace,
): boolean {
  if (_shards.failed === 0) return true
  const reason = textOf(_shards.failures?.[0]?.reason.reason ?? 'no reason given')
  const detail = `${_shards.failed} of ${_shards.total} shards did not answer a search: ${reason}`
  report({ code: 'store.failed', where: index, detail })
  return false
}

/** Request options of a client call that ends with the signal. */
export function signalled(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal }
}
