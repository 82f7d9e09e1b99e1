// Documents of the law. A document about an incident is reached through the incident; a periodic one counts the
// whole city, so it is shown to those who see all of it.

import { formOf, ALL_FORMS } from '#/reports/forms/all-forms.ts'
import type { DeskOutcome } from '#/reports/desk.ts'
import type { Value } from '#/reports/answer.ts'
import type { DocumentRecord } from '#/reports/document-record.ts'
import type { About } from '#/reports/fill/fill.ts'
import { parsePeriod, type Period } from '#/reports/period.ts'
import { renderDocument, type Format } from '#/reports/render/render.ts'
import type { FormId } from '#/kernel/form.ts'
import type { Stored } from '#/store/records.ts'
import type { Principal } from '../auth/principal.ts'
import type { DocumentDetail } from '../contract/documents.ts'
import { showDetail, showSummary } from '../document-view.ts'
import { ApiError } from '../errors.ts'
import type { Call, Handlers } from '../operation-handler.ts'
import type { documentOperations } from '../contract/documents.ts'
import type { Platform } from '../platform.ts'
import { seesUnit, visibleIncident } from '../visible.ts'

type DocumentHandlers = Handlers<keyof typeof documentOperations>

/** Pages of records read to fill one page of what the principal sees. */
const MAX_SCANNED_PAGES = 10

/** What the three formats' operations have in common. */
type Asked<Name extends keyof typeof documentOperations> = Pick<
  Call<(typeof documentOperations)[Name]>,
  'query' | 'principal' | 'reply'
>
type ReportCall = Asked<'reportDocx'>
type FileCall = Asked<'downloadDocx'> & { readonly params: { readonly id: string } }

