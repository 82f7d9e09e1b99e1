// `thapcanh search`: over the files when nothing runs, over HTTP when the platform does.

import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { search } from '#/cli/search.ts'
import { systemClock } from '#/kernel/clock.ts'
import { openDataFolder } from '#/pipeline/data-folder.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import { DAY, stored } from './invented-events.ts'

/** Runs the command and gives what it wrote. */
async function run(...argv: readonly string[]): Promise<{ code: number; events: unknown[]; words: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const [lines, words] = [text(stdout), text(stderr)]
  try {
    const code = await search(argv, { stdin: new PassThrough(), stdout, stderr })
    stdout.end()
    stderr.end()
    const events = (await lines)
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as unknown)
    return { code, events, words: await words }
  } finally {
    stdout.end()
    stderr.end()
  }
}

class DataFolder implements AsyncDisposable {
  readonly path = mkdtempSync(join(tmpdir(), 'thapcanh-search-'))
  private server: Server | undefined
  private lock: Disposable | undefined

  async store(count: number): Promise<this> {
    const directory = join(this.path, 'events')
    await using store = await openEmbeddedEventStore({
      directory,
      clock: systemClock,
      report: () => {},
      memoryLimitMb: 256,
    })
    await store.append(
      Array.from({ length: count }, (_, i) => stored(i + 1, { 'user.name': i % 2 ? 'lan' : 'an' })),
      count,
    )
    return this
  }

  /** A platform that answers with `answer(query)`. */
  async serve(
    answer: (query: URLSearchParams, token: string | undefined) => { status?: number; body: unknown },
  ): Promise<this> {
    this.server = createServer((request, response) => {
      const url = new URL(request.url!, 'http://localhost')
      const { status = 200, body } = answer(url.searchParams, request.headers.authorization)
      response.writeHead(url.pathname === '/api/events' ? status : 404, {
        'content-type': 'application/json',
      })
      response.end(JSON.stringify(body))
    }).listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    this.announce((this.server.address() as AddressInfo).port)
    return this
  }

  /** As a platform does that has the folder. */
  announce(port: number): void {
    const folder = openDataFolder(this.path)
    this.lock = folder
    const url = `http://127.0.0.1:${port}`
    folder.announce({ pid: process.pid, url, localToken: 'secret', listeners: {} })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server?.close()
    this.lock?.[Symbol.dispose]()
    rmSync(this.path, { recursive: true, force: true })
  }
}

