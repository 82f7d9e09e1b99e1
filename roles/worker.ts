// A worker of a cluster: crawls and reads online media, delivers notices, and carries out the steps of playbooks, as
// jobs from Redis. It keeps no state of its own: what it must know and what it finds out it asks of and tells to
// whoever leads, and while nobody leads it waits. It may be killed at any moment: its jobs run again elsewhere.

import { createCallClient } from '#/cluster/calls/call-client.ts'
import { findLeader } from '#/cluster/calls/leader-address.ts'
import type { NodeStatus } from '#/cluster/node-registry.ts'
import type { OpenedRedis } from '#/cluster/open-redis.ts'
import { createRedisLeaderLock } from '#/cluster/redis-leader-lock.ts'
import { createSharedPace } from '#/cluster/shared-pace.ts'
import type { Config } from '#/config-schema.ts'
import { withContact } from '#/crawler/media-config.ts'
import { createSources } from '#/crawler/sources/sources.ts'
import { countedJobs } from '#/jobs/counted-jobs.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { ProblemLedger } from '#/kernel/problem-ledger.ts'
import { openFollowingRoom } from '#/listening/follow-reading.ts'
import { openCrawling } from '#/listening/open-crawling.ts'
import { createNotices } from '#/notices/notices.ts'
import type { DataFolder } from '#/pipeline/data-folder.ts'
import { createSecrets } from '#/playbooks/actions/secrets.ts'
import { openPlaybooks } from '#/response/open-playbooks.ts'
import { ownAddresses } from '#/response/own-addresses.ts'
import { createAudit } from '#/store/audit.ts'
import type { EventStore } from '#/store/event-store.ts'
import { workerJobs } from './queues.ts'
import { remoteRecords } from './remote-records.ts'
import { leaderServices } from './worker-calls.ts'

export interface WorkerOptions {
  /** Unlike that of any other process. */
  readonly node: string
  readonly folder: Pick<DataFolder, 'authorKey' | 'models' | 'secrets'>
  readonly config: Config
  /** The platform's, for the crawler's User-Agent. */
  readonly version: string
  readonly clock: Clock
  /** Both stay open when the worker has ended. */
  readonly redis: OpenedRedis
  readonly jobs: JobQueue
  /** The cluster's. */
  readonly secret: string
  /** Name of the lead under which the leader is called (leader-lock.ts). */
  readonly lead: string
  /** Begins every key in Redis; as everywhere in the cluster. */
  readonly prefix?: string
  /** Of what is led here, which is the crawl of a source; 15 s when absent. */
  readonly leaseMs?: number
  /** Hears of every problem of this process. */
  readonly ledger: ProblemLedger
  /** Ends an opening that waits for a leader. */
  readonly signal?: AbortSignal
  /** The worker cannot go on. */
  readonly onFailed: (error: Error) => void
  /** Where playbooks search; through the leader when absent. */
  readonly events?: Pick<EventStore, 'search'>
  /** Sources on this machine itself, for tests: their ids. */
  readonly localSources?: ReadonlySet<string>
}

export interface Worker extends AsyncDisposable {
  status(): NodeStatus
}

/** A leader is waited for so long: what was done outside must be written down. */
const PATIENCE_MS = 10 * 60_000
/** Kinds of problems told with the status. */
const TOLD_PROBLEMS = 50

/**
 * Resolves when it works. Waits for a leader, and throws Retryable (`cluster.away`) when none comes in ten minutes or the
 * signal fires before.
 */
export async function openWorker(options: WorkerOptions): Promise<Worker> {
  const { node, folder, config, clock, redis, secret, lead, ledger, signal, onFailed } = options
  const { report } = ledger
  signal?.throwIfAborted()
  const startedAt = clock.now()
  const keys = options.prefix === undefined ? {} : { prefix: options.prefix }
  const { leaseMs = 15_000 } = options
  await using opened = new AsyncDisposableStack()
  const lock = createRedisLeaderLock({ redis: redis.commands, holder: node, leaseMs, ...keys })
  const calls = opened.use(
    createCallClient({ leader: () => findLeader(lock, lead), secret, report, patienceMs: PATIENCE_MS }),
  )
  const leave = (): void => calls[Symbol.dispose]()
  signal?.addEventListener('abort', leave)
  const records = remoteRecords(calls)
  const { keeper, reading, runHooks, events } = leaderServices(calls)
  const { jobs, counts } = countedJobs(workerJobs(options.jobs))
  const secrets = createSecrets(config.playbooks.secretsFile ?? folder.secrets)
  const media = withContact(config.media, config.organisation)
  const { localSources = new Set() } = options

  const notices = createNotices({
    records,
    jobs,
    clock,
    config: config.notices,
    secret: name => secrets.secret(name),
    consoleUrl: config.console.publicUrl,
    report,
  })
  const { desk } = openPlaybooks({
    config: config.playbooks,
    mailChannel: config.notices.email[0],
    secrets,
    records,
    jobs,
    events: options.events ?? events,
    audit: createAudit(records, clock),
    clock,
    report,
    ownAddresses: ownAddresses(config),
    prepareManual: task => runHooks.prepareManual(task),
    // The leader makes the links itself.
    onPending: question => runHooks.announce(question),
    // The leader hears of what is written into its records.
    onRunChanged() {},
  })

  const working: AsyncDisposable[] = []
  // They have seconds for what they have begun, all at the same time; only then the leader is left.
  opened.defer(async () => void (await Promise.all(working.map(each => each[Symbol.asyncDispose]()))))
  if (media.enabled) {
    const room = opened.use(
      await openFollowingRoom({ shared: reading, folder, config: media, report, onFailed }),
    )
    const { schedule } = openCrawling({
      config: media,
      version: options.version,
      sources: createSources({ records, isLocal: ({ id }) => localSources.has(id) }),
      records,
      jobs,
      clock,
      report,
      read: page => room.read(page),
      keeper,
      pace: createSharedPace({ redis: redis.commands, leaseMs, ...keys }),
      claim: sourceId => lock.acquire(`crawl ${sourceId}`),
    })
    working.push(schedule.work())
  }
  working.push(notices.work())
  working.push(await desk.work())

  signal?.removeEventListener('abort', leave)
  const all = opened.move()
  return {
    status() {
      const { running, done, failed } = counts()
      return {
        name: node,
        roles: ['worker'],
        startedAt,
        figures: { jobsRunning: running, jobsDone: done, jobsFailed: failed, problems: ledger.total() },
        problems: ledger.kinds(TOLD_PROBLEMS).map(({ code, count, where, lastDetail }) => ({
          code,
          count,
          detail: `${where}: ${lastDetail}`,
        })),
      }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
