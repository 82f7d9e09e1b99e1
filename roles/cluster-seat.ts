// The seat of the process that leads a cluster. Whoever has the role `api` waits for the lead, and follows the state
// meanwhile; who has it owns the state, answers the workers and opens the console. One that loses the lead ends, and
// is started again as one that waits.
//
// Nothing is acknowledged to anybody (a person, a worker, the queues on Redis) before the state that it changed is kept
// in Elasticsearch, where the next leader finds it.

import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCallServer } from '#/cluster/calls/call-server.ts'
import { callsUntilKept } from '#/cluster/calls/calls-until-kept.ts'
import { readClusterSecret } from '#/cluster/calls/cluster-secret.ts'
import { holderAt } from '#/cluster/calls/leader-address.ts'
import type { ClusterConfig } from '#/cluster/cluster-config.ts'
import type { LeaderLock, Term } from '#/cluster/leader-lock.ts'
import type { KnownNode } from '#/cluster/node-registry.ts'
import { createRedisLeaderLock } from '#/cluster/redis-leader-lock.ts'
import type { Config } from '#/config-schema.ts'
import { openBullJobQueue } from '#/jobs/bullmq/job-queue.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import { jobsUntilKept } from '#/jobs/until-kept.ts'
import type { Clock } from '#/kernel/clock.ts'
import { Retryable } from '#/kernel/errors.ts'
import type { ProblemLedger } from '#/kernel/problem-ledger.ts'
import { untilAborted } from '#/kernel/until-aborted.ts'
import type { ClusterPlace } from '#/pipeline/cluster-place.ts'
import type { RuleCounters } from '#/pipeline/rule-counters.ts'
import type { DataFolder } from '#/pipeline/data-folder.ts'
import type { BlobStore } from '#/store/blob-store.ts'
import { createElasticBlobStore } from '#/store/elastic/blob-store.ts'
import { openElasticClient } from '#/store/elastic/open-elastic.ts'
import { createElasticStateLog } from '#/store/elastic/state-log.ts'
import { STATE_TABLES } from '#/store/replicated/copied-tables.ts'
import { followState, type FollowStateOptions } from '#/store/replicated/follow-state.ts'
import { MENTION_TABLES } from '#/store/replicated/mention-changes.ts'
import { openReplicatedMentions } from '#/store/replicated/replicated-mentions.ts'
import { openReplicatedState } from '#/store/replicated/replicated-state.ts'
import type { LegalHolds } from '#/store/legal-holds.ts'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import type { MentionStore } from '#/store/mention-store.ts'
import type { StateStore } from '#/store/state-store.ts'
import { countersOfCollectors } from './detection-figures.ts'
import { joinCluster } from './join-cluster.ts'
import { keptInCluster } from './kept-in-cluster.ts'
import { leadCluster, type LeadOptions } from './lead-cluster.ts'
import { leaderJobs } from './queues.ts'
import { addRuleSets } from './rule-set-bundle.ts'
import { shareKeys } from './shared-keys.ts'
import { takeModels } from './shared-models.ts'
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
  /** As of ReplicatedState: until it resolves, what was changed may be lost with this process. */
  readonly settled: () => Promise<void>
  /** As of ReplicatedState: fires while changes cannot be kept. */
  readonly stuck: () => AbortSignal
  /** Without the queues that workers work on. Jobs are done when what they changed is kept. */
  readonly jobs: JobQueue
  /** Opens the mentions of online media, of which every change travels as well. */
  readonly openMentions: () => Promise<MentionStore>
  /** Where attached files are for whoever leads. */
  readonly attachments: BlobStore
  /** All processes of the cluster, as known a few seconds ago. */
  readonly nodes: () => readonly KnownNode[]
  /** What collectors last told of their rules. Throws Retryable while Redis is away. */
  readonly counters: () => Promise<readonly RuleCounters[]>
  /** What Elasticsearch holds, and how long its disks last. */
  readonly kept: (holds: Pick<LegalHolds, 'list'>) => ReturnType<typeof keptInCluster>
  /** To be called when everything else is open. */
  lead(parts: LeadParts): Promise<void>
}

export interface LeadParts
  extends
    Omit<
      LeadOptions,
      'joined' | 'jobs' | 'settled' | 'ruleSetFolder' | 'models' | 'nodes' | 'clock' | 'report'
    >,
    Omit<ServeWorkersOptions, 'records' | 'clock' | 'isLeading'> {}

const TRY_MS = 500
const LOOK_MS = 3000

