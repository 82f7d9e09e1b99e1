// Playbooks and their runs on the wire: the list, dry runs, progress, and what waits for a person (approvals,
// manual tasks, outcomes that are not known).

import { Type, type Static } from 'typebox'
import type { Operation } from './operation.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Strings = Type.Array(Type.String())
const Id = Type.String({ minLength: 1, maxLength: 200 })
const Text = Type.String({ minLength: 1, maxLength: 4000 })
const ApproverRole = Type.Enum(['analyst', 'lead', 'admin'])

export const PlaybookView = Type.Object({
  id: Type.String(),
  version: Type.String({ description: 'the `modified` time of the document' }),
  name: Type.String(),
  nameEnglish: Type.Optional(Type.String()),
  description: Type.String(),
  descriptionEnglish: Type.Optional(Type.String()),
  types: Strings,
  labels: Strings,
  cites: Type.Array(Type.String(), { description: 'articles it follows' }),
  source: Type.Enum(['library', 'imported']),
  /** Kinds of Mẫu 05 and gravity on which it starts by itself. */
  trigger: nullable(
    Type.Object({
      mau05: Type.Array(Type.Integer()),
      gravity: nullable(Type.Enum(['ordinary', 'serious'])),
    }),
  ),
  steps: Type.Integer(),
  revoked: Type.Boolean(),
  signature: Type.Enum(['none', 'good', 'bad'], { description: 'good: by a key on the list' }),
  signatureDetail: Type.String(),
  /** Variables that must or may be given at the start. */
  inputs: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.String(),
      description: Type.String(),
      value: nullable(Type.String({ description: 'what it is when none is given' })),
    }),
  ),
})
export const PlaybookDetail = Type.Object({
  playbook: PlaybookView,
  versions: Type.Array(Type.String(), { description: 'newest first' }),
  document: Type.Unknown({ description: 'the CACAO document itself' }),
})

export const ProblemView = Type.Object({
  code: Type.String(),
  where: Type.String(),
  detail: Type.String(),
})
export const RenderedView = Type.Object({
  type: Type.String({ description: 'CACAO command type' }),
  summary: Type.String(),
  details: Type.Unknown({ description: 'everything that is sent; secrets only as {secret:NAME}' }),
  target: Type.String(),
  changes: Type.Array(Type.String(), { description: 'what it would change in the world' }),
  cutsOff: Strings,
})
const ApprovalRuleView = Type.Object({
  role: ApproverRole,
  quorum: Type.Integer({ description: 'different persons who must agree' }),
  reason: Type.String(),
  reasonEnglish: Type.Optional(Type.String()),
})

export const DryStepView = Type.Object({
  path: Type.String(),
  depth: Type.Integer(),
  stepId: Type.String(),
  type: Type.String(),
  name: Type.String(),
  nameEnglish: Type.Optional(Type.String()),
  cites: Strings,
  sure: Type.Boolean({ description: 'false: only when an undecidable condition turns out so' }),
  condition: nullable(
    Type.Object({ text: Type.String(), value: Type.Enum(['true', 'false', 'case', 'unknown']) }),
  ),
  note: Type.String({ description: 'a case taken, a cap, a delay; empty when there is nothing to say' }),
  approval: nullable(ApprovalRuleView),
  commands: Type.Array(
    Type.Object({
      target: nullable(Type.String()),
      rendered: nullable(RenderedView),
      unknowns: Type.Array(Type.String(), { description: 'variables known only when it runs' }),
      problems: Type.Array(ProblemView, { description: 'why it could not be sent' }),
    }),
  ),
})
export const DryRunView = Type.Object({
  steps: Type.Array(DryStepView, { description: 'in order, branches inside their step' }),
  changes: Type.Array(Type.Object({ path: Type.String(), change: Type.String(), sure: Type.Boolean() })),
  problems: Type.Array(ProblemView),
})

export const RunView = Type.Object({
  id: Type.String(),
  playbookId: Type.String(),
  playbookVersion: Type.String(),
  playbookName: Type.String(),
  playbookNameEnglish: Type.Optional(Type.String()),
  incidentId: nullable(Type.String()),
  state: Type.Enum(['running', 'waiting', 'succeeded', 'failed', 'cancelled']),
  startedAt: Ms,
  startedBy: Type.String(),
  endedAt: nullable(Ms),
  reason: nullable(Type.String({ description: 'why it failed or was cancelled' })),
  pending: Type.Integer({ description: 'what waits for a person' }),
})

