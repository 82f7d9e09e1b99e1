// The law on the wire: the profile with its articles, the clocks of incidents, the calendar of what is due.

import { Type, type Static } from 'typebox'
import type { Operation } from './operation.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const ClockId = Type.String({ minLength: 1, maxLength: 64, description: 'C1, C2, …: an id of the profile' })
const Reason = Type.String({ minLength: 1, maxLength: 4000 })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'a day in Vietnam: 2026-11-22' })

export const LawWords = Type.Object({ vi: Type.String(), en: Type.String() })
export const LawCite = Type.Object({
  article: Type.String(),
  mark: Type.Enum(['verified', 'secondary', 'unverified']),
  source: Type.Optional(Type.String({ description: 'where it was read, when not in the text itself' })),
})
const Cites = Type.Array(LawCite)
const item = {
  id: Type.String(),
  title: LawWords,
  cites: Cites,
  note: Type.Optional(LawWords),
  caution: Type.Optional(LawWords),
  reading: Type.Optional(LawWords),
}
export const LawRecipient = Type.Object({
  id: Type.String(),
  title: LawWords,
  holder: LawWords,
})
/** What the profile names as a reason: for a pause, or for owing nothing. */
const Ground = Type.Object({ title: LawWords, cites: Cites })
export const ClockLimitView = Type.Object({
  kind: Type.Enum(['immediately', 'hours', 'days', 'unstated']),
  hours: Type.Optional(Type.Integer()),
  days: Type.Optional(Type.Integer()),
  count: Type.Optional(Type.Enum(['calendar', 'working'])),
  targetMinutes: Type.Optional(
    Type.Integer({ description: 'immediately: the centre’s own measure; the law names no number' }),
  ),
})
const clockItem = {
  ...item,
  limit: ClockLimitView,
  recipients: Type.Array(LawRecipient),
  form: nullable(Type.String({ description: 'a FormId' })),
  metBy: LawWords,
  mayPause: Type.Boolean(),
  maySetAside: Type.Boolean(),
  pauses: Type.Array(Ground, { description: 'grounds on which it may stand still' }),
  setAside: nullable(Ground),
  statedBy: Type.Enum(['analyst', 'lead']),
}

export const LawProfileView = Type.Object({
  id: Type.String(),
  title: LawWords,
  standing: LawWords,
  roles: Type.Array(Type.Object({ ...item, holder: LawWords })),
  incidentKinds: Type.Array(Type.Object({ ...item, number: Type.Integer() })),
  countingDays: Type.Object(item),
  onlineTalk: Type.Optional(
    Type.Object(item, { description: 'why talk online owes nothing until somebody classifies it' }),
  ),
  clocks: Type.Array(
    Type.Object({
      ...clockItem,
      scope: Type.Enum(['incident', 'register']),
      when: Type.Array(Type.String()),
      start: Type.String(),
    }),
  ),
  reports: Type.Array(
    Type.Object({
      ...item,
      form: nullable(Type.String()),
      maker: LawRecipient,
      receivers: Type.Array(LawRecipient),
      dayStated: Type.Boolean({ description: 'false: the law names no day; it is the platform’s own' }),
      active: Type.Boolean(),
      levels: Type.Optional(Type.Array(Type.Integer())),
      schedule: Type.String({ description: 'day, week, month, quarter, half-year, year or MM-DD' }),
    }),
  ),
  duties: Type.Array(
    Type.Object({
      ...item,
      levels: Type.Record(Type.String(), nullable(Type.String()), {
        description: 'level → month, quarter, half-year, year, continuous, periodic, or null',
      }),
    }),
  ),
  retention: Type.Object({
    systemLogs: Type.Object({ ...item, months: Type.Record(Type.String(), nullable(Type.Integer())) }),
    floor: Type.Object({ ...item, days: Type.Integer() }),
    recommended: Type.Object({ ...item, days: Type.Integer() }),
    incidentFiles: Type.Object(item),
  }),
})
export type LawProfileView = Static<typeof LawProfileView>

