// What people do to incidents beyond taking and closing them, on the wire: merge and split, classification,
// gravity, facts, milestones, units, opening one by hand; and what they read of them: risk, similar incidents,
// alerts, times. Bulk changes are in incident-bulk.ts.

import { Type, type Static } from 'typebox'
import {
  AFFECTED_PROPERTIES,
  ENTITY_KINDS,
  INCIDENT_FACTS,
  MILESTONES,
  RISK_REASONS,
} from '#/kernel/incident.ts'
import { incidentBulkOperations } from './incident-bulk.ts'
import type { Operation } from './operation.ts'
import { AlertView, EventHit, HandlingSchema, IncidentView, SeveritySchema } from './schemas.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const closed = <T extends Record<string, Type.TSchema>>(members: T) =>
  Type.Object(members, { additionalProperties: false })

const Id = Type.String({ maxLength: 64 })
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Version = Type.Integer({ minimum: 0, description: 'the version the caller saw; a stale one gets 409' })
const Reason = Type.String({ minLength: 1, maxLength: 4000 })
const Mau05 = nullable(Type.Integer({ minimum: 1, maximum: 10 }))
const Affects = Type.Array(Type.Enum([...AFFECTED_PROPERTIES]), { maxItems: 3, uniqueItems: true })
const Fact = Type.Enum([...INCIDENT_FACTS])
const Milestone = Type.Enum([...MILESTONES])

const ById = Type.Object({ id: Id })
const ByFact = Type.Object({ id: Id, fact: Fact })
const ByMilestone = Type.Object({ id: Id, milestone: Milestone })
const ByAlert = Type.Object({ id: Id, alert: Id })

export const EntityView = Type.Object({ kind: Type.Enum([...ENTITY_KINDS]), value: Type.String() })

export const SimilarView = Type.Object({
  incidents: Type.Array(
    Type.Object({
      incident: IncidentView,
      score: Type.Number({ description: 'rare and telling values count more; only good for ordering' }),
      shared: Type.Array(EntityView),
    }),
    { description: 'most alike first, at most 20, with their outcome in disposition and mau05' },
  ),
})

export const RiskView = Type.Object({
  value: Type.Integer({ minimum: 0, maximum: 100, description: 'now' }),
  halfLifeMs: Type.Integer(),
  lines: Type.Array(
    Type.Object({
      at: Ms,
      by: Type.String(),
      why: Type.Enum([...RISK_REASONS]),
      points: Type.Number({ description: 'when it was added' }),
      remaining: Type.Number({ description: 'of it now' }),
      text: Type.String({ description: 'the reason in Vietnamese; the parts are for other languages' }),
      parts: Type.Optional(Type.Record(Type.String(), Type.String())),
      alertId: Type.Optional(Type.String()),
    }),
    { description: 'oldest first; their sum is the value, up to 100' },
  ),
})
export const AdjustRiskBody = closed({
  version: Version,
  points: Type.Integer({ minimum: -100, maximum: 100 }),
  reason: Reason,
})

export const MergeBody = closed({
  version: Version,
  into: Id,
  intoVersion: Version,
  reason: Reason,
})
export const SplitBody = closed({
  version: Version,
  alertIds: Type.Array(Id, { minItems: 1, maxItems: 1000, uniqueItems: true }),
  reason: Reason,
})
export const UndoMoveBody = closed({ version: Version, reason: Reason })
/** Both incidents as they are now. */
export const MovedView = Type.Object({
  source: IncidentView,
  target: IncidentView,
})
export const MovesView = Type.Array(
  Type.Object({
    id: Type.String(),
    kind: Type.Enum(['merge', 'split']),
    at: Ms,
    by: Type.String(),
    reason: Type.String(),
    from: Type.String({ description: 'id of the incident that alerts were moved out of' }),
    fromCode: Type.String(),
    to: Type.String(),
    toCode: Type.String(),
    alerts: Type.Integer(),
    undoneAt: nullable(Ms),
    undoable: Type.Boolean({ description: 'it is the last one of both incidents' }),
  }),
)

