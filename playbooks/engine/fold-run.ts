// Transitions → state of a run. Each transition is believed: whether it may come is decided before it is
// written (next-moves.ts, decisions.ts).

import { foldCommand } from './fold-command.ts'
import { openScope, joinFork, writeVariable } from './run-scopes.ts'
import type { Branch, Frame, RunState, Step } from './run-state.ts'
import { MAIN_BRANCH, branchId, exceptionBranch, isInside } from './step-path.ts'
import type { StepPath, Transition, TransitionOf } from './transition.ts'
import type { StepId } from '../cacao/playbook.ts'

/** The state that a whole log adds up to; undefined for an empty one. */
export function foldRun(runId: string, log: Iterable<Transition>): RunState | undefined {
  let state: RunState | undefined
  for (const transition of log)
    if (state === undefined) state = beginRun(runId, transition)
    else foldTransition(state, transition)
  return state
}

export function beginRun(runId: string, began: Transition): RunState {
  if (began.kind !== 'run-began') throw new Error(`the log of ${runId} does not begin with run-began`)
  const state: RunState = {
    runId,
    began,
    status: 'running',
    endedAt: null,
    reason: '',
    cancelled: null,
    driver: null,
    parked: null,
    frames: new Map(),
    branches: new Map(),
    steps: new Map(),
    openBranches: new Set(),
    runningSteps: new Set(),
    scopes: new Map(),
    questions: new Map(),
  }
  openScope(state.scopes, 'playbook', null, began.variables)
  const frame: Frame = {
    path: null,
    playbook: began.playbook,
    scope: 'playbook',
    depth: 0,
    exception: null,
  }
  state.frames.set(null, frame)
  openBranch(state, { id: MAIN_BRANCH, label: 'main', owner: null, frame, first: began.first })
  return state
}

/** Changes `state` in place. */
export function foldTransition(state: RunState, transition: Transition): void {
  switch (transition.kind) {
    case 'run-began':
      throw new Error(`the run ${state.runId} begins twice`)
    case 'driver-began':
      state.driver = transition.driver
      state.parked = null
      return
    case 'driver-parked':
      state.parked = { wakeAt: transition.wakeAt }
      return
    case 'step-begun':
      return beginStep(state, transition)
    case 'branches-opened':
      return openBranches(state, transition)
    case 'playbook-entered':
      return enterPlaybook(state, transition)
    case 'exception-entered':
      return enterException(state, transition)
    case 'step-ended':
      return endStep(state, transition)
    case 'branch-failed':
      return endBranch(state, state.branches.get(transition.branch)!, 'failed', transition.reason)
    case 'cancel-requested':
      state.cancelled = { by: transition.by, reason: transition.reason }
      for (const step of state.runningSteps) stopStep(state, step, transition.at, transition.reason)
      for (const branch of state.openBranches) endBranch(state, branch, 'stopped', transition.reason)
      return
    case 'run-ended':
      state.status = transition.state
      state.endedAt = transition.at
      state.reason = transition.reason
      return
    default:
      foldCommand(state, transition)
  }
}

interface NewBranch {
  readonly id: string
  readonly label: string
  readonly owner: Step | null
  readonly frame: Frame
  readonly first: StepId
  readonly fork?: boolean
}

function openBranch(state: RunState, { id, label, owner, frame, first, fork = false }: NewBranch): Branch {
  const around = owner === null || frame.path === owner.path ? frame.scope : owner.scope
  if (fork) openScope(state.scopes, id, around, {}, true)
  const branch: Branch = {
    id,
    label,
    owner: owner?.path ?? null,
    frame,
    scope: fork ? id : around,
    depth: owner === null ? 0 : owner.branch.depth + 1,
    state: 'open',
    next: first,
    reason: '',
  }
  state.branches.set(id, branch)
  state.openBranches.add(branch)
  return branch
}

