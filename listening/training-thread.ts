// Trains a city's own model of tone: the shipped sentences and what people of the city corrected. A thread of its own,
// for the seconds to minutes that it takes; it ends by itself.

import { parentPort, workerData } from 'node:worker_threads'
import type { LabelledText } from '#/crawler/sentiment/labelled-lines.ts'
import { saveModel } from '#/crawler/sentiment/model-file.ts'
import { SHIPPED_OPTIONS, shippedInput } from '#/crawler/sentiment/shipped-models.ts'
import { trainClassifier } from '#/crawler/sentiment/train-classifier.ts'
import { packError, type CarriedError } from '#/kernel/carry-error.ts'
import type { Voice } from '#/kernel/mention.ts'

export interface TrainingOrder {
  readonly voice: Voice
  /** What people corrected, in the form in which the model will be asked. */
  readonly corrected: readonly LabelledText[]
  /** YYYY-MM-DD. */
  readonly trainedOn: string
  /** Where the model is written. */
  readonly path: string
}

export type TrainingOutcome =
  | { readonly kind: 'trained' }
  | { readonly kind: 'failed'; readonly error: CarriedError }

const { voice, corrected, trainedOn, path } = workerData as TrainingOrder
const tell = (outcome: TrainingOutcome): void => parentPort?.postMessage(outcome)

try {
  const shipped = shippedInput(voice)
  const lines = [...shipped.lines, ...corrected]
  const input = { ...shipped, name: `${voice}-city`, lines, trainedOn }
  saveModel(path, trainClassifier(input, SHIPPED_OPTIONS))
  tell({ kind: 'trained' })
} catch (error) {
  tell({ kind: 'failed', error: packError(error) })
}
