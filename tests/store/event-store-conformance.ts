// What every event store must do, whatever it is made of. Run against an `open` that gives an empty store, on DuckDB
// and on a real Elasticsearch.
//
// In this the stores may differ, and nothing here asks for either:
//   atomic      a batch that failed, or whose process ended, may be there in part (over a network, without the
//               position); given again it is stored once all the same
//   seen        a process finds what it has appended at once; other processes may find it a second later
//   ready-made  where a search stops when its time is over; `next` goes on there in any case
//   kinds       a combination may come once or several times
//   bytes       what a store counts as its bytes and when

import { describe, expect, test } from 'vitest'
import { type Event, type Scalar, valuesOf, type FieldValue } from '#/kernel/event.ts'
import { eventId } from '#/kernel/ids.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { EventStore, EventSummary, SearchRequest, StoredEvent } from '#/store/event-store.ts'
import { matchesQuery } from '#/store/match-query.ts'
import { allOf, EVERYTHING, type Query } from '#/store/query-tree.ts'
import { parseSearchQuery } from '#/store/search-query.ts'
import { summariseByPages } from '#/store/summary-by-pages.ts'
import { searchTonedFirst, tonedPart, untonedPart } from '#/store/toned-first.ts'
import { QUERIED } from './queries/queried-events.ts'
import { FOLDED_TABLE, QUERY_TABLE } from './queries/query-table.ts'
import { DAY, naiveSearch, stored, term } from './invented-events.ts'

/** A store on its own place, empty at first. */
export interface OpenedEventStore extends AsyncDisposable {
  readonly store: EventStore
  /** All that the store has reported. */
  readonly problems: readonly Problem[]
  /** Closes the store and opens it again on the same place. */
  reopen(): Promise<EventStore>
}

export type OpenEventStore = () => Promise<OpenedEventStore>

async function messages(
  store: EventStore,
  terms: readonly Query[],
  more: Partial<SearchRequest> = {},
): Promise<unknown[]> {
  const { hits } = await store.search({ query: allOf(terms), limit: 100, ...more })
  return hits.map(({ event }) => event['message'])
}

export function describeEventStore(name: string, open: OpenEventStore): void {
  describe(`event store conformance: ${name}`, () => {
    describeAppending(open)
    describeRoundTrip(open)
    describeTerms(open)
    describeQueries(open)
    describePaging(open)
    describeSummaries(open)
    describeReparsing(open)
    describeKinds(open)
    describeScan(open)
  })
}

function describeAppending(open: OpenEventStore): void {
  test('an empty store has position 0 and finds nothing', async () => {
    await using opened = await open()
    const { store } = opened
    expect(await store.position()).toBe(0)
    expect(await store.search({ query: EVERYTHING, limit: 10 })).toMatchObject({
      hits: [],
      next: null,
      complete: true,
    })
    expect(await store.get(eventId(DAY, 1))).toBeUndefined()
    expect(await store.unknown(null, 10)).toEqual([])
    expect(await store.stats()).toMatchObject({ events: 0, days: 0 })
  })

  test('events are found as soon as append has resolved, and after opening again', async () => {
    await using opened = await open()
    await opened.store.append([stored(1), stored(2)], 2)
    expect(await messages(opened.store, [])).toEqual(['event 2', 'event 1'])
    const again = await opened.reopen()
    expect(await again.position()).toBe(2)
    expect(await messages(again, [])).toEqual(['event 2', 'event 1'])
    expect(await again.stats()).toMatchObject({ events: 2, days: 1 })
  })

  test('a batch without events still moves the position', async () => {
    await using opened = await open()
    await opened.store.append([], 7)
    expect(await opened.store.position()).toBe(7)
    expect(await (await opened.reopen()).position()).toBe(7)
  })

  test('a batch that is given twice is stored once', async () => {
    await using opened = await open()
    const batch = [stored(1), stored(2), stored(3)]
    await opened.store.append(batch.slice(0, 2), 2)
    await opened.store.append(batch, 3)
    await opened.store.append(batch, 3)
    expect(await messages(opened.store, [])).toEqual(['event 3', 'event 2', 'event 1'])
    expect(await opened.store.stats()).toMatchObject({ events: 3 })
  })

  test('a batch that crosses midnight is stored whole', async () => {
    await using opened = await open()
    const eve = DAY - 3000
    await opened.store.append(
      [1, 2, 3, 4, 5].map(n => stored(n, {}, eve)),
      9,
    )
    expect(await messages(opened.store, [])).toHaveLength(5)
    expect(await opened.store.position()).toBe(9)
    expect(await opened.store.stats()).toMatchObject({ events: 5, days: 2 })
  })

  test('appends that are not awaited are stored in order', async () => {
    await using opened = await open()
    await Promise.all(Array.from({ length: 10 }, (_, i) => opened.store.append([stored(i + 1)], i + 1)))
    expect(await opened.store.position()).toBe(10)
    expect(await messages(opened.store, [])).toHaveLength(10)
  })

  test('an event is got by its id', async () => {
    await using opened = await open()
    const event = stored(5, { 'user.name': 'lan' })
    await opened.store.append([event], 5)
    expect(await opened.store.get(event.id)).toEqual({ id: event.id, event: event.event })
    expect(await opened.store.get(eventId(DAY, 99))).toBeUndefined()
    expect(await opened.store.get('no id at all')).toBeUndefined()
  })
}

