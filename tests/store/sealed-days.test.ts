// Days that are over are sealed: everything is found as before, nothing is written to them again, and what a crash left
// is put in order by the next start.

import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { parseManifest } from '#/store/embedded/day-manifest.ts'
import type { EmbeddedEvents } from '#/store/embedded/event-store.ts'
import { EVERYTHING } from '#/store/query-tree.ts'
import type { EventStore, SearchRequest, StoredEvent } from '#/store/event-store.ts'
import { quickFolder } from '../support/quick-folder.ts'
import { DAY, naiveSearch, stored } from './invented-events.ts'
import { openOnDisk, type OpenedOnDisk } from './open-on-disk.ts'

// Each sealing writes and syncs a dozen files.
vi.setConfig({ testTimeout: 300_000 })

const DAY_MS = 86_400_000
const ALL_OVER = Infinity
const LEVELS = [2, 3, 4, 5, undefined] as const

/** Events of three days of receipt: of systems of several levels, of several kinds, some with times far from the day. */
function inventedDays(perDay = 60): StoredEvent[] {
  return Array.from({ length: 3 * perDay }, (_, at) => {
    const sequence = at + 1
    const day = Math.floor(at / perDay)
    const level = LEVELS[at % LEVELS.length]
    const stray = { 7: '1970-01-01T00:00:01Z', 31: '2031-05-01T00:00:00Z', 44: '2026-11-02T10:00:00Z' }[
      at % perDay
    ]
    return stored(
      sequence,
      {
        'event.dataset': at % 3 === 0 ? 'nginx.access' : 'sshd',
        'host.name': `máy-${at % 4}`,
        ...(at % 3 === 0
          ? { 'http.request.method': 'GET', 'url.path': `/hồ-sơ/${at}` }
          : { 'user.name': `an${at % 5}` }),
        ...(level === undefined ? {} : { 'thapcanh.system.level': level, 'thapcanh.system.id': `s${level}` }),
        ...(stray === undefined ? {} : { '@timestamp': stray }),
        ...(at % 10 === 0 ? { 'vendor.own.field': `x${at}` } : {}),
      },
      DAY + day * DAY_MS,
    )
  })
}

const REQUESTS: readonly SearchRequest[] = [
  { query: EVERYTHING, limit: 1000 },
  { query: { kind: 'term', field: 'host.name', value: 'máy-1' }, limit: 1000 },
  { query: { kind: 'not', part: { kind: 'term', field: 'user.name', value: 'an*' } }, limit: 1000 },
  { query: { kind: 'exists', field: 'vendor.own.field' }, limit: 1000 },
  { query: EVERYTHING, limit: 1000, fromMs: DAY + DAY_MS, toMs: DAY + 2 * DAY_MS },
  { query: EVERYTHING, limit: 1000, systems: ['s4'] },
]

async function append(store: EventStore, events: readonly StoredEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += 50) {
    const batch = events.slice(at, at + 50)
    await store.append(batch, at + batch.length)
  }
}

async function scanAll(store: EventStore): Promise<string[]> {
  const ids: string[] = []
  for (;;) {
    const page = await store.scan({ afterId: ids.at(-1) ?? null, limit: 25 })
    ids.push(...page.map(({ id }) => id))
    if (page.length < 25) return ids
  }
}

async function answers(store: EventStore): Promise<unknown[]> {
  const found: unknown[] = []
  for (const request of REQUESTS) found.push((await store.search(request)).hits)
  return found
}

const opened = async (directory?: string): Promise<OpenedOnDisk & { readonly store: EmbeddedEvents }> =>
  (await openOnDisk(directory === undefined ? {} : { directory })) as OpenedOnDisk & {
    readonly store: EmbeddedEvents
  }

const filesIn = (directory: string): string[] =>
  readdirSync(directory)
    .filter(name => name.startsWith('events-'))
    .sort()