export const CLOCK_STATES = [
  'not-started',
  'running',
  'paused',
  'met',
  'met-late',
  'overdue',
  'not-applicable',
] as const
export const LegalClockView = Type.Object({
  ...clockItem,
  state: Type.Enum([...CLOCK_STATES]),
  appliesSince: nullable(Ms),
  startedAt: nullable(Ms),
  dueAt: nullable(Ms),
  latestAt: nullable(
    Type.Integer({ description: 'days: the latest end another reading would allow; see countingDays' }),
  ),
  remainingMs: nullable(Type.Integer({ description: 'negative when overdue; stands still while paused' })),
  pausedMs: Type.Integer(),
  pauseReason: nullable(Type.String()),
  metAt: nullable(Ms),
  metStatement: nullable(
    Type.Object({ by: Type.String(), reason: Type.String(), documentId: nullable(Type.String()) }),
  ),
  notOwed: nullable(LawWords),
  round: Type.Integer({ description: 'from 1: a notice received again starts another round' }),
})
export type LegalClockView = Static<typeof LegalClockView>

export const ClockDeedView = Type.Object({
  id: Type.String(),
  clock: Type.String(),
  kind: Type.Enum(['met', 'paused', 'resumed', 'started', 'set-aside', 'withdrawn']),
  at: Ms,
  recordedAt: Ms,
  by: Type.String(),
  reason: Type.String(),
  article: nullable(Type.String()),
  documentId: nullable(Type.String()),
  about: nullable(Type.String({ description: 'resumed, withdrawn: the id of the deed it ends' })),
})
export const IncidentClocksView = Type.Object({
  profile: Type.String(),
  now: Ms,
  clocks: Type.Array(LegalClockView),
  deeds: Type.Array(ClockDeedView, { description: 'oldest first' }),
})
export type IncidentClocksView = Static<typeof IncidentClocksView>

export const MeetClockBody = Type.Object(
  {
    reason: Reason,
    at: Type.Optional(Type.Integer({ description: 'when it was done; absent: now. Not in the future' })),
    article: Type.Optional(Type.String({ maxLength: 200 })),
    documentId: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
)
export const ClockReasonBody = Type.Object(
  { reason: Reason, article: Type.Optional(Type.String({ maxLength: 200 })) },
  { additionalProperties: false },
)
export const WithdrawDeedBody = Type.Object(
  { reason: Reason, deedId: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
)

export const SeriousnessQuery = Type.Object(
  {
    yes: Type.Optional(Type.String({ maxLength: 1000, description: 'comma-separated ids of questions' })),
    no: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
)
export const SeriousnessView = Type.Object({
  ...item,
  proposal: Type.Enum(['serious', 'ordinary', 'undecided'], { description: 'a proposal: a person decides' }),
  groups: Type.Array(
    Type.Object({
      id: Type.String(),
      title: LawWords,
      holds: nullable(Type.Boolean()),
      questions: Type.Array(
        Type.Object({
          id: Type.String(),
          title: LawWords,
          cites: Cites,
          answer: nullable(Type.Boolean()),
          from: Type.Enum(['person', 'platform'], { description: 'who has answered, or must' }),
        }),
      ),
    }),
  ),
})

export const CalendarQuery = Type.Object(
  { from: Type.Optional(Day), to: Type.Optional(Day) },
  { additionalProperties: false },
)
export const CalendarItemView = Type.Object({
  id: Type.String({ description: 'stable: the same thing due has the same id tomorrow' }),
  kind: Type.Enum(['clock', 'report', 'duty']),
  item: Type.String({ description: 'id in the profile' }),
  title: LawWords,
  state: Type.Enum(['due', 'overdue', 'done', 'done-late', 'paused']),
  dueAt: Ms,
  workBy: nullable(Type.String({ description: 'the last working day before it is due' })),
  period: nullable(Type.Object({ start: Ms, end: Type.Integer({ description: 'exclusive' }) })),
  dayStated: Type.Boolean(),
  form: nullable(Type.String()),
  receivers: Type.Array(LawRecipient),
  incident: nullable(Type.Object({ id: Type.String(), code: Type.String(), title: Type.String() })),
  system: nullable(Type.Object({ id: Type.String(), name: Type.String(), level: Type.Integer() })),
  doneAt: nullable(Ms),
  doneBy: nullable(Type.String()),
  cites: Cites,
  reminders: Type.Array(Type.Integer(), {
    description: 'minutes before it is due at which people are told; none once it is done',
  }),
})
export type CalendarItemView = Static<typeof CalendarItemView>
export const CalendarView = Type.Object({
  profile: Type.String(),
  now: Ms,
  from: Ms,
  to: Ms,
  items: Type.Array(CalendarItemView, { description: 'by the time they are due' }),
  complete: Type.Boolean({ description: 'false: there are more incidents than were looked at' }),
})

export const DoneBody = Type.Object(
  {
    item: Type.String({ minLength: 1, maxLength: 64, description: 'id of a report or duty' }),
    periodStart: Ms,
    systemId: Type.Optional(Type.String({ maxLength: 64, description: 'duties: of which system' })),
    at: Type.Optional(Ms),
    reason: Reason,
  },
  { additionalProperties: false },
)
export const RegisterClockView = Type.Object({ ...LegalClockView.properties, occurrence: Type.String() })
export const ContactChangedBody = Type.Object(
  { reason: Reason, at: Type.Optional(Ms) },
  { additionalProperties: false },
)

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) })
const ByClock = Type.Object({ id: Type.String({ maxLength: 64 }), clock: ClockId })

