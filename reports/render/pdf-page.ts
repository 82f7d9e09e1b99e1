// The pen of the PDF renderer: a page, where on it we are, and the text, rules and frames that are drawn there.
// Everything drawn is tagged, so that it can be read aloud and copied in order; page numbers and lines are
// artifacts.

import PdfDocument from 'pdfkit'
import { BOX, PAGE, type LaidOut, type Run, type Sheet } from '../layout/pieces.ts'
import { cleanText, codeOf } from './clean-text.ts'
import { FACES, fontFile, type Face } from './pdf-fonts.ts'
import type { Line, Measure } from './pdf-lines.ts'

export const pt = (mm: number): number => (mm * 72) / 25.4
/** Height of a line of Tinos, in its size. */
const EM_HEIGHT = 1.149
/** Of that, above the line of writing. */
const ASCENT = 0.891

type Doc = InstanceType<typeof PdfDocument>
export type Element = PDFKit.PDFStructureElement

export interface Pen {
  readonly doc: Doc
  readonly root: Element
  /** Where the next line begins, from the top. */
  y: number
  /** Left edge and width of the text. */
  readonly left: number
  readonly width: number
  readonly top: number
  readonly bottom: number
  measure(sizePt: number): Measure
  /** Text that the fonts have; what they lack is shown by its number. */
  drawable(runs: readonly Run[]): readonly Run[]
  newSheet(orientation: Sheet['orientation']): void
  newPage(): void
  line(line: Line, look: LineLook): void
  rule(x: number, y: number, width: number): void
  frame(x: number, y: number, width: number, height: number): void
}

export interface LineLook {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly sizePt: number
  readonly align: 'left' | 'center' | 'right' | 'justify'
  readonly dots: boolean
}

export function lineHeight(sizePt: number, spacing: number): number {
  return sizePt * EM_HEIGHT * spacing
}

export function openPen({ title, author, dateMs }: LaidOut): Pen {
  const date = new Date(dateMs)
  const doc = new PdfDocument({
    autoFirstPage: false,
    tagged: true,
    lang: 'vi-VN',
    displayTitle: true,
    pdfVersion: '1.7',
    info: {
      Title: cleanText(title),
      Author: cleanText(author),
      Producer: 'Thápcanh',
      Creator: 'Thápcanh',
      CreationDate: date,
      ModDate: date,
    },
  })
  for (const face of FACES) doc.registerFont(face, fontFile(face))
  const root = doc.struct('Document')
  doc.addStructure(root)
  let pages = 0
  let orientation: Sheet['orientation'] = 'portrait'
  const widths = new Map<string, number>()

  function measure(sizePt: number): Measure {
    return (text, face) => {
      const key = `${face}${text}`
      let perPoint = widths.get(key)
      if (perPoint === undefined) {
        doc.font(face).fontSize(1000)
        // Bounded: only words of this document come here, but a document may be long.
        if (widths.size > 50_000) widths.clear()
        perPoint = doc.widthOfString(text.replaceAll(BOX.ticked, BOX.empty)) / 1000
        widths.set(key, perPoint)
      }
      return perPoint * sizePt
    }
  }

  const pen: Pen = {
    doc,
    root,
    y: 0,
    left: pt(PAGE.leftMm),
    top: pt(PAGE.topMm),
    get width() {
      return doc.page.width - pt(PAGE.leftMm) - pt(PAGE.rightMm)
    },
    get bottom() {
      return doc.page.height - pt(PAGE.bottomMm)
    },
    measure,
    drawable: runs => runs.map(run => ({ ...run, text: withGlyphs(doc, cleanText(run.text)) })),
    newSheet(wanted) {
      orientation = wanted
      pen.newPage()
    },
    newPage() {
      doc.addPage({ size: 'A4', layout: orientation, margin: 0 })
      pages++
      pen.y = pen.top
      if (pages > 1) drawPageNumber(doc, pages)
    },
    line: (line, look) => drawLine(doc, line, look, measure(look.sizePt)),
    rule(x, y, width) {
      artifact(doc, () =>
        doc
          .lineWidth(0.75)
          .moveTo(x, y)
          .lineTo(x + width, y)
          .stroke(),
      )
    },
    frame(x, y, width, height) {
      artifact(doc, () => doc.lineWidth(0.5).rect(x, y, width, height).stroke())
    },
  }
  return pen
}

export function artifact(doc: Doc, draw: () => void): void {
  doc.markContent('Artifact', { type: 'Layout' })
  draw()
  doc.endMarkedContent()
}

function drawPageNumber(doc: Doc, number: number): void {
  doc.markContent('Artifact', { type: 'Pagination' })
  doc.font('regular').fontSize(PAGE.pageNumberPt)
  const text = String(number)
  doc.text(text, (doc.page.width - doc.widthOfString(text)) / 2, pt(PAGE.pageNumberMm), { lineBreak: false })
  doc.endMarkedContent()
}

