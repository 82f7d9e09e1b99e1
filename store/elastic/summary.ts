// Counts of what a search finds, by Elasticsearch itself where its index is sure: what `under` finds is counted there,
// over time too, and only what lies between `under` and `over` is read and looked at (query-bounds.ts). Values are not
// counted so: a column does not tell how an event spells them.

import type { estypes } from '@elastic/elasticsearch'
import type { EventStore, EventSummary, SummaryRequest } from '../event-store.ts'
import { matchesQuery } from '../match-query.ts'
import { summariseByPages } from '../summary-by-pages.ts'
import {
  allShards,
  candidatePages,
  openPoint,
  type PointInTime,
  type SearchPlace,
  signalled,
} from './candidate-pages.ts'
import { statusOf } from './elastic-failure.ts'
import { OWN } from './event-fields.ts'
import { boundsOf, type ElasticQuery } from './query-bounds.ts'
import { byTime, inSystems, inTime, placeOf, timeValues } from './search-events.ts'

const PAGE_ROWS = 1000

type Bars = NonNullable<SummaryRequest['bars']>
type Counted = Omit<EventSummary, 'tookMs'>

/** Like `EventStore.summarise`; `store` is what pages are gone through of where the index cannot count. */
export async function summariseEvents(
  place: SearchPlace,
  store: Pick<EventStore, 'search'>,
  request: SummaryRequest,
  signal: AbortSignal | undefined,
): Promise<EventSummary> {
  const began = performance.now()
  const { top, ...asked } = request
  const counted = top === undefined ? await countEvents(place, asked, signal) : undefined
  return counted === undefined
    ? await summariseByPages(store, request, place.maxSearchMs, signal)
    : { ...counted, tookMs: performance.now() - began }
}

/** Undefined where the index is sure of nothing or cannot count: then all pages have to be gone through. */
async function countEvents(
  place: SearchPlace,
  { bars, ...request }: Omit<SummaryRequest, 'top'>,
  signal: AbortSignal | undefined,
): Promise<Counted | undefined> {
  const query = inSystems(request.query, request.systems)
  const { under } = boundsOf(query)
  if ('match_none' in under) return undefined
  await using point = await openPoint(place, signal)
  const sure = await countSure(point, [under, ...inTime(request)], bars)
  if (sure === 'refused') return undefined
  if (sure === 'time') return told(0, new Map(), 'time')
  let { events } = sure
  const pages = candidatePages(point, {
    query,
    filter: [...inTime(request), { bool: { must_not: [under] } }],
    sort: byTime(true),
    after: undefined,
    afterOf: hit => timeValues(placeOf(hit)),
    size: PAGE_ROWS,
  })
  for await (const page of pages) {
    if (page === 'time') return told(events, sure.bars, 'time')
    for (const hit of page) {
      if (!matchesQuery(hit.event, query)) continue
      events++
      if (bars === undefined) continue
      const bar = Math.floor((Number(placeOf(hit).micros) / 1000 - bars.beginMs) / bars.widthMs)
      const at = bar * bars.widthMs + bars.beginMs
      sure.bars.set(at, (sure.bars.get(at) ?? 0) + 1)
    }
  }
  return told(events, sure.bars, point.isWhole ? undefined : 'damage')
}

function told(
  events: number,
  bars: ReadonlyMap<number, number>,
  stoppedBy: EventSummary['stoppedBy'],
): Counted {
  return {
    events,
    bars: [...bars].map(([at, count]) => ({ at, events: count })).sort((a, b) => a.at - b.at),
    values: [],
    exact: true,
    complete: stoppedBy === undefined,
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
  }
}

/** What the index is sure of; 'refused' when there are too many bars, or a regular expression is too costly. */
async function countSure(
  point: PointInTime,
  filter: readonly ElasticQuery[],
  bars: Bars | undefined,
): Promise<{ readonly events: number; readonly bars: Map<number, number> } | 'time' | 'refused'> {
  const { place, id, deadline, signal } = point
  const ms = Math.max(1, Math.ceil(deadline - performance.now()))
  try {
    const answer = await place.client.search(
      {
        pit: { id },
        size: 0,
        track_total_hits: true,
        timeout: `${ms}ms`,
        query: { bool: { filter: [...filter] } },
        ...(bars === undefined ? {} : { aggs: { bars: histogramOf(bars) } }),
      },
      { ...signalled(signal), requestTimeout: ms + 5000 },
    )
    if (answer.timed_out) return 'time'
    point.isWhole &&= allShards(answer, place)
    const total = answer.hits.total as estypes.SearchTotalHits
    const found = answer.aggregations?.['bars'] as estypes.AggregationsHistogramAggregate | undefined
    const buckets = (found?.buckets ?? []) as readonly estypes.AggregationsHistogramBucket[]
    return {
      events: total.value,
      bars: new Map(buckets.map(({ key, doc_count: count }) => [key / 1000, count])),
    }
  } catch (error) {
    signal?.throwIfAborted()
    if (performance.now() >= deadline) return 'time'
    if (statusOf(error) === 400) return 'refused'
    throw error
  }
}

/** In microseconds, as event times are kept. */
function histogramOf({ widthMs, beginMs }: Bars): estypes.AggregationsAggregationContainer {
  const interval = widthMs * 1000
  const offset = (((beginMs * 1000) % interval) + interval) % interval
  return { histogram: { field: OWN.micros, interval, offset, min_doc_count: 1 } }
}
