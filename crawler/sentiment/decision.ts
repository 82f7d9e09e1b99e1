// Learns from scores of texts held back how to choose a label, what its probability is, and from which confidence
// it is sure.

import type { Decision } from './classifier.ts'
import { highest } from './classifier.ts'
import { fitCalibration, probabilitiesOf } from './calibration.ts'

export interface HeldBackScores {
  /** By text and label. */
  readonly scores: readonly (readonly number[])[]
  /** Label of each text. */
  readonly truth: readonly number[]
}

export interface SureRule {
  /** Accuracy that the sure ones shall have … */
  readonly sureAccuracy: number
  /** … as long as at least this share of texts is sure. */
  readonly minSureShare: number
}

const SHIFT_STEP = 0.05
const MOST_SHIFT = 0.5
const ROUNDS = 2
/** Macro-F1 that a shift must bring, times the root of how many texts say so: the more texts, the less is chance. */
const MIN_GAIN = 0.3

export function learnDecision({ scores, truth }: HeldBackScores, labels: number, rule: SureRule): Decision {
  const shifts = bestShifts(scores, truth, labels)
  const calibration = fitCalibration(scores, truth, labels)
  const results = scores.map((row, i) => {
    const chosen = highest(row, shifts)
    return { confidence: probabilitiesOf(row, calibration)[chosen]!, right: chosen === truth[i] }
  })
  return { shifts, calibration, sureFrom: sureThreshold(results, rule) }
}

/**
 * The lowest confidence such that texts from it on reach the accuracy; when that leaves fewer than the least share,
 * the confidence that this share has.
 */
export function sureThreshold(
  results: readonly { readonly confidence: number; readonly right: boolean }[],
  { sureAccuracy, minSureShare }: SureRule,
): number {
  const ranked = [...results].sort((a, b) => b.confidence - a.confidence)
  const least = Math.ceil(ranked.length * minSureShare)
  let right = 0
  let threshold = ranked[Math.max(0, least - 1)]?.confidence ?? 0
  ranked.forEach((result, at) => {
    if (result.right) right++
    if (at + 1 > least && right / (at + 1) >= sureAccuracy) threshold = result.confidence
  })
  return threshold
}

/**
 * Tries shifts label by label and keeps what gives the best macro-F1, the smallest among equals; none at all when
 * that gains too little to be more than chance. It matters where one label is rare.
 */
function bestShifts(
  scores: readonly (readonly number[])[],
  truth: readonly number[],
  labels: number,
): number[] {
  const shifts = Array.from({ length: labels }, () => 0)
  const unshifted = macroF1(scores, truth, shifts)
  let best = unshifted
  for (let round = 0; round < ROUNDS; round++)
    for (let label = 0; label < labels; label++) {
      const before = shifts[label]!
      let kept = before
      for (let step = 1; step <= MOST_SHIFT / SHIFT_STEP; step++)
        for (const shift of [before + step * SHIFT_STEP, before - step * SHIFT_STEP]) {
          shifts[label] = shift
          const reached = macroF1(scores, truth, shifts)
          if (reached > best) {
            best = reached
            kept = shift
          }
        }
      shifts[label] = kept
    }
  return best - unshifted >= MIN_GAIN / Math.sqrt(truth.length) ? shifts : shifts.map(() => 0)
}

function macroF1(
  scores: readonly (readonly number[])[],
  truth: readonly number[],
  shifts: readonly number[],
): number {
  const found = new Float64Array(shifts.length)
  const named = new Float64Array(shifts.length)
  scores.forEach((row, i) => {
    const chosen = highest(row, shifts)
    const label = truth[i]!
    if (chosen === label) found[label]!++
    named[chosen]!++
    named[label]!++
  })
  return (
    found.reduce((sum, both, label) => sum + (named[label] === 0 ? 0 : (2 * both) / named[label]!), 0) /
    shifts.length
  )
}
