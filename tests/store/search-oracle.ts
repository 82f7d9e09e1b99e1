// Random events and random searches: a store must answer what the naive reading answers.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Event, FieldValue } from '#/kernel/event.ts'
import { COLUMNS } from '#/kernel/field-types.ts'
import type { StoredEvent } from '#/store/event-store.ts'
import { matchesQuery } from '#/store/match-query.ts'
import { allOf, anyOf, foldedQuery, noneOf, type Query } from '#/store/query-tree.ts'
import { parseSearchQuery } from '#/store/search-query.ts'
import { isSortable } from '#/store/search-sort.ts'
import type { OpenEventStore } from './event-store-conformance.ts'
import { DAY, naiveSearch, stored, term, timeOf } from './invented-events.ts'

/** Kept, so that a run is like the one before; others were tried by hand. */
const seed = 20_261_130

/** Fields of every column type, of every table, and some without a column. */
const FIELDS = [
  ...new Map([...COLUMNS].map(([name, type]) => [type, name])).values(),
  'message', 'event.original', 'user.name', 'source.ip', 'source.port', 'tags', 'http.request.method', 'url.path',
  'file.path', 'dns.question.name', 'organization.name', 'vendor.code', 'vendor.a/b~c', 'vendor."q"', '@timestamp',
] // prettier-ignore

const word = fc.constantFrom(
  'root',
  'Root',
  'đăng',
  'ĐĂNG nhập',
  'a\nb',
  'x.y',
  '7',
  '7.0',
  '-1',
  '443',
  'true',
  '*',
  '\\',
  '100%',
  '',
  "it's",
  '"q"',
  '🔐',
  '203.0.113.9',
  '2001:db8::1',
  '2026-11-22T00:00:05.000Z',
  '2026-11-22 07:00:05,25+0700',
  '2026-11-22T00:00',
  'Hoà',
  'hòa',
  'HOA',
)
const scalar = fc.oneof(
  { weight: 4, arbitrary: word },
  fc.integer({ min: -2, max: 500 }),
  fc.constantFrom(1.5, 7, 443, 2 ** 53 + 2, 1e15),
  fc.boolean(),
)
const value: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.array(word, { maxLength: 3 }),
)
const event: fc.Arbitrary<Event> = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 8 }),
    fc.integer({ min: -5, max: 20 }),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([fields, seconds, kind]) => ({
    ...fields,
    // Mostly usable times, many of them equal; some far away; some left as they came.
    ...(kind < 8
      ? { '@timestamp': new Date(DAY + seconds * 1000 - (kind === 7 ? 9e11 : 0)).toISOString() }
      : {}),
  }))
const part = fc.oneof(
  { weight: 3, arbitrary: word.map(text => text.replaceAll(/[\\*?]/g, '\\$&')) },
  fc.constantFrom('*', '?', 'r', '4', '.'),
)
const termValue = fc.oneof(
  { weight: 3, arbitrary: fc.array(part, { minLength: 1, maxLength: 3 }).map(parts => parts.join('')) },
  fc.constantFrom(
    '*',
    '203.0.113.0/24',
    '203.0.112.0/20',
    '2001:DB8::/32',
    '2001:db8:0::1',
    '0.0.0.0/0',
    '::/0',
    '07',
    '4.43e2',
  ),
)
const field = fc.constantFrom(...FIELDS)
const leafTerm = fc
  .tuple(fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 5, arbitrary: field }), termValue)
  .map(([name, wanted]) => term(name, wanted))
/** Ends of the same kind more often than not, and of different kinds too. */
const ends = fc.oneof(
  ...[
    ['-1', '7', '07.0', '1.5', '443', '9007199254740994', '1e21'],
    ['203.0.113.0', '203.0.113.9', '0.0.0.0', '255.255.255.255'],
    ['2001:db8::', '2001:db8:0::1', '::', 'ffff::'],
    [
      '2026-11-22',
      '2026-11-22T00:00:05Z',
      '2026-11-22T07:00+07:00',
      '2026-11-22T00:00:05.000001Z',
      '1998-01-01',
    ],
    ['a', 'Root', 'x.y', 'đ', 'ĐĂNG', '', '🔐'],
    ['7', '203.0.113.9', '2026-11-22', 'root', '2001:db8::1'],
  ].map(values => fc.tuple(fc.constantFrom(...values), fc.constantFrom(...values))),
)
const range: fc.Arbitrary<Query> = fc
  .tuple(field, ends, fc.boolean(), fc.boolean(), fc.constantFrom('both', 'from', 'to'))
  .map(([name, [from, to], fromIn, toIn, which]) => ({
    kind: 'range',
    field: name,
    from: which === 'to' ? null : { value: from, inclusive: fromIn },
    to: which === 'from' ? null : { value: to, inclusive: toIn },
  }))
