// The forms as data: complete, their keys unique, and the invented city's documents as golden models. What the
// official forms ask in which order is written down here once more, from the text of the forms.

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FORM_IDS } from '#/kernel/form.ts'
import { answeredQuestions, openFields, questionsOf, sourcesOf } from '#/reports/document.ts'
import { ALL_FORMS, formOf } from '#/reports/forms/all-forms.ts'
import { HEAD_QUESTIONS } from '#/reports/forms/head.ts'
import { STAFF_BY_EXPERTISE, STAFF_BY_TRAINING } from '#/reports/forms/staffing.ts'
import { documentOf } from './invented-documents.ts'
import { QUIET_WEEK } from './invented-figures.ts'

const golden = join(import.meta.dirname, '../golden/reports')

test('every form of the kernel has its data, in the same order', () => {
  expect(ALL_FORMS.map(({ id }) => id)).toEqual([...FORM_IDS])
})

describe.each(ALL_FORMS)('$id', form => {
  const questions = questionsOf(form)

  test('has no key twice', () => {
    const keys = questions.map(({ key }) => key)
    expect(keys).toEqual([...new Set(keys)])
  })

  test('cites an article', () => {
    expect(form.cites).toMatch(/\d{4}/)
  })

  test('filled from the invented city, it is the golden model', async () => {
    const document = await documentOf(form.id)
    await expect(JSON.stringify(document, null, 1)).toMatchFileSnapshot(join(golden, `${form.id}.json`))
  })

  test('every answer names where it comes from, and what has none is listed as open', async () => {
    const document = await documentOf(form.id)
    const open = new Set(openFields(document).map(({ key }) => key))
    const questions = answeredQuestions(document)
    const unsourced = questions.filter(({ answer }) => answer.source === null)
    expect(unsourced).toEqual(questions.filter(({ answer }) => answer.value === null))
    expect(unsourced.filter(({ key }) => !open.has(key))).toEqual([])
    expect(sourcesOf(document).length).toBeGreaterThan(3)
  })

  test('no field of it is without a name where it is listed', async () => {
    const document = await documentOf(form.id)
    expect(openFields(document).filter(({ label }) => label === '')).toEqual([])
  })
})

/** Labels in the order of the printed form; headings are part of the order. */
const MAU_03_ORDER = [
  'Tên tổ chức/cá nhân báo cáo sự cố',
  'Địa chỉ',
  'Điện thoại',
  'Email',
  'Họ và tên',
  'Chức vụ',
  'Điện thoại',
  'Email',
  'Tên đơn vị vận hành hệ thống thông tin',
  'Cơ quan chủ quản',
  'Tên hệ thống bị sự cố',
  'Phân loại cấp độ của hệ thống thông tin (nếu có)',
  'Tổ chức cung cấp dịch vụ an toàn thông tin (nếu có)',
  'Tên nhà cung cấp dịch vụ kết nối bên ngoài (nếu có)',
  'Nhà cung cấp khác',
  'Mô tả sơ bộ về sự cố',
  'Ngày phát hiện sự cố',
  'Thời gian phát hiện',
  'HIỆN TRẠNG SỰ CỐ',
  'CÁCH THỨC PHÁT HIỆN',
  'ĐÃ GỬI THÔNG BÁO SỰ CỐ CHO',
  'Hệ điều hành',
  'Version',
  'Các dịch vụ có trên hệ thống',
  'Các biện pháp an toàn thông tin đã triển khai',
  'Các địa chỉ IP của hệ thống',
  'Các tên miền của hệ thống',
  'Mục đích chính sử dụng hệ thống',
  'Thông tin gửi kèm',
  'Các thông tin cung cấp trong thông báo sự cố này đều phải được giữ bí mật',
  'Mô tả về đề xuất, kiến nghị',
  'THỜI GIAN THỰC HIỆN BÁO CÁO SỰ CỐ',
]
const MAU_03_REQUIRED = [0, 1, 2, 3, 4, 6, 7, 8, 15, 16, 17, 18, 19, 20, 31]

const bodyQuestions = (id: 'mau-03' | 'mau-04' | 'mau-08') =>
  questionsOf(formOf(id)).slice(HEAD_QUESTIONS.length)

test('Mẫu số 03 asks what the circular prints, in its order, with the same mandatory fields', () => {
  const questions = bodyQuestions('mau-03')
  expect(questions.map(({ label }) => label)).toEqual(MAU_03_ORDER)
  expect(questions.flatMap(({ required }, at) => (required === true ? [at] : []))).toEqual(MAU_03_REQUIRED)
})

