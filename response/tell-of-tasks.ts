// People hear of a task that was given to them, an hour before it is due, and when it was due and is not done.

import type { Desk } from '#/incidents/desk.ts'
import { TASKS, type Task } from '#/incidents/tasks.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { NoticeKind } from '#/notices/notice.ts'
import type { Notices } from '#/notices/notices.ts'
import type { Records, Stored } from '#/store/records.ts'
import type { StateStore } from '#/store/state-store.ts'

type Notify = Pick<Notices, 'notify'>
type Incidents = Pick<StateStore, 'incident'>

const HOUR_MS = 3_600_000
const MAX_DUE = 1000

/** The desk, which tells of each task that gets somebody new to do it. */
export function tellingDesk(desk: Desk, state: Incidents, notices: Notify): Desk {
  async function tell({ id, record, version }: Stored<Task>, by: string | null): Promise<void> {
    const { assignee } = record
    if (assignee === null || assignee === by) return
    const text = { vi: 'Việc được giao cho bạn', en: 'Task given to you' }
    await notices.notify(noticeOf('task.assigned', `${assignee}:${version}`, id, record, text, state))
  }
  return {
    ...desk,
    async addTask(fields, by) {
      const done = await desk.addTask(fields, by)
      if (done.kind === 'changed') await tell(done.stored, by)
      return done
    },
    async changeTask(incidentId, id, seen, change) {
      const done = await desk.changeTask(incidentId, id, seen, change)
      if (done.kind === 'changed' && change.assignee !== undefined) await tell(done.stored, null)
      return done
    },
  }
}

/** Tells of the tasks that fall due between the two times, and of those that will an hour later. */
export async function tellOfDueTasks(
  records: Records,
  state: Incidents,
  notices: Notify,
  fromMs: number,
  untilMs: number,
): Promise<void> {
  for (const aheadMs of [HOUR_MS, 0]) {
    const range = { key: 'due', from: fromMs + aheadMs + 1, to: untilMs + aheadMs }
    const { records: tasks } = await records.find(TASKS, { where: { isOpen: 1 }, range, limit: MAX_DUE })
    const text =
      aheadMs === 0
        ? { vi: 'Việc đã đến hạn', en: 'Task is due' }
        : { vi: 'Việc đến hạn trong một giờ', en: 'Task is due within an hour' }
    for (const { id, record } of tasks)
      await notices.notify(noticeOf('task.due', `${record.due}:${aheadMs}`, id, record, text, state))
  }
}

function noticeOf(
  kind: NoticeKind,
  about: string,
  id: string,
  task: Task,
  text: { readonly vi: string; readonly en: string },
  state: Incidents,
): Parameters<Notices['notify']>[0] {
  const incident: Incident | undefined = state.incident(task.incidentId)
  const head = incident === undefined ? '' : `${incident.code} · `
  const of = incident === undefined ? '' : `: ${incident.title}`
  return {
    id: `${kind}:${id}:${about}`,
    kind,
    severity: incident?.severity ?? 'medium',
    incidentId: task.incidentId,
    unitId: incident?.unitId ?? null,
    title: `${head}${task.title}`,
    text: `${text.vi}${of}`,
    textEnglish: `${text.en}${of}`,
    link: `/incidents/${encodeURIComponent(task.incidentId)}`,
    at: task.updatedAt,
    audience: task.assignee === null ? { roles: ['lead'] } : { users: [task.assignee] },
  }
}
