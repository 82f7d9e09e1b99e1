// What is wrong with a source as stated, field by field, all of it at once. The shape has been checked before
// (source-schema.ts, the API's contract): here stands what a shape cannot say.

import { parseHTML } from 'linkedom'
import type { MediaSource } from '#/kernel/media-source.ts'
import { checkAddress } from '../web-address.ts'
import type { WrittenSource } from './source-schema.ts'

export interface SourceFieldProblem {
  readonly field: keyof MediaSource
  /** In Vietnamese, and the same in English. */
  readonly text: string
  readonly textEnglish: string
}

/** A site of strangers is not asked faster than this. */
const MIN_PAUSE_MS = 500

/** Empty when the source may be kept. `local`: of the tests' and the demo's local web. */
export function problemsOfSource(source: WrittenSource, local: boolean): readonly SourceFieldProblem[] {
  const problems: SourceFieldProblem[] = []
  const complain = (field: SourceFieldProblem['field'], text: string, textEnglish: string): void => {
    problems.push({ field, text, textEnglish })
  }
  for (const url of source.urls) {
    const checked = checkAddress(url, local)
    if (typeof checked === 'string')
      complain(
        'urls',
        `không truy cập được địa chỉ "${url}" (${checked})`,
        `"${url}" cannot be fetched: ${checked}`,
      )
  }
  for (const field of ['include', 'exclude'] as const)
    for (const pattern of source[field])
      if (/\s/.test(pattern.trim()) || /^\**$/.test(pattern.trim()))
        complain(
          field,
          `mẫu địa chỉ "${pattern}" trống hoặc có dấu cách`,
          `the pattern "${pattern}" is empty or has spaces in it`,
        )
  if (!local && source.pauseMs < MIN_PAUSE_MS)
    complain(
      'pauseMs',
      `khoảng nghỉ giữa hai lần truy cập phải từ ${MIN_PAUSE_MS} ms`,
      `the pause between two requests must be ${MIN_PAUSE_MS} ms at least`,
    )
  for (const [name, selector] of Object.entries(source.selectors))
    if (!isSelector(selector))
      complain(
        'selectors',
        `bộ chọn CSS "${name}" viết sai: ${selector}`,
        `the CSS selector "${name}" cannot be read: ${selector}`,
      )
  return problems
}

function isSelector(selector: string): boolean {
  try {
    parseHTML('<p></p>').document.querySelector(selector)
    return true
  } catch {
    return false
  }
}
