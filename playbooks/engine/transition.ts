// The transitions of a run: its log, and all that is durable of it. A transition holds whatever the fold
// (run-state.ts) needs, so that a run can be understood without its playbook. None ever holds a secret.

import type { FormId } from '#/kernel/form.ts'
import type { RenderedCommand } from '../action.ts'
import type { StepId, StepType, VariableName, Variables } from '../cacao/playbook.ts'
import type { ApproverRole, ApprovalRule, FormField } from '../extension.ts'

/** Unique in the run: branch, then step, and so on inwards; rounds and branches stand in it (step-path.ts). */
export type StepPath = string
export type BranchId = string
export type Values = Readonly<Record<VariableName, string>>

/** One command on one target: both counted from 0. */
export interface CommandPlace {
  readonly path: StepPath
  readonly index: number
  readonly target: number
}

export interface PlaybookRef {
  readonly id: string
  /** `modified` of the document. */
  readonly version: string
  /** SHA-256 of its canonical JSON: the run keeps to exactly this document. */
  readonly digest: string
  readonly name: string
  readonly nameEnglish?: string
}

export interface OpenedBranch {
  readonly id: BranchId
  /** For people: `true`, `round 2`, `branch 1`, `case x`. */
  readonly label: string
  readonly first: StepId
}

type Body =
  | {
      readonly kind: 'run-began'
      readonly playbook: PlaybookRef
      /** `id` or `id version` of each playbook that may be called → digest. */
      readonly pinned: Readonly<Record<string, string>>
      readonly incidentId: string | null
      readonly by: string
      readonly variables: Variables
      readonly first: StepId
    }
  /** Whoever began last drives; an earlier driver that finds this stops. */
  | { readonly kind: 'driver-began'; readonly driver: string }
  /** Nothing to do before `wakeAt` or until a person acts. */
  | { readonly kind: 'driver-parked'; readonly driver: string; readonly wakeAt: number | null }
  | {
      readonly kind: 'step-begun'
      readonly path: StepPath
      readonly branch: BranchId
      readonly stepId: StepId
      readonly type: StepType
      readonly name: string
      /** After its delay. */
      readonly startsAt: number
      readonly deadline: number | null
      readonly variables: Variables
    }
  /** `fork`: each branch keeps what it writes to itself until all have ended. */
  | {
      readonly kind: 'branches-opened'
      readonly path: StepPath
      readonly branches: readonly OpenedBranch[]
      readonly fork: boolean
    }
  | {
      readonly kind: 'playbook-entered'
      readonly path: StepPath
      readonly playbook: PlaybookRef
      readonly variables: Variables
      readonly first: StepId
    }
  /** The playbook (of the run, or of a playbook-action step) goes to its workflow_exception. */
  | {
      readonly kind: 'exception-entered'
      readonly frame: StepPath | null
      readonly first: StepId
      readonly reason: string
    }
  | ({
      readonly kind: 'approval-requested'
      readonly id: string
      /** From this target to the last. */
      readonly rendered: readonly RenderedCommand[]
      /** Of the list above. */
      readonly digest: string
      readonly rule: ApprovalRule
      readonly expiresAt: number
    } & CommandPlace)
  | {
      readonly kind: 'approval-decided'
      readonly id: string
      readonly approve: boolean
      readonly by: string
      readonly role: string
      readonly reason: string
      readonly via: 'console' | 'link'
    }
  | { readonly kind: 'approval-expired'; readonly id: string }
  /** What would be sent is no longer what was shown. */
  | { readonly kind: 'approval-void'; readonly id: string; readonly reason: string }
  | ({
      readonly kind: 'task-opened'
      readonly id: string
      readonly text: string
      readonly textEnglish?: string
      readonly form: readonly FormField[]
      readonly role: ApproverRole
      readonly document: FormId | null
    } & CommandPlace)
  | { readonly kind: 'task-prepared'; readonly id: string; readonly documentId: string | null }
  | {
      readonly kind: 'task-answered'
      readonly id: string
      readonly by: string
      readonly done: boolean
      readonly note: string
      readonly values: Values
    }
  /** Written before the effect. */
  | ({
      readonly kind: 'command-sent'
      readonly key: string
      readonly attempt: number
      readonly rendered: RenderedCommand
    } & CommandPlace)
  | ({
      readonly kind: 'command-ended'
      /** 0: it was never sent. */
      readonly attempt: number
      readonly outcome: 'succeeded' | 'failed' | 'unknown'
      readonly reason: string
      readonly log: string
      readonly retryable: boolean
      /** For the variables of out_args. */
      readonly values: Values
    } & CommandPlace)
  | ({ readonly kind: 'retry-planned'; readonly retryAt: number } & CommandPlace)
  | ({ readonly kind: 'outcome-asked'; readonly id: string; readonly reason: string } & CommandPlace)
  | {
      readonly kind: 'outcome-resolved'
      readonly id: string
      readonly by: string
      readonly resolution: Resolution
      readonly note: string
      readonly values: Values
    }
  | {
      readonly kind: 'step-ended'
      readonly path: StepPath
      readonly outcome: 'succeeded' | 'failed'
      readonly reason: string
      /** Null: the branch ends with it, as it ended. */
      readonly next: StepId | null
      /** playbook-action: what its out_args brought. */
      readonly values: Values
    }
  /** The branch cannot go on, through no step's fault: a pointer to nowhere, a circle, too many steps. */
  | { readonly kind: 'branch-failed'; readonly branch: BranchId; readonly reason: string }
  | { readonly kind: 'cancel-requested'; readonly by: string; readonly reason: string }
  | {
      readonly kind: 'run-ended'
      readonly state: 'succeeded' | 'failed' | 'cancelled'
      readonly reason: string
    }

/** What a person says of a command whose outcome is not known. */
export type Resolution = 'happened' | 'did-not-happen' | 'give-up'

/** `at`: ms UTC, by the clock of whoever wrote it. */
export type Transition = Body & { readonly at: number }
export type TransitionKind = Transition['kind']
export type TransitionOf<K extends TransitionKind> = Extract<Transition, { readonly kind: K }>
/** A transition before it has a time. */
export type Move = Body
