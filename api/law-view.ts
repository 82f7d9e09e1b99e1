// How the law looks on the wire: ids of roles become what people call them, and each field is named here.

import type { CalendarItem } from '#/regulation/calendar.ts'
import { latestEndOf, type ClockView, type RegisterClock } from '#/regulation/clock.ts'
import type { ClockDeed } from '#/regulation/clock-deeds.ts'
import type { LawProfile, LegalClock } from '#/regulation/profile-schema.ts'
import type { Schedule } from '#/regulation/report-period.ts'
import type { SeriousnessTest } from '#/regulation/seriousness.ts'
import type { Static } from 'typebox'
import type {
  CalendarItemView,
  ClockDeedView,
  LawProfileView,
  LawRecipient,
  LegalClockView,
  RegisterClockView,
  SeriousnessView,
} from './contract/law.ts'

type Item = Pick<LegalClock, 'id' | 'title' | 'cites' | 'note' | 'caution' | 'reading'>

const itemOf = ({ id, title, cites, note, caution, reading }: Item) => ({
  id,
  title,
  cites,
  ...(note === undefined ? {} : { note }),
  ...(caution === undefined ? {} : { caution }),
  ...(reading === undefined ? {} : { reading }),
})

export function showProfile(profile: LawProfile): LawProfileView {
  const { retention } = profile
  return {
    id: profile.id,
    title: profile.title,
    standing: profile.standing,
    roles: profile.roles.map(role => ({ ...itemOf(role), holder: role.holder })),
    incidentKinds: profile.incidentKinds.map(kind => ({ ...itemOf(kind), number: kind.number })),
    countingDays: itemOf(profile.countingDays),
    ...(profile.onlineTalk === undefined ? {} : { onlineTalk: itemOf(profile.onlineTalk) }),
    clocks: profile.clocks.map(clock => ({
      ...showClockItem(profile, clock),
      scope: clock.scope,
      when: [...clock.when],
      start: clock.start,
    })),
    reports: profile.reports.map(report => ({
      ...itemOf(report),
      form: report.form,
      maker: recipient(profile, report.maker),
      receivers: report.receivers.map(id => recipient(profile, id)),
      dayStated: report.dayStated,
      active: report.active,
      schedule: scheduleWord(report.schedule),
      ...(report.levels === undefined ? {} : { levels: report.levels }),
    })),
    duties: profile.duties.map(duty => ({ ...itemOf(duty), levels: { ...duty.levels } })),
    retention: {
      systemLogs: { ...itemOf(retention.systemLogs), months: { ...retention.systemLogs.months } },
      floor: { ...itemOf(retention.floor), days: retention.floor.days },
      recommended: { ...itemOf(retention.recommended), days: retention.recommended.days },
      incidentFiles: itemOf(retention.incidentFiles),
    },
  }
}

function scheduleWord(schedule: Schedule): string {
  return schedule.kind === 'every' ? schedule.unit : schedule.before.day
}

function recipient(profile: LawProfile, id: string): Static<typeof LawRecipient> {
  const role = profile.roles.find(role => role.id === id)
  // The profile was checked when it was loaded.
  if (role === undefined) throw new Error(`the profile has no role ${id}`)
  return { id, title: role.title, holder: role.holder }
}

function showClockItem(profile: LawProfile, clock: LegalClock) {
  return {
    ...itemOf(clock),
    limit: clock.limit,
    recipients: clock.recipients.map(id => recipient(profile, id)),
    form: clock.form,
    metBy: clock.metBy,
    mayPause: clock.pauses.length > 0,
    maySetAside: clock.setAside !== undefined,
    pauses: clock.pauses.map(({ title, cites }) => ({ title, cites: [...cites] })),
    setAside:
      clock.setAside === undefined ? null : { title: clock.setAside.title, cites: [...clock.setAside.cites] },
    statedBy: clock.statedBy,
  }
}

export function showClock(profile: LawProfile, view: ClockView): LegalClockView {
  const { met, pause } = view
  return {
    ...showClockItem(profile, view.clock),
    state: view.state,
    appliesSince: view.appliesSince,
    startedAt: view.startedAt,
    dueAt: view.dueAt,
    latestAt: latestEndOf(profile, view),
    remainingMs: view.remainingMs,
    pausedMs: view.pausedMs,
    pauseReason: pause === null ? null : pause.reason,
    metAt: view.metAt,
    metStatement: met === null ? null : { by: met.by, reason: met.reason, documentId: met.documentId },
    notOwed: view.notOwed,
    round: view.round,
  }
}

export function showRegisterClock(
  profile: LawProfile,
  view: RegisterClock,
): Static<typeof RegisterClockView> {
  return { ...showClock(profile, view), occurrence: view.occurrence }
}

export function showDeed(deed: ClockDeed): Static<typeof ClockDeedView> {
  const { id, clock, kind, at, recordedAt, by, reason, article, documentId, about } = deed
  return { id, clock, kind, at, recordedAt, by, reason, article, documentId, about }
}

export function showCalendarItem(profile: LawProfile, item: CalendarItem): CalendarItemView {
  const { incident, system, period } = item
  return {
    id: item.id,
    kind: item.kind,
    item: item.item,
    title: item.title,
    state: item.state,
    dueAt: item.dueAt,
    workBy: item.workBy,
    period: period === null ? null : { start: period.startMs, end: period.endMs },
    dayStated: item.dayStated,
    form: item.form,
    receivers: item.receivers.map(id => recipient(profile, id)),
    incident: incident === null ? null : { id: incident.id, code: incident.code, title: incident.title },
    system: system === null ? null : { id: system.id, name: system.name, level: system.level },
    doneAt: item.doneAt,
    doneBy: item.doneBy,
    cites: [...item.cites],
    reminders: item.doneAt === null ? [...item.reminders] : [],
  }
}

export function showSeriousness(profile: LawProfile, test: SeriousnessTest): Static<typeof SeriousnessView> {
  return {
    ...itemOf(profile.seriousness),
    proposal: test.proposal,
    groups: test.groups.map(({ group, holds, questions }) => ({
      id: group.id,
      title: group.title,
      holds,
      questions: questions.map(({ question, answer, from }) => ({
        id: question.id,
        title: question.title,
        cites: question.cites,
        answer,
        from,
      })),
    })),
  }
}
