// Calls of the API about the keeping of events: days, disk, the time they go by, legal holds.

import type { EventDaysView, LegalHoldView, RetentionTimeView } from '#/api/contract/retention.ts'
import { callApi } from '../api-client.ts'

export interface HoldFields {
  readonly reason: string
  /** Event times in ms UTC, the end exclusive. */
  readonly fromMs: number
  readonly toMs: number
}

export const retentionApi = {
  days: () => callApi<EventDaysView>('GET', '/api/event-days'),
  confirmTime: (reason: string) =>
    callApi<RetentionTimeView>('POST', '/api/event-days/confirm-time', { body: { reason } }),
  holds: () => callApi<readonly LegalHoldView[]>('GET', '/api/legal-holds'),
  hold: (body: HoldFields) => callApi<LegalHoldView>('POST', '/api/legal-holds', { body }),
  release: (id: string, reason: string) =>
    callApi<LegalHoldView>('POST', `/api/legal-holds/${encodeURIComponent(id)}/release`, {
      body: { reason },
    }),
} as const
