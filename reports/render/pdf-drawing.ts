// A drawing on a page of PDF: lines, areas and letters, so that it stays sharp and small; read aloud by its words.

import { INKS, LINE_INK, TEXT_INK, type Drawing, type Shape } from '../layout/drawing.ts'
import { cleanText } from './clean-text.ts'
import { pt, type Pen } from './pdf-page.ts'

export function drawDrawing(pen: Pen, drawing: Drawing): void {
  const height = pt(drawing.heightMm)
  if (pen.y + height > pen.bottom && pen.y > pen.top) pen.newPage()
  const left = pen.left + (pen.width - pt(drawing.widthMm)) / 2
  const top = pen.y
  const figure = pen.doc.struct('Figure', { alt: cleanText(drawing.alt) })
  pen.root.add(figure)
  figure.add(() => {
    for (const shape of drawing.shapes) draw(pen, shape, left, top)
  })
  figure.end()
  pen.y += height
}

function draw(pen: Pen, shape: Shape, left: number, top: number): void {
  const { doc } = pen
  doc.save()
  switch (shape.kind) {
    case 'rect':
      doc
        .lineWidth(0.3)
        .rect(left + pt(shape.x), top + pt(shape.y), pt(shape.width), pt(shape.height))
        .fillAndStroke(INKS[shape.fill], LINE_INK)
      break
    case 'line':
      if (shape.dashed === true) doc.dash(3, { space: 3 })
      doc
        .lineWidth(0.6)
        .moveTo(left + pt(shape.x1), top + pt(shape.y1))
        .lineTo(left + pt(shape.x2), top + pt(shape.y2))
        .stroke(LINE_INK)
      break
    case 'text': {
      const face = shape.bold === true ? 'bold' : 'regular'
      const [run] = pen.drawable([{ text: shape.text }])
      const text = run!.text.replaceAll('\n', ' ')
      doc.font(face).fontSize(shape.sizePt)
      const width = doc.widthOfString(text)
      const shift = shape.align === 'left' ? 0 : shape.align === 'center' ? width / 2 : width
      doc.fillColor(TEXT_INK).text(text, left + pt(shape.x) - shift, top + pt(shape.y), {
        lineBreak: false,
        baseline: 'alphabetic',
      })
      break
    }
  }
  doc.restore()
}
