// Purses of attempts: each key may do something a number of times, and gets one back each so often. Memory is
// bounded: the purse untouched for longest is forgotten.

import { isIPv6 } from 'node:net'
import type { Clock } from '#/kernel/clock.ts'

interface Purse {
  attempts: number
  filledAt: number
}

export interface PurseSize {
  readonly attempts: number
  /** One attempt comes back each so often. */
  readonly refillMs: number
}

export interface Purses {
  /** 0 when the key may go on, else the ms to wait. */
  waitMs(key: string): number
  take(key: string): void
  giveBack(key: string): void
}

export function createPurses(size: PurseSize, maxKeys: number, clock: Clock): Purses {
  const purses = new Map<string, Purse>()

  function purseOf(key: string): Purse {
    const now = clock.now()
    const purse = purses.get(key) ?? { attempts: size.attempts, filledAt: now }
    const refill = Math.floor((now - purse.filledAt) / size.refillMs)
    if (refill > 0) {
      purse.attempts = Math.min(size.attempts, purse.attempts + refill)
      purse.filledAt += refill * size.refillMs
    }
    return purse
  }

  return {
    waitMs(key: string): number {
      const purse = purseOf(key)
      return purse.attempts > 0 ? 0 : Math.max(1, purse.filledAt + size.refillMs - clock.now())
    },
    take(key: string): void {
      const purse = purseOf(key)
      // A full purse starts to refill with its first use, not with its creation.
      if (purse.attempts === size.attempts) purse.filledAt = clock.now()
      purse.attempts--
      purses.delete(key)
      purses.set(key, purse)
      if (purses.size > maxKeys) purses.delete(purses.keys().next().value!)
    },
    giveBack(key: string): void {
      const purse = purseOf(key)
      purse.attempts = Math.min(size.attempts, purse.attempts + 1)
      if (purse.attempts === size.attempts) purses.delete(key)
    },
  }
}

/** One customer has a whole /64 of IPv6: its addresses count as one. IPv4 stays as it is. */
export function networkOf(address: string): string {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('%')[0]!.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