export const ClassifyBody = closed({
  version: Version,
  mau05: Mau05,
  affects: Affects,
  description: Type.Optional(Type.String({ maxLength: 4000 })),
  triaged: Type.Optional(
    Type.Boolean({ description: 'also sets the milestone, when it is not set; absent: true' }),
  ),
})
export const GravityBody = closed({
  version: Version,
  value: Type.Enum(['ordinary', 'serious']),
  reason: Reason,
})
export const FactBody = closed({
  version: Version,
  at: Type.Optional(Ms),
  reason: Reason,
})
export const WithdrawBody = closed({ version: Version, reason: Reason })
export const MilestoneBody = closed({
  version: Version,
  at: nullable(Ms),
  reason: Type.Optional(Type.String({ maxLength: 4000, description: 'must be given to take one back' })),
})
export const HandlingBody = closed({ version: Version, handling: nullable(HandlingSchema) })
export const UnitBody = closed({ version: Version, unitId: nullable(Id), reason: Reason })

export const NewIncidentBody = closed({
  title: Type.String({ minLength: 1, maxLength: 300 }),
  description: Type.String({ maxLength: 4000 }),
  severity: SeveritySchema,
  systemId: nullable(Id),
  unitId: Type.Optional(nullable(Id)),
  entity: Type.Optional(
    nullable(
      closed({
        field: Type.String({ minLength: 1, maxLength: 100 }),
        value: Type.String({ minLength: 1, maxLength: 500 }),
      }),
    ),
  ),
  detectedAt: Ms,
  mau05: Type.Optional(Mau05),
  affects: Type.Optional(Affects),
})

export const AlertsQuery = closed({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
  after: Type.Optional(Type.String({ maxLength: 200 })),
})
export const AlertsPage = Type.Object({
  alerts: Type.Array(AlertView, { description: 'newest first' }),
  next: nullable(Type.String()),
})

export const TimesQuery = closed({
  from: Ms,
  to: Ms,
  period: Type.Optional(Type.Enum(['day', 'week', 'month'])),
})
const Span = Type.Object({
  count: Type.Integer({ description: 'incidents of the period that reached it' }),
  medianMs: nullable(Type.Number()),
  ninetiethMs: nullable(Type.Number({ description: 'nine of ten took no longer' })),
})
export const TimesView = Type.Array(
  Type.Object({
    from: Ms,
    to: Ms,
    incidents: Type.Integer({ description: 'detected in the period; false positives and duplicates apart' }),
    toAcknowledge: Span,
    toTriage: Span,
    toContain: Span,
    toResolve: Span,
    toClose: Span,
  }),
  { description: 'periods in the time of Việt Nam, weeks from Monday; spans from the moment of detection' },
)

export type { BulkAssignBody, BulkFilter, BulkView, BulkWorkBody, UndoBulkView } from './incident-bulk.ts'
export type SimilarView = Static<typeof SimilarView>
export type RiskView = Static<typeof RiskView>
export type MovedView = Static<typeof MovedView>
export type MovesView = Static<typeof MovesView>
export type NewIncidentBody = Static<typeof NewIncidentBody>
export type AlertsPage = Static<typeof AlertsPage>
export type TimesView = Static<typeof TimesView>

/** A change of one incident: POST, by its id, answered with the incident. */
const change = <
  const Path extends string,
  const Body extends Type.TSchema,
  const Params extends Type.TSchema,
>(
  path: Path,
  access: 'incidents.work' | 'incidents.lead',
  summary: string,
  params: Params,
  body: Body,
) => ({ method: 'POST', path, access, summary, params, body, answer: IncidentView }) as const

