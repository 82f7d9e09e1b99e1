// Reading the audit trail. It is written where things happen, and changed nowhere.

import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'

export function auditRoutes({ audit }: Pick<Platform, 'audit'>): Handlers<'listAudit'> {
  return {
    async listAudit({ query }) {
      const total = await audit.lastNumber()
      const last = Math.min(total, (query.before ?? total + 1) - 1)
      const first = Math.max(0, last - (query.limit ?? 100))
      const entries = await audit.entries(first, last - first)
      return {
        entries: entries.toReversed().map(({ number, entry: { at, by, action, subject, detail } }) => ({
          number,
          at,
          by,
          action,
          subject,
          detail,
        })),
        total,
      }
    },
  }
}
