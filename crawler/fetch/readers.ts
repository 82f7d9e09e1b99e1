// What the crawl of a source needs to be told of what it fetched: which links stand on it. The readers
// themselves are pure functions of crawler/extract/; listening/ hands them over.

import type { SiteSelectors } from '#/kernel/media-source.ts'
import type { FoundLink } from '../extract/extracted.ts'

export interface ListReading {
  /** Articles, threads, pages: what is worth fetching. */
  readonly links: readonly FoundLink[]
  /** More of the same list: its next page, or the sitemaps of an index. */
  readonly lists: readonly FoundLink[]
}

/** Each throws when it can make nothing of the body; that is a failure of the list, and counted. */
export interface ListReaders {
  readonly feed: (body: string, url: string) => ListReading
  readonly sitemap: (body: string, url: string) => ListReading
  /** A list page of a section or forum. */
  readonly section: (body: string, url: string, selectors: SiteSelectors) => ListReading
  /** The page on which the thread goes on; null: it ends here. */
  readonly nextOfThread: (body: string, url: string, selectors: SiteSelectors) => string | null
}
