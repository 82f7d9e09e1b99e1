// A desk of playbooks with a real store and a real queue, a clock that is turned by hand, and a world that does
// what the test says. Commands are of type http-api; their text is what the world hears.

import { randomBytes } from 'node:crypto'
import { openEmbeddedJobQueue } from '#/jobs/embedded/job-queue.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { Action, ActionOutcome, PerformContext, RenderedCommand } from '#/playbooks/action.ts'
import { manualAction } from '#/playbooks/actions/manual.ts'
import type { ActionStep, Playbook, Variables, WorkflowStep } from '#/playbooks/cacao/playbook.ts'
import {
  createPlaybookDesk,
  type PendingQuestion,
  type PlaybookDesk,
  type PlaybookDeskOptions,
  type RunDetail,
  type Transition,
} from '#/playbooks/desk.ts'
import { THAPCANH_EXTENSION, type StepExtension } from '#/playbooks/extension.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { Records } from '#/store/records.ts'

export const START_MS = Date.UTC(2026, 10, 22, 2)

export type World = (text: string, context: PerformContext) => ActionOutcome | Promise<ActionOutcome>

export const works: ActionOutcome = { kind: 'succeeded', outputs: {}, log: '' }
export const fails: ActionOutcome = { kind: 'failed', reason: 'it did not work', retryable: false, log: '' }
export function answers(outputs: Readonly<Record<string, string>>): ActionOutcome {
  return { kind: 'succeeded', outputs, log: '' }
}

export interface InventedDesk extends AsyncDisposable {
  readonly desk: PlaybookDesk
  readonly records: Records
  readonly clock: { now(): number; turn(ms: number): void }
  /** Texts of commands in the order in which they were performed. */
  readonly effects: string[]
  readonly keys: string[]
  readonly told: PendingQuestion[]
  readonly problems: Problem[]
  /** Starts a playbook; its id may be given alone. */
  start(variables?: Readonly<Record<string, string>>, playbookId?: string): Promise<string>
  /** The run when it has ended, or when nothing moves it but people and time. */
  settled(runId: string): Promise<RunDetail>
  log(runId: string): Promise<readonly Transition[]>
}

export interface DeskSettings extends Partial<PlaybookDeskOptions> {
  readonly world?: World
  /** Not driven: somebody else does. */
  readonly idle?: boolean
}

export async function openDesk(
  playbooks: readonly Playbook[],
  { world = () => works, idle = false, ...options }: DeskSettings = {},
): Promise<InventedDesk> {
  let now = START_MS
  const clock = { now: () => now, turn: (ms: number) => void (now += ms) }
  const state = openEmbeddedStateStore({ path: ':memory:', clock })
  const problems: Problem[] = []
  const report = (problem: Problem) => void problems.push(problem)
  const jobs = openEmbeddedJobQueue({ path: ':memory:', clock, report, longestSleepMs: 5 })
  const effects: string[] = []
  const keys: string[] = []
  const told: PendingQuestion[] = []
  const action = worldAction(async (rendered, context) => {
    effects.push(rendered.summary)
    keys.push(context.idempotencyKey)
    return await world(rendered.summary, context)
  })
  const desk = createPlaybookDesk({
    records: state.records,
    jobs,
    clock,
    random: () => 0.5,
    randomBytes,
    library: playbooks,
    actions: type => ({ manual: manualAction, 'http-api': action })[type as 'manual'],
    guard: () => undefined,
    secret: name => `secret-of-${name}`,
    verify: () => ({ state: 'unsigned', signatures: [] }),
    policy: 'warn',
    prepareManual: async () => ({}),
    onPending: async question => void told.push(question),
    onRunChanged: () => {},
    report,
    ...options,
  })
  const working = idle ? undefined : await desk.work()
  const log = async (runId: string) => (await desk.log(runId, 0, 1000)).map(({ entry }) => entry)
  return {
    desk,
    records: state.records,
    clock,
    effects,
    keys,
    told,
    problems,
    log,
    async start(variables = {}, playbookId = playbooks[0]!.id) {
      const started = await desk.start({ playbookId, incidentId: null, variables, by: 'analyst' })
      if (started.kind === 'refused') throw new Error(started.reason)
      return started.run.id
    },
    async settled(runId) {
      for (let turn = 0; turn < 1000; turn++) {
        const entries = await log(runId)
        const last = entries.at(-1)!
        const isDue = last.kind === 'driver-parked' && last.wakeAt !== null && last.wakeAt <= now
        if (last.kind === 'run-ended' || (last.kind === 'driver-parked' && !isDue))
          return (await desk.run(runId))!
        await new Promise(resolve => setTimeout(resolve, 5))
      }
      throw new Error(`${runId} does not settle: ${JSON.stringify((await log(runId)).slice(-3))}`)
    },
    async [Symbol.asyncDispose]() {
      await working?.[Symbol.asyncDispose]()
      await jobs[Symbol.asyncDispose]()
      state[Symbol.dispose]()
    },
  }
}

/** `cuts ADDRESS` cuts off that address; `{secret:NAME}` names a secret. */
export function worldAction(
  perform: (r: RenderedCommand, c: PerformContext) => Promise<ActionOutcome>,
): Action {
  return {
    type: 'http-api',
    render({ command, target, substitute }) {
      const text = substitute(command['command'] as string)
      const summary = target === undefined ? text : `${text} @ ${target.name}`
      const cutsOff = [...text.matchAll(/cuts (\S+)/g)].map(found => found[1]!)
      const changes = cutsOff.map(address => `cut off ${address}`)
      return { type: 'http-api', summary, details: { text }, target: target?.name ?? '', changes, cutsOff }
    },
    perform,
  }
}

/** A playbook of the steps given; `start` leads to the first of them. Steps `end…` need no members. */
export function playbookOf(
  steps: Readonly<Record<string, Partial<WorkflowStep> & { readonly extension?: StepExtension }>>,
  members: Partial<Playbook> = {},
): Playbook {
  const workflow: Record<string, WorkflowStep> = {
    start: { type: 'start', on_completion: Object.keys(steps)[0]! },
  }
  for (const [id, { extension, ...step }] of Object.entries(steps))
    workflow[id] = {
      name: id,
      ...(id.startsWith('end') ? { type: 'end' } : {}),
      ...step,
      ...(extension === undefined ? {} : { step_extensions: { [THAPCANH_EXTENSION]: extension } }),
    } as WorkflowStep
  return {
    type: 'playbook',
    spec_version: 'cacao-2.0',
    id: 'playbook--1',
    name: 'Diễn tập',
    created_by: 'identity--1',
    created: '2026-01-01T00:00:00Z',
    modified: '2026-01-01T00:00:00Z',
    workflow_start: 'start',
    workflow,
    ...members,
  }
}

/** An action step with one command. */
export function act(text: string, members: Partial<ActionStep> = {}): Partial<ActionStep> {
  return { type: 'action', commands: [{ type: 'http-api', command: text }], ...members }
}

export function text(value?: string): Variables[string] {
  return { type: 'string', ...(value === undefined ? {} : { value }) }
}
