// Documents of the law: drafts filled from incidents and register, edited by people, signed off and frozen,
// marked as sent; and reports built on the spot without being kept. A document about an incident is seen by who
// sees the incident; a periodic one counts the whole city and is seen by who sees all of it.

import { Type, type Static } from 'typebox'
import { FORM_IDS } from '#/kernel/form.ts'
import { DrawingView } from './drawing.ts'
import type { Operation } from './operation.ts'

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const Name = Type.String({ minLength: 1, maxLength: 64 })
const Key = Type.String({ minLength: 1, maxLength: 120 })
const Words = Type.String({ maxLength: 20_000 })
const closed = { additionalProperties: false } as const

export const FormIdSchema = Type.Enum([...FORM_IDS])

export const FormView = Type.Object({
  id: FormIdSchema,
  name: Type.String(),
  nameEnglish: Type.String(),
  scope: Type.Enum(['incident', 'period']),
  period: nullable(Type.Enum(['day', 'week', 'month', 'half-year', 'year'])),
  standing: Type.Enum(['official', 'contents-prescribed', 'own-layout', 'draft-layout'], {
    description:
      'official: the form as printed in the law; contents-prescribed: only its contents are; own-layout: the law asks and prescribes no more; draft-layout: the official form was not found',
  }),
  cites: Type.String({ description: 'the article that asks for it' }),
})

export const PeriodView = Type.Object({
  fromMs: Ms,
  toMs: Type.Integer({ description: 'ms since 1970, UTC; exclusive' }),
  label: Type.String({ description: 'Từ tháng 6/2026 đến tháng 11/2026' }),
})

export const SourceView = Type.Union([
  Type.Object({
    kind: Type.Literal('query'),
    query: Type.String({ description: 'what was asked' }),
    at: Ms,
    count: Type.Integer({ description: 'what it found' }),
  }),
  Type.Object({ kind: Type.Literal('person'), by: Type.String(), at: Ms }),
])

const Row = Type.Array(nullable(Words), { maxItems: 30 })
/** The value of a field; its kind is that of the question. */
export const ValueSchema = Type.Union([
  Type.Object({ kind: Type.Literal('text'), text: Words }, closed),
  Type.Object(
    {
      kind: Type.Literal('choices'),
      checked: Type.Array(Name, { maxItems: 30 }),
      words: Type.Record(Type.String({ maxLength: 64 }), Words),
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('rows'), rows: Type.Array(Row, { maxItems: 10_000 }) }, closed),
  Type.Object({ kind: Type.Literal('items'), items: Type.Array(Words, { maxItems: 10_000 }) }, closed),
])

export const AnswerView = Type.Object({
  value: Type.Union([ValueSchema, Type.Null()], { description: 'null: open' }),
  source: nullable(SourceView),
  rowSources: Type.Optional(Type.Array(SourceView)),
})

const Question = {
  key: Type.String(),
  label: Type.String(),
  required: Type.Optional(Type.Boolean({ description: 'the (*) of the form' })),
  hint: Type.Optional(Type.String()),
  answer: AnswerView,
}
export const FieldView = Type.Union([
  Type.Object({ kind: Type.Literal('text'), ...Question, long: Type.Optional(Type.Boolean()) }),
  Type.Object({
    kind: Type.Literal('choices'),
    ...Question,
    options: Type.Array(
      Type.Object({ id: Type.String(), label: Type.String(), hasWords: Type.Optional(Type.Boolean()) }),
    ),
    single: Type.Optional(Type.Boolean()),
    asHeading: Type.Optional(Type.Boolean()),
  }),
  Type.Object({
    kind: Type.Literal('table'),
    ...Question,
    columns: Type.Array(
      Type.Object({
        label: Type.String(),
        width: Type.Number(),
        align: Type.Optional(Type.Enum(['left', 'center', 'right'])),
      }),
    ),
    numbered: Type.Optional(Type.Boolean()),
    empty: Type.String({ description: 'printed when there are no rows' }),
  }),
  Type.Object({ kind: Type.Literal('list'), ...Question, empty: Type.String() }),
])

/** Blocks in the order of the page; those of a part come flat between `part` and `part-end`. */
export const BlockView = Type.Union([
  Type.Object({
    kind: Type.Literal('heading'),
    text: Type.String(),
    level: Type.Integer({ minimum: 1, maximum: 3 }),
  }),
  Type.Object({
    kind: Type.Literal('paragraph'),
    text: Type.String(),
    style: Type.Enum(['body', 'note']),
  }),
  Type.Object({ kind: Type.Literal('question'), question: FieldView }),
  Type.Object({ kind: Type.Literal('row'), questions: Type.Array(FieldView) }),
  Type.Object({ kind: Type.Literal('sheet'), rows: Type.Array(FieldView) }),
  Type.Object({ kind: Type.Literal('part'), orientation: Type.Enum(['portrait', 'landscape']) }),
  Type.Object({ kind: Type.Literal('part-end') }),
  Type.Object({
    kind: Type.Literal('chart'),
    title: Type.String(),
    drawing: nullable(DrawingView),
  }),
  Type.Object({ kind: Type.Literal('signature') }),
])

