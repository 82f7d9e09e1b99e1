// Documents as the console sees them: the tree of blocks flattened, ids of incidents with their codes.

import { sourcesOf, type Answered, type ReportDocument } from '#/reports/document.ts'
import { contentOf, listOpenFields, missingFields } from '#/reports/draft.ts'
import type { DocumentRecord } from '#/reports/document-record.ts'
import type { Block } from '#/reports/form.ts'
import { drawingOf } from '#/reports/layout/chart.ts'
import { textWidthMm } from '#/reports/layout/pieces.ts'
import { formOf } from '#/reports/forms/all-forms.ts'
import type { Stored } from '#/store/records.ts'
import type { StateStore } from '#/store/state-store.ts'
import type { DrawingView } from './contract/drawing.ts'
import type { BlockView, DocumentDetail, DocumentSummary, FieldView } from './contract/documents.ts'

type Incidents = Pick<StateStore, 'incident'>

export function showSummary(
  { id, version, record }: Stored<DocumentRecord>,
  state: Incidents,
): DocumentSummary {
  const { form, about, frozen } = record
  const incident = about.kind === 'incident' ? state.incident(about.incidentId) : undefined
  return {
    id,
    version,
    form,
    name: formOf(form).name,
    state: record.state,
    incident: incident === undefined ? null : { id: incident.id, code: incident.code, title: incident.title },
    period: about.kind === 'period' ? { ...about.period } : null,
    createdBy: record.createdBy,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    signedBy: frozen?.by ?? null,
    signedAt: frozen?.at ?? null,
    openRequired: frozen === null ? missingFields(record).length : 0,
    correctionOf: record.correctionOf,
  }
}

export function showDetail(
  document: Stored<DocumentRecord>,
  state: Incidents,
  corrections: readonly string[],
): DocumentDetail {
  const { record } = document
  const content = contentOf(record)
  return {
    document: showSummary(document, state),
    title: [...content.title],
    draftNote: content.draftNote,
    head: content.head.map(showField),
    blocks: content.blocks.flatMap(block => showBlock(block, content)),
    openFields: listOpenFields(record).map(field => ({ ...field })),
    sources: sourcesOf(content).map(source => ({ ...source })),
    edits: record.edits.map(({ key, by, at, before, after }) => ({
      key,
      by,
      at,
      before: showValue(before),
      after: showValue(after),
    })),
    filledAt: record.filledAt,
    sent: record.sent.map(sending => ({ ...sending })),
    hashes: record.frozen === null ? null : { ...record.frozen.sha256 },
    corrections: [...corrections],
  }
}

type ShownValue = FieldView['answer']['value']

/** The views' types are of mutable arrays; nothing here changes them. */
function showValue(value: Answered['answer']['value']): ShownValue {
  return value as ShownValue
}

function showField(question: Answered): FieldView {
  const { answer, ...asked } = question
  const shown = {
    value: showValue(answer.value),
    source: answer.source,
    ...(answer.rowSources === undefined ? {} : { rowSources: [...answer.rowSources] }),
  }
  return { ...asked, answer: shown } as FieldView
}

function showBlock(block: Block<Answered>, document: ReportDocument): BlockView[] {
  switch (block.kind) {
    case 'question':
      return [{ kind: 'question', question: showField(block.question) }]
    case 'row':
      return [{ kind: 'row', questions: block.questions.map(showField) }]
    case 'sheet':
      return [{ kind: 'sheet', rows: block.rows.map(showField) }]
    case 'part':
      return [
        { kind: 'part', orientation: block.orientation },
        ...block.blocks.flatMap(inside => showBlock(inside, document)),
        { kind: 'part-end' },
      ]
    case 'chart': {
      const drawing = drawingOf(block, document, textWidthMm('portrait'))
      return [
        {
          kind: 'chart',
          title: block.title,
          drawing: drawing === undefined ? null : (drawing as unknown as DrawingView),
        },
      ]
    }
    case 'heading':
    case 'paragraph':
    case 'signature':
      return [block]
  }
}
