// Pages → PDF with `pdfkit`, its own line and page breaking, fonts embedded. The same pages always give the same
// bytes.

import { once } from 'node:events'
import {
  CELL_PADDING,
  LINE_SPACING,
  type Cell,
  type LaidOut,
  type Paragraph,
  type Piece,
  type Rule,
  type Table,
} from '../layout/pieces.ts'
import { drawDrawing } from './pdf-drawing.ts'
import { breakLines, type Line } from './pdf-lines.ts'
import { lineHeight, openPen, pt, type Element, type Pen } from './pdf-page.ts'

/** A line or rule of a column of text, with the room above it. */
interface Strip {
  readonly kind: 'line' | 'rule'
  readonly above: number
  readonly height: number
  readonly below: number
  readonly draw: (x: number, y: number) => void
}

const RULE_HEIGHT = 5
const TAGS = { 1: 'H1', 2: 'H2', 3: 'H3' } as const

export async function renderPdf(laidOut: LaidOut): Promise<Buffer> {
  const pen = openPen(laidOut)
  const chunks: Buffer[] = []
  pen.doc.on('data', (chunk: Buffer) => void chunks.push(chunk))
  for (const { orientation, pieces } of laidOut.sheets) {
    pen.newSheet(orientation)
    for (const [at, piece] of pieces.entries()) {
      if (pen.y > pen.top && pen.y + heightKeptTogether(pen, pieces, at) > pen.bottom) pen.newPage()
      if (piece.kind === 'table') drawTable(pen, piece)
      else if (piece.kind === 'drawing') drawDrawing(pen, piece)
      else drawStrips(pen, stripsOf(pen, piece, pen.width, pen.root))
    }
  }
  pen.root.end()
  const ended = once(pen.doc, 'end')
  pen.doc.end()
  await ended
  return Buffer.concat(chunks)
}

/** What must be on one page from piece `at` on: headings with the beginning of what follows them. */
function heightKeptTogether(pen: Pen, pieces: readonly Piece[], at: number): number {
  let height = 0
  for (let next = at; next < pieces.length; next++) {
    const piece = pieces[next]!
    if (piece.kind === 'table') {
      const rows = piece.whole === true ? piece.rows.length : piece.headerRows + 1
      const padding = paddingOf(piece)
      const heights = piece.rows.slice(0, rows).map(row => rowHeight(measureRow(pen, piece, row), padding))
      return (
        height +
        Math.min(
          heights.reduce((sum, each) => sum + each, 0),
          (pen.bottom - pen.top) / 2,
        )
      )
    }
    if (piece.kind === 'drawing') return height + pt(piece.heightMm)
    const strips = stripsOf(pen, piece, pen.width, undefined)
    const goesOn = piece.kind === 'rule' || piece.keepWithNext === true
    // Of running text, two lines at least.
    height += columnHeight(goesOn ? strips : strips.slice(0, 2))
    if (!goesOn) return height
  }
  return height
}

function columnHeight(strips: readonly Strip[]): number {
  return strips.reduce((sum, { above, height, below }) => sum + above + height + below, 0)
}

/** `parent`: the element under which the text is tagged; without one it is only measured. */
function stripsOf(
  pen: Pen,
  piece: Paragraph | Rule,
  width: number,
  parent: Element | undefined,
): readonly Strip[] {
  if (piece.kind === 'rule') {
    const length = width * piece.share
    const draw = (x: number, y: number): void => pen.rule(x + (width - length) / 2, y + 3, length)
    return [{ kind: 'rule', above: 0, height: RULE_HEIGHT, below: 0, draw }]
  }
  const { sizePt, align, beforePt, afterPt, heading, dots = false } = piece
  const indent = pt(piece.indentMm ?? 0)
  const first = pt(piece.firstLineMm ?? 0)
  const lines = breakLines(pen.drawable(piece.runs), width - indent, first, pen.measure(sizePt))
  const height = lineHeight(sizePt, LINE_SPACING)
  let element: Element | undefined
  const tagged = (draw: () => void): void => {
    if (element === undefined) {
      element = pen.doc.struct(heading === undefined ? 'P' : TAGS[heading])
      parent!.add(element)
    }
    element.add(draw)
  }
  return lines.map((line, at) => {
    const shift = indent + (at === 0 ? first : 0)
    const look = { sizePt, align, dots, width: width - shift }
    // The room of the line spacing is above its letters.
    const drop = height - lineHeight(sizePt, 1)
    return {
      kind: 'line',
      above: at === 0 ? beforePt : 0,
      height,
      below: at === lines.length - 1 ? afterPt : 0,
      draw: (x, y) => {
        if (isBlank(line) && !dots) return
        tagged(() => pen.line(line, { ...look, x: x + shift, y: y + drop / 2 }))
      },
    }
  })
}

