// Sealed days answer as the plain reading does, whatever texts stand in them and whatever columns repeat of one another;
// files of the layout before are read, closed and sealed like any other.

import { DuckDBInstance } from '@duckdb/node-api'
import * as fc from 'fast-check'
import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, test, vi } from 'vitest'
import type { Event } from '#/kernel/event.ts'
import { eventId, firstSequenceOfLog } from '#/kernel/ids.ts'
import { sqlTypeOf } from '#/store/embedded/event-columns.ts'
import { SHAPES } from '#/store/embedded/event-shapes.ts'
import { foldText } from '#/store/embedded/fold-text.ts'
import type { EmbeddedEvents } from '#/store/embedded/event-store.ts'
import type { StoredEvent } from '#/store/event-store.ts'
import { matchesQuery } from '#/store/match-query.ts'
import { EVERYTHING, foldedQuery, type Query } from '#/store/query-tree.ts'
import { DAY, stored } from './invented-events.ts'
import { openOnDisk } from './open-on-disk.ts'

vi.setConfig({ testTimeout: 240_000 })

const seed = 20_261_130

/** Letters that case and marks are lost of in different ways, among plain ones; and what is no text to UTF-8 or ends one. */
const TEXTS = [
  'Accepted password', 'FAILED PASSWORD', 'thất bại đăng nhập', 'that bai', 'ſeſſion \u212Aelvin', 'session kelvin',
  'İstanbul ıota', 'istanbul iota', 'a\tb\nc', 'first\nsecond line', '100%_off', '"quoted" \\back', '🔐 opened', 'ab', '',
  'Ångström', 'angstrom', 'half \udabc of a pair', '\ud800', 'nul\0here', '\uffff', '\uffffdabc',
] // prettier-ignore
const text = fc.array(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 3 }).map(parts => parts.join(' '))
const prefix = fc.constantFrom('', '<38>1 host sshd - - - ', 'máy chủ: ', 'plain ')
const address = fc.constantFrom<unknown>('192.0.2.1', '198.51.100.7', '2001:db8::1', 'not one', 7, [
  '192.0.2.1',
])
const number = fc.constantFrom<unknown>(0, -0, 1, 80, 1.5, 2 ** 53, '80')

/** Fields that others say, said and not said, in values that fit and that do not. */
const event: fc.Arbitrary<Event> = fc
  .record(
    {
      message: fc.oneof(text as fc.Arbitrary<unknown>, number),
      line: prefix,
      'source.ip': address,
      'source.address': address,
      'destination.ip': address,
      'related.ip': fc.oneof(address, fc.constantFrom(['192.0.2.1', '198.51.100.7'], ['198.51.100.7'], [])),
      'host.hostname': fc.constantFrom<unknown>('máy-1', 'web', 5),
      'log.syslog.hostname': fc.constantFrom<unknown>('máy-1', 'web', 5),
      'related.hosts': fc.constantFrom<unknown>(['máy-1'], ['web'], [], ['web', 'máy-1']),
      'process.pid': number,
      'log.syslog.procid': fc.constantFrom<unknown>('0', '80', '1.5', 80),
      'url.original': fc.constantFrom<unknown>('/a?b=c?d', '/a', '?', '', '/đ?ể', 3),
      'url.path': fc.constantFrom<unknown>('/a', '', '/đ', '/a?b=c'),
      'url.query': fc.constantFrom<unknown>('b=c?d', '', 'ể', 'b'),
      'source.bytes': number,
      'destination.bytes': number,
      'network.bytes': number,
      'event.ingested': fc.constantFrom<unknown>(0, '2026-11-22T00:00:01.000Z', '2026-11-22', 'now'),
      'thapcanh.system.level': fc.constantFrom(2, 3),
    },
    { requiredKeys: [] },
  )
  .map(({ line, ...fields }) => {
    const { message = '' } = fields
    const end = typeof message === 'string' ? message : JSON.stringify(message)
    const original = line === undefined ? {} : { 'event.original': `${line}${end}` }
    return { ...fields, ...original } as Event
  })

