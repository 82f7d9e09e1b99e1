// What every record store must keep of its contract, run against each implementation, with a plain in-memory
// twin for random questions.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { append, put, remove, type Collection, type Find, type Records } from '#/store/records.ts'

interface Pet {
  readonly name: string
  readonly age: number | null
  readonly colours: readonly string[]
}
const PETS: Collection<Pet> = {
  name: 'pet',
  keys: ({ name, age, colours }) => ({ name, age, colour: colours }),
}
const cat: Pet = { name: 'Mèo', age: 3, colours: ['đen', 'trắng'] }

type OpenedRecords = { readonly records: Records } & (Disposable | AsyncDisposable)

export function describeRecords(
  name: string,
  open: () => OpenedRecords | Promise<OpenedRecords>,
  runs = 200,
): void {
  describe(`record store conformance: ${name}`, () => {
    test('a record is read back as it was written, with its version', async () => {
      await using store = await open()
      expect(await store.records.commit([put(PETS, 'p1', cat, 0)])).toBe('done')
      expect(await store.records.get(PETS, 'p1')).toEqual({ id: 'p1', version: 1, record: cat })
      expect(await store.records.get(PETS, 'p2')).toBeUndefined()
    })

    test('a stale version changes nothing, nor does anything else of the same commit', async () => {
      await using store = await open()
      const { records } = store
      await records.commit([put(PETS, 'p1', cat, 0)])
      const changes = [put(PETS, 'p2', cat, 0), append('log', ['a'], 0), put(PETS, 'p1', cat, 0)]
      expect(await records.commit(changes)).toBe('conflict')
      expect(await records.get(PETS, 'p2')).toBeUndefined()
      expect(await records.lastNumber('log')).toBe(0)
      expect(await records.commit([remove(PETS, 'p1', 2)])).toBe('conflict')
      expect(await records.commit([remove(PETS, 'p1', 1)])).toBe('done')
      expect(await records.count(PETS, {})).toBe(0)
    })

    test('a log counts from 1 without gaps and takes one of two writers', async () => {
      await using store = await open()
      const { records } = store
      expect(await records.commit([append('run', ['a', 'b'], 0)])).toBe('done')
      expect(await records.commit([append('run', ['c'], 1)])).toBe('conflict')
      expect(await records.commit([append('run', ['c'], 2)])).toBe('done')
      expect(await records.entries('run', 1, 10)).toEqual([
        { number: 2, entry: 'b' },
        { number: 3, entry: 'c' },
      ])
      expect(await records.entries('other', 0, 10)).toEqual([])
    })

    test('a changed record is found by its new keys only', async () => {
      await using store = await open()
      const { records } = store
      await records.commit([put(PETS, 'p1', cat, 0)])
      await records.commit([put(PETS, 'p1', { ...cat, colours: ['vàng'] }, 1)])
      const found = async (colour: string) => await records.count(PETS, { where: { colour } })
      expect([await found('đen'), await found('vàng')]).toEqual([0, 1])
    })

    test('any question is answered as the plain twin answers it, page by page', async () => {
      const pet = fc.record({
        name: fc.constantFrom('a', 'b', 'c'),
        age: fc.option(fc.integer({ min: -3, max: 3 })),
        colours: fc.uniqueArray(fc.constantFrom('x', 'y')),
      })
      const question = fc.record(
        {
          name: fc.constantFrom('a', 'b'),
          colour: fc.constantFrom('x', 'y'),
          age: fc.option(fc.integer({ min: -3, max: 3 })),
          from: fc.integer({ min: -3, max: 3 }),
          to: fc.integer({ min: -3, max: 3 }),
          order: fc.constantFrom('up', 'down'),
          limit: fc.integer({ min: 1, max: 4 }),
        },
        { requiredKeys: ['limit'] },
      )
      await fc.assert(
        fc.asyncProperty(fc.array(pet, { maxLength: 12 }), question, async (pets, asked) => {
          await using store = await open()
          const rows = pets.map((record, at) => ({ id: `p${at}`, record }))
          await store.records.commit(rows.map(({ id, record }) => put(PETS, id, record, 0)))
          const { name, colour, age, from, to, order, limit } = asked
          const where = {
            ...(name === undefined ? {} : { name }),
            ...(colour === undefined ? {} : { colour }),
            ...(age === undefined ? {} : { age }),
          }
          const range = {
            key: 'age',
            ...(from === undefined ? {} : { from }),
            ...(to === undefined ? {} : { to }),
          }
          const find: Find = {
            where,
            range,
            limit,
            ...(order === undefined ? {} : { order: { key: 'age', direction: order } }),
          }
          const expected = twin(rows, asked)
          const seen: string[] = []
          let after: string | undefined
          do {
            const page = await store.records.find(PETS, {
              ...find,
              ...(after === undefined ? {} : { after }),
            })
            expect(page.records.length).toBeLessThanOrEqual(limit)
            seen.push(...page.records.map(({ id }) => id))
            after = page.next ?? undefined
          } while (after !== undefined)
          expect(seen).toEqual(expected)
          expect(await store.records.count(PETS, find)).toBe(expected.length)
        }),
        { numRuns: runs },
      )
    })
  })
}

interface Asked {
  readonly name?: string
  readonly colour?: string
  readonly age?: number | null
  readonly from?: number
  readonly to?: number
  readonly order?: string
}

function twin(rows: readonly { id: string; record: Pet }[], asked: Asked): string[] {
  const matching = rows.filter(
    ({ record }) =>
      (asked.name === undefined || record.name === asked.name) &&
      (asked.colour === undefined || record.colours.includes(asked.colour)) &&
      (asked.age === undefined || record.age === asked.age) &&
      (asked.from === undefined || (record.age !== null && record.age >= asked.from)) &&
      (asked.to === undefined || (record.age !== null && record.age <= asked.to)),
  )
  const idOrder = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)
  matching.sort((a, b) => {
    if (asked.order === undefined) return idOrder(a, b)
    const up = (a.record.age ?? -Infinity) - (b.record.age ?? -Infinity)
    const signed = Number.isNaN(up) || up === 0 ? idOrder(a, b) : up
    return asked.order === 'up' ? signed : -signed
  })
  return matching.map(({ id }) => id)
}
