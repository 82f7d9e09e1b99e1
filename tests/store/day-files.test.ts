// What can happen to the files under an embedded event store.

import { DuckDBInstance } from '@duckdb/node-api'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { systemClock } from '#/kernel/clock.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import type { EventStore } from '#/store/event-store.ts'
import { DAY, stored } from './invented-events.ts'
import { openOnDisk } from './open-on-disk.ts'
import { EVERYTHING } from '#/store/query-tree.ts'

const DAY_MS = 86_400_000

/** An event of the n-th day before DAY; sequences grow with time. */
const ofDay = (daysAgo: number, sequence: number) =>
  stored(sequence, { message: `day -${daysAgo}` }, DAY - daysAgo * DAY_MS)

async function found(store: EventStore): Promise<unknown[]> {
  const { hits } = await store.search({ query: EVERYTHING, limit: 1000 })
  return hits.map(({ event }) => event['message'])
}

const dayFiles = (directory: string): string[] =>
  readdirSync(directory)
    .filter(name => name.startsWith('events-'))
    .sort()

describe('day files', () => {
  test(
    'many events at once are packed into the file, and found when it is opened again',
    { timeout: 120_000 },
    async () => {
      await using opened = await openOnDisk()
      const { store, directory } = opened
      const batch = (first: number, count: number) =>
        Array.from({ length: count }, (_, i) => stored(first + i, { 'user.name': `user${i % 7}` }))
      const sizes = (): [file: number, log: number] => {
        const [file, log] = dayFiles(directory).map(name => statSync(join(directory, name)).size)
        return [file!, log!]
      }
      await store.append(batch(1, 100), 100)
      const [fileOfFew, logOfFew] = sizes()
      // More than a group of rows: they take no part of the log, as each of the few does.
      await store.append(batch(101, 22_000), 22_100)
      const [fileOfMany, logOfMany] = sizes()
      expect(logOfMany - logOfFew).toBeLessThan(logOfFew * 100)
      expect(fileOfMany).toBeGreaterThan(fileOfFew + 10_000)
      const again = await opened.reopen()
      await again.append(batch(22_101, 2500), 24_600)
      await again.append(batch(24_601, 3), 24_603)
      expect(await again.summarise({ query: EVERYTHING })).toMatchObject({ events: 24_603 })
      expect(await again.get(stored(6000).id)).toMatchObject({ event: { message: 'event 6000' } })
    },
  )

  test(
    'more days than can be attached are all searched, and opened quickly',
    { timeout: 60_000 },
    async () => {
      await using opened = await openOnDisk()
      for (let daysAgo = 60; daysAgo >= 1; daysAgo--)
        await opened.store.append([ofDay(daysAgo, 61 - daysAgo)], 61 - daysAgo)
      const store = await opened.reopen()
      expect(await store.position()).toBe(60)
      const began = performance.now()
      expect(await found(store)).toEqual(Array.from({ length: 60 }, (_, i) => `day -${i + 1}`))
      // Attaching and detaching took 5 ms a day when this was written.
      expect(performance.now() - began).toBeLessThan(30_000)
      const searches = [3, 30, 59].map(daysAgo =>
        store.search({
          query: EVERYTHING,
          limit: 5,
          fromMs: DAY - daysAgo * DAY_MS,
          toMs: DAY - (daysAgo - 1) * DAY_MS,
        }),
      )
      expect((await Promise.all(searches)).map(({ hits }) => hits[0]?.event['message'])).toEqual([
        'day -3',
        'day -30',
        'day -59',
      ])
    },
  )

  test('a damaged file is reported, and the other days are searched', async () => {
    await using opened = await openOnDisk()
    for (const daysAgo of [3, 2, 1]) await opened.store.append([ofDay(daysAgo, 4 - daysAgo)], 4 - daysAgo)
    await opened.store[Symbol.asyncDispose]()
    const [, damaged] = dayFiles(opened.directory)
    writeFileSync(join(opened.directory, damaged!), 'this is no database'.repeat(5000))
    const store = await opened.reopen()
    expect(opened.problems).toMatchObject([{ code: 'store.failed', where: join(opened.directory, damaged!) }])
    expect(await store.search({ query: EVERYTHING, limit: 9 })).toMatchObject({ complete: false })
    expect(await found(store)).toEqual(['day -1', 'day -3'])
    expect(await store.search({ query: EVERYTHING, limit: 9, fromMs: DAY })).toMatchObject({ complete: true })
    expect(await store.position()).toBe(3)
  })

  test('a damaged file of the day that is being written is left alone, and a second part begun', async () => {
    await using opened = await openOnDisk()
    await opened.store.append([stored(1)], 1)
    await opened.store[Symbol.asyncDispose]()
    const [only] = dayFiles(opened.directory)
    truncateSync(join(opened.directory, only!), 20_000)
    const store = await opened.reopen()
    await store.append([stored(2)], 2)
    await store.append([stored(3)], 3)
    expect(await found(store)).toEqual(['event 3', 'event 2'])
    expect(dayFiles(opened.directory)).toEqual([
      'events-2026-11-22-2.duckdb',
      'events-2026-11-22-2.duckdb.wal',
      only,
    ])
    expect(statSync(join(opened.directory, only!)).size).toBe(20_000)
    expect(await store.get(stored(3).id)).toBeDefined()
    expect(await (await opened.reopen()).position()).toBe(3)
  })

  test('a file whose making was cut short holds nothing and is made again', async () => {
    await using opened = await openOnDisk()
    writeFileSync(join(opened.directory, 'events-2026-11-22.duckdb'), Buffer.alloc(4096))
    const store = await opened.reopen()
    await store.append([stored(1)], 1)
    expect(await found(store)).toEqual(['event 1'])
    expect(opened.problems).toEqual([])
  })

  test('files of other names are not touched', async () => {
    await using opened = await openOnDisk()
    writeFileSync(join(opened.directory, 'formats.txt'), 'x')
    writeFileSync(join(opened.directory, 'events-2026-99-99.duckdb'), 'x')
    mkdirSync(join(opened.directory, 'events-old'))
    const store = await opened.reopen()
    await store.append([stored(1)], 1)
    expect(await found(store)).toEqual(['event 1'])
  })

  test('a file of a version with other columns is read, and not written to', async () => {
    await using opened = await openOnDisk()
    await opened.store.append([stored(1)], 1)
    await opened.store[Symbol.asyncDispose]()
    await makeOldFile(join(opened.directory, 'events-2026-11-20.duckdb'))
    await makeOldFile(join(opened.directory, 'events-2026-11-22.duckdb'), 'UPDATE')
    const store = await opened.reopen()
    const old = {
      '@timestamp': '2026-11-20T01:00:00.000Z',
      message: 'old',
      'user.name': 'lan',
      'source.port': 'text',
    }
    for (const [field, value] of [
      ['user.name', 'LAN'],
      ['source.port', 'text'],
      ['@timestamp', '2026-11-20T01*'],
    ] as const) {
      const { hits } = await store.search({ query: { kind: 'term', field, value }, limit: 5 })
      expect(hits.map(({ event }) => event)).toEqual([old])
    }
    await store.append([stored(2)], 2)
    expect(await found(store)).toEqual(['event 2', 'event 1', 'old'])
    expect(dayFiles(opened.directory)).toContain('events-2026-11-22-2.duckdb')
  })

  test('a second process is told that the files are in use', async () => {
    await using opened = await openOnDisk()
    await opened.store.append([stored(1)], 1)
    const script = `
      const { openEmbeddedEventStore } = await import('#/store/embedded/event-store.ts')
      await openEmbeddedEventStore({ directory: process.argv[1], clock: { now: () => 0 }, report() {}, memoryLimitMb: 256 })
        .catch(error => console.log(error.name, error.code))`
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script, opened.directory], {
      cwd: join(import.meta.dirname, '..', '..'),
      encoding: 'utf8',
    })
    expect(said).toBe('Fatal store.failed\n')
  })

  test('a store opened for searching changes nothing, and sees what was committed before a crash', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'thapcanh-readonly-'))
    try {
      // A child that is killed leaves its last commits in the write-ahead log.
      const script = `
        const { openEmbeddedEventStore } = await import('#/store/embedded/event-store.ts')
        const { stored } = await import('#/tests/store/invented-events.ts')
        const store = await openEmbeddedEventStore({ directory: process.argv[1], clock: { now: () => 0 }, report() {}, memoryLimitMb: 256 })
        await store.append([stored(1)], 1)
        process.kill(process.pid, 'SIGKILL')`
      expect(() =>
        execFileSync(process.execPath, ['--input-type=module', '-e', script, directory], {
          cwd: join(import.meta.dirname, '..', '..'),
        }),
      ).toThrow('Command failed')
      const before = dayFiles(directory).map(name => [name, statSync(join(directory, name)).mtimeMs])
      const options = { directory, clock: systemClock, report: () => {}, memoryLimitMb: 256, readOnly: true }
      {
        await using store = await openEmbeddedEventStore(options)
        expect(await found(store)).toEqual(['event 1'])
        await expect(store.append([stored(2)], 2)).rejects.toThrow('for searching only')
      }
      expect(dayFiles(directory).map(name => [name, statSync(join(directory, name)).mtimeMs])).toEqual(before)
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
})

/** A day file as another version might have made it; with UPDATE, a column is added to one that exists. */
async function makeOldFile(path: string, how: 'CREATE' | 'UPDATE' = 'CREATE'): Promise<void> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  const statements =
    how === 'UPDATE'
      ? ['ALTER TABLE event_core ADD COLUMN "vendor.new" VARCHAR']
      : [
          'CREATE TABLE event_all (id VARCHAR, misfit VARCHAR, rest VARCHAR, "@timestamp" TIMESTAMP NOT NULL, message VARCHAR, "source.port" VARCHAR)',
          `INSERT INTO event_all VALUES ('1a1fb5a8a000000000001', NULL, '{"user.name":"lan"}', '2026-11-20 01:00:00', 'old', 'text')`,
          'CREATE TABLE progress (position BIGINT NOT NULL, bucket BIGINT NOT NULL, events BIGINT NOT NULL)',
          `INSERT INTO progress VALUES (0, ${Math.floor(Date.parse('2026-11-20T01:00:00Z') / 3_600_000)}, 1)`,
        ]
  for (const statement of statements) await connection.run(statement)
  connection.closeSync()
  instance.closeSync()
}
