// Requests of the documents for the role matrix. In the invented city `d-1` is a draft and `d-2` is signed.

const DRAFT = { path: { id: 'd-1' } }
const SIGNED = { path: { id: 'd-2' } }

export const documentRequests = {
  listForms: {},
  listDocuments: { query: { limit: '10' } },
  createDocument: { payload: { form: 'mau-03', incident: 'i-new' } },
  getDocument: SIGNED,
  editDocument: {
    ...DRAFT,
    payload: {
      version: 1,
      key: 'ngay.ca-truc',
      change: { kind: 'set', value: { kind: 'text', text: 'Ca ngày' } },
    },
  },
  refillDocument: { ...DRAFT, payload: { version: 1 } },
  signDocument: { ...DRAFT, payload: { version: 1 } },
  markDocumentSent: {
    ...SIGNED,
    payload: { version: 2, to: 'Chủ quản', channel: 'công văn', number: '05/BC-TTGS', at: 1_795_000_000_000 },
  },
  correctDocument: SIGNED,
  verifyDocument: SIGNED,
  downloadDocx: SIGNED,
  downloadPdf: SIGNED,
  downloadHtml: SIGNED,
  downloadXlsx: SIGNED,
  reportDocx: { query: { form: 'bao-cao-tuan', period: '2026-W46' } },
  reportPdf: { query: { form: 'mau-03', incident: '2026-0001', sources: 'yes' } },
  reportHtml: { query: { form: 'mau-08' } },
  reportXlsx: { query: { form: 'mau-08' } },
} as const