/** Values that some column or encoding might bend. */
const AWKWARD: Readonly<Record<string, Event>> = {
  'a word where a number belongs': { 'source.port': 'http' },
  'a number where a word belongs': { 'event.code': 4624, 'user.name': 0 },
  'a number as text': { 'source.port': '0080' },
  'a list where one value belongs': { 'source.ip': ['192.0.2.1', '192.0.2.2'], 'source.port': [1, 2] },
  'one value where a list belongs': { tags: 'alone', 'related.ip': '192.0.2.1' },
  'a list of several kinds': { tags: ['a', 1, true], 'vendor.list': ['a', 1, false] },
  'empty lists': { tags: [], 'vendor.list': [], 'source.ip': [] },
  'a list with an empty text': { tags: [''], 'vendor.text': '' },
  'numbers beyond 2^53': { 'source.bytes': 2 ** 60, 'vendor.big': 2 ** 80, 'event.duration': 1e300 },
  'fractions and negatives': { 'source.port': 1.5, 'event.risk_score': -0.25, 'vendor.small': 5e-324 },
  'booleans in and out of place': { 'tls.resumed': true, 'user.name': false, 'tls.established': 'yes' },
  'times of other precision': {
    '@timestamp': '2026-11-22T01:02:03.123456Z',
    'event.created': '2026-11-22T01:02:03.123456789Z',
  },
  'times in other spellings': {
    'event.start': '2026-11-22 01:02:03+07:00',
    'event.end': 'yesterday',
    'event.created': '2026-11-22T01:02:03.100000Z',
  },
  'days that do not exist': {
    'event.created': '2026-02-30T00:00:00.000Z',
    'event.end': '2026-13-01T00:00:00.000Z',
  },
  'a leap second': { 'event.created': '2016-12-31T23:59:60.000Z' },
  'a time before 1970': { '@timestamp': '1901-02-03T04:05:06.789Z' },
  'Vietnamese and other letters': {
    message: 'Đăng nhập thất bại 登录 🔐',
    'user.full_name': 'Nguyễn Thị Ánh',
  },
  'a NUL character': { message: 'a\0b', 'vendor.nul': '\0' },
  'half a surrogate pair': {
    message: 'a\ud800b',
    'vendor.half\udfff': 'x\ud800',
    'vendor.mark': '\uffff0041\uffff',
    'vendor.slash': '\\ud800',
  },
  'names that mean something elsewhere': {
    ['__proto__']: 'p',
    constructor: 'c',
    'a"b': 1,
    "a'b": 2,
    'a/b~c': 3,
    '': 'nameless',
  },
  'quotes and line ends': { message: `'; DROP TABLE event_core; -- "\r\n\t\\`, 'user.name': 'a"b\'c' },
}

function describeRoundTrip(open: OpenEventStore): void {
  test('whatever an event holds comes back unchanged', async () => {
    await using opened = await open()
    const events = Object.values(AWKWARD).map((event, i) => stored(i + 1, event))
    await opened.store.append(events, events.length)
    const again = await opened.reopen()
    for (const { id, event } of events) {
      const hit = await again.get(id)
      expect(hit).toEqual({ id, event })
      expect(Object.keys(hit!.event).sort()).toEqual(Object.keys(event).sort())
    }
  })

  test('an event without a time has none afterwards, and is ordered by its receipt', async () => {
    await using opened = await open()
    const timeless = { id: eventId(DAY + 1500, 2), ingestedMs: DAY + 1500, event: { message: 'timeless' } }
    await opened.store.append([stored(1), timeless, stored(3)], 3)
    expect(await messages(opened.store, [])).toEqual(['event 3', 'timeless', 'event 1'])
    expect((await opened.store.get(timeless.id))!.event).toEqual({ message: 'timeless' })
    expect(await messages(opened.store, [term('@timestamp', '*', true)])).toEqual(['timeless'])
  })
}

