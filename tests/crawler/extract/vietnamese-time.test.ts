// Times of publishing as they are written: each row is a way that sites, feeds or metadata have.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseVietnameseTime } from '#/crawler/extract/vietnamese-time.ts'

/** A Monday, ten in the morning in Việt Nam. */
const NOW = Date.parse('2026-06-22T10:00:00+07:00')

describe('a time of publishing is read', () => {
  test.each([
    // Metadata and feeds.
    ['2026-06-22', '2026-06-22T00:00:00+07:00'],
    ['2026-06-22T08:15', '2026-06-22T08:15:00+07:00'],
    ['2026-06-22T08:15:00Z', '2026-06-22T08:15:00Z', Date.parse('2026-06-22T12:00:00Z')],
    ['2026-06-22T08:15:00.123+07:00', '2026-06-22T08:15:00.123+07:00'],
    ['2026-06-22T08:15:00.0000000+0700', '2026-06-22T08:15:00+07:00'],
    ['2026-06-22 08:15:00 +07:00', '2026-06-22T08:15:00+07:00'],
    ['2026/6/2 08:15', '2026-06-02T08:15:00+07:00'],
    ['20260622T081500', '2026-06-22T08:15:00+07:00'],
    ['20260622081500', '2026-06-22T08:15:00+07:00'],
    ['Wed, 22 Oct 2025 08:15:00 +0700', '2025-10-22T08:15:00+07:00'],
    ['Wed, 22 Oct 2025 08:15:00 GMT', '2025-10-22T08:15:00Z'],
    ['22 Oct 25 08:15 EST', '2025-10-22T08:15:00-05:00'],
    ['Wed Oct 22 08:15:00 +0700 2025', '2025-10-22T08:15:00+07:00'],
    ['1750000000', '2025-06-15T15:06:40Z'],
    ['1750000000123', '2025-06-15T15:06:40.123Z'],
    // Vietnamese pages.
    ['Thứ ba, 22/10/2025, 08:15 (GMT+7)', '2025-10-22T08:15:00+07:00'],
    ['Thứ 2, 22/06/2026 - 08:15', '2026-06-22T08:15:00+07:00'],
    ['Chủ nhật, ngày 21 tháng 6 năm 2026, 09:05 GMT+7', '2026-06-21T09:05:00+07:00'],
    ['22/6/2026 8:15:00 SA', '2026-06-22T08:15:00+07:00'],
    ['21/6/2026 8:15:00 CH', '2026-06-21T20:15:00+07:00'],
    ['21/6/2026 12:05:00 SA', '2026-06-21T00:05:00+07:00'],
    ['21/6/2026 12:05:00 CH', '2026-06-21T12:05:00+07:00'],
    ['22-06-2026 | 08:15', '2026-06-22T08:15:00+07:00'],
    ['08:15 | 22/06/2026', '2026-06-22T08:15:00+07:00'],
    ['22.06.2026', '2026-06-22T00:00:00+07:00'],
    ['22/06/26 09:01', '2026-06-22T09:01:00+07:00'],
    ['ngày 5 tháng 3 năm 2026', '2026-03-05T00:00:00+07:00'],
    ['5 Tháng Ba, 2026', '2026-03-05T00:00:00+07:00'],
    ['Tháng Năm 15, 2026', '2026-05-15T00:00:00+07:00'],
    ['5 thg 3, 2026 lúc 2:20 chiều', '2026-03-05T14:20:00+07:00'],
    ['08h15 ngày 22/6/2026', '2026-06-22T08:15:00+07:00'],
    ['Cập nhật lúc 8 giờ 15 phút, ngày 22/06/2026', '2026-06-22T08:15:00+07:00'],
    ['5 giờ chiều 21/6/2026', '2026-06-21T17:00:00+07:00'],
    ['Đăng bởi Lê Thị Thử, 21/06/2026 07:30', '2026-06-21T07:30:00+07:00'],
    // Letters with their marks apart, as macOS writes them.
    ['Hôm qua, 14:20'.normalize('NFD'), '2026-06-21T14:20:00+07:00'],
    // Told from now.
    ['vừa xong', '2026-06-22T10:00:00+07:00'],
    ['30 phút trước', '2026-06-22T09:30:00+07:00'],
    ['3 giờ trước', '2026-06-22T07:00:00+07:00'],
    ['một giờ trước', '2026-06-22T09:00:00+07:00'],
    ['2 ngày trước', '2026-06-20T10:00:00+07:00'],
    ['2 hours ago', '2026-06-22T08:00:00+07:00'],
    ['Hôm qua, 14:20', '2026-06-21T14:20:00+07:00'],
    ['hôm nay lúc 8:15', '2026-06-22T08:15:00+07:00'],
    ['08h15', '2026-06-22T08:15:00+07:00'],
    // Lists leave the year out.
    ['22/6, 08:15', '2026-06-22T08:15:00+07:00'],
    ['08:15 21/6', '2026-06-21T08:15:00+07:00'],
    ['22/12, 08:15', '2025-12-22T08:15:00+07:00'],
    // English pages; American order only where the other cannot be.
    ['March 5, 2026', '2026-03-05T00:00:00+07:00'],
    ['5 Mar 2026 2:20 PM', '2026-03-05T14:20:00+07:00'],
    ['May 15, 2026 at 9:01am', '2026-05-15T09:01:00+07:00'],
    ['6/20/2026 8:15:00 AM', '2026-06-20T08:15:00+07:00'],
    ['6/2/2026 8:15:00', '2026-02-06T08:15:00+07:00'],
    // Up to a day in the future: clocks and zones differ.
    ['23/06/2026 09:00', '2026-06-23T09:00:00+07:00'],
  ])('%s', (text, iso, now = NOW) => {
    const ms = parseVietnameseTime(text, now)
    expect(ms === null ? null : new Date(ms).toISOString()).toBe(new Date(iso).toISOString())
  })
})

