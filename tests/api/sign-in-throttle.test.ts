import { describe, expect, test } from 'vitest'
import { createSignInThrottle } from '#/api/auth/sign-in-throttle.ts'

function openThrottle() {
  let now = 1_000_000
  const throttle = createSignInThrottle({ now: () => now })
  /** Attempts until one must wait, each from `address(i)`. */
  const attempts = (name: (i: number) => string, address: (i: number) => string, most = 100): number => {
    for (let i = 0; i < most; i++) if (throttle.attempt(name(i), address(i)) > 0) return i
    return most
  }
  return { throttle, attempts, turn: (ms: number) => void (now += ms) }
}

describe('guessing', () => {
  test('one name from many addresses is stopped after ten', () => {
    const { attempts } = openThrottle()
    expect(
      attempts(
        () => 'an',
        i => `198.51.100.${i}`,
      ),
    ).toBe(10)
  })

  test('many names from one address are stopped after thirty', () => {
    const { attempts } = openThrottle()
    expect(
      attempts(
        i => `user${i}`,
        () => '198.51.100.7',
      ),
    ).toBe(30)
  })

  test('addresses of one IPv6 network count as one, those of two do not', () => {
    const { attempts } = openThrottle()
    expect(
      attempts(
        i => `a${i}`,
        i => `2001:db8:0:1::${i.toString(16)}`,
      ),
    ).toBe(30)
    expect(
      attempts(
        i => `b${i}`,
        i => `2001:db8:0:${(i + 2).toString(16)}::1`,
      ),
    ).toBe(100)
  })

  test('an IPv4 address written as IPv6 is the same address', () => {
    const { attempts } = openThrottle()
    expect(
      attempts(
        i => `u${i}`,
        i => (i % 2 === 0 ? '192.0.2.1' : '::ffff:192.0.2.1'),
      ),
    ).toBe(30)
  })
})

test('one attempt comes back after half a minute, and the wait says so', () => {
  const { throttle, attempts, turn } = openThrottle()
  attempts(
    () => 'an',
    i => `198.51.100.${i}`,
  )
  expect(throttle.attempt('an', '192.0.2.1')).toBe(30_000)
  turn(29_999)
  expect(throttle.attempt('an', '192.0.2.1')).toBe(1)
  turn(1)
  expect(throttle.attempt('an', '192.0.2.1')).toBe(0)
  expect(throttle.attempt('an', '192.0.2.1')).toBeGreaterThan(0)
})

test('a success costs nothing, however often', () => {
  const { throttle } = openThrottle()
  for (let i = 0; i < 200; i++) {
    expect(throttle.attempt('an', '192.0.2.1')).toBe(0)
    throttle.succeeded('an', '192.0.2.1')
  }
})

test('a stranger who empties the purse of a name does not lock out the one who was here before', () => {
  const { throttle, attempts } = openThrottle()
  throttle.attempt('an', '192.0.2.1')
  throttle.succeeded('an', '192.0.2.1')
  attempts(
    () => 'an',
    i => `198.51.100.${i}`,
  )
  expect(throttle.attempt('an', '203.0.113.50')).toBeGreaterThan(0)
  expect(throttle.attempt('an', '192.0.2.1')).toBe(0)
})

test('memory stays bounded under many names, and a stopped address stays stopped', () => {
  const { throttle, attempts } = openThrottle()
  attempts(
    i => `user${i}`,
    () => '198.51.100.7',
  )
  for (let i = 0; i < 5000; i++)
    throttle.attempt(`n${i}`, `2001:db8:${(i >> 8).toString(16)}:${(i & 255).toString(16)}::1`)
  expect(throttle.attempt('someone', '198.51.100.7')).toBeGreaterThan(0)
})
