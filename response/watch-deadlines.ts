// Every minute: who must hear of a limit of law that draws near or has passed, of a report that is due, of a
// task. How far was told is kept, so that a stop of the platform tells late and never twice.

import { openIncidents } from '#/store/incident-pages.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Severity } from '#/kernel/severity.ts'
import type { NoticeKind } from '#/notices/notice.ts'
import type { Notices } from '#/notices/notices.ts'
import type { CalendarAround, Law } from '#/regulation/law.ts'
import type { Reminder } from '#/regulation/reminder.ts'
import type { Records } from '#/store/records.ts'
import type { StateStore } from '#/store/state-store.ts'
import { tellOfDueTasks } from './tell-of-tasks.ts'

export interface WatchDeadlinesOptions {
  readonly state: Pick<StateStore, 'setting' | 'putSetting' | 'incidents' | 'incident'>
  readonly records: Records
  readonly law: Pick<Law, 'dueReminders'>
  readonly notices: Pick<Notices, 'notify'>
  readonly jobs: JobQueue
  readonly clock: Clock
  readonly around: () => Promise<Omit<CalendarAround, 'incidents'>>
}

/** Until when this platform, or its life before the last stop, has told of everything; 0 before the first. */
export function toldUntil(state: Pick<StateStore, 'setting'>): number {
  return Number(state.setting(TOLD) ?? 0)
}

const QUEUE = 'law-deadlines'
const EVERY_MS = 60_000
const TOLD = 'law:told-until'
/** After a long stop only so much is told again; what is overdue stands in the calendar. */
const MAX_BACK_MS = 7 * 24 * 3_600_000

export async function watchDeadlines(options: WatchDeadlinesOptions): Promise<AsyncDisposable> {
  const { state, law, notices, jobs, clock } = options
  await jobs.add({ queue: QUEUE, key: 'watch', data: {}, everyMs: EVERY_MS })
  return jobs.work(QUEUE, async () => {
    const now = clock.now()
    const told = toldUntil(state) || now
    const from = Math.max(told, now - MAX_BACK_MS)
    const around = { ...(await options.around()), incidents: openIncidents(state) }
    for (const reminder of await law.dueReminders(from, now, around)) await notices.notify(noticeOf(reminder))
    await tellOfDueTasks(options.records, state, notices, from, now)
    state.putSetting(TOLD, String(now))
  })
}

function noticeOf({ item, occasion, at }: Reminder): Parameters<Notices['notify']>[0] {
  const { incident, clock, title, dueAt, cites } = item
  const passed = occasion.kind === 'passed'
  const kind: NoticeKind = clock === null ? 'document.due' : passed ? 'clock.missed' : 'clock.due'
  const severity: Severity = passed ? 'critical' : clock === null ? 'medium' : 'high'
  const due = vietnamTime(dueAt)
  const article = cites.map(({ article: text }) => text).join('; ')
  const owner = incident?.owner ?? null
  const head = incident === null ? '' : `${incident.code} · `
  return {
    id: `${kind}:${item.id}:${occasion.kind}:${occasion.kind === 'before' ? occasion.minutes : dueAt}`,
    kind,
    severity,
    ...(incident === null ? {} : { incidentId: incident.id, unitId: incident.unitId }),
    title: `${head}${title.vi}`,
    titleEnglish: `${head}${title.en}`,
    text: `${passed ? 'Đã quá hạn' : 'Đến hạn'} ${due}. ${article}`,
    textEnglish: `${passed ? 'Was due' : 'Due'} ${due}. ${article}`,
    link: incident === null ? '/calendar' : `/incidents/${encodeURIComponent(incident.id)}`,
    at,
    audience: { roles: ['lead'], ...(owner === null ? {} : { users: [owner] }) },
  }
}

const VIETNAM = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  dateStyle: 'short',
  timeStyle: 'short',
})

function vietnamTime(ms: number): string {
  return VIETNAM.format(ms)
}
