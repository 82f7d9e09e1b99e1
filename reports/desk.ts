// The desk of documents: drafts, sign-off, files. It keeps records and writes the history of the incident; who may
// do what, and the audit trail, are its callers'. Every change names the version it saw.

import { randomUUID } from 'node:crypto'
import type { Clock } from '#/kernel/clock.ts'
import type { FormId } from '#/kernel/form.ts'
import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import type { SentDocument } from '#/regulation/calendar.ts'
import { put, type Records, type Stored } from '#/store/records.ts'
import type { StateStore } from '#/store/state-store.ts'
import {
  changeField,
  contentOf,
  missingFields,
  refill,
  type FieldChange,
  type ListedOpenField,
} from './draft.ts'
import {
  DOCUMENTS,
  FROZEN_FILES,
  fileId,
  type DocumentRecord,
  type DocumentState,
  type Sending,
} from './document-record.ts'
import { fillForm, type About } from './fill/fill.ts'
import type { Figures, SignedDocument } from './fill/figures.ts'
import { formOf } from './forms/all-forms.ts'
import { HEAD } from './forms/head.ts'
import { composeDocument, type ReportDocument } from './document.ts'
import { correctionsOf, frozenFile, sentReports, signedDocuments } from './document-queries.ts'
import type { Period } from './period.ts'
import { freeze, verifyFrozen, type Verification } from './freeze.ts'
import { renderDocument, type Format } from './render/render.ts'
import { dateOf } from './vietnamese-time.ts'

export interface DocumentDeskOptions {
  readonly records: Records
  readonly state: Pick<StateStore, 'incident' | 'changeIncident'>
  readonly clock: Clock
  /** All figures but the documents themselves, which the desk knows. */
  readonly figures: Omit<Figures, 'signedDocuments'>
  /** The period that a report made now is about. */
  readonly periodFor: (form: FormId, nowMs: number) => Period
  readonly newId?: () => string
  /** Hears of an incident whose history got a line. */
  readonly onIncident?: (incident: Incident) => void
  /** A document was signed off: whatever waits for that may go on. */
  readonly onSigned?: (signed: SignedNotice) => Promise<void> | void
  /** A signed document was sent: the clock or report of the law that it meets is the caller's business. */
  readonly onSent?: (sent: SentNotice) => Promise<void> | void
}

export interface SignedNotice {
  readonly id: string
  readonly about: About
  readonly by: string
}

export interface SentNotice {
  readonly id: string
  readonly form: FormId
  readonly about: About
  readonly sending: Sending
}

export type DeskOutcome =
  | { readonly kind: 'done'; readonly document: Stored<DocumentRecord> }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'conflict'; readonly document: Stored<DocumentRecord> }
  | {
      readonly kind: 'refused'
      readonly code:
        | 'document.frozen'
        | 'document.not-signed'
        | 'document.field-invalid'
        | 'document.incomplete'
        | 'document.about-invalid'
      readonly message: string
      readonly open?: readonly ListedOpenField[]
    }

export interface DocumentFilter {
  readonly form?: FormId
  readonly state?: DocumentState
  readonly incidentId?: string
  readonly limit: number
  readonly after?: string
}

export interface DocumentDesk {
  list(
    filter: DocumentFilter,
  ): Promise<{ readonly documents: readonly Stored<DocumentRecord>[]; readonly next: string | null }>
  get(id: string): Promise<Stored<DocumentRecord> | undefined>
  create(form: FormId, about: About, by: string): Promise<DeskOutcome>
  edit(id: string, seen: number, key: string, change: FieldChange, by: string): Promise<DeskOutcome>
  refill(id: string, seen: number, by: string): Promise<DeskOutcome>
  sign(id: string, seen: number, by: string): Promise<DeskOutcome>
  markSent(id: string, seen: number, sending: Sending): Promise<DeskOutcome>
  /** A new draft with the content of a frozen one; its fields are the person's from the start. */
  correct(id: string, by: string): Promise<DeskOutcome>
  correctionsOf(id: string): Promise<readonly string[]>
  /** A draft as it is now; a signed one as it was frozen (HTML and XLSX are drawn from the frozen content). */
  file(id: string, format: Format, sources: boolean): Promise<Buffer | undefined>
  verify(id: string): Promise<Verification | undefined>
  /** Builds without keeping; undefined when there is no such incident. */
  build(form: FormId, about: About): Promise<ReportDocument | undefined>
  /** Signed documents of an incident, oldest first. */
  signedDocuments(incidentId: string): Promise<readonly SignedDocument[]>
  /** Periodic reports that were sent, for the law's calendar. */
  sentReports(): Promise<readonly SentDocument[]>
  /** The period that a report made now is about. */
  period(form: FormId): Period
}

