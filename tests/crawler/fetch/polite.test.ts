// Politeness, asserted from the server's own log: who we say we are, robots.txt, pace, rests, conditions.

import { describe, expect, test } from 'vitest'
import { monotonicTime, type PaceTime } from '#/crawler/fetch/host-pace.ts'
import { readRetryAfter } from '#/crawler/fetch/host-rest.ts'
import { userAgentOf } from '#/crawler/fetch/identity.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { feedOf } from './small-readers.ts'
import { localSource, openBench, OUR_AGENT } from './crawl-bench.ts'
import { startServer, type Reply } from './logged-server.ts'

const none: Reply = { status: 404 }
const paths = (count: number, at = (n: number): string => `/${n}`): string[] =>
  Array.from({ length: count }, (_, n) => at(n))
const pagesAt = (list: readonly string[]): Record<string, string> =>
  Object.fromEntries(list.map(path => [path, `<p>Trang ${path}</p>`]))

/** A clock that can be turned; the pauses stay real. */
function turnable() {
  let ahead = 0
  return { now: () => Date.now() + ahead, turn: (ms: number) => void (ahead += ms) }
}

describe('who we are', () => {
  test('is said to every page and robots.txt, and no header of a browser is worn', async () => {
    await using server = await startServer(pagesAt(['/a']))
    server.serve({ '/feed': feedOf(`${server.origin}/a`) })
    await using bench = openBench()
    await bench.run(localSource([`${server.origin}/feed`]))
    expect(server.paths()).toEqual(['/robots.txt', '/feed', '/a'])
    for (const { headers } of server.log) {
      expect(headers['user-agent']).toBe(OUR_AGENT)
      expect(Object.keys(headers).filter(name => /^sec-|upgrade-insecure|cookie|referer/.test(name))).toEqual(
        [],
      )
    }
  })

  test('has a way to reach us, and is ASCII whatever the configuration says', () => {
    const identity = { version: '1.0', contactUrl: 'https://example.com/đây', contactEmail: null }
    expect(userAgentOf(identity)).toBe('Thapcanh/1.0 (+https://example.com/y)')
    expect(userAgentOf({ ...identity, contactUrl: null })).toBe('Thapcanh/1.0')
  })
})

test('nobody who cannot be reached crawls sites of strangers', async () => {
  const { local: _local, ...stranger } = localSource(['https://news.example.com/'], { kind: 'page' })
  await using bench = openBench({ identity: { version: '1.0', contactUrl: null, contactEmail: null } })
  expect(await bench.run(stranger)).toMatchObject({ requests: 0, failures: [{ reason: 'no contact' }] })
})