/** A piece of a text, in other letters, with wildcards in it or not. */
const piece = fc
  .tuple(
    text,
    fc.nat(30),
    fc.integer({ min: 1, max: 9 }),
    fc.constantFrom('as is', 'up', 'low', 'star', 'mark'),
  )
  .map(([whole, from, length, how]) => {
    const letters = Array.from(whole).slice(from % whole.length || 0)
    const part = letters
      .slice(0, length)
      .join('')
      .replaceAll(/[\\*?]/g, '\\$&')
    if (how === 'up') return part.toUpperCase()
    if (how === 'low') return part.toLowerCase()
    if (how === 'star') return `${part}*${letters.slice(length + 2, length + 7).join('')}`
    return how === 'mark' ? `${part}?` : part
  })
  // Half a pair cannot be asked for.
  .filter(value => !/^\**$/.test(value) && value.isWellFormed())
const leaf: fc.Arbitrary<Query> = fc
  .tuple(piece, fc.constantFrom(null, 'message', 'event.original', 'url.path'), fc.boolean())
  .map(([value, field, folded]) => {
    const query: Query = field === null ? { kind: 'text', value } : { kind: 'term', field, value }
    return folded ? foldedQuery(query) : query
  })
const query: fc.Arbitrary<Query> = fc.oneof(
  { weight: 4, arbitrary: leaf },
  fc.tuple(leaf, leaf).map(([a, b]): Query => ({ kind: 'and', parts: [a, { kind: 'not', part: b }] })),
  fc.tuple(leaf, leaf).map(([a, b]): Query => ({ kind: 'or', parts: [a, b] })),
)

const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id).sort()

/** Each query finds, sorted either way and counted, just what the plain reading finds. */
async function holdsAgainstReading(store: EmbeddedEvents, events: readonly StoredEvent[]): Promise<void> {
  await fc.assert(
    fc.asyncProperty(query, async asked => {
      const expected = idsOf(events.filter(each => matchesQuery(each.event, asked)))
      expect(idsOf((await store.search({ query: asked, limit: 1000 })).hits)).toEqual(expected)
      const sort = { field: 'url.path', descending: true }
      expect(idsOf((await store.search({ query: asked, limit: 1000, sort })).hits)).toEqual(expected)
      expect((await store.summarise({ query: asked })).events).toBe(expected.length)
    }),
    { numRuns: 50, seed },
  )
}

describe('a sealed day', () => {
  test('gives every event back, and finds what the plain reading finds', async () => {
    await using opened = await openOnDisk()
    const store = opened.store as EmbeddedEvents
    const events = fc.sample(event, { numRuns: 250, seed }).map((fields, at): StoredEvent => {
      const { id, ingestedMs } = stored(at + 1)
      const ingested = new Date(ingestedMs).toISOString()
      const said = fields['event.ingested'] === 0 ? { ...fields, 'event.ingested': ingested } : fields
      return { id, ingestedMs, event: { '@timestamp': ingested, ...said } }
    })
    await store.append(events, events.length)
    const read = async (): Promise<void> => {
      const found = await Promise.all(events.map(({ id }) => store.get(id)))
      expect(found).toEqual(events.map(({ id, event: held }) => ({ id, event: held })))
    }
    await read()
    await store.keeping.seal(Infinity)
    expect((await store.keeping.days()).map(({ level }) => level)).toEqual([0, 2, 3])
    await read()
    await holdsAgainstReading(store, events)
    expect(opened.problems).toEqual([])
  })

  test('does not take letters and digits for a text that stand for half a surrogate pair', async () => {
    await using opened = await openOnDisk()
    const store = opened.store as EmbeddedEvents
    const events = ['\ud800', 'half \udabc', '\uffff'].map((message, at) =>
      stored(at + 1, { message, 'vendor.own': message }),
    )
    await store.append(events, events.length)
    for (const when of ['open', 'sealed']) {
      for (const value of ['a', 'A', 'd', '8', 'ffff', '\uffff', 'half', 'half ?', '?', '??'])
        for (const asked of [value, foldText(value)].flatMap((each): Query[] => [
          { kind: 'text', value: each },
          { kind: 'term', field: 'vendor.own', value: each, folded: true },
          { kind: 'term', field: 'message', value: each },
        ])) {
          const expected = idsOf(events.filter(each => matchesQuery(each.event, asked)))
          const { hits } = await store.search({ query: asked, limit: 9 })
          expect({ when, asked, found: idsOf(hits) }).toEqual({ when, asked, found: expected })
        }
      if (when === 'open') await store.keeping.seal(Infinity)
    }
  })

  test('keeps the longer ids of a cluster', async () => {
    await using opened = await openOnDisk()
    const store = opened.store as EmbeddedEvents
    const first = firstSequenceOfLog(3)
    const events = [1, 2, 3].map(at => ({ ...stored(at), id: eventId(DAY + at * 1000, first + at) }))
    await store.append(events, first + 3)
    for (const when of ['open', 'sealed']) {
      const found = await Promise.all(events.map(({ id }) => store.get(id)))
      expect({ when, ids: found.map(hit => hit?.id) }).toEqual({ when, ids: events.map(({ id }) => id) })
      expect(idsOf(await store.scan({ afterId: events[0]!.id, limit: 9 }))).toEqual(idsOf(events.slice(1)))
      if (when === 'open') await store.keeping.seal(Infinity)
    }
  })
})