function withGlyphs(doc: Doc, text: string): string {
  // ASCII and Vietnamese are the rule; look letter by letter only when there is something else.
  if (/^[\n\u0020-\u007E\u00A0-\u024F\u1EA0-\u1EF9…–—“”‘’□☒]*$/.test(text)) return text
  const { font } = inner(doc.font('regular')).font
  return Array.from(text, character => (isDrawable(character, font) ? character : codeOf(character))).join('')
}

function isDrawable(character: string, font: InnerFont['font']): boolean {
  if (character === '\n' || character === BOX.ticked) return true
  return character !== STAND_IN && font.hasGlyphForCodePoint(character.codePointAt(0)!)
}

function drawLine(doc: Doc, line: Line, look: LineLook, measure: Measure): void {
  const { y, width, sizePt, align, dots } = look
  const blanks = line.stretches.reduce((sum, { text }) => sum + text.split(' ').length - 1, 0)
  const spare = Math.max(0, width - line.width)
  const wordSpacing = align === 'justify' && !line.last && blanks > 0 ? spare / blanks : 0
  let x = look.x + (align === 'center' ? spare / 2 : align === 'right' ? spare : 0)
  for (const { text, face } of line.stretches) {
    drawStretch(doc, text, face, { x, y, sizePt, wordSpacing }, measure)
    x += measure(text, face) + wordSpacing * (text.split(' ').length - 1)
  }
  if (!dots || !line.last) return
  const dot = measure('.', 'regular')
  const count = Math.floor((look.x + width - x) / dot) - 1
  if (count <= 0) return
  const leader = '.'.repeat(count)
  // Ends flush with the right edge.
  doc.font('regular').fontSize(sizePt)
  doc.text(leader, look.x + width - count * dot, y, { lineBreak: false })
}

interface Place {
  readonly x: number
  readonly y: number
  readonly sizePt: number
  readonly wordSpacing: number
}

function drawStretch(doc: Doc, text: string, face: Face, place: Place, measure: Measure): void {
  const { x, y, sizePt, wordSpacing } = place
  const options = { lineBreak: false, ...(wordSpacing > 0 ? { wordSpacing } : {}) }
  let at = x
  for (const part of text.split(/(☒)/u)) {
    if (part === '') continue
    doc.font(face).fontSize(sizePt)
    if (part === BOX.ticked) drawTickedBox(doc, at, y, measure(BOX.empty, face), sizePt)
    else doc.text(part, at, y, options)
    at += measure(part, face) + wordSpacing * (part.split(' ').length - 1)
  }
}

/** A mark of Tinos that no document needs; in the file it means the ticked box. */
const STAND_IN = '◙'

/**
 * Tinos has only the empty box. The ticked one is drawn, and an invisible letter over it, which the file says is
 * ☒, lets it be read, searched and copied.
 */
function drawTickedBox(doc: Doc, x: number, y: number, width: number, sizePt: number): void {
  const baseline = y + sizePt * ASCENT
  const side = width * 0.9
  const left = x + (width - side) / 2
  const top = baseline - side
  const inset = side * 0.2
  doc
    .lineWidth(sizePt / 18)
    .rect(left, top, side, side)
    .moveTo(left + inset, top + inset)
    .lineTo(left + side - inset, top + side - inset)
    .moveTo(left + side - inset, top + inset)
    .lineTo(left + inset, top + side - inset)
    .stroke()
  const { font, page, addContent } = inner(doc)
  const [[glyph]] = font.encode(STAND_IN)
  font.unicode[Number.parseInt(glyph, 16)] = [BOX.ticked.codePointAt(0)!]
  page.fonts[font.id] ??= font.ref()
  addContent(
    `BT 3 Tr 1 0 0 -1 ${x.toFixed(3)} ${baseline.toFixed(3)} Tm /${font.id} ${sizePt} Tf <${glyph}> Tj 0 Tr ET`,
  )
}

/** Parts of pdfkit that its types do not name. */
interface InnerFont {
  readonly id: string
  readonly font: { hasGlyphForCodePoint(codePoint: number): boolean }
  /** Code points of each glyph of the subset. */
  readonly unicode: number[][]
  encode(text: string): [[string], unknown]
  ref(): unknown
}

interface Inner {
  readonly font: InnerFont
  readonly page: { readonly fonts: Record<string, unknown> }
  readonly addContent: (text: string) => void
}

function inner(doc: Doc): Inner {
  const parts = doc as unknown as { _font: InnerFont; page: Inner['page'] } & Pick<Inner, 'addContent'>
  return { font: parts._font, page: parts.page, addContent: text => parts.addContent(text) }
}
