// A quote tells what was said and not who: names, numbers and addresses of persons are taken out.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { quoteOf } from '#/kernel/quote.ts'

describe('what is taken out', () => {
  test.each([
    ['Theo ông Nguyễn Văn Mẫu, đường ngập', 'Theo ông […], đường ngập'],
    ['Bà Trần Thị Thử cho biết', 'Bà […] cho biết'],
    ['gọi chị Lan giúp em', 'gọi chị […] giúp em'],
    ['Liên hệ 0901 234 567 nhé', 'Liên hệ [số điện thoại] nhé'],
    ['gọi +84-901-234-567', 'gọi [số điện thoại]'],
    ['thư về a.b@example.com ngay', 'thư về [thư điện tử] ngay'],
    ['@nguoidung_1 xem này', '[tài khoản] xem này'],
    ['xe 51F-123.45 lấn làn', 'xe [biển số] lấn làn'],
    ['căn cước 079012345678 bị lộ', 'căn cước [số giấy tờ] bị lộ'],
  ])('%s', (text, quote) => expect(quoteOf(text)).toBe(quote))
})

describe('what stays', () => {
  test.each([
    'Đường Nguyễn Trãi ngập nửa mét',
    'Từ Bà Rịa đến Cô Tô đều mưa',
    'Quận 1 có 12.000 hộ mất điện từ 8h30',
    'Năm 2026 chi 1.234.567 đồng',
    'cô giáo trường em',
    'Xem example.com/tin/123456',
  ])('%s', text => expect(quoteOf(text)).toBe(text))
})

test('long texts are cut at a word, on one line', () => {
  const quote = quoteOf('Nước ngập \n\n'.repeat(200), 60)
  expect(quote).toBe('Nước ngập Nước ngập Nước ngập Nước ngập Nước ngập Nước…')
})

test('a quote is never longer than asked and has no newline', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 900 }),
      fc.integer({ min: 20, max: 300 }),
      (text, most) => {
        const quote = quoteOf(text, most)
        expect(quote.length).toBeLessThanOrEqual(most)
        expect(quote).not.toMatch(/[\n\r]/)
      },
    ),
  )
})
