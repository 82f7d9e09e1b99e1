// The audit trail on the wire.

import { Type, type Static } from 'typebox'
import type { Operation } from './operation.ts'

export const AuditQuery = Type.Object(
  {
    before: Type.Optional(
      Type.Integer({ minimum: 1, description: 'entries before this number; absent: the newest' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
  },
  { additionalProperties: false },
)
export const AuditView = Type.Object({
  number: Type.Integer({ description: 'from 1, without gaps' }),
  at: Type.Integer({ description: 'ms since 1970, UTC' }),
  by: Type.String(),
  action: Type.String({ description: 'user.created, document.signed, …' }),
  subject: Type.String(),
  detail: Type.String(),
})
export const AuditPage = Type.Object({
  entries: Type.Array(AuditView, { description: 'newest first' }),
  total: Type.Integer(),
})
export type AuditPage = Static<typeof AuditPage>

export const auditOperations = {
  listAudit: {
    method: 'GET',
    path: '/api/audit',
    access: 'audit.read',
    summary: 'Who did what to what, newest first',
    query: AuditQuery,
    answer: AuditPage,
  },
} as const satisfies Record<string, Operation>
