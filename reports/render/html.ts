// Pages → one HTML file that needs nothing else: for reading on a screen and for printing.

import {
  CELL_PADDING,
  LINE_SPACING,
  PAGE,
  SIZE,
  type Cell,
  type LaidOut,
  type Paragraph,
  type Piece,
  type Table,
} from '../layout/pieces.ts'
import { cleanText, escapeMarkup } from './clean-text.ts'
import { svgOf } from './drawing-svg.ts'

const MARGINS = `${PAGE.topMm}mm ${PAGE.rightMm}mm ${PAGE.bottomMm}mm ${PAGE.leftMm}mm`

const STYLE = `
@page { size: A4 portrait; margin: ${MARGINS}; @top-center { content: counter(page); font: ${PAGE.pageNumberPt}pt 'Times New Roman', Tinos, serif } }
@page :first { @top-center { content: none } }
@page wide { size: A4 landscape }
* { box-sizing: border-box }
body { margin: 0; background: #777; color: #000; font: ${SIZE.body}pt/${LINE_SPACING} 'Times New Roman', Tinos, 'Liberation Serif', serif }
section { background: #fff; margin: 8mm auto; padding: ${MARGINS}; width: ${PAGE.shortMm}mm; min-height: ${PAGE.longMm}mm }
section.landscape { width: ${PAGE.longMm}mm; min-height: ${PAGE.shortMm}mm }
p, h1, h2, h3 { margin: 0; font: inherit; overflow-wrap: anywhere; white-space: pre-wrap }
p.dots { display: flex; gap: 1mm }
p.dots::after { content: ''; flex: 1; min-width: 5mm; border-bottom: 1.2pt dotted #000; margin-bottom: .3em }
hr { border: 0; border-top: .75pt solid #000; margin: 1pt auto 0 }
table { border-collapse: collapse; table-layout: fixed; width: 100% }
td, th { vertical-align: top; padding: 0; text-align: left; font-weight: inherit }
table.lines td, table.lines th { border: .75pt solid #000; padding: ${CELL_PADDING.yMm}mm ${CELL_PADDING.xMm}mm }
div.drawing { break-inside: avoid }
div.drawing svg { display: block; max-width: 100%; height: auto }
thead { display: table-header-group }
table.whole, .keep { break-inside: avoid }
.keep { break-after: avoid }
@media print {
  body { background: none }
  section, section.landscape { margin: 0; padding: 0; width: auto; min-height: 0 }
  section + section { break-before: page }
  section.landscape { page: wide }
}
`

export function renderHtml({ title, sheets }: LaidOut): string {
  const body = sheets
    .map(
      ({ orientation, pieces }) =>
        `<section class="${orientation}">\n${pieces.map(markup).join('\n')}\n</section>`,
    )
    .join('\n')
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeMarkup(cleanText(title))}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`
}

function markup(piece: Piece): string {
  switch (piece.kind) {
    case 'paragraph':
      return paragraphMarkup(piece)
    case 'rule':
      return `<hr style="width:${Math.round(piece.share * 100)}%">`
    case 'table':
      return tableMarkup(piece)
    case 'drawing':
      return `<div class="drawing">${svgOf(piece)}</div>`
  }
}

function paragraphMarkup(paragraph: Paragraph): string {
  const { runs, align, sizePt, beforePt, afterPt, firstLineMm, indentMm, heading } = paragraph
  const tag = heading === undefined ? 'p' : (`h${heading}` as const)
  const style = [
    ...(align === 'left' ? [] : [`text-align:${align}`]),
    ...(sizePt === SIZE.body ? [] : [`font-size:${sizePt}pt`]),
    ...(beforePt === 0 && afterPt === 0 ? [] : [`margin:${beforePt}pt 0 ${afterPt}pt`]),
    ...(firstLineMm === undefined ? [] : [`text-indent:${firstLineMm}mm`]),
    ...(indentMm === undefined ? [] : [`padding-left:${indentMm}mm`]),
    ...(runs.every(({ text }) => text === '') ? ['min-height:1.15em'] : []),
  ].join(';')
  const classes = [
    ...(paragraph.dots === true ? ['dots'] : []),
    ...(paragraph.keepWithNext === true ? ['keep'] : []),
  ].join(' ')
  const text = runs
    .map(({ text, bold, italic }) => {
      let inner = escapeMarkup(cleanText(text))
      if (italic === true) inner = `<i>${inner}</i>`
      return bold === true ? `<b>${inner}</b>` : inner
    })
    .join('')
  const inner = paragraph.dots === true && text !== '' ? `<span>${text}</span>` : text
  return `<${tag}${classes === '' ? '' : ` class="${classes}"`}${style === '' ? '' : ` style="${style}"`}>${inner}</${tag}>`
}

function tableMarkup({ widths, bordered, headerRows, rows, whole }: Table): string {
  const total = widths.reduce((sum, width) => sum + width, 0)
  const columns = widths.map(width => `<col style="width:${((100 * width) / total).toFixed(2)}%">`).join('')
  const row = (cells: readonly Cell[], tag: 'td' | 'th'): string =>
    `<tr>${cells
      .map(
        ({ pieces, span }) =>
          `<${tag}${span === undefined ? '' : ` colspan="${span}"`}>${pieces.map(markup).join('')}</${tag}>`,
      )
      .join('')}</tr>`
  const head = rows.slice(0, headerRows).map(cells => row(cells, 'th'))
  const classes = [...(bordered ? ['lines'] : []), ...(whole === true ? ['whole'] : [])].join(' ')
  return `<table${classes === '' ? '' : ` class="${classes}"`}><colgroup>${columns}</colgroup>${
    head.length === 0 ? '' : `<thead>${head.join('')}</thead>`
  }<tbody>${rows
    .slice(headerRows)
    .map(cells => row(cells, 'td'))
    .join('\n')}</tbody></table>`
}
