// What people decide at the leader reaches every process that detects, through a real Redis: what detection goes by, and
// imported rule sets, file by file.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createBoard, type Board } from '#/cluster/board.ts'
import { openRedis, type OpenedRedis } from '#/cluster/open-redis.ts'
import {
  exceptionChanges,
  followNews,
  newsAtStart,
  publishNews,
  type DetectionNews,
} from '#/roles/detection-news.ts'
import { addRuleSets, followRuleSets, publishRuleSets, takeRuleSets } from '#/roles/rule-set-bundle.ts'
import { noRedis, startRedis, type RedisServer } from '../support/redis.ts'

const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 90_000, interval: 20 })
const NEWS: DetectionNews = { systems: [], indicators: [], exceptions: [], rulesOff: ['r1'] }

describe.skipIf(noRedis)('through a real Redis', { timeout: 180_000 }, () => {
  let server: RedisServer
  let redis: OpenedRedis
  let opened = 0
  const folder = mkdtempSync(join(tmpdir(), 'thapcanh-news-'))
  const board = (): Board => createBoard({ redis: redis.commands, prefix: `{test-${++opened}}`, lookMs: 20 })
  const fresh = (): string => {
    const path = join(folder, String(++opened))
    mkdirSync(path)
    return path
  }
  beforeAll(async () => {
    server = await startRedis()
    redis = await openRedis({ url: server.url, report: () => {} })
  })
  afterAll(async () => {
    await redis[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  test('a change is heard, and a process that starts without Redis goes by what it heard last', async () => {
    const shared = board()
    const copy = join(fresh(), 'detection.json')
    expect(await newsAtStart(shared, copy)).toBeUndefined()
    const ending = new AbortController()
    let now = NEWS
    const heard: DetectionNews[] = []
    const running = [
      publishNews(shared, () => now, ending.signal),
      followNews(shared, copy, undefined, async news => void heard.push(news), ending.signal),
    ]
    await soon(() => expect(heard).toEqual([NEWS]))
    now = { ...NEWS, rulesOff: [] }
    await soon(() => expect(heard).toEqual([NEWS, now]))
    ending.abort()
    await Promise.all(running)
    const away: Board = { ...shared, latest: async () => await Promise.reject(new Error('away')) }
    expect((await newsAtStart(away, copy))?.value).toEqual(now)
  })

  test('imported rule sets are the same everywhere, and what names those at work is written last', async () => {
    const shared = board()
    const [from, to, late] = [fresh(), fresh(), fresh()]
    mkdirSync(join(from, 'sigma', 'v1'), { recursive: true })
    writeFileSync(join(from, 'sigma', 'v1', 'a.yml'), 'title: Một')
    writeFileSync(join(from, 'at-work.json'), '["v1"]')
    writeFileSync(join(to, 'strange.yml'), 'title: gone')
    const ending = new AbortController()
    const running = [
      publishRuleSets(shared, from, () => {}, ending.signal),
      followRuleSets(shared, to, ending.signal),
    ]
    await soon(() => expect(readFileSync(join(to, 'at-work.json'), 'utf8')).toBe('["v1"]'))
    expect(readFileSync(join(to, 'sigma', 'v1', 'a.yml'), 'utf8')).toBe('title: Một')
    await soon(() => expect(existsSync(join(to, 'strange.yml'))).toBe(false))
    rmSync(join(from, 'sigma', 'v1'), { recursive: true })
    mkdirSync(join(from, 'sigma', 'v2'))
    writeFileSync(join(from, 'sigma', 'v2', 'b.yml'), 'title: Hai')
    writeFileSync(join(from, 'at-work.json'), '["v2"]')
    utimesSync(join(from, 'at-work.json'), new Date(), new Date(Date.now() + 5000))
    await soon(() => expect(readFileSync(join(to, 'at-work.json'), 'utf8')).toBe('["v2"]'))
    expect(existsSync(join(to, 'sigma', 'v2', 'b.yml'))).toBe(true)
    await soon(() => expect(existsSync(join(to, 'sigma', 'v1', 'a.yml'))).toBe(false))
    ending.abort()
    await Promise.all(running)
    await takeRuleSets(shared, late)
    expect(readFileSync(join(late, 'sigma', 'v2', 'b.yml'), 'utf8')).toBe('title: Hai')
  })

  test('who leads next adds the sets that it lacks and keeps what it has', async () => {
    const shared = board()
    const [empty, newer] = [fresh(), fresh()]
    await addRuleSets(shared, empty)
    await shared.put('rule-sets', { 'at-work.json': '["v1"]', 'sigma/v1/a.yml': 'title: Một' })
    mkdirSync(join(newer, 'sigma', 'v2'), { recursive: true })
    writeFileSync(join(newer, 'sigma', 'v2', 'b.yml'), 'title: Hai')
    writeFileSync(join(newer, 'at-work.json'), '["v2"]')
    for (const folder of [empty, newer]) await addRuleSets(shared, folder)
    const textsIn = (directory: string, ...names: string[]) =>
      names.map(name => readFileSync(join(directory, name), 'utf8'))
    expect(textsIn(empty, 'at-work.json', 'sigma/v1/a.yml')).toEqual(['["v1"]', 'title: Một'])
    expect(textsIn(newer, 'at-work.json', 'sigma/v1/a.yml', 'sigma/v2/b.yml')).toEqual([
      '["v2"]',
      'title: Một',
      'title: Hai',
    ])
  })

  test('nothing is written outside the folder, whatever the board says', async () => {
    const shared = board()
    const to = fresh()
    await shared.put('rule-sets', { '../outside.yml': 'x', '/tmp/outside.yml': 'x', 'a/../../o.yml': 'x' })
    await takeRuleSets(shared, to)
    expect(existsSync(join(folder, 'outside.yml'))).toBe(false)
    expect(existsSync(join(folder, 'o.yml'))).toBe(false)
  })
})

test('exceptions that came, changed or went are told apart', () => {
  const one = (id: string, title: string) =>
    ({ id, definition: { title } }) as unknown as DetectionNews['exceptions'][number]
  expect(
    exceptionChanges(
      [one('a', '1'), one('b', '1'), one('c', '1')],
      [one('a', '1'), one('b', '2'), one('d', '1')],
    ),
  ).toEqual([one('b', '2'), one('d', '1'), { id: 'c', definition: null }])
})
