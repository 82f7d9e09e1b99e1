// What people do to a run: decide an approval, answer a manual task, settle an unknown outcome, cancel. Each
// is checked against the state and becomes transitions, or is refused with a code. Pure.

import { whyNotWritable } from './run-scopes.ts'
import type { Approval, ManualTask, Question, RunState } from './run-state.ts'
import type { Move, Resolution, Values } from './transition.ts'
import type { FormField } from '../extension.ts'
import type { ApproverRole } from '../extension.ts'

/** The same words as the API's error codes. */
export type RefusalCode =
  | 'run.not-found'
  | 'run.ended'
  | 'pending.not-found'
  | 'pending.settled'
  | 'approval.changed'
  | 'approval.already-given'
  | 'approval-link.unknown'
  | 'approval-link.used'
  | 'approval-link.expired'
  | 'approval-link.foreign'
  | 'role.too-low'
  | 'answer.invalid'
  | 'playbook.not-found'
  | 'playbook.refused'

export interface Refusal {
  readonly kind: 'refused'
  readonly code: RefusalCode
  readonly reason: string
}
export type Decided = { readonly kind: 'write'; readonly moves: readonly Move[] } | Refusal

export interface Person {
  readonly name: string
  readonly role: 'viewer' | ApproverRole
}

const RANK = { viewer: 0, analyst: 1, lead: 2, admin: 3 } as const satisfies Record<Person['role'], number>

export function mayActAs(person: Person, role: ApproverRole): boolean {
  return RANK[person.role] >= RANK[role]
}

export function refused(code: RefusalCode, reason: string): Refusal {
  return { kind: 'refused', code, reason }
}

/** The run of a question; its id begins with the run's. */
export function runOfQuestion(id: string): string {
  return id.slice(0, Math.max(0, id.lastIndexOf('.')))
}

/** The least role that may settle a question. */
export function roleFor(state: RunState, question: Question): ApproverRole {
  if (question.kind === 'approval') return question.rule.role
  if (question.kind === 'manual') return question.role
  const { path, index } = question.place
  const approval = [...state.questions.values()].findLast(
    each => each.kind === 'approval' && each.place.path === path && each.place.index === index,
  )
  return approval?.kind === 'approval' ? approval.rule.role : 'analyst'
}

export interface Judgement {
  readonly approve: boolean
  readonly reason: string
  readonly by: Person
  /** Of what the person saw; absent only where a link says it. */
  readonly digest: string
  readonly via: 'console' | 'link'
}

export function decideApproval(state: RunState, id: string, judgement: Judgement, now: number): Decided {
  const found = open(state, id, 'approval', judgement.by)
  if (found.kind === 'refused') return found
  const { question: approval } = found
  const { approve, reason, by, digest, via } = judgement
  if (approval.expiresAt <= now)
    return refused('pending.settled', 'The time for this approval is over: it counts as refused.')
  if (digest !== approval.digest)
    return refused(
      'approval.changed',
      'The command is not the one that was shown. Look again and decide anew.',
    )
  if (approve && approval.given.some(decision => decision.by === by.name))
    return refused('approval.already-given', 'You have approved it already; another person must agree too.')
  if (!approve && reason.trim() === '') return refused('answer.invalid', 'A refusal needs a reason.')
  const decided = { approve, by: by.name, role: by.role, reason: reason.trim(), via }
  return { kind: 'write', moves: [{ kind: 'approval-decided', id, ...decided }] }
}

export interface TaskAnswer {
  readonly done: boolean
  readonly answers: Values
  readonly note: string
  readonly by: Person
}

