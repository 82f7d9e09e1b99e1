// The reports of online media: figures as counted by hand in the invented week, nobody's name, an empty week that is
// still a report, and what only people can say left open.

import { describe, expect, test } from 'vitest'
import { answeredQuestions, openFields, sourcesOf, type ReportDocument } from '#/reports/document.ts'
import { MEDIA } from '#/reports/forms/media.ts'
import { renderDocument } from '#/reports/render/render.ts'
import { documentOf } from './invented-documents.ts'
import { NOW, QUIET_WEEK, figuresOf } from './invented-figures.ts'
import { invented } from './invented-media.ts'
import { openDocx } from './opened-docx.ts'

const weekly = (): Promise<ReportDocument> => documentOf('diem-tin-tuan')

function valueOf(document: ReportDocument, key: string) {
  return answeredQuestions(document).find(question => question.key === key)!.answer.value
}
function rowsOf(document: ReportDocument, key: string): readonly (readonly (string | null)[])[] {
  const value = valueOf(document, key)
  return value?.kind === 'rows' ? value.rows : []
}
function itemsOf(document: ReportDocument, key: string): readonly string[] {
  const value = valueOf(document, key)
  return value?.kind === 'items' ? value.items : []
}

describe('the invented week', () => {
  test('volume and tone stand beside last week and the mean of four', async () => {
    const rows = rowsOf(await weekly(), MEDIA.volume)
    const [mentions, originals, , reach] = rows
    expect(mentions!.slice(1)).toEqual(['8', '1', '0,8'])
    expect(originals!.slice(1)).toEqual(['5', '1', '0,8'])
    expect(reach!.slice(1, 3)).toEqual(['120.000', '120.000'])
    expect(rows.find(([name]) => name === 'Tiêu cực')!.slice(1)).toEqual(['5', '0', '0'])
    expect(rows.find(([name]) => name === 'Chưa chắc')!.slice(1)).toEqual(['12,5 %', '0 %', '0 %'])
    // (2 − 5) / 7.
    expect(rows.at(-1)![1]).toMatch(/^−0,43 \(từ −0,\d\d đến \+0,\d\d\)$/)
    expect(rows.at(-1)![2]).toBe('–')
  })

  test('the summary has five lines', async () => {
    const lines = itemsOf(await weekly(), MEDIA.summary)
    expect(lines).toHaveLength(5)
    expect(lines[0]).toBe(
      'Có 8 tin, bài, bình luận từ 3 nguồn, tăng 700 % so với kỳ trước; 5 là văn bản gốc.',
    )
    expect(lines[2]).toContain('Ngập úng, thoát nước (6 tin)')
    expect(lines[4]).toContain('2 đột biến, 1 chưa hết')
  })

  test('every day is there, also those without a mention', async () => {
    const rows = rowsOf(await weekly(), MEDIA.days)
    expect(rows.map(([day, mentions]) => [day, mentions])).toEqual([
      ['16/11', '6'],
      ['17/11', '0'],
      ['18/11', '1'],
      ['19/11', '1'],
      ['20/11', '0'],
      ['21/11', '0'],
      ['22/11', '0'],
    ])
  })

  test('the largest story has its copies, first source, ward and department', async () => {
    const [first] = rowsOf(await weekly(), MEDIA.stories)
    expect(first).toEqual([
      'Phường Hoa Lư ngập sâu sau mưa lớn\nhttps://bao.example.com/bai-1',
      'Báo Sông Xanh\n09:00 16/11/2026',
      '6 (3)',
      '5 tiêu cực, 1 tích cực',
      'Phường Hoa Lư, Sở Xây dựng',
    ])
  })

  test('wards by department', async () => {
    expect(rowsOf(await weekly(), MEDIA.places)).toEqual([['Phường Hoa Lư', 'Sở Xây dựng', '6', '5', '1']])
  })

  test('quotes name nobody', async () => {
    const quotes = itemsOf(await weekly(), MEDIA.quotes)
    expect(quotes).toHaveLength(2)
    expect(quotes.join()).toContain('anh […]')
    expect(quotes.join()).not.toMatch(/Nguyễn Văn Mẫu|0901/)
  })

  test('a rumour is to be verified, and its result is for a person to fill in', async () => {
    expect(rowsOf(await weekly(), MEDIA.rumours)).toEqual([
      ['Nghe nói sắp cắt nước cả tuần?\nhttps://bao.example.com/bai-8', '1', null, null],
    ])
    const text = JSON.stringify(await weekly())
    expect(text).not.toMatch(/tin giả|sai sự thật/i)
  })

  test('what was answered is told, what was not is proposed, owner and deadline open', async () => {
    const document = await weekly()
    expect(rowsOf(document, MEDIA.answered)).toEqual([
      [
        'Ngập úng, thoát nước, Phường Hoa Lư (tin tiêu cực)',
        'Đã thông báo lịch bơm và số trực',
        'an, 11:00 17/11/2026',
      ],
    ])
    expect(rowsOf(document, MEDIA.actions)).toEqual([
      ['Xác minh và trả lời dư luận: Điện, nước, viễn thông, toàn thành phố', null, null, null],
    ])
    expect(openFields(document).map(({ key }) => key)).toContain(MEDIA.actions)
  })

  test('sources that failed and the measured accuracy of the models are said', async () => {
    const document = await weekly()
    expect(rowsOf(document, MEDIA.sources)).toEqual([
      ['Diễn đàn Sông Mẫu', 'Lỗi', '15/11/2026', 'status 503'],
    ])
    const value = valueOf(document, MEDIA.method)
    const method = value?.kind === 'text' ? value.text : ''
    expect(method).toContain('news 1; độ chính xác 75 %, 60 % chắc nhất 86 %')
    expect(method).toContain('comment 1; độ chính xác chưa đo')
    expect(method).toContain('Đọc 2 nguồn đang bật, trong đó 1 nguồn đọc được đầy đủ')
  })

  test('every row leads to its query', async () => {
    const queries = sourcesOf(await weekly()).map(({ source }) =>
      source.kind === 'query' ? source.query : '',
    )
    expect(queries).toContain('media published:[2026-11-16..2026-11-22] topic:flood')
    expect(queries).toContain('media published:[2026-11-16..2026-11-16]')
    expect(queries).toContain('media published:[2026-11-16..2026-11-22] department:so-xay-dung place:00101')
  })

  test('as DOCX it opens and has both charts', async () => {
    const docx = openDocx(await renderDocument(await weekly(), 'docx', { dateMs: NOW }))
    expect(docx.names.filter(name => name.endsWith('.png'))).toHaveLength(2)
    expect(docx.paragraphs.join('\n')).toContain('BÁO CÁO TUẦN')
  })
})

