// What Elasticsearch holds, for people: every index behind the streams of events, how much is in it, between which times,
// and which legal holds keep it. Asks only for figures, so it may be asked whenever somebody looks.

import type { Client, estypes } from '@elastic/elasticsearch'
import { elasticFailure } from './elastic-failure.ts'
import { OWN } from './event-fields.ts'
import { listStreams, streamsOf } from './event-streams.ts'
import type { RetentionClass } from './retention.ts'
import { inTime } from './search-events.ts'

export interface IndexHold {
  readonly id: string
  /** Event times, ms UTC, the end exclusive. */
  readonly fromMs: number
  readonly toMs: number
}

export interface KeptIndex {
  readonly index: string
  readonly retention: RetentionClass
  /** New events are written to it, so it stays. */
  readonly isOpen: boolean
  readonly events: number
  /** On disk, with replicas. */
  readonly bytes: number
  /** Event times of its oldest and newest event, ms UTC; null when it is empty. */
  readonly firstMs: number | null
  readonly lastMs: number | null
  /** Its time is over then, ms UTC; null while it is open or empty. */
  readonly keptUntilMs: number | null
  /** Ids of holds in force with an event of theirs in it. */
  readonly heldBy: readonly string[]
}

export interface KeptEvents {
  /** By stream, oldest first. */
  readonly indices: readonly KeptIndex[]
  /** Disks of all data nodes together, in bytes. */
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number }
}

export interface KeptEventsRequest {
  readonly client: Client
  readonly prefix: string
  readonly keepMs: Readonly<Record<RetentionClass, number>>
  /** In force. */
  readonly holds: readonly IndexHold[]
}

/** What an aggregation says of one index. */
interface Told {
  readonly events: number
  readonly firstMs: number | null
  readonly lastMs: number | null
  readonly receivedMs: number | null
  readonly heldBy: readonly string[]
}

/** More indices than a cluster may have shards for. */
const MAX_INDICES = 10_000
const EMPTY: Told = { events: 0, firstMs: null, lastMs: null, receivedMs: null, heldBy: [] }

/** Throws Retryable (`store.failed`). */
export async function readKeptEvents(request: KeptEventsRequest): Promise<KeptEvents> {
  const { client, prefix, keepMs } = request
  try {
    const streams = await listStreams(client, prefix)
    const [told, bytes, disk] = [
      await readContents(request),
      await readSizes(client, prefix),
      await readDisk(client),
    ]
    const indices = streams.flatMap(({ name, indices: names }) => {
      const retention = name.slice(`${prefix}-events-`.length) as RetentionClass
      return names.map((index, at): KeptIndex => {
        const { events, firstMs, lastMs, receivedMs, heldBy } = told.get(index) ?? EMPTY
        const isOpen = at === names.length - 1
        // As in retireEvents: a clock ahead keeps nothing.
        const newestMs = lastMs === null || receivedMs === null ? null : Math.min(lastMs, receivedMs)
        const keptUntilMs = isOpen || newestMs === null ? null : newestMs + keepMs[retention]
        return {
          index,
          retention,
          isOpen,
          events,
          bytes: bytes.get(index) ?? 0,
          firstMs,
          lastMs,
          keptUntilMs,
          heldBy,
        }
      })
    })
    return { indices, disk }
  } catch (error) {
    throw elasticFailure('asking what is kept', error)
  }
}

/** Of every index that holds anything. */
async function readContents({
  client,
  prefix,
  holds,
}: KeptEventsRequest): Promise<ReadonlyMap<string, Told>> {
  const held = holds.map(({ id, ...times }) => [id, { bool: { filter: inTime(times) } }] as const)
  const answer = await client.search({
    index: streamsOf(prefix),
    size: 0,
    ignore_unavailable: true,
    allow_no_indices: true,
    aggs: {
      indices: {
        terms: { field: '_index', size: MAX_INDICES },
        aggs: {
          first: { min: { field: '@timestamp' } },
          last: { max: { field: '@timestamp' } },
          received: { max: { field: OWN.received } },
          ...(held.length === 0 ? {} : { held: { filters: { filters: Object.fromEntries(held) } } }),
        },
      },
    },
  })
  const found = answer.aggregations?.['indices'] as
    | estypes.AggregationsMultiBucketAggregateBase<IndexBucket>
    | undefined
  const buckets = (found?.buckets ?? []) as readonly IndexBucket[]
  return new Map(
    buckets.map(({ key, doc_count, first, last, received, held: of }) => [
      key,
      {
        events: doc_count,
        firstMs: first.value,
        lastMs: last.value,
        receivedMs: received.value,
        heldBy: Object.entries(of?.buckets ?? {}).flatMap(([id, bucket]) =>
          bucket.doc_count > 0 ? [id] : [],
        ),
      },
    ]),
  )
}

interface IndexBucket {
  readonly key: string
  readonly doc_count: number
  readonly first: { readonly value: number | null }
  readonly last: { readonly value: number | null }
  readonly received: { readonly value: number | null }
  readonly held?: { readonly buckets: Readonly<Record<string, { readonly doc_count: number }>> }
}

/** Bytes on disk by index. */
async function readSizes(client: Client, prefix: string): Promise<ReadonlyMap<string, number>> {
  const { indices = {} } = await client.indices.stats({ index: streamsOf(prefix), metric: 'store' })
  return new Map(
    Object.entries(indices).map(([index, { total }]) => [index, total?.store?.size_in_bytes ?? 0]),
  )
}

async function readDisk(client: Client): Promise<KeptEvents['disk']> {
  const { nodes } = await client.nodes.stats({ metric: 'fs' })
  const disks = Object.values(nodes).map(({ fs }) => fs?.total)
  const sum = (figure: (disk: estypes.NodesFileSystemTotal | undefined) => number | undefined): number =>
    disks.reduce((total, disk) => total + (figure(disk) ?? 0), 0)
  return {
    freeBytes: sum(disk => disk?.available_in_bytes),
    totalBytes: sum(disk => disk?.total_in_bytes),
  }
}
