// The model of tone that the rest of the platform sees: a text goes in, a ToneScore comes out. Behind it stands
// one of ours, or one that was plugged in.

import type { Tone, ToneScore } from '#/kernel/mention.ts'
import { TONES } from '#/kernel/mention.ts'
import { Permanent } from '#/kernel/errors.ts'
import { predictorOf } from './classifier.ts'
import type { Classifier, Prediction } from './classifier.ts'
import type { ModelCard } from './model-card.ts'

export interface ToneModel {
  /** Name and version, as a mention keeps it: `news 1a2b3c4d5e6f`. */
  readonly id: string
  /** Null for a model that was plugged in: nothing is known of it but what its maker says. */
  readonly card: ModelCard | null
  readonly score: (text: string) => ToneScore
}

/** Throws Permanent `model.no-tones` when the classifier knows labels that are no tones, or lacks neg or pos. */
export function toneModelOf(classifier: Classifier): ToneModel {
  const { labels, card } = classifier
  if (!labels.every(isTone) || !labels.includes('neg') || !labels.includes('pos'))
    throw new Permanent(
      'model.no-tones',
      `The model ${card.name} knows the labels ${labels.join(', ')}; a model of tone has neg, pos and mostly neu.`,
    )
  const predict = predictorOf(classifier)
  return { id: modelId(card), card, score: text => toneScoreOf(predict(text)) }
}

export function modelId({ name, version }: Pick<ModelCard, 'name' | 'version'>): string {
  return `${name} ${version}`
}

/** Three decimals: what is behind them is noise. */
export function toneScoreOf({ label, probabilities, sure }: Prediction): ToneScore {
  const score = (probabilities['pos'] ?? 0) - (probabilities['neg'] ?? 0)
  return { label: label as Tone, score: Math.round(score * 1000) / 1000, sure }
}

function isTone(label: string): label is Tone {
  return (TONES as readonly string[]).includes(label)
}
