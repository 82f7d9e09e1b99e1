// What is due when: the clocks of incidents, the periodic reports, the duties of each monitored system. Pure. What
// has been done is told by the caller: documents signed and sent, and people's statements.

import type { FormId } from '#/kernel/form.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { MonitoredSystem } from '#/kernel/monitored-system.ts'
import { isOwed, type ClockView } from './clock.ts'
import { doneId, type DoneStatement } from './done-statement.ts'
import { dayOf, isoDate } from './local-date.ts'
import type { Cite, Duty, LawProfile, PeriodicReport, Words } from './profile-schema.ts'
import { occurrencesOf, type Occurrence, type PeriodUnit } from './report-period.ts'
import { workingDayUpTo } from './working-days.ts'

/** A document that was signed and sent. */
export interface SentDocument {
  readonly form: FormId
  readonly periodStart: number
  /** Exclusive. */
  readonly periodEnd: number
  readonly sentAt: number
  readonly by: string
}

type CalendarSystem = Pick<MonitoredSystem, 'id' | 'name' | 'level'>

export interface CalendarSources {
  /** Incidents with their clocks. */
  readonly incidents: readonly { readonly incident: Incident; readonly clocks: readonly ClockView[] }[]
  readonly systems: readonly CalendarSystem[]
  readonly documents: readonly SentDocument[]
  /** By `doneId`. */
  readonly statements: ReadonlyMap<string, DoneStatement>
  /** Ids of inactive reports that the city wants. */
  readonly alsoReports: readonly string[]
  /** When the platform began to watch: what was due before is not its business. */
  readonly sinceMs: number
}

export interface CalendarItem {
  /** Stays the same for the same thing due. */
  readonly id: string
  readonly kind: 'clock' | 'report' | 'duty'
  /** Id in the profile. */
  readonly item: string
  readonly title: Words
  readonly state: 'due' | 'overdue' | 'done' | 'done-late' | 'paused'
  readonly dueAt: number
  /** The last working day on which it can be done in time: `2026-12-18`; null where hours count. */
  readonly workBy: string | null
  readonly period: { readonly startMs: number; readonly endMs: number } | null
  /** False: the day is the platform's own, the law names none. */
  readonly dayStated: boolean
  readonly form: FormId | null
  /** Role ids. */
  readonly receivers: readonly string[]
  readonly incident: Incident | null
  readonly system: CalendarSystem | null
  readonly clock: ClockView | null
  readonly doneAt: number | null
  readonly doneBy: string | null
  readonly cites: readonly Cite[]
  /** Minutes before it is due at which people are told. */
  readonly reminders: readonly number[]
}