const regex: fc.Arbitrary<Query> = fc
  .tuple(
    fc.option(field),
    fc.constantFrom(
      'r.*',
      '[a-r]+t?',
      '^a',
      'g$',
      '\\d+',
      '\\s|đ',
      '(7|443).*',
      '[^a]',
      'x\\.y',
      '.{2,4}',
      'true',
      '.*:05\\.000Z',
    ),
  )
  .map(([name, source]) => {
    const parsed = parseSearchQuery(`${name === null ? '' : 'a:'}/${source}/`)
    if ('problem' in parsed || parsed.query.kind !== 'regex') throw new Error(source)
    return { ...parsed.query, field: name }
  })
const exists: fc.Arbitrary<Query> = field.map(name => ({ kind: 'exists', field: name }))
const leaf: fc.Arbitrary<Query> = fc.oneof(
  { weight: 4, arbitrary: leafTerm },
  { weight: 2, arbitrary: leafTerm.map(foldedQuery) },
  { weight: 3, arbitrary: range },
  { weight: 2, arbitrary: regex },
  { weight: 1, arbitrary: exists },
)
const { tree } = fc.letrec<{ tree: Query }>(tie => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }).map(allOf),
    fc.array(tie('tree'), { maxLength: 3 }).map(anyOf),
    tie('tree').map(noneOf),
  ),
}))