/** `asDocument`: a signed document completes it; whoever could sign it may, and no form is asked. */
export function answerTask(state: RunState, id: string, answer: TaskAnswer, asDocument = false): Decided {
  const { done, answers, note, by } = answer
  const found = open(state, id, 'manual', by, asDocument)
  if (found.kind === 'refused') return found
  const values: Record<string, string> = {}
  if (done) {
    const fields = new Map(found.question.form.map(field => [field.variable, field]))
    for (const [name, given] of Object.entries(answers)) {
      const field = fields.get(name)
      if (field === undefined) return refused('answer.invalid', `The form does not ask for ${name}.`)
      const value = given.normalize('NFC').trim()
      if (value === '') continue
      const why = whyNoAnswer(field, value) ?? whyNotWritable(state.scopes, scopeOf(state, id), name, value)
      if (why !== undefined) return refused('answer.invalid', `${field.label}: ${why}`)
      values[name] = value
    }
    const open = asDocument ? [] : [...fields.values()].filter(field => field.required)
    const missing = open.find(({ variable }) => values[variable] === undefined)
    if (missing !== undefined) return refused('answer.invalid', `${missing.label}: an answer is required`)
  } else if (note.trim() === '') return refused('answer.invalid', 'Say why it could not be done.')
  return {
    kind: 'write',
    moves: [{ kind: 'task-answered', id, by: by.name, done, note: note.trim(), values }],
  }
}

export interface OutcomeAnswer {
  readonly resolution: Resolution
  /** happened: what the command would have brought. */
  readonly answers: Values
  readonly note: string
  readonly by: Person
}

export function resolveOutcome(state: RunState, id: string, answer: OutcomeAnswer): Decided {
  const { resolution, answers, note, by } = answer
  const found = open(state, id, 'outcome', by)
  if (found.kind === 'refused') return found
  const values = resolution === 'happened' ? answers : {}
  for (const [name, value] of Object.entries(values)) {
    const why = whyNotWritable(state.scopes, scopeOf(state, id), name, value)
    if (why !== undefined) return refused('answer.invalid', why)
  }
  const reason = note.trim() === '' ? `${by.name}: ${resolution}` : note.trim()
  return {
    kind: 'write',
    moves: [{ kind: 'outcome-resolved', id, by: by.name, resolution, note: reason, values }],
  }
}

export function cancelRun(state: RunState, by: string, reason: string): Decided {
  if (state.status !== 'running' || state.cancelled !== null)
    return refused('run.ended', 'The run has ended already.')
  if (reason.trim() === '') return refused('answer.invalid', 'A cancellation needs a reason.')
  return { kind: 'write', moves: [{ kind: 'cancel-requested', by, reason: reason.trim() }] }
}

type Found<K extends Question['kind']> =
  | Refusal
  | { readonly kind: 'found'; readonly question: Extract<Question, { readonly kind: K }> }

function open<K extends Question['kind']>(
  state: RunState,
  id: string,
  kind: K,
  by: Person,
  anyRole = false,
): Found<K> {
  const question = state.questions.get(id)
  if (question?.kind !== kind) return refused('pending.not-found', 'There is no such question.')
  if (question.state === 'void') return refused('approval.changed', SETTLED.void)
  if (question.state !== 'open' || state.status !== 'running')
    return refused('pending.settled', SETTLED[question.state])
  const role = roleFor(state, question)
  if (!anyRole && !mayActAs(by, role))
    return refused('role.too-low', `Only someone with the role ${role} may settle this.`)
  return { kind: 'found', question: question as Extract<Question, { readonly kind: K }> }
}

const SETTLED = {
  open: 'The run has ended.',
  granted: 'It has been approved already.',
  refused: 'It has been refused already.',
  expired: 'The time for this approval is over: it counts as refused.',
  void: 'The command has changed since; there is a new approval for it.',
  answered: 'It has been answered already.',
  resolved: 'It has been settled already.',
  withdrawn: 'The step has ended; nothing waits for this any more.',
} as const satisfies Record<Approval['state'] | ManualTask['state'] | 'resolved', string>

function scopeOf(state: RunState, id: string): string {
  return state.steps.get(state.questions.get(id)!.place.path)!.scope
}

function whyNoAnswer({ kind, choices = [] }: FormField, value: string): string | undefined {
  switch (kind) {
    case 'yes-no':
      return value === 'true' || value === 'false' ? undefined : 'must be true or false'
    case 'number':
      return Number.isFinite(Number(value)) ? undefined : 'must be a number'
    case 'choice':
      return choices.some(choice => choice.value === value) ? undefined : 'must be one of the choices'
    case 'time':
      return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value) && !Number.isNaN(Date.parse(value))
        ? undefined
        : 'must be a time such as 2026-11-22T09:30:00Z'
    case 'text':
    case 'long-text':
      return undefined
  }
}
