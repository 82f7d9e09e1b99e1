// Requests of the keeping of events for the role matrix.

import { DAY } from '../../store/invented-events.ts'
import type { City } from '../invented-platform.ts'

export const HOLD = { reason: 'Điều tra vụ lộ dữ liệu', fromMs: DAY, toMs: DAY + 86_400_000 }

async function planted({ platform }: City): Promise<{ id: string }> {
  const hold = await platform.legalHolds.create('lead', HOLD)
  if (hold === 'full') throw new Error('too many holds')
  return { id: hold.id }
}

export const retentionRequests = {
  listEventDays: {},
  confirmTime: { payload: { reason: 'Máy chủ đã dừng hai tuần' } },
  listLegalHolds: {},
  createLegalHold: { payload: HOLD },
  releaseLegalHold: { path: planted, payload: { reason: 'Vụ việc đã khép lại' } },
} as const
