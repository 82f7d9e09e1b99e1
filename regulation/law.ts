// The law in force here, for the rest of the platform: one profile with the deeds of people on its clocks and their
// statements about reports and duties. What is due is computed from them each time; only deeds are stored. Changes
// answer the line that belongs into the incident's history; writing it there is the caller's.

import type { Clock } from '#/kernel/clock.ts'
import type { FormId } from '#/kernel/form.ts'
import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import { put, type Records } from '#/store/records.ts'
import { calendarOf, clockItems, type CalendarItem, type CalendarSources } from './calendar.ts'
import { clockEntry } from './clock-entry.ts'
import { clocksOf, isOwed, registerClocksOf, type ClockView, type RegisterClock } from './clock.ts'
import type { ClockDeed } from './clock-deeds.ts'
import { refusalOf, type ClockRefusal, type WantedDeed } from './deed-check.ts'
import { createDeedBook } from './deed-book.ts'
import { DONE_STATEMENTS, doneId, type DoneStatement } from './done-statement.ts'
import type { LawProfile } from './profile-schema.ts'
import { remindersOf, type Reminder } from './reminder.ts'

export interface LawOptions {
  readonly profile: LawProfile
  readonly records: Records
  readonly clock: Clock
  /** When this platform began to watch; reports due before are not its business. */
  readonly sinceMs: number
  /** Ids of reports that the profile keeps for reference and this city wants all the same. */
  readonly alsoReports?: readonly string[]
}

export interface IncidentClocks {
  readonly clocks: readonly ClockView[]
  readonly deeds: readonly ClockDeed[]
}

/** The clock of an incident that wants attention first. */
export interface NearestDeadline {
  readonly clock: string
  readonly state: ClockView['state']
  readonly dueAt: number
}

/** What a person says about a clock; `at` is when it happened, now when absent. */
export interface Statement {
  readonly by: string
  readonly reason: string
  readonly at?: number | undefined
  readonly article?: string | undefined
  readonly documentId?: string | undefined
}

export type DeedOutcome =
  | {
      readonly kind: 'done'
      readonly deed: ClockDeed
      readonly view: ClockView
      readonly entry: TimelineEntry
    }
  | ClockRefusal

/** What the calendar is made of beside the law: the caller says what there is, and what was sent. */
export type CalendarAround = Pick<CalendarSources, 'systems' | 'documents'> & {
  readonly incidents: readonly Incident[]
}

export interface Law {
  readonly profile: LawProfile
  clocks(incident: Incident): Promise<IncidentClocks>
  /** By incident id; incidents that owe nothing with a limit are not in it. Quick for ten thousand. */
  nearest(incidents: readonly Incident[]): Promise<ReadonlyMap<string, NearestDeadline>>
  meet(incident: Incident, clock: string, statement: Statement): Promise<DeedOutcome>
  /** Refused, with the reason, where the profile names no pause. */
  pause(incident: Incident, clock: string, statement: Omit<Statement, 'at'>): Promise<DeedOutcome>
  resume(incident: Incident, clock: string, statement: Omit<Statement, 'at'>): Promise<DeedOutcome>
  setAside(incident: Incident, clock: string, statement: Omit<Statement, 'at'>): Promise<DeedOutcome>
  withdraw(
    incident: Incident,
    clock: string,
    deedId: string,
    statement: Omit<Statement, 'at'>,
  ): Promise<DeedOutcome>
  /** Another notice or request has come in: its clock runs (again) from `at`. */
  start(incident: Incident, clock: string, statement: Statement): Promise<DeedOutcome>
  /** A document was signed and sent: meets the first clock owed that asks for its form; null when none does. */
  documentSent(
    incident: Incident,
    document: {
      readonly form: FormId
      readonly id: string
      readonly sentAt: number
      readonly by: string
      readonly reason: string
    },
  ): Promise<DeedOutcome | null>
  registerClocks(): Promise<readonly RegisterClock[]>
  /** Starts every clock of the register, one deed each. */
  contactChanged(statement: Statement): Promise<readonly RegisterClock[]>
  meetRegister(occurrence: string, statement: Statement): Promise<RegisterClock | ClockRefusal>
  stateDone(statement: Omit<DoneStatement, 'recordedAt'>): Promise<'done' | 'already' | 'unknown'>
  calendar(fromMs: number, toMs: number, around: CalendarAround): Promise<readonly CalendarItem[]>
  /** Reminders after `afterMs`, up to and including `untilMs`: ask for each span once. */
  dueReminders(afterMs: number, untilMs: number, around: CalendarAround): Promise<readonly Reminder[]>
}

const MINUTE_MS = 60_000

