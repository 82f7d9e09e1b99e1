// The contact point for incidents (đầu mối ứng cứu sự cố) stands in the configuration. When it reads otherwise
// than at the last start, the clock of Circular 20/2017 art. 6.1.b runs: 24 hours to tell the coordinator.

import { createHash } from 'node:crypto'
import type { Law } from '#/regulation/law.ts'
import type { Organisation } from '#/reports/organisation.ts'
import type { StateStore } from '#/store/state-store.ts'

const KEPT = 'organisation:responder'

export async function noticeContactChange(
  { responder }: Organisation,
  state: Pick<StateStore, 'setting' | 'putSetting'>,
  law: Pick<Law, 'contactChanged'>,
): Promise<void> {
  const now = createHash('sha256').update(JSON.stringify(responder)).digest('hex')
  const before = state.setting(KEPT)
  if (before === now) return
  if (before !== undefined)
    await law.contactChanged({
      by: 'thapcanh',
      reason: 'Đầu mối ứng cứu sự cố trong cấu hình (organisation.responder) đã thay đổi',
    })
  // Written last: a crash in between starts the clock again rather than not at all.
  state.putSetting(KEPT, now)
}
