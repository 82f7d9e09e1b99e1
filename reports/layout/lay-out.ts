// A document → the pieces of its pages. The only place that knows how a question looks: dots where it is open,
// boxes, sheets of label and answer, tables with numbered columns.

import { isKnownEmpty, sourcesOf, type Answered, type ReportDocument } from '../document.ts'
import type {
  Block,
  ChartBlock,
  ChoicesQuestion,
  ListQuestion,
  TableQuestion,
  TextQuestion,
} from '../form.ts'
import { HEAD } from '../forms/head.ts'
import { shortMomentOf } from '../vietnamese-time.ts'
import { drawingOf } from './chart.ts'
import { headText, letterhead, signature } from './letterhead.ts'
import {
  BOX,
  SIZE,
  paragraph,
  textWidthMm,
  type Cell,
  type LaidOut,
  type Paragraph,
  type Piece,
  type Run,
  type Sheet,
  type Table,
} from './pieces.ts'

export interface LayOutOptions {
  /** ms since 1970 for the file's metadata. */
  readonly dateMs: number
  /** With the annex that says where every figure comes from. */
  readonly sources: boolean
}

/** Tables with more columns than this are set in smaller type. */
const WIDE_COLUMNS = 8
const GAP_PT = 6
const FIRST_LINE_MM = 10

export function layOut(document: ReportDocument, { dateMs, sources }: LayOutOptions): LaidOut {
  const sheets: { orientation: Sheet['orientation']; pieces: Piece[] }[] = [
    { orientation: 'portrait', pieces: [...letterhead(document)] },
  ]
  const current = (): Piece[] => sheets.at(-1)!.pieces
  let isSigned = false
  const place = (blocks: readonly Block<Answered>[]): void => {
    for (const block of blocks) {
      if (block.kind === 'part') {
        const { orientation } = block
        sheets.push({ orientation, pieces: [] })
        place(block.blocks)
      } else if (block.kind === 'signature') {
        current().push(...signature(document))
        isSigned = true
      } else current().push(...layOutBlock(block, document, textWidthMm(sheets.at(-1)!.orientation)))
    }
  }
  place(document.blocks)
  if (!isSigned) current().push(...signature(document))
  if (sources) sheets.push({ orientation: 'portrait', pieces: sourceAnnex(document) })
  return {
    title: document.title.length > 0 ? document.title.join(' ') : `V/v ${document.about ?? ''}`,
    author: headText(document, HEAD.agency),
    dateMs,
    sheets,
  }
}

type Placed = Exclude<Block<Answered>, { kind: 'part' } | { kind: 'signature' }>

function layOutBlock(block: Placed, document: ReportDocument, widthMm: number): Piece[] {
  switch (block.kind) {
    case 'heading':
      return [
        paragraph([{ text: block.text, bold: true, italic: block.level === 3 }], {
          align: block.level === 1 && block.text.length > 90 ? 'center' : 'left',
          beforePt: block.level === 1 ? 12 : 8,
          afterPt: 2,
          keepWithNext: true,
          heading: block.level === 1 ? 2 : 3,
        }),
      ]
    case 'paragraph':
      return [
        block.style === 'note'
          ? paragraph([{ text: block.text, italic: true }], { sizePt: SIZE.note, beforePt: GAP_PT })
          : paragraph(block.text, { align: 'justify', firstLineMm: FIRST_LINE_MM, beforePt: GAP_PT }),
      ]
    case 'question':
      return layOutQuestion(block.question)
    case 'chart':
      return chartPieces(block, document, widthMm)
    case 'row':
      return [sideBySide(block.questions)]
    case 'sheet':
      return [sheetOf(block.rows)]
  }
}

function layOutQuestion(question: Answered): Piece[] {
  switch (question.kind) {
    case 'text':
      return question.long === true ? longText(question) : [lineOf(question)]
    case 'choices':
      return choices(question)
    case 'table':
      return tableOf(question)
    case 'list':
      return listOf(question)
  }
}

function labelOf({ label, required = false }: Pick<Answered, 'label' | 'required'>): string {
  return required && label !== '' ? `${label} (*)` : label
}

