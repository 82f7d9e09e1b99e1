// How terms and a trained model decide together. The model tells how likely something is; terms are further
// evidence, by their points.
//
// For flags (yes or no) both are witnesses, either of which may be right by itself: 1 − (1 − terms)(1 − model); from
// one half on it holds. Terms alone decide when there are enough of them, the model alone when it gives 0.5, and a
// mere hint with a model that gives 0.375.
//
// For topics (one or few of many) the model's probabilities are the prior, multiplied with how much more often a text
// on the topic has so many points than another text, and made to sum up to 1 again. Without a model all topics are
// as likely before.

/** Belief in terms by their points (0, 1, 2 and 3, 4 and more). */
const TERMS_BELIEF = [0, 0.2, 0.6, 0.6, 0.8] as const
export const ENOUGH_BELIEF = 0.5

/** Likelihood ratios by points. */
const TERMS_RATIO = [1, 3, 8, 8, 20] as const
/** A topic that a model thinks impossible can still be shown by terms. */
const LEAST_PRIOR = 0.001

/** Belief in a flag, 0 … 1; `model` is its probability, 0 without a model. */
export function beliefOf(points: number, model: number): number {
  return 1 - (1 - byPoints(TERMS_BELIEF, points)) * (1 - model)
}

/** Probability of each topic after its terms; `prior` null: without a model. Topics without points have 0 of them. */
export function posteriorOf<T extends string>(
  topics: readonly T[],
  points: ReadonlyMap<T, number>,
  prior: Readonly<Record<string, number>> | null,
): ReadonlyMap<T, number> {
  const weights = topics.map(
    topic =>
      Math.max(prior === null ? 1 : (prior[topic] ?? 0), LEAST_PRIOR) *
      byPoints(TERMS_RATIO, points.get(topic) ?? 0),
  )
  const sum = weights.reduce((one, other) => one + other, 0)
  return new Map(topics.map((topic, n) => [topic, weights[n]! / sum]))
}

function byPoints(values: readonly number[], points: number): number {
  return values[Math.min(Math.floor(points), values.length - 1)]!
}
