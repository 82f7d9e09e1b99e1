// The shapes that cross the wire between API and console, as TypeBox schemas: they validate requests,
// write the OpenAPI document, and give the console its types.

import { Type, type Static } from 'typebox'
import { AFFECTED_PROPERTIES, INCIDENT_FACTS, INCIDENT_ORIGINS, TIMELINE_KINDS } from '#/kernel/incident.ts'
import { Health } from './health.ts'

export { Health, ListenerHealth, ProblemCount } from './health.ts'
export { RuleOff, RuleView } from './rule-view.ts'

export const RoleSchema = Type.Enum(['viewer', 'analyst', 'lead', 'admin'])
export const SeveritySchema = Type.Enum(['informational', 'low', 'medium', 'high', 'critical'])
export const StatusSchema = Type.Enum(['new', 'open', 'closed'])
export const DispositionSchema = Type.Enum([
  'true-positive',
  'benign',
  'false-positive',
  'duplicate',
  'undetermined',
])

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Strings = Type.Array(Type.String())
const Entity = Type.Object({ field: Type.String(), value: Type.String() })

export const ErrorBody = Type.Object({
  error: Type.String({ description: 'stable code, listed in docs/errors.md' }),
  message: Type.String({ description: 'for a person' }),
  position: Type.Optional(Type.Integer({ minimum: 0, description: 'query.invalid: where in the query' })),
  why: Type.Optional(
    Type.Object(
      { vi: Type.String(), en: Type.String() },
      { description: 'query.invalid: what was expected, in both languages' },
    ),
  ),
})

export const SignInBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 256 }),
  },
  { additionalProperties: false },
)
export const ChangePasswordBody = Type.Object(
  { current: Type.String({ maxLength: 256 }), next: Type.String({ minLength: 12, maxLength: 256 }) },
  { additionalProperties: false },
)
export const Me = Type.Object({
  name: Type.String(),
  displayName: Type.String(),
  role: RoleSchema,
  mustChangePassword: Type.Boolean(),
  permissions: Strings,
  units: nullable(Strings),
})

export const SystemView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  level: Type.Integer({ minimum: 1, maximum: 5 }),
  owner: Type.String(),
})

export const HandlingSchema = Type.Object(
  {
    self: Type.Boolean(),
    domesticHelpers: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 50 }),
    foreignHelpers: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 50 }),
    coordinatorAsked: Type.Boolean(),
    damage: Type.String({ maxLength: 2000, description: 'estimated, in words; empty when not estimated' }),
  },
  { additionalProperties: false, description: 'the columns of Mẫu 05, Circular 20/2017' },
)
type FactSchemas = Record<(typeof INCIDENT_FACTS)[number], typeof Established>
const Established = Type.Object({ at: Ms, by: Type.String(), reason: Type.String() })

export const IncidentView = Type.Object({
  id: Type.String(),
  code: Type.String({ description: '2026-0001' }),
  title: Type.String(),
  titleEnglish: Type.Optional(Type.String({ description: 'absent: the title serves every language' })),
  severity: SeveritySchema,
  status: StatusSchema,
  family: Type.String(),
  system: nullable(SystemView),
  systemId: Type.Optional(
    nullable(Type.String({ description: 'kept even when the configuration no longer has the system' })),
  ),
  entity: Entity,
  ruleIds: Strings,
  tags: Strings,
  cites: Strings,
  alertCount: Type.Integer(),
  firstSeen: Ms,
  lastSeen: Ms,
  createdAt: Ms,
  updatedAt: Ms,
  owner: nullable(Type.String()),
  acknowledgedAt: nullable(Ms),
  closedAt: nullable(Ms),
  disposition: nullable(DispositionSchema),
  mau05: nullable(Type.Integer({ minimum: 1, maximum: 10 })),
  origin: Type.Enum([...INCIDENT_ORIGINS]),
  unitId: nullable(Type.String()),
  description: Type.String(),
  detectedAt: Ms,
  gravity: nullable(
    Type.Object({
      value: Type.Enum(['ordinary', 'serious']),
      at: Ms,
      by: Type.String(),
      reason: Type.String(),
    }),
  ),
  facts: Type.Partial(
    Type.Object(Object.fromEntries(INCIDENT_FACTS.map(fact => [fact, Established])) as FactSchemas),
  ),
  affects: Type.Array(Type.Enum([...AFFECTED_PROPERTIES])),
  handling: nullable(HandlingSchema),
  triagedAt: nullable(Ms),
  containedAt: nullable(Ms),
  resolvedAt: nullable(Ms),
  risk: Type.Integer({ minimum: 0, maximum: 100, description: 'when it was answered; it decays' }),
  mergedInto: nullable(Type.String({ description: 'id of the incident that has its alerts now' })),
  deadline: Type.Optional(
    nullable(
      Type.Object(
        { clock: Type.String(), state: Type.String(), dueAt: Ms },
        { description: 'the legal limit that wants attention first; absent where it was not asked for' },
      ),
    ),
  ),
  version: Type.Integer(),
})

