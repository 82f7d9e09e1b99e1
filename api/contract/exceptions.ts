// Exceptions of detection rules over the API.
//
// An exception is a Sigma filter document under review: whoever proposes it gives scope, owner, reason and
// expiry; another person approves it; from then on alerts that it covers are hidden and counted, until it
// expires or is withdrawn. A change of one in force is a new proposal beside it and counts when approved.

import { Type, type Static } from 'typebox'
import type { Operation } from './operation.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Texts = Type.Array(Type.String())
const Count = Type.Integer({ minimum: 0 })
const closed = { additionalProperties: false } as const
const Seen = Type.Integer({ minimum: 1, description: 'the version the caller saw; a stale one gets 409' })
const Reason = Type.String({ minLength: 1, maxLength: 2000 })
export const EntitySchema = Type.Object(
  {
    field: Type.String({ minLength: 1, maxLength: 200 }),
    value: Type.String({ minLength: 1, maxLength: 1000 }),
  },
  closed,
)
export const Day = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$', description: 'in UTC' })
export const RuleRef = Type.Object({
  id: Type.String(),
  title: Type.String(),
  titleEnglish: Type.Optional(Type.String()),
})

export const EXCEPTION_STATES = ['proposed', 'active', 'expired', 'withdrawn', 'rejected'] as const

/** What an exception says; all of it is reviewed together. */
export const ExceptionBody = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    filter: Type.String({
      minLength: 1,
      maxLength: 100_000,
      description: 'a Sigma filter document as YAML; `filter.rules` names rules by id or name, or is `any`',
    }),
    tags: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
      maxItems: 50,
      uniqueItems: true,
      description: 'only rules with one of these tags; empty: of any',
    }),
    systems: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
      maxItems: 200,
      uniqueItems: true,
      description: 'only alerts of these monitored systems; empty: of any, and of none',
    }),
    entity: nullable(EntitySchema),
    reason: Reason,
    owner: Type.String({ minLength: 1, maxLength: 64, description: 'account of who answers for it' }),
    expiresAt: Ms,
  },
  closed,
)
export type ExceptionBody = Static<typeof ExceptionBody>

/** The same as it is shown: a filter document of a rule folder may leave some of it out. */
export const ExceptionShown = Type.Object({
  title: Type.String(),
  filter: Type.String({ description: 'empty for a document of a rule folder: see `file`' }),
  tags: Texts,
  systems: Texts,
  entity: nullable(Type.Object({ field: Type.String(), value: Type.String() })),
  reason: Type.String(),
  owner: Type.String(),
  expiresAt: nullable(Ms),
})
export type ExceptionShown = Static<typeof ExceptionShown>

export const ExceptionProblemView = Type.Object({
  severity: Type.Enum(['error', 'remark']),
  line: nullable(Type.Integer({ minimum: 1, description: 'in the filter; null when it is not of a line' })),
  path: Type.String({ description: 'filter.selection.User|startswith' }),
  detail: Type.String(),
})
export type ExceptionProblemView = Static<typeof ExceptionProblemView>

/** Whether alerts are being held against it now, and if not, why. */
export const AppliedView = Type.Object({
  applied: Type.Boolean(),
  reason: nullable(
    Type.Enum([
      'not-approved',
      'withdrawn',
      'rejected',
      'expired',
      'invalid',
      'unknown-rule',
      'other-log-source',
      'no-rule-in-scope',
      'unknown-system',
    ]),
  ),
  detail: Type.String({ description: 'for a person; empty when it is applied wholly' }),
  rules: Type.Integer({ minimum: 0, description: 'rules whose alerts are held against it' }),
})
export type AppliedView = Static<typeof AppliedView>

export const HiddenView = Type.Object({
  alerts: Type.Integer({ minimum: 0, description: 'hidden so far' }),
  lastAt: nullable(Ms),
  lastRule: nullable(Type.String({ description: 'id of the rule whose alert was hidden last' })),
  lastEvent: nullable(Type.String({ description: 'id of the stored event behind it' })),
})

export const ExceptionView = Type.Object({
  id: Type.String(),
  version: Type.Integer({ minimum: 0, description: '0 for a document of a rule folder' }),
  state: Type.Enum([...EXCEPTION_STATES]),
  origin: Type.Enum(['console', 'file']),
  file: nullable(Type.String({ description: 'of origin `file`: where it stands; it is changed there only' })),
  /** In force, or what was in force or proposed last. */
  body: ExceptionShown,
  proposal: nullable(
    Type.Object(
      { body: ExceptionShown, by: Type.String(), at: Ms },
      {
        description: 'waits for review; beside a body in force when that is to be changed',
      },
    ),
  ),
  approvedBy: nullable(Type.String()),
  approvedAt: nullable(Ms),
  createdBy: Type.String(),
  createdAt: nullable(Ms),
  changedAt: nullable(Ms),
  applied: AppliedView,
  hidden: HiddenView,
  mayReview: Type.Boolean({ description: 'the reader may approve or reject the proposal (not their own)' }),
})
export type ExceptionView = Static<typeof ExceptionView>

export const ExceptionDetail = Type.Object({
  exception: ExceptionView,
  rules: Type.Array(RuleRef, { maxItems: 100, description: 'whose alerts it may hide; the first 100' }),
  problems: Type.Array(ExceptionProblemView),
  history: Type.Array(
    Type.Object({
      at: Ms,
      by: Type.String(),
      kind: Type.Enum(['proposed', 'changed', 'approved', 'rejected', 'withdrawn']),
      reason: Type.String({ description: 'why it was rejected or withdrawn; else empty' }),
      body: nullable(ExceptionShown),
    }),
    { description: 'oldest first, at most 200' },
  ),
})
export type ExceptionDetail = Static<typeof ExceptionDetail>