export const OpenFieldView = Type.Object({
  key: Type.String(),
  label: Type.String(),
  required: Type.Boolean(),
  leftOpen: nullable(
    Type.Object(
      { by: Type.String(), at: Ms, reason: Type.String() },
      { description: 'left open on purpose' },
    ),
  ),
})
export const EditView = Type.Object({
  key: Type.String(),
  by: Type.String(),
  at: Ms,
  before: nullable(ValueSchema),
  after: nullable(ValueSchema),
})
export const SentView = Type.Object({
  to: Type.String(),
  channel: Type.String(),
  number: Type.String(),
  at: Ms,
  by: Type.String(),
})

export const DocumentSummary = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  form: FormIdSchema,
  name: Type.String(),
  state: Type.Enum(['draft', 'signed', 'sent']),
  incident: nullable(Type.Object({ id: Type.String(), code: Type.String(), title: Type.String() })),
  period: nullable(PeriodView),
  createdBy: Type.String(),
  createdAt: Ms,
  updatedAt: Ms,
  signedBy: nullable(Type.String()),
  signedAt: nullable(Ms),
  openRequired: Type.Integer({ description: 'required fields that are open without a reason' }),
  correctionOf: nullable(Type.String({ description: 'the frozen document that this one corrects' })),
})
export const DocumentDetail = Type.Object({
  document: DocumentSummary,
  title: Type.Array(Type.String()),
  draftNote: nullable(Type.String()),
  head: Type.Array(FieldView, { description: 'agency, number, place and date, recipients, signatory' }),
  blocks: Type.Array(BlockView),
  openFields: Type.Array(OpenFieldView),
  sources: Type.Array(Type.Object({ key: Type.String(), label: Type.String(), source: SourceView }), {
    description: 'annex "Nguồn số liệu"',
  }),
  edits: Type.Array(EditView, { description: 'oldest first' }),
  filledAt: Ms,
  sent: Type.Array(SentView),
  hashes: nullable(
    Type.Object(
      { content: Type.String(), docx: Type.String(), pdf: Type.String() },
      {
        description: 'SHA-256 in hex, recorded at sign-off',
      },
    ),
  ),
  corrections: Type.Array(Type.String(), { description: 'ids of later versions' }),
})
export const DocumentPage = Type.Object({
  documents: Type.Array(DocumentSummary, { description: 'newest first' }),
  next: nullable(Type.String()),
})
export const VerifyView = Type.Object({
  whole: Type.Boolean(),
  parts: Type.Array(
    Type.Object({
      part: Type.Enum(['content', 'docx', 'pdf']),
      recorded: Type.String(),
      computed: Type.String(),
    }),
  ),
})

const PeriodText = Type.String({
  maxLength: 40,
  description:
    '2026-11-21, 2026-W47, 2026-11, 2026-H2, 2026, or FROM..TO of days or months; absent: the last',
})
const Seen = Type.Integer({ minimum: 0, description: 'the version the caller saw; a stale one gets 409' })
const ById = Type.Object({ id: Name })
const ReportQuery = Type.Object(
  {
    form: FormIdSchema,
    incident: Type.Optional(Type.String({ maxLength: 64, description: 'id or code' })),
    period: Type.Optional(PeriodText),
    sources: Type.Optional(Type.Enum(['yes', 'no'], { description: 'with the annex of sources' })),
  },
  closed,
)
const FileQuery = Type.Object(
  {
    sources: Type.Optional(
      Type.Enum(['yes', 'no'], { description: 'drafts only: with the annex of sources' }),
    ),
  },
  closed,
)

export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
export const PDF = 'application/pdf'
export const HTML = 'text/html; charset=utf-8'
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const download = {
  method: 'GET',
  access: 'documents.read',
  summary: 'The file: a draft as it is now, a signed document as it was frozen',
  params: ById,
  query: FileQuery,
} as const
const onTheSpot = {
  method: 'GET',
  access: 'documents.read',
  summary: 'Build a document on the spot, without keeping it',
  query: ReportQuery,
} as const

