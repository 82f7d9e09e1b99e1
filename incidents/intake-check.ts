// Is a notice complete and sane? What Circular 20/2017 art. 9.3.a lists without "nếu biết" or "nếu có" must be
// there. All that is wrong is told at once, in words for the person who wrote it.

import type { NoticeContents } from './intake-notice.ts'
import { parseLocalTime } from './local-time.ts'

export interface NoticeProblem {
  readonly field: keyof NoticeContents
  readonly text: string
  readonly textEnglish: string
}

export type CheckedNotice =
  | { readonly kind: 'right'; readonly contents: NoticeContents; readonly detectedAt: number }
  | { readonly kind: 'wrong'; readonly problems: readonly NoticeProblem[] }

/** Characters a field may have; the page's fields have the same bound. */
export const NOTICE_LENGTHS: Readonly<Record<keyof NoticeContents, number>> = {
  reporter: 200,
  reporterAddress: 300,
  contact: 200,
  system: 500,
  operator: 500,
  owner: 300,
  description: 8000,
  detected: 40,
  result: 4000,
  proposals: 4000,
}
export const NOTICE_FIELDS = Object.keys(NOTICE_LENGTHS) as readonly (keyof NoticeContents)[]
export const REQUIRED_FIELDS: readonly (keyof NoticeContents)[] = [
  'reporter',
  'reporterAddress',
  'system',
  'description',
  'detected',
]

const DAY_MS = 24 * 60 * 60_000
const LONGEST_AGO_MS = 366 * DAY_MS
/** Clocks of people differ. */
const AHEAD_MS = 10 * 60_000

export function checkNotice(written: NoticeContents, nowMs: number): CheckedNotice {
  const problems: NoticeProblem[] = []
  const contents = Object.fromEntries(
    NOTICE_FIELDS.map(field => [field, tidyText(written[field])]),
  ) as unknown as NoticeContents
  for (const field of NOTICE_FIELDS) {
    if (REQUIRED_FIELDS.includes(field) && contents[field] === '')
      problems.push({ field, text: 'Hãy điền mục này.', textEnglish: 'Please fill this in.' })
    if (contents[field].length > NOTICE_LENGTHS[field])
      problems.push({
        field,
        text: `Nhiều nhất ${NOTICE_LENGTHS[field]} ký tự.`,
        textEnglish: `At most ${NOTICE_LENGTHS[field]} characters.`,
      })
  }
  const detectedAt = parseLocalTime(contents.detected)
  if (contents.detected !== '' && detectedAt === undefined)
    problems.push({
      field: 'detected',
      text: 'Hãy ghi ngày và giờ, ví dụ 2026-11-22 09:30.',
      textEnglish: 'Give date and time, like 2026-11-22 09:30.',
    })
  else if (detectedAt !== undefined && detectedAt > nowMs + AHEAD_MS)
    problems.push({
      field: 'detected',
      text: 'Thời điểm này chưa tới.',
      textEnglish: 'That time is still to come.',
    })
  else if (detectedAt !== undefined && detectedAt < nowMs - LONGEST_AGO_MS)
    problems.push({
      field: 'detected',
      text: 'Thời điểm này đã quá một năm.',
      textEnglish: 'That is more than a year ago.',
    })
  if (problems.length > 0 || detectedAt === undefined) return { kind: 'wrong', problems }
  return { kind: 'right', contents, detectedAt: Math.min(detectedAt, nowMs) }
}

/** NFC, plain line ends, no control characters, and no marks that are unseen or turn the direction of writing around. */
export function tidyText(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|[\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu, '')
    .toWellFormed()
    .trim()
}