describe('search over the files', () => {
  test('prints events newest first, as many as asked for', async () => {
    await using folder = await new DataFolder().store(1500)
    const some = await run('user.name:LAN', '--limit', '2', '--data', folder.path)
    expect(some).toMatchObject({
      code: 0,
      words: '',
      events: [{ message: 'event 1500', 'user.name': 'lan' }, { message: 'event 1498' }],
    })
    const all = await run('--limit', '5000', '--data', folder.path)
    expect(all.events).toHaveLength(1500)
    expect(all.code).toBe(0)
  })

  test('a time range and terms in several arguments', async () => {
    await using folder = await new DataFolder().store(10)
    const [from, to] = [new Date(DAY + 3000).toISOString(), new Date(DAY + 8000).toISOString()]
    const found = await run(
      'user.name:lan',
      'NOT',
      'event 4',
      '--from',
      from,
      '--to',
      to,
      '--data',
      folder.path,
    )
    expect(found.events).toEqual([])
    const better = await run('user.name:lan NOT "event 4"', '--from', from, '--to', to, '--data', folder.path)
    expect(better.events).toMatchObject([{ message: 'event 6' }])
  })

  test('a sort is that of the whole answer, and one that cannot be is named', async () => {
    await using folder = await new DataFolder().store(1200)
    const oldest = await run('--sort', 'oldest', '--limit', '1100', '--data', folder.path)
    expect(oldest.events).toHaveLength(1100)
    expect(oldest.events.at(-1)).toMatchObject({ message: 'event 1100' })
    const byName = await run('--sort', 'user.name:desc', '--limit', '601', '--data', folder.path)
    expect(byName.events[0]).toMatchObject({ message: 'event 1200', 'user.name': 'lan' })
    expect(byName.events.at(-1)).toMatchObject({ message: 'event 1199', 'user.name': 'an' })
    const wrong = await run('--sort', 'message:asc', '--data', folder.path)
    expect(wrong).toMatchObject({ code: 2, events: [] })
    expect(wrong.words).toContain('--sort: “message:asc”')
  })

  test('a term that begins with a dash leaves events out, in any place', async () => {
    await using folder = await new DataFolder().store(4)
    for (const terms of [['-user.name:lan'], ['NOT', 'user.name:lan'], ['event', '-user.name:lan']]) {
      const { events } = await run(...terms, '--data', folder.path)
      expect(events).toHaveLength(2)
    }
  })

  test('run.json of a process that is gone is no hindrance', async () => {
    await using folder = await new DataFolder().store(1)
    // Pids end far below this number.
    const running = { pid: 1, url: 'http://127.0.0.1:9', localToken: 'secret', listeners: {} }
    writeFileSync(join(folder.path, 'run.json'), JSON.stringify(running))
    expect((await run('--data', folder.path)).events).toHaveLength(1)
  })

  test('a query that cannot be read is shown with its place', async () => {
    const { code, words } = await run('user.name:lan (a', '--data', 'anywhere')
    expect(code).toBe(2)
    expect(words).toContain('\n  user.name:lan (a\n                ^\n')
  })

  const BAD: Readonly<Record<string, readonly string[]>> = {
    'a time that is none': ['--from', 'yesterday'],
    'a limit that is none': ['--limit', '0'],
  }
  for (const [name, argv] of Object.entries(BAD)) {
    test(`${name} is bad input`, async () => {
      await using folder = await new DataFolder().store(1)
      const { code, words } = await run('--data', folder.path, ...argv)
      expect(code).toBe(2)
      expect(words).toContain(argv[0])
    })
  }

  test('a folder without events is named', async () => {
    await expect(run('--data', '/nowhere/at/all')).rejects.toMatchObject({
      name: 'Permanent',
      code: 'data.unusable',
    })
  })

  test('a damaged day is named, and the exit code tells', async () => {
    await using folder = await new DataFolder().store(1)
    writeFileSync(join(folder.path, 'events', 'events-2026-11-21.duckdb'), 'no database'.repeat(9000))
    const { code, events, words } = await run('--data', folder.path)
    expect(events).toHaveLength(1)
    expect(code).toBe(1)
    expect(words).toContain('events-2026-11-21.duckdb: cannot be read')
  })
})

describe('search over a running platform', () => {
  test('asks page after page with the local token', async () => {
    const asked: Record<string, string>[] = []
    await using folder = await new DataFolder().serve((query, token) => {
      expect(token).toBe('Bearer secret')
      asked.push(Object.fromEntries(query))
      const page = Number(query.get('after') ?? 0)
      const hits = Array.from({ length: Math.min(1000, Number(query.get('limit'))) }, (_, i) => ({
        id: 'x',
        event: { n: page * 1000 + i },
      }))
      return { body: { hits, next: String(page + 1), complete: true, tookMs: 1 } }
    })
    const { code, events } = await run(
      'user.name:lan',
      '--limit',
      '2500',
      '--from',
      '2026-11-22',
      '--sort',
      'host.name:asc',
      '--data',
      folder.path,
    )
    expect(code).toBe(0)
    expect(events).toEqual(Array.from({ length: 2500 }, (_, n) => ({ n })))
    const common = { q: 'user.name:lan', from: '2026-11-22T00:00:00.000Z', sort: 'host.name:asc' }
    expect(asked).toEqual([
      { ...common, limit: '1000' },
      { ...common, limit: '1000', after: '1' },
      { ...common, limit: '500', after: '2' },
    ])
  })

  test('goes on after a page that ran out of time, and gives up when nothing moves', async () => {
    const pages = ['5.', '4.', '4.']
    await using folder = await new DataFolder().serve(() => ({
      body: { hits: [], next: pages.shift(), complete: false, tookMs: 1 },
    }))
    const { code, words } = await run('--data', folder.path)
    expect(code).toBe(1)
    expect(words).toContain('a shorter time range')
    expect(pages).toEqual([])
  })

  const ANSWERS = [
    [401, 'Permanent'],
    [503, 'Retryable'],
  ] as const
  for (const [status, name] of ANSWERS) {
    test(`an answer ${status} is ${name}`, async () => {
      await using folder = await new DataFolder().serve(() => ({ status, body: { error: 'no' } }))
      await expect(run('--data', folder.path)).rejects.toMatchObject({ name })
    })
  }

  test('a platform that does not answer is named', async () => {
    await using folder = new DataFolder()
    folder.announce(1)
    await expect(run('--data', folder.path)).rejects.toThrow('does not answer')
  })
})
