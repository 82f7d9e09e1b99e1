// Why a rule of an imported set is on or off, in words.

import type { RuleSetRule } from './rules-api.ts'
import { w } from './set-words.ts'

/** `Tắt, mức độ thấp hơn chính sách (low)`. */
export function whyText({ on, why, detail }: Pick<RuleSetRule, 'on' | 'why' | 'detail'>): string {
  return `${w(on ? 'on' : 'off')}, ${w(`why.${why}`)}${detail === '' ? '' : ` (${detail})`}`
}
