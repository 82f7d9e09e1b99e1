// Takes the jobs of one queue from Redis, one lock each, and writes how they ended.
//
// BullMQ hands out the jobs, keeps the locks and finds those whose worker is gone; running them is ours (BullMQ
// calls it manual processing), because how a run ends is more than its own "completed or failed": put off with
// its Turn, closed as cancelled, given back because the platform stops. An end is written under the lock's token;
// one that comes too late is refused by Redis, told as a Problem, and the job runs again elsewhere.

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker as BullTaker, type Job as BullJob } from 'bullmq'
import type { Redis } from 'ioredis'
import { keepLease, type Lease } from '#/cluster/lease.ts'
import { redisFailure } from '#/cluster/redis-failure.ts'
import type { Clock } from '#/kernel/clock.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { Job, JobHandler } from '../job-queue.ts'
import { errorOf, runHandler, within, type RunEnd } from '../run-handler.ts'
import { bullName, holderOf, numberOf, turnOf } from './job-record.ts'
import type { JobScripts } from './scripts.ts'
import { afterRun, begunTurn, type AfterRun, type KeptJob, type Turn } from './turns.ts'

export interface BullWorkerOptions {
  readonly queue: string
  readonly prefix: string
  readonly handler: JobHandler
  readonly concurrency: number
  /** Waits for as long as Redis is away. */
  readonly patient: Redis & JobScripts
  /** Gives up soon. */
  readonly commands: Redis
  readonly clock: Clock
  readonly random: () => number
  readonly report: ReportProblem
  readonly lockMs: number
  /** Jobs that run are asked so often whether they were cancelled elsewhere. */
  readonly askMs: number
  readonly graceMs: number
  /** Called after each end. */
  readonly ended: () => void
}

interface Run {
  readonly bull: BullJob<KeptJob>
  readonly token: string
  readonly abort: AbortController
  readonly lease: Lease
  /** Resolved when the handler has ended; its end may still have to be written. */
  readonly handled: PromiseWithResolvers<void>
}

/** A handler that does not even heed its signal is left behind after this; its lock ends and its job runs again. */
const DEAF_MS = 10_000
/** Pause after Redis refused something. */
const PAUSE_MS = 1000
/** A job that ends as cancelled stands aside for so long, until it is closed; longer only if we die in between. */
const ASIDE_MS = 60_000
/** BullMQ's codes for a lock or a job that is no longer ours. */
const NOT_OURS = new Set([-1, -2, -3, -6])

export class BullWorker {
  private readonly options: BullWorkerOptions
  private readonly worker: BullTaker<KeptJob>
  private readonly base: string
  private readonly running = new Map<string, { readonly run: Run; readonly ended: Promise<void> }>()
  private readonly timer: NodeJS.Timeout
  private readonly taking: Promise<void>
  private freed = Promise.withResolvers<void>()
  private stopping = false

  constructor(options: BullWorkerOptions) {
    const { queue, prefix, patient, lockMs } = options
    this.options = options
    this.worker = new BullTaker(bullName(queue), null, {
      connection: patient,
      prefix,
      lockDuration: lockMs,
      stalledInterval: lockMs / 2,
      // A job is never given up because its workers die: whoever it kills, it is at least once.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
    })
    this.base = this.worker.toKey('')
    this.worker.on('error', error => this.tellFailure(error))
    // Its failures come as events.
    void this.worker.startStalledCheckTimer()
    this.timer = setInterval(() => void this.askCancelled(), options.askMs)
    this.taking = this.takeJobs()
  }

  /** Ends the run of a job that was cancelled, if it is here. */
  cancelled(id: string): void {
    this.running.get(id)?.run.abort.abort(new Permanent('job.cancelled', 'the job was cancelled'))
  }

  /** Looks again at once: the clock has changed. */
  async look(): Promise<void> {
    await this.options.commands.zadd(`${this.base}marker`, 0, '0')
  }

  /** Takes no more and waits for what runs. */
  async stop(): Promise<void> {
    this.stopping = true
    this.freed.resolve()
    // Only the connection that waits for jobs is closed by this; ends are written over the shared one.
    await within(this.worker.close(true), PAUSE_MS)
    await within(this.taking, PAUSE_MS)
    const left = [...this.running.values()]
    const ended = Promise.all(left.map(each => each.ended))
    if (!(await within(ended, this.options.graceMs))) {
      for (const { run } of left) run.abort.abort(new Retryable('job.stopped', 'the platform stops'))
      await within(Promise.all(left.map(({ run }) => run.handled.promise)), DEAF_MS)
      // A Redis that is away is not waited for: the locks end by themselves.
      await within(ended, PAUSE_MS)
    }
    clearInterval(this.timer)
    for (const { run } of this.running.values()) run.lease[Symbol.dispose]()
  }

  private async takeJobs(): Promise<void> {
    while (!this.stopping) {
      if (this.running.size >= this.options.concurrency) {
        await this.freed.promise
        this.freed = Promise.withResolvers()
        continue
      }
      const token = randomUUID()
      try {
        const bull = await this.worker.getNextJob(token)
        if (bull !== undefined) this.start(bull, token)
      } catch (error) {
        if (this.stopping) return
        this.tellFailure(error)
        await sleep(PAUSE_MS)
      }
    }
  }

