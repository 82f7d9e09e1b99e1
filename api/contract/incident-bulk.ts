// Many incidents changed at once, on the wire: those named, or all that match a filter; with undo for 30 s.

import { Type, type Static } from 'typebox'
import { INCIDENT_ORIGINS } from '#/kernel/incident.ts'
import type { Operation } from './operation.ts'
import { DispositionSchema } from './schemas.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const closed = <T extends Record<string, Type.TSchema>>(members: T) =>
  Type.Object(members, { additionalProperties: false })

const Id = Type.String({ maxLength: 64 })
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Reason = Type.String({ minLength: 1, maxLength: 4000 })
const Mau05 = nullable(Type.Integer({ minimum: 1, maximum: 10 }))
const ByToken = Type.Object({ token: Id })

/** As the query of the queue; `ids` or this. */
export const BulkFilter = closed({
  status: Type.Optional(Type.String({ maxLength: 100 })),
  severity: Type.Optional(Type.String({ maxLength: 100 })),
  owner: Type.Optional(Type.String({ maxLength: 64 })),
  system: Type.Optional(Id),
  unit: Type.Optional(Id),
  text: Type.Optional(Type.String({ maxLength: 200 })),
  mau05: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })),
  origin: Type.Optional(Type.Enum([...INCIDENT_ORIGINS])),
  gravity: Type.Optional(Type.Enum(['ordinary', 'serious', 'none'])),
  tag: Type.Optional(Type.String({ maxLength: 100 })),
  since: Type.Optional(Ms),
})
const Chosen = Type.Union([
  closed({ ids: Type.Array(Id, { minItems: 1, maxItems: 1000, uniqueItems: true }) }),
  closed({ filter: BulkFilter }),
])
export const BulkWorkBody = closed({
  chosen: Chosen,
  action: Type.Union([
    closed({ kind: Type.Literal('take') }),
    closed({ kind: Type.Literal('close'), disposition: DispositionSchema, mau05: Mau05, reason: Reason }),
  ]),
})
export const BulkAssignBody = closed({ chosen: Chosen, owner: nullable(Type.String({ maxLength: 64 })) })
export const BulkView = Type.Object({
  changed: Type.Integer(),
  unchanged: Type.Integer({ description: 'were so already, or are closed' }),
  more: Type.Boolean({ description: 'more match than one request changes; ask again' }),
  undo: nullable(Type.String({ description: 'token for undoBulk' })),
  undoUntil: nullable(Ms),
})
export const UndoBulkView = Type.Object({
  restored: Type.Integer(),
  left: Type.Integer({ description: 'someone has worked on these since: left as they are' }),
})

export type BulkFilter = Static<typeof BulkFilter>
export type BulkWorkBody = Static<typeof BulkWorkBody>
export type BulkAssignBody = Static<typeof BulkAssignBody>
export type BulkView = Static<typeof BulkView>
export type UndoBulkView = Static<typeof UndoBulkView>

export const incidentBulkOperations = {
  bulkWork: {
    method: 'POST',
    path: '/api/incident-bulk/work',
    access: 'incidents.work',
    summary: 'Take or close many: those named, or all that match; can be undone for 30 s',
    body: BulkWorkBody,
    answer: BulkView,
  },
  bulkAssign: {
    method: 'POST',
    path: '/api/incident-bulk/assign',
    access: 'incidents.lead',
    summary: 'Give many to someone, or to no one; can be undone for 30 s',
    body: BulkAssignBody,
    answer: BulkView,
  },
  undoBulk: {
    method: 'POST',
    path: '/api/incident-bulk/:token/undo',
    access: 'incidents.work',
    summary: 'Undo a bulk change of one’s own, where nobody has worked since',
    params: ByToken,
    answer: UndoBulkView,
  },
} as const satisfies Record<string, Operation>