function textOf({ answer }: Answered): string {
  return answer.value?.kind === 'text' ? answer.value.text.trim() : ''
}

/** `Label: answer`, or dots to the end of the line. */
function lineOf(question: Answered<TextQuestion>, beforePt = 4): Paragraph {
  const text = textOf(question)
  const label = labelOf(question)
  const capitals = label === label.toLocaleUpperCase('vi')
  return paragraph(
    [...(label === '' ? [] : [{ text: `${label}: `, bold: capitals }]), ...(text === '' ? [] : [{ text }])],
    { beforePt, ...(text === '' ? { dots: true } : {}) },
  )
}

function longText(question: Answered<TextQuestion>): Piece[] {
  const label = labelOf(question)
  const head =
    label === ''
      ? []
      : [paragraph([{ text: `${label}:`, bold: true }], { beforePt: GAP_PT, keepWithNext: true })]
  const text = textOf(question)
  if (text === '') {
    const dots = paragraph('', { dots: true, beforePt: 4 })
    return [...head, dots, dots]
  }
  return [
    ...head,
    ...text
      .split(/\n+/)
      .map(line =>
        paragraph(line, { align: 'justify', firstLineMm: FIRST_LINE_MM, beforePt: line === '' ? 0 : 4 }),
      ),
  ]
}

function boxRuns(question: Answered<ChoicesQuestion>, at: number): Run[] {
  const option = question.options[at]!
  const value = question.answer.value
  const ticked = value?.kind === 'choices' && value.checked.includes(option.id)
  const words = value?.kind === 'choices' ? (value.words[option.id] ?? '').trim() : ''
  const label = words === '' ? option.label : withWords(option.label, words)
  return [{ text: `${ticked ? BOX.ticked : BOX.empty} ${label}` }]
}

/** `Khác: …` with words is `Khác: words`; a label with several blanks is replaced as a whole. */
function withWords(label: string, words: string): string {
  const blanks = label.split('…').length - 1
  return blanks === 1 ? label.replace('…', () => words) : words
}

function choices(question: Answered<ChoicesQuestion>): Piece[] {
  const label = labelOf(question)
  const head =
    label === ''
      ? []
      : [
          paragraph(
            [
              { text: `${label}:`, bold: true },
              ...(question.hint === undefined ? [] : [{ text: ` (${question.hint})`, italic: true }]),
            ],
            {
              beforePt: question.asHeading === true ? 12 : GAP_PT,
              keepWithNext: true,
              ...(question.asHeading === true ? { heading: 2 as const } : {}),
            },
          ),
        ]
  return [
    ...head,
    ...question.options.map((_, at) => paragraph(boxRuns(question, at), { beforePt: 3, indentMm: 8 })),
  ]
}

/** Title and drawing; nothing when the table is empty or open. */
function chartPieces(block: ChartBlock, document: ReportDocument, widthMm: number): Piece[] {
  const drawing = drawingOf(block, document, widthMm)
  if (drawing === undefined) return []
  const title = paragraph([{ text: block.title, italic: true }], {
    sizePt: SIZE.note,
    align: 'center',
    beforePt: GAP_PT,
    afterPt: 3,
    keepWithNext: true,
  })
  return [title, drawing]
}

function sideBySide(questions: readonly Answered[]): Table {
  return {
    kind: 'table',
    widths: questions.map(() => 100 / questions.length),
    bordered: false,
    headerRows: 0,
    rows: [questions.map(question => ({ pieces: [lineOf(question as Answered<TextQuestion>)] }))],
  }
}

function sheetOf(rows: readonly Answered[]): Table {
  return {
    kind: 'table',
    widths: [42, 58],
    bordered: true,
    headerRows: 0,
    rows: rows.map(question => [
      { pieces: [paragraph(labelOf(question), { sizePt: SIZE.table })] },
      { pieces: sheetAnswer(question) },
    ]),
  }
}

function sheetAnswer(question: Answered): Paragraph[] {
  const size = { sizePt: SIZE.table }
  if (question.kind === 'choices')
    return question.options.map((_, at) => paragraph(boxRuns(question, at), size))
  const text = textOf(question)
  return text === ''
    ? [paragraph('', { ...size, dots: true })]
    : text.split(/\n+/).map(line => paragraph(line, size))
}

