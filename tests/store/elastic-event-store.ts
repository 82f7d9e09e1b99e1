// What only the store on Elasticsearch must do: repeats over several indices of a stream, batches that ended half-way,
// documents that the server refuses, and what its index can tell by itself.

import type { Client } from '@elastic/elasticsearch'
import { describe, expect, test } from 'vitest'
import type { RetentionClass, RetentionRun } from '#/store/elastic/retention.ts'
import { retireEvents } from '#/store/elastic/retention.ts'
import { readKeptEvents } from '#/store/elastic/kept-indices.ts'
import { listStreams } from '#/store/elastic/event-streams.ts'
import { boundsOf } from '#/store/elastic/query-bounds.ts'
import { EVERYTHING } from '#/store/query-tree.ts'
import { parseSearchQuery } from '#/store/search-query.ts'
import { DAY, stored } from './invented-events.ts'
import { type OpenedOnElastic, openOnElastic } from './open-on-elastic.ts'

const DAY_MS = 86_400_000

export function describeElasticEventStore(url: () => string): void {
  describe('the event store on Elasticsearch', () => {
    test('a batch whose position was lost is stored once, also when the stream has a new index', async () => {
      await using opened = await openOnElastic(url())
      await opened.store.append([stored(1)], 1)
      // As if the process had ended between the events and their position.
      await opened.store.append([stored(2), stored(3)], 3)
      await opened.client.index({
        index: `${opened.prefix}-positions`,
        id: 'main',
        document: { position: 1 },
      })
      await newIndex(opened.client, opened.prefix)
      const store = await opened.reopen()
      expect(await store.position()).toBe(1)
      await store.append([stored(2), stored(3), stored(4)], 4)
      expect(await found(opened)).toEqual(['event 4', 'event 3', 'event 2', 'event 1'])
      expect(await store.stats()).toMatchObject({ events: 4 })
      expect(await store.position()).toBe(4)
    })

    test('writers have positions of their own', async () => {
      await using opened = await openOnElastic(url())
      await opened.store.append([stored(7)], 7)
      const { prefix } = opened
      await using other = await openOnElastic(url(), { prefix, writer: 'collector-2' })
      expect(await other.store.position()).toBe(0)
      await other.store.append([stored(3)], 3)
      expect(await opened.store.position()).toBe(7)
      expect(await found(other)).toEqual(['event 7', 'event 3'])
    })

    test('an event whose index does not tell all is still gone through by its system', async () => {
      await using opened = await openOnElastic(url())
      const odd = { 'a\u0001b': 1, 'thapcanh.system.id': 'traffic' }
      const events = [
        stored(1, odd),
        stored(2, { 'thapcanh.system.id': 'other', 'c\u0001': 1 }),
        stored(3, odd),
      ]
      await opened.store.append(events, 3)
      const scanned = await opened.store.scan({ afterId: null, limit: 2, systems: ['traffic'] })
      expect(scanned.map(({ id }) => id)).toEqual([events[0]!.id, events[2]!.id])
    })

    test('an event that the server refuses is kept whole, found, and told', async () => {
      await using opened = await openOnElastic(url())
      const { client, prefix, store } = opened
      await store.append([stored(1)], 1)
      // A column that takes no text, nor ignores it.
      const [{ indices } = { indices: [] }] = await listStreams(client, prefix)
      await client.indices.putMapping({
        index: indices.at(-1)!,
        properties: { 'vendor.n': { type: 'integer' } },
      })
      const events = [stored(2, { 'vendor.n': 'word' }), stored(3, { 'vendor.n': 7 })]
      await store.append(events, 3)
      expect(await store.get(events[0]!.id)).toEqual({ id: events[0]!.id, event: events[0]!.event })
      expect(await found(opened, 'vendor.n:WORD')).toEqual(['event 2'])
      expect(await found(opened, 'NOT vendor.n:word')).toEqual(['event 3', 'event 1'])
      expect(opened.problems).toMatchObject([
        { code: 'store.failed', detail: expect.stringContaining(events[0]!.id) },
      ])
    })

    test('a search whose time is over says so and goes on from there', async () => {
      await using opened = await openOnElastic(url(), { maxSearchMs: 0 })
      await opened.store.append([stored(1), stored(2)], 2)
      const page = await opened.store.search({ query: EVERYTHING, limit: 1 })
      expect(page).toMatchObject({ hits: [], complete: false })
      const sort = { field: 'source.port', descending: true }
      const sorted = await opened.store.search({ query: EVERYTHING, sort, limit: 1 })
      expect(sorted).toMatchObject({ hits: [], next: null, complete: false, stoppedBy: 'time' })
      expect(await opened.store.summarise({ query: EVERYTHING })).toMatchObject({
        complete: false,
        stoppedBy: 'time',
      })
      await using patient = await openOnElastic(url(), { prefix: opened.prefix })
      const rest = await patient.store.search({ query: EVERYTHING, limit: 10, after: page.next! })
      expect(rest.hits.map(({ event }) => event['message'])).toEqual(['event 2', 'event 1'])
    })

    test('a server that is away is told, and can be asked again', async () => {
      await expect(openOnElastic('http://127.0.0.1:1', { prefix: 'nowhere' })).rejects.toMatchObject({
        name: 'Retryable',
        code: 'store.failed',
      })
    })
    describeIndexAnswers(url)
    describeRetention(url)
  })
}

