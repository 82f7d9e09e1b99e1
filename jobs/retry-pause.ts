// How long a failed job waits for its next run: the pause doubles up to a bound, with ±20 % of chance so that
// jobs that failed together do not come back together.

import type { Retry } from './job-queue.ts'

const CHANCE = 0.2

/** Pause in ms after failure number `failures` (from 1); `random` gives 0 ≤ n < 1. */
export function retryPauseMs(retry: Retry, failures: number, random: () => number): number {
  // 2 ** 1024 is Infinity; min() brings it back.
  const whole = Math.min(retry.maxMs, retry.firstMs * 2 ** (failures - 1))
  return Math.round(whole * (1 + CHANCE * (2 * random() - 1)))
}