function tableOf(question: Answered<TableQuestion>): Piece[] {
  const { columns, answer, numbered = false } = question
  const label = labelOf(question)
  const head = label === '' ? [] : [paragraph(`${label}:`, { beforePt: GAP_PT, keepWithNext: true })]
  const rows = answer.value?.kind === 'rows' ? answer.value.rows : []
  if (rows.length === 0 && isKnownEmpty(answer))
    return [...head, paragraph([{ text: question.empty, italic: true }], { beforePt: 4 })]
  const sizePt = columns.length > WIDE_COLUMNS ? SIZE.wideTable : SIZE.table
  const headings: Cell[] = columns.map(column => ({
    pieces: [paragraph([{ text: column.label, bold: true }], { sizePt, align: 'center' })],
  }))
  const numbers: Cell[] = columns.map((_, at) => ({
    pieces: [paragraph([{ text: `(${at + 1})`, italic: true }], { sizePt, align: 'center' })],
  }))
  // An open table keeps two empty rows to be filled by hand.
  const shown = rows.length === 0 ? [columns.map(() => null), columns.map(() => null)] : rows
  const table: Table = {
    kind: 'table',
    widths: columns.map(({ width }) => width),
    bordered: true,
    headerRows: numbered ? 2 : 1,
    rows: [headings, ...(numbered ? [numbers] : []), ...shown.map(row => rowOf(row, columns, sizePt))],
  }
  return [...head, paragraph('', { sizePt: 4, keepWithNext: true }), table]
}

/** A row of a single cell is a heading over all columns. */
function rowOf(row: readonly (string | null)[], columns: TableQuestion['columns'], sizePt: number): Cell[] {
  if (row.length === 1 && columns.length > 1)
    return [
      {
        span: columns.length,
        pieces: [paragraph([{ text: row[0] ?? '', bold: true }], { sizePt })],
      },
    ]
  return columns.map((column, at) => {
    const text = row[at] ?? null
    const align = column.align ?? 'left'
    return {
      pieces:
        text === null
          ? [paragraph('…', { sizePt, align })]
          : text.split('\n').map(line => paragraph(line, { sizePt, align })),
    }
  })
}

function listOf(question: Answered<ListQuestion>): Piece[] {
  const items = question.answer.value?.kind === 'items' ? question.answer.value.items : []
  const label = labelOf(question)
  const isEmpty = items.length === 0 && isKnownEmpty(question.answer)
  if (isEmpty && question.empty === '') return []
  const head =
    label === ''
      ? []
      : [paragraph([{ text: `${label}:`, bold: true }], { beforePt: GAP_PT, keepWithNext: true })]
  if (isEmpty) return [...head, paragraph([{ text: question.empty, italic: true }], { beforePt: 4 })]
  if (items.length === 0) return [...head, paragraph('', { dots: true, beforePt: 4 })]
  return [
    ...head,
    ...items.map(item => paragraph(`- ${item}`, { align: 'justify', beforePt: 3, indentMm: 5 })),
  ]
}

function sourceAnnex(document: ReportDocument): Piece[] {
  const sizePt = 10
  const cell = (text: string, bold = false): Cell => ({ pieces: [paragraph([{ text, bold }], { sizePt })] })
  const rows = sourcesOf(document).map(({ label, source }, at) => [
    cell(String(at + 1)),
    cell(label),
    cell(source.kind === 'person' ? `${source.by} ghi` : source.query),
    cell(source.kind === 'person' ? '' : String(source.count)),
    cell(shortMomentOf(source.at)),
  ])
  return [
    paragraph([{ text: 'NGUỒN SỐ LIỆU', bold: true }], {
      align: 'center',
      sizePt: SIZE.title,
      afterPt: 8,
      keepWithNext: true,
      heading: 2,
    }),
    {
      kind: 'table',
      widths: [6, 28, 40, 10, 16],
      bordered: true,
      headerRows: 1,
      rows: [
        ['TT', 'Số liệu', 'Truy vấn hoặc người ghi', 'Kết quả', 'Thời điểm'].map(text => cell(text, true)),
        ...rows,
      ],
    },
  ]
}