describe('what tells no time of publishing is none', () => {
  test.each([
    ['nothing', ''],
    ['words', 'Tin mới trong ngày'],
    ['no day of the calendar', '31/2/2026'],
    ['no month', '22/13/2026'],
    ['no hour', '25:70 22/6/2026'],
    ['the far future', '22/6/2027'],
    ['two days ahead', '24/06/2026 10:01'],
    ['before there was a web', '1/1/1970'],
    ['a fraction', '1/2'],
    ['a number', '42'],
    ['a telephone number', '0901 234 567'],
    ['an address', '192.0.2.1'],
    ['a price', '1.250.000 đồng'],
  ])('%s: %s', (_name, text) => {
    expect(parseVietnameseTime(text, NOW)).toBeNull()
  })

  test('null and undefined', () => {
    expect([parseVietnameseTime(null, NOW), parseVietnameseTime(undefined, NOW)]).toEqual([null, null])
  })
})

test('every instant written by Date comes back from it, and day first likewise', () => {
  const instant = fc
    .integer({ min: Date.UTC(1991, 0, 1), max: NOW })
    .map(ms => Math.floor(ms / 60_000) * 60_000)
  fc.assert(
    fc.property(instant, ms => {
      const there = new Date(ms + 7 * 3_600_000).toISOString()
      const dayFirst = `${there.slice(8, 10)}/${there.slice(5, 7)}/${there.slice(0, 4)} ${there.slice(11, 16)}`
      expect(parseVietnameseTime(new Date(ms).toISOString(), NOW)).toBe(ms)
      expect(parseVietnameseTime(new Date(ms).toUTCString(), NOW)).toBe(ms)
      expect(parseVietnameseTime(dayFirst, NOW)).toBe(ms)
    }),
  )
})

test('no text throws, and no time is in the far future', () => {
  const pieces = fc.constantFrom(
    '22',
    '/',
    '6',
    '2026',
    ':',
    '15',
    ' ',
    'SA',
    'giờ',
    'tháng',
    'trước',
    '+07',
    'h',
    'ngày',
    '-',
    'x',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces, { maxLength: 14 }).map(parts => parts.join('')),
      ),
      text => {
        const ms = parseVietnameseTime(text, NOW)
        expect(ms ?? 0).toBeLessThanOrEqual(NOW + 86_400_000)
      },
    ),
  )
})
