// A linear classifier of texts with any set of labels: what training makes, a model file keeps and `score` uses.
// It knows nothing of tones; tone-model.ts does.

import { LIMITS } from '#/kernel/limits.ts'
import { restoreAccents } from './accent-restorer.ts'
import type { AccentRestorer } from './accent-restorer.ts'
import { probabilitiesOf } from './calibration.ts'
import type { Sigmoid } from './calibration.ts'
import type { LinearWeights } from './linear-svm.ts'
import type { ModelCard } from './model-card.ts'
import { NgramCounter } from './ngram-hash.ts'
import type { SparseRow } from './sparse-rows.ts'
import { toneTokens } from './tone-tokens.ts'
import type { ToneTokens } from './tone-tokens.ts'
import { vectorise } from './vectoriser.ts'
import type { Vectoriser } from './vectoriser.ts'

/** How a label is chosen and how far it is trusted; learnt from texts held back. */
export interface Decision {
  /** Added to the score of each label before the highest wins. */
  readonly shifts: readonly number[]
  readonly calibration: readonly Sigmoid[]
  /** Confidence from which a label is sure. */
  readonly sureFrom: number
}

export interface Classifier {
  /** Sorted; the order of everything that is counted by label. */
  readonly labels: readonly string[]
  readonly vectoriser: Vectoriser
  readonly weights: LinearWeights
  readonly accents: AccentRestorer
  readonly decision: Decision
  readonly card: ModelCard
}

export interface Prediction {
  readonly label: string
  /** By label, sum 1. */
  readonly probabilities: Readonly<Record<string, number>>
  /** Probability of the label chosen, 0 … 1. */
  readonly confidence: number
  readonly sure: boolean
}

/** Scores one text after another; deterministic. Holds some megabytes of working memory: make one and keep it. */
export function predictorOf(classifier: Classifier): (text: string) => Prediction {
  const { labels, decision } = classifier
  const counter = new NgramCounter(classifier.vectoriser.options.ngrams)
  return text => {
    const tokens = toneTokens(text.slice(0, LIMITS.maxScoredText))
    const prediction = decide(scoreTokens(tokens, counter, classifier), labels, decision)
    // Nothing was read, so nothing is known.
    return tokens.words.length === 0 ? { ...prediction, sure: false } : prediction
  }
}

/** Of a text without accents: share of the reading with its accents put back, beside that of the text as it stands. */
const MEANT_SHARE = 0.75

/** Distance from each label's plane; of a text without accents, the mean of both its readings. */
export function scoreTokens(
  tokens: ToneTokens,
  counter: NgramCounter,
  { vectoriser, weights, accents }: Pick<Classifier, 'vectoriser' | 'weights' | 'accents'>,
): number[] {
  const scoresOf = (read: ToneTokens): number[] =>
    rawScores(vectorise(vectoriser, { tokens: read, ngrams: counter.count(read.words) }), weights)
  const scores = scoresOf(tokens)
  if (!tokens.bare) return scores
  const meant = scoresOf({ ...tokens, bare: false, words: restoreAccents(tokens.words, accents) })
  return scores.map((score, label) => score * (1 - MEANT_SHARE) + meant[label]! * MEANT_SHARE)
}

/** Distance from each label's plane. */
export function rawScores(
  { indices, values }: SparseRow,
  { classes, weights, biases }: LinearWeights,
): number[] {
  const scores = Array.from(biases)
  for (let at = 0; at < indices.length; at++) {
    const from = indices[at]! * classes
    const value = values[at]!
    for (let label = 0; label < classes; label++)
      scores[label] = scores[label]! + value * weights[from + label]!
  }
  return scores
}

export function decide(scores: readonly number[], labels: readonly string[], decision: Decision): Prediction {
  const chosen = highest(scores, decision.shifts)
  const probabilities = probabilitiesOf(scores, decision.calibration)
  const confidence = probabilities[chosen]!
  return {
    label: labels[chosen]!,
    probabilities: Object.fromEntries(labels.map((label, at) => [label, probabilities[at]!])),
    confidence,
    sure: confidence >= decision.sureFrom,
  }
}

/** The first label with the highest shifted score. */
export function highest(scores: readonly number[], shifts: readonly number[]): number {
  let best = 0
  for (let label = 1; label < scores.length; label++)
    if (scores[label]! + shifts[label]! > scores[best]! + shifts[best]!) best = label
  return best
}