/** Everything due from `fromMs` (inclusive) to `toMs` (exclusive), by the time it is due. */
export function calendarOf(
  profile: LawProfile,
  sources: CalendarSources,
  range: { readonly fromMs: number; readonly toMs: number },
  nowMs: number,
): CalendarItem[] {
  const items = [
    ...clockItems(profile, sources).filter(({ dueAt }) => dueAt >= range.fromMs && dueAt < range.toMs),
    ...reportItems(profile, sources, range, nowMs),
    ...dutyItems(profile, sources, range, nowMs),
  ]
  return items.sort((a, b) => a.dueAt - b.dueAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
}

/** Clocks with a limit that have begun and are owed or met. */
export function clockItems(
  profile: LawProfile,
  { incidents }: Pick<CalendarSources, 'incidents'>,
): CalendarItem[] {
  return incidents.flatMap(({ incident, clocks }) =>
    clocks.flatMap((view): CalendarItem[] => {
      const { clock, dueAt, metAt, met } = view
      if (dueAt === null || (!isOwed(view) && metAt === null)) return []
      return [
        {
          id: `clock/${incident.id}/${clock.id}/${view.round}`,
          kind: 'clock',
          item: clock.id,
          title: clock.title,
          state: CLOCK_TO_ITEM[view.state] ?? 'due',
          dueAt,
          workBy: clock.limit.kind === 'days' ? workByOf(profile, dueAt) : null,
          period: null,
          dayStated: clock.limit.kind !== 'immediately',
          form: clock.form,
          receivers: clock.recipients,
          incident,
          system: null,
          clock: view,
          doneAt: metAt,
          doneBy: met?.by ?? null,
          cites: clock.cites,
          reminders: clock.reminders ?? profile.reminders.clock,
        },
      ]
    }),
  )
}

const CLOCK_TO_ITEM: Partial<Record<ClockView['state'], CalendarItem['state']>> = {
  running: 'due',
  paused: 'paused',
  overdue: 'overdue',
  met: 'done',
  'met-late': 'done-late',
}

function reportItems(
  profile: LawProfile,
  sources: CalendarSources,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  nowMs: number,
): CalendarItem[] {
  const levels = new Set<number>(sources.systems.map(({ level }) => level))
  const asked = profile.reports.filter(
    ({ id, active, levels: wanted }) =>
      (active || sources.alsoReports.includes(id)) &&
      (wanted === undefined || wanted.some(level => levels.has(level))),
  )
  return asked.flatMap(report =>
    occurrencesOf(report.schedule, fromMs, toMs, profile.utcOffsetMinutes)
      .filter(occurrence => isOurs(report, occurrence, sources.sinceMs))
      .map((occurrence): CalendarItem => {
        const stated = sources.statements.get(
          doneId({ item: report.id, systemId: null, periodStart: occurrence.startMs }),
        )
        const sent = documentFor(report, occurrence, sources.documents)
        const done =
          sent === undefined || (stated !== undefined && stated.at < sent.sentAt)
            ? stated && { at: stated.at, by: stated.by }
            : { at: sent.sentAt, by: sent.by }
        return {
          id: `report/${report.id}/${occurrence.startMs}`,
          kind: 'report',
          item: report.id,
          title: report.title,
          ...doneState(done, occurrence.dueAt, nowMs),
          dueAt: occurrence.dueAt,
          workBy: workByOf(profile, occurrence.dueAt),
          period: { startMs: occurrence.startMs, endMs: occurrence.endMs },
          dayStated: report.dayStated,
          form: report.form,
          receivers: report.receivers,
          incident: null,
          system: null,
          clock: null,
          cites: report.cites,
          reminders: report.reminders ?? profile.reminders.report,
        }
      }),
  )
}

function dutyItems(
  profile: LawProfile,
  sources: CalendarSources,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  nowMs: number,
): CalendarItem[] {
  return sources.systems.flatMap(system =>
    profile.duties.flatMap(duty => {
      const unit = dutyUnit(duty, system.level)
      if (unit === null) return []
      return occurrencesOf({ kind: 'every', unit, dueAfterDays: 0 }, fromMs, toMs, profile.utcOffsetMinutes)
        .filter(({ dueAt }) => dueAt > sources.sinceMs)
        .map((occurrence): CalendarItem => {
          const stated = sources.statements.get(
            doneId({ item: duty.id, systemId: system.id, periodStart: occurrence.startMs }),
          )
          return {
            id: `duty/${duty.id}/${system.id}/${occurrence.startMs}`,
            kind: 'duty',
            item: duty.id,
            title: duty.title,
            ...doneState(stated && { at: stated.at, by: stated.by }, occurrence.dueAt, nowMs),
            dueAt: occurrence.dueAt,
            workBy: workByOf(profile, occurrence.dueAt),
            period: { startMs: occurrence.startMs, endMs: occurrence.endMs },
            dayStated: false,
            form: null,
            receivers: [],
            incident: null,
            system,
            clock: null,
            cites: duty.cites,
            reminders: profile.reminders.duty,
          }
        })
    }),
  )
}

/** The unit of time in which a duty recurs at a level; null: none, or continuous, or without a stated period. */
export function dutyUnit(
  { levels }: Pick<Duty, 'levels'>,
  level: MonitoredSystem['level'],
): PeriodUnit | null {
  const period = levels[level]
  return period === 'continuous' || period === 'periodic' ? null : period
}

/** A short period must have been watched whole; a long one is owed by the city whenever the platform came. */
function isOurs({ schedule }: PeriodicReport, { startMs, dueAt }: Occurrence, sinceMs: number): boolean {
  const isShort = schedule.kind === 'every' && (schedule.unit === 'day' || schedule.unit === 'week')
  return isShort ? startMs >= sinceMs : dueAt > sinceMs
}

/** Of the longer of two periods, how much they must share for a document to stand for a report. */
const SHARED = 0.6

/**
 * The earliest document of the report's form for that period. A person may choose its days a little differently; a
 * half year is not taken for the year that holds it.
 */
function documentFor(
  { form }: PeriodicReport,
  { startMs, endMs }: Occurrence,
  documents: readonly SentDocument[],
): SentDocument | undefined {
  if (form === null) return undefined
  return documents
    .filter(document => {
      if (document.form !== form) return false
      const shared = Math.min(endMs, document.periodEnd) - Math.max(startMs, document.periodStart)
      return shared / Math.max(endMs - startMs, document.periodEnd - document.periodStart) >= SHARED
    })
    .sort((a, b) => a.sentAt - b.sentAt)[0]
}

function doneState(
  done: { readonly at: number; readonly by: string } | undefined,
  dueAt: number,
  nowMs: number,
): Pick<CalendarItem, 'state' | 'doneAt' | 'doneBy'> {
  if (done === undefined) return { state: nowMs < dueAt ? 'due' : 'overdue', doneAt: null, doneBy: null }
  // It had to be done before that moment.
  return { state: done.at < dueAt ? 'done' : 'done-late', doneAt: done.at, doneBy: done.by }
}

function workByOf({ workingTime, utcOffsetMinutes }: LawProfile, dueAt: number): string {
  const last = dayOf(dueAt - 1, utcOffsetMinutes)
  return isoDate(workingDayUpTo(workingTime, last, utcOffsetMinutes))
}
