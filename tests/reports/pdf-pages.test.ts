// Where pages of a PDF end: a heading, the head of a table and its first row are never torn apart.

import { expect, test } from 'vitest'
import { paragraph, type Cell, type Piece, type Table } from '#/reports/layout/pieces.ts'
import { renderPdf } from '#/reports/render/pdf.ts'
import { hasPdfTools, pdfPages } from './pdf-tools.ts'

const cell = (...lines: readonly string[]): Cell => ({ pieces: lines.map(line => paragraph(line)) })
const TABLE: Table = {
  kind: 'table',
  widths: [50, 50],
  bordered: true,
  headerRows: 1,
  rows: [
    [cell('Đầu bảng'), cell('Cột hai')],
    [cell('Hàng đầu', 'dòng thứ hai'), cell('x')],
  ],
}

test.runIf(hasPdfTools)(
  'heading, head of the table and first row are on one page, wherever it ends',
  async () => {
    for (let lines = 24; lines < 48; lines++) {
      const pieces: Piece[] = [
        ...Array.from({ length: lines }, (_, at) => paragraph(`Dòng ${at}`, { beforePt: 2 })),
        paragraph('Tiêu đề', { keepWithNext: true, heading: 2 }),
        paragraph('', { sizePt: 4, keepWithNext: true }),
        TABLE,
      ]
      const pdf = await renderPdf({
        title: 'x',
        author: 'x',
        dateMs: 0,
        sheets: [{ orientation: 'portrait', pieces }],
      })
      const page = pdfPages(pdf).find(text => text.includes('Tiêu đề'))
      expect(page, `after ${lines} lines`).toMatch(/Tiêu đề.*Đầu bảng.*Hàng đầu.*dòng thứ hai/)
    }
  },
)
