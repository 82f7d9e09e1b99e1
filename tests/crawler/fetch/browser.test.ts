// Sources that show their texts by scripts only: drawn by the system's Chromium, which asks for nothing but
// through the polite client.

import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { browserOptions } from '#/crawler/fetch/browser-options.ts'
import { feedOf } from './small-readers.ts'
import { localSource, openBench, OUR_AGENT } from './crawl-bench.ts'
import { startServer } from './logged-server.ts'

const CHROMIUM = '/usr/bin/chromium'
const noChromium = !existsSync(CHROMIUM)
const PAUSE = 40

const script = `
  const say = text => document.body.append(text + ' ')
  fetch('/api/bai.json').then(answer => answer.json()).then(({ text }) => say(text))
  fetch('/admin/secret').then(answer => answer.text()).then(say, () => say('không vào được chỗ cấm'))
  fetch(INSIDE).then(answer => answer.text()).then(say, () => say('không vào được bên trong'))
  fetch('/post', { method: 'POST' }).then(say, () => say('không gửi'))
  try { new WebSocket(INSIDE.replace('http', 'ws')) } catch {}
  const link = (rel, href) => document.head.append(Object.assign(document.createElement('link'), { rel, href }))
  for (const rel of ['preconnect', 'prefetch', 'preload', 'icon', 'stylesheet']) link(rel, INSIDE + rel)
  navigator.sendBeacon(INSIDE + 'beacon', 'x')
  const peer = new RTCPeerConnection({ iceServers: [{ urls: INSIDE.replace(/http:..(.*)./, 'turn:$1?transport=tcp'), username: 'u', credential: 'c' }] })
  peer.createDataChannel('x')
  peer.createOffer().then(offer => peer.setLocalDescription(offer))
  say(navigator.userAgent)
`

// Skipped where there is no Chromium: the crawler then says so, see below.
test.skipIf(noChromium)('a page of scripts is drawn, politely', { timeout: 60_000 }, async () => {
  await using inside = await startServer({
    '/': { headers: { 'access-control-allow-origin': '*' }, body: 'bên trong' },
  })
  await using server = await startServer({
    '/robots.txt': 'User-agent: *\nDisallow: /admin',
    '/old': { status: 301, headers: { location: '/app' } },
    '/app':
      '<html><body><img src="/a.png"><iframe src="/khung"></iframe><script src="/app.js"></script></body></html>',
    '/other': '<html><body><script src="/app.js"></script></body></html>',
    '/api/bai.json': {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'Đường Ví Dụ ngập' }),
    },
    '/admin/secret': 'bí mật',
  })
  // The inner server keeps robots away: what a page of scripts wants there is refused like a link.
  inside.serve({ '/robots.txt': 'User-agent: *\nDisallow: /' })
  server.serve({
    '/app.js': {
      headers: { 'content-type': 'text/javascript' },
      body: `const INSIDE = '${inside.origin}/';${script}`,
    },
    '/feed': feedOf(`${server.origin}/old`, `${server.origin}/other`),
  })
  await using bench = openBench({ browserPath: CHROMIUM })
  const run = await bench.run(localSource([`${server.origin}/feed`], { needsBrowser: true, pauseMs: PAUSE }))
  expect(run).toMatchObject({ pages: 2, failures: [] })
  for (const { body } of bench.pages) {
    for (const seen of [
      'Đường Ví Dụ ngập',
      'không vào được chỗ cấm',
      'không vào được bên trong',
      'không gửi',
      OUR_AGENT,
    ])
      expect(body).toContain(seen)
    expect(body).not.toContain('bí mật')
  }
  expect(bench.handedOn().sort()).toEqual(['/app', '/other'])
  const paths = server.paths()
  expect(
    paths.filter(path => ['/a.png', '/khung', '/favicon.ico', '/post', '/admin/secret'].includes(path)),
  ).toEqual([])
  // A script is asked for once for all pages of the crawl.
  expect(server.count('/app.js')).toBe(1)
  expect(server.shortestGapMs()).toBeGreaterThanOrEqual(PAUSE)
  expect(Math.max(...server.log.map(({ atOnce }) => atOnce))).toBe(1)
  expect(new Set([...server.log, ...inside.log].map(({ headers }) => headers['user-agent']))).toEqual(
    new Set([OUR_AGENT]),
  )
  // One connection, for robots.txt: no back door leads past the polite client.
  expect(inside.paths()).toEqual(['/robots.txt'])
  expect(inside.connections()).toBe(1)
})

test('without a browser the source says so, and nothing is asked', async () => {
  await using server = await startServer()
  await using bench = openBench({ browserPath: '/nowhere/chromium' })
  const run = await bench.run(localSource([`${server.origin}/`], { kind: 'section', needsBrowser: true }))
  expect(run.failures).toEqual([{ reason: 'no browser', count: 1, example: '/nowhere/chromium' }])
  expect(server.log).toEqual([])
})

test('a browser that does not start is a failure of the pages, told', { timeout: 60_000 }, async () => {
  await using server = await startServer()
  await using bench = openBench({ browserPath: '/bin/false' })
  const run = await bench.run(localSource([`${server.origin}/`], { kind: 'section', needsBrowser: true }))
  expect(run).toMatchObject({ listsFailed: 1, failures: [{ reason: 'browser', count: 1 }] })
})

test.skipIf(noChromium)(
  'what would slip past the polite client has no network',
  { timeout: 60_000 },
  async () => {
    await using inside = await startServer({ '/': '<p>bên trong</p>' })
    const { launchContext } = browserOptions(CHROMIUM, OUR_AGENT)
    await using browser = await chromium.launch({ ...launchContext.launchOptions, headless: true })
    const page = await browser.newPage()
    for (const url of [inside.origin, `http://localhost:${inside.port}/`])
      await expect(page.goto(url)).rejects.toThrow('net::ERR_')
    expect(inside.connections()).toBe(0)
  },
)
