// Exports are read back with other readers than wrote them.

import { DuckDBInstance } from '@duckdb/node-api'
import { parse } from 'csv-parse/sync'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import type { EventStore } from '#/store/event-store.ts'
import { csvCell } from '#/store/export/csv-file.ts'
import {
  openExportDesk,
  type EvidenceToWrite,
  type ExportDesk,
  type ExportDeskOptions,
  type ExportRequest,
} from '#/store/export/export-desk.ts'
import { LineFile } from '#/store/export/line-file.ts'
import { SortedLines } from '#/store/export/sorted-lines.ts'
import { EVERYTHING } from '#/store/query-tree.ts'
import { parseSearchSort, type SearchSort } from '#/store/search-sort.ts'
import { stored } from './invented-events.ts'
import { openOnDisk } from './open-on-disk.ts'
import { QUERIED } from './queries/queried-events.ts'

const ALL: ExportRequest = { query: EVERYTHING, q: '', unmarked: false, format: 'ndjson' }

interface Opened extends AsyncDisposable {
  readonly desk: ExportDesk
  readonly directory: string
  turn(ms: number): void
}

const noEvidence = async (): Promise<never> => {
  throw new Error('no evidence is written here')
}

async function openDesk(
  events: Pick<EventStore, 'search' | 'summarise'> & Partial<Pick<EventStore, 'get'>>,
  writeEvidence: ExportDeskOptions['writeEvidence'] = noEvidence,
): Promise<Opened> {
  const directory = mkdtempSync(join(tmpdir(), 'thapcanh-exports-'))
  writeFileSync(join(directory, 'left.lines'), 'of a run before')
  let [now, count] = [Date.parse('2026-11-22T01:00:00Z'), 0]
  const clock = { now: () => now }
  const asked = {
    search: (...all: Parameters<EventStore['search']>) => events.search(...all),
    summarise: (...all: Parameters<EventStore['summarise']>) => events.summarise(...all),
    get: async (id: string) => await events.get?.(id),
  }
  const desk = await openExportDesk({
    events: asked,
    directory,
    clock,
    newId: () => `e${++count}`,
    writeEvidence,
  })
  return {
    desk,
    directory,
    turn: ms => void (now += ms),
    async [Symbol.asyncDispose]() {
      await desk[Symbol.asyncDispose]()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function exported(desk: ExportDesk, request: ExportRequest): Promise<Buffer> {
  const started = desk.start('lan', request)
  if (typeof started === 'string') throw new Error(started)
  await vi.waitUntil(() => desk.get(started.id)!.state !== 'running', { timeout: 60_000 })
  expect(desk.get(started.id)).toMatchObject({ state: 'done', complete: true, reason: null })
  return await buffer(desk.open(started.id))
}

test('NDJSON holds every event as it is, newest first, and what was left of a run before is gone', async () => {
  await using opened = await openOnDisk()
  await opened.store.append(QUERIED, QUERIED.length)
  await using open = await openDesk(opened.store)
  const lines = (await exported(open.desk, ALL)).toString().trimEnd().split('\n')
  expect(lines.map(line => JSON.parse(line))).toEqual(
    QUERIED.toReversed().map(({ id, event }) => ({ ...event, _id: id })),
  )
  expect(open.desk.list('lan')).toMatchObject([{ events: 12, total: 12, state: 'done' }])
  expect(open.desk.list('binh')).toEqual([])
  expect(readdirSync(open.directory)).toEqual(['e1.out'])
})

/** Hits of a search in that order, all pages. */
async function found(store: EventStore, sort: SearchSort): Promise<readonly string[]> {
  const ids: string[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page = await store.search({
      query: EVERYTHING,
      sort,
      limit: 5,
      ...(after === undefined ? {} : { after }),
    })
    ids.push(...page.hits.map(({ id }) => id))
    after = page.next
  }
  return ids
}

const idsOf = (file: Buffer): readonly string[] =>
  file
    .toString()
    .trimEnd()
    .split('\n')
    .map(line => (JSON.parse(line) as { _id: string })._id)

test.each([
  'oldest',
  'source.port:asc',
  'source.port:desc',
  'user.name:desc',
  'source.ip:asc',
  'event.created:asc',
])('sorted by %s, a file has the order of the search', async text => {
  await using opened = await openOnDisk()
  await opened.store.append(QUERIED, QUERIED.length)
  await using open = await openDesk(opened.store)
  const sort = parseSearchSort(text)!
  for (const unmarked of [false, true]) {
    const file = await exported(open.desk, { ...ALL, sort, unmarked })
    expect(idsOf(file)).toEqual(await found(opened.store, sort))
  }
  expect(open.desk.list('lan')[0]).toMatchObject({ sort, events: 12 })
  expect(readdirSync(open.directory)).toEqual(['e1.out', 'e2.out'])
})

test('more than fits into memory at once is sorted in runs, and what ties stays newest first', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'thapcanh-sorted-'))
  using _ = { [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) }
  const keys = [3, 1, 2, 1, null, 3, 3, null, 2, 1, 1]
  const hits = keys.map((key, n) => ({ id: `${n}`, event: key === null ? {} : { 'source.port': key } }))
  for (const [text, expected] of [
    ['source.port:asc', ['1', '3', '9', '10', '2', '8', '0', '5', '6', '4', '7']],
    ['source.port:desc', ['0', '5', '6', '2', '8', '1', '3', '9', '10', '4', '7']],
  ] as const) {
    const path = join(directory, `${text}.out`)
    {
      await using sorted = new SortedLines(path, parseSearchSort(text)!, 3)
      for (let at = 0; at < hits.length; at += 2) await sorted.add(hits.slice(at, at + 2))
      expect(readdirSync(directory).filter(name => name.endsWith('.lines')).length).toBeGreaterThan(1)
      await using file = await new LineFile(path).open()
      await sorted.writeTo(file, new AbortController().signal)
      await using none = await new LineFile(`${path}.none`).open()
      await expect(sorted.writeTo(none, AbortSignal.abort(new Error('called off')))).rejects.toThrow(
        'called off',
      )
    }
    expect(idsOf(readFileSync(path))).toEqual(expected)
    expect(readdirSync(directory).filter(name => name.endsWith('.lines'))).toEqual([])
  }
})

