// Crawls sources by their schedules, as durable jobs: one repeating job for each source that is on, named by the
// source and its version, so that an edit ends the old job and begins a new one that goes on where it was. What
// was changed while nobody listened, or left by a crash, is put right at the start.
//
// A host that asks to be left alone for a while is not forgotten until the next turn: the crawl is woken then.

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
}

export interface Schedule {
  /** Begins to crawl. Disposing stops politely; what was being crawled goes on at the next start. */
  start(): Promise<AsyncDisposable>
  /** Takes the next turn now; those behind it stay. `running`: it is being crawled. */
  wake(id: string): Promise<'woken' | 'running' | 'off' | 'not-found'>
  health(id: string): Promise<SourceHealth | undefined>
  /** Of all sources, by id. */
  healths(): Promise<readonly SourceHealth[]>
}

export const CRAWL_QUEUE = 'media-crawl'
export const CRAWL_WAKE_QUEUE = 'media-crawl-wake'
/** A source that cannot be read is tried again so, then at its next turn. */
const RETRY = { attempts: 3, firstMs: 60_000, maxMs: 10 * 60_000 }

export function createSchedule(options: ScheduleOptions): Schedule {
  const { sources, records, jobs, crawler, clock, report } = options
  /** The crawl of each source that runs: an edited source's new job waits for its old one to leave. */
  const running = new Map<string, Promise<unknown>>()
  let syncing: Promise<void> = Promise.resolve()

  const keyOf = ({ source, version }: VersionedSource): string => `${source.id} v${version}`

  /** Makes the jobs be what the sources ask for. */
  async function syncNow(): Promise<void> {
    const all = await sources.list()
    const wanted = new Map(all.filter(({ source }) => source.enabled).map(each => [keyOf(each), each]))
    const ended = new Map<string, Job>()
    const state = ['waiting', 'running'] as const
    for (const job of await jobs.jobs({ queue: CRAWL_QUEUE, state, limit: LIMITS.maxShownJobs })) {
      if (wanted.has(job.key)) continue
      ended.set(String(job.data['source']), job)
      await jobs.cancel(CRAWL_QUEUE, job.key)
    }
    for (const [key, { source, version }] of wanted) {
      const everyMs = source.everyMinutes * 60_000
      const old = ended.get(source.id)
      const data = { source: source.id, version }
      const runAt = old !== undefined && old.everyMs === everyMs ? { runAt: old.runAt } : {}
      await jobs.add({ queue: CRAWL_QUEUE, key, data, everyMs, retry: RETRY, ...runAt })
    }
    const known = new Set(all.map(({ source }) => source.id))
    const { records: healths } = await records.find(SOURCE_HEALTH, { limit: 1000 })
    for (const id of new Set([...ended.keys(), ...healths.map(each => each.id)]))
      if (!known.has(id)) await forget(id, ended.get(id)?.key)
  }

  function sync(): Promise<void> {
    const turn = syncing.then(syncNow)
    syncing = turn.catch(() => {})
    return turn
  }

  /** `key`: of its last job. One of the same name is not taken by the queue before that has ended. */
  async function forget(id: string, key: string | undefined): Promise<void> {
    await running.get(id)
    if (key !== undefined) while ((await jobs.job(CRAWL_QUEUE, key))?.state === 'running') await sleep(5)
    await crawler.forget(id)
    const health = await records.get(SOURCE_HEALTH, id)
    if (health !== undefined) await records.commit([remove(SOURCE_HEALTH, id, health.version)])
  }

  async function crawlJob(job: Job, signal: AbortSignal): Promise<void> {
    const id = String(job.data['source'])
    await running.get(id)
    signal.throwIfAborted()
    const versioned = await sources.get(id)
    // Edited or switched off a moment ago; its own job is on the way, this one is being cancelled.
    if (versioned === undefined || !versioned.source.enabled || keyOf(versioned) !== job.key) return
    const crawl = crawler.crawl(versioned.source, signal)
    const settled = crawl.catch(() => {})
    running.set(id, settled)
    try {
      await ended(id, await crawl)
    } catch (error) {
      const isOurs = !signal.aborted && !(error instanceof Retryable)
      if (isOurs) await writeHealth(id, brokenRun(id, clock.now(), error))
      throw error
    } finally {
      if (running.get(id) === settled) running.delete(id)
    }
  }

  /** Only the crawl of a source writes its health. */
  async function writeHealth(id: string, run: CrawlRun): Promise<HealthRecord> {
    const stored = await records.get(SOURCE_HEALTH, id)
    const health = healthAfter(stored?.record, run)
    await records.commit([put(SOURCE_HEALTH, id, health, stored?.version ?? 0)])
    return health
  }

  async function ended(id: string, run: CrawlRun): Promise<void> {
    const health = await writeHealth(id, run)
    if (run.restUntil !== null)
      await jobs.add({
        queue: CRAWL_WAKE_QUEUE,
        key: id,
        data: { source: id },
        runAt: run.restUntil + 1,
      })
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
    return (await jobs.wake(CRAWL_QUEUE, keyOf(versioned))) ? 'woken' : 'running'
  }

  async function healthOfOne(versioned: VersionedSource): Promise<SourceHealth> {
    const { source } = versioned
    const job = await jobs.job(CRAWL_QUEUE, keyOf(versioned))
    const stored = await records.get(SOURCE_HEALTH, source.id)
    return healthOf(source, stored?.record, job?.state === 'waiting' ? job.runAt : null, clock.now())
  }

  sources.onChanged(sync)

  return {
    async start() {
      await sync()
      const crawls = jobs.work(CRAWL_QUEUE, crawlJob, { concurrency: LIMITS.maxCrawlsAtOnce })
      const wakes = jobs.work(CRAWL_WAKE_QUEUE, async job => void (await wake(String(job.data['source']))))
      return {
        async [Symbol.asyncDispose]() {
          await Promise.all([crawls[Symbol.asyncDispose](), wakes[Symbol.asyncDispose]()])
        },
      }
    },
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