const EVENTS = [
  stored(1, {
    message: 'Failed password for root',
    'user.name': 'Root',
    'source.ip': '203.0.113.9',
    'source.port': 22,
    tags: ['ssh', 'Internet'],
  }),
  stored(2, {
    message: 'Đăng nhập thất bại',
    'user.name': 'lan.nguyễn',
    'source.ip': '2001:db8::1',
    'vendor.code': 'A-7',
  }),
  stored(3, {
    message: 'GET /admin?x=100%',
    'url.path': '/admin/Login.php',
    'http.response.status_code': 404,
    'source.ip': '198.51.100.7',
  }),
  stored(4, {
    message: 'first line\nsecond line',
    'process.executable': 'C:\\Windows\\System32\\cmd.exe',
    'vendor.count': 7,
    'vendor.list': ['x', 'Y'],
  }),
  stored(5, {
    message: 'plain',
    'source.port': 'ssh',
    'tls.resumed': true,
    'event.risk_score': 7.5,
    'host.ip': '192.0.2.77',
    'related.ip': ['192.0.2.1', '2001:db8:0:1::2'],
  }),
]

/** name → terms → sequence numbers of the events that match, newest first. */
const QUERIES: readonly (readonly [string, readonly Query[], readonly number[]])[] = [
  ['no term matches everything', [], [5, 4, 3, 2, 1]],
  ['text is found anywhere in the message, ignoring case', [term(null, 'FAILED pass')], [1]],
  ['text with marks ignores case', [term(null, 'ĐĂNG NHẬP')], [2]],
  ['decomposed text is composed first', [term(null, 'thất bại'.normalize('NFD'))], [2]],
  ['a wildcard in text spans lines', [term(null, 'first*second')], [4]],
  ['characters of other languages are ordinary in text', [term(null, '%'), term(null, '?x=100')], [3]],
  ['a field is compared whole, ignoring case', [term('user.name', 'root')], [1]],
  ['part of a field is no match', [term('user.name', 'roo')], []],
  ['a field with marks ignores case', [term('user.name', 'LAN.NGUYỄN')], [2]],
  ['a wildcard at the end', [term('url.path', '/admin/*')], [3]],
  ['a wildcard for one character', [term('user.name', 'r??t')], [1]],
  ['an escaped wildcard is a character', [term('url.path', '/admin/\\*')], []],
  ['backslashes of a path', [term('process.executable', 'c:\\windows\\\\*')], [4]],
  ['a number', [term('http.response.status_code', '404')], [3]],
  ['a number in another spelling', [term('http.response.status_code', '4.04e2')], [3]],
  ['a pattern over a number', [term('http.response.status_code', '4*')], [3]],
  ['a word for a number matches nothing', [term('http.response.status_code', 'four')], []],
  ['a fraction', [term('event.risk_score', '7.50')], [5]],
  ['true', [term('tls.resumed', 'TRUE')], [5]],
  ['a value that did not fit its column', [term('source.port', 'SSH')], [5]],
  ['a value beside those that did not fit', [term('source.port', '22')], [1]],
  ['any member of a list', [term('tags', 'internet')], [1]],
  ['a pattern over the members of a list', [term('tags', 'inter*')], [1]],
  ['an IPv4 address', [term('source.ip', '203.0.113.9')], [1]],
  ['a range of IPv4 addresses', [term('source.ip', '203.0.113.0/24')], [1]],
  ['a range that ends inside an octet', [term('source.ip', '198.51.100.6/31')], [3]],
  ['every IPv4 address', [term('source.ip', '0.0.0.0/0')], [3, 1]],
  ['an IPv6 address in another spelling', [term('source.ip', '2001:0DB8:0::1')], [2]],
  ['a range of IPv6 addresses', [term('source.ip', '2001:db8::/32')], [2]],
  ['a range over a list', [term('related.ip', '2001:db8:0:1::/64')], [5]],
  ['a range over an address that did not fit its column', [term('host.ip', '192.0.2.0/24')], [5]],
  ['a pattern over an address', [term('source.ip', '203.0.*')], [1]],
  ['a field without a column', [term('vendor.code', 'a-7')], [2]],
  ['a number without a column', [term('vendor.count', '7.0')], [4]],
  ['a list without a column', [term('vendor.list', 'y')], [4]],
  ['a field exists', [term('vendor.list', '*')], [4]],
  ['a field does not exist', [term('source.ip', '*', true)], [5, 4]],
  ['a field that no event has', [term('vendor.none', '*')], []],
  ['not', [term('user.name', 'root', true)], [5, 4, 3, 2]],
  ['not text', [term(null, 'e', true)], [5, 2]],
  ['all terms must hold', [term('source.ip', '*'), term('user.name', '*'), term(null, 'root', true)], [2]],
  ['a date by its text', [term('@timestamp', '2026-11-22T00:00:03.000Z')], [3]],
  ['a pattern over a date', [term('@timestamp', '2026-11-22T00:00:0?.000Z')], [5, 4, 3, 2, 1]],
]

