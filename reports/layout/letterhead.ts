// The parts around the body of an administrative document, as Decree 30/2020 Phụ lục I places them: Quốc hiệu
// and Tiêu ngữ, agency, number, place and date, title, recipients, Nơi nhận and signature.

import type { Answered, ReportDocument } from '../document.ts'
import { HEAD } from '../forms/head.ts'
import { parseVietnameseDate } from '../vietnamese-time.ts'
import { SIZE, paragraph, type Cell, type Paragraph, type Piece, type Rule, type Table } from './pieces.ts'

/** Text of a head field; empty when it is open. */
export function headText(document: ReportDocument, key: string): string {
  const value = headValue(document, key)
  return value?.kind === 'text' ? value.text.trim() : ''
}

export function headItems(document: ReportDocument, key: string): readonly string[] {
  const value = headValue(document, key)
  return value?.kind === 'items' ? value.items : []
}

function headValue(document: ReportDocument, key: string): Answered['answer']['value'] {
  return document.head.find(question => question.key === key)?.answer.value ?? null
}

const centred = { align: 'center' } as const

export function letterhead(document: ReportDocument): readonly Piece[] {
  const mark = document.formMark.map((line, at) =>
    paragraph([{ text: at === 0 ? line : `(${line})`, bold: at === 0, italic: at > 0 }], {
      align: 'right',
      sizePt: SIZE.formMark,
      afterPt: at === document.formMark.length - 1 ? 6 : 0,
      keepWithNext: true,
    }),
  )
  const top: Table = {
    kind: 'table',
    widths: [40, 60],
    bordered: false,
    headerRows: 0,
    whole: true,
    rows: [
      [{ pieces: agency(document) }, { pieces: nation() }],
      [{ pieces: numberAndAbout(document) }, { pieces: [placeAndDate(document)] }],
    ],
  }
  return [...mark, top, ...title(document), ...recipients(document)]
}

function agency(document: ReportDocument): (Paragraph | Rule)[] {
  const above = headText(document, HEAD.governingBody).toLocaleUpperCase('vi')
  const own = headText(document, HEAD.agency).toLocaleUpperCase('vi')
  return [
    ...(above === '' ? [] : [paragraph(above, { ...centred, sizePt: SIZE.agency })]),
    paragraph([{ text: own === '' ? '…………………………' : own, bold: true }], {
      ...centred,
      sizePt: SIZE.agency,
    }),
    { kind: 'rule', share: 0.36 },
  ]
}