/** Resolves when this process leads; throws the signal's reason when that fires before. */
export async function takeSeat(options: SeatOptions): Promise<ClusterSeat> {
  const { config, cluster, folder, clock, ledger, signal, onFailed } = options
  const { report } = ledger
  await using opened = new AsyncDisposableStack()
  const joined = opened.use(
    await joinCluster({ config, cluster, role: 'api', directory: folder.path, clock, ledger, signal }),
  )
  const { host, port, secretFile } = cluster.calls
  const secret = secretFile === undefined ? undefined : readClusterSecret(secretFile)
  const server =
    secret === undefined ? undefined : opened.use(await openCallServer({ host, port, secret, report }))
  const lock = createRedisLeaderLock({
    redis: joined.redis.commands,
    holder: server === undefined ? `${joined.node} ${hostname()}` : holderAt(joined.node, host, server.port),
    leaseMs: cluster.leaseSeconds * 1000,
  })
  let opening: AbortSignal | undefined = signal
  const client = openElasticClient(joined.elastic, () => opening)
  opened.defer(() => client.close())
  const { prefix } = joined.elastic
  const log = createElasticStateLog({ client, prefix })
  const copy = { path: folder.state, log, tables: STATE_TABLES, report }
  const mentionsLog = createElasticStateLog({ client, prefix: `${prefix}-media` })
  const mentions = { path: folder.media, log: mentionsLog, tables: MENTION_TABLES, report }
  const followed = [copy, mentions].map(each => ({ ...each, signal }))
  const term = opened.use(await leadAfterFollowing(lock, followed))
  const replicated = opened.use(
    await openReplicatedState({ ...copy, clock, term, signal, onDeposed: onFailed }),
  )
  const state = replicated.store
  await untilAborted(addRuleSets(joined.board, folder.ruleSets), signal)
  shareKeys({ state, folder, secret, report })
  const models = {
    state,
    blobs: createElasticBlobStore({ client, index: `${prefix}-models` }),
    folder: folder.models,
    report,
  }
  await untilAborted(takeModels(models), signal)
  // Nothing may be signed with a key that the next leader would not have.
  await replicated.settled(signal)
  const all = await openBullJobQueue({ ...joined.place.redis, report, signal })
  opened.use(all)
  const settling = jobsUntilKept(all, until => replicated.settled(until))
  // Without a secret there are no workers, and all work is the leader's.
  const jobs = server === undefined ? settling : leaderJobs(settling)
  let nodes: readonly KnownNode[] = await untilAborted(
    joined.nodes.nodes().catch(() => []),
    signal,
  )
  const looking = setInterval(() => {
    void joined.nodes.nodes().then(
      found => (nodes = found),
      () => {},
    )
  }, LOOK_MS)
  opened.defer(() => clearInterval(looking))

  opening = undefined
  const seat = opened.move()
  return {
    place: joined.place,
    state,
    openMentions: async () =>
      await openReplicatedMentions({
        ...mentions,
        term,
        signal,
        openStore: path => openEmbeddedMentionStore({ path, ofCluster: true, onFailed }),
        onDeposed: onFailed,
      }),
    settled: () => replicated.settled(),
    stuck: () => replicated.stuck(),
    jobs,
    attachments: createElasticBlobStore({ client, index: `${prefix}-attachments` }),
    nodes: () => nodes,
    counters: async () => await countersOfCollectors(joined.board, nodes),
    kept: async holds => await keptInCluster(joined, holds, clock),
    async lead(parts) {
      const settled = (until: AbortSignal): Promise<void> => replicated.settled(until)
      const { ruleSets: ruleSetFolder } = folder
      seat.use(
        await leadCluster({
          ...parts,
          joined,
          jobs,
          settled,
          ruleSetFolder,
          models,
          nodes: () => nodes,
          clock,
          report,
        }),
      )
      if (server === undefined) return
      const calls = callsUntilKept(server, () => replicated.settled())
      const isLeading = (): boolean => term.isHeld()
      seat.use(serveWorkers(calls, { ...parts, records: state.records, clock, isLeading }))
    },
    [Symbol.asyncDispose]: () => seat.disposeAsync(),
  }
}

/** Waits for the lead, and keeps copies near the ends of their logs meanwhile. Throws as `followState`, and the signal's reason. */
async function leadAfterFollowing(
  lock: LeaderLock,
  copies: readonly FollowStateOptions[],
): Promise<Term & AsyncDisposable> {
  const waited = new AbortController()
  const signal = AbortSignal.any([waited.signal, ...copies.map(copy => copy.signal)])
  const followers = copies.map(async copy => await followState({ ...copy, signal }))
  const following = Promise.all(followers)
  const leading = awaitLead(lock, signal)
  try {
    return await Promise.race([leading, following.then(() => leading)])
  } catch (error) {
    waited.abort()
    await leading.then(
      term => term[Symbol.asyncDispose](),
      () => {},
    )
    throw error
  } finally {
    // A file is one process' and one opening's: it is closed before it is led from.
    waited.abort()
    await Promise.allSettled(followers)
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
