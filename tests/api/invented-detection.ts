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
`

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

export async function inventedDetection(
  state: StateStore,
  clock: Clock,
  systems: readonly MonitoredSystem[],
  hit: SearchHit,
  report: ReportProblem,
): Promise<InventedDetection> {
  const loaded = loadRules([{ path: 'rules/ssh.yml', text: RULE }])
  const shelf = createExceptionShelf(loaded, [])
  const meter = createRuleMeter(() => 0, clock.now())
  const matcher = createCompiledMatcher(loaded.rules, { observer: meter.observer })
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
    rules: () => ({ ...loaded, matcher, loaded: { rules: [], failed: 0 } }),
    stages: {
      matcher,
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
    pipeline: { ask, events, settings },
    exceptions,
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
