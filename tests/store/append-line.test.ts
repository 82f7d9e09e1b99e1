// Several batches given at once are stored in their order; one that fails takes those behind it with it, so that none is
// taken for stored.

import { expect, test, vi } from 'vitest'
import { AppendLine } from '#/store/embedded/append-line.ts'
import type { FilledDay } from '#/store/embedded/day-writer.ts'
import { Turns } from '#/store/embedded/turns.ts'
import { EVERYTHING } from '#/store/query-tree.ts'
import { DAY, stored } from './invented-events.ts'
import { openOnDisk } from './open-on-disk.ts'

vi.setConfig({ testTimeout: 120_000 })

const DAY_MS = 86_400_000
const batch = (from: number, count: number, startMs = DAY) =>
  Array.from({ length: count }, (_, i) => stored(from + i, {}, startMs))

/** A line whose writes are told; those of positions in `failing` fail once. */
function lineThatFails(failing: Set<number>) {
  const written: FilledDay[] = []
  const line = new AppendLine({
    turns: new Turns(1),
    now: () => DAY,
    stored: async () => written.reduce((highest, { position }) => Math.max(highest, position), 0),
    async write(day, meanwhile) {
      meanwhile()
      if (failing.delete(day.position)) throw new Error('no space left')
      written.push(day)
    },
  })
  return { line, written }
}

test('batches given at once are stored once each, in order', async () => {
  await using opened = await openOnDisk()
  const [a, b, c] = [batch(1, 30), batch(31, 30, DAY + DAY_MS - 45_000), batch(61, 30, DAY + DAY_MS)]
  // The second crosses midnight; the third is given twice, and begins with events of the second.
  const all = [...a, ...b, ...c]
  await Promise.all([
    opened.store.append(a, 30),
    opened.store.append(b, 60),
    opened.store.append([...b, ...c], 90),
    opened.store.append([...b, ...c], 90),
  ])
  expect(await opened.store.position()).toBe(90)
  const { hits } = await opened.store.search({ query: EVERYTHING, limit: 1000 })
  expect(hits.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort())
  const again = await opened.reopen()
  expect(await again.position()).toBe(90)
  expect(await again.stats()).toMatchObject({ events: 90 })
})

test('what was given before a batch failed fails with it and is stored when it is given again', async () => {
  const { line, written } = lineThatFails(new Set([20]))
  const results = await Promise.allSettled([
    line.append(batch(1, 10), 10),
    line.append(batch(11, 10), 20),
    line.append(batch(21, 10), 30),
    line.append(batch(31, 10), 40),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected'])
  expect(results[2]).toMatchObject({ reason: { name: 'Retryable', code: 'store.failed' } })
  await line.append(batch(11, 10), 20)
  await Promise.all([line.append(batch(21, 10), 30), line.append(batch(31, 10), 40)])
  expect(written.map(({ position, events }) => [position, events])).toEqual([
    [10, 10],
    [20, 10],
    [30, 10],
    [40, 10],
  ])
})

test('a batch that is made ready beforehand and cannot be stored fails alone in its turn', async () => {
  const { line, written } = lineThatFails(new Set())
  const bad = [{ ...stored(11), id: 'not an id' }]
  const results = await Promise.allSettled([line.append(batch(1, 10), 10), line.append(bad, 20)])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  await line.append(batch(11, 10), 20)
  expect(written.map(({ position }) => position)).toEqual([10, 20])
})
