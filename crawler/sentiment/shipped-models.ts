// The models that ship, news and comment: trained from the labelled sentences and lexicons of this folder at
// set-up, into dist/models, and again when any of these changed. A city's own corrections join the sentences in a
// model of its own, which listening/ trains into the data folder.

import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Permanent } from '#/kernel/errors.ts'
import type { Voice } from '#/kernel/mention.ts'
import type { Classifier } from './classifier.ts'
import type { LabelledText } from './labelled-lines.ts'
import { parseLabelledLines } from './labelled-lines.ts'
import { readAfinn, readCityLexicon } from './lexicon-files.ts'
import { openModel, saveModel } from './model-file.ts'
import { toneModelOf } from './tone-model.ts'
import type { ToneModel } from './tone-model.ts'
import { TRAINING_OPTIONS, trainClassifier, versionOf } from './train-classifier.ts'
import type { TrainingInput, TrainingOptions } from './train-classifier.ts'

export const SENTENCES_FOLDER = join(import.meta.dirname, 'sentences')
export const MODELS_FOLDER = join(import.meta.dirname, '..', '..', 'dist', 'models')

/** Day on which the sentences were last looked over as a whole; on the card as the date of the shipped models. */
export const SENTENCES_DATE = '2026-11-29'

/**
 * The shipped models meet texts of strangers, and so does a city's own, which learns from the same sentences and a few
 * corrections. Chosen by how models of our sentences do on the public sets (docs/decisions/0052-words-for-strangers.md).
 */
export const SHIPPED_OPTIONS: TrainingOptions = {
  ...TRAINING_OPTIONS,
  vectoriser: { ...TRAINING_OPTIONS.vectoriser, unmetWeight: 1, characterScale: 0.25 },
  svm: { ...TRAINING_OPTIONS.svm, cost: 0.3 },
}

/** Where a voice's shipped model lies once it is trained. */
export function shippedModelPath(voice: Voice, folder = MODELS_FOLDER): string {
  return join(folder, `${voice}.model`)
}

/** Sentences of a voice, in a fixed order. Throws, naming file and line, when one is malformed. */
export function readSentences(voice: Voice, folder = SENTENCES_FOLDER): LabelledText[] {
  return readdirSync(folder)
    .filter(name => name.startsWith(`${voice}-`) && name.endsWith('.jsonl'))
    .sort()
    .flatMap(name => {
      const path = join(folder, name)
      const { lines, bad } = parseLabelledLines(readFileSync(path, 'utf8'))
      if (bad.length > 0)
        throw new Permanent('model.untrainable', `${path}:${bad[0]!.line}: ${bad[0]!.reason}`)
      return [...lines]
    })
}

/** What the shipped model of a voice is made from. */
export function shippedInput(voice: Voice): TrainingInput {
  return {
    name: voice,
    lines: readSentences(voice),
    lexicons: { city: readCityLexicon(voice), afinn: readAfinn() },
    trainedOn: SENTENCES_DATE,
  }
}

/** Trains and saves the model when there is none, or when it was trained from something else. Some seconds of work. */
export function ensureShippedModel(voice: Voice, folder = MODELS_FOLDER): Classifier {
  return ensureTrained(shippedInput(voice), shippedModelPath(voice, folder), SHIPPED_OPTIONS)
}

/** The model of that file, trained and saved first when it is missing, damaged, or made from something else. */
export function ensureTrained(input: TrainingInput, path: string, options: TrainingOptions): Classifier {
  const known = openOrNothing(path)
  if (known !== undefined && known.card.version === versionOf(input, options)) return known
  const trained = trainClassifier(input, options)
  mkdirSync(dirname(path), { recursive: true })
  saveModel(path, trained)
  return trained
}

/** The shipped model, trained first when set-up has not done so. */
export function openShippedModel(voice: Voice, folder = MODELS_FOLDER): ToneModel {
  return toneModelOf(ensureShippedModel(voice, folder))
}

/** A damaged or foreign file here is only a reason to train again. */
function openOrNothing(path: string): Classifier | undefined {
  try {
    return openModel(path)
  } catch (error) {
    if (error instanceof Permanent) return undefined
    throw error
  }
}
