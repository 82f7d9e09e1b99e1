// How long events are kept: each retention class has its own stream, and an index of it goes when its newest event is
// older than the class keeps. Elasticsearch's own lifecycles count from the day an index was closed and know no legal
// hold, so this is done here, by one process at a time.

import type { Client, estypes } from '@elastic/elasticsearch'
import { elasticFailure } from './elastic-failure.ts'
import { OWN } from './event-fields.ts'
import { listStreams } from './event-streams.ts'
import { inTime } from './search-events.ts'

/** Months that events are kept. */
export type RetentionClass = 'm1' | 'm3' | 'm6' | 'm12'

export interface RetentionRun {
  readonly client: Client
  readonly prefix: string
  readonly nowMs: number
  /** How long events of a class are kept, in ms. */
  readonly keepMs: Readonly<Record<RetentionClass, number>>
  /** Event times (ms UTC, the end exclusive) of legal holds in force: an index with an event of them stays. */
  readonly held: readonly { readonly fromMs: number; readonly toMs: number }[]
  /** An index is closed at this age, so that it can go at its time. */
  readonly maxIndexAge: string
}

export interface RetiredIndex {
  readonly index: string
  readonly events: number
  /** Time of its newest event, ms UTC. */
  readonly newestMs: number
}

export interface Retired {
  readonly deleted: readonly RetiredIndex[]
  /** Would have gone, but for a legal hold. */
  readonly held: readonly RetiredIndex[]
}

/** Largest primary shard before a stream begins a new index. */
const MAX_SHARD = '40gb'

/** Begins new indices where it is time and deletes those that are over; throws Retryable (`store.failed`). */
export async function retireEvents(run: RetentionRun): Promise<Retired> {
  const { client, prefix } = run
  const deleted: RetiredIndex[] = []
  const held: RetiredIndex[] = []
  try {
    for (const { name, indices } of await listStreams(client, prefix)) {
      await client.indices.rollover({
        alias: name,
        conditions: { max_age: run.maxIndexAge, max_primary_shard_size: MAX_SHARD, min_docs: 1 },
      })
      const keepMs = run.keepMs[name.slice(`${prefix}-events-`.length) as RetentionClass]
      if (keepMs === undefined) continue
      // The last one is written to; after a rollover it goes a run later at the earliest.
      for (const index of indices.slice(0, -1)) {
        const retired = await readIndex(client, index)
        if (retired.newestMs >= run.nowMs - keepMs) continue
        if (retired.events > 0 && (await isHeld(run, index))) held.push(retired)
        else {
          await client.indices.delete({ index })
          deleted.push(retired)
        }
      }
    }
  } catch (error) {
    throw elasticFailure('deleting events whose time is over', error)
  }
  return { deleted, held }
}

/** The newest event counts by its own time, but no later than the last was received: a clock ahead keeps nothing. */
async function readIndex(client: Client, index: string): Promise<RetiredIndex> {
  await client.indices.refresh({ index })
  const answer = await client.search({
    index,
    size: 0,
    track_total_hits: true,
    allow_partial_search_results: false,
    aggs: { newest: { max: { field: '@timestamp' } }, received: { max: { field: OWN.received } } },
  })
  const newest = maxOf(answer, 'newest')
  const total = answer.hits.total as estypes.SearchTotalHits
  return { index, events: total.value, newestMs: Math.min(newest, maxOf(answer, 'received')) }
}

/** No events: nothing to keep. */
function maxOf({ aggregations }: estypes.SearchResponse, name: string): number {
  return (aggregations?.[name] as estypes.AggregationsMaxAggregate | undefined)?.value ?? -Infinity
}

async function isHeld({ client, held }: RetentionRun, index: string): Promise<boolean> {
  for (const times of held) {
    const { count } = await client.count({ index, query: { bool: { filter: [...inTime(times)] } } })
    if (count > 0) return true
  }
  return false
}