  private start(bull: BullJob<KeptJob>, token: string): void {
    const { lockMs } = this.options
    const abort = new AbortController()
    const id = bull.id!
    const lease = keepLease({
      leaseMs: lockMs,
      // BullMQ notes when it asked for the lock.
      heldSince: performance.now() - Math.max(0, Math.min(Date.now() - bull.processedOn!, lockMs)),
      renew: async () => (await bull.extendLock(token, lockMs)) === 1,
      lost: reason => {
        abort.abort(new Permanent('job.overtaken', reason))
        this.tellOvertaken(bull, reason)
      },
    })
    const run: Run = { bull, token, abort, lease, handled: Promise.withResolvers() }
    // It came when nothing was to be taken any more: it is given back as if it had been stopped at once.
    if (this.stopping) abort.abort(new Retryable('job.stopped', 'the platform stops'))
    const ended = this.run(run)
      .catch(error => this.tellFailure(error))
      .finally(() => {
        lease[Symbol.dispose]()
        run.handled.resolve()
        this.running.delete(id)
        this.freed.resolve()
        this.options.ended()
      })
    this.running.set(id, { run, ended })
  }

  private async run(run: Run): Promise<void> {
    const { bull, abort } = run
    const { patient, clock, handler, queue } = this.options
    const id = bull.id!
    const { key } = bull.data
    const [flagged, text] = await patient.jobNoted(this.base, id, key, numberOf(id))
    const seen = turnOf(bull.data, text)
    const startedAt = clock.now()
    const turn = begunTurn(bull.data, seen, startedAt)
    const job: Job = {
      id: String(numberOf(id)),
      queue,
      key,
      data: bull.data.data,
      state: 'running',
      attempt: bull.attemptsStarted - turn.startedBefore,
      runAt: Math.min(turn.runAt, startedAt),
      everyMs: bull.data.everyMs ?? null,
      createdAt: bull.timestamp,
      startedAt,
      endedAt: turn.endedAt,
      lastError: turn.lastError,
    }
    let end: RunEnd
    if (flagged === '1') end = { kind: 'failed', error: 'the job was cancelled' }
    else if (abort.signal.aborted) end = { kind: 'aborted' }
    else end = await runHandler(handler, job, abort.signal)
    run.handled.resolve()
    await this.settle(run, turn, startedAt, end)
  }

  /** Its end must be written, or the job would run again: a Redis that is away or full is waited for. */
  private async settle(run: Run, turn: Turn, startedAt: number, end: RunEnd): Promise<void> {
    const { bull, lease } = run
    const { patient, clock, random, report, queue } = this.options
    while (lease.isHeld()) {
      try {
        const cancelled = (await patient.hget(`${this.base}${bull.id!}`, 'cancelled')) === '1'
        const [started, lost] = [bull.attemptsStarted, bull.stalledCounter]
        const ended = { job: bull.data, turn, startedAt, started, lost, cancelled, end }
        const after = afterRun(ended, clock.now(), random)
        await this.write(run, after, turn, end)
        if (after.givenUp)
          report({ code: 'job.failed', where: queue, detail: `${bull.data.key}: ${errorOf(end)}` })
        return
      } catch (error) {
        if (NOT_OURS.has((error as { code?: number }).code ?? 0)) {
          this.tellOvertaken(bull, (error as Error).message)
          return
        }
        if (!(redisFailure(error) instanceof Retryable)) throw error
        this.tellFailure(error)
        await sleep(PAUSE_MS)
      }
    }
  }

  private async write({ bull, token }: Run, after: AfterRun, turn: Turn, end: RunEnd): Promise<void> {
    const backend = this.worker.getBackend()
    const id = bull.id!
    const now = this.options.clock.now()
    const putOff = async (next: Turn, delayMs: number): Promise<void> => {
      const fieldsToUpdate = { turn: JSON.stringify(next) }
      await backend.moveToDelayed(id, now, delayMs, token, { skipAttempt: true, fieldsToUpdate })
      // Also when the flag came between our looking and our writing.
      const { key } = bull.data
      await this.options.patient.jobCancelled(
        this.base,
        `de:${holderOf(key)}`,
        key,
        now,
        LIMITS.maxEndedJobs,
        1,
      )
    }
    if (after.kind === 'wait') await putOff(after.turn, Math.max(0, after.turn.runAt - now))
    else if (after.state === 'cancelled') await putOff({ ...turn, lastError: errorOf(end) }, ASIDE_MS)
    else if (after.state === 'failed')
      await backend.moveToFailed(bull, errorOf(end)!, bull.opts.removeOnFail!, token, false)
    else await backend.moveToCompleted(bull, '', bull.opts.removeOnComplete!, token, false)
  }

  /** Cancelling may have been asked for in another process. */
  private async askCancelled(): Promise<void> {
    const ids = [...this.running.keys()]
    if (ids.length === 0) return
    const asked = this.options.commands.pipeline()
    for (const id of ids) asked.hget(`${this.base}${id}`, 'cancelled')
    // A Redis that is away is told by its connection, and asked again soon.
    const answers = (await asked.exec().catch(() => null)) ?? []
    for (const [place, [, flag]] of answers.entries()) if (flag === '1') this.cancelled(ids[place]!)
  }

  private tellOvertaken(bull: BullJob<KeptJob>, reason: string): void {
    const detail = `${bull.data.key}: it lost its lock (${reason}); another worker runs it again`
    this.options.report({ code: 'job.overtaken', where: this.options.queue, detail })
  }

  private tellFailure(error: unknown): void {
    const failure = redisFailure(error)
    // The connection tells of its outages once, not every command again.
    if (this.stopping || failure?.code === 'redis.away') return
    const detail = error instanceof Error ? error.message : String(error)
    this.options.report({ code: 'store.failed', where: `jobs ${this.options.queue}`, detail })
  }
}
