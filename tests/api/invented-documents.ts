// The documents of the invented city: `d-1`, a draft of a daily report, and `d-2`, one that was signed off. Sending
// one meets its legal clock, as in the running platform.

import type { Clock } from '#/kernel/clock.ts'
import { createDocumentDesk, type DocumentDesk } from '#/reports/desk.ts'
import type { Law } from '#/regulation/law.ts'
import { createPlatformFigures } from '#/reports/fill/platform-figures.ts'
import { formOf } from '#/reports/forms/all-forms.ts'
import { NO_ORGANISATION } from '#/reports/organisation.ts'
import { lastPeriod } from '#/reports/period.ts'
import { createHistory } from '#/response/history.ts'
import { meetClock } from '#/response/link-documents.ts'
import { createAudit } from '#/store/audit.ts'
import type { StateStore } from '#/store/state-store.ts'

export async function inventedDocuments(state: StateStore, clock: Clock, law: Law): Promise<DocumentDesk> {
  let made = 0
  const desk = createDocumentDesk({
    records: state.records,
    state,
    clock,
    figures: createPlatformFigures({
      state,
      audit: createAudit(state.records, clock),
      organisation: { ...NO_ORGANISATION, name: 'Trung tâm Giám sát Ví Dụ' },
      recipients: () => ['Chủ quản hệ thống thông tin'],
      systems: () => [],
      collection: () => undefined,
    }),
    periodFor: (form, now) => lastPeriod(formOf(form), now),
    newId: () => `d-${++made}`,
    onSent: sent =>
      meetClock(
        sent,
        law,
        state,
        createHistory(state, () => undefined),
      ),
  })
  const about = { kind: 'period', period: desk.period('bao-cao-ngay') } as const
  await desk.create('bao-cao-ngay', about, 'analyst')
  await desk.create('bao-cao-ngay', about, 'analyst')
  await desk.sign('d-2', 1, 'lead')
  return desk
}
