// Tells when the wall clock of this machine was put forward or back: BullMQ judges by it what is due, and sleeps
// in Redis until then. The monotonic clock says how much time really went by.

import type { Clock } from '#/kernel/clock.ts'

/** Smaller corrections than this do no harm. */
const JUMP_MS = 100

export interface ClockWatchOptions {
  readonly clock: Clock
  readonly everyMs: number
  readonly jumped: (direction: 'forward' | 'back') => void
}

export function watchClock({ clock, everyMs, jumped }: ClockWatchOptions): Disposable {
  let wall = clock.now()
  let steady = performance.now()
  const timer = setInterval(() => {
    const [wallNow, steadyNow] = [clock.now(), performance.now()]
    const jump = wallNow - wall - (steadyNow - steady)
    wall = wallNow
    steady = steadyNow
    if (Math.abs(jump) >= JUMP_MS) jumped(jump > 0 ? 'forward' : 'back')
  }, everyMs)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
