import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bucketOf, mayHold, planSlices, rangeOf, type Buckets } from '#/store/embedded/time-buckets.ts'
import { DAY } from './invented-events.ts'

const HOUR = 3_600_000
const ALL = { fromMs: -8.64e15, toMs: 8.64e15 }

const hours = (...counts: readonly (readonly [number, number])[]): Buckets =>
  new Map(counts.map(([hour, events]) => [Math.floor(DAY / HOUR) + hour, events]))

describe('time buckets', () => {
  test('an hour near the day of receipt, a year far from it, before 1970 too', () => {
    expect(rangeOf(bucketOf(DAY + 90 * 60_000, DAY))).toEqual({ fromMs: DAY + HOUR, toMs: DAY + 2 * HOUR })
    expect(rangeOf(bucketOf(0, DAY))).toEqual({ fromMs: 0, toMs: 365 * 24 * HOUR })
    expect(rangeOf(bucketOf(-1, DAY))).toEqual({ fromMs: -365 * 24 * HOUR, toMs: 0 })
  })

  test('every time is in its bucket', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }).map(units => units * 100_000 + 0.001),
        fc.integer({ min: 0, max: 40_000 }),
        (ms, day) => {
          const range = rangeOf(bucketOf(ms, day * 24 * HOUR))
          expect(range.fromMs <= ms && ms < range.toMs).toBe(true)
          expect(mayHold(new Map([[bucketOf(ms, day * 24 * HOUR), 1]]), { fromMs: ms, toMs: ms + 1 })).toBe(
            true,
          )
        },
      ),
    )
  })
})

describe('slices of a search', () => {
  test('few events are searched at once', () => {
    expect(planSlices([hours([0, 10], [5, 10])], ALL)).toEqual([ALL])
  })

  test('the newest come first in small slices that grow', () => {
    const day = hours(...Array.from({ length: 24 }, (_, hour) => [hour, 60_000] as const))
    const widths = planSlices([day], { fromMs: DAY, toMs: DAY + 24 * HOUR }).map(
      ({ fromMs, toMs }) => (toMs - fromMs) / HOUR,
    )
    expect(widths).toEqual([1, 4, 14, 5])
  })

  test('a range without anything in it is one slice', () => {
    expect(planSlices([], { fromMs: 5, toMs: 9 })).toEqual([{ fromMs: 5, toMs: 9 }])
  })

  test('an empty range has none', () => {
    expect(planSlices([], { fromMs: 9, toMs: 9 })).toEqual([])
  })

  test('slices cover the range exactly, newest first', () => {
    const bucket = fc.tuple(fc.integer({ min: -900, max: 900 }), fc.integer({ min: 0, max: 300_000 }))
    fc.assert(
      fc.property(
        fc.array(fc.array(bucket)),
        fc.integer({ min: -900, max: 900 }),
        fc.integer({ min: 1, max: 900 }),
        (files, from, width) => {
          const range = { fromMs: DAY + from * 1_000_000, toMs: DAY + (from + width) * 1_000_000 }
          const slices = planSlices(
            files.map(counts => hours(...counts)),
            range,
          )
          expect(slices[0]!.toMs).toBe(range.toMs)
          expect(slices.at(-1)!.fromMs).toBe(range.fromMs)
          slices.forEach((slice, i) => {
            expect(slice.fromMs).toBeLessThan(slice.toMs)
            expect(slice.fromMs).toBe(slices[i + 1]?.toMs ?? range.fromMs)
          })
        },
      ),
    )
  })
})
