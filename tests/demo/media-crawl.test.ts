// The real crawler reads the local web, all sites at once but the one that needs a browser: every text is found
// and read as it was written, and the server's own log shows that no rule and no pause was broken.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { extractPage } from '#/crawler/extract/extract-page.ts'
import { parseFeed } from '#/crawler/extract/parse-feed.ts'
import { parseSitemap } from '#/crawler/extract/parse-sitemap.ts'
import { readListPage } from '#/crawler/extract/read-list-page.ts'
import { readThread } from '#/crawler/extract/read-thread.ts'
import type { CrawlRun } from '#/crawler/fetch/crawl-run.ts'
import type { ListReaders } from '#/crawler/fetch/readers.ts'
import { parseRobots } from '#/crawler/fetch/robots-rules.ts'
import { type InventedText, type SiteId, textOf } from '#/demo/media/invented-text.ts'
import { type MediaWeb, openMediaWeb } from '#/demo/media/media-web.ts'
import { mediaWebSources } from '#/demo/media/sources.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import { openBench, OUR_AGENT, type CrawlBench } from '../crawler/fetch/crawl-bench.ts'

const startAt = Date.UTC(2026, 10, 22, 3, 0, 0)
/** The demo day is over, and its oldest text is not too old to be fetched. */
const later = startAt + 24 * 60 * 60_000
/** Shorter than the demo's, to save time. */
const PAUSE_MS = 25
/** Of two clocks' grains. */
const GRAIN_MS = 1

const readers: ListReaders = {
  feed: (body, url) => ({ links: parseFeed(body, url, later).links, lists: [] }),
  sitemap(body, url) {
    const { links, sitemaps } = parseSitemap(body, url, later)
    return { links, lists: sitemaps }
  },
  section(body, url, selectors) {
    const { links, nextUrl } = readListPage(body, url, selectors, later)
    return { links, lists: nextUrl === null ? [] : [link(nextUrl)] }
  },
  nextOfThread: (body, url, selectors) => readThread(body, url, selectors, later).nextUrl,
}
const link = (url: string) => ({ url, title: null, published: null, author: null, summary: null })

let web: MediaWeb
let bench: CrawlBench
let sources: readonly MediaSource[]
const runs = new Map<string, CrawlRun>()

beforeAll(async () => {
  const clock = { now: () => later }
  web = await openMediaWeb({ clock, startAt })
  bench = openBench({ readers, clock })
  sources = mediaWebSources(web)
    .filter(source => !source.needsBrowser)
    .map(source => ({ ...source, pauseMs: PAUSE_MS }))
  await Promise.all(sources.map(async source => runs.set(source.id, await bench.run(source))))
})
afterAll(async () => {
  await bench[Symbol.asyncDispose]()
  await web[Symbol.asyncDispose]()
})

const askedOf = (site: SiteId) => web.log.filter(entry => entry.site === site)
const articlesOf = (site: SiteId): readonly InventedText[] =>
  web.texts.filter(text => text.site === site && text.parentId === null)
const sourceOf = (site: SiteId): MediaSource => {
  const { origin } = web.sites.find(each => each.id === site)!
  return sources.find(source => source.urls[0]!.startsWith(origin))!
}
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ')

describe.each(['nhat-bao', 'thoi-bao', 'tin-chieu', 'dan-hoi', 'cong-dong'] as const)('%s', site => {
  test('is read whole: text, title, author, time and comments of every article', () => {
    const { selectors, withComments } = sourceOf(site)
    const pages = new Map(bench.pages.map(page => [page.url.replace(/\?nguon=.*/, ''), page]))
    const wrong = articlesOf(site).flatMap(text => {
      const url = web.addressOf(text)
      const page = pages.get(url)
      if (page === undefined) return [`${text.id} is missing`]
      const read = extractPage(page.body, { url, nowMs: later, selectors, withComments })
      const comments = web.texts.filter(comment => comment.parentId === text.id).map(textOf)
      const differs = [
        oneLine(read.text) !== oneLine(textOf(text)) && 'text',
        read.title !== text.title && 'title',
        read.author !== text.by && 'author',
        read.published !== text.publishedAt && 'time',
        JSON.stringify(read.comments.map(comment => comment.text)) !== JSON.stringify(comments) && 'comments',
      ].filter(Boolean)
      return differs.length > 0 ? [`${text.id}: ${differs.join(', ')}`] : []
    })
    expect(wrong).toEqual([])
  })
})

