// Detection as people work with it: exceptions, explanations, backtests, liveness. Connects the pipeline's thread,
// where rules are at work, with what is kept and with the desk that the API offers.

import { randomUUID } from 'node:crypto'
import type { DetectionDesk } from '#/api/detection-desk.ts'
import { readJsonEvent } from '#/cli/json-events.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { Pipeline } from '#/pipeline/open-pipeline.ts'
import { parseCaseLine } from '#/pipeline/parse-case-line.ts'
import type { Register } from '#/register/register.ts'
import type { RuleSetDesk } from '#/rulesets/desk.ts'
import type { ExceptionStore } from '#/store/exceptions.ts'
import type { HiddenCounts } from '#/store/hidden-alerts.ts'
import type { StateStore } from '#/store/state-store.ts'
import { createBacktests } from './backtest/backtests.ts'
import { createExceptionDesk } from './exception-desk.ts'
import { openLiveness } from './liveness-desk.ts'
import { showExplanation } from './show-explanation.ts'

export interface DetectionOptions {
  readonly pipeline: Pick<Pipeline, 'ask' | 'events' | 'settings'>
  readonly exceptions: ExceptionStore
  readonly hidden: HiddenCounts
  readonly state: StateStore
  readonly register: Pick<Register, 'system'>
  readonly ruleSets: Pick<RuleSetDesk, 'list' | 'rules'>
  readonly jobs: JobQueue
  readonly clock: Clock
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
  const liveness = opened.use(
    await openLiveness({ ask, ruleSets: options.ruleSets, records: state.records, jobs, clock, report }),
  )
  const backtests = opened.use(
    createBacktests({
      events,
      exceptions: exceptions.inForce,
      ruleFolders: settings.ruleFolders,
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
    async rule(id) {
      const rule = await ask<'rule'>({ kind: 'rule', id: id.toLowerCase() })
      if (rule === null) return undefined
      const { english, response, falsePositives, description } = rule.summary
      return {
        id: rule.summary.id,
        path: rule.path,
        source: rule.source,
        description,
        ...(english === undefined ? {} : { descriptionEnglish: english.description }),
        falsePositives: [...falsePositives],
        ...(response === undefined ? {} : { response }),
        ...(english?.response === undefined ? {} : { responseEnglish: english.response }),
        exceptions: rule.exceptions.map(({ id: exceptionId, title }) => ({ id: exceptionId, title })),
      }
    },
    async explain(ruleId, event) {
      const explained = await ask<'explain'>({ kind: 'explain', ruleId: ruleId.toLowerCase(), event })
      return explained === null ? undefined : showExplanation(event, explained)
    },
    eventOf: asked =>
      'line' in asked ? parseCaseLine(asked.line) : readJsonEvent(JSON.stringify(asked.json)),
    async counters() {
      const counters = await ask<'counters'>({ kind: 'counters' })
      if (counters === null) throw new Error('the pipeline has no counters')
      return { ...counters, rules: counters.rules.map(rule => ({ ...rule })) }
    },
    backtests,
    liveness,
  }
  const all = opened.move()
  return { desk, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