export const FormFieldView = Type.Object({
  variable: Type.String(),
  label: Type.String(),
  labelEnglish: Type.Optional(Type.String()),
  kind: Type.Enum(['text', 'long-text', 'yes-no', 'choice', 'number', 'time']),
  choices: Type.Array(
    Type.Object({
      value: Type.String(),
      label: Type.String(),
      labelEnglish: Type.Optional(Type.String()),
    }),
  ),
  required: Type.Boolean(),
})
export const PendingView = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['approval', 'manual', 'outcome']),
  runId: Type.String(),
  incidentId: nullable(Type.String()),
  playbookName: Type.String(),
  playbookNameEnglish: Type.Optional(Type.String()),
  path: Type.String(),
  stepName: Type.String(),
  stepNameEnglish: Type.Optional(Type.String()),
  cites: Strings,
  at: Ms,
  expiresAt: nullable(Ms),
  role: ApproverRole,
  mine: Type.Boolean({ description: 'whoever asks may settle it now' }),
  rendered: Type.Array(RenderedView, { description: 'approval, outcome: the commands it is about' }),
  approval: nullable(
    Type.Object({
      rule: ApprovalRuleView,
      digest: Type.String({ description: 'SHA-256 of the rendered commands; a decision names it' }),
      given: Type.Array(Type.Object({ by: Type.String(), at: Ms, reason: Type.String() })),
    }),
  ),
  manual: nullable(
    Type.Object({
      text: Type.String(),
      textEnglish: Type.Optional(Type.String()),
      form: Type.Array(FormFieldView),
      document: nullable(Type.String({ description: 'form id; signing the document completes the task' })),
      documentId: nullable(Type.String()),
    }),
  ),
  outcome: nullable(Type.Object({ sentAt: Ms, reason: Type.String() })),
})

