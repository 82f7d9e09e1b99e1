// Detection for tests of the API: one invented rule at work, whose alerts the planted incidents have, and the desk as
// the platform has it; only the pipeline's thread is not one.

import { setImmediate as othersTurn } from 'node:timers/promises'
import { tmpdir } from 'node:os'
import type { DetectionDesk } from '#/api/detection-desk.ts'
import { createCompiledMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { openDetection } from '#/detection/open-detection.ts'
import type { Job, JobQueue } from '#/jobs/job-queue.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { answerDetection } from '#/pipeline/answer-detection.ts'
import type { RuleSet } from '#/pipeline/rule-set.ts'
import { viewAny } from '#/pipeline/rule-view.ts'
import { withoutRulesOff } from '#/pipeline/rules-off.ts'
import { createRuleSwitches } from '#/store/rule-switches.ts'
import type { Audit } from '#/store/audit.ts'
import type { Ask } from '#/pipeline/detection-questions.ts'
import { createExceptionShelf } from '#/pipeline/exception-shelf.ts'
import { createRuleMeter } from '#/pipeline/rule-counters.ts'
import { openSeenFields } from '#/pipeline/seen-fields.ts'
import { createExceptionStore } from '#/store/exceptions.ts'
import { createHiddenCounts } from '#/store/hidden-alerts.ts'
import type { StateStore } from '#/store/state-store.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import type { SearchHit } from '#/store/event-store.ts'
import { ALERT } from './invented-incident.ts'

export const RULE_ID = ALERT.rule.id

const RULE = `
title: ${ALERT.rule.title}
id: ${RULE_ID}
level: high
tags: [attack.t1110]
logsource: {category: authentication}
detection:
  selection: {event.outcome: failure}
  condition: selection
---
title: Nhiều lần đăng nhập sai
title_en: Many failed sign-ins
id: r-many
level: high
correlation:
  type: event_count
  rules: [${RULE_ID}]
  group-by: [source.ip]
  timespan: 10m
  condition: {gte: 3}
  generate: true
`

export const RULE_OF_SET_ID = 'r-of-set'

/** Built on by a correlation of the same set. */
const RULE_OF_SET = `
title: Invented community rule
id: ${RULE_OF_SET_ID}
level: low
logsource: {category: webserver}
detection: {selection: {http.response.status_code: 404}, condition: selection}
`

export const CORRELATION_ID = 'r-many'

/** An exception that hides the alert of the planted incidents. */
export function exceptionBody(now: number, more: object = {}) {
  return {
    title: 'Máy quét của thành phố',
    filter: `title: Máy quét\nid: f-1\nfilter:\n  rules: [${RULE_ID}]\n  selection: {event.outcome: failure}\n  condition: selection\n`,
    tags: [],
    systems: ['dvc'],
    entity: null,
    reason: 'Quét định kỳ theo kế hoạch',
    owner: 'analyst',
    expiresAt: now + 30 * 86_400_000,
    ...more,
  }
}

export interface InventedDetection extends AsyncDisposable {
  readonly detection: DetectionDesk
  readonly scan: (request: { readonly afterId: string | null }) => Promise<readonly SearchHit[]>
}

export interface InventedDetectionOptions {
  readonly state: StateStore
  readonly audit: Audit
  readonly clock: Clock
  readonly systems: readonly MonitoredSystem[]
  readonly hit: SearchHit
  readonly report: ReportProblem
}

export async function inventedDetection(options: InventedDetectionOptions): Promise<InventedDetection> {
  const { state, audit, clock, systems, hit, report } = options
  const loaded = loadRules([
    { path: 'rules/ssh.yml', text: RULE },
    { path: 'sets/cong-dong/web.yml', text: RULE_OF_SET },
  ])
  const shelf = createExceptionShelf(loaded, [])
  const meter = createRuleMeter(() => 0, clock.now())
  const ruleSwitches = await createRuleSwitches(state.records, clock)
  const without = (off: readonly string[]): RuleSet => {
    const switched = withoutRulesOff(loaded, new Set(off))
    const matcher = createCompiledMatcher(switched.rules, { observer: meter.observer })
    const { rules, correlations } = switched
    return {
      ...loaded,
      ...switched,
      everything: loaded,
      matcher,
      loaded: {
        rules: [...rules, ...correlations].map(rule => viewAny(rule, switched.silenced)),
        off: switched.off.map(({ rule, because }) => ({ view: viewAny(rule, switched.silenced), because })),
        failed: 0,
      },
    }
  }
  let set = without([])
  const exceptions = await createExceptionStore({
    records: state.records,
    clock,
    newId: () => `x-${exceptions.list().length + 1}`,
    onChanged: shelf.put,
  })
  const hidden = await createHiddenCounts(state.records)
  const scan = async ({ afterId }: { readonly afterId: string | null }) => (afterId === null ? [hit] : [])
  const store = {
    kinds: async () => [hit.event],
    search: async () => ({ hits: [hit], next: null, complete: true, tookMs: 0 }),
  }
  const context = {
    rules: () => set,
    stages: {
      get matcher() {
        return set.matcher
      },
      matchIndicators: () => [],
      exceptions: shelf.current,
      onHit: meter.hit,
      onEvent: () => {},
    },
    store,
    // Under a folder that is not there: nothing is kept.
    seen: { ...(await openSeenFields(tmpdir() + '/none')), save: async () => {} },
    shelf,
    meter,
    clock,
  }
  const ask: Ask = async question => {
    await othersTurn()
    return (await answerDetection(question, context)) as never
  }
  const events = {
    scan,
    search: store.search,
    summarise: () => Promise.reject(new Error('nothing asks for summaries')),
    kinds: store.kinds,
    get: async (id: string) => (id === hit.id ? hit : undefined),
    stats: async () => ({ events: 1, bytes: 1, days: 1 }),
  }
  const settings = { ruleFolders: [], latenessMs: 10_000 } as never
  const opened = await openDetection({
    pipeline: {
      ask,
      events,
      settings,
      get loaded() {
        return set.loaded
      },
      async useRulesOff(off) {
        await othersTurn()
        set = without(off)
        return set.loaded
      },
    },
    exceptions,
    ruleSwitches,
    ruleSetFolder: 'sets',
    audit,
    alertsOf: ruleId => (ruleId === RULE_ID ? 3 : 0),
    hidden,
    state,
    register: { system: id => (systems.some(system => system.id === id) ? ({} as never) : undefined) },
    ruleSets: { list: async () => [], rules: async () => undefined },
    jobs: noJobs,
    clock,
    lag: () => 0,
    report,
  })
  return { detection: opened.desk, scan, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() }
}

const noJobs: JobQueue = {
  add: async () => 'added',
  wake: async () => false,
  cancel: async () => false,
  work: () => ({ [Symbol.asyncDispose]: async () => {} }),
  job: async () => undefined,
  jobs: async (): Promise<readonly Job[]> => [],
  counts: async () => ({ waiting: 0, running: 0, done: 0, failed: 0, cancelled: 0 }),
  [Symbol.asyncDispose]: async () => {},
}