/** Queries that the index must answer by itself, without reading events that do not match. */
const TOLD = [
  'failed',
  '"d password for ro"',
  'user.name:ROOT',
  'user.name:r*t',
  'source.ip:203.0.113.0/24',
  'source.port:[20 TO 30]',
  'NOT vendor.code:A-1',
  'vendor.code:A* AND NOT (source.port:>100 OR user.name:nobody)',
  'event.category:authentication',
]

function describeIndexAnswers(url: () => string): void {
  test('ordinary searches are answered by the index alone', async () => {
    await using opened = await openOnElastic(url())
    await opened.store.append(
      [
        stored(1, {
          message: 'Failed password for root',
          'user.name': 'root',
          'source.ip': '203.0.113.9',
          'source.port': 22,
          'vendor.code': 'A-7',
          'event.category': ['authentication'],
        }),
        stored(2, {
          message: 'Accepted publickey for lan',
          'user.name': 'nobody',
          'source.ip': '198.51.100.7',
          'source.port': 50_000,
          'vendor.code': 'A-1',
          'event.category': ['network'],
        }),
      ],
      2,
    )
    for (const text of TOLD) {
      expect([text, await found(opened, text)]).toEqual([text, ['Failed password for root']])
      const parsed = parseSearchQuery(text)
      const query = 'query' in parsed ? boundsOf(parsed.query).over : undefined
      const { count } = await opened.client.count({ index: `${opened.prefix}-events-*`, query: query! })
      expect([text, count]).toEqual([text, 1])
    }
  })
}

