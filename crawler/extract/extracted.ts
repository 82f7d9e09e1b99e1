// What reading a page gives. Text is NFC; paragraphs are separated by one empty line.

export interface ExtractedPage {
  /** Empty when the page has none. */
  readonly title: string
  /** Empty: nothing to read here. */
  readonly text: string
  readonly author: string | null
  /** ms UTC; null when the page names no time that can be read. */
  readonly published: number | null
  /** ISO 639-1, `und` when it is not known. */
  readonly language: string
  /** Absolute, from `rel=canonical` or `og:url` when it is of the same site. */
  readonly canonicalUrl: string | null
  /** Oldest first. */
  readonly comments: readonly ExtractedComment[]
  /** What who looks after the source should know: why there is no text, what was cut, selectors that find nothing. */
  readonly remarks: readonly string[]
}

export interface ExtractedComment {
  /** The page's own id of it; null when it has none. */
  readonly id: string | null
  readonly text: string
  readonly author: string | null
  readonly published: number | null
}

/** A line of a feed, a sitemap or a list page: something that may be worth fetching. */
export interface FoundLink {
  /** Absolute, without fragment. */
  readonly url: string
  readonly title: string | null
  /** ms UTC. */
  readonly published: number | null
  readonly author: string | null
  /** What a feed itself tells of it, as text; null when nothing. */
  readonly summary: string | null
}