test('a text with separators of lines and paragraphs is one value of every kind of file', async () => {
  const message = 'một\u2028hai\u2029ba'
  await using opened = await openOnDisk()
  await opened.store.append([stored(1, { message }), stored(2, { message: 'khác' })], 2)
  await using open = await openDesk(opened.store)
  const sorted = { ...ALL, sort: parseSearchSort('source.port:asc')! }
  const lines = (await exported(open.desk, sorted)).toString().trimEnd().split('\n')
  const rows = parse(await exported(open.desk, { ...sorted, format: 'csv' }), { bom: true, columns: true })
  expect([lines.map(line => JSON.parse(line) as unknown), rows]).toMatchObject([
    [{ message: 'khác' }, { message }],
    [{ message: 'khác' }, { message }],
  ])
  await exported(open.desk, { ...ALL, format: 'parquet' })
  expect(open.desk.list('lan')).toMatchObject([{ format: 'parquet', events: 2 }, {}, {}])
})

test('CSV is a table of all fields, in Vietnamese letters that spreadsheets read', async () => {
  await using opened = await openOnDisk()
  await opened.store.append(QUERIED, QUERIED.length)
  await using open = await openDesk(opened.store)
  const file = await exported(open.desk, { ...ALL, format: 'csv' })
  expect([...file.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const rows = parse(file, { bom: true, columns: true }) as Record<string, string>[]
  expect(rows).toHaveLength(12)
  expect(rows.at(-3)).toMatchObject({ _id: QUERIED[2]!.id, 'user.full_name': 'Trần Thị Hòa', tags: '' })
  expect(rows.at(-1)).toMatchObject({ tags: 'ssh\nInternet', 'source.port': '4122' })
  expect(Object.keys(rows[0]!).slice(0, 3)).toEqual(['@timestamp', '_id', 'destination.port'])
})

test.each([
  ['=1+1', `'=1+1`],
  ['-2', `'-2`],
  [-2, '-2'],
  ['a"b', '"a""b"'],
  ['a,b', '"a,b"'],
  [['a', 'b'], '"a\nb"'],
  [undefined, ''],
  [true, 'true'],
] as const)('a cell of %o is %s', (value, expected) => expect(csvCell(value)).toBe(expected))

test('Parquet has the narrowest column that holds every value', async () => {
  await using opened = await openOnDisk()
  await opened.store.append(QUERIED, QUERIED.length)
  await using open = await openDesk(opened.store)
  await exported(open.desk, { ...ALL, format: 'parquet' })
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const path = join(open.directory, 'e1.out')
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet('${path}')`)
  const types = new Map(described.getRows().map(([name, type]) => [name, type]))
  const wanted = [
    'source.port',
    'http.response.bytes',
    'event.risk_score',
    'tls.resumed',
    'tags',
    'vendor.size',
  ]
  expect(wanted.map(name => types.get(name))).toEqual([
    'VARCHAR', 'BIGINT', 'DOUBLE', 'BOOLEAN', 'VARCHAR[]', 'VARCHAR',
  ]) // prettier-ignore
  const read = await connection.runAndReadAll(
    `SELECT count(*), sum("http.response.bytes"), list(message ORDER BY "@timestamp")[3] FROM read_parquet('${path}')`,
  )
  expect(read.getRows().map(row => row.map(String))).toEqual([['12', '5320', QUERIED[2]!.event['message']]])
  connection.closeSync()
  instance.closeSync()
})

test('fields that differ in case only, and odd names, have columns of their own', async () => {
  const event = { Name: 'a', name: 'b', "it's": 1, 'x\0\ud800': 'y' }
  await using open = await openDesk({
    search: async () => ({ hits: [{ id: '1', event }], next: null, complete: true, tookMs: 1 }),
    summarise: async () => ({ events: 1, bars: [], values: [], exact: true, complete: true, tookMs: 1 }),
  })
  const file = await exported(open.desk, { ...ALL, format: 'parquet' })
  expect(file.subarray(0, 4).toString()).toBe('PAR1')
})

test('one that runs can be called off; its file and its lines are gone, and another may begin', async () => {
  const asked = Promise.withResolvers<void>()
  await using open = await openDesk({
    search: (_request, signal) =>
      new Promise((_resolve, reject) => {
        signal!.addEventListener('abort', () => reject(signal!.reason as Error))
        asked.resolve()
      }),
    summarise: async () => ({ events: 5, bars: [], values: [], exact: true, complete: true, tookMs: 1 }),
  })
  const started = open.desk.start('lan', ALL)
  await asked.promise
  expect(open.desk.list('lan')).toMatchObject([{ state: 'running', total: 5, events: 0 }])
  expect(open.desk.start('lan', ALL)).toBe('busy')
  expect(typeof open.desk.start('binh', ALL)).toBe('object')
  expect(open.desk.start('cuc', ALL)).toBe('busy')
  await open.desk.cancel((started as { id: string }).id)
  expect(open.desk.list('lan')).toMatchObject([{ state: 'cancelled', complete: false, bytes: 0 }])
  expect(readdirSync(open.directory).filter(name => name.startsWith('e1'))).toEqual([])
})

test('a search that fails or is cut short is said, and nobody begins more in a day than one may', async () => {
  let pages = 0
  await using open = await openDesk({
    search: async () => {
      if (pages++ > 0) throw new Error('the store is closed')
      return { hits: [], next: '5.', complete: false, stoppedBy: 'memory', tookMs: 1 }
    },
    summarise: async () => ({ events: 0, bars: [], values: [], exact: true, complete: true, tookMs: 1 }),
  })
  for (let n = 0; n < LIMITS.maxExportsPerDay; n++) {
    const started = open.desk.start('lan', ALL)
    if (typeof started === 'string') throw new Error(started)
    await vi.waitUntil(() => open.desk.get(started.id)!.state !== 'running', { timeout: 60_000 })
  }
  expect(open.desk.list('lan').at(-1)).toMatchObject({ state: 'failed', reason: 'the store is closed' })
  expect(open.desk.start('lan', ALL)).toBe('day-limit')
  open.turn(86_400_001)
  expect(typeof open.desk.start('lan', ALL)).toBe('object')
})

test('an evidence package is made of the events that an incident names; those that are gone are told', async () => {
  await using opened = await openOnDisk()
  await opened.store.append(QUERIED, QUERIED.length)
  const written: (EvidenceToWrite & { readonly text: string })[] = []
  await using open = await openDesk(opened.store, async (evidence, path) => {
    written.push({ ...evidence, text: readFileSync(evidence.lines, 'utf8') })
    writeFileSync(path, 'package')
  })
  const eventIds = [QUERIED[1]!.id, '0'.repeat(21), QUERIED[4]!.id]
  const evidence = { reason: 'Điều tra', incident: { code: '2026-0001', eventIds } }
  const file = await exported(open.desk, { ...ALL, q: '2026-0001', format: 'evidence', evidence })
  expect(file.toString()).toBe('package')
  const [one] = written
  expect(one).toMatchObject({ id: 'e1', by: 'lan', incomplete: null, absent: ['0'.repeat(21)] })
  expect(
    one!.text
      .trimEnd()
      .split('\n')
      .map(line => (JSON.parse(line) as { _id: string })._id),
  ).toEqual([QUERIED[1]!.id, QUERIED[4]!.id])
  expect(open.desk.list('lan')).toMatchObject([{ format: 'evidence', events: 2, total: 3 }])
})

test('an evidence package that cannot be proven fails with the reason', async () => {
  await using opened = await openOnDisk()
  await opened.store.append(QUERIED, QUERIED.length)
  await using open = await openDesk(opened.store, async () => {
    throw new Error('events-2026-11-22.l3.duckdb: its tree is missing')
  })
  const evidence = { reason: 'Điều tra', incident: null }
  const started = open.desk.start('lan', { ...ALL, format: 'evidence', evidence })
  if (typeof started === 'string') throw new Error(started)
  await vi.waitUntil(() => open.desk.get(started.id)!.state !== 'running', { timeout: 60_000 })
  expect(open.desk.get(started.id)).toMatchObject({
    state: 'failed',
    events: 12,
    reason: 'events-2026-11-22.l3.duckdb: its tree is missing',
  })
  expect(readdirSync(open.directory)).toEqual([])
})