/** Body of a 409. Refused changes to an incident carry it as it is now. */
export const ConflictBody = Type.Object({
  error: Type.String(),
  message: Type.String(),
  incident: Type.Optional(IncidentView),
})

export const IncidentQuery = Type.Object(
  {
    status: Type.Optional(Type.String({ description: 'comma-separated: new,open,closed' })),
    severity: Type.Optional(Type.String({ description: 'comma-separated' })),
    owner: Type.Optional(Type.String({ description: 'a user name, `me`, or `none`' })),
    system: Type.Optional(Type.String()),
    unit: Type.Optional(Type.String({ maxLength: 64, description: 'a unit and those below it; `none`' })),
    text: Type.Optional(Type.String({ maxLength: 200 })),
    mau05: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })),
    origin: Type.Optional(Type.Enum([...INCIDENT_ORIGINS])),
    gravity: Type.Optional(Type.Enum(['ordinary', 'serious', 'none'])),
    tag: Type.Optional(Type.String({ maxLength: 100, description: 'one of its tags, ignoring case' })),
    since: Type.Optional(Type.Integer({ description: 'detected at this time or later, ms UTC' })),
    order: Type.Optional(Type.Enum(['severity', 'risk', 'newest'])),
    due: Type.Optional(
      Type.Enum(['soon', 'any'], {
        description:
          'open ones with a legal limit, nearest first: overdue or within 30 minutes, or all; other filters than `unit` do not apply',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    after: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
)
export const IncidentPageView = Type.Object({
  incidents: Type.Array(IncidentView),
  next: nullable(Type.String()),
  total: Type.Integer(),
  counts: Type.Object({
    new: Type.Integer(),
    open: Type.Integer(),
    closed: Type.Integer(),
    unassigned: Type.Integer(),
    mine: Type.Integer(),
    dueSoon: Type.Integer({ description: 'with a legal limit overdue or within 30 minutes' }),
  }),
})

const FieldValue = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Boolean(),
  Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
])
export const EventView = Type.Record(Type.String(), FieldValue)

export const AlertView = Type.Object({
  id: Type.String(),
  at: Ms,
  rule: Type.Object({
    id: Type.String(),
    title: Type.String(),
    author: Type.String(),
    level: SeveritySchema,
    description: Type.String(),
    family: Type.String(),
    tags: Strings,
    cites: Strings,
    falsePositives: Strings,
    english: Type.Optional(
      Type.Object({
        title: Type.String(),
        description: Type.String(),
        response: Type.Optional(Type.String()),
        falsePositives: Type.Optional(Strings),
      }),
    ),
    response: Type.Optional(Type.String({ description: 'what to do first' })),
  }),
  eventIds: Strings,
  matched: Type.Array(Type.Object({ field: Type.String(), value: Type.String(), selection: Type.String() })),
  event: EventView,
  eventKept: Type.Optional(
    Type.Boolean({ description: 'false: `event` is empty here; getAlertEvent fetches it' }),
  ),
})

export const TimelineView = Type.Object({
  at: Ms,
  by: Type.String(),
  kind: Type.Enum([...TIMELINE_KINDS]),
  text: Type.String({ description: 'all of it in Vietnamese; the parts below are for other languages' }),
  alertId: Type.Optional(Type.String()),
  rule: Type.Optional(Type.Object({ title: Type.String(), titleEnglish: Type.Optional(Type.String()) })),
  owner: Type.Optional(Type.Object({ before: nullable(Type.String()), after: nullable(Type.String()) })),
  outcome: Type.Optional(
    Type.Object({
      disposition: DispositionSchema,
      mau05: nullable(Type.Integer({ minimum: 1, maximum: 10 })),
    }),
  ),
  reason: Type.Optional(Type.String({ description: 'what the person wrote' })),
  parts: Type.Optional(
    Type.Record(Type.String(), Type.String(), { description: 'further parts by name, numbers as text' }),
  ),
})

export const IncidentDetail = Type.Object({
  incident: IncidentView,
  alerts: Type.Array(AlertView, { description: 'newest first, at most 200' }),
  timeline: Type.Array(TimelineView, {
    description: 'oldest first; every line by people, and the newest 200 of alerts',
  }),
  proposals: Type.Optional(
    Type.Array(
      Type.Object({
        kind: Type.Integer({ minimum: 1, maximum: 10 }),
        because: Type.Array(Type.String(), { description: 'the tags that speak for it' }),
      }),
      { description: 'kinds of Mẫu 05 that the rules propose, likeliest first; a person decides' },
    ),
  ),
  timelineOmitted: Type.Optional(Type.Integer({ description: 'older lines of alerts that are not shown' })),
})

