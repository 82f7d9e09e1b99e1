// The rules of a job's life that BullMQ does not have: when it is due again after a run, and how often it may be.
// A job is one BullMQ job from being added to its end, however often it runs; what changes from run to run is its
// Turn, which stands beside it in Redis and is written in the same step that puts the job off. Pure.
//
// A repeated job keeps to its turns (`turnAt`): a retry, or being woken, does not shift those that follow.

import type { JobData, Retry } from '../job-queue.ts'
import { DEFAULT_RETRY } from '../job-queue.ts'
import { retryPauseMs } from '../retry-pause.ts'
import { errorOf, type RunEnd } from '../run-handler.ts'

/** What is written once, when the job is added. */
export interface KeptJob {
  readonly key: string
  readonly data: JobData
  readonly runAt: number
  readonly everyMs?: number
  readonly retry?: Retry
}

/** What changes from run to run. */
export interface Turn {
  readonly runAt: number
  /** Planned time of this turn of a repeated job. */
  readonly turnAt: number
  /** Runs begun before this turn: BullMQ counts those of all. */
  readonly startedBefore: number
  readonly failures: number
  /** How often workers of this job had been lost when this was written. */
  readonly lostBefore: number
  /** We put it off ourselves by so much; null when somebody gave its time. */
  readonly putOffMs: number | null
  readonly endedAt: number | null
  readonly lastError: string | null
}

/** What becomes of a job after a run; `givenUp`: work that was asked for is not done. */
export type AfterRun =
  | { readonly kind: 'close'; readonly state: 'done' | 'failed' | 'cancelled'; readonly givenUp: boolean }
  | { readonly kind: 'wait'; readonly turn: Turn; readonly givenUp: boolean }

/** The run that has ended. */
export interface EndedRun {
  readonly job: KeptJob
  readonly turn: Turn
  readonly startedAt: number
  /** BullMQ's counts of starts and of lost workers, this run included. */
  readonly started: number
  readonly lost: number
  readonly cancelled: boolean
  readonly end: RunEnd
}

export function firstTurn({ runAt }: KeptJob): Turn {
  return {
    runAt,
    turnAt: runAt,
    startedBefore: 0,
    failures: 0,
    lostBefore: 0,
    putOffMs: null,
    endedAt: null,
    lastError: null,
  }
}

/** The turn that a run beginning now belongs to: the latest that is due, or the next when it was woken. */
export function begunTurn({ everyMs }: KeptJob, turn: Turn, now: number): Turn {
  if (everyMs === undefined) return turn
  const missed = Math.floor(Math.max(0, now - turn.turnAt) / everyMs)
  return { ...turn, turnAt: turn.turnAt + missed * everyMs }
}

/** `random` gives 0 ≤ n < 1, for the chance in pauses. */
export function afterRun(run: EndedRun, now: number, random: () => number): AfterRun {
  const { job, turn, end } = run
  if (run.cancelled)
    return { kind: 'close', state: end.kind === 'done' ? 'done' : 'cancelled', givenUp: false }
  const again = { ...turn, lostBefore: run.lost }
  if (end.kind === 'aborted') {
    const runAt = Math.min(turn.runAt, now)
    return {
      kind: 'wait',
      turn: { ...again, runAt, putOffMs: null, lastError: 'the platform stopped' },
      givenUp: false,
    }
  }
  const retry = job.retry ?? DEFAULT_RETRY
  const failures = turn.failures + 1
  if (end.kind === 'retryable' && failures < retry.attempts) {
    const putOffMs = retryPauseMs(retry, failures, random)
    return {
      kind: 'wait',
      turn: { ...again, failures, putOffMs, runAt: now + putOffMs, lastError: errorOf(end) },
      givenUp: false,
    }
  }
  const givenUp = end.kind !== 'done'
  if (job.everyMs === undefined) return { kind: 'close', state: givenUp ? 'failed' : 'done', givenUp }
  const turnAt = nextTurnAt(run, job.everyMs, now)
  return {
    kind: 'wait',
    turn: {
      runAt: turnAt,
      turnAt,
      startedBefore: run.started,
      failures: 0,
      lostBefore: run.lost,
      putOffMs: turnAt - now,
      endedAt: now,
      lastError: errorOf(end),
    },
    givenUp,
  }
}

/** Turns that passed meanwhile are made up by one run. The clock may have gone back while it ran. */
function nextTurnAt({ turn, startedAt }: EndedRun, everyMs: number, now: number): number {
  const planned = startedAt > now ? now : turn.turnAt
  return planned + everyMs * Math.max(1, Math.floor((now - planned) / everyMs))
}

/** For a clock that went back: put off by no more than it was; undefined when it waits no longer than that. */
export function pulledTurn(turn: Turn, now: number): Turn | undefined {
  if (turn.putOffMs === null || turn.runAt <= now + turn.putOffMs) return undefined
  const runAt = now + turn.putOffMs
  return { ...turn, runAt, turnAt: Math.min(turn.turnAt, runAt) }
}
