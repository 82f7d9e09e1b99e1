// Held against values of the textbook formula, computed elsewhere, and against what must hold of any distribution.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { lowerQuantile, upperQuantile, upperTail } from '#/crawler/spikes/negative-binomial.ts'

test.each([
  ['Poisson', 10, 2, Infinity, 4.6498075017109564e-5],
  ['size 4', 10, 2, 4, 0.001647721321212714],
  ['below the mean', 3, 5, 2, 0.6768013327780091],
  ['nothing', 0, 5, 2, 1],
  ['nothing is expected', 1, 0, 2, 0],
])('the upper tail of %s', (_, count, mean, size, expected) => {
  const tail = upperTail(count, mean, size)
  expect(Math.abs(tail - expected)).toBeLessThanOrEqual(expected * 1e-9)
})

const means = fc.double({ min: 0.01, max: 300, noNaN: true })
const sizes = fc.oneof(fc.double({ min: 0.05, max: 500, noNaN: true }), fc.constant(Infinity))

test('a tail falls with the count and rises with the mean', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 600 }), means, sizes, (count, mean, size) => {
      const tail = upperTail(count, mean, size)
      expect(tail).toBeGreaterThanOrEqual(0)
      expect(tail).toBeLessThanOrEqual(1)
      expect(upperTail(count + 1, mean, size)).toBeLessThanOrEqual(tail + 1e-12)
      expect(upperTail(count, mean * 1.1, size)).toBeGreaterThanOrEqual(tail - 1e-12)
    }),
    { numRuns: 200 },
  )
})

test('a very large size is Poisson', () => {
  expect(upperTail(12, 4, 1e9) / upperTail(12, 4, Infinity)).toBeCloseTo(1, 5)
})

test('quantiles are the tightest that hold', () => {
  fc.assert(
    fc.property(means, sizes, (mean, size) => {
      const high = upperQuantile(0.025, mean, size)
      expect(upperTail(high + 1, mean, size)).toBeLessThanOrEqual(0.025 + 1e-9)
      expect(high === 0 || upperTail(high, mean, size) > 0.025 - 1e-9 || high <= mean).toBe(true)
      const low = lowerQuantile(0.025, mean, size)
      expect(1 - upperTail(low, mean, size)).toBeLessThanOrEqual(0.025 + 1e-9)
      expect(1 - upperTail(low + 1, mean, size)).toBeGreaterThan(0.025 - 1e-9)
    }),
    { numRuns: 200 },
  )
})
