// Tasks and attachments of incidents. Who sees the incident sees them; each change is a line of its history and
// of the audit trail, a download of the audit trail.

import { downloadHeader } from '#/incidents/attachments.ts'
import type { Attachment } from '#/incidents/attachments.ts'
import type { Changed } from '#/incidents/desk.ts'
import { TASK_STATES, createdText, isEnded, type Task, type TaskChange } from '#/incidents/tasks.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import type { Stored } from '#/store/records.ts'
import type { Principal } from '../auth/principal.ts'
import { written } from '../change-incident.ts'
import type { AttachmentView, IncidentTaskView, TaskView } from '../contract/desk-work.ts'
import { API_ERRORS, ApiError, type ApiErrorCode } from '../errors.ts'
import { addLine } from '../incident-line.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { seesUnit, visibleIncident } from '../visible.ts'
import { parseWords } from '../word-list.ts'
import { checkAssignee } from './incidents.ts'

type DeskHandlers = Handlers<
  | 'listTasks'
  | 'listIncidentTasks'
  | 'createTask'
  | 'changeTask'
  | 'listAttachments'
  | 'addAttachment'
  | 'downloadAttachment'
  | 'removeAttachment'
>

export function deskWorkRoutes(platform: Platform): DeskHandlers {
  const { desk, state, audit, clock } = platform
  const find = (id: string, principal: Principal): Incident => visibleIncident(platform, principal, id)

  function line(
    incident: Incident,
    by: string,
    kind: TimelineEntry['kind'],
    text: string,
    parts: Readonly<Record<string, string>>,
  ): void {
    addLine(platform, incident.id, { at: clock.now(), by, kind, text, parts })
  }

  async function stored<T>(
    outcome: Changed<T>,
    missing: ApiErrorCode,
  ): Promise<Exclude<Changed<T>, { kind: 'refused' }>> {
    if (outcome.kind !== 'refused') return outcome
    const reasons = {
      'not-found': new ApiError(missing, 'There is no such thing on this incident.'),
      conflict: new ApiError('conflict', 'Someone has changed it since.'),
      'no-result': new ApiError('task.result-required', 'body/result: say what came of it'),
      removed: new ApiError('attachment.removed', 'The file was removed; its record stays.'),
      'too-many': new ApiError('incident.full', 'The incident has as many of these as it may.'),
    } as const satisfies Record<typeof outcome.why, ApiError>
    throw reasons[outcome.why]
  }

  return {
    async listTasks({ query, principal }) {
      const states =
        query.state === undefined
          ? (['open', 'doing'] as const)
          : parseWords(query.state, TASK_STATES, 'query/state')
      const assignee =
        query.assignee === undefined
          ? undefined
          : query.assignee === 'me'
            ? principal.name
            : query.assignee === 'none'
              ? null
              : query.assignee
      const limit = query.limit ?? 100
      const tasks: IncidentTaskView[] = []
      const where = {
        ...(assignee === undefined ? {} : { assignee }),
        ...(states.every(isEnded) ? { isOpen: 0 } : states.some(isEnded) ? {} : { isOpen: 1 }),
      }
      let after = query.after
      for (;;) {
        // One at a time from here on would be exact; a page too many rows is read instead, and cut below.
        const page = await desk.findTasks({
          where,
          order: { key: 'due', direction: 'up' },
          limit: limit - tasks.length,
          ...(after === undefined ? {} : { after }),
        })
        for (const one of page.records) {
          if (!states.includes(one.record.state)) continue
          const incident = state.incident(one.record.incidentId)
          if (incident === undefined || !seesUnit(principal, incident.unitId, platform.units)) continue
          const { code, title } = incident
          tasks.push({ task: showTask(one), incident: { code, title } })
        }
        if (page.next === null || tasks.length >= limit) return { tasks, next: page.next }
        after = page.next
      }
    },

    async listIncidentTasks({ params, principal }) {
      const incident = find(params.id, principal)
      return (await desk.tasksOf(incident.id)).map(showTask)
    },

    async createTask({ params, body, principal }) {
      const incident = find(params.id, principal)
      const { kind, assignee = null, due = null } = body
      checkAssignee(platform, assignee, [incident.unitId])
      const fields = {
        incidentId: incident.id,
        title: written(body.title, 'body/title'),
        kind,
        assignee,
        due,
      }
      const added = await stored(await desk.addTask(fields, principal.name), 'task.not-found')
      const { id, record } = added.stored
      line(incident, principal.name, 'task', createdText(record), taskParts(id, record))
      await audit.record(principal.name, 'task.created', `incident ${incident.code}`, record.title)
      return showTask(added.stored)
    },

    async changeTask({ params, body, principal }) {
      const incident = find(params.id, principal)
      const { version, title, result, ...rest } = body
      checkAssignee(platform, rest.assignee ?? null, [incident.unitId])
      const change: TaskChange = {
        ...rest,
        ...(title === undefined ? {} : { title: written(title, 'body/title') }),
        ...(result === undefined ? {} : { result: result.normalize('NFC').trim() }),
      }
      const outcome = await desk.changeTask(incident.id, params.part, version, change)
      const changed = await stored(outcome, 'task.not-found')
      if (changed.kind === 'unchanged') return showTask(changed.stored)
      const { id, record } = changed.stored
      line(incident, principal.name, 'task', changed.text, taskParts(id, record))
      await audit.record(principal.name, 'task.changed', `incident ${incident.code}`, changed.text)
      return showTask(changed.stored)
    },

    async listAttachments({ params, principal }) {
      const incident = find(params.id, principal)
      return (await desk.attachmentsOf(incident.id)).map(showAttachment)
    },

    async addAttachment({ params, query, body, principal, request, reply }) {
      const { name, kind = 'other', from = '', note = '' } = query
      const announced = request.headers['content-length']
      try {
        const incident = find(params.id, principal)
        const outcome = await desk.attach({
          incidentId: incident.id,
          name,
          kind,
          from: from.normalize('NFC').trim(),
          note: note.normalize('NFC').trim(),
          by: principal.name,
          bytes: body,
          announcedBytes: announced === undefined ? undefined : Number(announced),
        })
        const added = await stored(outcome, 'attachment.not-found')
        const { id, record } = added.stored
        const text = `Đính kèm tệp ${record.name} (${record.bytes} byte, SHA-256 ${record.sha256})`
        line(incident, principal.name, 'attachment', text, attachmentParts('added', id, record))
        await audit.record(
          principal.name,
          'attachment.added',
          `incident ${incident.code}`,
          `${record.name} sha256:${record.sha256}`,
        )
        return showAttachment(added.stored)
      } catch (error) {
        // Part of the body may still be coming; nobody reads it any more.
        void reply.header('connection', 'close')
        throw refusalOf(error)
      }
    },

    async downloadAttachment({ params, principal, request, reply }) {
      const incident = find(params.id, principal)
      const one = await desk.attachment(incident.id, params.part)
      if (one === undefined) throw new ApiError('attachment.not-found', 'There is no such file.')
      const { name, sha256, bytes, removed } = one.record
      if (removed !== null)
        throw new ApiError('attachment.removed', `Removed by ${removed.by}: ${removed.reason}`)
      try {
        const content = await desk.files.read(sha256, bytes, request.signal)
        await audit.record(
          principal.name,
          'attachment.downloaded',
          `incident ${incident.code}`,
          `${name} sha256:${sha256}`,
        )
        void reply.headers({
          'content-disposition': downloadHeader(name),
          'content-length': String(bytes),
          'x-content-type-options': 'nosniff',
        })
        return content
      } catch (error) {
        throw refusalOf(error)
      }
    },

    async removeAttachment({ params, body, principal }) {
      const incident = find(params.id, principal)
      const reason = written(body.reason, 'body/reason')
      const outcome = await desk.removeAttachment(
        incident.id,
        params.part,
        body.version,
        principal.name,
        reason,
      )
      const removed = await stored(outcome, 'attachment.not-found')
      const { id, record } = removed.stored
      const text = `Gỡ tệp ${record.name} (SHA-256 ${record.sha256}): ${reason}`
      line(incident, principal.name, 'attachment', text, attachmentParts('removed', id, record))
      await audit.record(principal.name, 'attachment.removed', `incident ${incident.code}`, text)
      return showAttachment(removed.stored)
    },
  }
}