export const incidentWorkOperations = {
  getSimilar: {
    method: 'GET',
    path: '/api/incidents/:id/similar',
    access: 'incidents.read',
    summary: 'Incidents that share addresses, users, hosts or hashes with it, and how they ended',
    params: ById,
    answer: SimilarView,
  },
  getRisk: {
    method: 'GET',
    path: '/api/incidents/:id/risk',
    access: 'incidents.read',
    summary: 'Why its risk is what it is',
    params: ById,
    answer: RiskView,
  },
  adjustRisk: change(
    '/api/incidents/:id/risk',
    'incidents.work',
    'Raise or lower the risk, with a reason',
    ById,
    AdjustRiskBody,
  ),
  listIncidentAlerts: {
    method: 'GET',
    path: '/api/incidents/:id/alerts',
    access: 'incidents.read',
    summary: 'Its alerts, page by page',
    params: ById,
    query: AlertsQuery,
    answer: AlertsPage,
  },
  getAlertEvent: {
    method: 'GET',
    path: '/api/incidents/:id/alerts/:alert/event',
    access: 'incidents.read',
    summary: 'The event of an alert, from the alert itself or from the store',
    params: ByAlert,
    answer: EventHit,
  },
  listMoves: {
    method: 'GET',
    path: '/api/incidents/:id/moves',
    access: 'incidents.read',
    summary: 'Merges and splits of it, newest first',
    params: ById,
    answer: MovesView,
  },
  mergeIncident: {
    method: 'POST',
    path: '/api/incidents/:id/merge',
    access: 'incidents.work',
    summary: 'Move all its alerts into another open incident and close it as a duplicate',
    params: ById,
    body: MergeBody,
    answer: MovedView,
  },
  unmergeIncident: {
    method: 'POST',
    path: '/api/incidents/:id/unmerge',
    access: 'incidents.work',
    summary: 'Undo the merge of this incident into another',
    params: ById,
    body: UndoMoveBody,
    answer: MovedView,
  },
  splitIncident: {
    method: 'POST',
    path: '/api/incidents/:id/split',
    access: 'incidents.work',
    summary: 'Move chosen alerts out into a new incident',
    params: ById,
    body: SplitBody,
    answer: MovedView,
  },
  unsplitIncident: {
    method: 'POST',
    path: '/api/incidents/:id/unsplit',
    access: 'incidents.work',
    summary: 'Undo the split that made this incident',
    params: ById,
    body: UndoMoveBody,
    answer: MovedView,
  },
  classifyIncident: change(
    '/api/incidents/:id/classification',
    'incidents.work',
    'Say what it is: kind of Mẫu 05, affected properties, description',
    ById,
    ClassifyBody,
  ),
  setHandling: change(
    '/api/incidents/:id/handling',
    'incidents.work',
    'Who resolved it and what it cost: the columns of Mẫu 05',
    ById,
    HandlingBody,
  ),
  setGravity: change(
    '/api/incidents/:id/gravity',
    'incidents.lead',
    'Ordinary or serious, with a reason',
    ById,
    GravityBody,
  ),
  setFact: change(
    '/api/incidents/:id/facts/:fact',
    'incidents.work',
    'Establish something on which duties of law depend, with a reason',
    ByFact,
    FactBody,
  ),
  withdrawFact: change(
    '/api/incidents/:id/facts/:fact/withdraw',
    'incidents.work',
    'Take an established fact back, with a reason',
    ByFact,
    WithdrawBody,
  ),
  setMilestone: change(
    '/api/incidents/:id/milestones/:milestone',
    'incidents.work',
    'Triaged, contained, resolved: when; null takes it back',
    ByMilestone,
    MilestoneBody,
  ),
  setUnit: change(
    '/api/incidents/:id/unit',
    'incidents.lead',
    'Give the incident to another unit, whose people then see it',
    ById,
    UnitBody,
  ),
  createIncident: {
    method: 'POST',
    path: '/api/incidents',
    access: 'incidents.work',
    summary: 'Open an incident by hand',
    body: NewIncidentBody,
    answer: IncidentView,
  },
  ...incidentBulkOperations,
  incidentTimes: {
    method: 'GET',
    path: '/api/incident-times',
    access: 'incidents.read',
    summary: 'How long it took to acknowledge, triage, contain, resolve and close, by period',
    query: TimesQuery,
    answer: TimesView,
  },
} as const satisfies Record<string, Operation>
