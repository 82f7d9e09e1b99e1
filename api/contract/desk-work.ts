// Tasks and attachments of an incident, on the wire.

import { Type, type Static } from 'typebox'
import { ATTACHMENT_KINDS } from '#/incidents/attachments.ts'
import { TASK_KINDS, TASK_STATES } from '#/incidents/tasks.ts'
import type { Operation } from './operation.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const closed = { additionalProperties: false } as const
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Id = Type.String({ minLength: 1, maxLength: 64 })
const Version = Type.Integer({ minimum: 1, description: 'the version the caller saw' })
const TaskKind = Type.Enum([...TASK_KINDS], {
  description:
    'coordination acts of Circular 20/2017 art. 8, in its order: watch, plan, train, mobilise, investigate, share, other',
})
const TaskState = Type.Enum([...TASK_STATES])
const AttachmentKind = Type.Enum([...ATTACHMENT_KINDS], {
  description: 'as Mẫu 03 names what is sent along: nhật ký hệ thống, mẫu mã độc, khác',
})

export const TaskView = Type.Object({
  id: Id,
  incidentId: Type.String(),
  title: Type.String(),
  kind: TaskKind,
  assignee: nullable(Type.String()),
  due: nullable(Ms),
  state: TaskState,
  result: Type.String({ description: 'what came of it' }),
  createdAt: Ms,
  createdBy: Type.String(),
  updatedAt: Ms,
  endedAt: nullable(Ms),
  version: Version,
})
export const IncidentTaskView = Type.Object({
  task: TaskView,
  incident: Type.Object({ code: Type.String(), title: Type.String() }),
})

const Title = Type.String({ minLength: 1, maxLength: 200 })
const Assignee = nullable(Type.String({ maxLength: 64 }))
const Result = Type.String({ maxLength: 4000 })
export const NewTaskBody = Type.Object(
  { title: Title, kind: TaskKind, assignee: Type.Optional(Assignee), due: Type.Optional(nullable(Ms)) },
  closed,
)
export const ChangeTaskBody = Type.Object(
  {
    version: Version,
    title: Type.Optional(Title),
    kind: Type.Optional(TaskKind),
    assignee: Type.Optional(Assignee),
    due: Type.Optional(nullable(Ms)),
    state: Type.Optional(TaskState),
    result: Type.Optional(Result),
  },
  closed,
)
export const TaskQuery = Type.Object(
  {
    assignee: Type.Optional(Type.String({ maxLength: 64, description: 'a user name, `me`, or `none`' })),
    state: Type.Optional(Type.String({ maxLength: 100, description: 'comma-separated; default open,doing' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
    after: Type.Optional(Type.String({ maxLength: 400 })),
  },
  closed,
)
export const TaskPageView = Type.Object({
  tasks: Type.Array(IncidentTaskView, { description: 'next due first, those without a date last' }),
  next: nullable(Type.String()),
})

export const AttachmentView = Type.Object({
  id: Id,
  incidentId: Type.String(),
  name: Type.String(),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  bytes: Type.Integer(),
  mediaType: Type.String({ description: 'told from the content, not from what the sender said' }),
  kind: AttachmentKind,
  addedAt: Ms,
  addedBy: Type.String(),
  from: Type.String({ description: 'where it was obtained' }),
  note: Type.String(),
  removed: nullable(Type.Object({ at: Ms, by: Type.String(), reason: Type.String() })),
  version: Version,
})
export const AttachmentQuery = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 255 }),
    kind: Type.Optional(AttachmentKind),
    from: Type.Optional(Type.String({ maxLength: 500 })),
    note: Type.Optional(Type.String({ maxLength: 2000 })),
  },
  closed,
)
export const RemoveAttachmentBody = Type.Object(
  { version: Version, reason: Type.String({ minLength: 1, maxLength: 2000 }) },
  closed,
)

export type TaskView = Static<typeof TaskView>
export type IncidentTaskView = Static<typeof IncidentTaskView>
export type TaskPageView = Static<typeof TaskPageView>
export type AttachmentView = Static<typeof AttachmentView>

const ById = Type.Object({ id: Id })
const OfIncident = Type.Object({ id: Id, part: Id })

export const deskWorkOperations = {
  listTasks: {
    method: 'GET',
    path: '/api/tasks',
    access: 'incidents.read',
    summary: 'Tasks of all incidents one may see',
    query: TaskQuery,
    answer: TaskPageView,
  },
  listIncidentTasks: {
    method: 'GET',
    path: '/api/incidents/:id/tasks',
    access: 'incidents.read',
    summary: 'Tasks of an incident, oldest first',
    params: ById,
    answer: Type.Array(TaskView),
  },
  createTask: {
    method: 'POST',
    path: '/api/incidents/:id/tasks',
    access: 'incidents.work',
    summary: 'Add a task',
    params: ById,
    body: NewTaskBody,
    answer: TaskView,
  },
  changeTask: {
    method: 'PATCH',
    path: '/api/incidents/:id/tasks/:part',
    access: 'incidents.work',
    summary: 'Change a task, begin or end it',
    params: OfIncident,
    body: ChangeTaskBody,
    answer: TaskView,
  },
  listAttachments: {
    method: 'GET',
    path: '/api/incidents/:id/attachments',
    access: 'incidents.read',
    summary: 'Files of an incident, oldest first; removed ones as tombstones',
    params: ById,
    answer: Type.Array(AttachmentView),
  },
  addAttachment: {
    method: 'POST',
    path: '/api/incidents/:id/attachments',
    access: 'incidents.work',
    summary: 'Attach a file; the body is its bytes',
    params: ById,
    query: AttachmentQuery,
    consumes: 'bytes',
    answer: AttachmentView,
  },
  downloadAttachment: {
    method: 'GET',
    path: '/api/incidents/:id/attachments/:part/content',
    writesDown: true,
    access: 'incidents.read',
    summary: 'The bytes, checked against their SHA-256, always as a download',
    params: OfIncident,
    produces: 'application/octet-stream',
  },
  removeAttachment: {
    method: 'POST',
    path: '/api/incidents/:id/attachments/:part/remove',
    access: 'incidents.lead',
    summary: 'Remove the bytes; what it was stays on record',
    params: OfIncident,
    body: RemoveAttachmentBody,
    answer: AttachmentView,
  },
} as const satisfies Record<string, Operation>
