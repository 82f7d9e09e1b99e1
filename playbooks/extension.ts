// What CACAO leaves to implementers, kept in `step_extensions` and `playbook_extensions` under one extension
// definition of ours: approvals, retries, idempotency, loop caps, documents, triggers.

import type { FormId } from '#/kernel/form.ts'
import type { Mau05Kind } from '#/kernel/incident.ts'

/** The id under which a playbook carries the members below. */
export const THAPCANH_EXTENSION = 'extension-definition--6f3c1d3e-8a34-4f0e-9b59-5f1f6f0f4c11'

/** Roles that may be asked; the same words as the accounts' roles. */
export type ApproverRole = 'analyst' | 'lead' | 'admin'

export interface ApprovalRule {
  readonly role: ApproverRole
  /** Different persons who must agree; 2 for what is hard to undo. */
  readonly quorum: number
  /** Refused by itself after this. */
  readonly expires_ms: number
  /** Why a person must look; shown beside the command. */
  readonly reason: string
  readonly reason_en?: string
}

export interface RetryRule {
  readonly attempts: number
  readonly first_ms: number
  readonly max_ms: number
}

/** A question of a manual step's form. */
export interface FormField {
  /** The variable that takes the answer; must be among the step's out_args. */
  readonly variable: string
  readonly label: string
  readonly label_en?: string
  readonly kind: 'text' | 'long-text' | 'yes-no' | 'choice' | 'number' | 'time'
  readonly choices?: readonly { readonly value: string; readonly label: string; readonly label_en?: string }[]
  readonly required: boolean
}

/** Members of our extension in a step. */
export interface StepExtension {
  readonly name_en?: string
  readonly description_en?: string
  /** Article that asks for the step, as the law profile cites it: `TT 20/2017 Đ11.1.a`. */
  readonly cites?: readonly string[]
  /** Who the law names: shown, and for manual steps the least role that may answer. */
  readonly role?: ApproverRole
  readonly approval?: ApprovalRule
  /** Only a command declared idempotent is sent again by itself. */
  readonly idempotent?: boolean
  readonly retry?: RetryRule
  /** while-condition: rounds at most; the engine's own cap is lower or equal. */
  readonly max_rounds?: number
  /** manual: what is asked. */
  readonly form?: readonly FormField[]
  /** manual: this document is drafted when the step begins; signing it off completes the step. */
  readonly document?: FormId
  /** Takes back what the step did: shown beside it, run only by a person. */
  readonly rollback?: string
}

/** Members of our extension in a playbook. */
export interface PlaybookExtension {
  readonly name_en?: string
  readonly description_en?: string
  readonly cites?: readonly string[]
  /** Starts by itself on incidents like these; absent: only by a person or as a sub-playbook. */
  readonly trigger?: { readonly mau05?: readonly Mau05Kind[]; readonly gravity?: 'ordinary' | 'serious' }
}
