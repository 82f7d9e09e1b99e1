// A run as people see it: each step with its commands, and each question with all that is needed to settle it.
// Names, articles and roll-backs come from the playbooks that the run keeps.

import type { RenderedCommand } from '../action.ts'
import type { Playbook, WorkflowStep } from '../cacao/playbook.ts'
import type { ApprovalRule, ApproverRole, FormField } from '../extension.ts'
import { roleFor } from './decisions.ts'
import {
  commandAt,
  openQuestions,
  type CommandState,
  type Decision,
  type Question,
  type RunState,
  type Step,
} from './run-state.ts'
import { extensionOf, stepOf, targetsOf } from './step-definition.ts'

export interface StepProgress {
  readonly path: string
  readonly parent: string | null
  readonly depth: number
  readonly branch: string
  readonly stepId: string
  readonly type: string
  readonly name: string
  readonly nameEnglish?: string
  readonly cites: readonly string[]
  readonly state: 'delayed' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'stopped'
  readonly begunAt: number
  readonly endedAt: number | null
  readonly reason: string | null
  readonly rollback: string | null
  readonly commands: readonly CommandProgress[]
}

export interface CommandProgress {
  readonly index: number
  readonly target: string | null
  readonly summary: string
  readonly state: 'approval' | 'waiting' | 'sent' | 'retry' | 'unknown' | 'succeeded' | 'failed'
  readonly attempts: number
  readonly detail: string
}

export interface PendingQuestion {
  readonly id: string
  readonly kind: Question['kind']
  readonly runId: string
  readonly incidentId: string | null
  readonly playbookName: string
  readonly playbookNameEnglish?: string
  readonly path: string
  readonly stepName: string
  readonly stepNameEnglish?: string
  readonly cites: readonly string[]
  readonly at: number
  readonly expiresAt: number | null
  readonly role: ApproverRole
  readonly rendered: readonly RenderedCommand[]
  readonly approval: {
    readonly rule: ApprovalRule
    readonly digest: string
    readonly given: readonly Decision[]
  } | null
  readonly manual: {
    readonly text: string
    readonly textEnglish?: string
    readonly form: readonly FormField[]
    readonly document: string | null
    readonly documentId: string | null
  } | null
  readonly outcome: { readonly sentAt: number; readonly reason: string } | null
}

export type PlaybookOfDigest = (digest: string) => Playbook

export function progressOf(
  state: RunState,
  playbook: PlaybookOfDigest,
  now: number,
): readonly StepProgress[] {
  return [...state.steps.values()].map(step => progressOfStep(state, step, playbook, now))
}

function progressOfStep(state: RunState, step: Step, find: PlaybookOfDigest, now: number): StepProgress {
  const playbook = find(step.branch.frame.playbook.digest)
  const definition = stepOf(playbook, step.stepId)
  const { name_en, cites = [], rollback } = extensionOf(definition)
  return {
    path: step.path,
    parent: step.branch.owner,
    depth: step.branch.depth,
    branch: step.branch.label,
    stepId: step.stepId,
    type: step.type,
    name: step.name,
    ...(name_en === undefined ? {} : { nameEnglish: name_en }),
    cites,
    state: stateOfStep(state, step, now),
    begunAt: step.begunAt,
    endedAt: step.endedAt,
    reason: step.reason === '' ? null : step.reason,
    rollback: rollback ?? null,
    commands: [...step.commands.values()].map(command => progressOfCommand(command, playbook, definition)),
  }
}

function stateOfStep(state: RunState, step: Step, now: number): StepProgress['state'] {
  if (step.state !== 'running') return step.state
  if (now < step.startsAt) return 'delayed'
  return openQuestions(state).some(({ place }) => place.path === step.path) ? 'waiting' : 'running'
}

function progressOfCommand(
  { place, phase, attempts, rendered, detail }: CommandState,
  playbook: Playbook,
  definition: WorkflowStep | undefined,
): CommandProgress {
  const action = definition?.type === 'action' ? definition : undefined
  const command = action?.commands[place.index]
  const target =
    action === undefined || command === undefined
      ? undefined
      : targetsOf(playbook, action, command)[place.target]
  return {
    index: place.index,
    target: target?.name ?? null,
    summary: rendered?.summary ?? command?.description ?? command?.type ?? '',
    state: SHOWN[phase],
    attempts,
    detail,
  }
}

const SHOWN = {
  approval: 'approval',
  approved: 'approval',
  task: 'waiting',
  sent: 'sent',
  retry: 'retry',
  unknown: 'unknown',
  asked: 'unknown',
  succeeded: 'succeeded',
  failed: 'failed',
} as const satisfies Record<CommandState['phase'], CommandProgress['state']>

/** Approvals first. */
export function pendingOf(state: RunState, playbook: PlaybookOfDigest): readonly PendingQuestion[] {
  return openQuestions(state).map(question => showQuestion(state, question, playbook))
}

export function showQuestion(state: RunState, question: Question, find: PlaybookOfDigest): PendingQuestion {
  const step = state.steps.get(question.place.path)!
  const { playbook } = step.branch.frame
  const { name_en, cites = [] } = extensionOf(stepOf(find(playbook.digest), step.stepId))
  const command = commandAt(state, question.place)
  return {
    id: question.id,
    kind: question.kind,
    runId: state.runId,
    incidentId: state.began.incidentId,
    playbookName: playbook.name,
    ...(playbook.nameEnglish === undefined ? {} : { playbookNameEnglish: playbook.nameEnglish }),
    path: step.path,
    stepName: step.name,
    ...(name_en === undefined ? {} : { stepNameEnglish: name_en }),
    cites,
    at: question.at,
    expiresAt: question.kind === 'approval' ? question.expiresAt : step.deadline,
    role: roleFor(state, question),
    rendered: renderedOf(question, command),
    approval:
      question.kind === 'approval'
        ? { rule: question.rule, digest: question.digest, given: question.given }
        : null,
    manual:
      question.kind === 'manual'
        ? {
            text: question.text,
            ...(question.textEnglish === null ? {} : { textEnglish: question.textEnglish }),
            form: question.form,
            document: question.document,
            documentId: question.documentId ?? null,
          }
        : null,
    outcome:
      question.kind === 'outcome'
        ? { sentAt: command?.sentAt ?? question.at, reason: question.reason }
        : null,
  }
}

function renderedOf(question: Question, command: CommandState | undefined): readonly RenderedCommand[] {
  if (question.kind === 'approval') return question.rendered
  const rendered = question.kind === 'outcome' ? command?.rendered : null
  return rendered === null || rendered === undefined ? [] : [rendered]
}
