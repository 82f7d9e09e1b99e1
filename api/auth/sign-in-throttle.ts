// Slows guessing of passwords down. Each user name and each address has a purse of attempts that fills up
// again with time; an attempt takes one from both, a success gives both back. An address from which the
// same name has signed in before does not pay from the name's purse, so that a stranger who empties it
// cannot lock the person out. Memory is bounded: the purse untouched for longest is forgotten.

import { isIPv6 } from 'node:net'
import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'

interface Purse {
  attempts: number
  filledAt: number
}

interface PurseSize {
  readonly attempts: number
  /** One attempt comes back each so often. */
  readonly refillMs: number
}

const PER_NAME: PurseSize = { attempts: 10, refillMs: 30_000 }
const PER_ADDRESS: PurseSize = { attempts: 30, refillMs: 10_000 }

export interface SignInThrottle {
  /** Takes an attempt; returns 0 when it may go on, else the ms to wait before the next. */
  attempt(name: string, address: string): number
  /** The attempt was right: gives it back and remembers the pair. */
  succeeded(name: string, address: string): void
}

export function createSignInThrottle(clock: Clock): SignInThrottle {
  const names = createPurses(PER_NAME, clock)
  const addresses = createPurses(PER_ADDRESS, clock)
  const trusted = new Set<string>()
  const pair = (name: string, network: string) => `${name}\n${network}`

  return {
    attempt(name, address) {
      const network = networkOf(address)
      const paysName = !trusted.has(pair(name, network))
      const waitMs = Math.max(addresses.waitMs(network), paysName ? names.waitMs(name) : 0)
      if (waitMs > 0) return waitMs
      addresses.take(network)
      if (paysName) names.take(name)
      return 0
    },
    succeeded(name, address) {
      const network = networkOf(address)
      addresses.giveBack(network)
      if (!trusted.has(pair(name, network))) names.giveBack(name)
      remember(trusted, pair(name, network))
    },
  }
}

function createPurses(size: PurseSize, clock: Clock) {
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
      if (purses.size > LIMITS.maxSignInKeys) purses.delete(purses.keys().next().value!)
    },
    giveBack(key: string): void {
      const purse = purseOf(key)
      purse.attempts = Math.min(size.attempts, purse.attempts + 1)
      if (purse.attempts === size.attempts) purses.delete(key)
    },
  }
}

function remember(set: Set<string>, value: string): void {
  set.delete(value)
  set.add(value)
  if (set.size > LIMITS.maxSignInKeys) set.delete(set.values().next().value!)
}

/** One customer has a whole /64 of IPv6: its addresses count as one. IPv4 stays as it is. */
function networkOf(address: string): string {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('%')[0]!.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
