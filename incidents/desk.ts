// Tasks and attachments kept: versions, bounds, and which bytes may go when a file is removed. Who may do it
// and the incident's history are the routes' business.

import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { put, type Find, type RecordPage, type Records, type Stored } from '#/store/records.ts'
import type { AttachmentFiles } from './attachment-files.ts'
import { ATTACHMENTS, safeFileName, type Attachment, type AttachmentKind } from './attachments.ts'
import { TASKS, changeTask, newTask, type Task, type TaskChange } from './tasks.ts'

export type Changed<T> =
  | { readonly kind: 'changed'; readonly stored: Stored<T>; readonly text: string }
  | { readonly kind: 'unchanged'; readonly stored: Stored<T> }
  | {
      readonly kind: 'refused'
      readonly why: 'not-found' | 'conflict' | 'no-result' | 'removed' | 'too-many'
    }

export interface NewAttachment {
  readonly incidentId: string
  readonly name: string
  readonly kind: AttachmentKind
  readonly from: string
  readonly note: string
  readonly by: string
  readonly bytes: Readable
  readonly announcedBytes: number | undefined
}

export interface Desk {
  tasksOf(incidentId: string): Promise<readonly Stored<Task>[]>
  findTasks(find: Find): Promise<RecordPage<Task>>
  addTask(
    fields: Pick<Task, 'incidentId' | 'title' | 'kind' | 'assignee' | 'due'>,
    by: string,
  ): Promise<Changed<Task>>
  changeTask(incidentId: string, id: string, seen: number, change: TaskChange): Promise<Changed<Task>>

  attachmentsOf(incidentId: string): Promise<readonly Stored<Attachment>[]>
  attachment(incidentId: string, id: string): Promise<Stored<Attachment> | undefined>
  /** Keeps the bytes, then the record; throws what AttachmentFiles.receive throws. */
  attach(wanted: NewAttachment): Promise<Changed<Attachment>>
  removeAttachment(
    incidentId: string,
    id: string,
    seen: number,
    by: string,
    reason: string,
  ): Promise<Changed<Attachment>>
  /** Takes away the bytes of those names that no record has: what a crash or a server that was away left. */
  clearUnclaimed(sha256s: Iterable<string>): Promise<void>
  readonly files: Pick<AttachmentFiles, 'read'>
}

export function createDesk(records: Records, clock: Clock, files: AttachmentFiles): Desk {
  const refused = (why: Extract<Changed<never>, { kind: 'refused' }>['why']) =>
    ({ kind: 'refused', why }) as const
  const ofIncident = (incidentId: string): Find => ({
    where: { incidentId },
    limit: 1000,
  })
  // Writing and taking away the same bytes must not cross.
  let lastChange: Promise<unknown> = Promise.resolve()
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = lastChange.then(work, work)
    lastChange = mine.catch(() => undefined)
    return await mine
  }

  async function attachment(incidentId: string, id: string): Promise<Stored<Attachment> | undefined> {
    const stored = await records.get(ATTACHMENTS, id)
    return stored?.record.incidentId === incidentId ? stored : undefined
  }

  async function removeUnclaimed(sha256: string): Promise<void> {
    if ((await records.count(ATTACHMENTS, { where: { sha256, isRemoved: 0 } })) === 0)
      await files.remove(sha256)
  }

  return {
    async tasksOf(incidentId) {
      const page = await records.find(TASKS, {
        ...ofIncident(incidentId),
        order: { key: 'createdAt', direction: 'up' },
      })
      return page.records
    },
    findTasks: find => records.find(TASKS, find),

    async addTask(fields, by) {
      const { incidentId } = fields
      if ((await records.count(TASKS, { where: { incidentId } })) >= LIMITS.maxIncidentTasks)
        return refused('too-many')
      const id = randomUUID()
      const task = newTask(fields, by, clock.now())
      if ((await records.commit([put(TASKS, id, task, 0)])) === 'conflict') return refused('conflict')
      return { kind: 'changed', stored: { id, version: 1, record: task }, text: '' }
    },

    async changeTask(incidentId, id, seen, change) {
      const stored = await records.get(TASKS, id)
      if (stored?.record.incidentId !== incidentId) return refused('not-found')
      if (stored.version !== seen) return refused('conflict')
      const outcome = changeTask(stored.record, change, clock.now())
      if (outcome.kind === 'no-result') return refused('no-result')
      if (outcome.kind === 'unchanged') return { kind: 'unchanged', stored }
      if ((await records.commit([put(TASKS, id, outcome.task, seen)])) === 'conflict')
        return refused('conflict')
      return {
        kind: 'changed',
        stored: { id, version: seen + 1, record: outcome.task },
        text: outcome.text,
      }
    },

    async attachmentsOf(incidentId) {
      const page = await records.find(ATTACHMENTS, {
        ...ofIncident(incidentId),
        order: { key: 'addedAt', direction: 'up' },
      })
      return page.records
    },
    attachment,

    async attach({ bytes, announcedBytes, by, name, ...fields }) {
      const where = { incidentId: fields.incidentId }
      if ((await records.count(ATTACHMENTS, { where })) >= LIMITS.maxIncidentAttachments)
        return refused('too-many')
      await using received = await files.receive(bytes, announcedBytes)
      return await inTurn(async () => {
        await received.place()
        const id = randomUUID()
        const { sha256, bytes, mediaType } = received
        const record: Attachment = {
          ...fields,
          sha256,
          bytes,
          mediaType,
          name: safeFileName(name),
          addedAt: clock.now(),
          addedBy: by,
          removed: null,
        }
        if ((await records.commit([put(ATTACHMENTS, id, record, 0)])) === 'conflict')
          return refused('conflict')
        return { kind: 'changed', stored: { id, version: 1, record }, text: '' }
      })
    },

    async removeAttachment(incidentId, id, seen, by, reason) {
      return await inTurn(async () => {
        const stored = await attachment(incidentId, id)
        if (stored === undefined) return refused('not-found')
        if (stored.version !== seen) return refused('conflict')
        if (stored.record.removed !== null) return refused('removed')
        const { sha256 } = stored.record
        const record = { ...stored.record, removed: { at: clock.now(), by, reason } }
        if ((await records.commit([put(ATTACHMENTS, id, record, seen)])) === 'conflict')
          return refused('conflict')
        // Only after its record says so: a crash in between leaves bytes, never a record without them.
        await removeUnclaimed(sha256)
        return { kind: 'changed', stored: { id, version: seen + 1, record }, text: '' }
      })
    },
    async clearUnclaimed(sha256s) {
      for (const sha256 of sha256s) await inTurn(async () => await removeUnclaimed(sha256))
    },
    files,
  }
}