test('Mẫu số 04 asks what the circular prints, in its order', () => {
  expect(bodyQuestions('mau-04').map(({ label }) => label)).toEqual([
    'Tên tổ chức/cá nhân báo cáo sự cố',
    'Địa chỉ',
    'Điện thoại',
    'Email',
    'Số ký hiệu',
    'Ngày báo cáo',
    'Tên đơn vị vận hành hệ thống thông tin',
    'Cơ quan chủ quản',
    'Tên hệ thống bị sự cố',
    'Phân loại cấp độ của hệ thống thông tin (nếu có)',
    'Tên/Mô tả về sự cố',
    'Ngày phát hiện sự cố',
    'Thời gian phát hiện',
    'Kết quả xử lý sự cố',
    'Các tài liệu đính kèm',
  ])
})

test('Mẫu số 08 has its seven totals, twice five lines and twelve columns', () => {
  const questions = bodyQuestions('mau-08')
  expect(questions).toHaveLength(7 + 10 + 1)
  const table = questions.at(-1)!
  expect(table.kind === 'table' && table.columns).toHaveLength(12)
})

test('the staffing annex has the 9 and 25 rows of the circular', () => {
  const rows = (groups: typeof STAFF_BY_TRAINING) => groups.reduce((sum, group) => sum + group.rows.length, 0)
  expect([rows(STAFF_BY_TRAINING), rows(STAFF_BY_EXPERTISE)]).toEqual([9, 25])
})

test('the half-year report says in the document itself that its layout is a draft', async () => {
  const document = await documentOf('bao-cao-06-thang')
  expect(document.draftNote).toContain('Bố cục dự thảo, mẫu chính thức chưa tìm thấy')
})

test('the five items of the weekly report stand in the order of the circular', () => {
  const headings = formOf('bao-cao-tuan').blocks.flatMap(block =>
    block.kind === 'heading' ? [block.text] : [],
  )
  expect(headings.slice(0, 5)).toEqual([
    '1. Thời gian giám sát',
    '2. Danh mục đối tượng bị tấn công cần chú ý',
    '3. Kỹ thuật tấn công đã phát hiện được và chứng cứ liên quan',
    '4. Các đối tượng thực hiện tấn công',
    '5. Các thay đổi trong hệ thống được giám sát và hệ thống giám sát',
  ])
})

test('Mẫu số 05 counts each kind with the query of its row, and says what it could not count', async () => {
  const document = await documentOf('mau-05')
  const counts = answeredQuestions(document).find(({ key }) => key === 'su-co.so-luong')!
  const rows = counts.answer.value?.kind === 'rows' ? counts.answer.value.rows : []
  expect(rows).toHaveLength(11)
  expect(rows[3]).toEqual([
    'Truy cập trái phép, chiếm quyền điều khiển',
    '1',
    '1',
    '1',
    '0',
    '0',
    'khoảng 10 triệu đồng',
  ])
  expect(counts.answer.rowSources?.[3]).toMatchObject({
    query: 'detected:[2026-11-16..2026-11-22] mau05:4',
    count: 1,
  })
  const notes = answeredQuestions(document).find(({ key }) => key === 'su-co.chua-tinh')!
  expect(notes.answer.value).toEqual({
    kind: 'items',
    items: ['1 sự cố chưa được phân loại, không tính trong bảng: 2026-0002.'],
  })
})

test('a quiet period is reported too, and says that there was nothing', async () => {
  const summary = await documentOf('mau-05', { period: QUIET_WEEK })
  expect(JSON.stringify(summary)).toContain('Không có sự cố nào trong kỳ.')
  const week = await documentOf('bao-cao-tuan', { period: QUIET_WEEK })
  const [objects] = answeredQuestions(week).filter(({ key }) => key === 'tuan.doi-tuong')
  expect(objects!.answer.value).toEqual({ kind: 'rows', rows: [] })
  expect(openFields(week).map(({ key }) => key)).not.toContain('tuan.doi-tuong')
})

test('of an incident about which nothing is known, nothing is invented', async () => {
  const document = await documentOf('mau-03', { incidentId: 'i-2' })
  const open = openFields(document).map(({ key }) => key)
  for (const key of [
    'he-thong.don-vi-van-hanh',
    'he-thong.ten',
    'he-thong.cap-do',
    'su-co.cach-phat-hien',
    'su-co.da-gui',
    'bo-sung.he-dieu-hanh',
    'bo-sung.giu-bi-mat',
    'kien-nghi.mo-ta',
  ])
    expect(open).toContain(key)
})

test('the internal addresses of a system stay out of Mẫu số 03', async () => {
  const document = await documentOf('mau-03')
  const addresses = answeredQuestions(document).find(({ key }) => key === 'bo-sung.dia-chi-ip')!
  expect(addresses.answer.value).toEqual({ kind: 'text', text: '203.0.113.10' })
})
