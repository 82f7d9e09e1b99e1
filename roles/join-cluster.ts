// A process becomes part of a cluster: it finds Redis, is given its number, and says from then on that it lives. What it
// shares with the others is here; what it does with it is its role's.

import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createBoard, type Board } from '#/cluster/board.ts'
import type { ClusterConfig } from '#/cluster/cluster-config.ts'
import type { LeaderLock } from '#/cluster/leader-lock.ts'
import {
  createNodeRegistry,
  type ClusterRole,
  type NodeRegistry,
  type NodeStatus,
} from '#/cluster/node-registry.ts'
import { openRedis, type OpenedRedis } from '#/cluster/open-redis.ts'
import { createRedisLeaderLock } from '#/cluster/redis-leader-lock.ts'
import { createRedisLogs, type SharedLogs } from '#/cluster/redis-logs.ts'
import { createRedisSnapshotStore } from '#/cluster/redis-snapshot-store.ts'
import type { SnapshotStore } from '#/cluster/snapshot-store.ts'
import type { Config } from '#/config-schema.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { ProblemLedger } from '#/kernel/problem-ledger.ts'
import { untilAborted } from '#/kernel/until-aborted.ts'
import { createPatience, type ClusterPlace } from '#/pipeline/cluster-place.ts'
import { readProfile } from '#/response/read-profile.ts'
import type { ElasticPlace } from '#/store/elastic/open-elastic.ts'
import { elasticPlace, redisPlace } from './server-places.ts'
import { retentionClasses, type RetentionClasses } from './retention-classes.ts'

export interface JoinOptions {
  readonly config: Config
  readonly cluster: ClusterConfig
  readonly role: ClusterRole
  /** Of this process; holds who it is. */
  readonly directory: string
  readonly clock: Clock
  readonly ledger: ProblemLedger
  /** Ends the waiting for servers that are away. */
  readonly signal: AbortSignal
}

export interface Joined extends AsyncDisposable {
  readonly node: string
  readonly redis: OpenedRedis
  readonly lock: LeaderLock
  readonly logs: SharedLogs
  readonly snapshots: SnapshotStore
  readonly nodes: NodeRegistry
  readonly board: Board
  readonly elastic: ElasticPlace
  readonly retention: RetentionClasses
  /** For the pipeline of this process. */
  readonly place: ClusterPlace
  /** Says every few seconds that it lives, and how it fares. */
  readonly live: (fares: () => Fares) => void
}

/** What a role tells of itself. */
export type Fares = Pick<NodeStatus, 'figures' | 'health'>

const BEAT_MS = 3000
const SHOWN_PROBLEMS = 20

export async function joinCluster(options: JoinOptions): Promise<Joined> {
  const { config, cluster, role, directory, clock, ledger, signal } = options
  const { report } = ledger
  const node = cluster.node ?? nodeName(role, hostname())
  const address = redisPlace(cluster)
  const elastic = elasticPlace(cluster)
  const { sealAfterHours: _, unassignedMonths, extraDays } = config.store
  const profile = readProfile(config.law.profile, report)
  const retention = retentionClasses({ profile, unassignedMonths, extraDays })

  await using opened = new AsyncDisposableStack()
  const patiently = createPatience(report, signal)
  const redis = opened.use(await patiently(async () => await openRedis({ ...address, report, signal })))
  const nodes = createNodeRegistry({ redis: redis.commands })
  const answered = async <T>(ask: () => Promise<T>): Promise<T> =>
    await patiently(async () => await untilAborted(ask(), signal))
  await answered(async () => await nodes.agreeOnPartitions(cluster.partitions))
  const log = await answered(async () => await nodes.claim(node, folderId(directory)))
  const startedAt = clock.now()
  let fares: () => Fares = () => ({ figures: {} })
  // A beat that Redis missed is followed by the next; its outages are told by the connection.
  const beat = (): void => void nodes.beat(statusNow()).catch(() => {})
  const statusNow = (): NodeStatus => ({
    name: node,
    roles: [role],
    startedAt,
    ...fares(),
    problems: ledger
      .kinds(SHOWN_PROBLEMS)
      .map(({ code, count, lastDetail }) => ({ code, count, detail: lastDetail })),
  })
  await answered(async () => await nodes.beat(statusNow()))
  const timer = setInterval(beat, BEAT_MS)
  opened.defer(async () => {
    clearInterval(timer)
    await nodes.leave(node).catch(() => {})
  })
  const all = opened.move()
  return {
    node,
    redis,
    lock: createRedisLeaderLock({
      redis: redis.commands,
      holder: node,
      leaseMs: cluster.leaseSeconds * 1000,
    }),
    logs: createRedisLogs({ redis: redis.commands }),
    snapshots: createRedisSnapshotStore({ redis: redis.commands }),
    nodes,
    board: createBoard({ redis: redis.commands }),
    elastic,
    retention,
    place: {
      node,
      log,
      collects: role === 'collector',
      partitions: cluster.partitions,
      redis: address,
      elastic,
      classes: retention.classes,
    },
    live: told => void (fares = told),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** `collector-siem-01` on the host SIEM_01.example.com. */
export function nodeName(role: ClusterRole, host: string): string {
  const short = host
    .split('.')[0]!
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return `${role}-${short}`.slice(0, 63).replace(/-+$/, '')
}

/** Made at the first start; with it, the folder keeps its number in the cluster. */
function folderId(directory: string): string {
  const file = join(directory, 'node.id')
  if (!existsSync(file)) writeFileSync(file, `${randomUUID()}\n`, { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}