const Seen = Type.Integer({ minimum: 0, description: 'the version the caller saw; a stale one gets 409' })
const Text = Type.String({ minLength: 1, maxLength: 4000 })
export const TakeBody = Type.Object({ version: Seen }, { additionalProperties: false })
export const AssignBody = Type.Object(
  { version: Seen, owner: nullable(Type.String()) },
  { additionalProperties: false },
)
export const NoteBody = Type.Object({ version: Seen, text: Text }, { additionalProperties: false })
export const ReopenBody = Type.Object({ version: Seen, reason: Text }, { additionalProperties: false })
export const CloseBody = Type.Object(
  {
    version: Seen,
    disposition: DispositionSchema,
    mau05: nullable(Type.Integer({ minimum: 1, maximum: 10 })),
    reason: Text,
  },
  { additionalProperties: false },
)

export const EventQuery = Type.Object(
  {
    q: Type.Optional(
      Type.String({
        maxLength: 2000,
        description:
          "Lucene's syntax: `field:value`, AND OR NOT, parentheses, `*` `?` wildcards, [a TO b], >=, /regex/, _exists_:field",
      }),
    ),
    unmarked: Type.Optional(
      Type.Boolean({
        description: 'without Vietnamese marks; what has them as they were typed comes first',
        default: false,
      }),
    ),
    from: Type.Optional(Type.String({ description: 'ISO 8601 or a span back from now: 15m, 24h, 7d' })),
    to: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    sort: Type.Optional(
      Type.String({
        maxLength: 260,
        description:
          '`newest` (as when absent), `oldest`, or a field with its direction: `source.bytes:desc`',
      }),
    ),
    after: Type.Optional(Type.String({ maxLength: 3200, description: '`next` of the page before' })),
  },
  { additionalProperties: false },
)
export const StoppedBy = Type.Enum(['time', 'memory', 'damage'], {
  description: 'why it is not complete: the budget of time or memory, or a damaged day file',
})
export const EventHit = Type.Object({ id: Type.String(), event: EventView })
export const EventPage = Type.Object({
  hits: Type.Array(EventHit),
  next: nullable(Type.String()),
  complete: Type.Boolean(),
  stoppedBy: Type.Optional(StoppedBy),
  tookMs: Type.Number(),
})

/** Someone who may be given incidents. */
export const AssigneeView = Type.Object({ name: Type.String(), displayName: Type.String() })

export const UserView = Type.Object({
  name: Type.String(),
  displayName: Type.String(),
  role: RoleSchema,
  disabled: Type.Boolean(),
  mustChangePassword: Type.Boolean(),
  units: nullable(Strings),
})
const Units = nullable(
  Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
    maxItems: 100,
    uniqueItems: true,
    description: 'sees only rows of these units and the ones below; null: sees all',
  }),
)
export const NewUserBody = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,63}$' }),
    displayName: Type.String({ minLength: 1, maxLength: 100 }),
    role: RoleSchema,
    units: Type.Optional(Units),
  },
  { additionalProperties: false },
)
export const NewUserView = Type.Object({ user: UserView, oneTimePassword: Type.String() })
export const ChangeUserBody = Type.Object(
  {
    displayName: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    role: Type.Optional(RoleSchema),
    units: Type.Optional(Units),
    disabled: Type.Optional(Type.Boolean()),
    resetPassword: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
export const ChangedUserView = Type.Object({ user: UserView, oneTimePassword: nullable(Type.String()) })

/** Messages of the live stream, one JSON object in each `data:`. */
export const LiveMessage = Type.Union([
  Type.Object({ kind: Type.Literal('incident'), incident: IncidentView }),
  Type.Object({ kind: Type.Literal('health'), health: Health }),
])

export type Role = Static<typeof RoleSchema>
export type Me = Static<typeof Me>
export type SystemView = Static<typeof SystemView>
export type IncidentView = Static<typeof IncidentView>
export type IncidentPageView = Static<typeof IncidentPageView>
export type IncidentDetail = Static<typeof IncidentDetail>
export type AlertView = Static<typeof AlertView>
export type TimelineView = Static<typeof TimelineView>
export type EventView = Static<typeof EventView>
export type EventPage = Static<typeof EventPage>
export type AssigneeView = Static<typeof AssigneeView>
export type UserView = Static<typeof UserView>
export type NewUserView = Static<typeof NewUserView>
export type ChangedUserView = Static<typeof ChangedUserView>
export type LiveMessage = Static<typeof LiveMessage>
export type ConflictBody = Static<typeof ConflictBody>
export type ErrorBody = Static<typeof ErrorBody>
