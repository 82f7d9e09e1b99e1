// What every event store must do when a search is sorted: the same order whatever it is made of, over values that do
// not suit their field too, and pages that follow one another while events arrive.

import { describe, expect, test } from 'vitest'
import type { Event, FieldValue } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { EventStore, StoredEvent } from '#/store/event-store.ts'
import { EVERYTHING, type Query } from '#/store/query-tree.ts'
import { parseSearchSort, type SearchSort } from '#/store/search-sort.ts'
import { searchTonedFirst } from '#/store/toned-first.ts'
import type { OpenEventStore } from './event-store-conformance.ts'
import { DAY, naiveSearch, stored, term } from './invented-events.ts'
import { QUERIED } from './queries/queried-events.ts'
import { SORT_TABLE } from './queries/sort-table.ts'

function sortOf(text: string): SearchSort {
  const sort = parseSearchSort(text)
  if (sort === undefined) throw new Error(`${text} is no sort`)
  return sort
}

/** All hits, page by page. */
async function paged(
  store: EventStore,
  sort: SearchSort,
  limit: number,
  query: Query = EVERYTHING,
  between: () => Promise<void> = async () => undefined,
): Promise<readonly { readonly id: string; readonly event: Event }[]> {
  const seen = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await store.search({ query, sort, limit, ...(after === undefined ? {} : { after }) })
    expect(page).toMatchObject({ complete: true })
    seen.push(...page.hits)
    after = page.next
    await between()
  }
  return seen
}

/** Field → values that its order must know, each of an event of its own. */
const VALUES: Readonly<Record<string, readonly FieldValue[]>> = {
  'source.port': [22, 443, 'http', 0, -1, 1.5, [7, 5000], ['a', 30], [], '0080', 22, true, [true, 'x']],
  'source.bytes': [-(2 ** 63), 2 ** 63, 2 ** 60, 2 ** 60 + 256, 2 ** 53, 12, 2 ** 80, 1e300, -(2 ** 62), '5', [2 ** 61, 1]],
  'event.risk_score': [7.5, -0.25, 5e-324, 0, 'high', [1, 99.5]],
  'user.name': [
    'root', 'Root', 'đạt', 'Đạt', 'z', '', 'a'.repeat(300), `${'a'.repeat(300)}b`, 0, false, 7,
    ['m', 'b'], ['b', 3], 'a\0b', ['c', 'c\0'], 'x\ud800', ['x\ud800', 'y'], '\uffff', ['\uffff', 'w'],
    '🔐', 'ſ', 'İ', ['🔐'.repeat(300), 'x'], 'root',
  ],
  'source.ip': [
    '203.0.113.9', '203.0.113.10', '2001:db8::1', '2001:DB8:0::2', '::1', '::ffff:1:2', '::ffff:cb00:7109', 'unknown',
    ['198.51.100.7', '192.0.2.1'], ['2001:db8::9', 'x'], '192.0.2.0/24', 5, '192.0.02.1', '::ffff:192.0.2.1',
  ],
  'event.created': [
    '2026-11-22T01:02:03.123Z', '2026-11-22T01:02:03.123456Z', '2026-11-22 08:02:03+07:00', 'yesterday',
    '1969-12-31T23:59:59.999Z', '1969-12-31T23:59:59.9995Z', ['2026-11-22T00:00:00.000Z', '2027-01-01 00:00:00Z'],
    '2016-12-31T23:59:60.000Z', 1_700_000_000, '2026-11-22T01:02:03.123Z',
  ],
} // prettier-ignore

