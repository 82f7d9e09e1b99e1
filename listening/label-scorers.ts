// The linear models of topics and flags, trained from the labelled sentences that ship: at set-up into dist/models,
// and again when the sentences changed. crawler/meaning/ weighs them with its own rules.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { predictorOf } from '#/crawler/sentiment/classifier.ts'
import type { LabelledText } from '#/crawler/sentiment/labelled-lines.ts'
import {
  ensureTrained,
  MODELS_FOLDER,
  SENTENCES_DATE,
  SENTENCES_FOLDER,
} from '#/crawler/sentiment/shipped-models.ts'
import { TRAINING_OPTIONS } from '#/crawler/sentiment/train-classifier.ts'
import type { TrainingInput, TrainingOptions } from '#/crawler/sentiment/train-classifier.ts'
import { TEXT_FLAGS, type TextFlag } from '#/crawler/meaning/flags.ts'
import type { LabelScorer } from '#/crawler/meaning/label-scorer.ts'

const FLAG_SENTENCES = join(import.meta.dirname, '..', 'crawler', 'meaning', 'sentences')
/** Topics and flags are in the words themselves; polarity says nothing of them. */
const NO_LEXICONS = { city: [], afinn: [] } as const

/** Nineteen topics from short texts: words say it, and more features only take longer to learn. */
export const TOPIC_OPTIONS: TrainingOptions = {
  ...TRAINING_OPTIONS,
  folds: 3,
  vectoriser: {
    ...TRAINING_OPTIONS.vectoriser,
    minTexts: 2,
    ngrams: { bits: 18, words: 2, shortest: 3, longest: 4 },
  },
  svm: { ...TRAINING_OPTIONS.svm, maxPasses: 10 },
}

export interface LabelScorers {
  readonly topicScorer: LabelScorer
  readonly flagScorer: LabelScorer
}

interface TopicLine {
  readonly text: string
  readonly topic: string
}
type FlagLine = { readonly text: string } & Readonly<Record<TextFlag, boolean>>

/** Opens them, trained first where they are missing or of other sentences: some seconds of work. */
export function openLabelScorers(folder = MODELS_FOLDER): LabelScorers {
  const pathOf = (name: string): string => join(folder, `${name}.model`)
  const topics = predictorOf(ensureTrained(topicInput(), pathOf('topics'), TOPIC_OPTIONS))
  const flags = TEXT_FLAGS.map(
    flag => [flag, predictorOf(ensureTrained(flagInput(flag), pathOf(flag), TRAINING_OPTIONS))] as const,
  )
  return {
    topicScorer: text => topics(text).probabilities,
    flagScorer: text =>
      Object.fromEntries(flags.map(([flag, predict]) => [flag, predict(text).probabilities['yes'] ?? 0])),
  }
}

function topicInput(): TrainingInput {
  const lines = linesOf<TopicLine>(SENTENCES_FOLDER, '')
  return input(
    'topics',
    lines.map(({ text, topic }) => ({ text, label: topic })),
  )
}

function flagInput(flag: TextFlag): TrainingInput {
  const lines = linesOf<FlagLine>(FLAG_SENTENCES, 'flags-')
  return input(
    flag,
    lines.map(line => ({ text: line.text, label: line[flag] ? 'yes' : 'no' })),
  )
}

function input(name: string, lines: readonly LabelledText[]): TrainingInput {
  return { name, lines, lexicons: NO_LEXICONS, trainedOn: SENTENCES_DATE }
}

/** Lines of all files of a folder, in a fixed order; tests hold their shape. */
function linesOf<Line>(folder: string, prefix: string): Line[] {
  return readdirSync(folder)
    .filter(name => name.startsWith(prefix) && name.endsWith('.jsonl'))
    .sort()
    .flatMap(name => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as Line)
}
