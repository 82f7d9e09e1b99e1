// How well each feature tells a label from the others, by counting alone: |log ratio| of the shares of texts that
// hold it. Features scaled by it let a linear model trust what is rare but telling (Wang and Manning, "Baselines and
// Bigrams", ACL 2012, there for naive Bayes beside an SVM).

import type { SparseRows } from './sparse-rows.ts'

/** No feature is silenced, none shouts. */
const LEAST = 0.3
const MOST_RATIO = 1.5

/** By feature, LEAST … LEAST + MOST_RATIO; features from `counted` on are signals and stay 1. */
export function labelContrast(
  { starts, indices }: SparseRows,
  isLabel: (row: number) => boolean,
  features: number,
  counted: number,
): Float32Array {
  const inside = new Uint32Array(features)
  const outside = new Uint32Array(features)
  let texts = 0
  const count = starts.length - 1
  for (let row = 0; row < count; row++) {
    const is = isLabel(row)
    if (is) texts++
    const holders = is ? inside : outside
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      const feature = indices[at]!
      holders[feature] = holders[feature]! + 1
    }
  }
  return Float32Array.from({ length: features }, (_, feature) => {
    if (feature >= counted) return 1
    const ratio = Math.log(
      (inside[feature]! + 1) / (texts + 2) / ((outside[feature]! + 1) / (count - texts + 2)),
    )
    return LEAST + Math.min(MOST_RATIO, Math.abs(ratio))
  })
}
