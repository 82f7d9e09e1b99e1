// Pages → DOCX, with the `docx` package. The same pages always give the same bytes.

import {
  AlignmentType,
  BorderStyle,
  Document,
  Header,
  HeadingLevel,
  ImageRun,
  LeaderType,
  LineRuleType,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph as DocxParagraph,
  Table as DocxTable,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  WidthType,
  convertMillimetersToTwip as twip,
  type ISectionOptions,
} from 'docx'
import {
  BOX,
  CELL_PADDING,
  LINE_SPACING,
  PAGE,
  SIZE,
  textWidthMm,
  type Cell,
  type LaidOut,
  type Paragraph,
  type Piece,
  type Rule,
  type Run,
  type Sheet,
  type Table,
} from '../layout/pieces.ts'
import type { Drawing } from '../layout/drawing.ts'
import { cleanText, escapeMarkup } from './clean-text.ts'
import { pngOf } from './drawing-svg.ts'
import { rewriteZip } from './zip.ts'

const FONT = 'Times New Roman'
/** Where Word itself takes its boxes from: Times New Roman has none that is ticked. */
const BOX_FONT = 'MS Gothic'
const ALIGN = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
  right: AlignmentType.RIGHT,
  justify: AlignmentType.BOTH,
} as const
const HEADING = {
  1: HeadingLevel.HEADING_1,
  2: HeadingLevel.HEADING_2,
  3: HeadingLevel.HEADING_3,
} as const
const LINE = { style: BorderStyle.SINGLE, size: 4, color: '000000' } as const
const NO_LINE = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const

export async function renderDocx(laidOut: LaidOut): Promise<Buffer> {
  const heading = { run: { font: FONT, color: '000000' } }
  const document = new Document({
    title: cleanText(laidOut.title),
    creator: cleanText(laidOut.author),
    lastModifiedBy: cleanText(laidOut.author),
    styles: {
      default: {
        document: { run: { font: FONT, size: SIZE.body * 2, language: { value: 'vi-VN' } } },
        heading1: heading,
        heading2: heading,
        heading3: heading,
      },
    },
    sections: laidOut.sheets.map((sheet, at) => sectionOf(sheet, at === 0)),
  })
  const date = new Date(laidOut.dateMs).toISOString()
  return rewriteZip(await Packer.toBuffer(document), {
    'docProps/core.xml': text => coreProperties(text, laidOut, date),
    'word/document.xml': numberedPictures,
  })
}

/** The package writes the time of writing; the document's own date stands instead. */
function coreProperties(text: string, { title, author }: LaidOut, date: string): string {
  const open = /<cp:coreProperties[^>]*>/.exec(text)?.[0]
  if (open === undefined) throw new Error('the core properties are not as the docx package wrote them')
  const escaped = { title: escapeMarkup(cleanText(title)), author: escapeMarkup(cleanText(author)) }
  const time = (name: string): string =>
    `<dcterms:${name} xsi:type="dcterms:W3CDTF">${date}</dcterms:${name}>`
  return `<?xml version="1.0" encoding="UTF-8"?>${open}<dc:title>${escaped.title}</dc:title><dc:creator>${escaped.author}</dc:creator><dc:language>vi-VN</dc:language>${time('created')}${time('modified')}</cp:coreProperties>`
}

/** The package counts pictures since the process began; each document counts its own. */
function numberedPictures(text: string): string {
  let pictures = 0
  return text.replace(/<wp:docPr id="\d+"/g, () => `<wp:docPr id="${++pictures}"`)
}

function sectionOf({ orientation, pieces }: Sheet, isFirst: boolean): ISectionOptions {
  const number = new DocxParagraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ children: [PageNumber.CURRENT], size: PAGE.pageNumberPt * 2 })],
  })
  const children = pieces.flatMap(piece => blockOf(piece, textWidthMm(orientation)))
  // A table at the very end would be followed by an empty line of full size.
  const end = pieces.at(-1)?.kind === 'table' ? [emptyLine()] : []
  return {
    headers: { default: new Header({ children: [number] }) },
    properties: {
      titlePage: isFirst,
      page: {
        size: {
          width: twip(PAGE.shortMm),
          height: twip(PAGE.longMm),
          orientation: orientation === 'portrait' ? PageOrientation.PORTRAIT : PageOrientation.LANDSCAPE,
        },
        margin: {
          top: twip(PAGE.topMm),
          bottom: twip(PAGE.bottomMm),
          left: twip(PAGE.leftMm),
          right: twip(PAGE.rightMm),
          header: twip(PAGE.pageNumberMm),
          footer: twip(PAGE.pageNumberMm),
        },
      },
    },
    children: [...children, ...end],
  }
}

function emptyLine(): DocxParagraph {
  return new DocxParagraph({
    spacing: { before: 0, after: 0, line: 20, lineRule: LineRuleType.EXACT },
    children: [],
  })
}

function blockOf(piece: Piece, widthMm: number): (DocxParagraph | DocxTable)[] {
  switch (piece.kind) {
    case 'paragraph':
      return [paragraphOf(piece, widthMm)]
    case 'rule':
      return [ruleOf(piece, widthMm)]
    case 'table':
      return [tableOf(piece, widthMm)]
    case 'drawing':
      return [drawingOf(piece)]
  }
}

