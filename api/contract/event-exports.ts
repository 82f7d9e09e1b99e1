// Exports of stored events to a file, and evidence packages (docs/proof.md). Each person sees their own; the file stays
// for a day.

import { Type, type Static } from 'typebox'
import type { Operation } from './operation.ts'
import { EventQuery } from './schemas.ts'

const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Format = Type.Enum(['csv', 'ndjson', 'parquet'])
const { q, from, to, sort } = EventQuery.properties

export const EventExportBody = Type.Object(
  { q, from, to, sort, unmarked: Type.Optional(Type.Boolean()), format: Format },
  { additionalProperties: false },
)
export const EventExportView = Type.Object({
  id: Type.String(),
  q: Type.String(),
  sort,
  format: Type.Enum(['csv', 'ndjson', 'parquet', 'evidence']),
  state: Type.Enum(['running', 'done', 'cancelled', 'failed']),
  events: Type.Integer({ description: 'written so far' }),
  total: nullable(Type.Integer({ description: 'to be written; null until they are counted' })),
  bytes: Type.Integer({ description: 'of the file; 0 until it is there' }),
  complete: Type.Boolean({ description: 'false: not all that match are in the file' }),
  reason: nullable(Type.String({ description: 'why it is not complete or failed' })),
  startedAt: Ms,
  endedAt: nullable(Ms),
})
export type EventExportView = Static<typeof EventExportView>

export const EvidenceExportBody = Type.Object(
  {
    incident: Type.Optional(
      Type.String({ maxLength: 64, description: 'id or code; its events instead of what a search finds' }),
    ),
    q,
    from,
    to,
    unmarked: Type.Optional(Type.Boolean()),
    reason: Type.String({ minLength: 1, maxLength: 500 }),
  },
  { additionalProperties: false },
)

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) })

export const eventExportOperations = {
  startEventExport: {
    method: 'POST',
    path: '/api/event-exports',
    access: 'events.export',
    summary: 'Begin to write what a search finds into a file',
    body: EventExportBody,
    answer: EventExportView,
  },
  startEvidenceExport: {
    method: 'POST',
    path: '/api/evidence-exports',
    access: 'evidence.export',
    summary: 'Begin to make an evidence package of the events of an incident or of a search',
    body: EvidenceExportBody,
    answer: EventExportView,
  },
  listEventExports: {
    method: 'GET',
    path: '/api/event-exports',
    access: 'events.export',
    summary: 'The own exports of the last day, newest first',
    answer: Type.Array(EventExportView),
  },
  downloadEventExport: {
    method: 'GET',
    path: '/api/event-exports/:id/file',
    writesDown: true,
    access: 'events.export',
    summary: 'The file of an export that is done',
    params: ById,
    produces: 'application/octet-stream',
  },
  cancelEventExport: {
    method: 'DELETE',
    path: '/api/event-exports/:id',
    access: 'events.export',
    summary: 'Call off an export that runs, or remove the file of one that has ended',
    params: ById,
  },
} as const satisfies Readonly<Record<string, Operation>>