/** What went wrong with the bytes has the same code for the caller. */
function refusalOf(error: unknown): unknown {
  const isKnown = error instanceof Permanent || error instanceof Retryable
  if (!isKnown || !Object.hasOwn(API_ERRORS, error.code)) return error
  return new ApiError(error.code as ApiErrorCode, error.message)
}

function taskParts(id: string, { title, state, assignee }: Task): Readonly<Record<string, string>> {
  return { taskId: id, title, state, assignee: assignee ?? '' }
}

function attachmentParts(
  act: 'added' | 'removed',
  id: string,
  { name, sha256, bytes }: Attachment,
): Readonly<Record<string, string>> {
  return { act, attachmentId: id, name, sha256, bytes: String(bytes) }
}

function showTask({ id, version, record }: Stored<Task>): TaskView {
  const { incidentId, title, kind, assignee, due, state, result } = record
  const { createdAt, createdBy, updatedAt, endedAt } = record
  return {
    id,
    incidentId,
    title,
    kind,
    assignee,
    due,
    state,
    result,
    createdAt,
    createdBy,
    updatedAt,
    endedAt,
    version,
  }
}

function showAttachment({ id, version, record }: Stored<Attachment>): AttachmentView {
  const { incidentId, name, sha256, bytes, mediaType, kind, addedAt, addedBy, from, note, removed } = record
  return {
    id,
    incidentId,
    name,
    sha256,
    bytes,
    mediaType,
    kind,
    addedAt,
    addedBy,
    from,
    note,
    removed,
    version,
  }
}