function paragraphOf(paragraph: Paragraph, widthMm: number): DocxParagraph {
  const { runs, align, sizePt, beforePt, afterPt, firstLineMm, indentMm, dots } = paragraph
  return new DocxParagraph({
    alignment: ALIGN[align],
    spacing: {
      before: Math.round(beforePt * 20),
      after: Math.round(afterPt * 20),
      line: Math.round(240 * LINE_SPACING),
      lineRule: LineRuleType.AUTO,
    },
    ...(firstLineMm === undefined && indentMm === undefined
      ? {}
      : { indent: { firstLine: twip(firstLineMm ?? 0), left: twip(indentMm ?? 0) } }),
    ...(paragraph.keepWithNext === true ? { keepNext: true } : {}),
    ...(paragraph.heading === undefined ? {} : { heading: HEADING[paragraph.heading] }),
    ...(dots === true
      ? { tabStops: [{ type: TabStopType.RIGHT, position: twip(widthMm) - 20, leader: LeaderType.DOT }] }
      : {}),
    run: { size: Math.round(sizePt * 2) },
    children: [
      ...runs.flatMap(run => runsOf(run, sizePt)),
      ...(dots === true ? [new TextRun({ text: '\t', size: Math.round(sizePt * 2) })] : []),
    ],
  })
}

/** Newlines become breaks; boxes get a font that has them. */
function runsOf({ text, bold, italic }: Run, sizePt: number): TextRun[] {
  const look = {
    size: Math.round(sizePt * 2),
    ...(bold === true ? { bold } : {}),
    ...(italic === true ? { italics: true } : {}),
  }
  return cleanText(text)
    .split('\n')
    .flatMap((line, at) =>
      line
        .split(/([□☒])/u)
        .filter((part, index) => part !== '' || (index === 0 && at > 0))
        .map((part, index) => {
          const isBox = part === BOX.empty || part === BOX.ticked
          const isBreak = at > 0 && index === 0
          const own = { ...look, text: part, ...(isBreak ? { break: 1 } : {}) }
          return new TextRun(isBox ? { ...own, font: BOX_FONT } : own)
        }),
    )
}

function ruleOf({ share }: Rule, widthMm: number): DocxParagraph {
  const side = twip((widthMm * (1 - share)) / 2)
  return new DocxParagraph({
    indent: { left: side, right: side },
    spacing: { before: 0, after: 0, line: 60, lineRule: LineRuleType.EXACT },
    border: { bottom: { ...LINE, size: 6, space: 1 } },
    children: [],
  })
}

/** 96 to the inch, as the package measures pictures. */
const PIXELS_PER_MM = 96 / 25.4

function drawingOf(drawing: Drawing): DocxParagraph {
  const { data } = pngOf(drawing)
  return new DocxParagraph({
    alignment: AlignmentType.CENTER,
    children: [
      new ImageRun({
        type: 'png',
        data,
        transformation: {
          width: Math.round(drawing.widthMm * PIXELS_PER_MM),
          height: Math.round(drawing.heightMm * PIXELS_PER_MM),
        },
        altText: { name: 'Biểu đồ', title: 'Biểu đồ', description: cleanText(drawing.alt) },
      }),
    ],
  })
}

function tableOf(table: Table, widthMm: number): DocxTable {
  const total = table.widths.reduce((sum, width) => sum + width, 0)
  const columnsMm = table.widths.map(width => (widthMm * width) / total)
  const line = table.bordered ? LINE : NO_LINE
  return new DocxTable({
    layout: TableLayoutType.FIXED,
    width: { size: twip(widthMm), type: WidthType.DXA },
    columnWidths: columnsMm.map(width => twip(width)),
    borders: {
      top: line,
      bottom: line,
      left: line,
      right: line,
      insideHorizontal: line,
      insideVertical: line,
    },
    rows: table.rows.map(
      (cells, at) =>
        new TableRow({
          ...(at < table.headerRows ? { tableHeader: true } : {}),
          ...(at < table.headerRows || !isTall(cells) ? { cantSplit: true } : {}),
          children: cellsOf(cells, columnsMm, table),
        }),
    ),
  })
}

/** Text that would not fit on a page of its own may go over its end; other rows stay whole. */
const TALL_CHARACTERS = 1200

function isTall(cells: readonly Cell[]): boolean {
  return cells.some(({ pieces }) => {
    const texts = pieces.flatMap(piece => (piece.kind === 'paragraph' ? piece.runs : []))
    return pieces.length > 30 || texts.reduce((sum, { text }) => sum + text.length, 0) > TALL_CHARACTERS
  })
}

function cellsOf(cells: readonly Cell[], columnsMm: readonly number[], { bordered }: Table): TableCell[] {
  let column = 0
  return cells.map(cell => {
    const span = cell.span ?? 1
    const cellMm = columnsMm.slice(column, column + span).reduce((sum, width) => sum + width, 0)
    column += span
    const paddingMm = bordered ? CELL_PADDING : { xMm: 0, yMm: 0 }
    return new TableCell({
      width: { size: twip(cellMm), type: WidthType.DXA },
      ...(span > 1 ? { columnSpan: span } : {}),
      margins: {
        top: twip(paddingMm.yMm),
        bottom: twip(paddingMm.yMm),
        left: twip(paddingMm.xMm),
        right: twip(paddingMm.xMm),
      },
      children: cell.pieces.flatMap(piece => blockOf(piece, cellMm - 2 * paddingMm.xMm)),
    })
  })
}
