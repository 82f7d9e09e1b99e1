// What deciding the next moves of a run needs beside its state.

import type { Playbook } from '../cacao/playbook.ts'
import type { FindVariable } from '../cacao/variable-references.ts'
import type { FindAction, Guard } from './render-command.ts'
import { readVariable } from './run-scopes.ts'
import type { RunState, Step } from './run-state.ts'
import { extensionOf, nextStep, stepOf } from './step-definition.ts'
import type { CommandPlace, Move, Values } from './transition.ts'

export interface MoveContext {
  readonly now: number
  /** 0 ≤ x < 1. */
  readonly random: () => number
  /** The playbook of a digest that the run has pinned. */
  readonly playbook: (digest: string) => Playbook
  readonly findAction: FindAction
  readonly guard: Guard
  /** Commands that this driver has sent and still waits for. */
  readonly isInFlight: (place: CommandPlace) => boolean
  readonly inFlight: number
}

export function playbookOf(context: MoveContext, step: Step): Playbook {
  return context.playbook(step.branch.frame.playbook.digest)
}

export function finder(state: RunState, step: Step): FindVariable {
  return name => readVariable(state.scopes, step.scope, name)
}

/** The end of a step, and where its branch goes from there. */
export function endOf(
  context: MoveContext,
  step: Step,
  outcome: 'succeeded' | 'failed',
  reason = '',
  values: Values = {},
): Move {
  const definition = stepOf(playbookOf(context, step), step.stepId)
  return { kind: 'step-ended', path: step.path, outcome, reason, next: nextStep(definition, outcome), values }
}

export function extensionOfStep(context: MoveContext, step: Step) {
  return extensionOf(stepOf(playbookOf(context, step), step.stepId))
}