export const CommandProgressView = Type.Object({
  index: Type.Integer({ description: 'which command of the step, from 0' }),
  target: nullable(Type.String()),
  summary: Type.String(),
  state: Type.Enum(['approval', 'waiting', 'sent', 'retry', 'unknown', 'succeeded', 'failed']),
  attempts: Type.Integer(),
  detail: Type.String({ description: 'log of its outcome, or why it failed' }),
})
export const StepProgressView = Type.Object({
  path: Type.String({ description: 'unique in the run; holds rounds and branches' }),
  parent: nullable(Type.String({ description: 'path of the step inside which it runs' })),
  depth: Type.Integer(),
  branch: Type.String({
    description: 'main, true, false, round 2, branch 1, case x, exception, sub-playbook',
  }),
  stepId: Type.String(),
  type: Type.String(),
  name: Type.String(),
  nameEnglish: Type.Optional(Type.String()),
  cites: Strings,
  state: Type.Enum(['delayed', 'running', 'waiting', 'succeeded', 'failed', 'stopped']),
  begunAt: Ms,
  endedAt: nullable(Ms),
  reason: nullable(Type.String()),
  rollback: nullable(Type.String({ description: 'what takes it back; only a person runs it' })),
  commands: Type.Array(CommandProgressView),
})
export const RunDetail = Type.Object({
  run: RunView,
  steps: Type.Array(StepProgressView, { description: 'in the order in which they began' }),
  pending: Type.Array(PendingView, { description: 'approvals first' }),
  variables: Type.Array(Type.Object({ name: Type.String(), type: Type.String(), value: Type.String() })),
})
export const RunLogPage = Type.Object({
  entries: Type.Array(
    Type.Object({
      number: Type.Integer({ description: 'from 1, without gaps' }),
      at: Ms,
      kind: Type.String(),
      path: nullable(Type.String()),
      by: nullable(Type.String()),
      text: Type.String(),
    }),
  ),
  total: Type.Integer(),
})

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
export const ImportedPlaybookView = Type.Object({ playbook: PlaybookView, warnings: Type.Array(ProblemView) })
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
export const RunPage = Type.Object({ runs: Type.Array(RunView), next: nullable(Type.String()) })
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
    answer: Type.Array(PlaybookView),
  },
  getPlaybook: {
    method: 'GET',
    path: '/api/playbooks/:id',
    access: 'playbooks.read',
    summary: 'One playbook with its document',
    params: PlaybookId,
    query: PlaybookQuery,
    answer: PlaybookDetail,
  },
  importPlaybook: {
    method: 'POST',
    path: '/api/playbooks',
    access: 'playbooks.manage',
    summary: 'Import a CACAO 2.0 document; refused with all its problems when it is not valid',
    body: ImportPlaybookBody,
    answer: ImportedPlaybookView,
  },
  dryRunPlaybook: {
    method: 'POST',
    path: '/api/playbooks/:id/dry-run',
    access: 'playbooks.run',
    summary: 'Everything rendered, nothing sent, and what would change',
    params: PlaybookId,
    body: StartRunBody,
    answer: DryRunView,
  },
  startRun: {
    method: 'POST',
    path: '/api/playbooks/:id/runs',
    access: 'playbooks.run',
    summary: 'Start a run',
    params: PlaybookId,
    body: StartRunBody,
    answer: RunView,
  },
  listRuns: {
    method: 'GET',
    path: '/api/runs',
    access: 'playbooks.read',
    summary: 'Runs, newest first',
    query: ListRunsQuery,
    answer: RunPage,
  },
  getRun: {
    method: 'GET',
    path: '/api/runs/:id',
    access: 'playbooks.read',
    summary: 'One run: progress of each step, what waits for a person, variables',
    params: RunId,
    answer: RunDetail,
  },
  getRunLog: {
    method: 'GET',
    path: '/api/runs/:id/log',
    access: 'playbooks.read',
    summary: 'The append-only log of a run',
    params: RunId,
    query: RunLogQuery,
    answer: RunLogPage,
  },
  cancelRun: {
    method: 'POST',
    path: '/api/runs/:id/cancel',
    access: 'playbooks.run',
    summary: 'Cancel a run with a reason; what was sent stays sent',
    params: RunId,
    body: CancelRunBody,
    answer: RunView,
  },
  listPending: {
    method: 'GET',
    path: '/api/pending',
    access: 'playbooks.read',
    summary: 'What waits for a person: approvals first, then unknown outcomes, then manual tasks',
    query: PendingQuery,
    answer: Type.Array(PendingView),
  },
  openApprovalLink: {
    method: 'GET',
    path: '/api/approval-link',
    access: 'playbooks.run',
    summary: 'What an approval link is about; opening it does not use it up',
    query: ApprovalLinkQuery,
    answer: PendingView,
  },
  decideApproval: {
    method: 'POST',
    path: '/api/approvals/:id/decision',
    access: 'playbooks.run',
    summary: 'Approve or refuse exactly what was shown; the role that the approval names is checked',
    params: RunId,
    body: DecideBody,
    answer: RunView,
  },
  answerManualTask: {
    method: 'POST',
    path: '/api/manual-tasks/:id/answer',
    access: 'playbooks.run',
    summary: 'Complete a manual step with its form, or say that it could not be done',
    params: RunId,
    body: AnswerBody,
    answer: RunView,
  },
  resolveOutcome: {
    method: 'POST',
    path: '/api/unknown-outcomes/:id/resolution',
    access: 'playbooks.run',
    summary: 'Say whether a command whose outcome is not known happened',
    params: RunId,
    body: ResolveBody,
    answer: RunView,
  },
} as const satisfies Record<string, Operation>

export type PlaybookView = Static<typeof PlaybookView>
export type PlaybookDetail = Static<typeof PlaybookDetail>
export type RenderedView = Static<typeof RenderedView>
export type DryStepView = Static<typeof DryStepView>
export type DryRunView = Static<typeof DryRunView>
export type RunView = Static<typeof RunView>
export type RunDetail = Static<typeof RunDetail>
export type RunLogPage = Static<typeof RunLogPage>
export type RunPage = Static<typeof RunPage>
export type PendingView = Static<typeof PendingView>
export type FormFieldView = Static<typeof FormFieldView>
export type StepProgressView = Static<typeof StepProgressView>
export type CommandProgressView = Static<typeof CommandProgressView>
