// Detection as people work with it: rules, exceptions, explanations, backtests, liveness. Connects the pipeline's thread,
// where rules are at work, with what is kept and with the desk that the API offers.

import { randomUUID } from 'node:crypto'
import type { DetectionDesk } from '#/api/detection-desk.ts'
import { readJsonEvent } from '#/cli/json-events.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { Pipeline } from '#/pipeline/open-pipeline.ts'
import { parseCaseLine } from '#/pipeline/parse-case-line.ts'
import { sumCounters, type RuleCounters } from '#/pipeline/rule-counters.ts'
import type { Register } from '#/register/register.ts'
import type { RuleSetDesk } from '#/rulesets/desk.ts'
import type { Audit } from '#/store/audit.ts'
import type { ExceptionStore } from '#/store/exceptions.ts'
import type { HiddenCounts } from '#/store/hidden-alerts.ts'
import type { RuleSwitches } from '#/store/rule-switches.ts'
import type { StateStore } from '#/store/state-store.ts'
import { createBacktests } from './backtest/backtests.ts'
import { createExceptionDesk } from './exception-desk.ts'
import { openLiveness } from './liveness-desk.ts'
import { createRuleDesk } from './rule-desk.ts'
import { explainCorrelationAlert } from './show-correlation.ts'
import { showExplanation } from './show-explanation.ts'

export interface DetectionOptions {
  readonly pipeline: Pick<Pipeline, 'ask' | 'events' | 'settings' | 'loaded' | 'useRulesOff'>
  readonly exceptions: ExceptionStore
  readonly ruleSwitches: RuleSwitches
  /** Where imported rule sets are kept. */
  readonly ruleSetFolder: string
  readonly hidden: HiddenCounts
  readonly state: StateStore
  readonly audit: Audit
  /** Alerts of a rule since the start. */
  readonly alertsOf: (ruleId: string) => number
  readonly register: Pick<Register, 'system'>
  readonly ruleSets: Pick<RuleSetDesk, 'list' | 'rules'>
  readonly jobs: JobQueue
  readonly clock: Clock
  /** Of the collectors of a cluster. */
  readonly countersElsewhere?: (() => Promise<readonly RuleCounters[]>) | undefined
  /** Records that wait to be stored. */
  readonly lag: () => number
  readonly report: ReportProblem
}

export interface Detection extends AsyncDisposable {
  readonly desk: DetectionDesk
}

/** Counts of hidden alerts are written so often. */
const FLUSH_MS = 10_000

export async function openDetection(options: DetectionOptions): Promise<Detection> {
  const { pipeline, exceptions, hidden, state, register, jobs, clock, lag, report } = options
  const { ask, events, settings } = pipeline
  await using opened = new AsyncDisposableStack()
  const flush = setInterval(() => {
    hidden.flush().catch((error: unknown) => {
      report({ code: 'store.failed', where: 'counts of hidden alerts', detail: String(error) })
    })
  }, FLUSH_MS)
  flush.unref()
  opened.defer(() => clearInterval(flush))
  const rules = createRuleDesk({ ...options, ask, switches: options.ruleSwitches })
  const liveness = opened.use(
    await openLiveness({
      ask,
      rules,
      ruleSets: options.ruleSets,
      records: state.records,
      jobs,
      clock,
      report,
    }),
  )
  const backtests = opened.use(
    createBacktests({
      events,
      exceptions: exceptions.inForce,
      ruleFolders: settings.ruleFolders,
      rulesOff: () => pipeline.loaded.off.map(({ view }) => view.id),
      latenessMs: settings.latenessMs,
      lag,
      clock,
      newId: randomUUID,
    }),
  )
  const desk: DetectionDesk = {
    exceptions: createExceptionDesk({
      store: exceptions,
      hidden,
      ask,
      state,
      events,
      isSystem: id => register.system(id) !== undefined,
      clock,
    }),
    rules,
    async explain(ruleId, event) {
      const explained = await ask<'explain'>({ kind: 'explain', ruleId: ruleId.toLowerCase(), event })
      return explained === null ? undefined : showExplanation(event, explained)
    },
    explainCorrelation: (alert, mayShow) => explainCorrelationAlert(alert, mayShow, { ask, events }),
    eventOf: asked =>
      'line' in asked ? parseCaseLine(asked.line) : readJsonEvent(JSON.stringify(asked.json)),
    async counters() {
      const counters = await ask<'counters'>({ kind: 'counters' })
      if (counters === null) throw new Error('the pipeline has no counters')
      const all = sumCounters(counters, (await options.countersElsewhere?.()) ?? [])
      return { ...all, rules: all.rules.map(rule => ({ ...rule })) }
    },
    backtests,
    liveness,
  }
  const all = opened.move()
  return { desk, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