describe('robots.txt', () => {
  test('is asked for once, kept over a restart, and asked for again after a day', async () => {
    const clock = turnable()
    await using server = await startServer({ '/robots.txt': '', ...pagesAt(['/a']) })
    await using bench = openBench({ clock })
    const source = localSource([`${server.origin}/a`], { kind: 'page' })
    await bench.run(source)
    await bench.run(source)
    await bench.again().run(source)
    expect(server.count('/robots.txt')).toBe(1)
    clock.turn(LIMITS.robotsKeptMs)
    await bench.run(source)
    expect(server.count('/robots.txt')).toBe(2)
  })

  const rows: [string, string, string[]][] = [
    ['for all', 'User-agent: *\nDisallow: /a', ['/b']],
    [
      'for us by name, before what is for all',
      'User-agent: *\nDisallow: /\n\nUser-agent: thapcanh\nDisallow: /a',
      ['/b'],
    ],
    ['for another', 'User-agent: otherbot\nDisallow: /', ['/a', '/b']],
    ['the longest match wins', 'User-agent: *\nDisallow: /\nAllow: /a\nAllow: /feed', ['/a']],
    ['with wildcard and end', 'User-agent: *\nDisallow: /*a$', ['/b']],
    ['behind a byte order mark', '\uFEFFUser-agent: *\nDisallow: /a', ['/b']],
    [
      'with Windows line ends and comments',
      '# chào\r\nUser-agent: * # tất cả\r\nDisallow: /a # không\r\n',
      ['/b'],
    ],
  ]
  test.each(rows)('%s', async (_name, robots, expected) => {
    await using server = await startServer({ '/robots.txt': robots, ...pagesAt(['/a', '/b']) })
    server.serve({ '/feed': feedOf(`${server.origin}/a`, `${server.origin}/b`) })
    await using bench = openBench()
    const run = await bench.run(localSource([`${server.origin}/feed`]))
    expect(bench.handedOn().sort()).toEqual(expected)
    expect(
      server
        .paths()
        .filter(path => path === '/a' || path === '/b')
        .sort(),
    ).toEqual(expected)
    const refused = expected.length < 2 ? [{ reason: 'robots', count: 1 }] : []
    expect(run.failures.map(({ reason, count }) => ({ reason, count }))).toEqual(refused)
  })

  test('that redirects is followed, and speaks for the site that was asked', async () => {
    await using other = await startServer({ '/rules': 'User-agent: *\nDisallow: /a' })
    await using server = await startServer({
      '/robots.txt': { status: 301, headers: { location: `${other.origin}/rules` } },
      ...pagesAt(['/a', '/b']),
    })
    await using bench = openBench()
    await bench.run(localSource([`${server.origin}/a`, `${server.origin}/b`], { kind: 'page' }))
    expect(bench.handedOn()).toEqual(['/b'])
  })

  test('that the server fails on forbids everything, until it can be had', async () => {
    const clock = turnable()
    await using server = await startServer({ '/robots.txt': { status: 500 }, ...pagesAt(['/a']) })
    await using bench = openBench({ clock })
    const source = localSource([`${server.origin}/a`], { kind: 'page' })
    expect((await bench.run(source)).failures).toMatchObject([{ reason: 'robots.txt: status 500' }])
    await bench.run(source)
    expect(server.paths()).toEqual(['/robots.txt'])
    clock.turn(LIMITS.robotsAgainMs)
    server.serve({ '/robots.txt': none })
    expect(await bench.run(source)).toMatchObject({ pages: 1, failures: [] })
  })

  test('is asked for at the target of a redirect before that is', async () => {
    await using other = await startServer({
      '/robots.txt': 'User-agent: *\nDisallow: /secret',
      ...pagesAt(['/secret']),
    })
    await using server = await startServer({
      '/a': { status: 302, headers: { location: `${other.origin}/secret` } },
    })
    await using bench = openBench()
    const run = await bench.run(localSource([`${server.origin}/a`], { kind: 'page' }))
    expect(other.paths()).toEqual(['/robots.txt'])
    expect(run.failures).toMatchObject([{ reason: 'robots' }])
  })

  test('that is longer than is read counts as far as it was read', async () => {
    const filler = `# ${'x'.repeat(1000)}\n`.repeat(600)
    await using server = await startServer({
      '/robots.txt': `User-agent: *\nDisallow: /a\n${filler}Disallow: /b\n`,
      ...pagesAt(['/a', '/b']),
    })
    await using bench = openBench()
    await bench.run(localSource([`${server.origin}/a`, `${server.origin}/b`], { kind: 'page' }))
    expect(bench.handedOn()).toEqual(['/b'])
  })

  test('with a Crawl-delay beyond reason means that we stay away', async () => {
    await using server = await startServer({
      '/robots.txt': 'User-agent: *\nCrawl-delay: 600',
      ...pagesAt(['/a']),
    })
    await using bench = openBench()
    const run = await bench.run(localSource([`${server.origin}/a`], { kind: 'page' }))
    expect(run.failures).toMatchObject([{ reason: 'crawl-delay' }])
    expect(server.paths()).toEqual(['/robots.txt'])
  })
})

