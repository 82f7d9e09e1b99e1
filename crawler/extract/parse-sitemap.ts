// Sitemaps → links: an index of sitemaps, a set of addresses, Google's news namespace, and the plain text form with
// one address a line. Unpacking gzip is the fetcher's.

import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { FoundLink } from './extracted.ts'
import { walkMarkup } from './markup-walker.ts'
import type { ParsedLinks } from './parse-feed.ts'
import { oneLine, textOfEscaped } from './plain-text.ts'
import { parseVietnameseTime } from './vietnamese-time.ts'
import { absoluteAddress } from './web-address.ts'

export interface ParsedSitemap extends ParsedLinks {
  /** Sitemaps that this one lists, newest first where they say when they changed; `published` is that time. */
  readonly sitemaps: readonly FoundLink[]
}

const FIELDS = new Set(['loc', 'lastmod', 'news:publication_date', 'news:title'])

/** Reads a sitemap that came from `url`; links keep the file's order. Throws nothing. */
export function parseSitemap(text: string, url: string, nowMs: number): ParsedSitemap {
  const problems: Problem[] = []
  const note = (detail: string): void => void problems.push({ code: 'feed.malformed', where: url, detail })
  const start = text.slice(0, 1000)
  if (!start.includes('<')) return { ...readTextSitemap(text, url, note), problems, sitemaps: [] }
  const { entries, isSitemap, brokenOff } = readEntries(text)
  if (!isSitemap) {
    note('neither a sitemap nor an index of sitemaps')
    return { links: [], sitemaps: [], problems }
  }
  if (brokenOff) note('the sitemap breaks off in the middle of an entry')
  const links = new Map<string, FoundLink>()
  const sitemaps = new Map<string, FoundLink>()
  let unlinked = 0
  let dropped = 0
  for (const { kind, fields } of entries) {
    const address = absoluteAddress(textOfEscaped(fields.get('loc') ?? ''), url)
    const into = kind === 'sitemap' ? sitemaps : links
    if (address === null) unlinked++
    else if (into.size >= LIMITS.maxFoundLinks) dropped++
    else if (!into.has(address)) into.set(address, linkOf(address, fields, nowMs))
  }
  if (unlinked > 0) note(`${unlinked} entries have no address that can be read`)
  if (dropped > 0)
    note(`${dropped} entries more than the ${LIMITS.maxFoundLinks} that are read of one sitemap`)
  const newestFirst = [...sitemaps.values()].sort((a, b) => (b.published ?? 0) - (a.published ?? 0))
  return { links: [...links.values()], sitemaps: newestFirst, problems }
}

function linkOf(url: string, fields: ReadonlyMap<string, string>, nowMs: number): FoundLink {
  const title = textOfEscaped(fields.get('news:title') ?? '')
  const time = (name: string): number | null => parseVietnameseTime(oneLine(fields.get(name) ?? ''), nowMs)
  return {
    url,
    title: title === '' ? null : title,
    published: time('news:publication_date') ?? time('lastmod'),
    author: null,
    summary: null,
  }
}

interface Entry {
  readonly kind: 'url' | 'sitemap'
  readonly fields: Map<string, string>
}

function readEntries(text: string): { entries: readonly Entry[]; isSitemap: boolean; brokenOff: boolean } {
  const entries: Entry[] = []
  let isSitemap = false
  let brokenOff = false
  let entry: Entry | null = null
  let field: string | null = null
  let written = ''
  walkMarkup(
    text,
    { xml: true },
    {
      open(name) {
        const local = name.slice(name.indexOf(':') + 1)
        if (local === 'urlset' || local === 'sitemapindex') isSitemap = true
        else if (name === 'url' || name === 'sitemap') entry = { kind: name, fields: new Map() }
        // image:loc and video:… stand inside an entry and are not its address.
        else if (FIELDS.has(name)) {
          field = name
          written = ''
        }
      },
      text(text) {
        if (field !== null && written.length < 4096) written += text
      },
      close(name, wasWritten) {
        if (name === field) {
          if (wasWritten) entry?.fields.set(name, written)
          field = null
        }
        if (entry === null || name !== entry.kind) return
        if (wasWritten || entry.fields.has('loc')) entries.push(entry)
        brokenOff ||= !wasWritten
        entry = null
      },
    },
  )
  return { entries, isSitemap, brokenOff }
}

function readTextSitemap(text: string, url: string, note: (detail: string) => void): { links: FoundLink[] } {
  const lines = text.split(/\r?\n/u).filter(line => line.trim() !== '')
  const addresses = lines.flatMap(line =>
    /^\s*https?:/iu.test(line) ? (absoluteAddress(line, url) ?? []) : [],
  )
  if (addresses.length < lines.length) note(`${lines.length - addresses.length} lines hold no address`)
  const kept = [...new Set(addresses)].slice(0, LIMITS.maxFoundLinks)
  return {
    links: kept.map(address => ({ url: address, title: null, published: null, author: null, summary: null })),
  }
}