test('a day is told by its hours', async () => {
  const monday = { fromMs: Date.UTC(2026, 10, 15, 17), toMs: Date.UTC(2026, 10, 16, 17), label: 'x' }
  const rows = rowsOf(await documentOf('diem-tin-ngay', { period: monday }), MEDIA.days)
  expect(rows).toHaveLength(24)
  expect(rows[9]).toEqual(['9 giờ', '1', '1', '0', '0'])
})

test('a week without a mention is a whole report that says so', async () => {
  const figures = figuresOf({ media: invented([]) })
  const document = await documentOf('diem-tin-tuan', { figures, period: QUIET_WEEK })
  expect(itemsOf(document, MEDIA.summary)[0]).toBe('Không có tin nào về thành phố trong kỳ.')
  const docx = openDocx(await renderDocument(document, 'docx', { dateMs: NOW }))
  const text = docx.paragraphs.join('\n')
  for (const said of [
    'Không có câu chuyện nào trong kỳ.',
    'Không có đột biến nào trong kỳ.',
    'Không có tin nào cần xác minh.',
    'Mức 1: theo dõi thường xuyên',
  ])
    expect(text).toContain(said)
})

test('on a stopped platform nothing is invented: every figure is open', async () => {
  const document = await documentOf('diem-tin-tuan', { figures: figuresOf({ media: undefined }) })
  expect(openFields(document).map(({ key }) => key)).toContain(MEDIA.volume)
  expect(valueOf(document, MEDIA.summary)).toBeNull()
})
