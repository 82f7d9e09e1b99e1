// One event of each combination of values that some fields have: a composite aggregation over those of the fields
// that have a column in some index, page by page, with one event out of each bucket.

import type { Client, estypes } from '@elastic/elasticsearch'
import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { type EventDocument, hitOf } from './event-document.ts'
import { OWN } from './event-fields.ts'
import { signalled } from './candidate-pages.ts'

export interface KindsAsked {
  readonly client: Client
  readonly index: string
  readonly fields: readonly string[]
  /** Received since, ms UTC. */
  readonly sinceMs: number
  readonly maxMs: number
}

export interface EventKinds {
  /** Events with the asked fields only. */
  readonly kinds: readonly Event[]
  /** False when there are more than LIMITS.maxEventKinds or the time was over. */
  readonly complete: boolean
}

const BUCKETS = 500

/** Reads the kinds; a combination may come more than once when a field has several values. */
export async function kindsOfEvents(asked: KindsAsked, signal: AbortSignal | undefined): Promise<EventKinds> {
  const { client, index, fields, sinceMs } = asked
  const columns = await columnsOf(asked, signal)
  if (columns.length === 0) return { kinds: [], complete: true }
  const deadline = performance.now() + asked.maxMs
  const kinds: Event[] = []
  let after: estypes.AggregationsCompositeAggregateKey | undefined
  for (;;) {
    const leftMs = Math.ceil(deadline - performance.now())
    if (leftMs <= 0 || kinds.length >= LIMITS.maxEventKinds) return { kinds, complete: false }
    const answer = await client.search(
      {
        index,
        ignore_unavailable: true,
        size: 0,
        query: { bool: { filter: [{ range: { [OWN.received]: { gte: Math.ceil(sinceMs) } } }] } },
        aggs: {
          kinds: {
            composite: {
              size: BUCKETS,
              sources: columns.map(field => ({ [field]: { terms: { field, missing_bucket: true } } })),
              ...(after === undefined ? {} : { after }),
            },
            aggs: { one: { top_hits: { size: 1 } } },
          },
        },
      },
      { ...signalled(signal), requestTimeout: leftMs + 5000 },
    )
    const page = answer.aggregations?.['kinds'] as estypes.AggregationsCompositeAggregate | undefined
    const buckets = (page?.buckets ?? []) as readonly estypes.AggregationsCompositeBucket[]
    for (const bucket of buckets) {
      const [hit] = (bucket['one'] as estypes.AggregationsTopHitsAggregate).hits.hits
      const { event } = hitOf(hit!._source as EventDocument)
      const kind: Event = {}
      for (const field of fields) if (event[field] !== undefined) kind[field] = event[field]
      kinds.push(kind)
    }
    if (buckets.length < BUCKETS || page?.after_key === undefined) return { kinds, complete: true }
    after = page.after_key
  }
}

/** Those of the fields whose values can be counted. */
async function columnsOf(
  { client, index, fields }: KindsAsked,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const caps = await client.fieldCaps(
    { index, fields: [...fields], ignore_unavailable: true, allow_no_indices: true },
    signalled(signal),
  )
  return fields.filter(field => {
    const types = Object.values(caps.fields[field] ?? {})
    return types.some(({ aggregatable }) => aggregatable)
  })
}
