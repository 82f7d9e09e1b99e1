// Liveness of rules: once a day, and when somebody asks. The last result is kept, so that it is there after a restart;
// rules that stopped being alive since the one before are told of as a problem.

import type { LivenessDesk, RuleDesk } from '#/api/detection-desk.ts'
import type { LivenessView, RuleLivenessView } from '#/api/contract/detection.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { isAlive } from '#/pipeline/check-liveness.ts'
import type { RuleLiveness } from '#/pipeline/liveness-run.ts'
import type { Ask } from '#/pipeline/detection-questions.ts'
import type { RuleSetDesk } from '#/rulesets/desk.ts'
import { put, type Collection, type Records } from '#/store/records.ts'

export interface LivenessOptions {
  readonly ask: Ask
  readonly rules: Pick<RuleDesk, 'list'>
  readonly ruleSets: Pick<RuleSetDesk, 'list' | 'rules'>
  readonly records: Records
  readonly jobs: Pick<JobQueue, 'add' | 'work'>
  readonly clock: Clock
  readonly report: ReportProblem
}

const LAST: Collection<LivenessView> = { name: 'rule-liveness', keys: () => ({}) }
const QUEUE = 'rules.liveness'
const DAY_MS = 86_400_000
/** Not in the rush of a start. */
const FIRST_AFTER_MS = 10 * 60_000

export async function openLiveness(options: LivenessOptions): Promise<LivenessDesk & AsyncDisposable> {
  const { ask, records, jobs, clock, report } = options
  let running: Promise<LivenessView> | undefined

  async function check(): Promise<LivenessView> {
    const began = performance.now()
    const run = await ask<'liveness'>({ kind: 'liveness' })
    if (run === null) throw new Error('the pipeline did not look at its rules')
    const before = await records.get(LAST, 'last')
    const alive = run.results.filter(isAlive).length
    const view: LivenessView = {
      at: clock.now(),
      tookMs: Math.round(performance.now() - began),
      days: run.days,
      rules: run.results.length,
      alive,
      fired: run.results.filter(({ fired }) => fired).length,
      results: [...run.results.map(showRule), ...(await disabledRules(options, run.results))],
      unloaded: run.unloaded.map(({ code, where, detail }) => ({ code, where, detail })),
    }
    for (const { rule, reasons } of newlyMute(before?.record, view)) {
      const detail = `${rule.title} no longer fires: ${reasons.map(one => one.detail).join('; ')}`
      report({ code: 'rule.mute', where: rule.id, detail })
    }
    await records.commit([put(LAST, 'last', view, before?.version ?? 0)])
    return view
  }
  /** Who asks while one is under way gets its answer. */
  function run(): Promise<LivenessView> {
    running ??= check().finally(() => (running = undefined))
    return running
  }

  const worker = jobs.work(QUEUE, async () => void (await run()))
  await jobs.add({
    queue: QUEUE,
    key: 'daily',
    data: {},
    runAt: clock.now() + FIRST_AFTER_MS,
    everyMs: DAY_MS,
  })
  return {
    last: async () => (await records.get(LAST, 'last'))?.record ?? null,
    run,
    [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
  }
}

function showRule({ rule, fired, by, reasons }: RuleLiveness): RuleLivenessView {
  return { rule: { ...rule }, fired, by, reasons: reasons.map(one => ({ ...one })) }
}

/** Rules that are off: nothing is sent for them. One of an imported set that is at work from elsewhere is left out. */
async function disabledRules(
  { rules, ruleSets }: Pick<LivenessOptions, 'rules' | 'ruleSets'>,
  atWork: readonly RuleLiveness[],
): Promise<readonly RuleLivenessView[]> {
  const known = new Set(atWork.map(({ rule }) => rule.id))
  const found: RuleLivenessView[] = []
  for (const { id, title, titleEnglish, level, off } of await rules.list()) {
    if (off === null || known.has(id)) continue
    known.add(id)
    const rule = { id, title, ...(titleEnglish === undefined ? {} : { titleEnglish }), level }
    found.push(
      disabled(rule, `${off.because === null ? '' : `${off.because.title}: `}${off.by}: ${off.reason}`),
    )
  }
  for (const { name } of await ruleSets.list()) {
    for (const { rule, verdict } of (await ruleSets.rules(name)) ?? []) {
      if (verdict.on || known.has(rule.id)) continue
      known.add(rule.id)
      const { id, title, level } = rule
      found.push(
        disabled({ id, title, level }, `${name}: ${verdict.detail === '' ? verdict.why : verdict.detail}`),
      )
    }
  }
  return found
}

function disabled(rule: RuleLivenessView['rule'], detail: string): RuleLivenessView {
  return { rule, fired: false, by: null, reasons: [{ reason: 'disabled', detail }] }
}

/** Those that fired at the last run and do not now. */
function newlyMute(before: LivenessView | undefined, now: LivenessView): readonly RuleLivenessView[] {
  const fired = new Set(before?.results.filter(one => one.fired).map(({ rule }) => rule.id))
  const isMute = ({ rule, fired: fires, reasons }: RuleLivenessView): boolean =>
    !fires && fired.has(rule.id) && !reasons.some(({ reason }) => reason === 'disabled')
  return now.results.filter(isMute)
}
