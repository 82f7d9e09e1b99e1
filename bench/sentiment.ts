// `bench -- sentiment`: how many documents a second the shipped models score, on one thread, at lengths that
// comments, headlines and articles have; how long a model takes to train; how good the shipped ones are on the
// city's development sets, and, unless `--quick`, five-fold macro-F1 on the public sets (minutes; `--only NAME`).

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { evaluateClassifier, crossEvaluate } from '#/crawler/sentiment/evaluate-classifier.ts'
import { parseLabelledLines } from '#/crawler/sentiment/labelled-lines.ts'
import type { LabelledText } from '#/crawler/sentiment/labelled-lines.ts'
import { readAfinn, readCityLexicon } from '#/crawler/sentiment/lexicon-files.ts'
import {
  ensureShippedModel,
  readSentences,
  SHIPPED_OPTIONS,
  shippedInput,
} from '#/crawler/sentiment/shipped-models.ts'
import { toneModelOf } from '#/crawler/sentiment/tone-model.ts'
import type { ToneModel } from '#/crawler/sentiment/tone-model.ts'
import { trainClassifier } from '#/crawler/sentiment/train-classifier.ts'
import { VOICES } from '#/kernel/mention.ts'
import type { Voice } from '#/kernel/mention.ts'

const SETS = join(import.meta.dirname, '../../shared/media/sentiment')
const PUBLIC_SETS = ['vsfc', 'vlsp2016', 'aivivn', 'victsd-toxic'] as const
const DEVELOPMENT_SETS = {
  news: 'city-headlines-dev',
  comment: 'city-newscomments-dev',
} as const satisfies Record<Voice, string>

const DOCUMENTS = 2000
const TIMING_MS = 3000
/** Sentences put end to end, so that an article has the length of one. */
const SENTENCES_IN_ARTICLE = 30

/** Figures as one JSON object; sets that are not beside the repository are left out and named. */
export async function sentimentBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const voices = Object.fromEntries(VOICES.map(voice => [voice, figuresOf(voice)]))
  return {
    bench: 'sentiment',
    threads: 1,
    ...voices,
    publicSets: args.includes('--quick') ? 'not measured: --quick' : publicFigures(args),
  }
}

function figuresOf(voice: Voice): Record<string, unknown> {
  const model = toneModelOf(ensureShippedModel(voice))
  const sentences = readSentences(voice).map(({ text }) => text)
  const articles = sentences.flatMap((_, at) =>
    at % SENTENCES_IN_ARTICLE === 0 ? [sentences.slice(at, at + SENTENCES_IN_ARTICLE).join('. ')] : [],
  )
  const input = shippedInput(voice)
  const start = performance.now()
  const { card } = trainClassifier(input, SHIPPED_OPTIONS)
  const trainingSeconds = Math.round(performance.now() - start) / 1000
  return {
    short: speed(model, sentences),
    article: speed(model, articles),
    trainingSeconds,
    trainingTexts: input.lines.length,
    fiveFold: {
      accuracy: card.accuracy,
      macroF1: card.macroF1,
      bareAccuracy: card.bareAccuracy,
      surestAccuracy: card.surestAccuracy,
    },
    development: developmentFigures(voice),
  }
}

/** Documents a second and their mean length. */
function speed(model: ToneModel, texts: readonly string[]): Record<string, number> {
  const documents = Array.from({ length: DOCUMENTS }, (_, at) => texts[at % texts.length]!)
  // The first round warms the compiler up.
  for (const text of documents) model.score(text)
  let scored = 0
  const start = performance.now()
  while (performance.now() - start < TIMING_MS) {
    for (const text of documents) model.score(text)
    scored += documents.length
  }
  return {
    documentsPerSecond: Math.round((scored / (performance.now() - start)) * 1000),
    meanCharacters: Math.round(documents.reduce((sum, text) => sum + text.length, 0) / documents.length),
  }
}

function developmentFigures(voice: Voice): unknown {
  const lines = readSet(DEVELOPMENT_SETS[voice])
  if (lines === undefined) return `no ${DEVELOPMENT_SETS[voice]} in ../shared/media/sentiment`
  const { texts, accuracy, macroF1, bareAccuracy, surestAccuracy, sureShare, sureAccuracy } =
    evaluateClassifier(ensureShippedModel(voice), lines)
  return { texts, accuracy, macroF1, bareAccuracy, surestAccuracy, sureShare, sureAccuracy }
}

function publicFigures(args: readonly string[]): Record<string, unknown> {
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined
  const chosen = PUBLIC_SETS.filter(name => only === undefined || name === only)
  return Object.fromEntries(
    chosen.map(name => {
      const lines = readSet(name)
      if (lines === undefined) return [name, 'not in ../shared/media/sentiment']
      const start = performance.now()
      const lexicons = { city: readCityLexicon('both'), afinn: readAfinn() }
      const { texts, accuracy, macroF1, bareAccuracy } = crossEvaluate(
        { name, lines, lexicons, trainedOn: '' },
        5,
      )
      const seconds = Math.round((performance.now() - start) / 1000)
      return [name, { texts, accuracy, macroF1, bareAccuracy, seconds }]
    }),
  )
}

function readSet(name: string): readonly LabelledText[] | undefined {
  const path = join(SETS, `${name}.jsonl`)
  return existsSync(path) ? parseLabelledLines(readFileSync(path, 'utf8')).lines : undefined
}
