// A chart draws its table and nothing else: numbers read as Vietnamese documents print them, lengths in
// proportion, the same picture in every format.

import { describe, expect, test } from 'vitest'
import type { Answered, ReportDocument } from '#/reports/document.ts'
import type { ChartBlock, TableQuestion } from '#/reports/form.ts'
import { drawingOf } from '#/reports/layout/chart.ts'
import type { Shape } from '#/reports/layout/drawing.ts'
import { pngOf, svgOf } from '#/reports/render/drawing-svg.ts'
import { renderDocument } from '#/reports/render/render.ts'
import { readNumber } from '#/reports/vietnamese-number.ts'
import { documentOf } from './invented-documents.ts'
import { NOW } from './invented-figures.ts'
import { openDocx } from './opened-docx.ts'
import { hasPdfTools, pdfText } from './pdf-tools.ts'

const TABLE: TableQuestion = {
  kind: 'table',
  key: 'k',
  label: '',
  empty: '',
  columns: [
    { label: 'Chủ đề', width: 40 },
    { label: 'Tiêu cực', width: 20 },
    { label: 'Tích cực', width: 20 },
  ],
}
const TONES: ChartBlock = {
  kind: 'chart',
  of: 'k',
  title: 'Sắc thái theo chủ đề',
  shape: 'bars',
  names: 0,
  values: [
    { column: 1, ink: 'neg' },
    { column: 2, ink: 'pos' },
  ],
  maxRows: 10,
}
const COLUMNS: ChartBlock = { ...TONES, shape: 'columns', values: [{ column: 1 }], maxRows: 60 }

async function documentWith(
  rows: readonly (readonly (string | null)[])[],
  block: ChartBlock = TONES,
): Promise<ReportDocument> {
  const table: Answered<TableQuestion> = {
    ...TABLE,
    answer: { value: { kind: 'rows', rows }, source: { kind: 'person', by: 'an', at: NOW } },
  }
  return { ...(await documentOf('bao-cao-ngay')), blocks: [{ kind: 'question', question: table }, block] }
}

const widths = (shapes: readonly Shape[], fill: string): readonly number[] =>
  shapes.flatMap(shape => (shape.kind === 'rect' && shape.fill === fill ? [shape.width] : []))
const texts = (shapes: readonly Shape[]): readonly string[] =>
  shapes.flatMap(shape => (shape.kind === 'text' ? [shape.text] : []))

test('bars are as long as their numbers, parts side by side, sums beside them', async () => {
  const document = await documentWith([
    ['Ngập úng', '1.000', '500'],
    ['Giao thông', '250', '0'],
  ])
  const { shapes } = drawingOf(TONES, document, 165)!
  const [legend, first, second] = widths(shapes, 'neg')
  expect(legend).toBe(3)
  expect(first! / second!).toBeCloseTo(4, 6)
  expect(first! / widths(shapes, 'pos')[1]!).toBeCloseTo(2, 6)
  expect(texts(shapes)).toEqual(['Tiêu cực', 'Tích cực', 'Ngập úng', '1.500', 'Giao thông', '250'])
})

test('columns stand on one line, and names that would touch are left out', async () => {
  const rows = Array.from({ length: 28 }, (_, day) => [`${day + 1}/11`, String(day), '0'])
  const { shapes, alt } = drawingOf(COLUMNS, await documentWith(rows), 165)!
  const columns = shapes.filter(shape => shape.kind === 'rect')
  expect(new Set(columns.map(({ y, height }) => (y + height).toFixed(6))).size).toBe(1)
  expect(texts(shapes).length).toBeLessThan(15)
  expect(alt).toContain('28/11 27')
})

test.each([
  ['no rows', []],
  ['zeros only', [['Ngập', '0', '0']]],
  ['open cells', [['Ngập', null, null]]],
  ['words in place of numbers', [['Ngập', 'nhiều', 'ít']]],
])('with %s there is no chart', async (_, rows) => {
  expect(drawingOf(TONES, await documentWith(rows), 165)).toBeUndefined()
})

test('hostile names are text in the SVG', async () => {
  const document = await documentWith([['<script>alert(1)</script>&"\u202E', '3', '1']])
  const svg = svgOf(drawingOf(TONES, document, 165)!)
  expect(svg).not.toContain('<script')
  expect(svg).not.toContain('\u202E')
})

describe('every format shows it', () => {
  const rows = [['Ngập úng ở phường Tân Mẫu', '12', '7']]

  test('HTML as SVG, DOCX as a picture with words, the same bytes each time', async () => {
    const document = await documentWith(rows)
    const html = (await renderDocument(document, 'html', { dateMs: NOW })).toString()
    expect(html).toContain('<svg')
    const docx = openDocx(await renderDocument(document, 'docx', { dateMs: NOW }))
    expect(docx.part('word/document.xml')).toContain('Sắc thái theo chủ đề: Ngập úng ở phường Tân Mẫu 12, 7')
    expect(docx.names.filter(name => name.endsWith('.png'))).toHaveLength(1)
    const again = await renderDocument(document, 'docx', { dateMs: NOW })
    expect(again.equals(await renderDocument(document, 'docx', { dateMs: NOW }))).toBe(true)
    const pdf = await renderDocument(document, 'pdf', { dateMs: NOW })
    expect(pdf.equals(await renderDocument(document, 'pdf', { dateMs: NOW }))).toBe(true)
  })

  test.runIf(hasPdfTools)('PDF as letters that can be searched', async () => {
    expect(pdfText(await renderDocument(await documentWith(rows), 'pdf', { dateMs: NOW }))).toMatch(/\b19\b/)
  })

  test('the picture is drawn with letters: Vietnamese marks change it', async () => {
    const draw = async (name: string) =>
      pngOf(drawingOf(TONES, await documentWith([[name, '12', '7']]), 165)!).data
    expect((await draw('Ngập')).equals(await draw('Ngap'))).toBe(false)
  })
})

test.each([
  ['1.234', 1234],
  ['0', 0],
  ['12,5', 12.5],
  ['45 %', 45],
  ['−3', -3],
  ['1.23', undefined],
  ['1,234.5', undefined],
  ['', undefined],
  ['12 tin', undefined],
])('“%s” is read as %s', (text, number) => expect(readNumber(text)).toBe(number))
