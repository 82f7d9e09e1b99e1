// What a page asks of robots (`<meta name="robots">`), and what the header X-Robots-Tag asks in the same words.

import { readHead } from './open-page.ts'

export interface PageRules {
  /** False: not to be kept (`noindex`, `none`). */
  readonly index: boolean
  /** False: its links are not to be followed (`nofollow`, `none`). */
  readonly follow: boolean
  /** False: no copy of its text is to be shown (`noarchive`, `nosnippet`). */
  readonly archive: boolean
}

/** Of a page's own metadata; everything is allowed where nothing is said. */
export function pageRules(html: string): PageRules {
  return robotsWords(readHead(html).metas.get('robots') ?? '')
}

/** Of words like `noindex, nofollow`. Those that a header says to one named robot only (`somebot: noindex`) are not ours. */
export function robotsWords(text: string): PageRules {
  const words = new Set(text.toLowerCase().split(/[\s,;]+/u))
  const refuses = (...names: string[]): boolean => names.some(name => words.has(name))
  return {
    index: !refuses('noindex', 'none'),
    follow: !refuses('nofollow', 'none'),
    archive: !refuses('noarchive', 'nosnippet'),
  }
}
