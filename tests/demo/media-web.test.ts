// The local web serves what it says it serves: every text where it stands and in its encoding, validators that
// hold, robots.txt, everything that goes wrong on purpose; and its truth is whole.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseFeed } from '#/crawler/extract/parse-feed.ts'
import { parseSitemap } from '#/crawler/extract/parse-sitemap.ts'
import { readListPage } from '#/crawler/extract/read-list-page.ts'
import { readThread } from '#/crawler/extract/read-thread.ts'
import { parseRobots } from '#/crawler/fetch/robots-rules.ts'
import { lookAlikes } from '#/crawler/meaning/look-alikes.ts'
import { decodeLegacyBytes } from '#/crawler/text/legacy-encoding.ts'
import { type InventedText, SITE_IDS, type SiteId, textOf } from '#/demo/media/invented-text.ts'
import { encodeLegacy, LEGACY_ENCODINGS } from '#/demo/media/legacy-encodings.ts'
import { escapeMarkup, linked } from '#/demo/media/markup.ts'
import { listenOnLoopback } from '#/demo/media/listen-on-loopback.ts'
import { type MediaWeb, openMediaWeb } from '#/demo/media/media-web.ts'
import { readContent } from '#/demo/media/read-content.ts'
import { mediaWebSources } from '#/demo/media/sources.ts'
import { encodingOf, WRONG_HEADERS } from '#/demo/media/sites/tin-chieu.ts'
import { HAZARDS } from '#/demo/media/sites/truc-trac.ts'
import { DEFAULT_WARDS, nameWards, WARD_KEYS, type WardKey } from '#/demo/media/wards.ts'
import type { Clock } from '#/kernel/clock.ts'
import { TONES, TOPICS } from '#/kernel/mention.ts'

const HOUR = 60 * 60_000
const DAY = 24 * HOUR
const startAt = Date.UTC(2026, 10, 22, 3, 0, 0)
/** All has happened. */
const later = startAt + 2 * DAY

const at = (ms: number): Clock => ({ now: () => ms })

let web: MediaWeb
beforeAll(async () => {
  web = await openMediaWeb({ clock: at(later), startAt })
})
afterAll(() => web[Symbol.asyncDispose]())

const textsOf = (site: SiteId): readonly InventedText[] => web.texts.filter(text => text.site === site)
const articles = (): readonly InventedText[] => web.texts.filter(text => text.kind === 'article')

async function fetchBytes(address: string, init: RequestInit = {}) {
  const response = await fetch(address, { redirect: 'manual', ...init })
  return { response, bytes: new Uint8Array(await response.arrayBuffer()) }
}

async function fetchText(address: string): Promise<string> {
  return new TextDecoder().decode((await fetchBytes(address)).bytes)
}