function describeTerms(open: OpenEventStore): void {
  test('terms find what they should, and what the naive reading finds', async () => {
    await using opened = await open()
    await opened.store.append(EVENTS, 5)
    const found: [string, number[]][] = []
    for (const [name, terms] of QUERIES) {
      const query = allOf(terms)
      const { hits } = await opened.store.search({ query, limit: 100 })
      found.push([name, hits.map(({ id }) => Number.parseInt(id.slice(11), 16))])
      expect(hits).toEqual(naiveSearch(EVENTS, query))
    }
    expect(found).toEqual(QUERIES.map(([name, , expected]) => [name, expected]))
  })

  test('from is inclusive and to exclusive, on event time', async () => {
    await using opened = await open()
    const late = stored(6, { '@timestamp': new Date(DAY - 9 * 86_400_000).toISOString(), message: 'late' })
    await opened.store.append([...EVENTS, late], 6)
    expect(await messages(opened.store, [], { fromMs: DAY + 2000, toMs: DAY + 4000 })).toHaveLength(2)
    expect(await messages(opened.store, [], { toMs: DAY })).toEqual(['late'])
    expect(await messages(opened.store, [], { fromMs: DAY + 60_000 })).toEqual([])
    expect(await messages(opened.store, [], { fromMs: DAY + 4000, toMs: DAY + 2000 })).toEqual([])
  })

  test('no value can leave its place in the query', async () => {
    await using opened = await open()
    await opened.store.append(EVENTS, 5)
    const hostile = [
      `' OR 1=1 --`,
      `"; DROP TABLE event_core; --`,
      `x' OR '1'='1`,
      `$1`,
      `?`,
      `\\`,
      `\\Q`,
      `(?i)`,
      `[`,
      `*`.repeat(500),
      `a{9999}`,
      `\0`,
      `\ud800`,
      `%s`,
      `/*`,
      `]]>`,
    ]
    for (const value of hostile) {
      for (const field of [
        null,
        'user.name',
        'source.port',
        'source.ip',
        '@timestamp',
        'tags',
        'vendor.x',
        value,
      ]) {
        const query = term(field, value)
        const { hits } = await opened.store.search({ query, limit: 100 })
        expect({ field, value, hits }).toEqual({ field, value, hits: naiveSearch(EVENTS, query) })
      }
    }
    expect(await messages(opened.store, [])).toHaveLength(5)
  })
}

function describeQueries(open: OpenEventStore): void {
  const sequenceOf = (id: string): number => Number.parseInt(id.slice(11), 16)
  const queryOf = (text: string): Query => {
    const parsed = parseSearchQuery(text)
    if ('problem' in parsed) throw new Error(`${text}: ${parsed.problem.message}`)
    return parsed.query
  }

  test('the table of queries finds what it says', { timeout: 300_000 }, async () => {
    await using opened = await open()
    await opened.store.append(QUERIED, QUERIED.length)
    for (const rows of Object.values(QUERY_TABLE)) {
      const found: [string, number[]][] = []
      for (const [text] of rows) {
        const { hits } = await opened.store.search({ query: queryOf(text), limit: 100 })
        found.push([text, hits.map(({ id }) => sequenceOf(id)).toReversed()])
      }
      expect(found).toEqual(rows)
    }
  })

  test('without Vietnamese marks, what has them is still told apart', { timeout: 300_000 }, async () => {
    await using opened = await open()
    await opened.store.append(QUERIED, QUERIED.length)
    for (const [text, toned, others] of FOLDED_TABLE) {
      const query = queryOf(text)
      const find = async (asked: Query): Promise<number[]> =>
        (await opened.store.search({ query: asked, limit: 100 })).hits.map(({ id }) => sequenceOf(id))
      expect([text, await find(tonedPart(query))]).toEqual([text, toned])
      expect([text, await find(untonedPart(query))]).toEqual([text, others])
      // Page by page both together, in that order, whatever the size of the pages.
      for (const limit of [1, 2, 3, 50]) {
        const seen: number[] = []
        for (let after: string | null | undefined; after !== null;) {
          const page = await searchTonedFirst(opened.store, {
            query,
            limit,
            ...(after === undefined ? {} : { after }),
          })
          seen.push(...page.hits.map(({ id }) => sequenceOf(id)))
          after = page.next
        }
        expect([text, limit, seen]).toEqual([text, limit, [...toned, ...others]])
      }
    }
  })
}