export const ExceptionCheckView = Type.Object({
  ok: Type.Boolean(),
  problems: Type.Array(ExceptionProblemView),
  applied: AppliedView,
  rules: Type.Array(RuleRef, { maxItems: 100 }),
})
export type ExceptionCheckView = Static<typeof ExceptionCheckView>

export const ExceptionPreviewView = Type.Object({
  fromMs: Ms,
  toMs: Ms,
  examined: Type.Integer({ minimum: 0, description: 'alerts of rules in scope that were looked at' }),
  complete: Type.Boolean({
    description: 'false: there were more alerts than are looked at; the newest were',
  }),
  withoutEvent: Type.Integer({
    minimum: 0,
    description: 'alerts whose event is kept neither with them nor in the event store: not judged',
  }),
  hidden: Count,
  ofTruePositives: Type.Integer({ minimum: 0, description: 'of incidents closed as true positive' }),
  byDisposition: Type.Array(
    Type.Object({
      disposition: Type.String({ description: 'true-positive, benign, …; `open` when not closed' }),
      alerts: Count,
    }),
  ),
  perDay: Type.Array(Type.Object({ day: Day, alerts: Count })),
  byRule: Type.Array(Type.Object({ rule: RuleRef, alerts: Count })),
  examples: Type.Array(
    Type.Object({
      alertId: Type.String(),
      incidentId: Type.String(),
      incidentCode: Type.String(),
      at: Ms,
      rule: RuleRef,
      entity: EntitySchema,
      systemId: nullable(Type.String()),
      disposition: nullable(Type.String()),
    }),
    { maxItems: 20, description: 'true positives first, then newest first' },
  ),
})
export type ExceptionPreviewView = Static<typeof ExceptionPreviewView>

export const ExceptionDraftBody = Type.Object(
  {
    incidentId: Type.String({ maxLength: 64 }),
    alertId: Type.String({ maxLength: 64 }),
    fields: Type.Array(Type.String({ maxLength: 200 }), {
      maxItems: 20,
      description:
        "fields of the alert's event that the exception is about; empty: those that made the rule match",
    }),
  },
  closed,
)

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) })
const Decision = Type.Object({ version: Seen, reason: Reason }, closed)

export const exceptionOperations = {
  listExceptions: {
    method: 'GET',
    path: '/api/exceptions',
    access: 'rules.read',
    summary: 'Exceptions of rules, those of rule folders too; not applied ones first, then newest first',
    query: Type.Object({
      state: Type.Optional(Type.Enum([...EXCEPTION_STATES])),
      rule: Type.Optional(Type.String({ maxLength: 64, description: 'in force for this rule' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
    }),
    answer: Type.Object({ exceptions: Type.Array(ExceptionView), total: Count }),
  },
  getException: {
    method: 'GET',
    path: '/api/exceptions/:id',
    access: 'rules.read',
    summary: 'One exception with its history',
    params: ById,
    answer: ExceptionDetail,
  },
  checkException: {
    method: 'POST',
    path: '/api/exceptions/check',
    access: 'incidents.work',
    summary: 'What is wrong with an exception, and whose alerts it would hide; keeps nothing',
    body: ExceptionBody,
    answer: ExceptionCheckView,
  },
  previewException: {
    method: 'POST',
    path: '/api/exceptions/preview',
    access: 'incidents.work',
    summary: 'How many alerts of the last 30 days it would have hidden, and of what incidents; keeps nothing',
    body: ExceptionBody,
    answer: ExceptionPreviewView,
  },
  draftException: {
    method: 'POST',
    path: '/api/exceptions/draft',
    access: 'incidents.work',
    summary: 'An exception that would hide an alert, to begin with; keeps nothing',
    body: ExceptionDraftBody,
    answer: ExceptionShown,
  },
  proposeException: {
    method: 'POST',
    path: '/api/exceptions',
    access: 'incidents.work',
    summary: 'Propose an exception; another person has to approve it',
    body: ExceptionBody,
    answer: ExceptionView,
  },
  changeException: {
    method: 'POST',
    path: '/api/exceptions/:id',
    access: 'incidents.work',
    summary: 'Propose a change; what is in force stays so until the change is approved',
    params: ById,
    body: Type.Object({ version: Seen, body: ExceptionBody }, closed),
    answer: ExceptionView,
  },
  approveException: {
    method: 'POST',
    path: '/api/exceptions/:id/approve',
    access: 'rules.manage',
    summary: 'Put the proposal in force; not by the person who proposed it',
    params: ById,
    body: Type.Object({ version: Seen }, closed),
    answer: ExceptionView,
  },
  rejectException: {
    method: 'POST',
    path: '/api/exceptions/:id/reject',
    access: 'rules.manage',
    summary: 'Turn the proposal down',
    params: ById,
    body: Decision,
    answer: ExceptionView,
  },
  withdrawException: {
    method: 'POST',
    path: '/api/exceptions/:id/withdraw',
    access: 'rules.manage',
    summary: 'Take it out of force for good',
    params: ById,
    body: Decision,
    answer: ExceptionView,
  },
} as const satisfies Record<string, Operation>
