// Every document in every format, opened again with other tools: nothing that was filled is lost, hostile text
// does no harm, long text and long tables go over pages, and the same document always gives the same bytes.

import { describe, expect, test } from 'vitest'
import type { FormId } from '#/kernel/form.ts'
import { answeredQuestions, composeDocument, namedQuestions, type Answers } from '#/reports/document.ts'
import { ALL_FORMS, formOf } from '#/reports/forms/all-forms.ts'
import { cleanText } from '#/reports/render/clean-text.ts'
import { FORMATS, renderDocument } from '#/reports/render/render.ts'
import { documentOf } from './invented-documents.ts'
import { NOW, QUIET_WEEK } from './invented-figures.ts'
import { openDocx } from './opened-docx.ts'
import { hasPdfTools, pdfFonts, pdfInfo, pdfText } from './pdf-tools.ts'

const OPTIONS = { dateMs: NOW }
const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** What must stand on the paper of each question, in order. */
function expectedTexts(document: Awaited<ReturnType<typeof documentOf>>): readonly string[] {
  return namedQuestions(document)
    .slice(document.head.length)
    .flatMap(({ question }) => {
      const { value } = question.answer
      const label = question.kind === 'table' || question.kind === 'list' ? [] : [question.label]
      const shown =
        value?.kind === 'text'
          ? value.text.split('\n')
          : value?.kind === 'rows'
            ? value.rows.flatMap(row => row.filter(cell => cell !== null))
            : value?.kind === 'items'
              ? value.items
              : []
      return [...label, ...shown].map(squeeze).filter(text => text !== '')
    })
}

/** The first text that is not found after the one before it; undefined when all are in order. */
function firstMissing(text: string, texts: readonly string[]): string | undefined {
  let at = 0
  for (const wanted of texts) {
    const found = text.indexOf(wanted, at)
    if (found === -1) return `“${wanted}” after “${text.slice(Math.max(0, at - 60), at)}”`
    at = found + wanted.length
  }
  return undefined
}

