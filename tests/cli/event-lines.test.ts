// Lines of events are cut as bytes, whatever the chunks they come in.

import { Readable } from 'node:stream'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { lineBatches, numberedLines } from '#/cli/event-lines.ts'

async function linesOf(chunks: readonly (Buffer | string)[]): Promise<string[]> {
  const lines: string[] = []
  for await (const { number, text } of numberedLines('-', Readable.from(chunks))) {
    lines.push(text)
    expect(number).toBe(lines.length)
  }
  return lines
}

it('are those of the whole text in NFC, numbered', async () => {
  const text = fc.array(fc.constantFrom('a', '\n', 'Đà', 'a\u0300', 'ệ', '😀', '\r', '\n\n', '{"a":1}'))
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(40)), async (parts, cuts) => {
      const bytes = Buffer.from(parts.join(''))
      const ends = [...cuts.map(cut => Math.min(cut, bytes.length)), bytes.length].sort((a, b) => a - b)
      const chunks = ends.map((end, nth) => bytes.subarray(ends[nth - 1] ?? 0, end))
      const plain = parts.join('').normalize('NFC').split('\n')
      if (plain.at(-1) === '') plain.pop()
      expect(await linesOf(chunks)).toEqual(plain)
    }),
    { numRuns: 300, seed: 20_261_130 },
  )
})

it('a byte order mark is no part of the first line, and bytes that are no UTF-8 are shown as such', async () => {
  expect(await linesOf(['\ufeff{"a":1}\n\ufeffb'])).toEqual(['{"a":1}', '\ufeffb'])
  expect(await linesOf([Buffer.from([0x61, 0xff, 0x0a, 0x62])])).toEqual(['a\ufffd', 'b'])
})

it('an input without lines has no batches', async () => {
  const batches = []
  for await (const batch of lineBatches('-', Readable.from([]))) batches.push(batch)
  expect(batches).toEqual([])
})

it('a file that cannot be read is told with its name', async () => {
  const lines = numberedLines('no/such/file.ndjson', Readable.from([]))
  await expect(lines.next()).rejects.toMatchObject({ code: 'events.unreadable' })
})
