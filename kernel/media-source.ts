// A source of online media: a newspaper, a forum, a public page. Sources are data, edited in the console,
// imported and exported as YAML; crawler/ reads them politely.

import type { Topic } from './mention.ts'

export const SOURCE_KINDS = ['feed', 'sitemap', 'section', 'forum', 'page'] as const
/**
 * How its texts are found. `feed`: RSS or Atom; `sitemap`: a sitemap or an index of them, news sitemaps included;
 * `section`: links on a list page; `forum`: list of threads with their posts; `page`: the addresses themselves.
 */
export type SourceKind = (typeof SOURCE_KINDS)[number]

/** CSS selectors for a site where the general way reads too little or too much; each optional. */
export interface SiteSelectors {
  readonly title?: string
  readonly text?: string
  readonly author?: string
  readonly published?: string
  /** Taken out before reading. */
  readonly remove?: string
  /** Links to articles or threads on a list page, and to its next page. */
  readonly links?: string
  readonly next?: string
  /** One comment or post; inside it the parts below. */
  readonly comment?: string
  readonly commentText?: string
  readonly commentAuthor?: string
  readonly commentTime?: string
}

export interface MediaSource {
  /** Kebab-case, unique. */
  readonly id: string
  readonly name: string
  readonly kind: SourceKind
  /** Where to begin: feeds, sitemaps, list pages or pages. */
  readonly urls: readonly string[]
  /** Off until someone switches it on. */
  readonly enabled: boolean
  readonly everyMinutes: number
  /** Shortest pause between two requests to one of its hosts; robots.txt's Crawl-delay counts when longer. */
  readonly pauseMs: number
  /** Shown by scripts only: fetched with a browser. */
  readonly needsBrowser: boolean
  readonly withComments: boolean
  /** Only addresses that one of these matches (URL patterns with `*`); empty: every one on the same site. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Topics that all its texts have. */
  readonly topics: readonly Topic[]
  /** Readers it reaches in a day, as the operator estimates; null: not stated. Reach in reports is made of it. */
  readonly reach: number | null
  readonly language: string
  readonly selectors: SiteSelectors
  /** Its host may be a private address: only for the tests' and the demo's local web. Never set by import or console. */
  readonly local?: true
  readonly note: string
}

export const SOURCE_STATES = ['off', 'never', 'well', 'failing', 'refused', 'silent'] as const
/** `refused`: robots.txt or the site does not want us; `silent`: it answers and has had nothing new for long. */
export type SourceState = (typeof SOURCE_STATES)[number]

export interface SourceHealth {
  readonly sourceId: string
  readonly state: SourceState
  readonly lastRunAt: number | null
  readonly lastSuccessAt: number | null
  readonly lastNewAt: number | null
  readonly nextRunAt: number | null
  /** Of the last run. */
  readonly requests: number
  readonly newMentions: number
  readonly notModified: number
  /** Failures of the last run by reason, for people: `robots`, `status 429`, `timeout`, `too large`, `nothing to read`. */
  readonly failures: readonly { readonly reason: string; readonly count: number; readonly example: string }[]
  readonly failedRunsInRow: number
}
