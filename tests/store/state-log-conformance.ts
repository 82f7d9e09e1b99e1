// What every log of a cluster's state must do: numbers go to who comes first, lists are replaced by who saw the last.

import { describe, expect, test } from 'vitest'
import type { LogPlace } from '#/store/embedded/log-place.ts'
import { entryAfter, placeOf, type LogEntry } from '#/store/replicated/log-entry.ts'
import type { StateBase } from '#/store/replicated/state-log.ts'
import type { OpenLog } from './replicated-bench.ts'

const NOWHERE: LogPlace = { number: 0, hash: 'of the base', total: 0, fence: 0 }
const { signal } = new AbortController()

function entries(count: number, writer = 'a'): readonly LogEntry[] {
  const made: LogEntry[] = []
  for (let i = 0; i < count; i++) {
    const before = i === 0 ? NOWHERE : placeOf(made.at(-1)!)
    made.push(entryAfter(before, 'group', { fence: 1, writer, schema: 5 }, Buffer.from(`payload ${i}`)))
  }
  return made
}

const base = (id: string, number: number): StateBase => ({
  id,
  number,
  hash: 'h',
  total: 0,
  fence: 1,
  entryFence: 1,
  schema: 5,
  bytes: 3,
  pieces: ['x'],
})

export function describeStateLog(name: string, openLog: OpenLog): void {
  describe(`log of the state: ${name}`, () => {
    test('entries are read as they were written, in order, from any number', async () => {
      await using opened = await openLog()
      const written = entries(30)
      for (const entry of written) expect(await opened.log.append(entry, signal)).toBe('written')
      const read: LogEntry[] = []
      for (;;) {
        const more = await opened.another().read(read.length, signal)
        if (more.length === 0) break
        read.push(...more)
      }
      expect(read).toEqual(written)
      expect((await opened.log.read(28, signal)).map(({ number }) => number)).toEqual([29, 30])
    })

    test('a number goes to who comes first; the same entry once more counts as written', async () => {
      await using opened = await openLog()
      const [mine] = entries(1)
      const [other] = entries(1, 'b')
      expect(await opened.log.append(mine!, signal)).toBe('written')
      expect(await opened.another().append(other!, signal)).toBe('taken')
      expect(await opened.log.append(mine!, signal)).toBe('written')
      expect(await opened.another().affirm(mine!, signal)).toBe(true)
      expect(await opened.another().affirm(other!, signal)).toBe(false)
      expect(await opened.log.append(entries(2)[1]!, signal)).toBe('written')
      expect(await opened.log.affirm(entries(3)[2]!, signal)).toBe(false)
    })

    test('entries are deleted, also twice', async () => {
      await using opened = await openLog()
      for (const entry of entries(5)) await opened.log.append(entry, signal)
      await opened.log.remove(1, 4, signal)
      await opened.log.remove(1, 4, signal)
      expect((await opened.log.read(3, signal)).map(({ number }) => number)).toEqual([4, 5])
    })

    test('where an entry is missing between others, what comes before it and after it is told apart', async () => {
      await using opened = await openLog()
      for (const entry of entries(7)) await opened.log.append(entry, signal)
      await opened.loseEntry(3)
      await opened.loseEntry(4)
      const numbers = async (after: number) =>
        (await opened.log.read(after, signal)).map(({ number }) => number)
      expect(await numbers(0)).toEqual([1, 2])
      expect((await numbers(2))[0]).toBe(5)
      expect(await numbers(3)).toEqual([5, 6, 7])
      expect(await numbers(7)).toEqual([])
    })

    test('the list of bases is replaced only by who saw the last one', async () => {
      await using opened = await openLog()
      const { log } = opened
      expect(await log.bases(signal)).toBeUndefined()
      const first = { bases: [base('0-a', 0)], logFrom: 1 }
      const version = await log.putBases(first, undefined, signal)
      expect(await opened.another().putBases(first, undefined, signal)).toBeUndefined()
      expect(await log.bases(signal)).toEqual({ ...first, version })
      const second = { bases: [base('7-b', 7), base('0-a', 0)], logFrom: 1 }
      const next = await opened.another().putBases(second, version, signal)
      expect(await log.putBases(first, version, signal)).toBeUndefined()
      expect(await log.bases(signal)).toEqual({ ...second, version: next })
    })

    test('pieces that no base has are swept, but not those of later terms', async () => {
      await using opened = await openLog()
      const { log } = opened
      const data = Buffer.from([0, 255, 7])
      for (const [id, fence] of [
        ['kept', 1],
        ['old', 1],
        ['later', 3],
      ] as const)
        for (const index of [0, 1]) await log.putPiece({ id, fence }, index, data, signal)
      await log.sweepPieces(['kept'], 2, signal)
      const there = async (id: string) => await opened.another().piece(id, 1, signal)
      expect([await there('kept'), await there('old'), await there('later')]).toEqual([data, undefined, data])
    })

    test('who gave up waiting is told so', async () => {
      await using opened = await openLog()
      const ended = AbortSignal.abort(new Error('enough'))
      await expect(opened.log.read(0, ended)).rejects.toThrow('enough')
    })
  })
}
