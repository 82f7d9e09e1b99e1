// Backtests of a running platform: one runs, the others wait, those that ended are kept for a while, in memory only.
// Each has a thread of its own; events come from the pipeline's thread page by page, and never faster than it can
// spare: between two pages it has as long for its own work, and while lines wait to be stored nothing is read.

import { setTimeout as sleep } from 'node:timers/promises'
import type { BacktestDesk } from '#/api/detection-desk.ts'
import type { BacktestBody, BacktestView } from '#/api/contract/backtests.ts'
import { openCalledThread, type CalledThread } from '#/kernel/called-thread.ts'
import type { Clock } from '#/kernel/clock.ts'
import { receivedMsOfEventId } from '#/kernel/ids.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { EventStore, SearchHit } from '#/store/event-store.ts'
import type { ExceptionInForce } from '#/store/exceptions.ts'
import type { BacktestFindings, BacktestOrder, BacktestRules, ToBacktest } from './backtest-thread.ts'
import { showBacktest, showBacktestLine, type Backtest } from './show-backtest.ts'

export interface BacktestsOptions {
  readonly events: Pick<EventStore, 'scan'>
  readonly exceptions: () => readonly ExceptionInForce[]
  readonly ruleFolders: readonly string[]
  /** Ids of rules that are off. */
  readonly rulesOff: () => readonly string[]
  readonly latenessMs: number
  /** Records that wait to be stored. */
  readonly lag: () => number
  readonly clock: Clock
  readonly newId: () => string
}

const PAGE = 1000
/** So often what was found so far is taken over from the thread. */
const LOOK_EVERY_MS = 2000
/** While so many records wait, the pipeline is left alone. */
const BUSY_LAG = 5000
const BUSY_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 1000

export function createBacktests(options: BacktestsOptions): BacktestDesk & AsyncDisposable {
  const { clock } = options
  const all: (Backtest & { readonly abort: AbortController })[] = []
  let running: Promise<void> | undefined
  let closed = false

  function begin(): void {
    const next = closed || running !== undefined ? undefined : all.find(({ state }) => state === 'waiting')
    if (next === undefined) return
    running = run(next, next.abort.signal, options).finally(() => {
      running = undefined
      next.endedAt = clock.now()
      const ended = all.filter(({ endedAt }) => endedAt !== null)
      for (const old of ended.slice(0, -LIMITS.maxEndedBacktests)) all.splice(all.indexOf(old), 1)
      begin()
    })
  }

  return {
    list: () => all.map(showBacktestLine).toReversed(),
    get(id) {
      const known = all.find(one => one.id === id)
      return known === undefined ? undefined : showBacktest(known)
    },
    start(body, by): BacktestView | 'full' {
      if (all.filter(({ state }) => state === 'waiting').length >= LIMITS.maxWaitingBacktests) return 'full'
      const made = { ...newBacktest(options.newId(), body, by, clock.now()), abort: new AbortController() }
      all.push(made)
      begin()
      return showBacktest(made)
    },
    cancel(id) {
      const known = all.find(one => one.id === id)
      if (known === undefined) return undefined
      if (known.state === 'waiting') known.endedAt = clock.now()
      if (known.endedAt === null || known.state === 'waiting') known.state = 'cancelled'
      known.abort.abort()
      return showBacktest(known)
    },
    async [Symbol.asyncDispose]() {
      closed = true
      for (const { abort } of all) abort.abort()
      await running
    },
  }
}

function newBacktest(id: string, body: BacktestBody, by: string, now: number): Backtest {
  const { fromMs, toMs, exceptions, rules } = body
  return {
    id,
    by,
    body: { fromMs, toMs, exceptions, rules },
    state: 'waiting',
    startedAt: now,
    endedAt: null,
    rules: 0,
    problems: [],
    done: 0,
    eventsPerSecond: 0,
    findings: { events: 0, alerts: 0, hidden: 0, rules: [], spanMs: 0 },
    complete: true,
    reachedMs: null,
    error: null,
  }
}

/** Never rejects: what went wrong stands in the backtest. */
async function run(backtest: Backtest, signal: AbortSignal, options: BacktestsOptions): Promise<void> {
  const { body } = backtest
  const order: BacktestOrder = {
    ruleFolders: options.ruleFolders,
    asked: body.rules,
    rulesOff: options.rulesOff(),
    exceptions: body.exceptions ? options.exceptions() : null,
    latenessMs: options.latenessMs,
    now: options.clock.now(),
  }
  backtest.state = 'running'
  let thread: CalledThread<ToBacktest> | undefined
  try {
    thread = await openCalledThread<ToBacktest>({
      script: new URL('./backtest-thread.ts', import.meta.url),
      data: order,
      name: 'the thread of the backtest',
      onFailed: () => {},
    })
    const asked = await thread.ask<BacktestRules>(call => ({ kind: 'rules', call }))
    backtest.rules = asked.asked
    backtest.problems = asked.problems
    await readOn(backtest, thread, signal, options)
    const isEnd = !signal.aborted && backtest.complete
    backtest.findings = await thread.ask<BacktestFindings>(call => ({ kind: 'findings', call, isEnd }))
    if (isEnd) backtest.done = 1
    backtest.state = signal.aborted ? 'cancelled' : 'done'
  } catch (error) {
    backtest.state = signal.aborted ? 'cancelled' : 'failed'
    backtest.error = signal.aborted ? null : error instanceof Error ? error.message : String(error)
  } finally {
    await thread?.end()
  }
}

/** Page after page, until there are no more, the time is over, or it is cancelled. */
async function readOn(
  backtest: Backtest,
  thread: CalledThread<ToBacktest>,
  signal: AbortSignal,
  { events, lag, clock }: BacktestsOptions,
): Promise<void> {
  const { fromMs, toMs } = backtest.body
  const beganAt = performance.now()
  let lookedAt = beganAt
  let first: number | undefined
  const read = async (afterId: string | null): Promise<readonly SearchHit[]> => {
    const began = performance.now()
    const hits = await events.scan({ afterId, limit: PAGE, fromMs, toMs }, signal)
    await sleep(Math.min(performance.now() - began, LONGEST_PAUSE_MS), undefined, { signal })
    while (lag() > BUSY_LAG && performance.now() - beganAt < LIMITS.maxBacktestMs)
      await sleep(BUSY_PAUSE_MS, undefined, { signal })
    return hits
  }
  for (let next = read(null); ;) {
    const hits = await next
    const last = hits.at(-1)
    if (last === undefined || signal.aborted) return
    next = hits.length < PAGE ? Promise.resolve([]) : read(last.id)
    // Its failure is met when it is awaited.
    next.catch(() => {})
    const progress = await thread.ask<BacktestFindings>(call => ({ kind: 'see', call, hits }))
    const took = performance.now() - beganAt
    backtest.findings = { ...backtest.findings, ...progress }
    backtest.eventsPerSecond = Math.round(progress.events / (took / 1000))
    backtest.reachedMs = receivedMsOfEventId(last.id) ?? null
    first ??= receivedMsOfEventId(hits[0]!.id) ?? 0
    const end = Math.max(first + 1, Math.min(toMs, clock.now()))
    backtest.done = Math.min(0.99, Math.max(0, ((backtest.reachedMs ?? first) - first) / (end - first)))
    if (took > LIMITS.maxBacktestMs) {
      backtest.complete = false
      return
    }
    if (performance.now() - lookedAt < LOOK_EVERY_MS) continue
    lookedAt = performance.now()
    backtest.findings = await thread.ask<BacktestFindings>(call => ({ kind: 'findings', call, isEnd: false }))
  }
}