test('the forum is read post by post, pages of long threads included', () => {
  const { selectors } = sourceOf('dien-dan')
  const { origin } = new URL(web.url('dien-dan', '/'))
  const posts = bench.pages
    .filter(page => page.url.startsWith(origin))
    .flatMap(page => readThread(page.body, page.url, selectors, later).posts)
  const expected = web.texts.filter(text => text.site === 'dien-dan')
  const told = (text: string, at: number | null): string => `${at}: ${text}`
  expect(posts.map(post => told(post.text, post.published)).sort()).toEqual(
    expected.map(text => told(textOf(text), text.publishedAt)).sort(),
  )
})

test('nothing was asked for that robots.txt closes, and robots.txt before all else', async () => {
  for (const { id } of web.sites.filter(site => askedOf(site.id).length > 0)) {
    const address = web.url(id, '/robots.txt')
    const asked = askedOf(id).map(entry => entry.path)
    expect(asked[0]).toBe('/robots.txt')
    const response = await fetch(address)
    const rules = parseRobots(
      address,
      response.ok ? await response.bytes() : Buffer.from('User-agent: *\nDisallow: /'),
    )
    const closed = asked.slice(1).filter(path => path !== '/robots.txt' && !rules.allows(web.url(id, path)))
    expect(closed).toEqual([])
  }
})

test('each host was asked one after the other, at its own pace, by one honest name', () => {
  const crawled = web.log.filter(entry => entry.userAgent === OUR_AGENT)
  const delays: Partial<Record<SiteId, number>> = { 'nhat-bao': 150, 'dien-dan': 100, 'truc-trac': 100 }
  for (const { id } of web.sites) {
    const times = crawled.filter(entry => entry.site === id).map(entry => entry.atMs)
    // Before robots.txt is read its delay is not known.
    const gaps = times.slice(2).map((time, nth) => time - times[nth + 1]!)
    const pause = Math.max(PAUSE_MS, delays[id] ?? 0)
    expect(Math.min(...gaps, pause)).toBeGreaterThanOrEqual(pause - GRAIN_MS)
  }
  const ours = new Set(crawled.map(entry => entry.host))
  expect(ours.size).toBe(sources.length)
})

test('the closed site is left alone, and the site of troubles is told by its troubles', () => {
  expect(askedOf('dong-cua').filter(entry => entry.userAgent === OUR_AGENT)).toHaveLength(1)
  expect(runs.get('bao-dong-cua')!.failures[0]!.reason).toMatch(/503|robots/)
  const reasons = runs.get('tram-tin-truc-trac')!.failures.map(failure => failure.reason)
  expect(reasons).toContain('status 429')
})

test('a second crawl asks with what the first was told, and nothing unchanged is read again', async () => {
  const before = web.log.length
  const handedOn = bench.pages.length
  const again = ['nhat-bao', 'thoi-bao', 'tin-chieu', 'cong-dong'] as const
  await Promise.all(again.map(site => bench.run(sourceOf(site))))
  const asked = web.log.slice(before)
  expect(asked.length).toBeGreaterThanOrEqual(again.length)
  const whole = asked.filter(entry => entry.status === 200 && entry.path !== '/robots.txt')
  expect(whole.map(entry => `${entry.site} ${entry.path}`)).toEqual([])
  expect(bench.pages).toHaveLength(handedOn)
})