export const documentOperations = {
  listForms: {
    method: 'GET',
    path: '/api/forms',
    access: 'documents.read',
    summary: 'The documents there are, and how sure it is that their form is the official one',
    answer: Type.Array(FormView),
  },
  listDocuments: {
    method: 'GET',
    path: '/api/documents',
    access: 'documents.read',
    summary: 'Documents, newest first',
    query: Type.Object(
      {
        form: Type.Optional(FormIdSchema),
        state: Type.Optional(Type.Enum(['draft', 'signed', 'sent'])),
        incident: Type.Optional(Name),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
        after: Type.Optional(Type.String({ maxLength: 400 })),
      },
      closed,
    ),
    answer: DocumentPage,
  },
  createDocument: {
    method: 'POST',
    path: '/api/documents',
    access: 'documents.write',
    summary: 'Draft a document, filled with what is known',
    body: Type.Object(
      { form: FormIdSchema, incident: Type.Optional(Name), period: Type.Optional(PeriodText) },
      closed,
    ),
    answer: DocumentDetail,
  },
  getDocument: {
    method: 'GET',
    path: '/api/documents/:id',
    access: 'documents.read',
    summary: 'One document: its blocks with answers and sources, open fields, edits',
    params: ById,
    answer: DocumentDetail,
  },
  editDocument: {
    method: 'POST',
    path: '/api/documents/:id/fields',
    access: 'documents.write',
    summary: 'Write into a field, go back to its figure, or leave it open with a reason',
    params: ById,
    body: Type.Object(
      {
        version: Seen,
        key: Key,
        change: Type.Union([
          Type.Object({ kind: Type.Literal('set'), value: nullable(ValueSchema) }, closed),
          Type.Object({ kind: Type.Literal('reset') }, closed),
          Type.Object(
            { kind: Type.Literal('leave-open'), reason: Type.String({ minLength: 1, maxLength: 1000 }) },
            closed,
          ),
        ]),
      },
      closed,
    ),
    answer: DocumentDetail,
  },
  refillDocument: {
    method: 'POST',
    path: '/api/documents/:id/refill',
    access: 'documents.write',
    summary: 'Ask all figures again; what people wrote stays',
    params: ById,
    body: Type.Object({ version: Seen }, closed),
    answer: DocumentDetail,
  },
  signDocument: {
    method: 'POST',
    path: '/api/documents/:id/sign',
    access: 'documents.sign',
    summary: 'Sign off: freezes content and files with their SHA-256',
    params: ById,
    body: Type.Object({ version: Seen }, closed),
    answer: DocumentDetail,
  },
  markDocumentSent: {
    method: 'POST',
    path: '/api/documents/:id/sent',
    access: 'documents.write',
    summary: 'Record that a signed document was sent: to whom, how, under which number',
    params: ById,
    body: Type.Object(
      {
        version: Seen,
        to: Type.String({ minLength: 1, maxLength: 300 }),
        channel: Type.String({ minLength: 1, maxLength: 100 }),
        number: Type.String({ maxLength: 100 }),
        at: Ms,
      },
      closed,
    ),
    answer: DocumentDetail,
  },
  correctDocument: {
    method: 'POST',
    path: '/api/documents/:id/correct',
    access: 'documents.write',
    summary: 'A new draft with the content of a frozen document, which it refers to',
    params: ById,
    answer: DocumentDetail,
  },
  verifyDocument: {
    method: 'GET',
    path: '/api/documents/:id/verify',
    access: 'documents.read',
    summary: 'Hashes the frozen content and files again',
    params: ById,
    answer: VerifyView,
  },
  downloadDocx: { ...download, path: '/api/documents/:id/file.docx', produces: DOCX },
  downloadPdf: { ...download, path: '/api/documents/:id/file.pdf', produces: PDF },
  downloadHtml: { ...download, path: '/api/documents/:id/file.html', produces: HTML },
  downloadXlsx: { ...download, path: '/api/documents/:id/file.xlsx', produces: XLSX },
  reportDocx: { ...onTheSpot, path: '/api/report.docx', produces: DOCX },
  reportPdf: { ...onTheSpot, path: '/api/report.pdf', produces: PDF },
  reportHtml: { ...onTheSpot, path: '/api/report.html', produces: HTML },
  reportXlsx: { ...onTheSpot, path: '/api/report.xlsx', produces: XLSX },
} as const satisfies Record<string, Operation>

export type FormView = Static<typeof FormView>
export type DocumentSummary = Static<typeof DocumentSummary>
export type DocumentDetail = Static<typeof DocumentDetail>
export type DocumentPage = Static<typeof DocumentPage>
export type FieldView = Static<typeof FieldView>
export type BlockView = Static<typeof BlockView>
export type ValueView = Static<typeof ValueSchema>
export type VerifyView = Static<typeof VerifyView>
