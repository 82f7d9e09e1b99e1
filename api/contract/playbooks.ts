// Playbooks and their runs over the API. What it answers is in playbook-views.ts.

import { Type } from 'typebox'
import type { Operation } from './operation.ts'
import * as V from './playbook-views.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Id = Type.String({ minLength: 1, maxLength: 200 })
const Text = Type.String({ minLength: 1, maxLength: 4000 })
const PlaybookId = Type.Object({ id: Id })
const RunId = Type.Object({ id: Id })
const Version = Type.Optional(Type.String({ maxLength: 64, description: 'absent: the newest' }))
const Variables = Type.Record(Type.String({ maxLength: 200 }), Type.String({ maxLength: 20_000 }), {
  description: '`__name__` → value',
})
const closed = { additionalProperties: false }

export const ListPlaybooksQuery = Type.Object(
  { mau05: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })) },
  closed,
)
export const PlaybookQuery = Type.Object({ version: Version }, closed)
export const ImportPlaybookBody = Type.Object({ document: Type.Unknown() }, closed)
export const StartRunBody = Type.Object(
  {
    version: Version,
    incidentId: nullable(Type.String({ maxLength: 64 })),
    variables: Variables,
  },
  closed,
)
export const ListRunsQuery = Type.Object(
  {
    incidentId: Type.Optional(Type.String({ maxLength: 64 })),
    state: Type.Optional(Type.Enum(['running', 'waiting', 'succeeded', 'failed', 'cancelled'])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    after: Type.Optional(Type.String({ maxLength: 400 })),
  },
  closed,
)
export const RunLogQuery = Type.Object(
  {
    after: Type.Optional(Type.Integer({ minimum: 0, description: 'entries after this number' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
  },
  closed,
)
export const CancelRunBody = Type.Object({ reason: Text }, closed)
export const PendingQuery = Type.Object({ incidentId: Type.Optional(Type.String({ maxLength: 64 })) }, closed)
export const DecideBody = Type.Object(
  {
    approve: Type.Boolean(),
    reason: Type.String({ maxLength: 4000, description: 'must not be blank for a refusal' }),
    digest: Type.String({ minLength: 64, maxLength: 64, description: 'of what the person saw' }),
    linkToken: Type.Optional(Type.String({ maxLength: 200, description: 'when a link led here' })),
  },
  closed,
)
export const ApprovalLinkQuery = Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) }, closed)
export const AnswerBody = Type.Object(
  {
    done: Type.Boolean({ description: 'false: it could not be done; the step fails' }),
    answers: Variables,
    note: Type.String({ maxLength: 4000 }),
  },
  closed,
)
export const ResolveBody = Type.Object(
  {
    resolution: Type.Enum(['happened', 'did-not-happen', 'give-up'], {
      description: 'did-not-happen: it is sent once more; give-up: the step fails',
    }),
    answers: Type.Optional(Variables),
    note: Type.String({ maxLength: 4000 }),
  },
  closed,
)

export const playbooksOperations = {
  listPlaybooks: {
    method: 'GET',
    path: '/api/playbooks',
    access: 'playbooks.read',
    summary: 'The library and imported playbooks, newest version of each',
    query: ListPlaybooksQuery,
    answer: Type.Array(V.PlaybookView),
  },
  getPlaybook: {
    method: 'GET',
    path: '/api/playbooks/:id',
    access: 'playbooks.read',
    summary: 'One playbook with its document',
    params: PlaybookId,
    query: PlaybookQuery,
    answer: V.PlaybookDetail,
  },
  importPlaybook: {
    method: 'POST',
    path: '/api/playbooks',
    access: 'playbooks.manage',
    summary: 'Import a CACAO 2.0 document; refused with all its problems when it is not valid',
    body: ImportPlaybookBody,
    answer: V.ImportedPlaybookView,
  },
  dryRunPlaybook: {
    method: 'POST',
    path: '/api/playbooks/:id/dry-run',
    access: 'playbooks.run',
    summary: 'Everything rendered, nothing sent, and what would change',
    params: PlaybookId,
    body: StartRunBody,
    answer: V.DryRunView,
  },
  startRun: {
    method: 'POST',
    path: '/api/playbooks/:id/runs',
    access: 'playbooks.run',
    summary: 'Start a run',
    params: PlaybookId,
    body: StartRunBody,
    answer: V.RunView,
  },
  listRuns: {
    method: 'GET',
    path: '/api/runs',
    access: 'playbooks.read',
    summary: 'Runs, newest first',
    query: ListRunsQuery,
    answer: V.RunPage,
  },
  getRun: {
    method: 'GET',
    path: '/api/runs/:id',
    access: 'playbooks.read',
    summary: 'One run: progress of each step, what waits for a person, variables',
    params: RunId,
    answer: V.RunDetail,
  },
  getRunLog: {
    method: 'GET',
    path: '/api/runs/:id/log',
    access: 'playbooks.read',
    summary: 'The append-only log of a run',
    params: RunId,
    query: RunLogQuery,
    answer: V.RunLogPage,
  },
  cancelRun: {
    method: 'POST',
    path: '/api/runs/:id/cancel',
    access: 'playbooks.run',
    summary: 'Cancel a run with a reason; what was sent stays sent',
    params: RunId,
    body: CancelRunBody,
    answer: V.RunView,
  },
  listPending: {
    method: 'GET',
    path: '/api/pending',
    access: 'playbooks.read',
    summary: 'What waits for a person: approvals first, then unknown outcomes, then manual tasks',
    query: PendingQuery,
    answer: Type.Array(V.PendingView),
  },
  openApprovalLink: {
    method: 'GET',
    path: '/api/approval-link',
    access: 'playbooks.run',
    summary: 'What an approval link is about; opening it does not use it up',
    query: ApprovalLinkQuery,
    answer: V.PendingView,
  },
  decideApproval: {
    method: 'POST',
    path: '/api/approvals/:id/decision',
    access: 'playbooks.run',
    summary: 'Approve or refuse exactly what was shown; the role that the approval names is checked',
    params: RunId,
    body: DecideBody,
    answer: V.RunView,
  },
  answerManualTask: {
    method: 'POST',
    path: '/api/manual-tasks/:id/answer',
    access: 'playbooks.run',
    summary: 'Complete a manual step with its form, or say that it could not be done',
    params: RunId,
    body: AnswerBody,
    answer: V.RunView,
  },
  resolveOutcome: {
    method: 'POST',
    path: '/api/unknown-outcomes/:id/resolution',
    access: 'playbooks.run',
    summary: 'Say whether a command whose outcome is not known happened',
    params: RunId,
    body: ResolveBody,
    answer: V.RunView,
  },
} as const satisfies Record<string, Operation>
