// The shape of a law profile: what the law asks for, as data. Code reads clocks, reports, duties, retention and
// the test of seriousness from here and knows no article itself; another profile changes no code.
//
// Every item says on which article it stands and how far that text was checked, and is worded in Vietnamese and
// English. What is the platform's own reading of a text that leaves something open stands under `reading`.

import { Type, type Static, type TSchema } from 'typebox'
import { FORM_IDS } from '#/kernel/form.ts'
import { DISPOSITIONS, INCIDENT_FACTS } from '#/kernel/incident.ts'

/** Read in the text itself, read at second hand, or known only by memory. */
export const MARKS = ['verified', 'secondary', 'unverified'] as const
export type Mark = (typeof MARKS)[number]

const closed = <P extends Type.TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)

const Words = closed({ vi: Type.String({ minLength: 1 }), en: Type.String({ minLength: 1 }) })
const Id = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,63}$' })
const Cite = closed({
  article: Type.String({ minLength: 1, description: 'document and article' }),
  mark: Type.Enum([...MARKS]),
  source: optional(
    Type.String({ minLength: 1, description: 'where it was read, when not in the text itself' }),
  ),
})
const Cites = Type.Array(Cite, { minItems: 1 })
/** What every item has. */
const item = {
  id: Id,
  title: Words,
  cites: Cites,
  note: optional(Words),
  caution: optional(Words),
  reading: optional(Words),
}
const Role = closed({ ...item, holder: Words })

const CONDITIONS = [
  'always',
  ...INCIDENT_FACTS.map(fact => `fact:${fact}` as const),
  'gravity:serious',
] as const
/** `unfinished-at:C4`: clock C4 was met before the response had ended. */
const Condition = Type.Union([
  Type.Enum([...CONDITIONS]),
  Type.Unsafe<`unfinished-at:${string}`>(Type.String({ pattern: '^unfinished-at:[A-Za-z0-9-]+$' })),
])
const STARTS = [
  'detection',
  'response-ended',
  'contact-changed',
  ...INCIDENT_FACTS.map(fact => `fact:${fact}` as const),
] as const
const Start = Type.Union([
  Type.Enum([...STARTS]),
  Type.Unsafe<`met:${string}`>(Type.String({ pattern: '^met:[A-Za-z0-9-]+$' })),
])

const Limit = Type.Union([
  closed({
    kind: Type.Literal('immediately'),
    targetMinutes: Type.Integer({
      minimum: 1,
      description: 'the centre’s own measure: the law says “at once” and names no number',
    }),
  }),
  closed({ kind: Type.Literal('hours'), hours: Type.Integer({ minimum: 1, maximum: 8784 }) }),
  closed({
    kind: Type.Literal('days'),
    days: Type.Integer({ minimum: 1, maximum: 366 }),
    count: Type.Enum(['calendar', 'working']),
  }),
  closed({ kind: Type.Literal('unstated') }),
])

const Pause = closed({ ...item })
const LegalClock = closed({
  ...item,
  scope: Type.Enum(['incident', 'register']),
  when: Type.Array(Condition, { minItems: 1, description: 'it applies when any of these holds' }),
  start: Start,
  limit: Limit,
  recipients: Type.Array(Id, { minItems: 1, description: 'role ids' }),
  form: Type.Union([Type.Enum([...FORM_IDS]), Type.Null()]),
  metBy: Words,
  /** Reasons for which the law lets it stand still; empty: it names none. */
  pauses: Type.Array(Pause),
  /** It also runs on incidents that turn out unfounded. */
  evenIfUnfounded: Type.Boolean({ default: false }),
  /** May be declared not owed by an authorised person, on this ground. */
  setAside: optional(closed({ title: Words, cites: Cites })),
  /** Who may state that it was met, or end a pause. */
  statedBy: Type.Enum(['analyst', 'lead']),
  /** Minutes before it is due; without it, the profile's own. */
  reminders: optional(Type.Array(Type.Integer({ minimum: 0 }))),
})

const MonthDay = Type.String({ pattern: '^(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' })
const YearlyEdge = closed({ year: Type.Integer({ minimum: -1, maximum: 1 }), day: MonthDay })
const Schedule = Type.Union([
  closed({
    kind: Type.Literal('every'),
    unit: Type.Enum(['day', 'week', 'month', 'quarter', 'half-year', 'year']),
    dueAfterDays: Type.Integer({ minimum: 0, maximum: 366, description: 'after the period has ended' }),
  }),
  closed({
    kind: Type.Literal('yearly'),
    from: YearlyEdge,
    /** Exclusive. */
    to: YearlyEdge,
    /** It must have been sent before this day begins. */
    before: YearlyEdge,
  }),
])
const PeriodicReport = closed({
  ...item,
  schedule: Schedule,
  /** False: the law names no day, and the day here is the platform's own. */
  dayStated: Type.Boolean(),
  maker: Id,
  receivers: Type.Array(Id, { minItems: 1 }),
  form: Type.Union([Type.Enum([...FORM_IDS]), Type.Null()]),
  /** Asked only of those who have a system of one of these levels. */
  levels: optional(Type.Array(Type.Integer({ minimum: 1, maximum: 5 }), { minItems: 1 })),
  /** False: kept for reference; in the calendar only when the city switches it on. */
  active: Type.Boolean({ default: true }),
  reminders: optional(Type.Array(Type.Integer({ minimum: 0 }))),
})

