// A crawl whose process is killed again and again, at the worst moments: nothing found is lost, nothing that was
// handed on is fetched again, the pace holds across the kills.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { CrawlRun } from '#/crawler/fetch/crawl-run.ts'
import { feedOf } from './small-readers.ts'
import { startServer } from './logged-server.ts'

const PAUSE = 20

test('a crawl that is killed goes on where it was', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-crawl-'))
  await using server = await startServer()
  let child: ChildProcess | undefined
  const kill = (): void => void child?.kill('SIGKILL')
  const articles = Array.from({ length: 9 }, (_, n) => `/${n}`)
  let feeds = 0
  let asked = 0
  const article = (path: string) => () => {
    asked++
    // Before the answer has come; and when it has, while the page is taken and written down.
    if (asked === 3) kill()
    if (asked === 6) setTimeout(kill, 2)
    return { body: `<p>Bài ${path}</p>` }
  }
  server.serve({
    '/feed': () => {
      feeds++
      if (feeds === 1) kill()
      return { body: feedOf(...articles.map(path => server.origin + path)) }
    },
    ...Object.fromEntries(articles.map(path => [path, article(path)])),
  })

  let kills = 0
  let output = ''
  for (let turn = 0; turn < 10; turn++) {
    const path = join(import.meta.dirname, 'crawl-child.ts')
    child = spawn(process.execPath, [path, folder, `${server.origin}/feed`, String(PAUSE)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const [, signal] = (await once(child, 'close')) as [number | null, string | null]
    if (signal !== 'SIGKILL') break
    kills++
  }
  const handedOn = readFileSync(join(folder, 'handed-on'), 'utf8').trim().split('\n')
  rmSync(folder, { recursive: true, force: true })

  expect(kills).toBe(3)
  expect(new Set(handedOn)).toEqual(new Set(articles))
  // One page at most is in hand at each kill: it comes again, the others do not.
  expect(handedOn.length).toBeLessThanOrEqual(articles.length + 2)
  expect(asked).toBeLessThanOrEqual(articles.length + 2)
  expect(server.count('/feed')).toBe(2)
  expect(server.count('/robots.txt')).toBe(1)
  expect(server.shortestGapMs()).toBeGreaterThanOrEqual(PAUSE)
  const run = JSON.parse(output) as CrawlRun
  expect(run).toMatchObject({ listsRead: 1, pages: articles.length, found: articles.length, failures: [] })
})
