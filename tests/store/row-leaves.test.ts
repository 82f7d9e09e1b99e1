// The lines that DuckDB writes of a sealed table's rows are those that the events themselves give, whatever stands in them:
// each leaf is held against the plain reading.

import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import * as fc from 'fast-check'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Event, FieldValue } from '#/kernel/event.ts'
import { COLUMNS } from '#/kernel/field-types.ts'
import { buildTree } from '#/store/embedded/day-tree.ts'
import { quoteText, shapesFrom } from '#/store/embedded/event-columns.ts'
import { SHAPES, type Shape } from '#/store/embedded/event-shapes.ts'
import { openEmbeddedEventStore } from '#/store/embedded/event-store.ts'
import { planLine } from '#/store/embedded/line-plan.ts'
import { rowLeaves } from '#/store/embedded/row-leaves.ts'
import { readRows } from '#/store/embedded/row-reader.ts'
import { SqlParameters } from '#/store/embedded/sql-parameters.ts'
import { eventLine } from '#/store/event-line.ts'
import type { StoredEvent } from '#/store/event-store.ts'
import { GROUP_LEAVES, leafHash, rootOf } from '#/store/merkle-tree.ts'
import { DAY, stored } from './invented-events.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

const seed = 20_261_130
const ALIAS = 'sealed'
let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'thapcanh-leaves-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** All that JSON escapes, what only looks like an escape, and what UTF-8 has no bytes for. */
const TEXTS = [
  'plain', '', 'đăng nhập thất bại', '"quoted" \\back\\', 'tab\tline\nreturn\r\b\f', '\u001b[31mred\u001b[0m',
  '\u0001\u000b\u000e\u001f\u007f\u0080', '\\u001B', '\\\\u001B', '\\\u001b', 'a\\u00', '\u2028\u2029', '/a</script>',
  '🔐', '\ud800', 'half \udabc', 'nul\0here', '\uffff', '\uffffdabc', '\u001e', ',"message":"no"', '{"a":1}',
] // prettier-ignore
const text = fc.array(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 3 }).map(parts => parts.join(''))
const number = fc.constantFrom(
  0,
  -0,
  7,
  -1,
  1.5,
  0.1,
  1e21,
  1e-7,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 62,
  -(2 ** 63),
  443,
)
const time = fc.constantFrom(
  '2026-11-22T00:00:05.000Z', '2026-11-22T00:00:05.000001Z', '2026-11-22 07:00:05,25+0700', '0001-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z', '0000-01-01T00:00:00.000Z', 'never',
) // prettier-ignore
const scalar: fc.Arbitrary<FieldValue> = fc.oneof(text, number, time, fc.boolean())
const value: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(text, { maxLength: 3 }),
  fc.array(fc.oneof(text, number), { maxLength: 3 }) as fc.Arbitrary<FieldValue>,
)
/** One field of each type, and names that sort before, between and behind those of columns. */
const FIELDS = [
  ...new Map([...COLUMNS].map(([name, type]) => [type, name])).values(),
  'message', 'event.original', 'source.ip', 'source.address', 'related.ip', 'tags', 'user.name', 'process.pid',
  '7', 'Z', '_id', '_ie', 'a', 'event.d', 'event.datasets', 'zz', 'đ', '"', 'line\n', '\u001b', '\ud800', '🔐', '\uffff', '',
] // prettier-ignore
const event: fc.Arbitrary<Event> = fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 10 })

/** Of one kind each, so that a table's rows come to need gaps one after the other. */
const KINDS: readonly Event[] = [
  { 'user.name': 'lan', 'source.port': 22 },
  { 'user.name': 'lan', 'a.b': 'x', 'source.port': 2 ** 53 + 2 },
  { 'http.request.method': 'GET', 'url.original': '/a?b' },
  { 'winlog.channel': 'Security', 'x.tenths': 0.1 },
]

async function seal(events: readonly StoredEvent[]): Promise<readonly string[]> {
  await using store = await openEmbeddedEventStore({
    directory,
    clock: { now: () => DAY },
    report: ({ detail }) => {
      throw new Error(detail)
    },
    memoryLimitMb: 256,
  })
  await store.append(events, events.length)
  await store.keeping.seal(Infinity)
  return readdirSync(directory)
    .filter(name => /\.l\d\.duckdb$/.test(name))
    .map(name => join(directory, name))
}

