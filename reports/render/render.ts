// A document in one of its formats; as XLSX it is the annex of its tables. The same document and date always give the
// same bytes. What writes a format is loaded when it is asked for: no start needs it.

import type { ReportDocument } from '../document.ts'
import { layOut } from '../layout/lay-out.ts'
import { renderHtml } from './html.ts'

export const FORMATS = ['docx', 'pdf', 'html', 'xlsx'] as const
export type Format = (typeof FORMATS)[number]

export interface RenderOptions {
  /** ms since 1970: the only time in the file's metadata. */
  readonly dateMs: number
  /** With the annex "Nguồn số liệu". */
  readonly sources?: boolean
}

export async function renderDocument(
  document: ReportDocument,
  format: Format,
  { dateMs, sources = false }: RenderOptions,
): Promise<Buffer> {
  if (format === 'xlsx') return await (await import('./xlsx.ts')).renderXlsx(document, dateMs)
  const laidOut = layOut(document, { dateMs, sources })
  switch (format) {
    case 'docx':
      return await (await import('./docx.ts')).renderDocx(laidOut)
    case 'pdf':
      return await (await import('./pdf.ts')).renderPdf(laidOut)
    case 'html':
      return Buffer.from(renderHtml(laidOut), 'utf8')
  }
}