function describePaging(open: OpenEventStore): void {
  test('pages follow one another without gap or repeat while events arrive', async () => {
    await using opened = await open()
    // Ten events of each second, received in a jumble: times tie, and order of receipt is not order of time.
    const events = Array.from({ length: 200 }, (_, i) =>
      stored(i + 1, { '@timestamp': new Date(DAY + ((i * 7919) % 20) * 1000).toISOString() }),
    )
    await opened.store.append(events, 200)
    const expected = naiveSearch(events, EVERYTHING)
    const seen: unknown[] = []
    let after: string | undefined
    let arrived = 200
    for (let pages = 0; pages < 100; pages++) {
      const page = await opened.store.search({
        query: EVERYTHING,
        limit: 7,
        ...(after === undefined ? {} : { after }),
      })
      seen.push(...page.hits)
      if (page.next === null) break
      after = page.next
      arrived++
      await opened.store.append(
        [stored(arrived, { '@timestamp': new Date(DAY + 60_000 + arrived).toISOString() })],
        arrived,
      )
    }
    expect(seen).toEqual(expected)
  })

  test('there is no next page after the last hit', async () => {
    await using opened = await open()
    await opened.store.append(EVENTS, 5)
    expect((await opened.store.search({ query: EVERYTHING, limit: 5 })).next).toBeNull()
    expect((await opened.store.search({ query: EVERYTHING, limit: 4 })).next).not.toBeNull()
  })

  test('a limit beyond the largest gives the largest', async () => {
    await using opened = await open()
    const count = LIMITS.maxSearchRows + 5
    await opened.store.append(
      Array.from({ length: count }, (_, i) => stored(i + 1)),
      count,
    )
    const page = await opened.store.search({ query: EVERYTHING, limit: 1_000_000 })
    expect(page.hits).toHaveLength(LIMITS.maxSearchRows)
    const rest = await opened.store.search({ query: EVERYTHING, limit: 100, after: page.next! })
    expect(rest.hits).toHaveLength(5)
    expect(rest.next).toBeNull()
  })

  test('a place that no search gave out is refused', async () => {
    await using opened = await open()
    await opened.store.append(EVENTS, 5)
    await expect(
      opened.store.search({ query: EVERYTHING, limit: 5, after: `0' OR 1` }),
    ).rejects.toMatchObject({
      code: 'request.malformed',
    })
  })

  test('a search whose caller has given up ends with the reason', async () => {
    await using opened = await open()
    await opened.store.append(EVENTS, 5)
    const reason = new Error('gone')
    await expect(
      opened.store.search({ query: EVERYTHING, limit: 5 }, AbortSignal.abort(reason)),
    ).rejects.toBe(reason)
  })
}

