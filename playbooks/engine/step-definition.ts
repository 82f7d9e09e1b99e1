// What a playbook says of a step, with what CACAO leaves open filled in: our extension, pointers, targets.

import type { ActionStep, AgentTarget, Command, Playbook, StepId, WorkflowStep } from '../cacao/playbook.ts'
import { THAPCANH_EXTENSION, type RetryRule, type StepExtension } from '../extension.ts'

/** For commands declared idempotent that name no rule of their own. */
const USUAL_RETRY: RetryRule = { attempts: 3, first_ms: 1000, max_ms: 60_000 }

export function extensionOf(step: WorkflowStep | undefined): StepExtension {
  return step?.step_extensions?.[THAPCANH_EXTENSION] ?? {}
}

export function stepOf(playbook: Playbook, id: StepId): WorkflowStep | undefined {
  return Object.hasOwn(playbook.workflow, id) ? playbook.workflow[id] : undefined
}

/** Where a branch goes after a step; null: it ends with the step. */
export function nextStep(step: WorkflowStep | undefined, outcome: 'succeeded' | 'failed'): StepId | null {
  if (step === undefined || step.type === 'end') return null
  if (outcome === 'failed') return step.on_failure ?? null
  return step.on_completion ?? step.on_success ?? null
}

/** Null: only idempotent commands are sent again by themselves. */
export function retryRule(step: WorkflowStep): RetryRule | null {
  const { idempotent, retry } = extensionOf(step)
  return idempotent === true ? (retry ?? USUAL_RETRY) : null
}

/** The targets that each command goes to, in order; one `undefined` when the step names none. */
export function targetsOf(
  playbook: Playbook,
  step: ActionStep,
  command: Command,
): readonly (AgentTarget | undefined)[] {
  const targets = (step.targets ?? []).map(id => definitionOf(playbook.target_definitions, id))
  if (targets.length === 0) return [undefined]
  // A person does a manual command once, whatever it is about.
  return command.type === 'manual' ? targets.slice(0, 1) : targets
}

export function agentOf(playbook: Playbook, step: ActionStep): AgentTarget | undefined {
  return step.agent === undefined ? undefined : definitionOf(playbook.agent_definitions, step.agent)
}

export function definitionOf<T>(
  definitions: Readonly<Record<string, T>> | undefined,
  id: string,
): T | undefined {
  return definitions !== undefined && Object.hasOwn(definitions, id) ? definitions[id] : undefined
}