export function createLaw({ profile, records, clock, sinceMs, alsoReports = [] }: LawOptions): Law {
  const book = createDeedBook(records)

  async function deed(incident: Incident, wanted: WantedDeed): Promise<DeedOutcome> {
    return await book.add<DeedOutcome>(incident.id, (deeds, id) => {
      const now = clock.now()
      const find = (all: readonly ClockDeed[]): ClockView | undefined =>
        clocksOf(profile, { incident, deeds: all }, now).find(view => view.clock.id === wanted.clock)
      const refusal = refusalOf(wanted, find(deeds), deeds, now)
      if (refusal !== null) return { deed: null, answer: refusal }
      const deed = deedOf(wanted, id, incident.id, null, now)
      const view = find([...deeds, deed])!
      return { deed, answer: { kind: 'done', deed, view, entry: clockEntry(deed, view.clock, view.state) } }
    })
  }

  const wanted = (
    kind: WantedDeed['kind'],
    id: string,
    statement: Statement,
    about?: string,
  ): WantedDeed => ({
    ...statement,
    kind,
    clock: id,
    at: statement.at ?? clock.now(),
    about,
  })

  async function sourcesOf(around: CalendarAround): Promise<CalendarSources> {
    const deeds = await book.all()
    const now = clock.now()
    const incidents = around.incidents.map(incident => ({
      incident,
      clocks: clocksOf(profile, { incident, deeds: deeds.get(incident.id) ?? [] }, now),
    }))
    return { ...around, incidents, statements: await allStatements(records), alsoReports, sinceMs }
  }

  const registerClocks = async (): Promise<readonly RegisterClock[]> =>
    registerClocksOf(profile, await book.of(null), clock.now())

  return {
    profile,

    async clocks(incident) {
      const deeds = await book.of(incident.id)
      return { clocks: clocksOf(profile, { incident, deeds }, clock.now()), deeds }
    },

    async nearest(incidents) {
      const deeds = await book.all()
      const now = clock.now()
      const nearest = new Map<string, NearestDeadline>()
      for (const incident of incidents) {
        const found = nearestOf(clocksOf(profile, { incident, deeds: deeds.get(incident.id) ?? [] }, now))
        if (found !== null) nearest.set(incident.id, found)
      }
      return nearest
    },

    meet: (incident, id, statement) => deed(incident, wanted('met', id, statement)),
    pause: (incident, id, statement) => deed(incident, wanted('paused', id, statement)),
    resume: (incident, id, statement) => deed(incident, wanted('resumed', id, statement)),
    setAside: (incident, id, statement) => deed(incident, wanted('set-aside', id, statement)),
    withdraw: (incident, id, deedId, statement) => deed(incident, wanted('withdrawn', id, statement, deedId)),
    start: (incident, id, statement) => deed(incident, wanted('started', id, statement)),

    async documentSent(incident, { form, id, sentAt, by, reason }) {
      const clocks = clocksOf(profile, { incident, deeds: await book.of(incident.id) }, clock.now())
      const view = clocks.find(each => each.clock.form === form && isOwed(each))
      if (view === undefined) return null
      return await deed(incident, wanted('met', view.clock.id, { by, reason, at: sentAt, documentId: id }))
    },

    registerClocks,

    async contactChanged(statement) {
      for (const { id: clockId } of profile.clocks.filter(({ scope }) => scope === 'register'))
        await book.add(null, (_deeds, id) => ({
          deed: deedOf(wanted('started', clockId, statement), id, null, null, clock.now()),
          answer: undefined,
        }))
      return await registerClocks()
    },

    async meetRegister(occurrence, statement) {
      return await book.add<RegisterClock | ClockRefusal>(null, (deeds, id) => {
        const now = clock.now()
        const find = (all: readonly ClockDeed[]): RegisterClock | undefined =>
          registerClocksOf(profile, all, now).find(each => each.occurrence === occurrence)
        const view = find(deeds)
        const asked = wanted('met', view?.clock.id ?? '', statement)
        const refusal = refusalOf(asked, view, deeds, now)
        if (refusal !== null) return { deed: null, answer: refusal }
        const deed = deedOf(asked, id, null, occurrence, now)
        return { deed, answer: find([...deeds, deed])! }
      })
    },

    async stateDone(statement) {
      const isReport = profile.reports.some(({ id }) => id === statement.item)
      const isDuty = profile.duties.some(({ id }) => id === statement.item)
      if (!isReport && !isDuty) return 'unknown'
      const record: DoneStatement = { ...statement, recordedAt: clock.now() }
      const outcome = await records.commit([put(DONE_STATEMENTS, doneId(record), record, 0)])
      return outcome === 'done' ? 'done' : 'already'
    },

    async calendar(fromMs, toMs, around) {
      return calendarOf(profile, await sourcesOf(around), { fromMs, toMs }, clock.now())
    },

    async dueReminders(afterMs, untilMs, around) {
      const sources = await sourcesOf(around)
      const { clock: ofClocks, report, duty } = profile.reminders
      const own = profile.reports.flatMap(({ reminders }) => reminders ?? [])
      const aheadMs = Math.max(0, ...ofClocks, ...report, ...duty, ...own) * MINUTE_MS
      const range = { fromMs: afterMs, toMs: untilMs + aheadMs + 1 }
      const others = calendarOf(profile, { ...sources, incidents: [] }, range, clock.now())
      return remindersOf([...clockItems(profile, sources), ...others], afterMs, untilMs)
    },
  }
}

/** Overdue or not, the one that is due first; what the law gives no limit for waits behind everything. */
function nearestOf(clocks: readonly ClockView[]): NearestDeadline | null {
  let nearest: NearestDeadline | null = null
  for (const view of clocks) {
    const { dueAt, state, clock } = view
    if (dueAt === null || !isOwed(view)) continue
    if (nearest === null || dueAt < nearest.dueAt) nearest = { clock: clock.id, state, dueAt }
  }
  return nearest
}

function deedOf(
  { kind, clock, at, by, reason, article, documentId, about }: WantedDeed,
  id: string,
  incidentId: string | null,
  occurrence: string | null,
  nowMs: number,
): ClockDeed {
  return {
    id,
    incidentId,
    occurrence,
    clock,
    kind,
    at,
    recordedAt: nowMs,
    by,
    reason,
    article: article ?? null,
    documentId: documentId ?? null,
    about: about ?? null,
  }
}

async function allStatements(records: Records): Promise<ReadonlyMap<string, DoneStatement>> {
  const found = new Map<string, DoneStatement>()
  let after: string | undefined
  do {
    const page = await records.find(DONE_STATEMENTS, {
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    })
    for (const { id, record } of page.records) found.set(id, record)
    after = page.next ?? undefined
  } while (after !== undefined)
  return found
}