describe('the texts', () => {
  test('are as many, as long and as varied as a city of four weeks gives', () => {
    const originals = articles().filter(text => text.copyOf === null)
    expect(originals.length).toBeGreaterThanOrEqual(160)
    expect(web.texts.filter(text => text.kind !== 'article').length).toBeGreaterThanOrEqual(250)
    const lengths = articles().map(text => textOf(text).split(/\s+/).length)
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(120)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(300)
    expect(new Set(originals.map(text => text.topic))).toEqual(new Set(TOPICS))
    for (const tone of TONES)
      for (const kind of ['article', 'comment', 'post'])
        expect(web.texts.filter(text => text.kind === kind && text.tone === tone).length).toBeGreaterThan(15)
    const days = originals.map(text => Math.floor((text.publishedAt - startAt) / DAY))
    expect(Math.min(...days)).toBeLessThanOrEqual(-28)
    for (let day = -28; day < 1; day++) expect(days).toContain(day)
  })

  test('differ from each other, copies excepted, and copies do not differ much', () => {
    const shingles = new Map(web.texts.map(text => [text.id, shinglesOf(textOf(text))]))
    const of = (text: InventedText): ReadonlySet<string> => shingles.get(text.id)!
    const unlike = web.texts.filter(
      text => text.copyOf !== null && jaccard(of(text), shingles.get(text.copyOf)!) < 0.5,
    )
    expect(unlike.map(text => text.id)).toEqual([])
    const originals = articles().filter(text => text.copyOf === null)
    const alike = originals.flatMap((a, at) =>
      originals
        .slice(at + 1)
        .filter(b => jaccard(of(a), of(b)) > 0.1)
        .map(b => `${a.id} ${b.id}`),
    )
    expect(alike).toEqual([])
    const short = web.texts.filter(text => text.kind !== 'article' && text.copyOf === null).map(textOf)
    expect(new Set(short).size).toBe(short.length)
    const titles = articles().map(text => text.title)
    expect(new Set(titles).size).toBe(titles.length)
  })

  test('are in NFC and name the ward that their truth tells', () => {
    const whole = (text: InventedText): string => `${text.title} ${textOf(text)}`
    const unfit = web.texts.filter(
      text => whole(text).normalize('NFC') !== whole(text) || /[{}]/.test(whole(text)),
    )
    expect(unfit.map(text => text.id)).toEqual([])
    const named = (text: InventedText): WardKey[] =>
      WARD_KEYS.filter(key => whole(text).includes(web.wards[key].name))
    // The truth tells one ward: the one that is named.
    const untrue = web.texts.filter(text =>
      text.kind === 'article'
        ? named(text).join() !== (text.place ?? '')
        : named(text).some(key => key !== text.place),
    )
    expect(untrue.map(text => text.id)).toEqual([])
  })

  test('tell the flood of one ward, a rumour about a monitored system, and a wave of praise', () => {
    const flood = web.texts.filter(text => text.topic === 'flood' && text.place === 'w5')
    const during = flood.filter(text => text.publishedAt >= startAt)
    const before = flood.filter(text => text.publishedAt < startAt)
    expect(during.length).toBeGreaterThan(3 * before.length)
    expect(during.filter(text => text.copyOf !== null).length).toBeGreaterThanOrEqual(8)
    const rumour = web.texts.filter(
      text => /dichvucong\.example\.com/.test(textOf(text)) && text.topic === 'cyber',
    )
    const first = rumour.find(text => text.publishedAt > startAt)
    // The demo's intruder replaces the front page 5 hours 50 minutes after the start (demo/intrusion.ts).
    expect(first!.publishedAt - startAt).toBeGreaterThan(5 * HOUR + 50 * 60_000)
    expect(rumour.filter(text => text.publishedAt > startAt).length).toBeGreaterThanOrEqual(8)
    const praise = web.texts.filter(
      text => text.topic === 'public-service' && text.tone === 'pos' && text.publishedAt > startAt - 6 * DAY,
    )
    expect(praise.length).toBeGreaterThan(15)
  })

  test('hold one address that imitates the portal of public services', () => {
    const domains = ['dichvucong.example.com', 'www.example.com', 'yte.example.com']
    const found = web.texts.flatMap(text =>
      lookAlikes(textOf(text).match(/https?:\/\/\S+/g) ?? [], domains).map(each => each.host),
    )
    expect(new Set(found)).toEqual(new Set(['dichvuc0ng.example.net']))
    expect(found.length).toBeGreaterThanOrEqual(3)
  })

  test.each([
    [
      'a tone that is none',
      '{"id":"a1","at":"-1 08:00","topic":"flood","tone":"bad","place":null,"title":"T","by":"B","text":["x"]}',
      /nhat-bao\.jsonl:1: "a1" lacks a right tone/,
    ],
    [
      'a parent that is not there',
      '{"on":"a9","after":3,"by":"B","tone":"neg","text":"x"}',
      /nhat-bao\.jsonl:1: there is no text "a9"/,
    ],
    [
      'a time that is none',
      '{"id":"a1","at":"yesterday","topic":"flood","tone":"neg","place":null,"title":"T","by":"B","text":["x"]}',
      /lacks a right at/,
    ],
    [
      'a ward that is none',
      '{"id":"a1","at":"-1 08:00","topic":"flood","tone":"neg","place":null,"title":"T {w9}","by":"B","text":["x"]}',
      /"\{w9\}"/,
    ],
    ['no JSON', '{"id":', /nhat-bao\.jsonl:1: /],
  ])('%s in a file is an error that says where', (_name, line, message) => {
    const folder = mkdtempSync(join(tmpdir(), 'media-content-'))
    try {
      writeFileSync(join(folder, 'nhat-bao.jsonl'), `${line}\n`)
      expect(() => readContent(startAt, DEFAULT_WARDS, folder)).toThrow(message)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('the pages', () => {
  test('have origins of their own, on loopback and nowhere else', () => {
    expect(web.sites.map(site => site.id)).toEqual(SITE_IDS)
    expect(new Set(web.sites.map(site => site.origin)).size).toBe(SITE_IDS.length)
    for (const { origin } of web.sites) expect(new URL(origin).hostname).toMatch(/^127\./)
  })

  test('show each article whole, in the encoding of its page', async () => {
    const wrong: string[] = []
    for (const text of articles()) {
      if (text.site === 'may-so' || text.site === 'truc-trac') continue
      const { response, bytes } = await fetchBytes(web.addressOf(text))
      const page =
        text.site === 'tin-chieu'
          ? decodeLegacyBytes(bytes, encodingOf(text))
          : new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      const parts = [...text.paragraphs.map(linked), escapeMarkup(text.title), escapeMarkup(text.by)]
      if (response.status !== 200 || !parts.every(part => page.includes(part))) wrong.push(text.id)
    }
    expect(wrong).toEqual([])
  })

  test('show comments under their article, and posts on the pages of their thread', async () => {
    for (const article of textsOf('dan-hoi').filter(text => text.parentId === null)) {
      const page = await fetchText(web.addressOf(article))
      for (const comment of textsOf('dan-hoi').filter(text => text.parentId === article.id)) {
        expect(page).toContain(linked(textOf(comment)))
        expect(page).toContain(`id="bl-${comment.id}"`)
      }
    }
    const { selectors } = mediaWebSources(web).find(source => source.kind === 'forum')!
    for (const first of textsOf('dien-dan').filter(text => text.parentId === null)) {
      const posts: string[] = []
      let next: string | null = web.addressOf(first)
      while (next !== null) {
        const thread = readThread(await fetchText(next), next, selectors, later)
        posts.push(...thread.posts.map(post => post.text))
        next = thread.nextUrl
      }
      const expected = textsOf('dien-dan').filter(text => text.id === first.id || text.parentId === first.id)
      expect(posts).toEqual(expected.map(textOf))
    }
  })

  test('of the page by script hold nothing before the script has run', async () => {
    for (const text of textsOf('may-so')) {
      expect(await fetchText(web.addressOf(text))).not.toContain(text.paragraphs[0]!.slice(0, 40))
      const data = JSON.parse(await fetchText(web.url('may-so', `/api/bai/${text.id}.json`))) as object
      expect(data).toMatchObject({ title: text.title, paragraphs: text.paragraphs, author: text.by })
    }
  })

  test('in old encodings are named by the document, by nobody, or wrongly by the header', async () => {
    const kinds = new Set(textsOf('tin-chieu').map(encodingOf))
    expect(kinds).toEqual(new Set(LEGACY_ENCODINGS))
    for (const text of textsOf('tin-chieu')) {
      const { response, bytes } = await fetchBytes(web.addressOf(text))
      const named = Buffer.from(bytes).toString('latin1').includes('charset=windows-1258')
      expect(named).toBe(encodingOf(text) === 'windows-1258')
      expect(response.headers.get('content-type')).toBe(
        WRONG_HEADERS.includes(text.id) ? 'text/html; charset=utf-8' : 'text/html',
      )
      expect(new TextDecoder().decode(bytes)).toContain('\ufffd')
    }
  })

  test('that are not there are 404', async () => {
    for (const { id } of web.sites)
      expect((await fetchBytes(web.url(id, '/khong-co-%E1%BA'))).response.status).toBe(404)
    expect((await fetchBytes(web.url('tin-chieu', '/muc.asp?trang=99'))).response.status).toBe(404)
  })
})

describe('the lists', () => {
  test('name every article of a site: a feed, sitemaps, sections with pages, threads', async () => {
    const addressesOf = (site: SiteId): Set<string> =>
      new Set(
        textsOf(site)
          .filter(text => text.parentId === null)
          .map(text => web.addressOf(text)),
      )
    const feed = web.url('nhat-bao', '/rss/tin-moi.rss')
    const read = parseFeed(await fetchText(feed), feed, later)
    expect(read.problems).toEqual([])
    expect(new Set(read.links.map(link => link.url))).toEqual(addressesOf('nhat-bao'))

    const index = parseSitemap(
      await fetchText(web.url('thoi-bao', '/sitemap.xml')),
      web.url('thoi-bao', '/sitemap.xml'),
      later,
    )
    const named = new Set<string>()
    for (const { url } of index.sitemaps)
      for (const link of parseSitemap(await fetchText(url), url, later).links) named.add(link.url)
    expect(named).toEqual(addressesOf('thoi-bao'))

    for (const [site, id] of [
      ['tin-chieu', 'tin-chieu-song-may'],
      ['cong-dong', 'chuyen-pho-may'],
      ['dien-dan', 'dien-dan-xom-may'],
    ] as const) {
      const source = mediaWebSources(web).find(source => source.id === id)!
      const found = new Set<string>()
      let next: string | null = source.urls[0]!
      while (next !== null) {
        const { bytes } = await fetchBytes(next)
        const html =
          site === 'tin-chieu' ? decodeLegacyBytes(bytes, 'windows-1258') : new TextDecoder().decode(bytes)
        const list = readListPage(html, next, source.selectors, later)
        for (const link of list.links) found.add(link.url)
        next = list.nextUrl
      }
      expect(found).toEqual(addressesOf(site))
    }
  })

  test('that are broken are broken as said, and can be read all the same', async () => {
    const [atom, careless, broken] = ['/atom.xml', '/rss/ban-doc.rss', '/rss/cat-ngang.rss'].map(path =>
      web.url('dan-hoi', path),
    )
    const count = textsOf('dan-hoi').filter(text => text.parentId === null).length
    const good = parseFeed(await fetchText(atom!), atom!, later)
    expect(good.problems).toEqual([])
    expect(good.links).toHaveLength(count)
    const carelessText = await fetchText(careless!)
    expect(carelessText).toMatch(/ & /)
    expect(carelessText).toMatch(/<pubDate>\d{1,2}\/\d{1,2}\/2026 \d{1,2}:\d\d:00 (?:SA|CH)<\/pubDate>/)
    const times = parseFeed(carelessText, careless!, later).links.map(link => link.published)
    expect(times).toEqual(good.links.map(link => link.published))
    expect(await fetchText(broken!)).not.toContain('</rss>')
    expect(parseFeed(await fetchText(broken!), broken!, later).links.length).toBeGreaterThanOrEqual(2)
  })
})

describe('politeness', () => {
  test.each([
    ['nhat-bao', '/lich/2026/11', false],
    ['nhat-bao', '/tim-kiem', false],
    ['nhat-bao', '/tim-kiem/huong-dan.html', true],
    ['nhat-bao', '/thoi-su/mot-bai-nb01.html?in=1', false],
    ['nhat-bao', '/thoi-su/mot-bai-nb01.html', true],
    ['nhat-bao', '/bao-in/so-moi.pdf', false],
    ['nhat-bao', '/bao-in/so-moi.pdf.html', true],
    ['thoi-bao', '/tin/tb01/mot-bai', true],
    ['thoi-bao', '/tin/tb01/binh-luan', false],
    ['dien-dan', '/thanh-vien/ca-ro-dong/', false],
    ['dien-dan', '/chu-de/mot-chu-de.dd01/tra-loi', false],
    ['truc-trac', '/me-cung/1', false],
  ] as const)('robots.txt of %s on %s: %s', async (site, path, allowed) => {
    const address = web.url(site, '/robots.txt')
    const robots = parseRobots(address, (await fetchBytes(address)).bytes)
    expect(robots.allows(web.url(site, path))).toBe(allowed)
  })

  test('robots.txt asks for a delay, names another reader, and is 503 on the closed site', async () => {
    const address = web.url('nhat-bao', '/robots.txt')
    const { bytes } = await fetchBytes(address)
    expect(parseRobots(address, bytes).crawlDelayMs).toBe(150)
    expect(new TextDecoder().decode(bytes)).toContain('User-agent: KeSaoChep\nDisallow: /\n')
    const closed = await fetchBytes(web.url('dong-cua', '/robots.txt'))
    expect(closed.response.status).toBe(503)
  })

  test.each([
    ['nhat-bao', '/rss/tin-moi.rss', true, true],
    ['thoi-bao', '/sitemap.xml', true, true],
    ['tin-chieu', '/muc.asp', false, true],
    ['dan-hoi', '/atom.xml', true, false],
    ['dien-dan', '/box/chuyen-pho-phuong.3/', false, false],
  ] as const)('%s%s has etag %s, date %s, and answers 304 to its own', async (site, path, tag, date) => {
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await fetchBytes(web.url(site, path), { headers })).response.status
    const { headers } = (await fetchBytes(web.url(site, path))).response
    const etag = headers.get('etag')
    const modified = headers.get('last-modified')
    expect([etag !== null, modified !== null]).toEqual([tag, date])
    expect(await status({ 'if-none-match': etag ?? '"none"' })).toBe(tag ? 304 : 200)
    // A tag counts before a date.
    const other = { 'if-none-match': '"other"', 'if-modified-since': new Date(later).toUTCString() }
    expect(await status(other)).toBe(200)
    const since = (ms: number) => ({ 'if-modified-since': new Date(ms).toUTCString() })
    const changed = Date.parse(modified ?? new Date(later).toUTCString())
    expect(await status(since(changed))).toBe(date ? 304 : 200)
    expect(await status(since(changed - 1000))).toBe(200)
  })

  test('a validator no longer holds when something new has appeared', async () => {
    let now = startAt + 2 * HOUR
    await using growing = await openMediaWeb({ clock: { now: () => now }, startAt })
    const ask = async (etag: string | null): Promise<Response> =>
      (
        await fetchBytes(
          growing.url('nhat-bao', '/rss/tin-moi.rss'),
          etag === null ? {} : { headers: { 'if-none-match': etag } },
        )
      ).response
    const etag = (await ask(null)).headers.get('etag')
    expect((await ask(etag)).status).toBe(304)
    now += HOUR
    expect((await ask(etag)).status).toBe(200)
  })

  test('every request is in the log, with what it said and how it was answered', async () => {
    const before = web.log.length
    const headers = { 'user-agent': 'thu/1.0 (+https://example.com)', 'if-none-match': '"x"' }
    await fetchBytes(web.url('nhat-bao', '/?trang=2'), { headers })
    await fetchBytes(web.url('thoi-bao', '/khong-co'), {
      headers: { 'if-modified-since': 'Sun, 22 Nov 2026 00:00:00 GMT' },
    })
    const [first, second] = web.log.slice(before)
    expect(first).toMatchObject({
      site: 'nhat-bao',
      host: new URL(web.url('nhat-bao', '/')).host,
      method: 'GET',
      path: '/?trang=2',
      userAgent: headers['user-agent'],
      ifNoneMatch: '"x"',
      ifModifiedSince: null,
      status: 200,
    })
    expect(second).toMatchObject({
      site: 'thoi-bao',
      status: 404,
      ifModifiedSince: 'Sun, 22 Nov 2026 00:00:00 GMT',
    })
    expect(second!.atMs).toBeGreaterThanOrEqual(first!.atMs)
  })
})

describe('what goes wrong on purpose', () => {
  const hazard = (path: string): string => web.url('truc-trac', path)

  test('a busy page refuses twice with Retry-After and then answers, a flickering one once', async () => {
    await using fresh = await openMediaWeb({ clock: at(later), startAt })
    const ask = async (path: string): Promise<Response> =>
      (await fetchBytes(fresh.url('truc-trac', path))).response
    const busy = [await ask(HAZARDS.busy), await ask(HAZARDS.busy), await ask(HAZARDS.busy)]
    expect(busy.map(response => response.status)).toEqual([429, 429, 200])
    expect(busy[0]!.headers.get('retry-after')).toBe('1')
    const flickering = [await ask(HAZARDS.flickering), await ask(HAZARDS.flickering)]
    expect(flickering.map(response => response.status)).toEqual([500, 200])
    expect((await ask(HAZARDS.broken)).status).toBe(500)
    for (const text of fresh.texts.filter(text => text.site === 'truc-trac'))
      expect(await fetchText(fresh.addressOf(text))).toContain(linked(text.paragraphs[1]!))
  })

  test('redirects lead within the site, to another, in a circle, and to where nobody must go', async () => {
    const target = async (address: string): Promise<string | null> =>
      (await fetchBytes(address)).response.headers.get('location')
    expect(await target(hazard(HAZARDS.redirectHere))).toBe(HAZARDS.wrongCharset)
    expect(await target(hazard(HAZARDS.redirectElsewhere))).toBe(web.url('thoi-bao', '/'))
    expect(await target(hazard((await target(hazard(HAZARDS.redirectLoop)))!))).toBe(HAZARDS.redirectLoop)
    expect(await target(hazard(HAZARDS.redirectPrivate))).toBe('http://10.0.0.7/noi-bo')
    expect(await target(hazard(HAZARDS.redirectMetadata))).toMatch('http://169.254.169.254/')
    expect(web.addressOf(textsOf('nhat-bao')[0]!)).toBe(
      new URL(
        (await target(web.url('nhat-bao', `/r/${textsOf('nhat-bao')[0]!.id}`)))!,
        web.url('nhat-bao', '/'),
      ).href,
    )
  })

  test('an endless page goes on, a swollen one unpacks to far more than it weighs, a slow one only begins', async () => {
    expect(await bytesUntil(hazard(HAZARDS.endless), 2_000_000)).toBeGreaterThanOrEqual(2_000_000)
    expect(await bytesUntil(hazard(HAZARDS.gzipBomb), 20_000_000)).toBeGreaterThanOrEqual(20_000_000)
    expect(await bytesUntil(hazard(HAZARDS.slow), 1)).toBe(1)
    expect((await fetchBytes(hazard(HAZARDS.endless), { method: 'HEAD' })).bytes).toHaveLength(0)
  })

  test('other pages are not text, empty, in another encoding than the header says, or unwilling', async () => {
    expect((await fetchBytes(hazard(HAZARDS.notText))).response.headers.get('content-type')).toBe('image/png')
    expect(await fetchText(hazard(HAZARDS.empty))).toBe('')
    const wrong = await fetchBytes(hazard(HAZARDS.wrongCharset))
    expect(wrong.response.headers.get('content-type')).toBe('text/html; charset=iso-8859-1')
    expect(new TextDecoder('utf-8', { fatal: true }).decode(wrong.bytes)).toContain('kỳ thủ')
    expect(await fetchText(hazard(HAZARDS.noindex))).toContain('content="noindex, nofollow"')
    expect(await fetchText(hazard(HAZARDS.trap))).toContain('/me-cung/2')
    expect(await fetchText(web.url('nhat-bao', '/lich/2026/12'))).toContain('/lich/2027/1')
  })

  test('closing the web ends answers that would never end', async () => {
    const closing = await openMediaWeb({ clock: at(later), startAt })
    const response = await fetch(closing.url('truc-trac', HAZARDS.slow))
    const reading = response.text().then(
      () => 'ended',
      () => 'broken off',
    )
    await closing[Symbol.asyncDispose]()
    expect(await reading).toBe('broken off')
    await expect(fetch(closing.url('nhat-bao', '/'))).rejects.toThrow('fetch failed')
  })
})

describe('time', () => {
  test('shows nothing whose time has not come, and hurries through the demo day', async () => {
    let clock = startAt + DAY
    await using hurrying = await openMediaWeb({ clock: { now: () => clock }, startAt, speed: 1200 })
    expect(hurrying.now()).toBe(startAt)
    const flood = hurrying.texts.find(text => text.id === 'nb40')!
    expect((await fetchBytes(hurrying.addressOf(flood))).response.status).toBe(404)
    const known = hurrying.texts.find(text => text.id === 'nb01')!
    expect((await fetchBytes(hurrying.addressOf(known))).response.status).toBe(200)
    clock += 60_000
    expect(hurrying.now()).toBe(startAt + 1200 * 60_000)
    expect((await fetchBytes(hurrying.addressOf(flood))).response.status).toBe(200)
    clock += HOUR
    expect(hurrying.now()).toBe(clock)
  })

  test('counts days in Việt Nam and the demo day from its start', () => {
    const byId = new Map(web.texts.map(text => [text.id, text]))
    expect(new Date(byId.get('nb01')!.publishedAt).toISOString()).toBe('2026-10-24T23:40:00.000Z')
    expect(byId.get('nb40')!.publishedAt).toBe(startAt + 7 * HOUR + 40 * 60_000)
    const comment = web.texts.find(text => text.parentId === 'dh01')!
    expect(comment.publishedAt).toBe(byId.get('dh01')!.publishedAt + 35 * 60_000)
  })
})

describe('settings', () => {
  test('other wards can be given, and their names stand in the texts', async () => {
    const wards = { ...DEFAULT_WARDS, w5: { code: '00004', name: 'Ba Đình' } }
    await using other = await openMediaWeb({ clock: at(later), startAt, wards })
    const flood = other.texts.find(text => text.id === 'nb40')!
    expect(flood.title).toContain('phường Ba Đình')
    expect(await fetchText(other.addressOf(flood))).toContain('phường Ba Đình')
    expect(() => nameWards('phường {w7}', wards)).toThrow('{w7}')
  })

  test('a port that is taken is an error, and nothing stays open', async () => {
    // The third site's address: the two before it are open when it fails.
    const server = createServer()
    const host = new URL(web.sites[2]!.origin).hostname
    await new Promise<void>(resolve => server.listen(0, host, resolve))
    const { port } = server.address() as AddressInfo
    try {
      await expect(openMediaWeb({ clock: at(later), startAt, port })).rejects.toThrow('EADDRINUSE')
      await expect(fetch(`http://${new URL(web.sites[0]!.origin).hostname}:${port}/`)).rejects.toThrow(
        'fetch failed',
      )
    } finally {
      server.close()
    }
  })

  test('a system without such an address serves the site on a port of 127.0.0.1', async () => {
    const server = createServer((_request, response) => response.end('đây'))
    try {
      const origin = await listenOnLoopback(server, '192.0.2.1', 0, 0)
      expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
      expect(await fetchText(origin)).toBe('đây')
    } finally {
      server.close()
    }
  })

  test('sources are local, on, and begin where the web answers', async () => {
    const sources = mediaWebSources(web)
    expect(new Set(sources.map(source => source.id)).size).toBe(sources.length)
    for (const source of sources) {
      expect(source).toMatchObject({ enabled: true, local: true, language: 'vi' })
      for (const url of source.urls) expect((await fetchBytes(url)).response.status).not.toBe(404)
    }
    expect(new Set(sources.map(source => source.kind))).toEqual(
      new Set(['feed', 'sitemap', 'section', 'forum', 'page']),
    )
  })
})

describe('old encodings', () => {
  const sentence = 'Nghe đồn đường phố ngập lụt, mẹ ướt sũng; kỹ sư vẫn bảo chẳng sao? Giữ lấy bờ kè!'

  test.each(LEGACY_ENCODINGS)('%s decodes to what was encoded', encoding => {
    expect(decodeLegacyBytes(encodeLegacy(sentence, encoding), encoding)).toBe(sentence)
  })

  test.each([
    ['tcvn3', 'Ở'],
    ['tcvn3', '“'],
    ['vni', '“'],
    ['viscii', '漢'],
    ['windows-1258', '漢'],
  ] as const)('%s refuses %s', (encoding, text) => {
    expect(() => encodeLegacy(text, encoding)).toThrow(encoding)
  })
})

/** Bytes read, unpacked, until there are as many as wanted or the page ends. */
async function bytesUntil(address: string, wanted: number): Promise<number> {
  const leave = new AbortController()
  const response = await fetch(address, { signal: leave.signal })
  let read = 0
  for await (const piece of response.body!) {
    read += piece.length
    if (read >= wanted) break
  }
  leave.abort()
  return read
}

function shinglesOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return new Set(words.map((_, at) => words.slice(at, at + 3).join(' ')))
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const common = a.intersection(b).size
  return common / (a.size + b.size - common)
}