describe.each(ALL_FORMS)('$id', form => {
  test('as DOCX, opened again, holds every label and value in order', async () => {
    const document = await documentOf(form.id)
    const opened = openDocx(await renderDocument(document, 'docx', OPTIONS))
    expect(firstMissing(squeeze(opened.paragraphs.join(' ')), expectedTexts(document))).toBeUndefined()
  })

  test('as HTML, holds the same and nothing from elsewhere', async () => {
    const document = await documentOf(form.id)
    const html = (await renderDocument(document, 'html', OPTIONS)).toString('utf8')
    const text = html.replace(/<style>.*?<\/style>/s, '').replace(/<[^>]+>/g, ' ')
    expect(firstMissing(squeeze(text), expectedTexts(document))).toBeUndefined()
    expect(html).not.toMatch(/<script|<link|src=|href=|url\(/)
  })

  test.runIf(hasPdfTools)('as PDF, has selectable Vietnamese text and all its fonts', async () => {
    const document = await documentOf(form.id)
    const pdf = await renderDocument(document, 'pdf', OPTIONS)
    const text = pdfText(pdf).normalize('NFC')
    for (const wanted of [
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'Độc lập - Tự do - Hạnh phúc',
      'TRUNG TÂM GIÁM SÁT',
    ])
      expect(text).toContain(wanted)
    for (const fonts of pdfFonts(pdf))
      expect(fonts).toMatch(/Tinos\S*\s+CID TrueType\s+Identity-H\s+yes yes yes/)
    expect(pdfInfo(pdf)).toMatch(/Tagged:\s+yes/)
  })

  test.each(FORMATS)('as %s, is the same bytes each time', async format => {
    const first = await renderDocument(await documentOf(form.id), format, OPTIONS)
    const again = await renderDocument(await documentOf(form.id), format, OPTIONS)
    expect(first.equals(again)).toBe(true)
  })
})

/** A document of the form in which one field holds what the test says. */
async function withAnswer(id: FormId, answers: Answers) {
  const document = await documentOf(id)
  const filled = Object.fromEntries(answeredQuestions(document).map(({ key, answer }) => [key, answer]))
  return composeDocument(formOf(id), { ...filled, ...answers }, document.title)
}

const person = { kind: 'person', by: 'thu', at: NOW } as const
const text = (words: string) => ({ value: { kind: 'text', text: words }, source: person }) as const

const HOSTILE =
  '</w:t><script>alert("&")</script> &amp; ]]> \u0000\u0008\u001B[31m \u202Etxt.exe \uFFFE \uD800 \u{1F600} 漢字'

test('markup, control characters and reversed text in a value do no harm in any format', async () => {
  const document = await withAnswer('mau-03', { 'su-co.mo-ta': text(HOSTILE) })
  const docx = openDocx(await renderDocument(document, 'docx', OPTIONS))
  const line = docx.paragraphs.find(one => one.includes('alert'))!
  expect(line).toBe(cleanText(HOSTILE))
  expect(line).toContain('[U+202E]txt.exe')
  const html = (await renderDocument(document, 'html', OPTIONS)).toString('utf8')
  expect(html).toContain('&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt; &amp;amp; ]]&gt;')
  expect(html).not.toContain('<script')
})

test.runIf(hasPdfTools)('what the PDF fonts cannot draw is told by its number, not left out', async () => {
  const document = await withAnswer('mau-03', { 'su-co.mo-ta': text(HOSTILE) })
  const pdf = await renderDocument(document, 'pdf', OPTIONS)
  expect(pdfText(pdf)).toContain('[U+1F600] [U+6F22][U+5B57]')
})

test('hostile text in title, agency and author does no harm to the metadata', async () => {
  const document = await withAnswer('bao-cao-tuan', { 'van-ban.co-quan': text(HOSTILE) })
  expect(openDocx(await renderDocument(document, 'docx', OPTIONS)).part('docProps/core.xml')).toContain(
    '&lt;script',
  )
  expect((await renderDocument(document, 'pdf', OPTIONS)).length).toBeGreaterThan(1000)
})

test.runIf(hasPdfTools)(
  'a text of many pages, and a word longer than a line, are whole in the PDF',
  async () => {
    const words = Array.from({ length: 6000 }, (_, at) => `từ${at}`)
    const long = `${words.join(' ')} ${'x'.repeat(3000)} hết`
    const document = await withAnswer('mau-03', { 'su-co.mo-ta': text(long), 'he-thong.ten': text(long) })
    const pdf = await renderDocument(document, 'pdf', OPTIONS)
    const read = pdfText(pdf)
    for (const word of ['từ0 ', 'từ2999 ', 'từ5999 ', ' hết'])
      expect(read.split(word).length - 1).toBeGreaterThanOrEqual(2)
    expect(read.split('x').length - 1).toBeGreaterThanOrEqual(6000)
    expect(openDocx(await renderDocument(document, 'docx', OPTIONS)).paragraphs).toContain(long)
  },
)

test.runIf(hasPdfTools)('a table of 1,000 rows repeats its header and keeps every row', async () => {
  const rows = Array.from({ length: 1000 }, (_, at) => [
    `192.0.2.${at % 256}`,
    `dịch vụ số ${at}`,
    '09:05 22/11/2026',
  ])
  const document = await withAnswer('bao-cao-tuan', {
    'tuan.doi-tuong': { value: { kind: 'rows', rows }, source: person },
  })
  const pdf = await renderDocument(document, 'pdf', OPTIONS)
  const read = pdfText(pdf)
  for (const at of [0, 1, 500, 998, 999]) expect(read).toContain(`dịch vụ số ${at} `)
  const pages = Number(/Pages:\s+(\d+)/.exec(pdfInfo(pdf))?.[1])
  expect(read.split('Mô tả dịch vụ cung cấp').length - 1).toBeGreaterThanOrEqual(pages - 4)
  const docx = openDocx(await renderDocument(document, 'docx', OPTIONS))
  expect(docx.part('word/document.xml').split('dịch vụ số ').length - 1).toBe(1000)
  expect(docx.part('word/document.xml')).toContain('<w:tblHeader/>')
})

test('a quiet week is a document that says so', async () => {
  const document = await documentOf('bao-cao-tuan', { period: QUIET_WEEK })
  const { paragraphs } = openDocx(await renderDocument(document, 'docx', OPTIONS))
  expect(paragraphs).toContain('Không có sự cố nào trong kỳ.')
})

test('the annex of sources is there only when asked for, with a line for each figure', async () => {
  const document = await documentOf('mau-05')
  const without = openDocx(await renderDocument(document, 'docx', OPTIONS)).paragraphs
  const annexed = openDocx(await renderDocument(document, 'docx', { ...OPTIONS, sources: true })).paragraphs
  expect(without).not.toContain('NGUỒN SỐ LIỆU')
  expect(annexed).toContain('NGUỒN SỐ LIỆU')
  expect(annexed).toContain('detected:[2026-11-16..2026-11-22] mau05:4')
})

describe('the page of Decree 30/2020', () => {
  test('is A4 with its margins, the page number in the top margin but not on page 1, wide tables on their side', async () => {
    const docx = openDocx(await renderDocument(await documentOf('mau-08'), 'docx', OPTIONS))
    const xml = docx.part('word/document.xml')
    const millimetres = (twips: string) => Math.round(Number(twips) / 56.693)
    const sections = [...xml.matchAll(/<w:pgSz ([^>]*)\/><w:pgMar ([^>]*)\/>/g)].map(found => {
      const value = (text: string, name: string) =>
        millimetres(new RegExp(`w:${name}="(\\d+)"`).exec(text)![1]!)
      return [
        value(found[1]!, 'w'),
        value(found[1]!, 'h'),
        value(found[2]!, 'top'),
        value(found[2]!, 'bottom'),
        value(found[2]!, 'left'),
        value(found[2]!, 'right'),
      ]
    })
    expect(sections).toEqual([
      [210, 297, 20, 20, 30, 15],
      [297, 210, 20, 20, 30, 15],
    ])
    expect(xml.split('<w:titlePg/>').length - 1).toBe(1)
    expect(xml).toContain('w:orient="landscape"')
    expect(docx.part('word/header1.xml')).toContain('PAGE')
    expect(docx.part('word/styles.xml')).toContain('Times New Roman')
  })

  test.each([
    ['5', '09/02/2026', 'Số: 05/BC-TTGS', 'Ví Dụ, ngày 09 tháng 02 năm 2026'],
    ['12', '22/11/2026', 'Số: 12/BC-TTGS', 'Ví Dụ, ngày 22 tháng 11 năm 2026'],
    ['', '31/02/2026', 'Số: ……/BC-TTGS', 'Ví Dụ, ngày … tháng … năm …'],
    ['105a', '01/03/2026', 'Số: 105a/BC-TTGS', 'Ví Dụ, ngày 01 tháng 3 năm 2026'],
  ])('number %j and date %s are written %s · %s', async (number, date, writtenNumber, writtenDate) => {
    const document = await withAnswer('bao-cao-ngay', {
      'van-ban.so': text(number),
      'van-ban.ngay': text(date),
    })
    const { paragraphs } = openDocx(await renderDocument(document, 'docx', OPTIONS))
    expect(paragraphs).toContain(writtenNumber)
    expect(paragraphs).toContain(writtenDate)
  })

  test('ticked and empty boxes can be told apart in DOCX', async () => {
    const document = await documentOf('mau-03')
    const { paragraphs } = openDocx(await renderDocument(document, 'docx', OPTIONS))
    expect(paragraphs).toContain('☒ Cấp độ 3')
    expect(paragraphs).toContain('□ Cấp độ 4')
    expect(paragraphs).toContain('☒ Khác: sao lưu hằng ngày')
  })

  test.runIf(hasPdfTools)('ticked and empty boxes can be told apart in PDF', async () => {
    const document = await documentOf('mau-03')
    const read = pdfText(await renderDocument(document, 'pdf', OPTIONS))
    expect(read).toContain('□ Cấp độ 2 ☒ Cấp độ 3 □ Cấp độ 4')
  })

  test('an open field is a line of dots', async () => {
    const document = await documentOf('mau-03', { incidentId: 'i-2' })
    const docx = openDocx(await renderDocument(document, 'docx', OPTIONS))
    expect(docx.paragraphs).toContain('Hệ điều hành: \t')
    expect(docx.part('word/document.xml')).toContain('w:leader="dot"')
  })
})
