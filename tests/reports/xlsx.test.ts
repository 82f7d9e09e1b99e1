// The annex as XLSX, opened again: a sheet for each table, numbers as numbers, hostile text as text.

import { describe, expect, test } from 'vitest'
import type { Answered, ReportDocument } from '#/reports/document.ts'
import type { TableQuestion } from '#/reports/form.ts'
import { renderDocument } from '#/reports/render/render.ts'
import { documentOf } from './invented-documents.ts'
import { NOW } from './invented-figures.ts'
import { openXlsx } from './opened-xlsx.ts'

async function withTables(
  ...tables: readonly (readonly (readonly (string | null)[])[])[]
): Promise<ReportDocument> {
  const question = (rows: readonly (readonly (string | null)[])[], at: number): Answered<TableQuestion> => ({
    kind: 'table',
    key: `k${at}`,
    label: 'Theo [ngày]: một tên dài hơn ba mươi mốt chữ',
    empty: 'Không có gì.',
    columns: [
      { label: 'Tên', width: 60 },
      { label: 'Số', width: 40, align: 'right' },
    ],
    answer: { value: { kind: 'rows', rows }, source: { kind: 'person', by: 'an', at: NOW } },
  })
  return {
    ...(await documentOf('bao-cao-ngay')),
    blocks: tables.map((rows, at) => ({ kind: 'question', question: question(rows, at) })),
  }
}

const render = (document: ReportDocument) => renderDocument(document, 'xlsx', { dateMs: NOW })

test('the weekly report of media has a sheet for each table and one of sources', async () => {
  const { sheets, text } = openXlsx(await render(await documentOf('diem-tin-tuan')))
  expect(sheets.map(({ name }) => name)).toEqual([
    '2. Lượng tin và sắc thái',
    'Theo thời gian',
    '3. Theo chủ đề',
    '4. Các câu chuyện nổi bật',
    '5. Theo phường, xã và đơn vị',
    'Đột biến',
    '8. Tin cần xác minh',
    '9. Những việc đã trả lời',
    '10. Kiến nghị',
    'Nguồn không đọc được đầy đủ',
    'Nguồn số liệu',
  ])
  expect(text).toContain('media published:[2026-11-16..2026-11-22] topic:flood')
})

describe('cells', () => {
  test('numbers of a column of numbers are numbers, also with points and commas', async () => {
    const { sheets } = openXlsx(
      await render(
        await withTables([
          ['a', '1.234'],
          ['b', '0,5'],
          ['c', '12 %'],
        ]),
      ),
    )
    const numbers = [...sheets[0]!.xml.matchAll(/<c r="B\d+"[^>]*><v>([^<]*)<\/v>/g)].map(found => found[1])
    expect(numbers).toEqual(expect.arrayContaining(['1234', '0.5', '12']))
  })

  test('text that looks like a formula is text', async () => {
    const { text } = openXlsx(await render(await withTables([['=HYPERLINK("http://example.com")', '=1+1']])))
    expect(text).not.toMatch(/<f[ >]/)
  })

  test('an open cell is empty, an empty table says so', async () => {
    const { text } = openXlsx(await render(await withTables([['a', null]], [])))
    expect(text).toContain('Không có gì.')
    expect(text).not.toContain('null')
  })
})

test('names of sheets are short, without what Excel forbids, and differ', async () => {
  const { sheets } = openXlsx(await render(await withTables([['a', '1']], [['b', '2']])))
  const names = sheets.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) {
    expect(name.length).toBeLessThanOrEqual(31)
    expect(name).not.toMatch(/[[\]:*?/\\]/)
  }
})