function describeRetention(url: () => string): void {
  const keepMs: Readonly<Record<RetentionClass, number>> = {
    m1: 31 * DAY_MS,
    m3: 92 * DAY_MS,
    m6: 184 * DAY_MS,
    m12: 366 * DAY_MS,
  }
  const system = 'thapcanh.system.id'

  test('an index goes when its newest event is older than its class keeps, and not under a legal hold', async () => {
    await using opened = await openOnElastic(url(), {
      classOf: event => (event[system] === 'short' ? 'm1' : 'm12'),
    })
    const { client, prefix, store } = opened
    await store.append([stored(1, { [system]: 'short' }), stored(2, { [system]: 'long' })], 2)
    await newIndex(client, prefix)
    await store.append([stored(3, { [system]: 'short' }, DAY + 2 * DAY_MS)], 3)
    const retire = (nowMs: number, held: RetentionRun['held'] = []) =>
      retireEvents({ client, prefix, nowMs, keepMs, held, maxIndexAge: '1d' })
    const later = DAY + 32 * DAY_MS
    expect(await retire(DAY + 20 * DAY_MS)).toEqual({ deleted: [], held: [] })
    expect(await retire(later, [{ fromMs: 0, toMs: later }])).toMatchObject({
      deleted: [],
      held: [{ events: 1 }],
    })
    expect(await retire(later, [{ fromMs: DAY + 1000, toMs: DAY + 1001 }])).toMatchObject({
      deleted: [],
      held: [{ events: 1 }],
    })
    expect(await found(opened)).toEqual(['event 3', 'event 2', 'event 1'])
    expect(await retire(later, [{ fromMs: DAY + 1001, toMs: later }])).toMatchObject({
      deleted: [{ events: 1, newestMs: DAY + 1000 }],
      held: [],
    })
    expect(await found(opened)).toEqual(['event 3', 'event 2'])
    // Its position stays: what is gone is not stored anew when it comes again.
    await store.append([stored(1, { [system]: 'short' })], 1)
    expect(await found(opened)).toEqual(['event 3', 'event 2'])
  })

  test('what is kept is told index by index: how much, until when, and which holds keep it', async () => {
    await using opened = await openOnElastic(url(), {
      classOf: event => (event[system] === 'short' ? 'm1' : 'm12'),
    })
    const { client, prefix, store } = opened
    const ahead = { '@timestamp': '2099-01-01T00:00:00.000Z', [system]: 'long' }
    await store.append([stored(1, { [system]: 'short' }), stored(2, ahead)], 2)
    await newIndex(client, prefix)
    await store.append([stored(3, { [system]: 'short' }, DAY + 2 * DAY_MS)], 3)
    await client.indices.refresh({ index: `${prefix}-events-*` })
    const holds = [
      { id: 'h-1', fromMs: DAY + 1000, toMs: DAY + 1001 },
      { id: 'h-2', fromMs: DAY + 5000, toMs: DAY + 6000 },
    ]
    const { indices, disk } = await readKeptEvents({ client, prefix, keepMs, holds })
    const open = { isOpen: true, keptUntilMs: null, heldBy: [] }
    expect(indices.filter(({ events }) => events > 0)).toMatchObject([
      {
        retention: 'm1',
        isOpen: false,
        events: 1,
        firstMs: DAY + 1000,
        lastMs: DAY + 1000,
        keptUntilMs: DAY + 1000 + keepMs.m1,
        heldBy: ['h-1'],
      },
      { retention: 'm1', events: 1, ...open },
      // As long as if it had been received when it says: a clock ahead keeps nothing.
      { retention: 'm12', isOpen: false, events: 1, keptUntilMs: DAY + 2000 + keepMs.m12, heldBy: [] },
    ])
    expect(indices.filter(({ events }) => events === 0)).toContainEqual(
      expect.objectContaining({ retention: 'm12', firstMs: null, lastMs: null, ...open }),
    )
    expect(indices.every(({ bytes }) => bytes > 0)).toBe(true)
    expect(disk.totalBytes).toBeGreaterThan(disk.freeBytes)
  })

  test('a clock that is ahead keeps nothing longer', async () => {
    await using opened = await openOnElastic(url(), { classOf: () => 'm1' })
    const { client, prefix, store } = opened
    await store.append([stored(1, { '@timestamp': '2099-01-01T00:00:00.000Z' })], 1)
    await newIndex(client, prefix)
    const nowMs = DAY + 40 * DAY_MS
    const retired = await retireEvents({ client, prefix, nowMs, keepMs, held: [], maxIndexAge: '1d' })
    expect(retired.deleted.filter(({ events }) => events > 0)).toMatchObject([{ events: 1 }])
    expect(await found(opened)).toEqual([])
  })
}

async function found({ store }: OpenedOnElastic, text = ''): Promise<unknown[]> {
  const parsed = parseSearchQuery(text)
  if ('problem' in parsed) throw new Error(parsed.problem.message)
  const { hits } = await store.search({ query: parsed.query, limit: 100 })
  return hits.map(({ event }) => event['message'])
}

/** Every stream begins a new index. */
async function newIndex(client: Client, prefix: string): Promise<void> {
  for (const { name } of await listStreams(client, prefix)) await client.indices.rollover({ alias: name })
}
