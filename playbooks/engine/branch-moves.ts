// Moves of the steps that hold or choose other steps: start, end, if, while, switch, parallel, playbook-action.

import { LIMITS } from '#/kernel/limits.ts'
import { evaluateCondition, parseCondition } from '../cacao/condition.ts'
import type {
  IfConditionStep,
  ParallelStep,
  PlaybookActionStep,
  StepId,
  SwitchConditionStep,
  WhileConditionStep,
} from '../cacao/playbook.ts'
import { matchCase } from '../cacao/switch-case.ts'
import { endOf, extensionOfStep, finder, playbookOf, type MoveContext } from './move-context.ts'
import { calledPlaybookEnd, enterPlaybook } from './playbook-call.ts'
import type { Branch, RunState, Step } from './run-state.ts'
import { stepOf } from './step-definition.ts'
import { branchId } from './step-path.ts'
import type { Move } from './transition.ts'

export function branchMoves(context: MoveContext, state: RunState, step: Step): readonly Move[] {
  const opened = step.branches.slice(-step.openedLast)
  if (opened.some(branch => branch.state === 'open')) return []
  const definition = stepOf(playbookOf(context, step), step.stepId)!
  switch (definition.type) {
    case 'start':
    case 'end':
      return [endOf(context, step, 'succeeded')]
    case 'if-condition':
      return step.branches.length > 0
        ? [joined(context, step, opened)]
        : [chooseIf(context, state, step, definition)]
    case 'switch-condition':
      return step.branches.length > 0
        ? [joined(context, step, opened)]
        : [chooseCase(context, state, step, definition)]
    case 'while-condition':
      return opened.some(branch => branch.state === 'failed')
        ? [joined(context, step, opened)]
        : [nextRound(context, state, step, definition)]
    case 'parallel':
      return step.branches.length > 0 || definition.next_steps.length === 0
        ? [joined(context, step, opened)]
        : [openParallel(step, definition)]
    case 'playbook-action':
      return [callMove(context, state, step, definition)]
    case 'action':
      throw new Error(`${step.path} is an action`)
  }
}

/** A step ends well when all its branches did. */
function joined(context: MoveContext, step: Step, branches: readonly Branch[]): Move {
  const failed = branches.filter(branch => branch.state === 'failed')
  if (failed.length === 0) return endOf(context, step, 'succeeded')
  return endOf(context, step, 'failed', failed.map(({ reason }) => reason).join('; '))
}

function holds(state: RunState, step: Step, text: string): boolean | string {
  const parsed = parseCondition(text)
  if (parsed.kind === 'problem') return parsed.problem.reason
  const value = evaluateCondition(parsed.condition, finder(state, step))
  return typeof value === 'boolean' ? value : value.reason
}

function undecided(context: MoveContext, step: Step, text: string, reason: string): Move {
  return endOf(context, step, 'failed', `the condition ${text} cannot be decided: ${reason}`)
}

function opens(step: Step, inner: string, label: string, first: StepId): Move {
  return {
    kind: 'branches-opened',
    path: step.path,
    branches: [{ id: branchId(step.path, inner), label, first }],
    fork: false,
  }
}

function chooseIf(context: MoveContext, state: RunState, step: Step, definition: IfConditionStep): Move {
  const value = holds(state, step, definition.condition)
  if (typeof value === 'string') return undecided(context, step, definition.condition, value)
  if (value) return opens(step, 'true', 'true', definition.on_true)
  if (definition.on_false === undefined) return endOf(context, step, 'succeeded')
  return opens(step, 'false', 'false', definition.on_false)
}

function chooseCase(
  context: MoveContext,
  state: RunState,
  step: Step,
  definition: SwitchConditionStep,
): Move {
  const matched = matchCase(definition, finder(state, step))
  if (matched.kind === 'problems')
    return endOf(context, step, 'failed', matched.problems.map(({ reason }) => reason).join('; '))
  if (matched.kind === 'none') return endOf(context, step, 'succeeded')
  const at = Object.keys(definition.cases).indexOf(matched.key) + 1
  return opens(step, `case ${at}`, `case ${matched.key}`, matched.step)
}

function nextRound(context: MoveContext, state: RunState, step: Step, definition: WhileConditionStep): Move {
  const value = holds(state, step, definition.condition)
  if (typeof value === 'string') return undecided(context, step, definition.condition, value)
  if (!value) return endOf(context, step, 'succeeded')
  const round = step.branches.length + 1
  const cap = Math.min(
    extensionOfStep(context, step).max_rounds ?? LIMITS.maxLoopRounds,
    LIMITS.maxLoopRounds,
  )
  if (round > cap) return endOf(context, step, 'failed', `the loop has had all of its ${cap} rounds`)
  return opens(step, `round ${round}`, `round ${round}`, definition.on_true)
}

function openParallel(step: Step, { next_steps }: ParallelStep): Move {
  return {
    kind: 'branches-opened',
    path: step.path,
    fork: true,
    branches: next_steps.map((first, at) => ({
      id: branchId(step.path, `branch ${at + 1}`),
      label: `branch ${at + 1}`,
      first,
    })),
  }
}

function callMove(context: MoveContext, state: RunState, step: Step, definition: PlaybookActionStep): Move {
  return step.branches.length === 0
    ? enterPlaybook(context, state, step, definition)
    : calledPlaybookEnd(context, state, step, definition)
}