async function withFile<T>(
  path: string,
  work: (connection: DuckDBConnection, shapes: readonly Shape[]) => Promise<T>,
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  try {
    await connection.run(`ATTACH ${quoteText(path)} AS ${ALIAS} (READ_ONLY)`)
    const columns = await connection.runAndReadAll(
      'SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = $1 ORDER BY table_oid, column_index',
      [ALIAS],
    )
    const found = columns.getRows().map(([table, name, sqlType]) => ({
      table: String(table),
      name: String(name),
      sqlType: String(sqlType),
    }))
    return await work(connection, shapesFrom(found))
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** The leaves as the proof of an event makes them: every value read by itself. */
async function plainLeaves(connection: DuckDBConnection, shape: Shape): Promise<readonly Uint8Array[]> {
  const hits = await readRows(connection, ALIAS, shape, 'true', new SqlParameters(), 'ORDER BY rowid')
  return hits.map(({ id, event: fields }) => leafHash(eventLine(id, fields)))
}

async function quickLeaves(connection: DuckDBConnection, shape: Shape): Promise<readonly Uint8Array[]> {
  const leaves: Uint8Array[] = []
  for await (const some of rowLeaves(connection, ALIAS, shape, new Map())) leaves.push(...some)
  return leaves
}

test('every leaf is the one of the event, whatever stands in it', async () => {
  const events = fc
    .sample(event, { numRuns: 3000, seed })
    .map((fields, at) => stored(at + 1, { ...fields, 'thapcanh.system.level': 2 + (at % 2) }, DAY))
  const byLine = new Map(
    events.map(({ id, event: fields }) => [leafHash(eventLine(id, fields)).toString('hex'), id]),
  )
  const files = await seal(events)
  expect(files.length).toBe(2)
  let seen = 0
  for (const path of files)
    await withFile(path, async (connection, shapes) => {
      const all: Uint8Array[] = []
      for (const shape of shapes.toSorted((a, b) => (a.table < b.table ? -1 : 1))) {
        const leaves = await quickLeaves(connection, shape)
        expect(leaves).toEqual(await plainLeaves(connection, shape))
        for (const leaf of leaves) expect(byLine.has(Buffer.from(leaf).toString('hex'))).toBe(true)
        all.push(...leaves)
      }
      const groups = Array.from({ length: Math.ceil(all.length / GROUP_LEAVES) }, (_, at) =>
        rootOf(all.slice(at * GROUP_LEAVES, (at + 1) * GROUP_LEAVES)),
      )
      const tree = await buildTree(connection, { alias: ALIAS, shapes }, () => false)
      expect(tree).toEqual({
        root: Buffer.from(rootOf(groups)).toString('hex'),
        groups: Buffer.concat(groups),
      })
      seen += all.length
    })
  expect(seen).toBe(events.length)
})

test('rows that come to need a gap after thousands that need none', async () => {
  const kindOf = (at: number): Event => KINDS[Math.floor(at / 2500) % KINDS.length]!
  const events = Array.from({ length: 10_000 }, (_, at) => stored(at + 1, kindOf(at), DAY))
  const [path] = await seal(events)
  await withFile(path!, async (connection, shapes) => {
    for (const shape of shapes)
      expect(await quickLeaves(connection, shape)).toEqual(await plainLeaves(connection, shape))
  })
})

test('a tree that is to stop stops', async () => {
  const [path] = await seal([stored(1, {}, DAY)])
  await withFile(path!, async (connection, shapes) => {
    await expect(buildTree(connection, { alias: ALIAS, shapes }, () => true)).rejects.toThrow(/stopped/)
  })
})

test('a plan has a gap for each field that is asked for and no other', () => {
  const columns = SHAPES[0]!.columns
  const names = [...columns.map(({ name }) => name), '_id']
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...names), fc.string())), fc.string(), (apart, other) => {
      const asked = new Set(apart.filter(name => name !== '_id'))
      const plan = planLine(columns, asked)
      expect(plan.apart.map(({ name }) => name)).toEqual(names.filter(name => asked.has(name)))
      const gaps = [...asked].sort().map(name => plan.gapOf(name))
      expect(gaps).toEqual(gaps.toSorted((a, b) => a! - b!))
      for (const gap of gaps) expect(gap).toBeLessThan(plan.runs.length - 1)
      expect(new Set(gaps).size).toBe(plan.runs.length - 1)
      for (const name of names.filter(each => !asked.has(each))) expect(plan.gapOf(name)).toBeUndefined()
      // Another field has a gap when it stands at the place of one that was asked for.
      const before = (name: string): number => names.filter(each => !asked.has(each) && each < name).length
      const isInRun = names.includes(other) && !asked.has(other)
      const isKnown = !isInRun && [...asked].some(name => before(name) === before(other))
      expect(plan.gapOf(other) !== undefined).toBe(isKnown)
    }),
    { seed },
  )
})
