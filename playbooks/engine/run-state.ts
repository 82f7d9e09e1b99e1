// The state of a run: what its transitions add up to. `foldTransition` is the only thing that changes it; it
// reads no clock and no playbook, so the same log always gives the same state.

import type { FormId } from '#/kernel/form.ts'
import type { RenderedCommand } from '../action.ts'
import type { StepId, StepType } from '../cacao/playbook.ts'
import type { ApprovalRule, ApproverRole, FormField } from '../extension.ts'
import type { RunScopes, ScopeId } from './run-scopes.ts'
import type { BranchId, CommandPlace, PlaybookRef, StepPath, TransitionOf } from './transition.ts'

export type RunStatus = 'running' | 'succeeded' | 'failed' | 'cancelled'

/** One playbook in execution: the run's own (path null) or one called by a playbook-action step. */
export interface Frame {
  readonly path: StepPath | null
  readonly playbook: PlaybookRef
  readonly scope: ScopeId
  /** 0 for the run's own playbook. */
  readonly depth: number
  /** Why its workflow_exception was entered; null when it was not. */
  exception: string | null
}

export interface Branch {
  readonly id: BranchId
  readonly label: string
  /** The step it lies in; null for the run's own line and its exception line. */
  readonly owner: StepPath | null
  readonly frame: Frame
  readonly scope: ScopeId
  readonly depth: number
  state: 'open' | 'succeeded' | 'failed' | 'stopped'
  /** To begin next; null while a step is in progress or when the branch has ended. */
  next: StepId | null
  reason: string
}

export type CommandPhase =
  | 'approval'
  | 'approved'
  | 'task'
  | 'sent'
  | 'retry'
  | 'unknown'
  | 'asked'
  | 'succeeded'
  | 'failed'

export interface CommandState {
  readonly place: CommandPlace
  phase: CommandPhase
  /** Idempotency key; empty until it is sent. */
  key: string
  attempts: number
  sentAt: number
  rendered: RenderedCommand | null
  /** Why it failed, or its log. */
  detail: string
  retryable: boolean
  retryAt: number
}

export interface Step {
  readonly path: StepPath
  readonly branch: Branch
  readonly stepId: StepId
  readonly type: StepType
  readonly name: string
  readonly scope: ScopeId
  readonly begunAt: number
  readonly startsAt: number
  readonly deadline: number | null
  state: 'running' | 'succeeded' | 'failed' | 'stopped'
  endedAt: number | null
  reason: string
  /** Branches opened so far, the present ones last. */
  readonly branches: Branch[]
  /** How many of `branches` were opened last, together. */
  openedLast: number
  /** By `index/target`. */
  readonly commands: Map<string, CommandState>
}

export interface Decision {
  readonly by: string
  readonly at: number
  readonly reason: string
}

export interface Approval {
  readonly kind: 'approval'
  readonly id: string
  readonly place: CommandPlace
  readonly at: number
  readonly rule: ApprovalRule
  readonly rendered: readonly RenderedCommand[]
  readonly digest: string
  readonly expiresAt: number
  readonly given: Decision[]
  state: 'open' | 'granted' | 'refused' | 'expired' | 'void' | 'withdrawn'
  /** Of a refusal: who, and what they wrote. */
  refusal: Decision | null
}

export interface ManualTask {
  readonly kind: 'manual'
  readonly id: string
  readonly place: CommandPlace
  readonly at: number
  readonly text: string
  readonly textEnglish: string | null
  readonly form: readonly FormField[]
  readonly role: ApproverRole
  readonly document: FormId | null
  /** Undefined: not prepared yet. */
  documentId: string | null | undefined
  state: 'open' | 'answered' | 'withdrawn'
}

export interface UnknownOutcome {
  readonly kind: 'outcome'
  readonly id: string
  readonly place: CommandPlace
  readonly at: number
  readonly reason: string
  state: 'open' | 'resolved' | 'withdrawn'
}

/** What was, or is, asked of a person. */
export type Question = Approval | ManualTask | UnknownOutcome

export interface RunState {
  readonly runId: string
  readonly began: TransitionOf<'run-began'>
  status: RunStatus
  endedAt: number | null
  reason: string
  cancelled: { readonly by: string; readonly reason: string } | null
  driver: string | null
  /** The driver has left; it is to be called again then. */
  parked: { readonly wakeAt: number | null } | null
  readonly frames: Map<StepPath | null, Frame>
  readonly branches: Map<BranchId, Branch>
  /** In the order in which they began. */
  readonly steps: Map<StepPath, Step>
  readonly openBranches: Set<Branch>
  readonly runningSteps: Set<Step>
  readonly scopes: RunScopes
  readonly questions: Map<string, Question>
}

export function commandKey({ index, target }: Pick<CommandPlace, 'index' | 'target'>): string {
  return `${index}/${target}`
}

export function commandAt(state: RunState, place: CommandPlace): CommandState | undefined {
  return state.steps.get(place.path)?.commands.get(commandKey(place))
}

/** Approvals first, then outcomes that are not known, then manual tasks; the oldest of each first. */
export function openQuestions(state: RunState): readonly Question[] {
  const order = { approval: 0, outcome: 1, manual: 2 } as const satisfies Record<Question['kind'], number>
  return [...state.questions.values()]
    .filter(question => question.state === 'open')
    .sort((a, b) => order[a.kind] - order[b.kind] || a.at - b.at)
}
