// Regular expressions of rules, by an engine whose time is linear in the value (RE2): a hostile log line cannot
// make a rule run for minutes. Unanchored search, case-sensitive unless told; inline flags such as `(?i)` are
// understood. Back-references do not exist in RE2 and are refused.

import { RE2JS } from 're2js'
import { LIMITS } from '#/kernel/limits.ts'

export interface SigmaRegex {
  /** True when the pattern is found anywhere in the text. */
  test(text: string): boolean
  /** Where it is found, in UTF-16 units. */
  matcher(text: string): { find(): boolean; start(): number; end(): number }
}

const FLAGS = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
} as const satisfies Record<RegexFlag, number>

export type RegexFlag = 'i' | 'm' | 's'

const compiled = new Map<string, SigmaRegex>()

/** Compiles once per distinct pattern; the reason as text when it is not a regular expression. */
export function compileRegex(source: string, flags: readonly RegexFlag[]): SigmaRegex | string {
  if (source.length > LIMITS.maxRegexLength) {
    return `the regular expression is longer than ${LIMITS.maxRegexLength} characters`
  }
  const key = `${[...flags].sort().join('')}/${source}`
  const known = compiled.get(key)
  if (known !== undefined) return known
  try {
    const bits = flags.reduce((sum, flag) => sum | FLAGS[flag], 0)
    const regex = RE2JS.compile(source, bits | RE2JS.LOOKBEHINDS)
    if (compiled.size >= MAX_KEPT) compiled.clear()
    compiled.set(key, regex)
    return regex
  } catch (error) {
    return `not a regular expression: ${error instanceof Error ? error.message : String(error)}`
  }
}

const MAX_KEPT = 5000
