// A drawing as SVG: for HTML as it is, for DOCX as the picture that it makes.

import { Resvg } from '@resvg/resvg-js'
import { INKS, LINE_INK, TEXT_INK, type Drawing, type Shape } from '../layout/drawing.ts'
import { cleanText, escapeMarkup } from './clean-text.ts'
import { fontPath } from './pdf-fonts.ts'

const ANCHOR = { left: 'start', center: 'middle', right: 'end' } as const
const MM_PER_POINT = 25.4 / 72
/** Of the picture in DOCX: sharp on paper. */
const PIXELS_PER_MM = 300 / 25.4

export function svgOf({ widthMm, heightMm, shapes, alt }: Drawing): string {
  const size = `width="${widthMm}mm" height="${round(heightMm)}mm" viewBox="0 0 ${widthMm} ${round(heightMm)}"`
  const label = escapeMarkup(cleanText(alt))
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${label}" font-family="'Times New Roman', Tinos, serif">${shapes.map(markup).join('')}</svg>`
}

/** The picture as PNG, drawn with the same fonts everywhere. */
export function pngOf(drawing: Drawing): {
  readonly data: Buffer
  readonly width: number
  readonly height: number
} {
  const picture = new Resvg(svgOf(drawing), {
    fitTo: { mode: 'width', value: Math.round(drawing.widthMm * PIXELS_PER_MM) },
    background: '#ffffff',
    font: {
      loadSystemFonts: false,
      fontFiles: [fontPath('regular'), fontPath('bold')],
      defaultFontFamily: 'Tinos',
      serifFamily: 'Tinos',
    },
  }).render()
  return { data: picture.asPng(), width: picture.width, height: picture.height }
}

function markup(shape: Shape): string {
  switch (shape.kind) {
    case 'rect':
      return `<rect x="${round(shape.x)}" y="${round(shape.y)}" width="${round(shape.width)}" height="${round(shape.height)}" fill="${INKS[shape.fill]}" stroke="${LINE_INK}" stroke-width="0.1"/>`
    case 'line':
      return `<line x1="${round(shape.x1)}" y1="${round(shape.y1)}" x2="${round(shape.x2)}" y2="${round(shape.y2)}" stroke="${LINE_INK}" stroke-width="0.2"${shape.dashed === true ? ' stroke-dasharray="1 1"' : ''}/>`
    case 'text':
      return `<text x="${round(shape.x)}" y="${round(shape.y)}" font-size="${round(shape.sizePt * MM_PER_POINT)}" text-anchor="${ANCHOR[shape.align]}" fill="${TEXT_INK}"${shape.bold === true ? ' font-weight="bold"' : ''}>${escapeMarkup(cleanText(shape.text))}</text>`
  }
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100)
}
