// The documents of the invented city: `d-1`, a draft of a daily report, and `d-2`, one that was signed off. Sending
// one meets its legal clock, as in the running platform.

import type { Clock } from '#/kernel/clock.ts'
import { createDocumentDesk, type DocumentDesk } from '#/reports/desk.ts'
import type { Law } from '#/regulation/law.ts'
import { createPlatformFigures } from '#/reports/fill/platform-figures.ts'
import { DOCUMENTS, FROZEN_FILES } from '#/reports/document-record.ts'
import { formOf } from '#/reports/forms/all-forms.ts'
import { NO_ORGANISATION } from '#/reports/organisation.ts'
import { lastPeriod } from '#/reports/period.ts'
import { createHistory } from '#/response/history.ts'
import { meetClock } from '#/response/link-documents.ts'
import { createAudit } from '#/store/audit.ts'
import { put, remove, type Change } from '#/store/records.ts'
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
      media: undefined,
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
  await state.records.commit(await (written ??= writeOnce(desk, state)))
  made = 2
  return desk
}

/** Signing draws two files; every city gets copies of the first city's. */
let written: Promise<readonly Change[]> | undefined

async function writeOnce(desk: DocumentDesk, { records }: StateStore): Promise<readonly Change[]> {
  const about = { kind: 'period', period: desk.period('bao-cao-ngay') } as const
  await desk.create('bao-cao-ngay', about, 'analyst')
  await desk.create('bao-cao-ngay', about, 'analyst')
  await desk.sign('d-2', 1, 'lead')
  const documents = (await records.find(DOCUMENTS, { limit: 10 })).records
  const files = (await records.find(FROZEN_FILES, { limit: 10 })).records
  const copies = [
    // Written as often as it was, so that it has its version.
    ...documents.flatMap(({ id, record, version }) =>
      Array.from({ length: version }, (_, seen) => put(DOCUMENTS, id, record, seen)),
    ),
    ...files.map(({ id, record }) => put(FROZEN_FILES, id, record, 0)),
  ]
  // This city makes room for its own copies, like all others.
  await records.commit([
    ...documents.map(({ id, version }) => remove(DOCUMENTS, id, version)),
    ...files.map(({ id, version }) => remove(FROZEN_FILES, id, version)),
  ])
  return copies
}
