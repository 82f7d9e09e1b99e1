// Crawls sources by their schedules, as durable jobs: one repeating job for each source that is on, named by the
// source and its version, so that an edit ends the old job and begins a new one that goes on where it was. What
// was changed while nobody listened, or left by a crash, is put right at the start.
//
// Beside its turns a source may be crawled once, now or at a time: because somebody wants it, or because a host
// that asked to be left alone may be asked again. Its turns stay where they are.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '#/kernel/clock.ts'
import { Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { SourceHealth } from '#/kernel/media-source.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { Job, JobQueue } from '#/jobs/job-queue.ts'
import { put, remove, type Records } from '#/store/records.ts'
import { newRun, type CrawlRun } from '../fetch/crawl-run.ts'
import type { Crawler } from '../fetch/create-crawler.ts'
import { SOURCE_HEALTH, healthAfter, healthOf, type HealthRecord } from './source-health.ts'
import type { Sources, VersionedSource } from './sources.ts'

export interface ScheduleOptions {
  readonly sources: Sources
  readonly records: Records
  readonly jobs: JobQueue
  readonly crawler: Pick<Crawler, 'crawl' | 'forget'>
  readonly clock: Clock
  readonly report: ReportProblem
  /**
   * In a cluster: makes a source this process' to crawl until it is disposed or its signal fires; undefined while it
   * is another's. Absent: no other process crawls.
   */
  readonly claim?: (sourceId: string) => Promise<SourceClaim | undefined>
}

export type SourceClaim = AsyncDisposable & { readonly signal: AbortSignal }

export interface Schedule {
  /** Begins to crawl. Disposing stops politely; what was being crawled goes on at the next start. */
  start(): Promise<AsyncDisposable>
  /** Only takes the jobs that another process' schedule makes. Disposing stops politely. */
  work(): AsyncDisposable
  /** Crawls now, besides its turns. `running`: it is being crawled. */
  wake(id: string): Promise<'woken' | 'running' | 'off' | 'not-found'>
  health(id: string): Promise<SourceHealth | undefined>
  /** Of all sources, by id. */
  healths(): Promise<readonly SourceHealth[]>
}

export const CRAWL_QUEUE = 'media-crawl'
export const CRAWL_ONCE_QUEUE = 'media-crawl-once'
/** While another process crawls a source, it is asked so often whether it still does. */
const CLAIM_MS = 1000
/** A source that cannot be read is tried again so, then at its next turn. */
const RETRY = { attempts: 3, firstMs: 60_000, maxMs: 10 * 60_000 }

export function createSchedule(options: ScheduleOptions): Schedule {
  const { sources, records, jobs, crawler, clock, report } = options
  /** The crawl of each source that runs: an edited source's new job waits for its old one to leave. */
  const running = new Map<string, Promise<unknown>>()
  let syncing: Promise<void> = Promise.resolve()

  const keyOf = ({ source, version }: VersionedSource): string => `${source.id} v${version}`

  /** Cancels the jobs that no present version of a source has; answers them by source. */
  async function cancelOld(queue: string, wanted: ReadonlySet<string>): Promise<ReadonlyMap<string, Job>> {
    const cancelled = new Map<string, Job>()
    const state = ['waiting', 'running'] as const
    for (const job of await jobs.jobs({ queue, state, limit: LIMITS.maxShownJobs })) {
      if (wanted.has(job.key)) continue
      cancelled.set(String(job.data['source']), job)
      await jobs.cancel(queue, job.key)
    }
    return cancelled
  }

  /** Makes the jobs be what the sources ask for. */
  async function syncNow(): Promise<void> {
    const all = await sources.list()
    const enabled = all.filter(({ source }) => source.enabled)
    const wanted = new Set(enabled.map(keyOf))
    const turns = await cancelOld(CRAWL_QUEUE, wanted)
    const once = await cancelOld(CRAWL_ONCE_QUEUE, wanted)
    for (const each of enabled) {
      const { source, version } = each
      const everyMs = source.everyMinutes * 60_000
      const [turn, single] = [turns.get(source.id), once.get(source.id)]
      const data = { source: source.id, version }
      const runAt = turn !== undefined && turn.everyMs === everyMs ? { runAt: turn.runAt } : {}
      await jobs.add({ queue: CRAWL_QUEUE, key: keyOf(each), data, everyMs, retry: RETRY, ...runAt })
      if (single !== undefined) await crawlOnce(each, single.runAt)
    }
    const known = new Set(all.map(({ source }) => source.id))
    const { records: healths } = await records.find(SOURCE_HEALTH, { limit: 1000 })
    for (const id of new Set([...turns.keys(), ...once.keys(), ...healths.map(each => each.id)]))
      if (!known.has(id)) await forget(id, [turns.get(id), once.get(id)])
  }

  async function crawlOnce(versioned: VersionedSource, runAt: number): Promise<'added' | 'known'> {
    const { source, version } = versioned
    const data = { source: source.id, version }
    return await jobs.add({ queue: CRAWL_ONCE_QUEUE, key: keyOf(versioned), data, runAt, retry: RETRY })
  }

  function sync(): Promise<void> {
    const turn = syncing.then(syncNow)
    syncing = turn.catch(() => {})
    return turn
  }

  /** A new job of the name of its old ones is not taken by the queue before those have ended. */
  async function forget(id: string, old: readonly (Job | undefined)[]): Promise<void> {
    await running.get(id)
    for (const job of old)
      if (job !== undefined) while ((await jobs.job(job.queue, job.key))?.state === 'running') await sleep(5)
    await crawler.forget(id)
    const health = await records.get(SOURCE_HEALTH, id)
    if (health !== undefined) await records.commit([remove(SOURCE_HEALTH, id, health.version)])
  }

  async function crawlJob(job: Job, signal: AbortSignal): Promise<void> {
    const id = String(job.data['source'])
    // A single crawl is of no use while one runs; a turn is not given up.
    if (job.queue === CRAWL_ONCE_QUEUE && running.has(id)) return
    while (running.has(id)) await running.get(id)
    const { promise, resolve: leave } = Promise.withResolvers<void>()
    running.set(id, promise)
    try {
      await crawlClaimed(job, id, signal)
    } finally {
      running.delete(id)
      leave()
    }
  }

  /** What `running` is for this process, the claim is for all. */
  async function crawlClaimed(job: Job, id: string, signal: AbortSignal): Promise<void> {
    if (options.claim === undefined) return await crawlAlone(id, job.key, signal)
    for (;;) {
      signal.throwIfAborted()
      await using claimed = await options.claim(id)
      if (claimed !== undefined)
        return await crawlAlone(id, job.key, AbortSignal.any([signal, claimed.signal]))
      if (job.queue === CRAWL_ONCE_QUEUE && (await isRunning(CRAWL_QUEUE, job.key))) return
      await sleep(CLAIM_MS, undefined, { signal })
    }
  }

  const isRunning = async (queue: string, key: string): Promise<boolean> =>
    (await jobs.job(queue, key))?.state === 'running'

  async function crawlAlone(id: string, key: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const versioned = await sources.get(id)
    // Edited or switched off a moment ago; its own job is on the way, this one is being cancelled.
    if (versioned === undefined || !versioned.source.enabled || keyOf(versioned) !== key) return
    try {
      await ended(versioned, await crawler.crawl(versioned.source, signal))
    } catch (error) {
      const isOurs = !signal.aborted && !(error instanceof Retryable)
      if (isOurs) await writeHealth(id, brokenRun(id, clock.now(), error))
      throw error
    }
  }

  /** Only the crawl of a source writes its health. */
  async function writeHealth(id: string, run: CrawlRun): Promise<HealthRecord> {
    const stored = await records.get(SOURCE_HEALTH, id)
    const health = healthAfter(stored?.record, run)
    await records.commit([put(SOURCE_HEALTH, id, health, stored?.version ?? 0)])
    return health
  }

  async function ended(versioned: VersionedSource, run: CrawlRun): Promise<void> {
    const { id } = versioned.source
    const health = await writeHealth(id, run)
    if (run.restUntil !== null) await crawlOnce(versioned, run.restUntil + 1)
    if (health.outcome === 'success') return
    const detail = health.failures.map(({ reason, count }) => `${reason} (${count})`).join(', ')
    if (health.failedRunsInRow === 1) report({ code: 'crawl.failed', where: id, detail })
    if (health.outcome === 'failing' && run.restUntil === null)
      throw new Retryable('crawl.failed', `${id}: ${detail}`)
  }

  async function wake(id: string): ReturnType<Schedule['wake']> {
    const versioned = await sources.get(id)
    if (versioned === undefined) return 'not-found'
    if (!versioned.source.enabled) return 'off'
    const key = keyOf(versioned)
    // By this process, or by one of a cluster.
    if (running.has(id) || (await isRunning(CRAWL_QUEUE, key)) || (await isRunning(CRAWL_ONCE_QUEUE, key)))
      return 'running'
    // One may wait already for a host's rest to end; the host's rest is kept all the same.
    if ((await crawlOnce(versioned, clock.now())) === 'known') await jobs.wake(CRAWL_ONCE_QUEUE, key)
    return 'woken'
  }

  async function healthOfOne(versioned: VersionedSource): Promise<SourceHealth> {
    const { source } = versioned
    const job = await jobs.job(CRAWL_QUEUE, keyOf(versioned))
    const stored = await records.get(SOURCE_HEALTH, source.id)
    return healthOf(source, stored?.record, job?.state === 'waiting' ? job.runAt : null, clock.now())
  }

  sources.onChanged(sync)

  function work(): AsyncDisposable {
    const crawls = jobs.work(CRAWL_QUEUE, crawlJob, { concurrency: LIMITS.maxCrawlsAtOnce })
    const singles = jobs.work(CRAWL_ONCE_QUEUE, crawlJob, { concurrency: LIMITS.maxCrawlsAtOnce })
    return {
      async [Symbol.asyncDispose]() {
        await Promise.all([crawls[Symbol.asyncDispose](), singles[Symbol.asyncDispose]()])
      },
    }
  }

  return {
    async start() {
      await sync()
      return work()
    },
    work,
    wake,
    async health(id) {
      const versioned = await sources.get(id)
      return versioned === undefined ? undefined : await healthOfOne(versioned)
    },
    healths: async () => await Promise.all((await sources.list()).map(healthOfOne)),
  }
}

/** A crawl that ended in an error of ours: people see it where they look for the source. */
function brokenRun(id: string, now: number, error: unknown): CrawlRun {
  const example = error instanceof Error ? error.message : String(error)
  return {
    ...newRun(id, now),
    endedAt: now,
    listsFailed: 1,
    failures: [{ reason: 'internal error', count: 1, example }],
  }
}