export const lawOperations = {
  getLaw: {
    method: 'GET',
    path: '/api/law',
    access: 'incidents.read',
    summary: 'The law profile in use: clocks, reports, duties, retention, with articles and marks',
    answer: LawProfileView,
  },
  getIncidentClocks: {
    method: 'GET',
    path: '/api/incidents/:id/clocks',
    access: 'incidents.read',
    summary: 'The legal clocks of an incident',
    params: ById,
    answer: IncidentClocksView,
  },
  meetClock: {
    method: 'POST',
    path: '/api/incidents/:id/clocks/:clock/met',
    access: 'incidents.work',
    summary: 'State that the duty of a clock was done; some clocks want a lead',
    params: ByClock,
    body: MeetClockBody,
    answer: IncidentClocksView,
  },
  pauseClock: {
    method: 'POST',
    path: '/api/incidents/:id/clocks/:clock/pause',
    access: 'incidents.lead',
    summary: 'Stop a clock, where the law names a reason for it',
    params: ByClock,
    body: ClockReasonBody,
    answer: IncidentClocksView,
  },
  resumeClock: {
    method: 'POST',
    path: '/api/incidents/:id/clocks/:clock/resume',
    access: 'incidents.lead',
    summary: 'Let a paused clock go on',
    params: ByClock,
    body: ClockReasonBody,
    answer: IncidentClocksView,
  },
  setClockAside: {
    method: 'POST',
    path: '/api/incidents/:id/clocks/:clock/set-aside',
    access: 'incidents.lead',
    summary: 'State, on a ground of the profile, that a duty is not owed',
    params: ByClock,
    body: ClockReasonBody,
    answer: IncidentClocksView,
  },
  withdrawClockDeed: {
    method: 'POST',
    path: '/api/incidents/:id/clocks/:clock/withdraw',
    access: 'incidents.lead',
    summary: 'Take back a statement about a clock that was wrong',
    params: ByClock,
    body: WithdrawDeedBody,
    answer: IncidentClocksView,
  },
  getSeriousness: {
    method: 'GET',
    path: '/api/incidents/:id/seriousness',
    access: 'incidents.read',
    summary: 'The test of seriousness, with what is known; it proposes and never decides',
    params: ById,
    query: SeriousnessQuery,
    answer: SeriousnessView,
  },
  getLawCalendar: {
    method: 'GET',
    path: '/api/law/calendar',
    access: 'documents.read',
    summary: 'What is due between two days: clocks, periodic reports, duties',
    query: CalendarQuery,
    answer: CalendarView,
  },
  /** An iCalendar file (RFC 5545). */
  getLawCalendarFile: {
    method: 'GET',
    path: '/api/law/calendar.ics',
    access: 'documents.read',
    summary: 'The calendar as an iCalendar file (text/calendar)',
    query: CalendarQuery,
    produces: 'text/calendar; charset=utf-8',
  },
  stateDone: {
    method: 'POST',
    path: '/api/law/done',
    access: 'documents.write',
    summary: 'State that a periodic report or duty was done without a document of the platform',
    body: DoneBody,
  },
  listRegisterClocks: {
    method: 'GET',
    path: '/api/law/register-clocks',
    access: 'register.read',
    summary: 'Clocks that run on the register, such as a changed contact point',
    answer: Type.Array(RegisterClockView),
  },
  stateContactChanged: {
    method: 'POST',
    path: '/api/law/register-clocks',
    access: 'register.manage',
    summary: 'The contact point has changed: starts its clock',
    body: ContactChangedBody,
    answer: Type.Array(RegisterClockView),
  },
  meetRegisterClock: {
    method: 'POST',
    path: '/api/law/register-clocks/:id/met',
    access: 'register.manage',
    summary: 'The change was told to the coordinator',
    params: Type.Object({ id: Type.String({ maxLength: 200 }) }),
    body: MeetClockBody,
    answer: Type.Array(RegisterClockView),
  },
} as const satisfies Record<string, Operation>
