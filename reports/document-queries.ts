// Questions about kept documents that other parts ask: what was signed about an incident, what corrects what, which
// periodic reports were sent.

import type { SentDocument } from '#/regulation/calendar.ts'
import type { Records, Stored } from '#/store/records.ts'
import { DOCUMENTS, FROZEN_FILES, fileId, type DocumentRecord } from './document-record.ts'
import { contentOf } from './draft.ts'
import type { SignedDocument } from './fill/figures.ts'
import { formOf } from './forms/all-forms.ts'
import { HEAD } from './forms/head.ts'
import { headText } from './layout/letterhead.ts'

/** Signed documents of an incident, oldest first. */
export async function signedDocuments(
  records: Records,
  incidentId: string,
): Promise<readonly SignedDocument[]> {
  const page = await records.find(DOCUMENTS, {
    where: { incident: incidentId },
    order: { key: 'createdAt', direction: 'up' },
    limit: 1000,
  })
  return page.records.flatMap(({ record }) => {
    const { form, frozen, sent } = record
    if (frozen === null) return []
    return [
      {
        form,
        name: formOf(form).name,
        number: numberOf(record),
        signedAt: frozen.at,
        sent: sent.map(({ to, at }) => ({ to, at })),
      },
    ]
  })
}

/** The registry may have given the number only when it was sent. */
function numberOf(record: DocumentRecord): string {
  const given = record.sent.findLast(({ number }) => number !== '')
  if (given !== undefined) return given.number
  const content = contentOf(record)
  const number = headText(content, HEAD.number)
  const sign = headText(content, HEAD.sign)
  return number === '' || sign === '' ? number : `${number}/${sign}`
}

/** Ids of the documents that correct this one, oldest first. */
export async function correctionsOf(records: Records, id: string): Promise<readonly string[]> {
  const page = await records.find(DOCUMENTS, {
    where: { correctionOf: id },
    order: { key: 'createdAt', direction: 'up' },
    limit: 1000,
  })
  return page.records.map(one => one.id)
}

/** Periodic reports that were sent, for the calendar; each with its first sending. */
export async function sentReports(records: Records): Promise<readonly SentDocument[]> {
  const found: SentDocument[] = []
  let after: string | undefined
  do {
    const page = await records.find(DOCUMENTS, {
      where: { state: 'sent', incident: null },
      limit: 1000,
      ...(after === undefined ? {} : { after }),
    })
    found.push(...page.records.flatMap(sentReport))
    after = page.next ?? undefined
  } while (after !== undefined)
  return found
}

function sentReport({ record: { form, about, sent } }: Stored<DocumentRecord>): SentDocument[] {
  const first = sent[0]
  if (about.kind !== 'period' || first === undefined) return []
  const { fromMs, toMs } = about.period
  return [{ form, periodStart: fromMs, periodEnd: toMs, sentAt: first.at, by: first.by }]
}

/** Bytes as frozen at sign-off. */
export async function frozenFile(
  records: Records,
  id: string,
  format: 'docx' | 'pdf',
): Promise<Buffer | undefined> {
  const file = await records.get(FROZEN_FILES, fileId(id, format))
  return file === undefined ? undefined : Buffer.from(file.record.base64, 'base64')
}