/** The same for every store; `open` gives an empty one. */
export function describeSearchOracle(name: string, open: OpenEventStore): void {
  describe(`random searches: ${name}`, () => {
    test('searches find what the naive reading finds', { timeout: 300_000 }, async () => {
      await using opened = await open()
      const events: StoredEvent[] = fc
        .sample(event, { numRuns: 400, seed })
        .map((fields, i) => ({ ...stored(i + 1, {}, DAY - 60_000), event: fields }))
      for (let from = 0; from < events.length; from += 100) {
        await opened.store.append(events.slice(from, from + 100), from + 100)
      }
      await fc.assert(
        fc.asyncProperty(
          tree,
          fc.option(fc.integer({ min: -3000, max: 15_000 })),
          fc.option(fc.integer({ min: 0, max: 21_000 })),
          fc.integer({ min: 1, max: 60 }),
          async (query, from, to, limit) => {
            const range = {
              ...(from === null ? {} : { fromMs: DAY + from }),
              ...(to === null ? {} : { toMs: DAY + to }),
            }
            const expected = naiveSearch(events, query, range.fromMs, range.toMs)
            const page = await opened.store.search({ query, limit, ...range })
            expect(page.hits).toEqual(expected.slice(0, limit))
            expect(page.complete).toBe(true)
            expect(page.next === null).toBe(expected.length <= limit)
            const second =
              page.next === null
                ? []
                : (await opened.store.search({ query, limit, ...range, after: page.next })).hits
            expect(second).toEqual(expected.slice(limit, limit * 2))
          },
        ),
        { numRuns: 40, seed },
      )
      expect(opened.problems).toEqual([])
    })

    test('counts over time are those of the naive reading', { timeout: 300_000 }, async () => {
      await using opened = await open()
      const events: StoredEvent[] = fc
        .sample(event, { numRuns: 400, seed: seed + 3 })
        .map((fields, i) => ({ ...stored(i + 1, {}, DAY - 60_000), event: fields }))
      await opened.store.append(events, events.length)
      const received = new Map(events.map(each => [each.id, each]))
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(tree, leaf),
          fc.option(fc.integer({ min: -3000, max: 15_000 })),
          fc.constantFrom(250, 1000, 7000, 86_400_000),
          fc.integer({ min: -10_000, max: 10_000 }),
          async (query, from, widthMs, beginMs) => {
            const range = from === null ? {} : { fromMs: DAY + from }
            const found = naiveSearch(events, query, range.fromMs)
            const inBars = Map.groupBy(
              found,
              ({ id }) => Math.floor((timeOf(received.get(id)!) - beginMs) / widthMs) * widthMs + beginMs,
            )
            const asked = { query, bars: { widthMs, beginMs }, ...range }
            const { tookMs: _, ...summary } = await opened.store.summarise(asked)
            expect(summary).toEqual({
              events: found.length,
              bars: [...inBars]
                .map(([at, inBar]) => ({ at, events: inBar.length }))
                .sort((a, b) => a.at - b.at),
              values: [],
              exact: true,
              complete: true,
            })
          },
        ),
        { numRuns: 60, seed },
      )
      expect(opened.problems).toEqual([])
    })

    test('sorted searches give the naive order', { timeout: 300_000 }, async () => {
      await using opened = await open()
      const events: StoredEvent[] = fc
        .sample(event, { numRuns: 400, seed: seed + 2 })
        .map((fields, i) => ({ ...stored(i + 1, {}, DAY - 60_000), event: fields }))
      await opened.store.append(events, events.length)
      const sorts = FIELDS.filter(isSortable).map(name => fc.constant(name))
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(...sorts),
          fc.boolean(),
          fc.oneof({ weight: 2, arbitrary: fc.constant<Query>(allOf([])) }, { weight: 1, arbitrary: tree }),
          fc.option(fc.integer({ min: -3000, max: 15_000 })),
          fc.integer({ min: 1, max: 150 }),
          async (name, descending, query, from, limit) => {
            const sort = { field: name, descending }
            const range = from === null ? {} : { fromMs: DAY + from }
            const expected = naiveSearch(events, query, range.fromMs, undefined, sort)
            const seen: unknown[] = []
            for (let after: string | null | undefined; after !== null;) {
              const asked = { query, sort, limit, ...range, ...(after === undefined ? {} : { after }) }
              const page = await opened.store.search(asked)
              expect(page.complete).toBe(true)
              seen.push(...page.hits)
              after = seen.length < limit * 3 ? page.next : null
            }
            expect(seen).toEqual(expected.slice(0, limit * 3))
          },
        ),
        { numRuns: 40, seed },
      )
      expect(opened.problems).toEqual([])
    })

    test('every kind of leaf alone finds what the naive reading finds', { timeout: 300_000 }, async () => {
      await using opened = await open()
      const events: StoredEvent[] = fc
        .sample(event, { numRuns: 400, seed: seed + 1 })
        .map((fields, i) => ({ ...stored(i + 1, {}, DAY - 60_000), event: fields }))
      await opened.store.append(events, events.length)
      await fc.assert(
        fc.asyncProperty(leaf, async query => {
          const { hits } = await opened.store.search({ query, limit: 1000 })
          const expected = events.filter(({ event }) => matchesQuery(event, query))
          const found = new Set(hits.map(({ id }) => id))
          const differs = events.filter(each => found.has(each.id) !== expected.includes(each))
          expect(differs).toEqual([])
        }),
        { numRuns: 120, seed },
      )
      expect(opened.problems).toEqual([])
    })

    test('any event comes back as it was', { timeout: 300_000 }, async () => {
      await using opened = await open()
      let sequence = 0
      const name = fc.oneof(fc.constantFrom(...COLUMNS.keys()), fc.string({ unit: 'binary', maxLength: 8 }))
      const anyScalar = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 12 }),
        fc.string({
          unit: fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)),
          maxLength: 4,
        }),
        fc.date({ noInvalidDate: true }).map(date => date.toISOString()),
        fc.maxSafeInteger(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).filter(number => !Object.is(number, -0)),
        fc.boolean(),
      )
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.dictionary(name, fc.oneof(anyScalar, fc.array(anyScalar, { maxLength: 3 })), { maxKeys: 12 }),
            { minLength: 1, maxLength: 20 },
          ),
          async batch => {
            const events = batch.map(fields => ({ ...stored(++sequence), event: fields as Event }))
            await opened.store.append(events, sequence)
            for (const { id, event: expected } of events) {
              const hit = await opened.store.get(id)
              expect(new Map(Object.entries(hit!.event))).toEqual(new Map(Object.entries(expected)))
            }
          },
        ),
        { numRuns: 15, seed },
      )
    })
  })
}
