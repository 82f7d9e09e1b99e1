// The seat of the process that leads a cluster. Whoever has the role `api` waits for the lead; who has it owns the state,
// answers the workers and opens the console. One that loses the lead ends, and is started again as one that waits.

import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCallServer } from '#/cluster/calls/call-server.ts'
import { readClusterSecret } from '#/cluster/calls/cluster-secret.ts'
import { holderAt } from '#/cluster/calls/leader-address.ts'
import type { ClusterConfig } from '#/cluster/cluster-config.ts'
import type { LeaderLock, Term } from '#/cluster/leader-lock.ts'
import type { KnownNode } from '#/cluster/node-registry.ts'
import { createRedisLeaderLock } from '#/cluster/redis-leader-lock.ts'
import type { Config } from '#/config-schema.ts'
import { openBullJobQueue } from '#/jobs/bullmq/job-queue.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Clock } from '#/kernel/clock.ts'
import { Retryable } from '#/kernel/errors.ts'
import type { ProblemLedger } from '#/kernel/problem-ledger.ts'
import type { ClusterPlace } from '#/pipeline/cluster-place.ts'
import type { DataFolder } from '#/pipeline/data-folder.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { LegalHolds } from '#/store/legal-holds.ts'
import type { StateStore } from '#/store/state-store.ts'
import { joinCluster } from './join-cluster.ts'
import { keptInCluster } from './kept-in-cluster.ts'
import { leadCluster, type LeadOptions } from './lead-cluster.ts'
import { leaderJobs } from './queues.ts'
import { serveWorkers, type ServeWorkersOptions } from './worker-calls.ts'

/** Under which the lead is held (cluster/leader-lock.ts). */
export const LEAD = 'state'

export interface SeatOptions {
  readonly config: Config
  readonly cluster: ClusterConfig
  readonly folder: DataFolder
  readonly clock: Clock
  readonly ledger: ProblemLedger
  /** Ends the waiting for the lead. */
  readonly signal: AbortSignal
  /** The lead was lost: the process must end. */
  readonly onFailed: (error: Error) => void
}

export interface ClusterSeat extends AsyncDisposable {
  /** For the pipeline of this process. */
  readonly place: ClusterPlace
  readonly state: StateStore
  /** Without the queues that workers work on. */
  readonly jobs: JobQueue
  /** All processes of the cluster, as known a few seconds ago. */
  readonly nodes: () => readonly KnownNode[]
  /** What Elasticsearch holds, and how long its disks last. */
  readonly kept: (holds: Pick<LegalHolds, 'list'>) => ReturnType<typeof keptInCluster>
  /** To be called when everything else is open. */
  lead(parts: LeadParts): Promise<void>
}

export interface LeadParts
  extends
    Omit<LeadOptions, 'joined' | 'jobs' | 'ruleSetFolder' | 'clock' | 'report'>,
    Omit<ServeWorkersOptions, 'records' | 'clock' | 'isLeading'> {}

const TRY_MS = 500
const LOOK_MS = 3000

/** Resolves when this process leads. */
export async function takeSeat(options: SeatOptions): Promise<ClusterSeat> {
  const { config, cluster, folder, clock, ledger, signal, onFailed } = options
  const { report } = ledger
  await using opened = new AsyncDisposableStack()
  const joined = opened.use(
    await joinCluster({ config, cluster, role: 'api', directory: folder.path, clock, ledger, signal }),
  )
  const { host, port, secretFile } = cluster.calls
  const server =
    secretFile === undefined
      ? undefined
      : opened.use(await openCallServer({ host, port, secret: readClusterSecret(secretFile), report }))
  const lock = createRedisLeaderLock({
    redis: joined.redis.commands,
    holder: server === undefined ? `${joined.node} ${hostname()}` : holderAt(joined.node, host, server.port),
    leaseMs: cluster.leaseSeconds * 1000,
  })
  const term = opened.use(await awaitLead(lock, signal))
  term.signal.addEventListener('abort', () => onFailed(term.signal.reason as Error), { once: true })
  const state = opened.use(openEmbeddedStateStore({ path: folder.state, clock }))
  const all = await openBullJobQueue({ ...joined.place.redis, report })
  opened.use(all)
  // Without a secret there are no workers, and all work is the leader's.
  const jobs = server === undefined ? all : leaderJobs(all)
  let nodes: readonly KnownNode[] = await joined.nodes.nodes().catch(() => [])
  const looking = setInterval(() => {
    void joined.nodes.nodes().then(
      found => (nodes = found),
      () => {},
    )
  }, LOOK_MS)
  opened.defer(() => clearInterval(looking))

  const seat = opened.move()
  return {
    place: joined.place,
    state,
    jobs,
    nodes: () => nodes,
    kept: async holds => await keptInCluster(joined, holds, clock),
    async lead(parts) {
      seat.use(await leadCluster({ ...parts, joined, jobs, ruleSetFolder: folder.ruleSets, clock, report }))
      if (server !== undefined)
        seat.use(
          serveWorkers(server, { ...parts, records: state.records, clock, isLeading: () => term.isHeld() }),
        )
    },
    [Symbol.asyncDispose]: () => seat.disposeAsync(),
  }
}

/** Throws the signal's reason when it fires before. */
async function awaitLead(lock: LeaderLock, signal: AbortSignal): Promise<Term & AsyncDisposable> {
  for (;;) {
    const term = await lock.acquire(LEAD).catch((error: unknown) => {
      // Redis that is away is waited for too.
      if (error instanceof Retryable) return undefined
      throw error
    })
    if (term !== undefined) return term
    await sleep(TRY_MS, undefined, { signal })
  }
}
