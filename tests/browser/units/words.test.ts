// The vocabulary: both languages whole, and the official names as the circular prints them.

import { describe, expect, test } from 'vitest'
import { API_ERRORS } from '#/api/errors.ts'
import { PROBLEM_CODES } from '#/kernel/problem.ts'
import '#/web/admin/audit-words.ts'
import '#/web/block-lists/block-lists-words.ts'
import '#/web/playbooks/import-words.ts'
import '#/web/playbooks/link-words.ts'
import '#/web/playbooks/move-words.ts'
import '#/web/playbooks/playbook-words.ts'
import '#/web/incident/further-entry-words.ts'
import '#/web/incident/parts/desk-words.ts'
import '#/web/incident/parts/part-words.ts'
import '#/web/incident/work/work-words.ts'
import '#/web/documents/documents-words.ts'
import '#/web/documents/editor-words.ts'
import '#/web/law/calendar-words.ts'
import '#/web/law/law-page-words.ts'
import '#/web/law/law-words.ts'
import '#/web/events/events-words.ts'
import '#/web/health/failure-words.ts'
import '#/web/intake/intake-words.ts'
import '#/web/media/indicator-words.ts'
import '#/web/media/labelling-words.ts'
import '#/web/media/media-words.ts'
import '#/web/media/source-words.ts'
import '#/web/media/spike-words.ts'
import '#/web/media/story-words.ts'
import '#/web/notices/notices-words.ts'
import { problemText } from '#/web/parts/problem-words.ts'
import '#/web/register/field-words.ts'
import '#/web/register/form-words.ts'
import '#/web/register/register-words.ts'
import '#/web/register/unit-words.ts'
import '#/web/retention/retention-words.ts'
import '#/web/rules/backtest-words.ts'
import '#/web/rules/exception-words.ts'
import '#/web/rules/explain-words.ts'
import '#/web/rules/rules-words.ts'
import '#/web/rules/set-words.ts'
import '#/web/queue/bulk-words.ts'
import '#/web/queue/new-incident-words.ts'
import { en } from '#/web/i18n/en.ts'
import { PAGE_WORDS } from '#/web/i18n/page-words.ts'
import { vi } from '#/web/i18n/vi.ts'
import type { TextKey } from '#/web/i18n/vocabulary.ts'
import { KEYS } from '#/web/keyboard/keys.ts'

const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(found => found[1] ?? '').sort()
const keys = Object.keys(vi) as TextKey[]

describe('the words of the console', () => {
  test('both languages have the same keys', () => {
    expect(Object.keys(en).sort()).toEqual([...keys].sort())
  })

  test('both languages leave the same holes to be filled', () => {
    const different = keys.filter(key => holes(vi[key]).join() !== holes(en[key]).join())
    expect(different).toEqual([])
  })

  test('no text is empty, and none carries blanks at its ends', () => {
    const untidy = keys.flatMap(key => [vi[key], en[key]]).filter(text => text.trim() !== text || text === '')
    expect(untidy).toEqual([])
  })

  test('Vietnamese is composed (NFC), so that it compares with what people type', () => {
    expect(keys.filter(key => vi[key] !== vi[key].normalize('NFC'))).toEqual([])
  })

  test('the words that pages keep for themselves are whole and tidy too', () => {
    expect(PAGE_WORDS.length).toBeGreaterThan(0)
    for (const { vi: own, en: english } of PAGE_WORDS) {
      expect(Object.keys(english).sort()).toEqual(Object.keys(own).sort())
      const untidy = [...Object.values(own), ...Object.values(english)].filter(
        text => text.trim() !== text || text === '' || text !== text.normalize('NFC'),
      )
      expect(untidy).toEqual([])
      expect(Object.keys(own).filter(key => holes(own[key]!).join() !== holes(english[key]!).join())).toEqual(
        [],
      )
    }
  })

  test('the ten kinds of Mẫu 05 are worded as in Circular 20/2017, in its order', () => {
    expect(Array.from({ length: 10 }, (_, at) => vi[`mau05.${at + 1}` as TextKey])).toEqual([
      'Từ chối dịch vụ',
      'Tấn công giả mạo',
      'Tấn công sử dụng mã độc',
      'Truy cập trái phép, chiếm quyền điều khiển',
      'Thay đổi giao diện',
      'Mã hóa phần mềm, dữ liệu, thiết bị',
      'Phá hoại thông tin, dữ liệu, phần mềm',
      'Nghe trộm, gián điệp, lấy cắp thông tin, dữ liệu',
      'Tấn công tổng hợp sử dụng kết hợp nhiều hình thức',
      'Các hình thức tấn công khác',
    ])
  })

  test('every error of the API that a person can meet has words in both languages', () => {
    // Not met in words: the forced change has a page of its own; the live stream and a wrong content type
    // concern the program, not the person.
    const silent = ['password.must-change', 'live.full', 'request.unsupported-type']
    const codes = Object.keys(API_ERRORS).filter(code => !silent.includes(code))
    expect(codes.filter(code => !Object.hasOwn(vi, `error.${code}`))).toEqual([])
  })

  test('every problem that the platform counts has words, in both languages', () => {
    expect(PROBLEM_CODES.filter(code => problemText(code) === null)).toEqual([])
    expect(problemText('of.a-newer-platform')).toBeNull()
  })

  test('no two shortcuts share a key', () => {
    const pressed = KEYS.map(
      key => `${'afterG' in key ? 'g ' : ''}${'shift' in key ? 'shift ' : ''}${key.code}`,
    )
    expect(new Set(pressed).size).toBe(pressed.length)
  })
})