describe('a file of the layout before', () => {
  test('is read, takes nothing more, and is sealed', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'thapcanh-layout-'))
    try {
      const [first, second] = [
        stored(1, { message: 'of the layout before' }),
        stored(2, { message: 'after it' }),
      ]
      await makeEarlierFile(directory, first)
      await using opened = await openOnDisk({ directory })
      const store = opened.store as EmbeddedEvents
      const all = async (): Promise<readonly unknown[]> =>
        (await store.search({ query: EVERYTHING, limit: 9 })).hits
      const [a, b] = [first, second].map(({ id, event: held }) => ({ id, event: held }))
      expect(await all()).toEqual([a])
      await store.append([second], 2)
      expect(await all()).toEqual([b, a])
      expect((await store.keeping.days()).map(({ file }) => file)).toEqual([
        'events-2026-11-22.duckdb',
        'events-2026-11-22-2.duckdb',
      ])
      await store.keeping.seal(Infinity)
      expect(await all()).toEqual([b, a])
      expect(await store.get(first.id)).toEqual(a)
      expect(await store.scan({ afterId: first.id, limit: 9 })).toEqual([b])
      expect(opened.problems).toEqual([])
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  })
})

/** A day file with one event, every column stored as text or number and the id as text, as version 0.2.0 made it. */
async function makeEarlierFile(directory: string, { id, event: held }: StoredEvent): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const columns = SHAPES[0]!.columns.map(({ name, type }) => `"${name}" ${sqlTypeOf(type)}`)
  const run = async (sql: string): Promise<void> => void (await connection.run(sql))
  await run(
    `ATTACH '${join(directory, 'events-2026-11-22.duckdb')}' AS day (STORAGE_VERSION 'latest', BLOCK_SIZE 65536)`,
  )
  await run(
    'CREATE TABLE day.progress (position BIGINT NOT NULL, bucket BIGINT NOT NULL, events BIGINT NOT NULL)',
  )
  await run(
    `CREATE TABLE day.event_core (id VARCHAR NOT NULL, misfit VARCHAR, rest VARCHAR, ${columns.join(', ')})`,
  )
  await run(
    `INSERT INTO day.event_core (id, "@timestamp", message) VALUES ('${id}', '${String(held['@timestamp']).replace('Z', '')}', '${String(held['message'])}')`,
  )
  await run(`INSERT INTO day.progress VALUES (1, ${Math.floor(DAY / 3_600_000)}, 1)`)
  await run('DETACH day')
  connection.closeSync()
  instance.closeSync()
}
