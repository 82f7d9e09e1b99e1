// What a run does next: the transitions that may be written now, decided from its state alone. They concern
// different steps, so their order does not matter. None: the run waits, for an effect, a person or a time.

import { LIMITS } from '#/kernel/limits.ts'
import type { WorkflowStep } from '../cacao/playbook.ts'
import { branchMoves } from './branch-moves.ts'
import { commandMoves } from './command-moves.ts'
import { endOf, type MoveContext } from './move-context.ts'
import { openQuestions, type Branch, type RunState, type Step } from './run-state.ts'
import { extensionOf, stepOf } from './step-definition.ts'
import { isInside, stepPath } from './step-path.ts'
import type { Move } from './transition.ts'

/** Pure, but for `context.random`. */
export function nextMoves(context: MoveContext, state: RunState): readonly Move[] {
  if (state.status !== 'running') return []
  if (state.cancelled !== null) return endRun(context, 'cancelled', state.cancelled.reason)
  const late = expiredSteps(state, context.now)
  if (late.length > 0)
    return late.map(step =>
      endOf(context, step, 'failed', `ACTION_TIMEOUT: ${step.name} (${step.stepId}) took longer than it may`),
    )
  const moves: Move[] = []
  for (const branch of state.openBranches)
    if (branch.next !== null) moves.push(beginStep(context, state, branch))
  for (const step of state.runningSteps) {
    if (context.now < step.startsAt) continue
    moves.push(...(step.type === 'action' ? commandMoves : branchMoves)(context, state, step))
  }
  if (moves.length === 0 && state.openBranches.size === 0) return finish(context, state)
  return moves
}

/** When after `now` the run is to be looked at again if nothing happens before; null: only a person can move it. */
export function nextWake(state: RunState, now: number): number | null {
  const times: number[] = []
  for (const { startsAt, deadline, commands } of state.runningSteps) {
    times.push(startsAt, deadline ?? now)
    for (const { phase, retryAt } of commands.values()) if (phase === 'retry') times.push(retryAt)
  }
  for (const question of openQuestions(state))
    if (question.kind === 'approval') times.push(question.expiresAt)
  const later = times.filter(time => time > now)
  return later.length === 0 ? null : Math.min(...later)
}

/** Outermost only: what lies inside ends with it. */
function expiredSteps(state: RunState, now: number): readonly Step[] {
  const late = [...state.runningSteps].filter(({ deadline }) => deadline !== null && deadline <= now)
  return late.filter(step => !late.some(other => isInside(step.path, other.path)))
}

function beginStep(context: MoveContext, state: RunState, branch: Branch): Move {
  const id = branch.next!
  const definition = stepOf(context.playbook(branch.frame.playbook.digest), id)
  const path = stepPath(branch.id, id)
  const failed = (reason: string): Move => ({ kind: 'branch-failed', branch: branch.id, reason })
  if (definition === undefined) return failed(`there is no step ${id}`)
  if (state.steps.has(path)) return failed(`the steps go round in a circle at ${id}`)
  if (state.steps.size >= LIMITS.maxRunSteps)
    return failed(`the run has more than ${LIMITS.maxRunSteps} steps`)
  const startsAt = context.now + (definition.delay ?? 0)
  const timeout = definition.timeout ?? usualTimeout(definition)
  return {
    kind: 'step-begun',
    path,
    branch: branch.id,
    stepId: id,
    type: definition.type,
    name: definition.name ?? id,
    startsAt,
    deadline: timeout === null ? null : startsAt + timeout,
    variables: definition.step_variables ?? {},
  }
}

/** Steps that only hold others end when these do. */
function usualTimeout(definition: WorkflowStep): number | null {
  if (definition.type !== 'action') return null
  const waits =
    extensionOf(definition).approval !== undefined ||
    definition.commands.some(({ type }) => type === 'manual')
  return waits ? LIMITS.maxHumanStepMs : null
}

/** All branches of the run have ended. */
function finish(context: MoveContext, state: RunState): readonly Move[] {
  const frame = state.frames.get(null)!
  const main = state.branches.get('main')!
  if (main.state === 'succeeded') return endRun(context, 'succeeded', '')
  if (frame.exception !== null) return endRun(context, 'failed', frame.exception)
  const handler = context.playbook(frame.playbook.digest).workflow_exception
  if (handler === undefined) return endRun(context, 'failed', main.reason)
  return [{ kind: 'exception-entered', frame: null, first: handler, reason: main.reason }]
}

/** Not before every command that was sent has said how it ended. */
function endRun(
  context: MoveContext,
  state: 'succeeded' | 'failed' | 'cancelled',
  reason: string,
): readonly Move[] {
  return context.inFlight > 0 ? [] : [{ kind: 'run-ended', state, reason }]
}