function describeSummaries(open: OpenEventStore): void {
  const everyField = (events: readonly StoredEvent[]): string[] => [
    ...new Set(events.flatMap(({ event }) => Object.keys(event))),
  ]

  test(
    'events are counted over time and by value as going through them counts',
    { timeout: 300_000 },
    async () => {
      await using opened = await open()
      const late = stored(13, {
        '@timestamp': '2026-11-20T23:59:59.999Z',
        message: 'late',
        'user.name': 'Root',
      })
      const odd = stored(14, {
        'event.created': '2026-11-21 23:59:59',
        tags: ['ssh', 'ssh', 7],
        'vendor.size': 80,
      })
      const all = [...QUERIED, late, odd]
      await opened.store.append(all, 14)
      const bars = { widthMs: 3_600_000, beginMs: -1800_000 }
      for (const query of [
        EVERYTHING,
        term('source.ip', '*'),
        term(null, 'password'),
        term('user.name', 'root'),
      ]) {
        const found = all.filter(({ event }) => matchesQuery(event, query))
        const inBars = Map.groupBy(found, ({ event }) =>
          Math.floor((Date.parse(String(event['@timestamp'])) - bars.beginMs) / bars.widthMs),
        )
        const summary = await opened.store.summarise({ query, bars })
        expect(summary).toMatchObject({ events: found.length, values: [], complete: true, exact: true })
        expect(summary.bars).toEqual(
          [...inBars]
            .map(([bar, events]) => ({ at: bar * bars.widthMs + bars.beginMs, events: events.length }))
            .sort((a, b) => a.at - b.at),
        )
        for (const field of [...everyField(all), 'vendor.none']) {
          const counts = new Map<Scalar, number>()
          for (const { event } of found)
            for (const value of new Set(valuesOf(event, field)))
              counts.set(value, (counts.get(value) ?? 0) + 1)
          const { values } = await opened.store.summarise({ query, top: { field, limit: 100 } })
          expect([field, new Map(values.map(({ value, events }) => [value, events]))]).toEqual([
            field,
            counts,
          ])
        }
      }
    },
  )

  test('going through pages counts the same', async () => {
    await using opened = await open()
    await opened.store.append(QUERIED, QUERIED.length)
    for (const query of [EVERYTHING, term(null, 'password')]) {
      for (const top of [
        { field: 'host.name', limit: 3 },
        { field: 'vendor.list', limit: 9, prefix: 'y' },
      ]) {
        const asked = { query, top, bars: { widthMs: 5000, beginMs: 0 } }
        const [own, paged] = [
          await opened.store.summarise(asked),
          await summariseByPages(opened.store, asked, LIMITS.maxSearchMs),
        ]
        expect({ ...own, tookMs: 0 }).toEqual({ ...paged, tookMs: 0 })
      }
    }
  })

  test('every query of the table is counted over time as it is found', { timeout: 300_000 }, async () => {
    await using opened = await open()
    await opened.store.append(QUERIED, QUERIED.length)
    for (const rows of Object.values(QUERY_TABLE)) {
      for (const [text, expected] of rows) {
        const parsed = parseSearchQuery(text)
        if ('problem' in parsed) throw new Error(`${text}: ${parsed.problem.message}`)
        const bars = { widthMs: 5000, beginMs: 2000 }
        const summary = await opened.store.summarise({ query: parsed.query, bars })
        const inBars = Map.groupBy(expected, n => DAY + Math.floor((n - 2) / 5) * 5000 + 2000)
        expect([text, summary]).toEqual([
          text,
          {
            events: expected.length,
            bars: [...inBars].map(([at, found]) => ({ at, events: found.length })),
            values: [],
            exact: true,
            complete: true,
            tookMs: expect.any(Number) as number,
          },
        ])
      }
    }
  })

  test('the most frequent values come first, those that begin so alone, and no more than asked for', async () => {
    await using opened = await open()
    await opened.store.append(QUERIED, QUERIED.length)
    const top = async (field: string, limit: number, prefix?: string) =>
      (
        await opened.store.summarise({
          query: EVERYTHING,
          top: { field, limit, ...(prefix === undefined ? {} : { prefix }) },
        })
      ).values
    expect(await top('host.name', 3)).toEqual([
      { value: 'db-01', events: 2 },
      { value: 'web-01', events: 2 },
      { value: 'web-02', events: 2 },
    ])
    expect(await top('host.name', 9, 'W')).toEqual([
      { value: 'web-01', events: 2 },
      { value: 'web-02', events: 2 },
      { value: 'WIN-7', events: 1 },
    ])
    expect(await top('vendor.list', 9, 'y')).toEqual([{ value: 'Y', events: 1 }])
    expect(await top('source.port', 9, '10')).toEqual([{ value: 1024, events: 1 }])
  })

  test('values are counted as events spell them, whatever column they would stand in', async () => {
    await using opened = await open()
    const fields: readonly (readonly [string, readonly FieldValue[]])[] = [
      ['source.ip', ['2001:DB8::1', '2001:db8::1', '192.0.2.1', '::ffff:192.0.2.1', 'unknown', 7]],
      ['related.ip', [['192.0.2.1', 'unknown'], ['192.0.2.1', '2001:db8::1', '2001:DB8::1'], '192.0.2.1']],
      ['source.port', [22, '22', 22.5, 2 ** 60, [22, '22', 443], -0]],
      ['event.risk_score', [1, 1.5, '1.5', -0, 1e300, [1, 1]]],
      ['tls.established', [true, 'true', false, 1, 'True', [true, 'true']]],
      ['user.name', ['root', 'Root', 7, '7', true, 'x'.repeat(2000), 'ſ', 'K', ['root', 'k', 'root']]],
      ['vendor.kind', [7, '7', true, 'true', ['a', 7, 'A'], '\0', 'đ', 'Đ']],
    ]
    const all = fields.flatMap(([field, values], at) =>
      values.map((value, n) => stored(at * 20 + n + 1, { [field]: value })),
    )
    await opened.store.append(all, 200)
    // 7 and "7" have the same text: which of the two comes first is not promised.
    const counted = ({ events, exact, values }: EventSummary) => ({
      events,
      exact,
      values: new Map(values.map(({ value, events }) => [value, events])),
    })
    for (const [field] of fields)
      for (const prefix of ['', '1', '2001:D', 'r', 'true', 'K', 'đ']) {
        const asked = { query: EVERYTHING, top: { field, limit: 100, prefix } }
        const own = await opened.store.summarise(asked)
        const paged = await summariseByPages(opened.store, asked, LIMITS.maxSearchMs)
        expect([field, prefix, counted(own)]).toEqual([field, prefix, counted(paged)])
      }
  })

  test('only events of that time and of those systems are counted', async () => {
    await using opened = await open()
    const of = (n: number, system: string) => stored(n, { 'thapcanh.system.id': system })
    await opened.store.append([of(1, 'a'), of(2, 'b'), of(3, 'a'), of(4, 'a')], 4)
    const asked = { query: EVERYTHING, fromMs: DAY + 2000, toMs: DAY + 4000 }
    expect(await opened.store.summarise({ ...asked, systems: ['a'] })).toMatchObject({ events: 1, bars: [] })
    expect(await opened.store.summarise({ ...asked, systems: [] })).toMatchObject({ events: 0 })
    expect(await opened.store.summarise(asked)).toMatchObject({ events: 2 })
  })

  test('a summary whose caller has given up ends with the reason', async () => {
    await using opened = await open()
    await opened.store.append(QUERIED, QUERIED.length)
    const reason = new Error('gone')
    await expect(opened.store.summarise({ query: EVERYTHING }, AbortSignal.abort(reason))).rejects.toBe(
      reason,
    )
  })
}

