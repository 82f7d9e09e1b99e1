// The annex of a document as XLSX: each of its tables on a sheet of its own, numbers as numbers, so that people can
// count on; the last sheet says where every figure comes from. Text is text: no cell is ever a formula. The same
// document always gives the same bytes.

import writeXlsxFile, { type Cell, type Row, type Sheet } from 'write-excel-file/node'
import { isKnownEmpty, namedQuestions, sourcesOf, type Answered, type ReportDocument } from '../document.ts'
import type { TableQuestion } from '../form.ts'
import { readNumber } from '../vietnamese-number.ts'
import { shortMomentOf } from '../vietnamese-time.ts'
import { cleanText } from './clean-text.ts'
import { rewriteZip } from './zip.ts'

/** Of a sheet's name, in Excel. */
const MAX_NAME = 31
/** Of a cell, in Excel. */
const MAX_TEXT = 32_767
/** Shares of a table's width → widths of Excel's columns. */
const CHARACTERS = 1.1

export async function renderXlsx(document: ReportDocument, dateMs: number): Promise<Buffer> {
  const tables = namedQuestions(document).flatMap(({ name, question }) =>
    question.kind === 'table' ? [{ name, question }] : [],
  )
  const names = new Set<string>()
  const sheets = [
    ...tables.map(({ name, question }) => tableSheet(sheetName(name, names), question)),
    sourceSheet(document, sheetName('Nguồn số liệu', names)),
  ]
  const bytes = await writeXlsxFile(sheets, { fontFamily: 'Times New Roman', fontSize: 12 }).toBuffer()
  const date = new Date(dateMs).toISOString()
  return rewriteZip(bytes, {
    'docProps/core.xml': text => text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, date),
  })
}

const heading = (text: string): Cell => ({
  value: cleanText(text),
  type: String,
  fontWeight: 'bold',
  wrap: true,
})

function textCell(text: string): Cell {
  return { value: cleanText(text).slice(0, MAX_TEXT), type: String, wrap: true, alignVertical: 'top' }
}

/** A number where the column is one of numbers and the text is one; an open cell stays empty. */
function cellOf(text: string | null, isNumber: boolean): Cell {
  if (text === null) return null
  const number = isNumber ? readNumber(text) : undefined
  if (number === undefined) return textCell(text)
  const format = Number.isInteger(number) ? '#,##0' : '#,##0.00'
  return { value: number, type: Number, format, alignVertical: 'top' }
}

function tableSheet(sheet: string, { columns, answer, empty }: Answered<TableQuestion>): Sheet<Buffer> {
  const rows = answer.value?.kind === 'rows' ? answer.value.rows : []
  const body: Row[] = rows.map(row =>
    columns.map((column, at) => cellOf(row[at] ?? null, column.align === 'right')),
  )
  if (rows.length === 0 && isKnownEmpty(answer)) body.push([textCell(empty)])
  return {
    sheet,
    data: [columns.map(({ label }) => heading(label)), ...body],
    columns: columns.map(({ width }) => ({ width: Math.max(10, Math.round(width * CHARACTERS)) })),
    stickyRowsCount: 1,
  }
}

function sourceSheet(document: ReportDocument, sheet: string): Sheet<Buffer> {
  const rows = sourcesOf(document).map(({ label, source }): Row => [
    textCell(label),
    textCell(source.kind === 'person' ? `${source.by} ghi` : source.query),
    source.kind === 'person' ? null : { value: source.count, type: Number, format: '#,##0' },
    textCell(shortMomentOf(source.at)),
  ])
  return {
    sheet,
    data: [['Số liệu', 'Truy vấn hoặc người ghi', 'Kết quả', 'Thời điểm'].map(heading), ...rows],
    columns: [{ width: 45 }, { width: 70 }, { width: 10 }, { width: 18 }],
    stickyRowsCount: 1,
  }
}

/** Without the characters that Excel forbids, short enough, and not used before. */
function sheetName(name: string, used: Set<string>): string {
  const plain = cleanText(name)
    .replace(/[[\]:*?/\\]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^'+|'+$/g, '')
    .trim()
  for (let number = 1; ; number++) {
    const end = number === 1 ? '' : ` ${number}`
    const candidate = `${(plain || 'Bảng').slice(0, MAX_NAME - end.length).trimEnd()}${end}`
    if (used.has(candidate.toLowerCase())) continue
    used.add(candidate.toLowerCase())
    return candidate
  }
}