describe('what a page says to robots', () => {
  const pages = {
    '/kept': '<p>Đọc được</p>',
    '/meta': '<meta name="robots" content="noindex, follow"><p>x</p>',
    '/ours': '<meta name="thapcanh" content="none"><p>x</p>',
    '/theirs': '<meta name="otherbot" content="noindex"><p>x</p>',
    '/body': '<body><meta name="robots" content="noindex"><p>x</p>',
    '/header': { headers: { 'x-robots-tag': 'otherbot: nofollow, thapcanh: noindex' }, body: '<p>x</p>' },
    '/other-header': { headers: { 'x-robots-tag': 'max-snippet: 5, otherbot: noindex' }, body: '<p>x</p>' },
  }

  test('noindex keeps it out', async () => {
    await using server = await startServer(pages)
    server.serve({ '/feed': feedOf(...Object.keys(pages).map(path => server.origin + path)) })
    await using bench = openBench()
    const run = await bench.run(localSource([`${server.origin}/feed`]))
    expect(bench.handedOn().sort()).toEqual(['/body', '/kept', '/other-header', '/theirs'])
    expect(run.failures).toMatchObject([{ reason: 'noindex', count: 3 }])
  })

  test('nofollow on a list page leaves its links alone', async () => {
    await using server = await startServer({
      '/': '<meta name="robots" content="nofollow"><a href="/a">a</a>',
      ...pagesAt(['/a']),
    })
    await using bench = openBench()
    const run = await bench.run(localSource([`${server.origin}/`], { kind: 'section' }))
    expect(run.failures).toMatchObject([{ reason: 'nofollow' }])
    expect(server.count('/a')).toBe(0)
  })
})

describe('the pace of a host', () => {
  const PAUSE = 60
  test('holds across sources and redirects, one request at a time, from start to start', async () => {
    const list = paths(4)
    const slow = (path: string) => ({
      write: (response: import('node:http').ServerResponse) =>
        void setTimeout(() => response.end(`<p>${path}</p>`), 20),
    })
    await using server = await startServer(Object.fromEntries(list.map(path => [path, slow(path)])))
    server.serve({ '/old': { status: 301, headers: { location: '/0' } } })
    await using bench = openBench()
    const page = (id: string, from: readonly string[]) =>
      localSource(
        from.map(path => server.origin + path),
        { id, kind: 'page', pauseMs: PAUSE },
      )
    await Promise.all([bench.run(page('a', ['/0', '/1', '/old'])), bench.run(page('b', ['/2', '/3']))])
    expect(server.log).toHaveLength(7)
    expect(server.shortestGapMs()).toBeGreaterThanOrEqual(PAUSE)
    expect(Math.max(...server.log.map(({ atOnce }) => atOnce))).toBe(1)
  })

  test.each(['localhost', '127.0.0.1', '[::1]'])('holds on %s', async host => {
    await using server = await startServer(pagesAt(paths(3)), host.replace(/[[\]]/g, ''))
    await using bench = openBench()
    const urls = paths(3).map(path => `http://${host}:${server.port}${path}`)
    await bench.run(localSource(urls, { kind: 'page', pauseMs: PAUSE }))
    expect(server.log).toHaveLength(4)
    expect(server.shortestGapMs()).toBeGreaterThanOrEqual(PAUSE)
  })

  test('is that of Crawl-delay when it is longer', async () => {
    await using server = await startServer({
      '/robots.txt': 'User-agent: *\nCrawl-delay: 0.15',
      ...pagesAt(paths(2)),
    })
    await using bench = openBench()
    await bench.run(
      localSource(
        paths(2).map(path => server.origin + path),
        { kind: 'page' },
      ),
    )
    expect(server.log[2]!.at - server.log[1]!.at).toBeGreaterThanOrEqual(150)
  })

  test('is kept by a process that has just started, for it does not know what its predecessor did', async () => {
    await using server = await startServer(pagesAt(['/a']))
    const startedAt = performance.now()
    await using bench = openBench()
    await bench.run(localSource([`${server.origin}/a`], { kind: 'page', pauseMs: 100 }))
    expect(server.log[0]!.at - startedAt).toBeGreaterThanOrEqual(100)
  })
})