function describeReparsing(open: OpenEventStore): void {
  const format = 'thapcanh.format'

  test('unknown lines are read oldest first, page by page, over days', async () => {
    await using opened = await open()
    const eve = DAY - 5000
    const events = Array.from({ length: 10 }, (_, i) =>
      stored(i + 1, { [format]: i % 2 === 0 ? 'unknown' : 'sshd' }, eve),
    )
    await opened.store.append(events, 10)
    const first = await opened.store.unknown(null, 3)
    const second = await opened.store.unknown(first.at(-1)!.id, 3)
    expect([...first, ...second]).toEqual(
      events.filter((_, i) => i % 2 === 0).map(({ id, event }) => ({ id, event })),
    )
    expect(await opened.store.unknown(second.at(-1)!.id, 3)).toEqual([])
  })

  test('a replaced event keeps its id and nothing of what it was', async () => {
    await using opened = await open()
    const before = [
      stored(1, { [format]: 'unknown', 'vendor.old': 1 }),
      stored(2),
      stored(3, { [format]: 'unknown' }, DAY + 86_400_000),
    ]
    await opened.store.append(before, 3)
    const parsed = before.map(each => ({
      ...each,
      event: {
        '@timestamp': '2020-01-01T00:00:00.000Z',
        message: 'parsed',
        [format]: 'sshd',
        'url.path': '/x',
      },
    }))
    await opened.store.replace([parsed[0]!, parsed[2]!])
    const store = await opened.reopen()
    expect(await store.get(before[0]!.id)).toEqual({ id: before[0]!.id, event: parsed[0]!.event })
    expect(await store.get(before[1]!.id)).toEqual({ id: before[1]!.id, event: before[1]!.event })
    expect(await messages(store, [term('vendor.old', '*')])).toEqual([])
    expect(await messages(store, [], { toMs: DAY })).toEqual(['parsed', 'parsed'])
    expect(await store.unknown(null, 10)).toEqual([])
    expect(await store.stats()).toMatchObject({ events: 3 })
    expect(await store.position()).toBe(3)
  })

  test('an event that is not stored cannot be replaced into being', async () => {
    await using opened = await open()
    await opened.store.append([stored(1)], 1)
    await opened.store.replace([stored(2, { message: 'ghost' }), stored(3, {}, DAY - 86_400_000)])
    expect(await messages(opened.store, [])).toEqual(['event 1'])
    expect(await opened.store.stats()).toMatchObject({ events: 1 })
  })
}