/** The same for every store; `open` gives an empty one. */
export function describeSorting(name: string, open: OpenEventStore): void {
  describe(`sorted searches: ${name}`, () => {
    test('the table of sorted queries finds what it says', { timeout: 300_000 }, async () => {
      await using opened = await open()
      await opened.store.append(QUERIED, QUERIED.length)
      for (const [query, sort, expected] of SORT_TABLE) {
        for (const limit of [3, 50]) {
          const hits = await paged(opened.store, sortOf(sort), limit, query)
          expect([sort, limit, hits.map(({ id }) => Number.parseInt(id.slice(11), 16))]).toEqual([
            sort,
            limit,
            expected,
          ])
        }
      }
    })

    test('values of every kind have their place, page by page', { timeout: 300_000 }, async () => {
      await using opened = await open()
      const events = Object.entries(VALUES).flatMap(([field, values]) =>
        values.map((value): Event => ({ [field]: value })),
      )
      const all = events.map((event, i) => stored(i + 1, event))
      await opened.store.append(all, all.length)
      for (const field of Object.keys(VALUES)) {
        for (const direction of ['asc', 'desc']) {
          const sort = sortOf(`${field}:${direction}`)
          const query = term(field, '*')
          const expected = naiveSearch(all, query, undefined, undefined, sort)
          expect([sort, (await opened.store.search({ query, sort, limit: 100 })).hits]).toEqual([
            sort,
            expected,
          ])
          expect([sort, await paged(opened.store, sort, 5, query)]).toEqual([sort, expected])
          const [first] = (await opened.store.search({ query: EVERYTHING, sort, limit: 1 })).hits
          expect(first).toEqual(expected[0])
        }
      }
      expect(opened.problems).toEqual([])
    })

    test('pages neither repeat nor leave out while events arrive', { timeout: 300_000 }, async () => {
      for (const text of ['newest', 'oldest', 'source.port:asc', 'host.name:desc']) {
        await using opened = await open()
        const of = (n: number): StoredEvent =>
          stored(n, {
            '@timestamp': new Date(DAY + ((n * 7919) % 20) * 1000).toISOString(),
            ...(n % 4 === 0 ? {} : { 'source.port': (n * 31) % 7, 'host.name': `h${(n * 17) % 5}` }),
          })
        const events = Array.from({ length: 90 }, (_, i) => of(i + 1))
        await opened.store.append(events, 90)
        const known = new Set(events.map(({ id }) => id))
        let arrived = 90
        const seen = await paged(opened.store, sortOf(text), 7, EVERYTHING, async () => {
          arrived++
          await opened.store.append([of(arrived)], arrived)
        })
        // What came meanwhile may be there or not, by where it stands; nothing twice, and of the others all in order.
        expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
        expect([text, seen.filter(({ id }) => known.has(id))]).toEqual([
          text,
          naiveSearch(events, EVERYTHING, undefined, undefined, sortOf(text)),
        ])
      }
    })

    test('only what is asked for is sorted: time, systems, limit', { timeout: 300_000 }, async () => {
      await using opened = await open()
      const of = (n: number, system: string): StoredEvent =>
        stored(n, { 'thapcanh.system.id': system, 'source.port': 100 - n })
      const events = [of(1, 'a'), of(2, 'b'), of(3, 'a'), of(4, 'a')]
      await opened.store.append(events, 4)
      const sort = sortOf('source.port:asc')
      const asked = { query: EVERYTHING, sort, fromMs: DAY + 1000, toMs: DAY + 4000, systems: ['a'] }
      const page = await opened.store.search({ ...asked, limit: 1 })
      expect(page.hits.map(({ id }) => id)).toEqual([events[2]!.id])
      const rest = await opened.store.search({ ...asked, limit: 1_000_000, after: page.next! })
      expect(rest).toMatchObject({ hits: [{ id: events[0]!.id }], next: null })
      const reason = new Error('gone')
      await expect(opened.store.search({ ...asked, limit: 9 }, AbortSignal.abort(reason))).rejects.toBe(
        reason,
      )
    })

    test('without Vietnamese marks, those that have them come first in time, and not by a field', async () => {
      await using opened = await open()
      await opened.store.append(QUERIED, QUERIED.length)
      for (const [sort, expected] of [
        ['oldest', [3, 4]],
        ['newest', [3, 4]],
        ['user.name:asc', [4, 3]],
        ['user.name:desc', [3, 4]],
      ] as const) {
        for (const limit of [1, 9]) {
          const seen: number[] = []
          for (let after: string | null | undefined; after !== null;) {
            const asked = { query: term(null, 'thất bại'), sort: sortOf(sort), limit }
            const page = await searchTonedFirst(opened.store, {
              ...asked,
              ...(after === undefined ? {} : { after }),
            })
            seen.push(...page.hits.map(({ id }) => Number.parseInt(id.slice(11), 16)))
            after = page.next
          }
          expect([sort, seen]).toEqual([sort, expected])
        }
      }
    })

    test('a place of another order is refused', async () => {
      await using opened = await open()
      await opened.store.append([stored(1, { 'source.port': 1 }), stored(2, { 'source.port': 2 })], 2)
      const sorts = ['newest', 'oldest', 'source.port:asc', 'source.port:desc', 'host.name:asc'].map(sortOf)
      for (const given of sorts) {
        const { next } = await opened.store.search({ query: EVERYTHING, sort: given, limit: 1 })
        for (const sort of sorts) {
          const outcome = await opened.store
            .search({ query: EVERYTHING, sort, limit: 1, after: next! })
            .then(({ hits }) => hits.length)
            .catch((error: unknown) => (error as { readonly code: unknown }).code)
          expect(outcome).toBe(sort === given ? 1 : 'request.malformed')
        }
      }
      expect(LIMITS.maxSortChars).toBeLessThanOrEqual(LIMITS.maxTokenChars)
    })
  })
}
