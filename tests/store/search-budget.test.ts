// A search that takes too long, or whose caller leaves; and searches beside appends.

import { expect, test, vi } from 'vitest'
import { allOf, EVERYTHING, type Query } from '#/store/query-tree.ts'
import { DAY, stored } from './invented-events.ts'
import { openOnDisk } from './open-on-disk.ts'

/** Not in the text, and slow to find that out. */
const SLOW: readonly Query[] = Array.from({ length: 40 }, (_, i) => ({
  kind: 'text',
  value: `?*e?*n?*t*${i}z?*q`,
}))
const COUNT = 60_000

async function openFull(maxSearchMs?: number) {
  const opened = await openOnDisk(maxSearchMs === undefined ? {} : { maxSearchMs })
  const text = 'event en route '.repeat(20)
  for (let from = 0; from < COUNT; from += 5000) {
    const batch = Array.from({ length: 5000 }, (_, i) =>
      stored(from + i + 1, { message: `${text}${i}` }, DAY - 86_400_000),
    )
    await opened.store.append(batch, from + 5000)
  }
  return opened
}

test(
  'a search over its time ends with what it has, says so, and can be gone on with',
  { timeout: 60_000 },
  async () => {
    await using opened = await openFull(1)
    const query = allOf([...SLOW, { kind: 'text', value: 'route' }])
    const began = performance.now()
    const page = await opened.store.search({ query, limit: 10 })
    expect(performance.now() - began).toBeLessThan(5000)
    expect(page).toMatchObject({ complete: false, hits: [] })
    expect(page.next).not.toBeNull()
    const again = await opened.store.search({ query, limit: 10, after: page.next! })
    expect(again).toMatchObject({ complete: false, next: page.next })
    // The store is as good as before.
    await opened.store.append([stored(COUNT + 1, { message: 'after' }, DAY - 86_400_000)], COUNT + 1)
    expect(await opened.store.get(stored(COUNT + 1, {}, DAY - 86_400_000).id)).toBeDefined()
  },
)

test(
  'sorted by a field, a search over its time has found nothing and says so',
  { timeout: 60_000 },
  async () => {
    await using opened = await openOnDisk({ maxSearchMs: 0 })
    await opened.store.append([stored(1, { 'source.port': 1 }), stored(2, { 'source.port': 2 })], 2)
    const asked = { query: allOf(SLOW), sort: { field: 'source.port', descending: true }, limit: 1 }
    const nothing = { hits: [], complete: false, stoppedBy: 'time' }
    // A timer of no time may still come after the first file.
    await vi.waitUntil(async () => !(await opened.store.search(asked)).complete, { timeout: 60_000 })
    expect(await opened.store.search(asked)).toMatchObject({ ...nothing, next: null })
  },
)

test('a caller that leaves ends the search at once', { timeout: 60_000 }, async () => {
  await using opened = await openFull()
  const leaving = new AbortController()
  const searches = Array.from({ length: 4 }, () =>
    opened.store.search({ query: allOf(SLOW), limit: 10 }, leaving.signal),
  )
  setTimeout(() => leaving.abort(new Error('left')), 30)
  const began = performance.now()
  const outcomes = await Promise.allSettled(searches)
  expect(performance.now() - began).toBeLessThan(5000)
  expect(outcomes.map(outcome => outcome.status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected'])
  expect((await opened.store.search({ query: EVERYTHING, limit: 3 })).hits).toHaveLength(3)
})

test('searches and appends go on side by side', { timeout: 60_000 }, async () => {
  await using opened = await openOnDisk()
  const committed = { count: 0 }
  const appendFrom = async (from: number): Promise<void> => {
    const batch = Array.from({ length: 1000 }, (_, i) => stored(from + i + 1, {}, DAY + 20_000_000))
    await opened.store.append(batch, from + 1000)
    committed.count = from + 1000
  }
  await appendFrom(0)
  const appending = (async () => {
    for (let from = 1000; from < 40_000; from += 1000) await appendFrom(from)
  })()
  const searching = (async () => {
    while (committed.count < 40_000) {
      const before = committed.count
      const [page, other] = await Promise.all([
        opened.store.search({ query: EVERYTHING, limit: 1 }),
        opened.store.search({ query: { kind: 'text', value: 'event 1' }, limit: 1000 }),
      ])
      const newest = Number(String(page.hits[0]?.event['message'] ?? 'event 0').slice(6))
      expect(newest).toBeGreaterThanOrEqual(before)
      expect(newest % 1000).toBe(0)
      expect([page.complete, other.complete]).toEqual([true, true])
    }
  })()
  await Promise.all([appending, searching])
  expect(await opened.store.stats()).toMatchObject({ events: 40_000 })
})

test('closing ends what runs, twice closing is closing', { timeout: 60_000 }, async () => {
  await using opened = await openFull()
  const search = opened.store.search({ query: allOf(SLOW), limit: 10 })
  await opened.store[Symbol.asyncDispose]()
  await opened.store[Symbol.asyncDispose]()
  expect((await search).complete).toBe(false)
  await expect(opened.store.search({ query: EVERYTHING, limit: 1 })).rejects.toThrow('closed')
})
