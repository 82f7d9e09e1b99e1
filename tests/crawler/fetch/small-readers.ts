// Readers just good enough for the pages of these tests, so that they test the crawl and not the reading.

import type { ListReaders } from '#/crawler/fetch/readers.ts'
import type { FoundLink } from '#/crawler/extract/extracted.ts'

const link = (url: string, published: string | undefined): FoundLink => ({
  url,
  title: null,
  published: published === undefined ? null : Date.parse(published),
  author: null,
  summary: null,
})

export const smallReaders: ListReaders = {
  feed(body) {
    if (!body.includes('<rss')) throw new Error('no feed')
    const items = [...body.matchAll(/<item><link>([^<]+)<\/link>(?:<pubDate>([^<]+)<\/pubDate>)?/g)]
    return { links: items.map(([, url, time]) => link(url!, time)), lists: [] }
  },
  sitemap(body) {
    const places = (tag: string): FoundLink[] =>
      [...body.matchAll(new RegExp(`<${tag}><loc>([^<]+)</loc>(?:<lastmod>([^<]+)</lastmod>)?`, 'g'))].map(
        ([, url, time]) => link(url!, time),
      )
    return { links: places('url'), lists: places('sitemap') }
  },
  section(body, url) {
    const hrefs = (pattern: RegExp): FoundLink[] =>
      [...body.matchAll(pattern)].map(([, href]) => link(new URL(href!, url).href, undefined))
    return { links: hrefs(/<a href="([^"]+)">/g), lists: hrefs(/<a rel="next" href="([^"]+)">/g) }
  },
  nextOfThread(body, url) {
    const href = /<a rel="next" href="([^"]+)">/.exec(body)?.[1]
    return href === undefined ? null : new URL(href, url).href
  },
}

/** A feed of addresses, each with an optional time. */
export function feedOf(...items: readonly (string | readonly [string, string])[]): string {
  const entries = items.map(item => (typeof item === 'string' ? ([item, undefined] as const) : item))
  return `<?xml version="1.0"?><rss version="2.0"><channel>${entries
    .map(
      ([url, time]) =>
        `<item><link>${url}</link>${time === undefined ? '' : `<pubDate>${time}</pubDate>`}</item>`,
    )
    .join('')}</channel></rss>`
}
