// What the process that leads a cluster does beside the console: it keeps the alerts that the others raised, lets them know
// what people decided, and deletes events in Elasticsearch whose time is over.

import { setTimeout as sleep } from 'node:timers/promises'
import type { KnownNode } from '#/cluster/node-registry.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { HiddenAlerts } from '#/kernel/detection-exception.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { Ask } from '#/pipeline/detection-questions.ts'
import { takeRaised, type Raised } from '#/pipeline/raised-log.ts'
import type { Audit } from '#/store/audit.ts'
import { openElasticClient } from '#/store/elastic/open-elastic.ts'
import { retireEvents } from '#/store/elastic/retention.ts'
import type { LegalHolds } from '#/store/legal-holds.ts'
import { learnFields } from './detection-figures.ts'
import { publishNews, type DetectionNews } from './detection-news.ts'
import type { Joined } from './join-cluster.ts'
import { publishRuleSets } from './rule-set-bundle.ts'
import { publishModels, type SharedModelsOptions } from './shared-models.ts'

export interface LeadOptions {
  readonly joined: Joined
  /** Keeps alerts durably; those that are known are passed over. */
  readonly keepAlerts: (alerts: readonly Alert[]) => void
  /** Resolves when all alerts until now are kept for good. */
  readonly settled: (signal: AbortSignal) => Promise<void>
  readonly addHidden: (hidden: readonly HiddenAlerts[]) => void
  readonly news: () => DetectionNews
  /** All processes, as known a few seconds ago. */
  readonly nodes: () => readonly KnownNode[]
  /** Of the pipeline of this process. */
  readonly ask: Ask
  readonly ruleSetFolder: string
  readonly models: SharedModelsOptions
  readonly jobs: JobQueue
  readonly legalHolds: LegalHolds
  /** By which events are deleted, ms UTC; undefined before it was looked at. */
  readonly trustedNow: () => number | undefined
  readonly audit: Audit
  readonly clock: Clock
  readonly report: ReportProblem
}

const IDLE_MS = 100
const RETRY_MS = 1000
const RETIRE_QUEUE = 'events.retire'
const HOUR_MS = 3_600_000
const FIRST_AFTER_MS = 10 * 60_000
/** An index is closed at this age, so that it can go at its time. */
const MAX_INDEX_AGE = '1d'

export async function leadCluster(options: LeadOptions): Promise<AsyncDisposable> {
  const { joined, jobs, clock, report } = options
  await using opened = new AsyncDisposableStack()
  const retiring = jobs.work(RETIRE_QUEUE, async () => await retire(options))
  opened.use(retiring)
  await jobs.add({
    queue: RETIRE_QUEUE,
    key: 'hourly',
    data: {},
    runAt: clock.now() + FIRST_AFTER_MS,
    everyMs: HOUR_MS,
  })
  const ending = new AbortController()
  const { signal } = ending
  const leading = Promise.all([
    keepRaised(options, signal),
    publishNews(joined.board, options.news, signal),
    publishRuleSets(joined.board, options.ruleSetFolder, report, signal),
    publishModels({ ...options.models, settled: options.settled }, signal),
    learnFields(joined.board, options.nodes, options.ask, signal),
  ])
  opened.defer(async () => {
    ending.abort()
    await leading
  })
  const all = opened.move()
  return { [Symbol.asyncDispose]: () => all.disposeAsync() }
}

/** What could not be kept stays in the log and is taken again. */
async function keepRaised(
  { joined, keepAlerts, settled, addHidden, report }: LeadOptions,
  signal: AbortSignal,
): Promise<void> {
  let isTold = false
  while (!signal.aborted) {
    try {
      const keep = (raised: Raised): void => {
        if (raised.kind === 'alerts') keepAlerts(raised.alerts)
        else addHidden(raised.hidden)
      }
      const taken = await takeRaised(joined.logs, keep, () => settled(signal))
      isTold = false
      if (taken === 0) await sleep(IDLE_MS, undefined, { signal }).catch(() => {})
    } catch (error) {
      if (signal.aborted) return
      if (!isTold) report({ code: 'store.failed', where: 'raised alerts', detail: (error as Error).message })
      isTold = true
      await sleep(RETRY_MS, undefined, { signal }).catch(() => {})
    }
  }
}

async function retire({ joined, legalHolds, audit, trustedNow }: LeadOptions): Promise<void> {
  const nowMs = trustedNow()
  if (nowMs === undefined) return
  const client = openElasticClient(joined.elastic)
  try {
    await legalHolds.undisturbed(async held => {
      const { deleted } = await retireEvents({
        client,
        prefix: joined.elastic.prefix,
        nowMs,
        keepMs: joined.retention.keepMs,
        held,
        maxIndexAge: MAX_INDEX_AGE,
      })
      for (const { index, events, newestMs } of deleted) {
        const newest = Number.isFinite(newestMs) ? new Date(newestMs).toISOString() : 'none'
        await audit.record(
          'thapcanh',
          'events.index-deleted',
          index,
          `${events} events, the newest of ${newest}`,
        )
      }
    })
  } finally {
    await client.close()
  }
}
