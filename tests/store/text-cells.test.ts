// Texts come back from DuckDB as they were put, whatever their length and alphabet and however they repeat: of each length
// about the one up to which DuckDB keeps them in place, in runs that are given together, and again in the same cells.

import bindings from '@duckdb/node-bindings'
import { DuckDBDataChunk, VARCHAR } from '@duckdb/node-api'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Event } from '#/kernel/event.ts'
import { COLUMNS } from '#/kernel/field-types.ts'
import { CHUNK_ROWS } from '#/store/embedded/chunk-columns.ts'
import { TextCells } from '#/store/embedded/text-cells.ts'
import { EVERYTHING } from '#/store/query-tree.ts'
import { stored } from './invented-events.ts'
import { openOnDisk } from './open-on-disk.ts'

const ALPHABETS = ['abcdefghij', 'áêđ', 'Đô thị ', '\u{1f3d9}\u{1f6a8}', '\u0001\u007f']

/** What the first rows of a vector hold after the texts were put. */
function through(cells: TextCells, texts: readonly string[]): readonly unknown[] {
  const chunk = DuckDBDataChunk.create([VARCHAR])
  const vector = bindings.data_chunk_get_vector(chunk.chunk, 0)
  for (const [row, text] of texts.entries()) expect(cells.put(row, text)).toBe(true)
  cells.flush(vector, texts.length)
  chunk.rowCount = texts.length
  return texts.map((_, row) => chunk.getColumnVector(0).getItem(row))
}

function textOf(alphabet: string, length: number): string {
  const signs = Array.from(alphabet)
  return Array.from({ length }, (_, i) => signs[(i * 7 + length) % signs.length]).join('')
}

test.each(ALPHABETS)('texts of every length come back: %j', alphabet => {
  const cells = new TextCells(CHUNK_ROWS)
  const texts = Array.from({ length: 60 }, (_, length) => textOf(alphabet, length))
  expect(through(cells, texts)).toEqual(texts)
  // Of the same cells, with nothing left of what was in them.
  expect(through(cells, texts.toReversed())).toEqual(texts.toReversed())
})

test('a text that follows itself is told once and stands in each of its rows', () => {
  const cells = new TextCells(CHUNK_ROWS)
  const long = 'Đăng nhập thất bại từ 192.0.2.7'
  const texts = ['sshd', 'sshd', long, long, 'sshd', long, long, `${long}!`, `${long}!`, '', '', long]
  expect(through(cells, texts)).toEqual(texts)
})

test('a full vector of texts of all alphabets comes back, twice', () => {
  const cells = new TextCells(CHUNK_ROWS)
  const texts = Array.from({ length: CHUNK_ROWS }, (_, row) =>
    textOf(ALPHABETS[row % ALPHABETS.length]!, (row * 13) % 97),
  )
  expect(through(cells, texts)).toEqual(texts)
  expect(through(cells, texts)).toEqual(texts)
})

test('texts that are too much for one run come back, and so does one that is by itself', () => {
  const cells = new TextCells(CHUNK_ROWS)
  const texts = [400_000, 500_000, 13, 200_000, 1_500_000, 14, 600_000, 600_000].flatMap((length, i) => {
    const text = ALPHABETS[i % 3]!.repeat(length / 3).slice(0, length)
    return [text, text, 'kept in place']
  })
  const came = through(cells, texts)
  expect(texts.map((text, i) => came[i] === text)).toEqual(texts.map(() => true))
})

test('what does not fit is refused and leaves no trace', () => {
  const cells = new TextCells(CHUNK_ROWS)
  for (const text of ['a\0b', 'a long text with a \0 in it', '\ud83d', 'a long text with half a pair \ude00'])
    expect(cells.put(0, text)).toBe(false)
  // Two halves that would make a whole where they meet.
  expect(cells.put(0, 'a text that ends in half a pair \ud83d')).toBe(false)
  expect(through(cells, ['whole'])).toEqual(['whole'])
})

test(
  'lists with more members than a chunk has rows come back, batch after batch',
  { timeout: 120_000 },
  async () => {
    await using opened = await openOnDisk()
    const lists = [
      Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? `nhãn dài của sự kiện ${i}` : `n${i}`)),
      ['một'],
      [],
      ['a', 'a', 'hai lần cùng một nhãn', 'hai lần cùng một nhãn'],
    ]
    const events = Array.from({ length: 90 }, (_, i) => stored(i + 1, { tags: lists[i % lists.length]! }))
    for (let from = 0; from < events.length; from += 30)
      await opened.store.append(events.slice(from, from + 30), from + 30)
    const { hits } = await opened.store.search({ query: EVERYTHING, limit: 100 })
    const found = new Map(hits.map(({ id, event }) => [id, event['tags']]))
    expect(events.map(({ id }) => found.get(id))).toEqual(events.map(({ event }) => event['tags']))
  },
)

test('any values come back, of columns and chunks that were used before', { timeout: 120_000 }, async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({ unit: 'grapheme-ascii', minLength: 10, maxLength: 40 }),
    fc.constantFrom('', 'Thất bại', 'một văn bản dài hơn mười hai byte', '\ud83d đứng một mình'),
  )
  const scalar = fc.oneof(
    { weight: 3, arbitrary: text },
    fc.maxSafeInteger(),
    fc.double(),
    fc.boolean(),
    fc.date({ noInvalidDate: true }).map(date => date.toISOString()),
  )
  const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...COLUMNS.keys()) }, fc.string())
  const fields = fc.dictionary(name, fc.oneof(scalar, fc.array(scalar, { maxLength: 4 })), { maxKeys: 12 })
  const events = fc
    .sample(fields.map(withoutOdd), { numRuns: 900, seed: 48 })
    .map((event, i) => ({ ...stored(i + 1), event }))
  await using opened = await openOnDisk()
  for (let from = 0; from < events.length; from += 300)
    await opened.store.append(events.slice(from, from + 300), from + 300)
  const found = await opened.store.scan({ afterId: null, limit: 1000 })
  expect(found.map(({ id, event }) => [id, new Map(Object.entries(event))])).toEqual(
    events.map(({ id, event }) => [id, new Map(Object.entries(event))]),
  )
})

/** JSON has no NaN and no infinities; such numbers come back as words. */
function withoutOdd(event: Event): Event {
  const isOdd = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value)
  const kept = Object.entries(event).filter(([, value]) =>
    Array.isArray(value) ? !value.some(isOdd) : !isOdd(value),
  )
  return Object.fromEntries(kept)
}
