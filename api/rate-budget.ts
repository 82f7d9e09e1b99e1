// So many requests a key may make at once, and how fast they come back: for what answers without a session.
// Memory is bounded: the key untouched for longest is forgotten.

import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'

export interface RateBudget {
  /** Takes one request; 0 when it may go on, else the ms until the next may. */
  take(key: string): number
}

/** `burst` requests at once, one more each `refillMs`. */
export function createRateBudget(burst: number, refillMs: number, clock: Clock): RateBudget {
  /** When the key's budget would be full again. */
  const fullAt = new Map<string, number>()
  return {
    take(key) {
      const now = clock.now()
      const from = Math.max(fullAt.get(key) ?? 0, now)
      const waitMs = from + refillMs - now - burst * refillMs
      if (waitMs > 0) return waitMs
      fullAt.delete(key)
      fullAt.set(key, from + refillMs)
      if (fullAt.size > LIMITS.maxSignInKeys) fullAt.delete(fullAt.keys().next().value!)
      return 0
    },
  }
}
