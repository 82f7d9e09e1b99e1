// For how long events are kept, on the wire: the files of events, the disk, and legal holds.

import { Type, type Static } from 'typebox'
import { LawCite } from './law.ts'
import type { Operation } from './operation.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Reason = Type.String({ minLength: 1, maxLength: 500 })

export const EventDayView = Type.Object({
  file: Type.String(),
  dayMs: Type.Integer({ description: 'begin of the UTC day of receipt, ms since 1970' }),
  level: nullable(
    Type.Integer({ description: 'of the monitored systems; 0: of no system; null: not sealed yet' }),
  ),
  events: Type.Integer(),
  bytes: Type.Integer(),
  keptUntil: nullable(
    Type.Integer({ description: 'ms since 1970, UTC; null while its levels are not apart' }),
  ),
  heldBy: Type.Array(Type.String(), { description: 'ids of the legal holds that keep it' }),
  newest: Type.Boolean({ description: 'it stays until newer events are sealed' }),
  broken: nullable(Type.String({ description: 'why it cannot be read' })),
})
export type EventDayView = Static<typeof EventDayView>

export const EventIndexView = Type.Object({
  index: Type.String(),
  months: Type.Integer({ description: 'that its stream keeps events' }),
  open: Type.Boolean({ description: 'new events are written to it' }),
  events: Type.Integer(),
  bytes: Type.Integer({ description: 'on disk, with replicas' }),
  firstMs: nullable(Type.Number({ description: 'time of its oldest event, ms since 1970; null: empty' })),
  lastMs: nullable(Type.Number({ description: 'time of its newest event' })),
  keptUntil: nullable(Type.Number({ description: 'ms since 1970, UTC; null while it is open or empty' })),
  heldBy: Type.Array(Type.String(), { description: 'ids of the legal holds that keep it' }),
})
export type EventIndexView = Static<typeof EventIndexView>

export const DiskForecastView = Type.Object({
  freeBytes: Type.Number(),
  totalBytes: Type.Number(),
  bytesPerDay: nullable(
    Type.Number({ description: 'stored events of a day; null before a whole day has passed' }),
  ),
  daysLeft: nullable(
    Type.Integer({ description: 'at the pace of the last days; null: over a year, or not known' }),
  ),
  low: Type.Boolean({ description: 'under 7 days left, or under 5 % free' }),
})

export const RetentionTimeView = Type.Object({
  clockMs: Ms,
  passedMs: Type.Number({ description: 'what the clock should say by the time that has passed, ms' }),
  believedMs: Type.Number({ description: 'the earlier of both: by it events are deleted, ms' }),
  doubted: Type.Boolean({ description: 'the clock is over a week off' }),
})
export type RetentionTimeView = Static<typeof RetentionTimeView>

export const KeptLevelView = Type.Object({
  level: Type.Integer({ description: 'of the monitored systems; 0: of no system' }),
  days: Type.Integer({ description: 'so long events stay, counted from the latest of a file' }),
  months: nullable(
    Type.Integer({
      description: 'asked for the level, or configured for level 0; null: nothing but the least for all',
    }),
  ),
  cites: Type.Array(LawCite),
})
export type KeptLevelView = Static<typeof KeptLevelView>

export const EventDaysView = Type.Object({
  days: Type.Array(EventDayView, { description: 'oldest first' }),
  indices: Type.Optional(
    Type.Array(EventIndexView, {
      description:
        'of a cluster, whose events are in Elasticsearch, in place of days; by stream, oldest first',
    }),
  ),
  levels: Type.Array(KeptLevelView, { description: 'from 0 to 5' }),
  forecast: DiskForecastView,
  time: RetentionTimeView,
})
export type EventDaysView = Static<typeof EventDaysView>

export const LegalHoldView = Type.Object({
  id: Type.String(),
  reason: Type.String(),
  by: Type.String(),
  fromMs: Type.Integer({ description: 'event time, ms since 1970, UTC' }),
  toMs: Type.Integer({ description: 'event time, exclusive' }),
  createdAt: Ms,
  releasedAt: nullable(Ms),
  releasedBy: nullable(Type.String()),
  releaseReason: nullable(Type.String()),
})
export type LegalHoldView = Static<typeof LegalHoldView>

export const LegalHoldBody = Type.Object(
  { reason: Reason, fromMs: Ms, toMs: Ms },
  { additionalProperties: false },
)
export const ReleaseHoldBody = Type.Object({ reason: Reason }, { additionalProperties: false })

export const retentionOperations = {
  listEventDays: {
    method: 'GET',
    path: '/api/event-days',
    access: 'audit.read',
    summary: 'Files of stored events, until when each is kept, and how long the disk lasts',
    answer: EventDaysView,
  },
  confirmTime: {
    method: 'POST',
    path: '/api/event-days/confirm-time',
    access: 'retention.hold',
    summary: 'Say that the clock is right although it is doubted: events are deleted by it again',
    body: Type.Object({ reason: Reason }, { additionalProperties: false }),
    answer: RetentionTimeView,
  },
  listLegalHolds: {
    method: 'GET',
    path: '/api/legal-holds',
    access: 'audit.read',
    summary: 'Legal holds, newest first, also released ones',
    answer: Type.Array(LegalHoldView),
  },
  createLegalHold: {
    method: 'POST',
    path: '/api/legal-holds',
    access: 'retention.hold',
    summary: 'Keep all events of a stretch of time until the hold is released',
    body: LegalHoldBody,
    answer: LegalHoldView,
  },
  releaseLegalHold: {
    method: 'POST',
    path: '/api/legal-holds/:id/release',
    access: 'retention.hold',
    summary: 'Release a legal hold; what is over is deleted within the hour',
    params: Type.Object({ id: Type.String({ maxLength: 64 }) }),
    body: ReleaseHoldBody,
    answer: LegalHoldView,
  },
} as const satisfies Record<string, Operation>