describe('sealing', () => {
  test('finds, counts and scans as before, also after opening anew', async () => {
    await using on = await opened()
    const events = inventedDays()
    await append(on.store, events)
    const before = await answers(on.store)
    expect(before[0]).toEqual(naiveSearch(events, EVERYTHING))
    const scanned = await scanAll(on.store)
    expect(await on.store.keeping.seal(ALL_OVER)).toBe(true)
    const store = await on.reopen()
    for (const each of [on.store, store]) {
      expect(await answers(each)).toEqual(before)
      expect(await scanAll(each)).toEqual(scanned)
      expect(await each.position()).toBe(events.length)
      expect(await each.stats()).toMatchObject({ events: events.length, days: 3 })
      expect(await each.get(events[70]!.id)).toMatchObject({ id: events[70]!.id })
    }
    expect(on.problems).toEqual([])
  })

  test('makes one file for each level and a manifest that says what is in them', async () => {
    await using on = await opened()
    const events = inventedDays()
    await append(on.store, events)
    await on.store.keeping.seal(DAY + 2 * DAY_MS)
    expect(filesIn(on.directory).filter(name => !name.endsWith('.wal'))).toEqual([
      ...['2026-11-22', '2026-11-23'].flatMap(day => [
        ...['l0', 'l2', 'l3', 'l4', 'l5'].flatMap(level => [
          `events-${day}.${level}.duckdb`,
          `events-${day}.${level}.duckdb.tree`,
        ]),
        `events-${day}.sealed.json`,
      ]),
      'events-2026-11-24.duckdb',
    ])
    const manifests = await on.store.keeping.manifests()
    expect(manifests).toHaveLength(2)
    for (const { files, position, day } of manifests) {
      expect(position).toBe(day === '2026-11-22' ? 60 : 120)
      expect(files.map(({ level, events: count }) => [level, count])).toEqual([
        [0, 12],
        [2, 12],
        [3, 12],
        [4, 12],
        [5, 12],
      ])
      for (const { name, sha256, bytes } of files) {
        const content = readFileSync(join(on.directory, name))
        expect(createHash('sha256').update(content).digest('hex')).toBe(sha256)
        expect(content.length).toBe(bytes)
      }
    }
    const [first] = manifests[0]!.files
    expect(first).toMatchObject({
      firstMs: expect.any(Number) as number,
      lastMs: expect.any(Number) as number,
    })
    expect(first!.firstMs).toBeLessThanOrEqual(first!.lastMs)
  })

  test('a sealed file stays byte for byte as it is, whatever is asked and appended', async () => {
    await using on = await opened()
    const events = inventedDays()
    await append(on.store, events)
    await on.store.keeping.seal(ALL_OVER)
    const sealed = filesIn(on.directory)
    const bytes = (): string[] =>
      sealed.map(name =>
        createHash('sha256')
          .update(readFileSync(join(on.directory, name)))
          .digest('hex'),
      )
    const before = bytes()
    await answers(on.store)
    await on.store.replace([
      { ...events[5]!, event: { '@timestamp': '2026-11-22T00:00:00Z', message: 'khác' } },
    ])
    // Received on a day that is sealed already, because the raw log was far behind.
    await on.store.append([stored(events.length + 1, { message: 'muộn' }, DAY)], events.length + 1)
    const store = await on.reopen()
    await answers(store)
    expect(bytes()).toEqual(before)
    const { hits } = await store.search({
      query: { kind: 'text', value: 'muộn' },
      limit: 10,
    })
    expect(hits).toHaveLength(1)
    expect(existsSync(join(on.directory, 'events-2026-11-22-2.duckdb'))).toBe(true)
    await (store as EmbeddedEvents).keeping.seal(ALL_OVER)
    expect(filesIn(on.directory)).toContain('events-2026-11-22-2.l0.duckdb')
    expect(bytes()).toEqual(before)
    expect(await store.stats()).toMatchObject({ events: events.length + 1 })
  })

  test('appends, searches and scans that run meanwhile see every event once', async () => {
    await using on = await opened()
    const events = inventedDays(400)
    await append(on.store, events)
    const progress = { isOver: false }
    const sealing = on.store.keeping.seal(ALL_OVER).finally(() => (progress.isOver = true))
    let position = events.length
    for (let round = 0; round < 3 || !progress.isOver; round++) {
      position++
      await on.store.append([stored(position, {}, DAY + 2 * DAY_MS)], position)
      const ids = await scanInPages(on.store)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids).toHaveLength(position)
      const { hits } = await on.store.search({ query: EVERYTHING, limit: 1000 })
      expect(hits).toHaveLength(1000)
    }
    expect(await sealing).toBe(true)
    expect(on.problems).toEqual([])
  })

  async function scanInPages(store: EventStore): Promise<string[]> {
    const ids: string[] = []
    for (;;) {
      const page = await store.scan({ afterId: ids.at(-1) ?? null, limit: 500 })
      ids.push(...page.map(({ id }) => id))
      if (page.length < 500) return ids
    }
  }

  test('a stop ends it early, and what was not sealed is as it was', async () => {
    await using on = await opened()
    const events = inventedDays()
    await append(on.store, events)
    const stop = AbortSignal.abort(new Error('stopped'))
    await expect(on.store.keeping.seal(ALL_OVER, stop)).rejects.toThrow('stopped')
    const late = new AbortController()
    const sealing = on.store.keeping.seal(ALL_OVER, late.signal)
    late.abort()
    expect(await sealing.catch(() => false)).toBe(false)
    expect((await on.store.search({ query: EVERYTHING, limit: 1000 })).hits).toHaveLength(events.length)
    await on.store.append([stored(events.length + 1, {}, DAY)], events.length + 1)
    expect(await on.store.keeping.seal(ALL_OVER)).toBe(true)
    expect(await on.store.stats()).toMatchObject({ events: events.length + 1 })
  })
})