const DutyPeriod = Type.Union([
  Type.Enum(['month', 'quarter', 'half-year', 'year', 'continuous', 'periodic']),
  Type.Null(),
])
const ByLevel = <T extends TSchema>(schema: T) =>
  closed({ '1': schema, '2': schema, '3': schema, '4': schema, '5': schema })
const Duty = closed({ ...item, levels: ByLevel(DutyPeriod) })

const Retention = closed({
  ...item,
  /** Months of system logs; null: none stated. */
  months: ByLevel(Type.Union([Type.Integer({ minimum: 1, maximum: 120 }), Type.Null()])),
})
const Floor = closed({ ...item, days: Type.Integer({ minimum: 1, maximum: 3660 }) })

const Question = closed({
  id: Id,
  title: Words,
  cites: Cites,
  /** What the platform already knows about it; `person`: nothing. */
  from: Type.Union([
    Type.Literal('person'),
    Type.Literal('critical'),
    Type.Unsafe<`level:${1 | 2 | 3 | 4 | 5}`>(Type.String({ pattern: '^level:[1-5]$' })),
    Type.Enum(INCIDENT_FACTS.map(fact => `fact:${fact}` as const)),
  ]),
})
const Seriousness = closed({
  ...item,
  /** Every group must hold; a group holds when any of its questions is answered yes. */
  groups: Type.Array(closed({ id: Id, title: Words, questions: Type.Array(Question, { minItems: 1 }) }), {
    minItems: 1,
  }),
})

const Holiday = closed({
  ...item,
  /** Month and day, of the solar or of the lunar year. */
  date: MonthDay,
  calendar: Type.Enum(['solar', 'lunar']),
  daysBefore: Type.Integer({ minimum: 0, maximum: 6, default: 0 }),
  daysAfter: Type.Integer({ minimum: 0, maximum: 6, default: 0 }),
})
const DayChange = closed({
  date: Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' }),
  working: Type.Boolean(),
  title: Words,
  cites: Cites,
})
const WorkingTime = closed({
  /** 0 is Sunday. */
  weekend: Type.Array(Type.Integer({ minimum: 0, maximum: 6 })),
  holidays: Type.Array(Holiday),
  /** A holiday on a weekend gives the next working day off; null: it does not. */
  substitute: Type.Union([closed(item), Type.Null()]),
  /** Single days that a year's decision makes working or free. */
  changes: Type.Array(DayChange),
})

const Kind = closed({ ...item, number: Type.Integer({ minimum: 1, maximum: 10 }) })
const Minutes = Type.Array(Type.Integer({ minimum: 0 }))

export const LawProfileSchema = closed({
  id: Id,
  title: Words,
  /** Since when, in words, and what it rests on. */
  standing: Words,
  /** Of the country's time; there is no summer time. */
  utcOffsetMinutes: Type.Integer({ minimum: -720, maximum: 840 }),
  roles: Type.Array(Role, { minItems: 1 }),
  incidentKinds: Type.Array(Kind),
  /** Outcomes after which nothing is owed any more, except where a clock says so. */
  unfounded: closed({ ...item, dispositions: Type.Array(Type.Enum([...DISPOSITIONS])) }),
  /** What is said online (kernel/online-talk.ts) is no incident by itself: nothing is owed until somebody classifies it. */
  onlineTalk: optional(closed(item)),
  /** How a limit in days is counted, and what else could be read. */
  countingDays: closed({ ...item }),
  clocks: Type.Array(LegalClock),
  reports: Type.Array(PeriodicReport),
  duties: Type.Array(Duty),
  retention: closed({
    systemLogs: Retention,
    floor: Floor,
    recommended: Floor,
    incidentFiles: closed({ ...item }),
  }),
  seriousness: Seriousness,
  workingTime: WorkingTime,
  /** Minutes before something is due, by kind. */
  reminders: closed({ clock: Minutes, report: Minutes, duty: Minutes }),
})

export type LawProfile = Static<typeof LawProfileSchema>
export type Words = Static<typeof Words>
export type Cite = Static<typeof Cite>
export type LegalClock = LawProfile['clocks'][number]
export type ClockLimit = LegalClock['limit']
export type ClockCondition = LegalClock['when'][number]
export type PeriodicReport = LawProfile['reports'][number]
export type Duty = LawProfile['duties'][number]
export type DutyPeriod = Duty['levels']['1']
export type WorkingTime = LawProfile['workingTime']
export type LawRole = LawProfile['roles'][number]
