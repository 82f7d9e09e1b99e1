// What the API shows of playbooks and their runs: the list, dry runs, progress, and what waits for a person
// (approvals, manual tasks, outcomes that are not known).

import { Type, type Static } from 'typebox'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Strings = Type.Array(Type.String())
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
  signature: Type.Enum(['unsigned', 'valid', 'invalid', 'unknown-key', 'expired', 'revoked'], {
    description: 'valid: by a key on the list, and unchanged since',
  }),
  signatureReasons: Type.Array(Type.String(), { description: 'one sentence a signature' }),
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
    description: 'main, true, false, round 2, branch 1, case x, exception, playbook',
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
export const RunPage = Type.Object({ runs: Type.Array(RunView), next: nullable(Type.String()) })
export const ImportedPlaybookView = Type.Object({ playbook: PlaybookView, warnings: Type.Array(ProblemView) })

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
