// The job queue of a cluster: BullMQ on Redis. Any number of processes add jobs and work on them.
//
// What a job is stands in turns.ts; BullMQ holds it, delays it, gives it to one worker under a lock and finds it
// again when that worker is gone. A key is held by BullMQ's deduplication for as long as its job waits or runs.
// Ids are numbers of the whole cluster, so that the newest is the newest in any queue.
//
// What is due is judged by the clock of the process that asks: BullMQ reads `Date.now()` and takes no other. So this
// takes no clock either; a clock that jumps is noticed (clock-watch.ts) and delays of ours are mended.

import { Queue } from 'bullmq'
import { openRedis, type OpenedRedis } from '#/cluster/open-redis.ts'
import { askRedis, redisFailure } from '#/cluster/redis-failure.ts'
import { systemClock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { checkJob } from '../check-job.ts'
import {
  JOB_STATES,
  type Job,
  type JobFilter,
  type JobHandler,
  type JobQueue,
  type JobState,
  type NewJob,
} from '../job-queue.ts'
import { BullWorker } from './bull-worker.ts'
import { watchClock } from './clock-watch.ts'
import { bullId, bullName, holderOf, numberOf } from './job-record.ts'
import { pullDelays } from './pull-delays.ts'
import { countsOf, idsIn, recordsOf } from './read-jobs.ts'
import { withJobScripts, type JobScripts } from './scripts.ts'
import type { KeptJob } from './turns.ts'

export interface BullJobQueueOptions {
  /** Where Redis is; see cluster/redis-url.ts. */
  readonly url: string
  /** In place of the one that the address has. */
  readonly password?: string
  readonly report: ReportProblem
  /** Begins every key; its braces keep all of them on one node. `{thapcanh}` when absent. */
  readonly prefix?: string
  /** 0 ≤ n < 1; for the chance in pauses. */
  readonly random?: () => number
  /** We look at least so often for a clock that jumped and for jobs cancelled elsewhere; 500 ms when absent. */
  readonly longestSleepMs?: number
  /** Running jobs may go on so long after disposal began; then their signals fire. 5 s when absent. */
  readonly graceMs?: number
  /** The job of a worker that died runs again after about this, at most twice this; 30 s when absent. */
  readonly lockMs?: number
  /** A Redis that is away is waited for so long at the start; 10 s when absent. */
  readonly connectMs?: number
  /** Ends the opening. */
  readonly signal?: AbortSignal
}

/** BullMQ tells every step of every job to whoever listens; nobody does. */
const KEPT_STEPS = 100
/** Latest jobs of keys that are gone are forgotten on every so many ends. */
const FORGET_EVERY = 500

type Client = OpenedRedis['commands'] & JobScripts

/** Opens the queue; throws as openRedis does. */
export async function openBullJobQueue(options: BullJobQueueOptions): Promise<JobQueue> {
  const { url, password, report, connectMs, signal } = options
  const redis = await openRedis({
    url,
    report,
    ...(password === undefined ? {} : { password }),
    ...(connectMs === undefined ? {} : { connectMs }),
    ...(signal === undefined ? {} : { signal }),
  })
  return new BullJobQueue(redis, options)
}

class BullJobQueue implements JobQueue {
  private readonly redis: OpenedRedis
  private readonly options: BullJobQueueOptions
  private readonly prefix: string
  private readonly commands: Client
  private readonly patient: Client
  private readonly queues = new Map<string, Queue<KeptJob>>()
  private readonly workers = new Map<string, BullWorker>()
  private readonly clockWatch: Disposable
  private ends = 0

  constructor(redis: OpenedRedis, options: BullJobQueueOptions) {
    this.redis = redis
    this.options = options
    this.prefix = `${options.prefix ?? '{thapcanh}'}:jobs`
    this.commands = withJobScripts(redis.commands)
    this.patient = withJobScripts(redis.patient)
    this.clockWatch = watchClock({
      clock: systemClock,
      everyMs: options.longestSleepMs ?? 500,
      jumped: direction => this.inBackground(this.clockJumped(direction)),
    })
  }

  async add(job: NewJob): Promise<'added' | 'known'> {
    checkJob(job)
    return this.ask(job.queue, async queue => {
      const now = systemClock.now()
      const { key, data, everyMs, retry } = job
      const runAt = Math.ceil(job.runAt ?? now)
      const kept: KeptJob = {
        key,
        data,
        runAt,
        ...(everyMs === undefined ? {} : { everyMs }),
        ...(retry === undefined ? {} : { retry }),
      }
      const id = bullId(await this.nextNumber(job.queue))
      const added = await queue.add('job', kept, {
        jobId: id,
        deduplication: { id: holderOf(key) },
        timestamp: now,
        delay: Math.max(0, runAt - now),
        removeOnComplete: { count: LIMITS.maxEndedJobs },
        removeOnFail: { count: LIMITS.maxEndedJobs },
      })
      return added.id === id ? 'added' : 'known'
    })
  }

  async wake(name: string, key: string): Promise<boolean> {
    return this.ask(name, async queue => {
      const backend = queue.getBackend()
      const id = await backend.getDeduplicationJobId(holderOf(key))
      if (id === null) return false
      try {
        await backend.promote(id)
        return true
      } catch (error) {
        if (redisFailure(error) !== undefined) throw error
        // It is not put off: in line it is due already, and no wish is left if it runs.
        const [record] = await this.commands.jobRecords(queue.toKey(''), id)
        return record?.[0] === 'due'
      }
    })
  }

  async cancel(name: string, key: string): Promise<boolean> {
    return this.ask(name, async queue => {
      const holder = `de:${holderOf(key)}`
      const now = systemClock.now()
      const outcome = await this.commands.jobCancelled(
        queue.toKey(''),
        holder,
        key,
        now,
        LIMITS.maxEndedJobs,
        0,
      )
      if (outcome?.[0] === 'running') this.workers.get(name)?.cancelled(outcome[1])
      return outcome !== null
    })
  }

  work(name: string, handler: JobHandler, { concurrency = 1 } = {}): AsyncDisposable {
    if (this.workers.has(name)) throw new Error(`the queue ${name} has its worker already`)
    const { options, prefix, commands, patient } = this
    const worker = new BullWorker({
      queue: name,
      prefix,
      handler,
      concurrency,
      commands,
      patient,
      clock: systemClock,
      random: options.random ?? Math.random,
      report: options.report,
      lockMs: options.lockMs ?? 30_000,
      askMs: options.longestSleepMs ?? 500,
      graceMs: options.graceMs ?? 5000,
      ended: () => this.runEnded(name),
    })
    // The clock may have gone back while nobody looked.
    if (this.workers.size === 0) this.inBackground(this.pull())
    this.workers.set(name, worker)
    return { [Symbol.asyncDispose]: () => this.stop(name, worker) }
  }

  private async stop(name: string, worker: BullWorker): Promise<void> {
    await worker.stop()
    if (this.workers.get(name) === worker) this.workers.delete(name)
  }

  async job(name: string, key: string): Promise<Job | undefined> {
    return this.ask(name, async queue => {
      const alive = await queue.getBackend().getDeduplicationJobId(holderOf(key))
      const id = alive ?? (await this.commands.hget(queue.toKey('newest'), key))
      if (id === null) return undefined
      const [found] = await this.records(name, queue, [id])
      return found
    })
  }

  async jobs({ queue, state, limit }: JobFilter): Promise<readonly Job[]> {
    const wanted = new Set<JobState>(state ?? JOB_STATES)
    const most = Math.max(1, Math.min(limit, LIMITS.maxShownJobs))
    const found: { readonly name: string; readonly id: string }[] = []
    for (const name of queue === undefined ? await this.names() : [queue])
      for (const id of await this.ask(name, opened => idsIn(this.commands, opened.toKey(''), wanted)))
        found.push({ name, id })
    found.sort((a, b) => numberOf(b.id) - numberOf(a.id))
    const newest = found.slice(0, most)
    const jobs: Job[] = []
    for (const [name, mine] of Map.groupBy(newest, each => each.name)) {
      const ids = mine.map(each => each.id)
      jobs.push(...(await this.ask(name, opened => this.records(name, opened, ids))))
    }
    // Some may have gone on meanwhile.
    return jobs.filter(job => wanted.has(job.state)).sort((a, b) => Number(b.id) - Number(a.id))
  }

  async counts(): Promise<Readonly<Record<JobState, number>>> {
    const counts = { waiting: 0, running: 0, done: 0, failed: 0, cancelled: 0 }
    for (const name of await this.names()) {
      const found = await this.ask(name, queue => countsOf(this.commands, queue.toKey('')))
      for (const state of JOB_STATES) counts[state] += found[state]
    }
    return counts
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.clockWatch[Symbol.dispose]()
    await Promise.all([...this.workers].map(([name, worker]) => this.stop(name, worker)))
    // They share our connections, which are closed here.
    await Promise.allSettled([...this.queues.values()].map(queue => queue.close()))
    await this.redis[Symbol.asyncDispose]()
  }

  /** Of the whole cluster; the queue is known to all from now on. */
  private async nextNumber(name: string): Promise<number> {
    const asked = this.commands.pipeline().sadd(`${this.prefix}:queues`, name).incr(`${this.prefix}:number`)
    const answers = (await asked.exec()) ?? []
    for (const [error] of answers) if (error) throw error
    return answers[1]![1] as number
  }

  private async names(): Promise<readonly string[]> {
    return askRedis(() => this.commands.smembers(`${this.prefix}:queues`))
  }

  private queue(name: string): Queue<KeptJob> {
    const known = this.queues.get(name)
    if (known !== undefined) return known
    const fresh = new Queue<KeptJob>(bullName(name), {
      connection: this.commands,
      prefix: this.prefix,
      // Otherwise the first use during an outage would wait for its end, whoever waits for us.
      skipWaitingForReady: true,
      streams: { events: { maxLen: KEPT_STEPS } },
    })
    // Who asks hears of failures, and the connection tells its own.
    fresh.on('error', () => {})
    this.queues.set(name, fresh)
    return fresh
  }

  /** One question to a queue; failures of Redis as errors whose class is the policy. */
  private async ask<Answer>(
    name: string,
    question: (queue: Queue<KeptJob>) => Promise<Answer>,
  ): Promise<Answer> {
    return askRedis(async () => {
      const queue = this.queue(name)
      try {
        await queue.waitUntilReady()
      } catch (error) {
        // Opened during an outage: BullMQ does not try again, so the next question opens it anew.
        this.queues.delete(name)
        throw error
      }
      return question(queue)
    })
  }

  private records(name: string, queue: Queue<KeptJob>, ids: readonly string[]): Promise<Job[]> {
    return recordsOf(this.commands, { queue: name, base: queue.toKey('') }, ids, systemClock.now())
  }

  private runEnded(name: string): void {
    if (++this.ends % FORGET_EVERY === 0) this.inBackground(this.forget(name))
  }

  private async forget(name: string): Promise<void> {
    const base = this.queue(name).toKey('')
    let cursor = '0'
    do cursor = await this.commands.jobKeysForgotten(base, cursor)
    while (cursor !== '0')
  }

  private async clockJumped(direction: 'forward' | 'back'): Promise<void> {
    if (direction === 'back') await this.pull()
    await Promise.all([...this.workers.values()].map(worker => worker.look()))
  }

  /** What we put off ourselves waits no longer than it was put off. */
  private async pull(): Promise<void> {
    for (const name of await this.names())
      await this.ask(name, queue => pullDelays(this.commands, queue, systemClock.now()))
  }

  private inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      // The connection tells of its outages.
      if (redisFailure(error)?.code === 'redis.away') return
      const detail = error instanceof Error ? error.message : String(error)
      this.options.report({ code: 'store.failed', where: 'jobs', detail })
    })
  }
}
