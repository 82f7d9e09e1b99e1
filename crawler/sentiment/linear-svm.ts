// One-vs-rest linear SVM with squared hinge loss, trained by dual coordinate descent (Hsieh et al., "A Dual
// Coordinate Descent Method for Large-scale Linear SVM", ICML 2008): one pass changes one example's multiplier at
// a time and keeps the weights in step. Deterministic: the order of the examples comes from the seed.

import { labelContrast } from './label-contrast.ts'
import type { SparseRows } from './sparse-rows.ts'

export interface SvmOptions {
  /** Cost of an error, before the balancing of classes. */
  readonly cost: number
  /** 0: every example weighs the same; 1: every class weighs the same. */
  readonly balance: number
  /** Passes over the examples at most; ends earlier when nothing moves by `tolerance`. */
  readonly maxPasses: number
  readonly tolerance: number
  readonly seed: number
}

/** Weights as `weights[feature * classes + class]`, and one bias a class. */
export interface LinearWeights {
  readonly classes: number
  readonly weights: Float32Array
  readonly biases: Float32Array
}

/** The bias is learnt as one more feature of this value. */
const BIAS_VALUE = 1

/**
 * `labels[i]`, 0 … classes − 1, is the class of row i; `features` is the number of features, of which those from
 * `counted` on are signals (see label-contrast.ts).
 */
export function trainLinearSvm(
  rows: SparseRows,
  labels: ArrayLike<number>,
  classes: number,
  features: number,
  counted: number,
  options: SvmOptions,
): LinearWeights {
  const weights = new Float32Array(features * classes)
  const biases = new Float32Array(classes)
  // With two classes the second is the first with the other sign.
  const trained = classes === 2 ? 1 : classes
  for (let one = 0; one < trained; one++) {
    const isOne = (row: number): boolean => labels[row] === one
    const contrast = labelContrast(rows, isOne, features, counted)
    const { weights: found, bias } = trainOne(scaleRows(rows, contrast), isOne, features, options)
    for (let feature = 0; feature < features; feature++)
      weights[feature * classes + one] = found[feature]! * contrast[feature]!
    biases[one] = bias
  }
  if (classes === 2) {
    for (let feature = 0; feature < features; feature++) weights[feature * 2 + 1] = -weights[feature * 2]!
    biases[1] = -biases[0]!
  }
  return { classes, weights, biases }
}

function scaleRows({ starts, indices, values }: SparseRows, scales: Float32Array): SparseRows {
  return { starts, indices, values: values.map((value, at) => value * scales[indices[at]!]!) }
}

function squaredLengths({ starts, values }: SparseRows): Float64Array {
  const squares = new Float64Array(starts.length - 1)
  for (let row = 0; row < squares.length; row++) {
    let sum = BIAS_VALUE * BIAS_VALUE
    for (let at = starts[row]!; at < starts[row + 1]!; at++) sum += values[at]! * values[at]!
    squares[row] = sum
  }
  return squares
}

function trainOne(
  rows: SparseRows,
  isPositive: (row: number) => boolean,
  features: number,
  { cost, balance, maxPasses, tolerance, seed }: SvmOptions,
): { readonly weights: Float64Array; readonly bias: number } {
  const { starts, indices, values } = rows
  const squares = squaredLengths(rows)
  const count = squares.length
  const signs = Int8Array.from({ length: count }, (_, row) => (isPositive(row) ? 1 : -1))
  const positives = signs.reduce((sum, sign) => sum + (sign === 1 ? 1 : 0), 0)
  const evenShare = count / 2
  const costOf = (members: number): number => cost * (members === 0 ? 1 : (evenShare / members) ** balance)
  const softness = { 1: 0.5 / costOf(positives), [-1]: 0.5 / costOf(count - positives) } as Record<
    number,
    number
  >
  const weights = new Float64Array(features)
  let bias = 0
  const multipliers = new Float64Array(count)
  const order = Uint32Array.from({ length: count }, (_, row) => row)
  const random = seededRandom(seed)
  for (let pass = 0; pass < maxPasses; pass++) {
    shuffle(order, random)
    let largestStep = 0
    for (const row of order) {
      const sign = signs[row]!
      const from = starts[row]!
      const to = starts[row + 1]!
      let score = bias * BIAS_VALUE
      for (let at = from; at < to; at++) score += weights[indices[at]!]! * values[at]!
      const soft = softness[sign]!
      const multiplier = multipliers[row]!
      const gradient = sign * score - 1 + soft * multiplier
      if (multiplier === 0 && gradient >= 0) continue
      const next = Math.max(multiplier - gradient / (squares[row]! + soft), 0)
      const step = (next - multiplier) * sign
      if (step === 0) continue
      multipliers[row] = next
      for (let at = from; at < to; at++) {
        const index = indices[at]!
        weights[index] = weights[index]! + step * values[at]!
      }
      bias += step * BIAS_VALUE
      largestStep = Math.max(largestStep, Math.abs(gradient))
    }
    if (largestStep < tolerance) break
  }
  return { weights, bias }
}

/** Rounds the weights of each class to 65,535 steps, as a model file keeps them; what is lost is far below noise. */
export function roundWeights({ classes, weights, biases }: LinearWeights): LinearWeights {
  const rounded = new Float32Array(weights.length)
  for (let one = 0; one < classes; one++) {
    const step = weightStep(weights, classes, one)
    for (let at = one; at < weights.length; at += classes)
      rounded[at] = Math.round(weights[at]! / step) * step
  }
  return { classes, weights: rounded, biases }
}

/** Size of a step of one class's weights; a power of two, so that steps are exact. */
export function weightStep(weights: Float32Array, classes: number, one: number): number {
  let largest = 0
  for (let at = one; at < weights.length; at += classes) largest = Math.max(largest, Math.abs(weights[at]!))
  return largest === 0 ? 1 : 2 ** Math.ceil(Math.log2(largest / 32_767))
}

/** Mulberry32: 0 ≤ x < 1, the same row of numbers for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Fisher–Yates, in place. */
export function shuffle(items: Uint32Array, random: () => number): void {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    const item = items[at]!
    items[at] = items[other]!
    items[other] = item
  }
}
