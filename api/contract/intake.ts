// The public intake of incident notices (Circular 20/2017 art. 6, 9, 10), on the wire: what anybody may send
// and follow, and what the people of the centre do with it.

import { Type, type Static } from 'typebox'
import { INTAKE_STATES, PUBLIC_STATES } from '#/incidents/intake-notice.ts'
import type { Operation } from './operation.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const closed = { additionalProperties: false } as const
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Id = Type.String({ minLength: 1, maxLength: 64 })
const Version = Type.Integer({ minimum: 1 })
const Text = (maxLength: number) => Type.String({ maxLength })

/** The contents of a Thông báo sự cố, Circular 20/2017 art. 9.3.a. */
const NOTICE_FIELDS = {
  reporter: Type.String({ maxLength: 200, description: 'name of the unit or person who reports' }),
  reporterAddress: Type.String({ maxLength: 300 }),
  contact: Type.String({ maxLength: 200, description: 'telephone or e-mail' }),
  system: Type.String({ maxLength: 500, description: 'name or domain, IP address of the system' }),
  operator: Type.String({ maxLength: 500, description: 'name and address of the operator, if known' }),
  owner: Type.String({ maxLength: 300, description: 'chủ quản, if known' }),
  description: Type.String({ maxLength: 8000 }),
  detected: Type.String({ maxLength: 40, description: 'local date and time: 2026-11-22T09:30' }),
  result: Type.String({ maxLength: 4000, description: 'what has been done so far' }),
  proposals: Type.String({ maxLength: 4000 }),
}
export const IntakeBody = Type.Object(
  {
    reporter: NOTICE_FIELDS.reporter,
    reporterAddress: NOTICE_FIELDS.reporterAddress,
    contact: Type.Optional(NOTICE_FIELDS.contact),
    system: NOTICE_FIELDS.system,
    operator: Type.Optional(NOTICE_FIELDS.operator),
    owner: Type.Optional(NOTICE_FIELDS.owner),
    description: NOTICE_FIELDS.description,
    detected: NOTICE_FIELDS.detected,
    result: Type.Optional(NOTICE_FIELDS.result),
    proposals: Type.Optional(NOTICE_FIELDS.proposals),
    token: Type.String({ maxLength: 200, description: 'from GET /api/intake/token' }),
  },
  closed,
)
export const IntakeTokenView = Type.Object({
  token: Type.String(),
  usableAt: Type.Integer({ description: 'not before this, ms UTC' }),
  expiresAt: Ms,
})
export const IntakeReceiptView = Type.Object({
  number: Type.String({ description: 'TB-2026-0001; not a secret' }),
  code: Type.String({ description: 'to follow the outcome; shown only now' }),
  receivedAt: Ms,
  acknowledgement: Type.String({ description: 'Circular 20/2017 art. 10, in Vietnamese' }),
  acknowledgementEnglish: Type.String(),
})
export const FollowBody = Type.Object({ code: Type.String({ minLength: 1, maxLength: 80 }) }, closed)
const PublicMessage = Type.Object({
  at: Ms,
  from: Type.Enum(['centre', 'reporter']),
  text: Type.String(),
})
export const FollowView = Type.Object({
  number: Type.String(),
  receivedAt: Ms,
  state: Type.Enum([...PUBLIC_STATES]),
  text: Type.String({ description: 'the state in plain Vietnamese' }),
  textEnglish: Type.String(),
  outcome: nullable(Type.String({ description: 'what the centre says came of it' })),
  messages: Type.Array(PublicMessage),
})
export const AddToNoticeBody = Type.Object(
  {
    code: Type.String({ minLength: 1, maxLength: 80 }),
    text: Type.String({ minLength: 1, maxLength: 4000 }),
  },
  closed,
)

export const IntakeNoticeView = Type.Object({
  id: Id,
  number: Type.String(),
  receivedAt: Ms,
  ...NOTICE_FIELDS,
  detectedAt: nullable(Ms),
  language: Type.Enum(['vi', 'en']),
  fromAddress: Type.String({ description: 'network address it was sent from' }),
  state: Type.Enum([...INTAKE_STATES]),
  systemId: nullable(Type.String({ description: 'the monitored system it seems to mean' })),
  incidentId: nullable(Type.String()),
  handledBy: nullable(Type.String()),
  decidedAt: nullable(Ms),
  reason: Type.String({ description: 'why it was rejected, for the centre' }),
  publicReason: Type.String({ description: 'shown to the reporter' }),
  messages: Type.Array(Type.Object({ at: Ms, by: nullable(Type.String()), text: Type.String() }), {
    description: '`by` null: the reporter',
  }),
  shown: Type.Object(
    { state: Type.Enum([...PUBLIC_STATES]), text: Type.String(), textEnglish: Type.String() },
    { description: 'how it stands, as the reporter reads it' },
  ),
  version: Version,
})
export const IntakeQuery = Type.Object(
  {
    state: Type.Optional(
      Type.String({ maxLength: 100, description: 'one of received, verifying, accepted, rejected' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    after: Type.Optional(Type.String({ maxLength: 400 })),
  },
  closed,
)
export const IntakePageView = Type.Object({
  notices: Type.Array(IntakeNoticeView, { description: 'newest first' }),
  next: nullable(Type.String()),
  waiting: Type.Integer({ description: 'received or being verified' }),
})

const Seen = Type.Object({ version: Version }, closed)
export const AcceptIntakeBody = Type.Object(
  {
    version: Version,
    incidentId: Type.Optional(
      nullable(Type.String({ maxLength: 64, description: 'an open incident to attach it to' })),
    ),
    title: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'of the new incident' })),
    severity: Type.Optional(Type.Enum(['informational', 'low', 'medium', 'high', 'critical'])),
    systemId: Type.Optional(nullable(Type.String({ maxLength: 64 }))),
  },
  closed,
)
export const RejectIntakeBody = Type.Object(
  {
    version: Version,
    reason: Type.String({ minLength: 1, maxLength: 2000 }),
    publicReason: Type.String({ minLength: 1, maxLength: 2000 }),
  },
  closed,
)
export const IntakeMessageBody = Type.Object(
  { version: Version, text: Type.String({ minLength: 1, maxLength: 4000 }) },
  closed,
)

