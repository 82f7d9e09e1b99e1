// What becomes of links: which are followed, which are known, which changed, and where a discussion goes on.

import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { compileUrlPattern } from '#/crawler/url-pattern.ts'
import { Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { feedOf } from './small-readers.ts'
import { localSource, openBench } from './crawl-bench.ts'
import { startServer } from './logged-server.ts'

const HOUR = 3_600_000
const rfc = (ms: number): string => new Date(ms).toUTCString()
const iso = (ms: number): string => new Date(ms).toISOString()

/** Stands until it is turned. */
function turnable() {
  let now = Date.now()
  return { now: () => now, turn: (ms: number) => void (now += ms) }
}

describe('which links', () => {
  test('on the source’s own site, once each, without what tracks', async () => {
    await using other = await startServer({ '/x': '<p>x</p>' })
    await using server = await startServer({ '/a': '<p>a</p>' })
    const links = [
      `${server.origin}/a`,
      `${server.origin}/a#c`,
      `${server.origin}/a?utm_source=rss`,
      `${other.origin}/x`,
      'ftp://example.com/',
      'http://[',
    ]
    server.serve({ '/feed': feedOf(...links) })
    await using bench = openBench()
    await bench.run(localSource([`${server.origin}/feed`]))
    expect(bench.handedOn()).toEqual(['/a'])
    expect(other.log).toEqual([])
  })

  test('by patterns: what is included, wherever it is, but for what is excluded', async () => {
    await using other = await startServer({ '/tin/1': '<p>1</p>', '/quang-cao': '<p>q</p>' })
    await using server = await startServer({
      '/tin/2': '<p>2</p>',
      '/tin/video/3': '<p>3</p>',
      '/khac': '<p>k</p>',
    })
    const links = ['/tin/2', '/tin/video/3', '/khac'].map(path => server.origin + path)
    server.serve({ '/feed': feedOf(...links, `${other.origin}/tin/1`, `${other.origin}/quang-cao`) })
    await using bench = openBench()
    await bench.run(localSource([`${server.origin}/feed`], { include: ['/tin/*'], exclude: ['*/video/*'] }))
    expect(bench.handedOn().sort()).toEqual(['/tin/1', '/tin/2'])
  })

  test.each([
    ['/tin/*', 'https://example.com/tin/a?b=c', true],
    ['/tin/*', 'https://example.com/vi/tin/a', false],
    ['/tin', 'https://example.com/tin/', false],
    ['example.com/*', 'https://example.com/tin', true],
    ['example.com/*', 'https://notexample.com/tin', false],
    ['*.example.com/*', 'http://tin.example.com/a', true],
    ['https://example.com/*.html', 'https://example.com/a.html', true],
    ['https://example.com/*.html', 'http://example.com/a.html', false],
    ['/a.b', 'https://example.com/axb', false],
    ['/(a', 'https://example.com/(a', true],
  ])('%s chooses %s: %s', (pattern, url, chosen) => {
    expect(compileUrlPattern(pattern).test(url)).toBe(chosen)
  })

  test('that say they are old are left alone; the newest come first', async () => {
    const now = Date.now()
    await using server = await startServer({ '/old': '<p>o</p>', '/new': '<p>n</p>', '/newer': '<p>m</p>' })
    server.serve({
      '/feed': feedOf(
        [`${server.origin}/old`, rfc(now - LIMITS.maxLinkAgeMs - HOUR)],
        [`${server.origin}/new`, rfc(now - 5 * HOUR)],
        [`${server.origin}/newer`, rfc(now - HOUR)],
      ),
    })
    await using bench = openBench()
    await bench.run(localSource([`${server.origin}/feed`]))
    expect(bench.handedOn()).toEqual(['/newer', '/new'])
  })

  test('an article that moved to another site is not taken for the source’s', async () => {
    await using other = await startServer({ '/x': '<p>x</p>' })
    await using server = await startServer({
      '/a': { status: 301, headers: { location: `${other.origin}/x` } },
    })
    server.serve({ '/feed': feedOf(`${server.origin}/a`) })
    await using bench = openBench()
    expect((await bench.run(localSource([`${server.origin}/feed`]))).failures).toMatchObject([
      { reason: 'elsewhere' },
    ])
  })
})

describe('known addresses', () => {
  test('are fetched again only when the list says that they changed', async () => {
    const at = Date.now() - 10 * HOUR
    await using server = await startServer({ '/a': '<p>A</p>', '/b': '<p>B</p>' })
    const feed = (time: number) => feedOf([`${server.origin}/a`, rfc(time)], [`${server.origin}/b`, rfc(at)])
    server.serve({ '/feed': feed(at) })
    await using bench = openBench()
    const source = localSource([`${server.origin}/feed`])
    await bench.run(source)
    await bench.run(source)
    expect([server.count('/a'), server.count('/b')]).toEqual([1, 1])
    server.serve({ '/feed': feed(at + HOUR), '/a': '<p>A mới</p>' })
    await bench.run(source)
    expect([server.count('/a'), server.count('/b')]).toEqual([2, 1])
    expect(bench.pages.at(-1)?.body).toBe('<p>A mới</p>')
  })

  test('that fail are tried by three crawls, and then only when they changed', async () => {
    await using server = await startServer({ '/a': { status: 404 }, '/b': { status: 408 } })
    server.serve({
      '/feed': () => ({
        body: feedOf(`${server.origin}/a`, `${server.origin}/b`, `${server.origin}/${Math.random()}`),
      }),
    })
    await using bench = openBench()
    for (let crawl = 0; crawl < 5; crawl++) await bench.run(localSource([`${server.origin}/feed`]))
    expect([server.count('/a'), server.count('/b')]).toEqual([1, LIMITS.maxAddressAttempts])
  })

  test('a page that could not be taken is tried again; a full disk ends the crawl', async () => {
    await using server = await startServer({ '/a': '<p>A</p>' })
    let failure: Error | undefined = new Error('lỗi của ta')
    await using bench = openBench({
      onPage: async () => {
        if (failure !== undefined) throw failure
        return { newMentions: 1, failure: null }
      },
    })
    server.serve({ '/feed': feedOf(`${server.origin}/a`) })
    const source = localSource([`${server.origin}/feed`])
    expect(await bench.run(source)).toMatchObject({ failures: [{ reason: 'not taken' }], pagesFailed: 1 })
    expect(bench.problems).toMatchObject([{ code: 'crawl.page-failed', where: 'bao-vi-du' }])
    failure = new Retryable('disk.full', 'đầy')
    await expect(bench.run(source)).rejects.toBe(failure)
    failure = undefined
    expect(await bench.run(source)).toMatchObject({ pages: 1, newMentions: 1 })
  })

  test('what the taker has no use for is told by its reason', async () => {
    await using server = await startServer({ '/a': '<p></p>' })
    await using bench = openBench({ onPage: async () => ({ newMentions: 0, failure: 'nothing to read' }) })
    const run = await bench.run(localSource([`${server.origin}/a`], { kind: 'page' }))
    expect(run).toMatchObject({
      pages: 0,
      pagesFailed: 1,
      failures: [{ reason: 'nothing to read', count: 1 }],
    })
  })
})

describe('lists', () => {
  test('of a section go on to the next page as long as there is something new', async () => {
    await using server = await startServer({
      '/': '<a href="/1"><a rel="next" href="/?p=2">',
      '/?p=2': '<a href="/2"><a rel="next" href="/?p=3">',
      '/?p=3': '<a href="/3"><a rel="next" href="/">',
      '/1': '<p>1</p>',
      '/2': '<p>2</p>',
      '/3': '<p>3</p>',
      '/4': '<p>4</p>',
    })
    await using bench = openBench()
    const source = localSource([`${server.origin}/`], { kind: 'section' })
    expect(await bench.run(source)).toMatchObject({ listsRead: 3, pages: 3 })
    server.serve({ '/': '<a href="/4"><a href="/1"><a rel="next" href="/?p=2">' })
    expect(await bench.run(source)).toMatchObject({ listsRead: 2, pages: 1 })
    expect(await bench.run(source)).toMatchObject({ listsRead: 1, pages: 0, requests: 1 })
  })

  test('of sitemaps, packed ones too, are read where they changed', async () => {
    const at = Date.now() - 5 * HOUR
    await using server = await startServer({ '/1': '<p>1</p>', '/2': '<p>2</p>', '/3': '<p>3</p>' })
    const part = (...paths: string[]) =>
      `<urlset>${paths.map(path => `<url><loc>${server.origin}${path}</loc><lastmod>${iso(at)}</lastmod></url>`).join('')}</urlset>`
    const index = (a: number, b: number) =>
      `<sitemapindex><sitemap><loc>${server.origin}/a.xml.gz</loc><lastmod>${iso(a)}</lastmod></sitemap>` +
      `<sitemap><loc>${server.origin}/b.xml</loc><lastmod>${iso(b)}</lastmod></sitemap></sitemapindex>`
    server.serve({
      '/sitemap.xml': { headers: { 'content-type': 'application/xml' }, body: index(at, at) },
      '/a.xml.gz': { headers: { 'content-type': 'application/gzip' }, body: gzipSync(part('/1')) },
      '/b.xml': { headers: { 'content-type': 'text/xml' }, body: part('/2') },
    })
    await using bench = openBench()
    const source = localSource([`${server.origin}/sitemap.xml`], { kind: 'sitemap' })
    expect(await bench.run(source)).toMatchObject({ listsRead: 3, pages: 2, failures: [] })
    server.serve({
      '/sitemap.xml': { headers: { 'content-type': 'application/xml' }, body: index(at, at + HOUR) },
      '/b.xml': { headers: { 'content-type': 'text/xml' }, body: part('/2', '/3') },
    })
    expect(await bench.run(source)).toMatchObject({ pages: 1 })
    expect([server.count('/a.xml.gz'), server.count('/b.xml')]).toEqual([1, 2])
  })

  test('that are none are a failure, and what they held before stays', async () => {
    await using server = await startServer({ '/feed': '<html>Trang bảo trì</html>' })
    await using bench = openBench()
    const run = await bench.run(localSource([`${server.origin}/feed`]))
    expect(run).toMatchObject({ listsRead: 0, listsFailed: 1, failures: [{ reason: 'no list' }] })
  })
})

test('a list page that has lost its links says so; an empty feed is none the worse', async () => {
  await using server = await startServer({ '/': '<a href="https://example.org/x">', '/feed': feedOf() })
  await using bench = openBench()
  const section = await bench.run(localSource([`${server.origin}/`], { kind: 'section' }))
  expect(section).toMatchObject({ listsRead: 0, failures: [{ reason: 'no links' }] })
  const feed = await bench.run(localSource([`${server.origin}/feed`], { id: 'b' }))
  expect(feed).toMatchObject({ listsRead: 1, failures: [] })
})

test('a list with more than may be taken at once is read again for the rest, the newest first', async () => {
  const count = LIMITS.maxListLinks + 3
  await using server = await startServer({ '/robots.txt': 'User-agent: *\nDisallow: /t/' })
  const items = Array.from(
    { length: count },
    (_, n) => [`${server.origin}/t/${n}`, rfc(Date.now() - (count - n) * 60_000)] as const,
  )
  server.serve({ '/feed': { headers: { etag: '"x"' }, body: feedOf(...items) } })
  await using bench = openBench()
  const source = localSource([`${server.origin}/feed`], { pauseMs: 0 })
  const run = await bench.run(source)
  expect(run.found).toBe(LIMITS.maxListLinks)
  expect(run.failures[0]?.example).toBe(items.at(-1)![0])
  expect(bench.problems).toMatchObject([
    { code: 'crawl.too-many', detail: expect.stringMatching(/^3 links/) },
  ])
  expect((await bench.run(source)).found).toBe(3)
})

describe('a discussion', () => {
  test('of a forum is read page by page, and later from where it ended', async () => {
    const clock = turnable()
    await using server = await startServer({
      '/': '<a href="/t1">',
      '/t1': '<p>bài 1</p><a rel="next" href="/t1?p=2">',
      '/t1?p=2': '<p>bài 2</p>',
      '/t1?p=3': '<p>bài 3</p>',
    })
    await using bench = openBench({ clock })
    const source = localSource([`${server.origin}/`], { kind: 'forum', include: ['/t*'] })
    await bench.run(source)
    expect(bench.pages.map(({ body }) => /bài \d/.exec(body)?.[0])).toEqual(['bài 1', 'bài 2'])
    await bench.run(source)
    expect(server.count('/t1?p=2')).toBe(1)
    clock.turn(2 * HOUR)
    server.serve({
      '/': '<a href="/t1"><!-- có bài mới -->',
      '/t1?p=2': '<p>bài 2</p><a rel="next" href="/t1?p=3">',
    })
    await bench.run(source)
    expect(server.count('/t1')).toBe(1)
    expect(bench.pages.slice(2).map(({ body }) => /bài \d/.exec(body)?.[0])).toEqual(['bài 2', 'bài 3'])
    clock.turn(LIMITS.discussionMs)
    server.serve({ '/': '<a href="/t1"><!-- đã cũ -->' })
    await bench.run(source)
    expect(server.count('/t1?p=3')).toBe(1)
  })

  test('below an article is looked at again in growing intervals', async () => {
    const clock = turnable()
    await using server = await startServer({ '/a': '<p>A</p>' })
    server.serve({ '/feed': () => ({ body: `${feedOf(`${server.origin}/a`)}<!-- ${Math.random()} -->` }) })
    await using bench = openBench({ clock })
    const source = localSource([`${server.origin}/feed`], { withComments: true, everyMinutes: 30 })
    const asked: number[] = []
    for (let hour = 0; hour < 24; hour++) {
      await bench.run(source)
      asked.push(server.count('/a'))
      clock.turn(HOUR)
    }
    // At 0, 1, 2, 4, 8 and 16 hours.
    expect(asked.at(-1)).toBe(6)
    expect(bench.pages).toHaveLength(1)
  })
})

test('a signal ends the crawl at once, and the next goes on where it was', async () => {
  await using server = await startServer()
  const list = Array.from({ length: 6 }, (_, n) => `/${n}`)
  const abort = new AbortController()
  server.serve({
    '/feed': feedOf(...list.map(path => server.origin + path)),
    ...Object.fromEntries(list.map(path => [path, `<p>${path}</p>`])),
    '/3': { write: () => abort.abort(new Error('dừng')) },
  })
  await using bench = openBench()
  const source = localSource([`${server.origin}/feed`])
  await expect(bench.run(source, abort.signal)).rejects.toThrow('dừng')
  expect(await bench.crawler.lastRun(source.id)).toMatchObject({ endedAt: null, listsRead: 1 })
  server.serve({ '/3': '<p>3</p>' })
  const before = bench.handedOn()
  const run = await bench.run(source)
  // The figures go on, too: the list was read once, every page handed on once.
  expect(run).toMatchObject({ listsRead: 1, pages: 6 })
  expect(server.count('/feed')).toBe(1)
  expect(bench.handedOn().sort()).toEqual(list)
  expect(before.length).toBeLessThan(6)
})
