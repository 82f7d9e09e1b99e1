// Notices over the API: what was sent to whom and how it went, the channels' health, a test message; and the
// list of jobs, which is how one sees what the platform has still to do.

import { Type, type Static } from 'typebox'
import type { Operation } from './operation.ts'
import { SeveritySchema } from './schemas.ts'

const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
export const DeliveryStateSchema = Type.Enum([
  'gathering',
  'waiting',
  'sending',
  'delivered',
  'failed',
  'unknown',
])
export const ChannelKindSchema = Type.Enum(['email', 'webhook', 'telegram', 'zalo'])
const JobStateSchema = Type.Enum(['waiting', 'running', 'done', 'failed', 'cancelled'])

export const CarriedNoticeView = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  severity: SeveritySchema,
  incidentId: nullable(Type.String()),
  title: Type.String(),
  titleEnglish: nullable(Type.String()),
  at: Ms,
})

export const DeliveryView = Type.Object({
  id: Type.String(),
  channel: Type.String(),
  channelKind: nullable(ChannelKindSchema),
  recipient: Type.String({ description: 'as the configuration names it' }),
  address: Type.String(),
  route: Type.String(),
  kind: Type.String({ description: 'what it is about: `incident.new`, `approval.requested`, …' }),
  severity: SeveritySchema,
  state: DeliveryStateSchema,
  held: Type.Boolean({ description: 'held back by quiet hours' }),
  count: Type.Integer({ description: 'notices in it, also those that `notices` leaves out' }),
  notices: Type.Array(CarriedNoticeView, { description: 'the most severe ones' }),
  createdAt: Ms,
  dueAt: Ms,
  attempts: Type.Integer(),
  error: nullable(Type.String()),
  endedAt: nullable(Ms),
})
export type DeliveryView = Static<typeof DeliveryView>

export const DeliveryQuery = Type.Object(
  {
    state: Type.Optional(DeliveryStateSchema),
    channel: Type.Optional(Type.String({ maxLength: 64 })),
    incident: Type.Optional(Type.String({ maxLength: 64, description: 'incident id' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    after: Type.Optional(Type.String({ maxLength: 400 })),
  },
  { additionalProperties: false },
)
export const DeliveryPageView = Type.Object({
  deliveries: Type.Array(DeliveryView, { description: 'newest first' }),
  next: nullable(Type.String()),
})

export const ChannelView = Type.Object({
  id: Type.String(),
  kind: ChannelKindSchema,
  state: Type.Enum(['working', 'failing', 'unused'], { description: 'by its latest delivery' }),
  quiet: nullable(Type.Object({ from: Type.String(), to: Type.String(), except: SeveritySchema })),
  quietNow: Type.Boolean(),
  waiting: Type.Integer({ description: 'messages that gather, are held, or wait to be sent' }),
  lastDeliveredAt: nullable(Ms),
  lastFailedAt: nullable(Ms),
  lastError: nullable(Type.String()),
})
export type ChannelView = Static<typeof ChannelView>

export const TestNoticeBody = Type.Object(
  {
    channel: Type.String({ maxLength: 64 }),
    address: Type.String({ maxLength: 320, description: 'nothing for a webhook' }),
  },
  { additionalProperties: false },
)
export const TestNoticeView = Type.Object({
  state: Type.Enum(['delivered', 'failed', 'unknown']),
  error: nullable(Type.String()),
})

export const JobView = Type.Object({
  id: Type.String(),
  queue: Type.String(),
  key: nullable(Type.String({ description: 'null for people of a unit: it may name what is not theirs' })),
  state: JobStateSchema,
  attempt: Type.Integer(),
  runAt: Ms,
  everyMs: nullable(Type.Integer()),
  createdAt: Ms,
  startedAt: nullable(Ms),
  endedAt: nullable(Ms),
  lastError: nullable(Type.String({ description: 'null for people of a unit' })),
})
export type JobView = Static<typeof JobView>
export const JobQuery = Type.Object(
  {
    queue: Type.Optional(Type.String({ maxLength: 64 })),
    state: Type.Optional(JobStateSchema),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  },
  { additionalProperties: false },
)
export const JobListView = Type.Object({
  jobs: Type.Array(JobView, { description: 'newest first' }),
  counts: Type.Object({
    waiting: Type.Integer(),
    running: Type.Integer(),
    done: Type.Integer(),
    failed: Type.Integer(),
    cancelled: Type.Integer(),
  }),
})

export type JobListView = Static<typeof JobListView>

export const noticeOperations = {
  listDeliveries: {
    method: 'GET',
    path: '/api/notices',
    access: 'notices.read',
    summary: 'Messages to people: to whom, about what, and how it went',
    query: DeliveryQuery,
    answer: DeliveryPageView,
  },
  listChannels: {
    method: 'GET',
    path: '/api/notices/channels',
    access: 'notices.read',
    summary: 'Channels of notices and how they do',
    answer: Type.Array(ChannelView),
  },
  testChannel: {
    method: 'POST',
    path: '/api/notices/test',
    access: 'notices.manage',
    summary: 'Send a test message now, and say how it went',
    body: TestNoticeBody,
    answer: TestNoticeView,
  },
  listJobs: {
    method: 'GET',
    path: '/api/jobs',
    access: 'platform.read',
    summary: 'What the platform has to do, does, and has done',
    query: JobQuery,
    answer: JobListView,
  },
} as const satisfies Record<string, Operation>