function nation(): (Paragraph | Rule)[] {
  return [
    paragraph([{ text: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', bold: true }], {
      ...centred,
      sizePt: SIZE.nation,
    }),
    paragraph([{ text: 'Độc lập - Tự do - Hạnh phúc', bold: true }], { ...centred, sizePt: SIZE.motto }),
    // As long as the motto.
    { kind: 'rule', share: 0.56 },
  ]
}

function numberAndAbout(document: ReportDocument): Paragraph[] {
  const number = headText(document, HEAD.number)
  const sign = headText(document, HEAD.sign)
  const written = number === '' ? '……' : leadingZero(number)
  // A form that is no document of its own series has no number (Mẫu số 01).
  if (document.sign === '' && document.about === null) return [paragraph('', centred)]
  const lines = [
    paragraph(`Số: ${sign === '' ? written : `${written}/${sign}`}`, {
      ...centred,
      sizePt: SIZE.number,
      beforePt: 4,
    }),
  ]
  if (document.about !== null)
    lines.push(paragraph(`V/v ${document.about}`, { ...centred, sizePt: SIZE.agency, beforePt: 4 }))
  return lines
}

/** `5` is written `05`. */
function leadingZero(number: string): string {
  return /^[1-9](?!\d)/.test(number) ? `0${number}` : number
}

function placeAndDate(document: ReportDocument): Paragraph {
  const place = headText(document, HEAD.place)
  const date = parseVietnameseDate(headText(document, HEAD.date))
  const written =
    date === undefined
      ? 'ngày … tháng … năm …'
      : `ngày ${pad(date.day)} tháng ${date.month < 3 ? pad(date.month) : date.month} năm ${date.year}`
  return paragraph([{ text: `${place === '' ? '……………' : place}, ${written}`, italic: true }], {
    ...centred,
    sizePt: SIZE.date,
    beforePt: 4,
  })
}

const pad = (number: number): string => String(number).padStart(2, '0')

function title(document: ReportDocument): Piece[] {
  if (document.title.length === 0) return []
  const last = document.title.length - 1
  return [
    ...document.title.map((line, at) =>
      paragraph([{ text: line, bold: true }], {
        ...centred,
        sizePt: SIZE.title,
        beforePt: at === 0 ? 16 : 0,
        keepWithNext: true,
        ...(at === 0 ? { heading: 1 as const } : {}),
        afterPt: 0,
      }),
    ),
    ...(last > 0 ? [{ kind: 'rule', share: 0.22 } as const] : []),
    ...(document.draftNote === null
      ? []
      : [
          paragraph([{ text: document.draftNote, italic: true, bold: true }], {
            ...centred,
            beforePt: 4,
            keepWithNext: true,
          }),
        ]),
    paragraph('', { sizePt: 6, keepWithNext: true }),
  ]
}

function recipients(document: ReportDocument): Piece[] {
  const to = headItems(document, HEAD.to)
  if (to.length === 0) {
    // Only a letter must name somebody.
    if (document.about === null) return []
    return [paragraph('Kính gửi: ……………………………', { ...centred, beforePt: 14, afterPt: 10 })]
  }
  if (to.length === 1) return [paragraph(`Kính gửi: ${to[0]}`, { ...centred, beforePt: 8, afterPt: 10 })]
  return [
    paragraph('Kính gửi:', { indentMm: 30, beforePt: 8, keepWithNext: true }),
    ...to.map((name, at) =>
      paragraph(`- ${name}${at === to.length - 1 ? '.' : ';'}`, {
        indentMm: 52,
        afterPt: at === to.length - 1 ? 10 : 0,
      }),
    ),
  ]
}

/** Nơi nhận at the left, the signatory at the right; never apart. */
export function signature(document: ReportDocument): readonly Piece[] {
  const table: Table = {
    kind: 'table',
    widths: [38, 62],
    bordered: false,
    headerRows: 0,
    whole: true,
    rows: [[{ pieces: copies(document) }, signatory(document)]],
  }
  return [paragraph('', { sizePt: 8, keepWithNext: true }), table]
}

function copies(document: ReportDocument): Paragraph[] {
  const items = headItems(document, HEAD.copies)
  if (items.length === 0) return [paragraph('', { sizePt: SIZE.copies })]
  return [
    paragraph([{ text: 'Nơi nhận:', bold: true, italic: true }], { sizePt: SIZE.copiesTitle }),
    ...items.map((item, at) =>
      paragraph(`- ${item}${at === items.length - 1 ? '.' : ';'}`, { sizePt: SIZE.copies }),
    ),
  ]
}

function signatory(document: ReportDocument): Cell {
  const authority = headText(document, HEAD.authority)
  const position = headText(document, HEAD.position).toLocaleUpperCase('vi')
  const name = headText(document, HEAD.signatory)
  const bold = (text: string): Paragraph =>
    paragraph([{ text, bold: true }], { ...centred, keepWithNext: true })
  const heads =
    document.signatureTitle === ''
      ? [authority === '' ? position : `${authority} ${position}`]
      : [document.signatureTitle, ...(position === '' ? [] : [`${authority} ${position}`.trim()])]
  return {
    pieces: [
      ...heads.map(text => bold(text === '' ? '……………………' : text)),
      ...(document.signatureNote === ''
        ? []
        : [paragraph([{ text: document.signatureNote, italic: true }], { ...centred, keepWithNext: true })]),
      // Room for signature and seal.
      paragraph('', { ...centred, sizePt: 60, keepWithNext: true }),
      paragraph([{ text: name === '' ? '……………………………' : name, bold: true }], centred),
    ],
  }
}
