// The negative binomial distribution, by mean and size: variance = mean + mean²/size. A size of Infinity is Poisson.
// The upper tail is summed itself, not taken from 1, so that a probability of 1e-12 is that and not noise.

/** P(X ≥ count); 0 … 1. `mean` ≥ 0, `size` > 0. */
export function upperTail(count: number, mean: number, size: number): number {
  if (count <= 0) return 1
  if (mean <= 0) return 0
  // Below the mean the tail is most of it: what is missing is summed.
  if (count <= mean) return 1 - sumOf(0, count - 1, mean, size)
  return Math.min(1, sumOf(count, Infinity, mean, size))
}

/** The lowest count that is exceeded with at most this probability: P(X > count) ≤ tail. */
export function upperQuantile(tail: number, mean: number, size: number): number {
  if (mean <= 0) return 0
  let count = Math.max(0, Math.floor(mean))
  let above = upperTail(count + 1, mean, size)
  for (let term = probability(count + 1, mean, size); above > tail && count < MAX_TERMS;) {
    count++
    above -= term
    term *= growth(count, mean, size)
  }
  return count
}

/** The greatest count below which is at most this probability: P(X < count) ≤ tail. */
export function lowerQuantile(tail: number, mean: number, size: number): number {
  let below = 0
  let term = probability(0, mean, size)
  for (let count = 0; count < MAX_TERMS; count++) {
    below += term
    if (below > tail) return count
    term *= growth(count, mean, size)
  }
  return MAX_TERMS
}

const MAX_TERMS = 1_000_000
/** A term so small beside the sum ends it. */
const NEGLIGIBLE = 1e-17

function sumOf(from: number, to: number, mean: number, size: number): number {
  let term = probability(from, mean, size)
  let sum = 0
  for (let count = from; count <= to && count - from < MAX_TERMS; count++) {
    sum += term
    term *= growth(count, mean, size)
    if (count > mean && term < sum * NEGLIGIBLE) break
  }
  return sum
}

/** P(count + 1) / P(count). */
function growth(count: number, mean: number, size: number): number {
  if (size === Infinity) return mean / (count + 1)
  return (((count + size) / (count + 1)) * mean) / (mean + size)
}

function probability(count: number, mean: number, size: number): number {
  if (size === Infinity) return Math.exp(count * Math.log(mean) - mean - logGamma(count + 1))
  // log1p keeps the digits of a large size.
  const none = -size * Math.log1p(mean / size)
  if (count === 0) return Math.exp(none)
  const logChoose = logGamma(count + size) - logGamma(size) - logGamma(count + 1)
  return Math.exp(logChoose + none + count * Math.log(mean / (mean + size)))
}

/** ln Γ(x), x > 0, by Stirling's series above 10 and the recurrence below; error under 1e-12. */
function logGamma(x: number): number {
  let shift = 0
  let at = x
  for (; at < 10; at++) shift += Math.log(at)
  const inverse = 1 / at
  const square = inverse * inverse
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)))
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift
}
