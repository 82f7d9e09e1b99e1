// A table of a document → a drawing of it. The chart shows what stands in the table and nothing else: who corrects
// a figure in the table has corrected the chart.

import { answeredQuestions, type Answered, type ReportDocument } from '../document.ts'
import type { ChartBlock, TableQuestion } from '../form.ts'
import { readNumber } from '../vietnamese-number.ts'
import type { Drawing, Ink, Shape } from './drawing.ts'

interface Row {
  readonly name: string
  readonly values: readonly number[]
}

const SIZE_PT = 9
const LINE_MM = 4.2
const GREATEST_NAME = 46

/** Undefined when the table has nothing that can be drawn. */
export function drawingOf(chart: ChartBlock, document: ReportDocument, widthMm: number): Drawing | undefined {
  const question = answeredQuestions(document).find(({ key }) => key === chart.of)
  if (question?.kind !== 'table') throw new Error(`the chart of ${chart.of} has no table`)
  const rows = rowsOf(chart, question)
  const greatest = Math.max(0, ...rows.map(({ values }) => sum(values)))
  if (rows.length === 0 || greatest === 0) return undefined
  const alt = `${chart.title}: ${rows.map(({ name, values }) => `${name} ${values.map(format).join(', ')}`).join('; ')}`
  const legend = legendOf(chart, question, widthMm)
  const body =
    chart.shape === 'columns'
      ? columns(rows, greatest, widthMm, legend.heightMm)
      : bars(chart, rows, greatest, widthMm, legend.heightMm)
  return {
    kind: 'drawing',
    widthMm,
    heightMm: body.heightMm,
    shapes: [...legend.shapes, ...body.shapes],
    alt,
  }
}

function rowsOf(chart: ChartBlock, { answer }: Answered<TableQuestion>): readonly Row[] {
  const rows = answer.value?.kind === 'rows' ? answer.value.rows : []
  return rows
    .map(row => ({
      name: row[chart.names] ?? '',
      values: chart.values.map(({ column }) => Math.max(0, readNumber(row[column] ?? '') ?? 0)),
    }))
    .filter(({ name }) => name !== '')
    .slice(0, chart.maxRows)
}

function inkOf(chart: ChartBlock, at: number): Ink {
  return chart.values[at]?.ink ?? 'plain'
}

function legendOf(
  chart: ChartBlock,
  question: Answered<TableQuestion>,
  widthMm: number,
): { shapes: Shape[]; heightMm: number } {
  if (chart.values.length < 2) return { shapes: [], heightMm: 0 }
  const each = widthMm / chart.values.length
  const shapes = chart.values.flatMap(({ column }, at): Shape[] => [
    { kind: 'rect', x: at * each, y: 1, width: 3, height: 3, fill: inkOf(chart, at) },
    {
      kind: 'text',
      x: at * each + 4.5,
      y: 3.8,
      text: question.columns[column]?.label ?? '',
      sizePt: SIZE_PT,
      align: 'left',
    },
  ])
  return { shapes, heightMm: 7 }
}

/** Lying bars, one a row, the parts of a row side by side. */
function bars(
  chart: ChartBlock,
  rows: readonly Row[],
  greatest: number,
  widthMm: number,
  topMm: number,
): { shapes: Shape[]; heightMm: number } {
  const nameMm = Math.min(70, widthMm * 0.42)
  const valueMm = 14
  const roomMm = widthMm - nameMm - valueMm
  const shapes = rows.flatMap(({ name, values }, at): Shape[] => {
    const y = topMm + at * (LINE_MM + 1.8)
    let x = nameMm
    const parts = values.map((value, part): Shape => {
      const width = (value / greatest) * roomMm
      const shape: Shape = { kind: 'rect', x, y, width, height: LINE_MM, fill: inkOf(chart, part) }
      x += width
      return shape
    })
    const baseline = y + LINE_MM - 1
    return [
      {
        kind: 'text',
        x: nameMm - 2,
        y: baseline,
        text: shortened(name),
        sizePt: SIZE_PT,
        align: 'right',
      },
      ...parts,
      { kind: 'text', x: x + 1.5, y: baseline, text: format(sum(values)), sizePt: SIZE_PT, align: 'left' },
    ]
  })
  const heightMm = topMm + rows.length * (LINE_MM + 1.8)
  shapes.push({ kind: 'line', x1: nameMm, y1: topMm - 0.6, x2: nameMm, y2: heightMm - 0.6 })
  return { shapes, heightMm }
}

/** Standing columns, one a row, for days and hours. */
function columns(
  rows: readonly Row[],
  greatest: number,
  widthMm: number,
  topMm: number,
): { shapes: Shape[]; heightMm: number } {
  const plotMm = 38
  const each = widthMm / rows.length
  const bottom = topMm + LINE_MM + plotMm
  // Every n-th name when they would touch.
  const everyName = Math.ceil(rows.length / Math.max(1, Math.floor(widthMm / 14)))
  const shapes = rows.flatMap(({ name, values }, at): Shape[] => {
    const value = sum(values)
    const height = (value / greatest) * plotMm
    const middle = at * each + each / 2
    const named: Shape[] =
      at % everyName === 0
        ? [
            {
              kind: 'text',
              x: middle,
              y: bottom + LINE_MM,
              text: shortened(name),
              sizePt: SIZE_PT,
              align: 'center',
            },
          ]
        : []
    return [
      {
        kind: 'rect',
        x: at * each + each * 0.15,
        y: bottom - height,
        width: each * 0.7,
        height,
        fill: 'plain',
      },
      ...(each >= 8
        ? [
            {
              kind: 'text' as const,
              x: middle,
              y: bottom - height - 1,
              text: format(value),
              sizePt: SIZE_PT - 1,
              align: 'center' as const,
            },
          ]
        : []),
      ...named,
    ]
  })
  shapes.push({ kind: 'line', x1: 0, y1: bottom, x2: widthMm, y2: bottom })
  return { shapes, heightMm: bottom + LINE_MM + 2 }
}

function shortened(name: string): string {
  return name.length <= GREATEST_NAME ? name : `${name.slice(0, GREATEST_NAME - 1)}…`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function format(value: number): string {
  return value.toLocaleString('vi-VN', { maximumFractionDigits: 2 })
}