function describeScan(open: OpenEventStore): void {
  const ids = (hits: readonly { readonly id: string }[]): string[] => hits.map(({ id }) => id)

  test('pages go through all events in the order in which they came in, whatever their table and time', async () => {
    await using opened = await open()
    const { store } = opened
    const events = Array.from({ length: 50 }, (_, n) =>
      stored(
        n + 1,
        {
          'vendor.n': n,
          ...(n % 3 === 0 ? { 'url.path': '/x' } : n % 3 === 1 ? { 'winlog.event_id': '1' } : {}),
          '@timestamp': new Date(DAY + ((n * 7919) % 50) * 60_000).toISOString(),
        },
        n < 30 ? DAY : DAY + 86_400_000,
      ),
    )
    await store.append(events, 50)
    const all: string[] = []
    for (let afterId: string | null = null; ;) {
      const page = await store.scan({ afterId, limit: 7 })
      all.push(...ids(page))
      if (page.length < 7) break
      afterId = page.at(-1)!.id
    }
    expect(all).toEqual(events.map(({ id }) => id))
    const [first] = await store.scan({ afterId: null, limit: 1 })
    expect(first!.event).toMatchObject({ 'vendor.n': 0, 'url.path': '/x' })
  })

  test('only events of that time and of those systems', async () => {
    await using opened = await open()
    const { store } = opened
    const at = (n: number) => new Date(DAY + n * 1000).toISOString()
    const of = (n: number, system: string) =>
      stored(n, { '@timestamp': at(n), 'thapcanh.system.id': system, 'thapcanh.system.level': 3 })
    const events = [of(1, 'a'), of(2, 'b'), of(3, 'a'), of(4, 'a')]
    await store.append(events, 4)
    const found = await store.scan({
      afterId: null,
      limit: 10,
      fromMs: DAY + 2000,
      toMs: DAY + 4000,
      systems: ['a'],
    })
    expect(ids(found)).toEqual([events[2]!.id])
    expect(await store.scan({ afterId: null, limit: 10, systems: [] })).toEqual([])
  })
}

function describeKinds(open: OpenEventStore): void {
  const FIELDS = ['event.dataset', 'event.category', 'winlog.event_id', 'Channel']
  const kindsOf = async (store: EventStore, sinceMs: number) =>
    [...new Set((await store.kinds(FIELDS, sinceMs)).map(kind => JSON.stringify(kind)))].sort()

  test('each combination of values is told, whatever its column, and only of the fields asked for', async () => {
    await using opened = await open()
    const { store } = opened
    await store.append(
      [
        stored(1, { 'event.dataset': 'sshd', 'user.name': 'an' }),
        stored(2, { 'event.dataset': 'sshd', 'user.name': 'binh' }),
        stored(3, { 'event.dataset': 'sshd', 'event.category': ['authentication', 'session'] }),
        stored(4, { Channel: 'Security', 'winlog.event_id': '4625' }),
        stored(5, { Channel: 'Security', 'winlog.event_id': '4624' }),
      ],
      5,
    )
    expect(await kindsOf(store, 0)).toEqual(
      [
        { 'event.dataset': 'sshd' },
        { 'event.dataset': 'sshd', 'event.category': ['authentication', 'session'] },
        { 'winlog.event_id': '4625', Channel: 'Security' },
        { 'winlog.event_id': '4624', Channel: 'Security' },
      ]
        .map(kind => JSON.stringify(kind))
        .sort(),
    )
    // What was read of a day is not taken for what came to it later.
    await store.append([stored(6, { 'event.dataset': 'nginx.access' })], 6)
    expect(await kindsOf(store, 0)).toContain(JSON.stringify({ 'event.dataset': 'nginx.access' }))
  })

  test('days that are over before the time are not looked at', async () => {
    await using opened = await open()
    const { store } = opened
    await store.append([stored(1, { 'event.dataset': 'old' }, DAY)], 1)
    await store.append([stored(2, { 'event.dataset': 'new' }, DAY + 2 * 86_400_000)], 2)
    expect(await kindsOf(store, DAY + 86_400_000)).toEqual([JSON.stringify({ 'event.dataset': 'new' })])
    expect(await store.kinds(FIELDS, DAY + 9 * 86_400_000)).toEqual([])
  })
}