export function createDocumentDesk(options: DocumentDeskOptions): DocumentDesk {
  const { records, state, clock } = options
  const figures: Figures = {
    ...options.figures,
    signedDocuments: incidentId => signedDocuments(records, incidentId),
  }
  const newId = options.newId ?? randomUUID

  async function write(
    id: string,
    seen: number,
    change: (record: DocumentRecord) => DocumentRecord | Extract<DeskOutcome, { kind: 'refused' }>,
  ): Promise<DeskOutcome> {
    const document = await records.get(DOCUMENTS, id)
    if (document === undefined) return { kind: 'not-found' }
    if (document.version !== seen) return { kind: 'conflict', document }
    const next = change(document.record)
    if ('kind' in next) return next
    return await commit(id, next, seen)
  }

  async function commit(id: string, record: DocumentRecord, seen: number): Promise<DeskOutcome> {
    const outcome = await records.commit([put(DOCUMENTS, id, record, seen)])
    if (outcome === 'done') return { kind: 'done', document: { id, version: seen + 1, record } }
    const document = await records.get(DOCUMENTS, id)
    return document === undefined ? { kind: 'not-found' } : { kind: 'conflict', document }
  }

  /** A line in the incident's history; alerts may change the incident meanwhile. */
  function tell(about: About, by: string, text: string, parts: Readonly<Record<string, string>>): void {
    if (about.kind !== 'incident') return
    for (;;) {
      const incident = state.incident(about.incidentId)
      if (incident === undefined) return
      const at = clock.now()
      const entry: TimelineEntry = { at, by, kind: 'document', text, parts }
      const next: Incident = { ...incident, updatedAt: at, version: incident.version + 1 }
      if (state.changeIncident(next, incident.version, entry) === 'conflict') continue
      options.onIncident?.(next)
      return
    }
  }

  function newRecord(form: FormId, about: About, by: string, at: number): DocumentRecord {
    return {
      form,
      state: 'draft',
      about,
      title: formOf(form).title,
      createdBy: by,
      createdAt: at,
      updatedAt: at,
      filledAt: at,
      figures: {},
      edits: [],
      leftOpen: {},
      frozen: null,
      sent: [],
      correctionOf: null,
    }
  }

  async function created(record: DocumentRecord, by: string): Promise<DeskOutcome> {
    const outcome = await commit(newId(), record, 0)
    if (outcome.kind === 'done')
      tell(record.about, by, `Lập dự thảo: ${formOf(record.form).name}`, {
        document: outcome.document.id,
        form: record.form,
        did: 'drafted',
      })
    return outcome
  }

  return {
    async list({ form, state, incidentId, limit, after }) {
      const page = await records.find(DOCUMENTS, {
        where: {
          ...(form === undefined ? {} : { form }),
          ...(state === undefined ? {} : { state }),
          ...(incidentId === undefined ? {} : { incident: incidentId }),
        },
        order: { key: 'createdAt', direction: 'down' },
        limit,
        ...(after === undefined ? {} : { after }),
      })
      return { documents: page.records, next: page.next }
    },

    get: id => records.get(DOCUMENTS, id),

    async create(form, about, by) {
      if (formOf(form).scope !== about.kind)
        return {
          kind: 'refused',
          code: 'document.about-invalid',
          message: `${form} is about ${formOf(form).scope === 'incident' ? 'an incident' : 'a period'}.`,
        }
      const at = clock.now()
      const filled = await fillForm(form, about, figures, at)
      if (filled === undefined) return { kind: 'not-found' }
      const { answers, title } = filled
      return await created({ ...newRecord(form, about, by, at), figures: answers, title }, by)
    },

    edit: (id, seen, key, change, by) =>
      write(id, seen, record => changeField(record, key, change, by, clock.now())),

    async refill(id, seen) {
      const document = await records.get(DOCUMENTS, id)
      if (document === undefined) return { kind: 'not-found' }
      const at = clock.now()
      const { form, about, frozen } = document.record
      const filled = frozen === null ? await fillForm(form, about, figures, at) : { answers: {}, title: [] }
      if (filled === undefined) return { kind: 'not-found' }
      return await write(id, seen, record => refill(record, filled, at))
    },

    async sign(id, seen, by) {
      const document = await records.get(DOCUMENTS, id)
      if (document === undefined) return { kind: 'not-found' }
      if (document.version !== seen) return { kind: 'conflict', document }
      const at = clock.now()
      const record = dated(document.record, at)
      if (record.frozen !== null)
        return { kind: 'refused', code: 'document.frozen', message: 'It has been signed off already.' }
      const open = missingFields(record)
      if (open.length > 0)
        return {
          kind: 'refused',
          code: 'document.incomplete',
          message: `Required fields are open without a reason: ${open.map(({ label }) => label).join('; ')}`,
          open,
        }
      const { frozen, docx, pdf } = await freeze(contentOf(record), by, at)
      const next: DocumentRecord = { ...record, state: 'signed', frozen, updatedAt: at }
      const outcome = await records.commit([
        put(DOCUMENTS, id, next, seen),
        put(FROZEN_FILES, fileId(id, 'docx'), { base64: docx.toString('base64') }, 0),
        put(FROZEN_FILES, fileId(id, 'pdf'), { base64: pdf.toString('base64') }, 0),
      ])
      if (outcome === 'conflict')
        return { kind: 'conflict', document: (await records.get(DOCUMENTS, id)) ?? document }
      tell(
        record.about,
        by,
        `Ký duyệt: ${formOf(record.form).name} (SHA-256 ${frozen.sha256.content.slice(0, 16)}…)`,
        {
          document: id,
          form: record.form,
          did: 'signed',
        },
      )
      await options.onSigned?.({ id, about: record.about, by })
      return { kind: 'done', document: { id, version: seen + 1, record: next } }
    },

    async markSent(id, seen, sending) {
      const outcome = await write(id, seen, record =>
        record.frozen === null
          ? {
              kind: 'refused',
              code: 'document.not-signed',
              message: 'Only a signed document can have been sent.',
            }
          : {
              ...record,
              state: 'sent',
              sent: [...record.sent, sending],
              updatedAt: clock.now(),
            },
      )
      if (outcome.kind !== 'done') return outcome
      const { form, about } = outcome.document.record
      const number = sending.number === '' ? '' : `, số ${sending.number}`
      tell(
        about,
        sending.by,
        `Đã gửi ${formOf(form).name} tới ${sending.to} qua ${sending.channel}${number}`,
        {
          document: id,
          form,
          did: 'sent',
          to: sending.to,
        },
      )
      await options.onSent?.({ id, form, about, sending })
      return outcome
    },

    async correct(id, by) {
      const document = await records.get(DOCUMENTS, id)
      if (document === undefined) return { kind: 'not-found' }
      const { record } = document
      if (record.frozen === null)
        return {
          kind: 'refused',
          code: 'document.not-signed',
          message: 'Only a signed document needs a correction; a draft is edited.',
        }
      const { form, about, title, figures, edits, leftOpen } = record
      const fresh = newRecord(form, about, by, clock.now())
      const filledAt = record.filledAt
      return await created({ ...fresh, title, figures, edits, leftOpen, filledAt, correctionOf: id }, by)
    },

    correctionsOf: id => correctionsOf(records, id),

    async file(id, format, sources) {
      const document = await records.get(DOCUMENTS, id)
      if (document === undefined) return undefined
      const { frozen, updatedAt } = document.record
      if (frozen === null)
        return await renderDocument(contentOf(document.record), format, { dateMs: updatedAt, sources })
      if (format === 'html' || format === 'xlsx')
        return await renderDocument(frozen.content, format, { dateMs: frozen.at, sources })
      return await frozenFile(records, id, format)
    },

    async verify(id) {
      const document = await records.get(DOCUMENTS, id)
      if (document === undefined) return undefined
      return verifyFrozen(document.record, {
        docx: await frozenFile(records, id, 'docx'),
        pdf: await frozenFile(records, id, 'pdf'),
      })
    },

    async build(form, about) {
      const filled = await fillForm(form, about, figures, clock.now())
      return filled === undefined ? undefined : composeDocument(formOf(form), filled.answers, filled.title)
    },

    signedDocuments: incidentId => signedDocuments(records, incidentId),
    sentReports: () => sentReports(records),
    period: form => options.periodFor(form, clock.now()),
  }
}

/** The day it is signed is the day of the document, unless a person wrote another. */
function dated(record: DocumentRecord, at: number): DocumentRecord {
  if (record.frozen !== null) return record
  const source = { kind: 'query', query: 'clock', at, count: 1 } as const
  const date = { value: { kind: 'text', text: dateOf(at) }, source } as const
  return { ...record, figures: { ...record.figures, [HEAD.date]: date } }
}
