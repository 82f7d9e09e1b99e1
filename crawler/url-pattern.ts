// Patterns of addresses, as people write them for a source: `*` and nothing else to learn.

import { escapeRegex } from '#/store/glob.ts'

/**
 * `*` stands for any run of characters. A pattern that begins with `/` is matched against path and query, one
 * with `//` in it against the whole address, any other against what follows `https://`; always from end to end.
 */
export function compileUrlPattern(pattern: string): RegExp {
  const body = pattern.trim().split(/\*+/).map(escapeRegex).join('.*')
  if (pattern.startsWith('/')) return new RegExp(`^https?://[^/]+${body}$`, 'is')
  return new RegExp(pattern.includes('//') ? `^${body}$` : `^https?://${body}$`, 'is')
}