/** A page's form: texts only; the page itself says what is wrong with them. */
const Form = Type.Record(Type.String({ maxLength: 40 }), Text(10_000))
const Language = Type.Object({ lang: Type.Optional(Type.String({ maxLength: 10 })) })

export type IntakeReceiptView = Static<typeof IntakeReceiptView>
export type FollowView = Static<typeof FollowView>
export type IntakeNoticeView = Static<typeof IntakeNoticeView>
export type IntakePageView = Static<typeof IntakePageView>

const ById = Type.Object({ id: Id })

export const intakeOperations = {
  intakePage: {
    method: 'GET',
    path: '/bao-su-co',
    access: 'public',
    summary: 'The page on which anybody reports an incident; works without script',
    query: Language,
    produces: 'text/html',
  },
  intakePageSend: {
    method: 'POST',
    path: '/bao-su-co',
    access: 'public',
    summary: 'The form of that page',
    query: Language,
    body: Form,
    consumes: 'form',
    produces: 'text/html',
  },
  followPage: {
    method: 'GET',
    path: '/bao-su-co/theo-doi',
    access: 'public',
    summary: 'The page on which the outcome of a notice is followed',
    query: Language,
    produces: 'text/html',
  },
  followPageSend: {
    method: 'POST',
    path: '/bao-su-co/theo-doi',
    access: 'public',
    summary: 'The forms of that page: the code, or a further message',
    query: Language,
    body: Form,
    consumes: 'form',
    produces: 'text/html',
  },
  intakeStyle: {
    method: 'GET',
    path: '/bao-su-co/trang.css',
    access: 'public',
    summary: 'How these pages look',
    produces: 'text/css',
  },
  intakeToken: {
    method: 'GET',
    path: '/api/intake/token',
    access: 'public',
    summary: 'A token for one notice, usable after some seconds',
    answer: IntakeTokenView,
  },
  sendNotice: {
    method: 'POST',
    path: '/api/intake',
    access: 'public',
    summary: 'Report an incident; acknowledged at once with a code to follow it',
    body: IntakeBody,
    answer: IntakeReceiptView,
  },
  followNotice: {
    method: 'POST',
    path: '/api/intake/follow',
    access: 'public',
    summary: 'What became of a notice',
    body: FollowBody,
    answer: FollowView,
  },
  addToNotice: {
    method: 'POST',
    path: '/api/intake/messages',
    access: 'public',
    summary: 'Add to a notice one has sent',
    body: AddToNoticeBody,
    answer: FollowView,
  },
  listIntake: {
    method: 'GET',
    path: '/api/intake/notices',
    access: 'incidents.work',
    summary: 'Notices that came in',
    query: IntakeQuery,
    answer: IntakePageView,
  },
  getIntake: {
    method: 'GET',
    path: '/api/intake/notices/:id',
    access: 'incidents.work',
    summary: 'One notice',
    params: ById,
    answer: IntakeNoticeView,
  },
  verifyIntake: {
    method: 'POST',
    path: '/api/intake/notices/:id/verify',
    access: 'incidents.work',
    summary: 'Begin to verify it',
    params: ById,
    body: Seen,
    answer: IntakeNoticeView,
  },
  acceptIntake: {
    method: 'POST',
    path: '/api/intake/notices/:id/accept',
    access: 'incidents.work',
    summary: 'Make an incident of it, or attach it to one',
    params: ById,
    body: AcceptIntakeBody,
    answer: IntakeNoticeView,
  },
  rejectIntake: {
    method: 'POST',
    path: '/api/intake/notices/:id/reject',
    access: 'incidents.work',
    summary: 'Reject it with a reason, and words for the reporter',
    params: ById,
    body: RejectIntakeBody,
    answer: IntakeNoticeView,
  },
  messageIntake: {
    method: 'POST',
    path: '/api/intake/notices/:id/messages',
    access: 'incidents.work',
    summary: 'Write to the reporter; shown where the notice is followed',
    params: ById,
    body: IntakeMessageBody,
    answer: IntakeNoticeView,
  },
} as const satisfies Record<string, Operation>
