// Net sentiment and its interval.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { netTone } from '#/kernel/net-tone.ts'

test('without tone there is none', () => expect(netTone({ pos: 0, neg: 0 })).toBeNull())

test.each([
  // Wilson's interval of 8 of 10 is 0.4902 … 0.9433 (Newcombe 1998 gives such tables).
  { pos: 8, neg: 2, value: 0.6, low: -0.0196, high: 0.8866 },
  { pos: 0, neg: 10, value: -1, low: -1, high: -0.4449 },
  { pos: 500, neg: 500, value: 0, low: -0.0619, high: 0.0619 },
])('$pos for and $neg against', ({ pos, neg, value, low, high }) => {
  const net = netTone({ pos, neg })!
  expect(net.value).toBeCloseTo(value, 3)
  expect(net.low).toBeCloseTo(low, 3)
  expect(net.high).toBeCloseTo(high, 3)
})

test('the value lies in its interval, more mentions narrow it, and the sides mirror each other', () => {
  fc.assert(
    fc.property(fc.nat(2000), fc.nat(2000), (pos, neg) => {
      fc.pre(pos + neg > 0)
      const net = netTone({ pos, neg })!
      expect(net.low).toBeLessThanOrEqual(net.value)
      expect(net.high).toBeGreaterThanOrEqual(net.value)
      const more = netTone({ pos: pos * 4, neg: neg * 4 })!
      expect(more.high - more.low).toBeLessThan(net.high - net.low)
      const other = netTone({ pos: neg, neg: pos })!
      expect(other.low).toBeCloseTo(-net.high, 9)
    }),
  )
})
