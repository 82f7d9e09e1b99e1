// Runs as a service: starting them, what people do to them, and the jobs that drive them. The queue
// `playbook-run` drives a run under its id, one driver at a time; `playbook-wake` adds it there again, at a
// time or because a person has done something while its driver was just leaving.

import type { Clock } from '#/kernel/clock.ts'
import { Retryable } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { Job, JobQueue, Retry } from '#/jobs/job-queue.ts'
import type { Change, Records } from '#/store/records.ts'
import type { Playbook } from '../cacao/playbook.ts'
import type { Catalogue } from './catalogue.ts'
import { refused, type Decided, type Refusal } from './decisions.ts'
import { driveRun } from './drive-run.ts'
import type { FindAction, Guard } from './render-command.ts'
import { createRunBell } from './run-bell.ts'
import { commitRun, createRun, loadRun, RUNS, type LoadedRun } from './run-records.ts'
import type { ManualTask, Question, RunState } from './run-state.ts'
import type { Transition } from './transition.ts'

export interface RunServiceOptions {
  readonly records: Records
  readonly jobs: JobQueue
  readonly clock: Clock
  readonly random: () => number
  readonly newId: () => string
  readonly catalogue: Catalogue
  readonly findAction: FindAction
  readonly guard: Guard
  readonly secret: (name: string) => string
  readonly prepareManual: (run: LoadedRun, task: ManualTask) => Promise<{ readonly documentId?: string }>
  readonly announce: (run: LoadedRun, question: Question) => Promise<void>
  readonly committed: (run: LoadedRun, transitions: readonly Transition[]) => void
  readonly report: ReportProblem
}

/** A run with all the playbooks that it keeps. */
export interface OpenedRun {
  readonly run: LoadedRun
  readonly playbook: (digest: string) => Playbook
}

export type Acted = ({ readonly kind: 'done' } & OpenedRun) | Refusal

export interface RunService {
  /** Makes the run durable and has it driven. */
  begin(runId: string, began: Transition, also: readonly Change[]): Promise<void>
  open(runId: string): Promise<OpenedRun | undefined>
  /** What a person does; `decide` may be called again when somebody else wrote first. */
  act(
    runId: string,
    decide: (state: RunState) => Decided | Promise<Decided>,
    also?: () => readonly Change[],
  ): Promise<Acted>
  /** Starts the workers, and has every run driven that has not ended. */
  work(): Promise<AsyncDisposable>
}

export const RUN_QUEUE = 'playbook-run'
export const WAKE_QUEUE = 'playbook-wake'
/** A store that is away comes back; a run is never given up. */
const FOR_EVER: Retry = { attempts: 1_000_000, firstMs: 500, maxMs: 60_000 }
const SOON: Retry = { attempts: 1_000_000, firstMs: 200, maxMs: 2000 }
/** When adding the driver itself has failed. */
const WAKE_MS = 2000
/** Runs driven at once by one process. */
const CONCURRENCY = 64

export function createRunService(options: RunServiceOptions): RunService {
  const { records, jobs, clock, catalogue, committed, newId } = options
  const bell = createRunBell()

  async function opened(run: LoadedRun): Promise<OpenedRun> {
    const { began } = run.state
    const playbooks = new Map<string, Playbook>()
    for (const digest of [began.playbook.digest, ...Object.values(began.pinned)])
      playbooks.set(digest, await catalogue.snapshot(digest))
    return { run, playbook: digest => playbooks.get(digest)! }
  }

  async function addDriver(runId: string): Promise<'added' | 'known'> {
    const job = { queue: RUN_QUEUE, key: runId, data: { runId }, retry: FOR_EVER }
    const outcome = await jobs.add(job)
    // It may be waiting for its turn after a failure.
    if (outcome === 'known') await jobs.wake(RUN_QUEUE, runId)
    return outcome
  }

  /** Written before what it is for: whatever fails or dies after that, the run is looked at. */
  async function promiseWake(runId: string, number: number): Promise<string> {
    const key = `${runId}@${number}`
    const runAt = clock.now() + WAKE_MS
    await jobs.add({ queue: WAKE_QUEUE, key, data: { runId }, runAt, retry: SOON })
    return key
  }

  async function rouse(runId: string, wakeKey: string): Promise<void> {
    bell.ring(runId)
    // A driver may be just leaving: then the wake job comes after it.
    if ((await addDriver(runId)) === 'known') await jobs.wake(WAKE_QUEUE, wakeKey)
    else await jobs.cancel(WAKE_QUEUE, wakeKey)
  }

  async function drive(job: Job, signal: AbortSignal): Promise<void> {
    const runId = job.data['runId'] as string
    const { random, findAction, guard, secret, prepareManual, announce, report } = options
    const end = await driveRun(runId, {
      records,
      clock,
      random,
      findAction,
      guard,
      secret,
      prepareManual,
      announce,
      report,
      committed,
      bell,
      signal,
      driver: newId(),
      playbook: digest => catalogue.snapshot(digest),
    })
    if (end.kind === 'stopped') throw new Retryable('playbook.stopped', 'the platform stops')
    if (end.kind !== 'parked' || end.wakeAt === null) return
    const key = `${runId}@${end.wakeAt}`
    await jobs.add({ queue: WAKE_QUEUE, key, data: { runId }, runAt: end.wakeAt, retry: SOON })
  }

  async function wake(job: Job): Promise<void> {
    const runId = job.data['runId'] as string
    bell.ring(runId)
    if ((await addDriver(runId)) === 'added') return
    // A driver that has not parked reads the log before it does. One that has is about to leave: once more.
    const run = await loadRun(records, runId)
    if (run !== undefined && run.state.status === 'running' && run.state.parked !== null)
      throw new Retryable('playbook.driver-leaving', 'the driver is just leaving')
  }

  return {
    async begin(runId, began, also) {
      const wakeKey = await promiseWake(runId, 1)
      if ((await createRun(records, runId, began, also)) === 'conflict')
        throw new Retryable('store.conflict', 'the run could not be written; try again')
      const run = (await loadRun(records, runId))!
      committed(run, [began])
      await rouse(runId, wakeKey)
    },

    async open(runId) {
      const run = await loadRun(records, runId)
      return run === undefined ? undefined : await opened(run)
    },

    async act(runId, decide, also = () => []) {
      for (;;) {
        const run = await loadRun(records, runId)
        if (run === undefined) return refused('run.not-found', 'There is no such run.')
        const decided = await decide(run.state)
        if (decided.kind === 'refused') return decided
        const at = clock.now()
        const transitions = decided.moves.map(move => ({ ...move, at }))
        const wakeKey = await promiseWake(runId, run.number + transitions.length)
        if ((await commitRun(records, run, transitions, also())) === 'conflict') continue
        committed(run, transitions)
        await rouse(runId, wakeKey)
        return { kind: 'done', ...(await opened(run)) }
      }
    },

    async work() {
      for (let after: string | undefined; ;) {
        const page = await records.find(RUNS, {
          where: { ended: 'no' },
          limit: 1000,
          ...(after === undefined ? {} : { after }),
        })
        for (const { id } of page.records) await addDriver(id)
        if (page.next === null) break
        after = page.next
      }
      const driving = jobs.work(RUN_QUEUE, drive, { concurrency: CONCURRENCY })
      const waking = jobs.work(WAKE_QUEUE, wake, { concurrency: 8 })
      return {
        async [Symbol.asyncDispose]() {
          await Promise.all([driving[Symbol.asyncDispose](), waking[Symbol.asyncDispose]()])
        },
      }
    },
  }
}