describe('what a crash may leave', () => {
  /** A sealed folder, and beside it the first files as they were. */
  async function sealedFolder(): Promise<{ directory: string; originals: string; events: StoredEvent[] }> {
    const directory = quickFolder('thapcanh-sealed-')
    const originals = quickFolder('thapcanh-originals-')
    const events = inventedDays()
    {
      await using on = await opened(directory)
      await append(on.store, events)
      await on.reopen()
      for (const name of filesIn(directory)) copyFileSync(join(directory, name), join(originals, name))
      await on.store.keeping.seal(ALL_OVER)
    }
    return { directory, originals, events }
  }

  test('sealed files without their manifest are made again; with it the first file is a leftover', async () => {
    const { directory, originals, events } = await sealedFolder()
    try {
      rmSync(join(directory, 'events-2026-11-22.sealed.json'))
      for (const day of ['22', '23']) {
        const name = `events-2026-11-${day}.duckdb`
        copyFileSync(join(originals, name), join(directory, name))
        chmodSync(join(directory, name), 0o600)
      }
      writeFileSync(join(directory, 'events-2026-11-22.l3.duckdb.new'), 'half')
      writeFileSync(join(directory, 'events-2026-11-22.sealed.json.new'), '{')
      await using on = await opened(directory)
      expect((await on.store.search({ query: EVERYTHING, limit: 1000 })).hits).toEqual(
        naiveSearch(events, EVERYTHING),
      )
      expect(filesIn(directory)).not.toContain('events-2026-11-23.duckdb')
      expect(filesIn(directory).filter(name => name.endsWith('.new'))).toEqual([])
      expect(await on.store.keeping.seal(ALL_OVER)).toBe(true)
      expect((await on.store.search({ query: EVERYTHING, limit: 1000 })).hits).toEqual(
        naiveSearch(events, EVERYTHING),
      )
      expect(await on.store.keeping.manifests()).toHaveLength(3)
    } finally {
      rmSync(directory, { recursive: true, force: true })
      rmSync(originals, { recursive: true, force: true })
    }
  })

  test('a reader that may not write passes leftovers over and leaves them', async () => {
    const { directory, originals, events } = await sealedFolder()
    try {
      const name = 'events-2026-11-23.duckdb'
      copyFileSync(join(originals, name), join(directory, name))
      await using on = await openOnDisk({ directory, readOnly: true })
      expect((await on.store.search({ query: EVERYTHING, limit: 1000 })).hits).toEqual(
        naiveSearch(events, EVERYTHING),
      )
      expect(filesIn(directory)).toContain(name)
    } finally {
      rmSync(directory, { recursive: true, force: true })
      rmSync(originals, { recursive: true, force: true })
    }
  })
})