export function documentRoutes(platform: Platform): DocumentHandlers {
  const { audit, documents: desk } = platform

  function seesAll(principal: Principal): boolean {
    return seesUnit(principal, null, platform.units)
  }

  function sees(principal: Principal, { about }: DocumentRecord): boolean {
    if (about.kind === 'period') return seesAll(principal)
    const incident = platform.state.incident(about.incidentId)
    return incident !== undefined && seesUnit(principal, incident.unitId, platform.units)
  }

  async function find(id: string, principal: Principal): Promise<Stored<DocumentRecord>> {
    const document = await desk.get(id)
    if (document === undefined || !sees(principal, document.record)) throw notFound()
    return document
  }

  const detail = async (document: Stored<DocumentRecord>): Promise<DocumentDetail> =>
    showDetail(document, platform.state, await desk.correctionsOf(document.id))

  /** The answer of a change, or the refusal; the audit trail hears of what was done. */
  async function done(
    outcome: DeskOutcome,
    by: Principal,
    action: string,
    words = '',
  ): Promise<DocumentDetail> {
    switch (outcome.kind) {
      case 'done': {
        const { id, record } = outcome.document
        const told = [formOf(record.form).name, words].filter(part => part !== '').join('; ')
        await audit.record(by.name, `document.${action}`, `document ${id}`, told)
        return await detail(outcome.document)
      }
      case 'not-found':
        throw notFound()
      case 'conflict':
        throw new ApiError('conflict', 'Someone has changed the document since.')
      case 'refused':
        throw new ApiError(outcome.code, outcome.message)
    }
  }

  /** What a new document or a report on the spot is about; an incident may be named by id or by code. */
  function aboutOf(
    form: FormId,
    { incident, period }: { readonly incident?: string; readonly period?: string },
    principal: Principal,
  ): About {
    if (formOf(form).scope === 'incident') {
      if (incident === undefined)
        throw new ApiError('document.about-invalid', `${form} is about an incident: name one.`)
      return { kind: 'incident', incidentId: visibleIncident(platform, principal, idOf(incident)).id }
    }
    if (incident !== undefined)
      throw new ApiError('document.about-invalid', `${form} is about a period, not about an incident.`)
    if (!seesAll(principal))
      throw new ApiError(
        'permission.denied',
        'Periodic documents count the whole city: ask who sees all of it.',
      )
    return { kind: 'period', period: periodOf(form, period) }
  }

  function idOf(incident: string): string {
    if (!/^\d{4}-\d{4,}$/.test(incident)) return incident
    const { incidents } = platform.state.incidents({ text: incident, limit: 100 })
    return incidents.find(({ code }) => code === incident)?.id ?? incident
  }

  function periodOf(form: FormId, text: string | undefined): Period {
    const period = text === undefined ? desk.period(form) : parsePeriod(text)
    if (period !== undefined) return period
    throw new ApiError(
      'document.about-invalid',
      'period: 2026-11-21, 2026-W47, 2026-11, 2026-H2, 2026, or FROM..TO of days or months',
    )
  }

  const download =
    (format: Format) =>
    async ({ params, query, principal, reply }: FileCall): Promise<Buffer> => {
      const document = await find(params.id, principal)
      const bytes = await desk.file(params.id, format, query.sources === 'yes')
      if (bytes === undefined) throw notFound()
      attach(reply, `${document.record.form}.${format}`)
      return bytes
    }

  const report =
    (format: Format) =>
    async ({ query, principal, reply }: ReportCall): Promise<Buffer> => {
      const document = await desk.build(query.form, aboutOf(query.form, query, principal))
      if (document === undefined) throw new ApiError('incident.not-found', 'There is no such incident.')
      attach(reply, `${query.form}.${format}`)
      return await renderDocument(document, format, {
        dateMs: platform.clock.now(),
        sources: query.sources === 'yes',
      })
    }

  return {
    listForms: () =>
      ALL_FORMS.map(({ id, name, nameEnglish, scope, period, standing, cites }) => ({
        id,
        name,
        nameEnglish,
        scope,
        period: period ?? null,
        standing,
        cites,
      })),

    async listDocuments({ query, principal }) {
      if (query.incident !== undefined) visibleIncident(platform, principal, query.incident)
      const limit = query.limit ?? 50
      const shown: Stored<DocumentRecord>[] = []
      let after = query.after
      for (let pages = 0; pages < MAX_SCANNED_PAGES; pages++) {
        const page = await desk.list({
          ...(query.form === undefined ? {} : { form: query.form }),
          ...(query.state === undefined ? {} : { state: query.state }),
          ...(query.incident === undefined ? {} : { incidentId: query.incident }),
          limit: limit - shown.length,
          ...(after === undefined ? {} : { after }),
        })
        shown.push(...page.documents.filter(({ record }) => sees(principal, record)))
        after = page.next ?? undefined
        if (after === undefined || shown.length >= limit) break
      }
      return { documents: shown.map(one => showSummary(one, platform.state)), next: after ?? null }
    },

    async createDocument({ body, principal }) {
      const about = aboutOf(body.form, body, principal)
      return await done(await desk.create(body.form, about, principal.name), principal, 'drafted')
    },

    async getDocument({ params, principal }) {
      return await detail(await find(params.id, principal))
    },

    async editDocument({ params, body, principal }) {
      await find(params.id, principal)
      const change =
        body.change.kind === 'set'
          ? { kind: 'set' as const, value: body.change.value as Value | null }
          : body.change
      const outcome = await desk.edit(params.id, body.version, body.key, change, principal.name)
      return await done(outcome, principal, 'edited', `${body.key}: ${body.change.kind}`)
    },

    async refillDocument({ params, body, principal }) {
      await find(params.id, principal)
      return await done(await desk.refill(params.id, body.version, principal.name), principal, 'refilled')
    },

    async signDocument({ params, body, principal }) {
      await find(params.id, principal)
      const outcome = await desk.sign(params.id, body.version, principal.name)
      const hash = outcome.kind === 'done' ? outcome.document.record.frozen?.sha256.content : undefined
      return await done(outcome, principal, 'signed', hash === undefined ? '' : `SHA-256 ${hash}`)
    },

    async markDocumentSent({ params, body, principal }) {
      await find(params.id, principal)
      const { version, to, channel, number, at } = body
      if (at > platform.clock.now())
        throw new ApiError('request.invalid', 'body/at: must not be in the future')
      const sending = { to, channel, number, at, by: principal.name }
      const outcome = await desk.markSent(params.id, version, sending)
      return await done(
        outcome,
        principal,
        'sent',
        [to, channel, number].filter(part => part !== '').join(', '),
      )
    },

    async correctDocument({ params, principal }) {
      await find(params.id, principal)
      return await done(await desk.correct(params.id, principal.name), principal, 'corrected', params.id)
    },

    async verifyDocument({ params, principal }) {
      await find(params.id, principal)
      const verification = await desk.verify(params.id)
      if (verification === undefined)
        throw new ApiError('document.not-signed', 'Only a signed document has hashes.')
      return { whole: verification.whole, parts: [...verification.parts] }
    },

    downloadDocx: download('docx'),
    downloadPdf: download('pdf'),
    downloadHtml: download('html'),
    downloadXlsx: download('xlsx'),
    reportDocx: report('docx'),
    reportPdf: report('pdf'),
    reportHtml: report('html'),
    reportXlsx: report('xlsx'),
  }
}

function notFound(): ApiError {
  return new ApiError('document.not-found', 'There is no such document.')
}

/** Never opened in the console's own origin: a file is saved. */
function attach(reply: FileCall['reply'], name: string): void {
  void reply.header('content-disposition', `attachment; filename="${name}"`)
}
