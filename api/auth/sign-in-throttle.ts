// Slows guessing of passwords down. Each user name and each address has a purse of attempts that fills up
// again with time; an attempt takes one from both, a success gives both back. An address from which the
// same name has signed in before does not pay from the name's purse, so that a stranger who empties it
// cannot lock the person out.

import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { createPurses, networkOf, type PurseSize } from '../purses.ts'

const PER_NAME: PurseSize = { attempts: 10, refillMs: 30_000 }
const PER_ADDRESS: PurseSize = { attempts: 30, refillMs: 10_000 }

export interface SignInThrottle {
  /** Takes an attempt; returns 0 when it may go on, else the ms to wait before the next. */
  attempt(name: string, address: string): number
  /** The attempt was right: gives it back and remembers the pair. */
  succeeded(name: string, address: string): void
}

export function createSignInThrottle(clock: Clock): SignInThrottle {
  const names = createPurses(PER_NAME, LIMITS.maxSignInKeys, clock)
  const addresses = createPurses(PER_ADDRESS, LIMITS.maxSignInKeys, clock)
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

function remember(set: Set<string>, value: string): void {
  set.delete(value)
  set.add(value)
  if (set.size > LIMITS.maxSignInKeys) set.delete(set.values().next().value!)
}
