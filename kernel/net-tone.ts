// Net sentiment of a number of mentions, (pos − neg)/(pos + neg), with its interval: ten mentions say little.
// Neutral and unsure ones are not in it; how many there are is told beside it.

import type { Tone } from './mention.ts'

export interface NetTone {
  /** −1 … 1. */
  readonly value: number
  /** 95 % interval (Wilson's score interval of the share of positive ones). */
  readonly low: number
  readonly high: number
}

/** 97.5 % quantile of the normal distribution. */
const Z = 1.959964

/** Null when there is neither a positive nor a negative one. */
export function netTone({ pos, neg }: Readonly<Pick<Record<Tone, number>, 'pos' | 'neg'>>): NetTone | null {
  const n = pos + neg
  if (n === 0) return null
  const share = pos / n
  const middle = (share + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n)
  const half = (Z / (1 + Z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2))
  // Rounding must not put the value outside its interval.
  const value = 2 * share - 1
  const low = Math.max(-1, Math.min(value, 2 * (middle - half) - 1))
  const high = Math.min(1, Math.max(value, 2 * (middle + half) - 1))
  return { value, low, high }
}