const isBlank = (line: Line): boolean => line.stretches.every(({ text }) => text === '')

function drawStrips(pen: Pen, strips: readonly Strip[]): void {
  for (const { above, height, below, draw } of strips) {
    if (pen.y + above + height > pen.bottom && pen.y > pen.top) pen.newPage()
    if (pen.y > pen.top) pen.y += above
    draw(pen.left, pen.y)
    pen.y += height + below
  }
}

interface RowTag {
  readonly element: Element
  readonly tag: 'TD' | 'TH' | 'Div'
}

interface MeasuredCell {
  readonly x: number
  readonly width: number
  readonly strips: readonly Strip[]
}

interface Padding {
  readonly x: number
  readonly y: number
}

function paddingOf({ bordered }: Table): Padding {
  return bordered ? { x: pt(CELL_PADDING.xMm), y: pt(CELL_PADDING.yMm) } : { x: 0, y: 0 }
}

/** With `row`, the text is tagged under it when drawn. */
function measureRow(pen: Pen, table: Table, cells: readonly Cell[], row?: RowTag): readonly MeasuredCell[] {
  const total = table.widths.reduce((sum, width) => sum + width, 0)
  const padding = paddingOf(table)
  let column = 0
  let x = pen.left
  return cells.map(cell => {
    const span = cell.span ?? 1
    const share = table.widths.slice(column, column + span).reduce((sum, width) => sum + width, 0)
    const width = (pen.width * share) / total
    const element = row === undefined ? undefined : pen.doc.struct(row.tag)
    if (element !== undefined) row!.element.add(element)
    const strips = cell.pieces.flatMap(piece => stripsOf(pen, piece, width - 2 * padding.x, element))
    const measured = {
      x,
      width,
      strips,
    }
    column += span
    x += width
    return measured
  })
}

function rowHeight(cells: readonly MeasuredCell[], padding: Padding): number {
  return Math.max(0, ...cells.map(({ strips }) => columnHeight(strips))) + 2 * padding.y
}

function drawTable(pen: Pen, table: Table): void {
  const padding = paddingOf(table)
  const element = pen.doc.struct(table.bordered ? 'Table' : 'Div')
  pen.root.add(element)
  // A table that only places things side by side is none to who listens.
  const begin = (tag: 'TD' | 'TH'): RowTag => {
    const row = pen.doc.struct(table.bordered ? 'TR' : 'Div')
    element.add(row)
    return { element: row, tag: table.bordered ? tag : 'Div' }
  }
  const headers = (): void => {
    for (const cells of table.rows.slice(0, table.headerRows)) {
      const measured = measureRow(pen, table, cells, begin('TH'))
      drawRowPart(pen, table, measured, rowHeight(measured, padding))
    }
  }
  headers()
  for (const cells of table.rows.slice(table.headerRows)) {
    let left = measureRow(pen, table, cells, begin('TD'))
    let isAtTop = false
    while (left.length > 0) {
      const height = rowHeight(left, padding)
      const room = pen.bottom - pen.y
      if (height <= room) {
        drawRowPart(pen, table, left, height)
        break
      }
      // A row moves to the next page unless it would not fit there either.
      const page = pen.bottom - pen.top
      if (!isAtTop && (height <= page * 0.8 || room < page * 0.1)) {
        pen.newPage()
        headers()
        isAtTop = true
        continue
      }
      const parts = left.map(cell => splitCell(cell, room - 2 * padding.y))
      drawRowPart(
        pen,
        table,
        parts.map(part => part.fits),
        room,
      )
      left = parts.map(part => part.rest)
      pen.newPage()
      headers()
      isAtTop = true
    }
  }
  element.end()
}

/** The strips that fit into `room`, at least one when there are any, and those that do not. */
function splitCell(cell: MeasuredCell, room: number): { fits: MeasuredCell; rest: MeasuredCell } {
  let used = 0
  let count = 0
  for (const { above, height, below } of cell.strips) {
    if (used + above + height > room && count > 0) break
    used += above + height + below
    count++
  }
  return {
    fits: { ...cell, strips: cell.strips.slice(0, count) },
    rest: { ...cell, strips: cell.strips.slice(count) },
  }
}

function drawRowPart(pen: Pen, table: Table, cells: readonly MeasuredCell[], height: number): void {
  const padding = paddingOf(table)
  for (const { x, width, strips } of cells) {
    if (table.bordered) pen.frame(x, pen.y, width, height)
    let y = pen.y + padding.y
    for (const strip of strips) {
      y += strip.above
      strip.draw(x + padding.x, y)
      y += strip.height + strip.below
    }
  }
  pen.y += height
}