describe('a host that wants to be left alone', () => {
  test.each([429, 503])(
    'with %d and seconds is asked again after them, in the same crawl when they are few',
    async status => {
      let refused = false
      await using server = await startServer()
      server.serve({
        '/a': () => {
          if (refused) return { body: '<p>A</p>' }
          refused = true
          return { status, headers: { 'retry-after': '1' } }
        },
      })
      await using bench = openBench()
      expect(await bench.run(localSource([`${server.origin}/a`], { kind: 'page' }))).toMatchObject({
        pages: 1,
      })
      const [first, second] = server.log.filter(({ path }) => path === '/a')
      expect(second!.at - first!.at).toBeGreaterThanOrEqual(995)
    },
  )

  test('for long ends the crawl; nothing is asked before, by any source or process, and nothing is lost', async () => {
    const clock = turnable()
    let refusing = true
    await using server = await startServer(pagesAt(paths(3)))
    const date = new Date(clock.now() + 3_600_000).toUTCString()
    server.serve({
      '/feed': feedOf(...paths(3).map(path => server.origin + path)),
      '/1': () => (refusing ? { status: 429, headers: { 'retry-after': date } } : { body: '<p>1</p>' }),
    })
    await using bench = openBench({ clock })
    const source = localSource([`${server.origin}/feed`])
    const run = await bench.run(source)
    expect(Math.abs(run.restUntil! - Date.parse(date))).toBeLessThanOrEqual(1000)
    const asked = server.log.length
    await bench.run(localSource([`${server.origin}/2`], { id: 'b', kind: 'page' }))
    await bench.again().run(source)
    expect(server.log).toHaveLength(asked)
    clock.turn(3_601_000)
    refusing = false
    const after = bench.again()
    await after.run(source)
    expect([...bench.handedOn(), ...after.handedOn()].sort()).toEqual(['/0', '/1', '/2'])
  })

  test.each([
    ['120', 120_000],
    ['Sun, 29 Nov 2026 10:02:00 GMT', 120_000],
    ['Sun, 29 Nov 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('Retry-After %s', (value, expected) => {
    expect(readRetryAfter(value, Date.UTC(2026, 10, 29, 10))).toBe(expected)
  })
})

test('a host that keeps failing is asked at growing pauses, then left alone for a while', async () => {
  const waits: number[] = []
  const time: PaceTime = {
    now: () => performance.now() * 1000,
    sleep: async (ms, signal) => {
      waits.push(ms)
      await monotonicTime.sleep(1, signal)
    },
  }
  const list = paths(8)
  await using server = await startServer(Object.fromEntries(list.map(path => [path, { status: 500 }])))
  await using bench = openBench({ time })
  const run = await bench.run(
    localSource(
      list.map(path => server.origin + path),
      { kind: 'page', pauseMs: 1000 },
    ),
  )
  expect(server.paths().filter(path => path !== '/robots.txt')).toHaveLength(LIMITS.hostFailures)
  expect(run.restUntil! - run.endedAt!).toBeGreaterThan(4 * 60_000)
  expect(Math.max(...waits)).toBeGreaterThan(4000)
  const asked = server.log.length
  await bench
    .again({ time: monotonicTime })
    .run(localSource([`${server.origin}/x`], { id: 'b', kind: 'page' }))
  expect(server.log).toHaveLength(asked)
})

describe('what did not change', () => {
  test('costs a 304, by ETag or by time, over a restart', async () => {
    const time = 'Sun, 29 Nov 2026 10:00:00 GMT'
    await using server = await startServer({
      '/etag': ({ headers }) =>
        headers['if-none-match'] === '"v1"'
          ? { status: 304 }
          : { headers: { etag: '"v1"' }, body: '<p>E</p>' },
      '/time': ({ headers }) =>
        headers['if-modified-since'] === time
          ? { status: 304 }
          : { headers: { 'last-modified': time }, body: '<p>T</p>' },
      '/same': '<p>S</p>',
    })
    await using bench = openBench()
    const source = localSource(
      ['/etag', '/time', '/same'].map(path => server.origin + path),
      { kind: 'page' },
    )
    expect(await bench.run(source)).toMatchObject({ pages: 3 })
    const after = bench.again()
    expect(await after.run(source)).toMatchObject({ pages: 0, notModified: 3 })
    expect(after.pages).toEqual([])
    const statuses = server.log
      .filter(({ path }) => path === '/etag' || path === '/time')
      .map(each => each.status())
    expect(statuses.sort((a, b) => a - b)).toEqual([200, 200, 304, 304])
  })
})
