// Where the pipeline of a process of a cluster keeps what it makes: events in Elasticsearch, and what goes to other
// processes in logs on Redis.

import { setTimeout as sleep } from 'node:timers/promises'
import { openRedis } from '#/cluster/open-redis.ts'
import { createRedisLogs, type SharedLogs } from '#/cluster/redis-logs.ts'
import { Retryable } from '#/kernel/errors.ts'
import { OWN_FIELDS, type Event } from '#/kernel/event.ts'
import { firstSequenceOfLog } from '#/kernel/ids.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { openElasticEventStore } from '#/store/elastic/event-store.ts'
import { openElasticClient, type ElasticPlace } from '#/store/elastic/open-elastic.ts'
import type { RetentionClass } from '#/store/elastic/retention.ts'
import type { EventStore } from '#/store/event-store.ts'

/** Plain data: it is given to threads. */
export interface ClusterPlace {
  /** This process' name. */
  readonly node: string
  /** Number of its raw log. */
  readonly log: number
  /** False: it looks at stored events only, and sends nothing to partitions. */
  readonly collects: boolean
  readonly partitions: number
  readonly redis: { readonly url: string; readonly password?: string }
  readonly elastic: ElasticPlace
  /** How long events are kept, by the level of their system, 0 for those of none. */
  readonly classes: readonly RetentionClass[]
}

export interface ClusterStores extends AsyncDisposable {
  readonly events: EventStore
  /** Raw-log sequence up to which events are stored; the one before the first for a new log. */
  position(): Promise<number>
  readonly logs: SharedLogs
}

const RETRY_MS = 2000

/** Waits for servers that are away, telling so once, until the signal fires; throws what no waiting mends. */
export async function openClusterStores(
  place: ClusterPlace,
  report: ReportProblem,
  signal: AbortSignal,
): Promise<ClusterStores> {
  await using opened = new AsyncDisposableStack()
  const patiently = createPatience(report, signal)
  const redis = opened.use(await patiently(async () => await openRedis({ ...place.redis, report, signal })))
  let opening: AbortSignal | undefined = signal
  const client = openElasticClient(place.elastic, () => opening)
  opened.defer(() => client.close())
  const { prefix, shards } = place.elastic
  const events = opened.use(
    await patiently(
      async () =>
        await openElasticEventStore({
          client,
          prefix,
          shards,
          writer: place.node,
          classOf: event => classOf(event, place.classes),
          report,
          random: Math.random,
        }),
    ),
  )
  opening = undefined
  const all = opened.move()
  return {
    events,
    position: async () => Math.max(await events.position(), firstSequenceOfLog(place.log)),
    logs: createRedisLogs({ redis: redis.commands }),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Repeats what is Retryable until it succeeds. */
export function createPatience(
  report: ReportProblem,
  signal: AbortSignal,
): <Opened>(open: () => Promise<Opened>) => Promise<Opened> {
  return async open => {
    for (let tries = 0; ; tries++) {
      try {
        return await open()
      } catch (error) {
        if (!(error instanceof Retryable) || signal.aborted) throw error
        if (tries === 0) report({ code: 'store.failed', where: 'cluster', detail: error.message })
        await sleep(RETRY_MS, undefined, { signal })
      }
    }
  }
}

function classOf(event: Event, classes: readonly RetentionClass[]): RetentionClass {
  const level = event[OWN_FIELDS.systemLevel]
  return classes[typeof level === 'number' ? level : 0] ?? 'm12'
}
