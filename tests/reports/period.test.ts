// Periods as people write them, and the one that is reported next under the law profile.

import { describe, expect, test } from 'vitest'
import { DEFAULT_PROFILE, loadLawProfile } from '#/regulation/load-profile.ts'
import { formOf } from '#/reports/forms/all-forms.ts'
import { periodUnderLaw, recipientsOf } from '#/reports/law-of-documents.ts'
import { lastPeriod, parsePeriod } from '#/reports/period.ts'

const utc = (ms: number): string => new Date(ms).toISOString().slice(0, 16)

test.each([
  ['2026-11-21', '2026-11-20T17:00', '2026-11-21T17:00', 'Ngày 21/11/2026'],
  ['2026-W01', '2025-12-28T17:00', '2026-01-04T17:00', 'Từ ngày 29/12/2025 đến ngày 04/01/2026'],
  ['2026-W53', '2026-12-27T17:00', '2027-01-03T17:00', 'Từ ngày 28/12/2026 đến ngày 03/01/2027'],
  ['2026-02', '2026-01-31T17:00', '2026-02-28T17:00', 'Tháng 2/2026'],
  ['2026-H2', '2026-06-30T17:00', '2026-12-31T17:00', 'Từ tháng 7/2026 đến tháng 12/2026'],
  ['2026', '2025-12-31T17:00', '2026-12-31T17:00', 'Từ tháng 1/2026 đến tháng 12/2026'],
  ['2025-12..2026-05', '2025-11-30T17:00', '2026-05-31T17:00', 'Từ tháng 12/2025 đến tháng 5/2026'],
  [
    '2025-12-15..2026-06-19',
    '2025-12-14T17:00',
    '2026-06-19T17:00',
    'Từ ngày 15/12/2025 đến ngày 19/06/2026',
  ],
])('%s', (written, from, to, label) => {
  const period = parsePeriod(written)!
  expect([utc(period.fromMs), utc(period.toMs), period.label]).toEqual([from, to, label])
})

test.each([
  '',
  'tuần này',
  '2026-13',
  '2026-02-30',
  '2025-W53',
  '2026-W00',
  '2026-H3',
  '2026-05..2026-04',
  '1..2..3',
])('%j is no period', written => {
  expect(parsePeriod(written)).toBeUndefined()
})

describe('the period of a report that is made now', () => {
  const { profile } = loadLawProfile(DEFAULT_PROFILE)
  test.each([
    ['bao-cao-ngay', '2026-11-23T02:00:00Z', 'Ngày 22/11/2026'],
    ['bao-cao-tuan', '2026-11-25T02:00:00Z', 'Từ ngày 16/11/2026 đến ngày 22/11/2026'],
    ['tien-do-thi-diem', '2026-03-01T02:00:00Z', 'Tháng 2/2026'],
    ['mau-05', '2026-06-10T02:00:00Z', 'Từ ngày 15/12/2025 đến ngày 19/06/2026'],
    ['mau-05', '2026-12-10T02:00:00Z', 'Từ ngày 15/12/2025 đến ngày 14/12/2026'],
    ['mau-08', '2026-12-20T02:00:00Z', 'Từ ngày 15/12/2025 đến ngày 14/12/2026'],
  ] as const)('%s on %s: %s', (form, now, label) => {
    expect(periodUnderLaw(profile!, formOf(form), Date.parse(now)).label).toBe(label)
  })

  test('without a schedule it is the last whole one', () => {
    const now = Date.parse('2026-06-10T02:00:00Z')
    expect(lastPeriod(formOf('mau-05'), now).label).toBe('Từ tháng 12/2025 đến tháng 5/2026')
  })

  test('recipients are the roles of the profile, in Vietnamese', () => {
    expect(recipientsOf(profile!, 'mau-04')).toEqual([
      'Chủ quản hệ thống thông tin',
      'Cơ quan điều phối quốc gia',
    ])
  })
})
