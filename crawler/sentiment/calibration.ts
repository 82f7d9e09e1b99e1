// From the scores of a linear model to probabilities: Platt's sigmoid for each label, fitted on scores of texts that
// the model was not trained on, then made to sum to 1. The fit is Newton's method with Platt's smoothed targets
// (Lin, Lin, Weng: "A note on Platt's probabilistic outputs for support vector machines", 2007).

/** Of one label: its probability alone is 1 / (1 + exp(−(slope × score + offset))). */
export interface Sigmoid {
  readonly slope: number
  readonly offset: number
}

const MAX_STEPS = 100
const RIDGE = 1e-9
const ENOUGH = 1e-7

/** `scores[i][label]` of text i, whose true label is `truth[i]`. */
export function fitCalibration(
  scores: readonly (readonly number[])[],
  truth: readonly number[],
  labels: number,
): Sigmoid[] {
  return Array.from({ length: labels }, (_, label) =>
    fitSigmoid(
      scores.map(row => row[label]!),
      truth.map(true_ => true_ === label),
    ),
  )
}

/** Sum 1. */
export function probabilitiesOf(scores: ArrayLike<number>, calibration: readonly Sigmoid[]): number[] {
  const alone = calibration.map(({ slope, offset }, label) => sigmoid(slope * scores[label]! + offset))
  const sum = alone.reduce((total, one) => total + one, 0)
  return alone.map(one => (sum === 0 ? 1 / alone.length : one / sum))
}

function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z))
}

function fitSigmoid(scores: readonly number[], isTrue: readonly boolean[]): Sigmoid {
  const members = isTrue.filter(Boolean).length
  const others = isTrue.length - members
  const high = (members + 1) / (members + 2)
  const low = 1 / (others + 2)
  const targets = isTrue.map(is => (is ? high : low))
  let slope = 0
  let offset = Math.log((members + 1) / (others + 1))
  let loss = lossOf(scores, targets, slope, offset)
  for (let step = 0; step < MAX_STEPS; step++) {
    let [curveSlope, curveBoth, curveOffset, pullSlope, pullOffset] = [RIDGE, 0, RIDGE, 0, 0]
    scores.forEach((score, i) => {
      const probability = sigmoid(slope * score + offset)
      const weight = probability * (1 - probability)
      curveSlope += score * score * weight
      curveBoth += score * weight
      curveOffset += weight
      pullSlope += score * (probability - targets[i]!)
      pullOffset += probability - targets[i]!
    })
    if (Math.abs(pullSlope) < ENOUGH && Math.abs(pullOffset) < ENOUGH) break
    const determinant = curveSlope * curveOffset - curveBoth * curveBoth
    const moveSlope = -(curveOffset * pullSlope - curveBoth * pullOffset) / determinant
    const moveOffset = -(curveSlope * pullOffset - curveBoth * pullSlope) / determinant
    const downhill = pullSlope * moveSlope + pullOffset * moveOffset
    let length = 1
    for (; length > 1e-10; length /= 2) {
      const tried = lossOf(scores, targets, slope + length * moveSlope, offset + length * moveOffset)
      if (tried < loss + 1e-4 * length * downhill) {
        loss = tried
        break
      }
    }
    if (length <= 1e-10) break
    slope += length * moveSlope
    offset += length * moveOffset
  }
  return { slope, offset }
}

/** Cross-entropy, in the form that does not overflow. */
function lossOf(
  scores: readonly number[],
  targets: readonly number[],
  slope: number,
  offset: number,
): number {
  let loss = 0
  scores.forEach((score, i) => {
    const z = slope * score + offset
    loss +=
      z >= 0 ? (1 - targets[i]!) * z + Math.log1p(Math.exp(-z)) : -targets[i]! * z + Math.log1p(Math.exp(z))
  })
  return loss
}
