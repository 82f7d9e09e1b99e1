// The run of the crash matrix: a playbook with all types of steps on stores on disk, whose commands call a
// recorder of effects over HTTP, and a person who approves, answers, and says truthfully (by asking the recorder)
// whether an effect happened. The child of crash-child.ts runs it and is killed; the test runs it to its end.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import { systemClock } from '#/kernel/clock.ts'
import type { ActionOutcome, PerformContext } from '#/playbooks/action.ts'
import { manualAction } from '#/playbooks/actions/manual.ts'
import {
  createPlaybookDesk,
  type PendingQuestion,
  type PlaybookDesk,
  type RunDetail,
} from '#/playbooks/desk.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { Change, Records } from '#/store/records.ts'
import { act, playbookOf, text, worldAction } from './invented-desk.ts'

const APPROVAL = { role: 'lead', quorum: 2, expires_ms: 3_600_000, reason: 'Cắt kết nối' } as const

const CALLED = playbookOf(
  { s: act('called __x__', { out_args: ['__y__'], on_completion: 'end' }), end: {} },
  {
    id: 'playbook--called',
    playbook_variables: { __x__: { type: 'string', external: true }, __y__: text() },
  },
)

const CALLER = playbookOf(
  {
    look: act('look', { out_args: ['__x__'], on_completion: 'if' }),
    if: { type: 'if-condition', condition: "__x__:value = 'attack'", on_true: 'cut', on_completion: 'p' },
    cut: { ...act('cuts 203.0.113.9', { on_completion: 'end1' }), extension: { approval: APPROVAL } },
    end1: {},
    p: { type: 'parallel', next_steps: ['left', 'right'], on_completion: 'w' },
    left: {
      type: 'action',
      commands: [
        { type: 'http-api', command: 'left one' },
        { type: 'http-api', command: 'left two' },
      ],
      on_completion: 'end2',
    },
    end2: {},
    right: {
      ...act('idempotent', { out_args: ['__z__'], on_completion: 'end3' }),
      extension: { idempotent: true, retry: { attempts: 5, first_ms: 1, max_ms: 5 } },
    },
    end3: {},
    w: {
      type: 'while-condition',
      condition: '__n__:value < 2',
      on_true: 'count',
      on_completion: 's',
      extension: { max_rounds: 5 },
    },
    count: act('count __n__', { out_args: ['__n__'], on_completion: 'end4' }),
    end4: {},
    s: { type: 'switch-condition', switch: '__x__:value', cases: { attack: 'bad' }, on_completion: 'c' },
    bad: act('broken', { on_success: 'end5', on_failure: 'mend' }),
    end5: {},
    mend: act('mend', { on_completion: 'end6' }),
    end6: {},
    c: {
      type: 'playbook-action',
      playbook_id: 'playbook--called',
      in_args: ['__x__'],
      out_args: ['__y__'],
      on_completion: 'm',
    },
    m: {
      type: 'action',
      commands: [{ type: 'manual', command: 'Xác nhận __y__' }],
      out_args: ['__m__'],
      on_completion: 'end',
      extension: { form: [{ variable: '__m__', label: 'Kết luận', kind: 'text', required: true }] },
    },
    end: {},
  },
  {
    playbook_variables: {
      __x__: text(),
      __y__: text(),
      __z__: text(),
      __m__: text(),
      __n__: { type: 'integer', value: '0' },
    },
  },
)

/** Answers of the world by the command's text, in which variables are filled in already. */
export function answerOf(command: string): ActionOutcome {
  const outputs: Record<string, Record<string, string>> = {
    look: { x: 'attack' },
    idempotent: { z: 'done' },
    'count 0': { n: '1' },
    'count 1': { n: '2' },
    'called attack': { y: 'seen' },
  }
  if (command === 'broken') return { kind: 'failed', reason: 'broken', retryable: false, log: '' }
  return { kind: 'succeeded', outputs: outputs[command] ?? {}, log: '' }
}

/** Where the process may be killed; each is counted from 1. */
export interface Hooks {
  afterCommit(count: number): void
  beforeEffect(count: number): void
  afterEffect(count: number): void
}
export const NO_HOOKS: Hooks = {
  afterCommit() {},
  beforeEffect() {},
  afterEffect() {},
}

