// Counts of what a search finds, by Elasticsearch itself where its index is sure: what `under` finds is counted there,
// over time and by value too, and only what lies between `under` and `over` is read and looked at (query-bounds.ts).
// Values are counted by the column of their field; events of which that does not spell the value (regular-fields.ts)
// are read as well, and all of them for running texts and times, which have no such column.

import type { estypes } from '@elastic/elasticsearch'
import { type Scalar, valuesOf } from '#/kernel/event.ts'
import { COLUMNS } from '#/kernel/field-types.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { EventStore, EventSummary, SummaryRequest } from '../event-store.ts'
import { matchesQuery } from '../match-query.ts'
import { beginsAsAsked, mostFrequent, prefixOf, summariseByPages } from '../summary-by-pages.ts'
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
import { isSpeltOtherwise, oneOf, startsWith } from './regular-fields.ts'
import { byTime, inSystems, inTime, placeOf, timeValues } from './search-events.ts'
import { TOKEN_KIND } from './search-tokens.ts'

const PAGE_ROWS = 1000

type Bars = NonNullable<SummaryRequest['bars']>
type Top = NonNullable<SummaryRequest['top']>
type Counted = Omit<EventSummary, 'tookMs'>

/** Counts so far. */
interface Counts {
  events: number
  readonly bars: Map<number, number>
  readonly values: Map<Scalar, number>
  /** False when some values of the column were left out, or are counted too low. */
  isExact: boolean
}

/** Like `EventStore.summarise`; `store` is what pages are gone through of where the index cannot count. */
export async function summariseEvents(
  place: SearchPlace,
  store: Pick<EventStore, 'search'>,
  request: SummaryRequest,
  signal: AbortSignal | undefined,
): Promise<EventSummary> {
  const began = performance.now()
  const counted = await countEvents(place, request, signal)
  return counted === undefined
    ? await summariseByPages(store, request, place.maxSearchMs, signal)
    : { ...counted, tookMs: performance.now() - began }
}

/** Undefined where the index is sure of nothing or cannot count: then all pages have to be gone through. */
async function countEvents(
  place: SearchPlace,
  { bars, top, ...request }: SummaryRequest,
  signal: AbortSignal | undefined,
): Promise<Counted | undefined> {
  const query = inSystems(request.query, request.systems)
  const otherwise = top === undefined ? undefined : isSpeltOtherwise(top.field)
  const { under } = boundsOf(query)
  if ('match_none' in under || (top !== undefined && otherwise === undefined)) return undefined
  const sure: ElasticQuery = {
    bool: { filter: [under], must_not: otherwise === undefined ? [] : [otherwise] },
  }
  await using point = await openPoint(place, signal)
  const counts = await countSure(point, [sure, ...inTime(request)], bars, top)
  if (counts === 'refused') return undefined
  if (counts === 'time')
    return told({ events: 0, bars: new Map(), values: new Map(), isExact: true }, top, 'time')
  const isWanted = beginsAsAsked(top)
  const pages = candidatePages(point, {
    query,
    filter: [...inTime(request), { bool: { must_not: [sure] } }],
    sort: byTime(true),
    after: undefined,
    afterOf: hit => timeValues(placeOf(hit)),
    size: PAGE_ROWS,
  })
  for await (const page of pages) {
    if (page === 'time') return told(counts, top, 'time')
    for (const hit of page) {
      if (!matchesQuery(hit.event, query)) continue
      counts.events++
      if (bars !== undefined) {
        const bar = Math.floor((Number(placeOf(hit).micros) / 1000 - bars.beginMs) / bars.widthMs)
        add(counts.bars, bar * bars.widthMs + bars.beginMs, 1)
      }
      if (top === undefined) continue
      for (const value of new Set(valuesOf(hit.event, top.field)))
        if (isWanted(value)) add(counts.values, value, 1)
    }
  }
  return told(counts, top, point.isWhole ? undefined : 'damage')
}

function told(
  { events, bars, values, isExact }: Counts,
  top: Top | undefined,
  stoppedBy: EventSummary['stoppedBy'],
): Counted {
  return {
    events,
    bars: [...bars].map(([at, count]) => ({ at, events: count })).sort((a, b) => a.at - b.at),
    values: mostFrequent(values, top),
    exact: isExact,
    complete: stoppedBy === undefined,
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
  }
}

function add<T>(counts: Map<T, number>, key: T, events: number): void {
  counts.set(key, (counts.get(key) ?? 0) + events)
}

/** What the index is sure of; 'refused' when there are too many bars, or a regular expression is too costly. */
async function countSure(
  point: PointInTime,
  filter: readonly ElasticQuery[],
  bars: Bars | undefined,
  top: Top | undefined,
): Promise<Counts | 'time' | 'refused'> {
  const { place, id, deadline, signal } = point
  const ms = Math.max(1, Math.ceil(deadline - performance.now()))
  const aggs = {
    ...(bars === undefined ? {} : { bars: histogramOf(bars) }),
    ...(top === undefined ? {} : { top: { filter: mayBegin(top), aggs: { values: valuesOfColumn(top) } } }),
  }
  try {
    const answer = await place.client.search(
      {
        pit: { id },
        size: 0,
        track_total_hits: true,
        timeout: `${ms}ms`,
        query: { bool: { filter: [...filter] } },
        ...(bars === undefined && top === undefined ? {} : { aggs }),
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
      ...readValues(answer.aggregations?.['top'], top),
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

/** Events of which some value begins as is asked for: fewer values have to be counted then. */
function mayBegin(top: Top): ElasticQuery {
  const begin = prefixOf(top)
  if (begin === '' || begin.length > LIMITS.maxTokenChars) return { match_all: {} }
  const { text, number, boolean } = TOKEN_KIND
  return oneOf([text, number, boolean].map(kind => startsWith(top.field, kind, begin)))
}

function valuesOfColumn({ field }: Top): estypes.AggregationsAggregationContainer {
  return { terms: { field, size: LIMITS.maxCountedValues } }
}

interface TermsFound {
  readonly buckets: readonly { readonly key: string | number; readonly doc_count: number }[]
  readonly sum_other_doc_count: number
}

function readValues(found: unknown, top: Top | undefined): Pick<Counts, 'values' | 'isExact'> {
  const values = new Map<Scalar, number>()
  if (top === undefined) return { values, isExact: true }
  const { buckets, sum_other_doc_count: others } = (found as { values: TermsFound }).values
  const isBoolean = COLUMNS.get(top.field) === 'boolean'
  const isWanted = beginsAsAsked(top)
  for (const { key, doc_count: events } of buckets) {
    const value = isBoolean ? key === 1 : key
    if (isWanted(value)) add(values, value, events)
  }
  return { values, isExact: others === 0 }
}