function beginStep(state: RunState, begun: TransitionOf<'step-begun'>): void {
  const branch = state.branches.get(begun.branch)!
  const hasOwn = Object.keys(begun.variables).length > 0
  if (hasOwn) openScope(state.scopes, begun.path, branch.scope, begun.variables)
  const step: Step = {
    path: begun.path,
    branch,
    stepId: begun.stepId,
    type: begun.type,
    name: begun.name,
    scope: hasOwn ? begun.path : branch.scope,
    begunAt: begun.at,
    startsAt: begun.startsAt,
    deadline: begun.deadline,
    state: 'running',
    endedAt: null,
    reason: '',
    branches: [],
    openedLast: 0,
    commands: new Map(),
  }
  branch.next = null
  state.steps.set(step.path, step)
  state.runningSteps.add(step)
}

function openBranches(state: RunState, { path, branches, fork }: TransitionOf<'branches-opened'>): void {
  const owner = state.steps.get(path)!
  for (const { id, label, first } of branches)
    owner.branches.push(openBranch(state, { id, label, owner, frame: owner.branch.frame, first, fork }))
  owner.openedLast = branches.length
}

function enterPlaybook(state: RunState, entered: TransitionOf<'playbook-entered'>): void {
  const owner = state.steps.get(entered.path)!
  const scope = `${entered.path}[playbook]`
  openScope(state.scopes, scope, null, entered.variables)
  const frame: Frame = {
    path: entered.path,
    playbook: entered.playbook,
    scope,
    depth: owner.branch.frame.depth + 1,
    exception: null,
  }
  state.frames.set(entered.path, frame)
  const id = branchId(entered.path, 'playbook')
  owner.branches.push(openBranch(state, { id, label: 'playbook', owner, frame, first: entered.first }))
  owner.openedLast = 1
}

function enterException(state: RunState, { frame: path, first, reason }: TransitionOf<'exception-entered'>) {
  const frame = state.frames.get(path)!
  frame.exception = reason
  const owner = path === null ? null : state.steps.get(path)!
  const branch = openBranch(state, { id: exceptionBranch(path), label: 'exception', owner, frame, first })
  owner?.branches.push(branch)
  if (owner !== null) owner.openedLast = 1
}

function endStep(
  state: RunState,
  { path, at, outcome, reason, next, values }: TransitionOf<'step-ended'>,
): void {
  const step = state.steps.get(path)!
  stopInside(state, path, at, reason)
  for (const branch of step.branches) join(state, branch)
  for (const [name, value] of Object.entries(values)) writeVariable(state.scopes, step.scope, name, value)
  closeStep(state, step, outcome, at, reason)
  if (next !== null) step.branch.next = next
  else endBranch(state, step.branch, outcome, reason)
}

/** The fork that was opened for this branch, if there was one; branches inside it only share it. */
function join(state: RunState, { id }: Branch): void {
  if (state.scopes.get(id)?.fork === true) joinFork(state.scopes, id)
}

/** Innermost first, so that a fork's writes reach the fork around it. */
function stopInside(state: RunState, path: StepPath, at: number, reason: string): void {
  const steps = [...state.runningSteps].filter(step => isInside(step.path, path))
  for (const step of steps.sort((a, b) => b.branch.depth - a.branch.depth)) {
    for (const branch of step.branches) join(state, branch)
    stopStep(state, step, at, reason)
  }
  for (const branch of state.openBranches)
    if (isInside(branch.id, path)) endBranch(state, branch, 'stopped', reason)
}

function stopStep(state: RunState, step: Step, at: number, reason: string): void {
  closeStep(state, step, 'stopped', at, reason)
}

function closeStep(state: RunState, step: Step, as: Step['state'], at: number, reason: string): void {
  step.state = as
  step.endedAt = at
  step.reason = reason
  state.runningSteps.delete(step)
  for (const question of state.questions.values())
    if (question.state === 'open' && question.place.path === step.path) question.state = 'withdrawn'
}

function endBranch(
  state: RunState,
  branch: Branch,
  as: Exclude<Branch['state'], 'open'>,
  reason: string,
): void {
  branch.state = as
  branch.next = null
  branch.reason = as === 'succeeded' ? '' : reason
  state.openBranches.delete(branch)
}
