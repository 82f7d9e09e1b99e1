// The rows of a day are copied in pieces that have no more than so many, each row in just one.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { stretches } from '#/store/embedded/seal-survey.ts'

const units = fc
  .uniqueArray(fc.nat(500), { maxLength: 60 })
  .chain(all =>
    fc.tuple(
      ...all
        .sort((a, b) => a - b)
        .map(unit => fc.record({ unit: fc.constant(unit), rows: fc.integer({ min: 1, max: 99 }) })),
    ),
  )

test('units become as few stretches as hold no more than so many rows each', () => {
  fc.assert(
    fc.property(units, fc.integer({ min: 1, max: 300 }), (all, most) => {
      const found = stretches(all, most)
      const within = found.map(({ first, last }) => all.filter(({ unit }) => unit >= first && unit <= last))
      expect(within.flat()).toEqual(all)
      for (const [at, ofStretch] of within.entries()) {
        const rows = ofStretch.reduce((sum, each) => sum + each.rows, 0)
        expect(found[at]!.rows).toBe(rows)
        expect(ofStretch.length === 1 || rows <= most).toBe(true)
        // With the first unit of the next one it would be too many.
        expect(rows + (within[at + 1]?.[0]?.rows ?? Infinity)).toBeGreaterThan(most)
      }
    }),
    { seed: 20_261_130 },
  )
})

test('a day without rows has no stretches', () => {
  expect(stretches([])).toEqual([])
})