export interface Ended {
  readonly detail: RunDetail
  /** Commits to the log of the run by this process. */
  readonly commits: number
  readonly effects: number
  /** From opening the stores to the first commit to the log. */
  readonly resumedMs: number
}

/** Opens the stores, starts the run when there is none, and goes on until it has ended. */
export async function runToEnd(directory: string, recorder: string, hooks: Hooks): Promise<Ended> {
  const openedAt = performance.now()
  let commits = 0
  let effects = 0
  let resumedMs = NaN
  const state = openEmbeddedStateStore({ path: join(directory, 'state.db'), clock: systemClock })
  const jobs = openEmbeddedJobQueue({
    path: join(directory, 'jobs.db'),
    clock: systemClock,
    report: () => {},
    longestSleepMs: 10,
  })
  const records: Records = {
    ...state.records,
    async commit(changes: readonly Change[]) {
      const isLog = changes.some(change => change.kind === 'append')
      if (isLog) commits++
      const outcome = await state.records.commit(changes)
      if (isLog && Number.isNaN(resumedMs)) resumedMs = performance.now() - openedAt
      if (isLog) hooks.afterCommit(commits)
      return outcome
    },
  }
  const perform = async (command: string, { idempotencyKey, signal }: PerformContext) => {
    const count = ++effects
    hooks.beforeEffect(count)
    const body = JSON.stringify({ key: idempotencyKey, text: command })
    const answer = await fetch(`${recorder}/effect`, { method: 'POST', body, signal })
    const outcome = (await answer.json()) as ActionOutcome
    hooks.afterEffect(count)
    return outcome
  }
  const action = worldAction(({ summary }, context) => perform(summary, context))
  const desk = createPlaybookDesk({
    records,
    jobs,
    clock: systemClock,
    random: Math.random,
    randomBytes,
    library: [CALLER, CALLED],
    actions: type => ({ manual: manualAction, 'http-api': action })[type as 'manual'],
    guard: () => undefined,
    secret: () => '',
    verify: () => ({ state: 'unsigned', signatures: [] }),
    policy: 'warn',
    prepareManual: async () => ({}),
    onPending: async () => {},
    onRunChanged: () => {},
    report: () => {},
  })
  const [known] = (await desk.runs({ limit: 1 })).runs
  const runId = known?.id ?? (await startedId(desk))
  const working = await desk.work()
  let detail = (await desk.run(runId))!
  while (detail.run.endedAt === null) {
    for (const question of detail.pending) await settle(desk, question, recorder)
    await new Promise(resolve => setTimeout(resolve, 3))
    detail = (await desk.run(runId))!
  }
  await working[Symbol.asyncDispose]()
  await jobs[Symbol.asyncDispose]()
  state[Symbol.dispose]()
  return { detail, commits, effects, resumedMs }
}

async function startedId(desk: PlaybookDesk): Promise<string> {
  const started = await desk.start({ playbookId: CALLER.id, incidentId: null, variables: {}, by: 'binh' })
  if (started.kind === 'refused') throw new Error(started.reason)
  return started.run.id
}

async function settle(desk: PlaybookDesk, question: PendingQuestion, recorder: string): Promise<void> {
  const { id, approval } = question
  if (approval !== null)
    for (const name of ['lan', 'minh'])
      await desk.decide(id, {
        approve: true,
        reason: '',
        digest: approval.digest,
        by: { name, role: 'lead' },
      })
  const by = { name: 'lan', role: 'lead' } as const
  if (question.kind === 'manual')
    await desk.answer(id, { done: true, answers: { __m__: 'đúng' }, note: '', by })
  if (question.kind !== 'outcome') return
  const [rendered] = question.rendered
  const asked = await fetch(`${recorder}/happened`, { method: 'POST', body: rendered!.summary })
  const { happened } = (await asked.json()) as { happened: boolean }
  const outcome = answerOf(rendered!.summary)
  const outputs = outcome.kind === 'succeeded' ? Object.entries(outcome.outputs) : []
  await desk.resolveUnknown(id, {
    // What happened and failed is given up.
    resolution: !happened ? 'did-not-happen' : outcome.kind === 'succeeded' ? 'happened' : 'give-up',
    answers: happened ? Object.fromEntries(outputs.map(([name, value]) => [`__${name}__`, value])) : {},
    note: '',
    by,
  })
}