describe('deleting', () => {
  test('frees the bytes at once and leaves the rest; the manifest goes with its last file', async () => {
    await using on = await opened()
    const events = inventedDays()
    await append(on.store, events)
    await on.store.keeping.seal(ALL_OVER)
    await on.store.keeping.remove('events-2026-11-22.l2.duckdb')
    expect(filesIn(on.directory)).not.toContain('events-2026-11-22.l2.duckdb')
    const left = events.filter(({ event }, at) => at >= 60 || event['thapcanh.system.level'] !== 2)
    const all = async (): Promise<unknown> => (await on.store.search({ query: EVERYTHING, limit: 1000 })).hits
    expect(await all()).toEqual(naiveSearch(left, EVERYTHING))
    await on.reopen()
    expect(await all()).toEqual(naiveSearch(left, EVERYTHING))
    for (const level of ['l0', 'l3', 'l4', 'l5'])
      await on.store.keeping.remove(`events-2026-11-22.${level}.duckdb`)
    expect(filesIn(on.directory).filter(name => name.includes('2026-11-22'))).toEqual([])
    expect(on.problems).toEqual([])
  })

  test('not a day that is not sealed, nor the one that says how far events are stored', async () => {
    await using on = await opened()
    const events = inventedDays()
    await append(on.store, events)
    const { keeping } = on.store
    await expect(keeping.remove('events-2026-11-22.duckdb')).rejects.toThrow(/no sealed day/)
    await expect(keeping.remove('../state.sqlite')).rejects.toThrow(/no sealed day/)
    await keeping.seal(ALL_OVER)
    const newest = (await keeping.days()).filter(({ file }) => file.includes('2026-11-24'))
    for (const { file } of newest.slice(1)) await keeping.remove(file)
    await expect(keeping.remove(newest[0]!.file)).rejects.toThrow(/how far events are stored/)
    expect(await on.store.position()).toBe(events.length)
  })
})

test('what days there are: levels, events, bytes, and until when their events go', async () => {
  await using on = await opened()
  await append(on.store, inventedDays())
  await on.store.keeping.seal(DAY + DAY_MS)
  const days = await on.store.keeping.days()
  expect(days.map(({ file, level, events }) => [file, level, events])).toEqual([
    ['events-2026-11-22.l0.duckdb', 0, 12],
    ['events-2026-11-22.l2.duckdb', 2, 12],
    ['events-2026-11-22.l3.duckdb', 3, 12],
    ['events-2026-11-22.l4.duckdb', 4, 12],
    ['events-2026-11-22.l5.duckdb', 5, 12],
    ['events-2026-11-23.duckdb', null, 60],
    ['events-2026-11-24.duckdb', null, 60],
  ])
  expect(days.filter(({ isNewest }) => isNewest).map(({ file }) => file)).toEqual([
    'events-2026-11-24.duckdb',
  ])
  for (const day of days) {
    expect(day.bytes).toBeGreaterThan(0)
    // One of the strays is of 2031.
    expect(day.lastMs).toBeLessThanOrEqual(day.dayMs + 2 * DAY_MS)
  }
})

test('a manifest that was changed is none', async () => {
  await using on = await opened()
  await append(on.store, inventedDays())
  await on.store.keeping.seal(DAY + DAY_MS)
  const path = join(on.directory, 'events-2026-11-22.sealed.json')
  const text = readFileSync(path, 'utf8')
  expect(parseManifest(text)).toBeDefined()
  writeFileSync(path, text.replace('"level":3', '"level": 3'))
  expect(await on.store.keeping.manifests()).toEqual([])
  expect(on.problems).toMatchObject([{ code: 'store.failed', where: 'events-2026-11-22.sealed.json' }])
})
