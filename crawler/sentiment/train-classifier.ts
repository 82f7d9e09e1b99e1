// Labelled texts → a classifier with its card. It is trained on the texts, on short ones joined, and on copies of all
// without accents; what is learnt about deciding, and what stands on the card, comes from cross-validation.
// Deterministic: the same texts and options give the same model.

import { createHash } from 'node:crypto'
import { Permanent } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { normaliseText } from '../text/normalise-text.ts'
import { stripAccents } from '../text/strip-accents.ts'
import { tokensOf } from '../text/words.ts'
import { learnAccents } from './accent-restorer.ts'
import { decide, scoreTokens } from './classifier.ts'
import type { Classifier } from './classifier.ts'
import { learnDecision } from './decision.ts'
import type { SureRule } from './decision.ts'
import { accuracyOfSurest, evaluate } from './evaluation.ts'
import { assignFolds } from './folds.ts'
import type { LabelledText } from './labelled-lines.ts'
import { roundWeights, trainLinearSvm } from './linear-svm.ts'
import type { SvmOptions } from './linear-svm.ts'
import { SUREST_PART } from './model-card.ts'
import type { ModelCard } from './model-card.ts'
import { NgramCounter } from './ngram-hash.ts'
import { asWords, compileLexicon } from './polarity-lexicon.ts'
import type { LexiconEntry } from './polarity-lexicon.ts'
import { packRows } from './sparse-rows.ts'
import { joinTokens, toneTokens } from './tone-tokens.ts'
import { countTexts, featureCount, fitVectoriser, vectorise } from './vectoriser.ts'
import type { CountedText, VectoriserOptions } from './vectoriser.ts'

export interface TrainingOptions {
  readonly vectoriser: VectoriserOptions
  readonly svm: SvmOptions
  readonly sure: SureRule
  readonly folds: number
}

/** Chosen by cross-validation on the shipped sentences and on public training sets; bench/sentiment.ts tells how well they do. */
export const TRAINING_OPTIONS: TrainingOptions = {
  vectoriser: {
    ngrams: { bits: 20, words: 3, shortest: 2, longest: 4 },
    minTexts: 1,
    characterScale: 0.5,
    signalScale: 0.5,
    unmetWeight: 0,
  },
  svm: { cost: 1, balance: 1, maxPasses: 30, tolerance: 0.01, seed: 1 },
  sure: { sureAccuracy: 0.95, minSureShare: 0.6 },
  folds: 5,
}

export interface TrainingInput {
  readonly name: string
  readonly lines: readonly LabelledText[]
  readonly lexicons: { readonly city: readonly LexiconEntry[]; readonly afinn: readonly LexiconEntry[] }
  /** YYYY-MM-DD. */
  readonly trainedOn: string
}

interface Prepared {
  readonly text: string
  readonly label: number
  readonly accented: CountedText
  readonly bare: CountedText
}

/** Throws Permanent `model.untrainable` when there are too few texts, or fewer than two labels, to learn from. */
export function trainClassifier(
  input: TrainingInput,
  options: TrainingOptions = TRAINING_OPTIONS,
): Classifier {
  const labels = [...new Set(input.lines.map(({ label }) => label))].sort()
  refuseUntrainable(input, labels, options.folds)
  const prepared = prepare(input.lines, labels, options)
  const lexicons = { city: asWords(input.lexicons.city), afinn: asWords(input.lexicons.afinn) }
  const partOf = assignFolds(input.lines, options.folds, options.svm.seed)
  const counter = new NgramCounter(options.vectoriser.ngrams)
  const scores: number[][] = []
  const bareScores: number[][] = []
  for (let part = 0; part < options.folds; part++) {
    const fitted = fit(
      prepared.filter((_, at) => partOf[at] !== part),
      labels.length,
      lexicons,
      options,
    )
    prepared.forEach(({ accented, bare }, at) => {
      if (partOf[at] !== part) return
      scores[at] = scoreTokens(accented.tokens, counter, fitted)
      bareScores[at] = scoreTokens(bare.tokens, counter, fitted)
    })
  }
  const decision = learnDecision(
    { scores, truth: prepared.map(({ label }) => label) },
    labels.length,
    options.sure,
  )
  const truth = input.lines.map(({ label }) => label)
  const results = scores.map(row => decide(row, labels, decision))
  const {
    accuracy,
    macroF1,
    labels: qualities,
    confusion,
  } = evaluate(
    truth,
    results.map(({ label }) => label),
  )
  const rated = results.map(({ label, confidence }, i) => ({ right: label === truth[i], confidence }))
  const sure = rated.filter((_, i) => results[i]!.sure)
  const card: ModelCard = {
    name: input.name,
    version: versionOf(input, options),
    trainedOn: input.trainedOn,
    texts: truth.length,
    textsByLabel: Object.fromEntries(labels.map(label => [label, truth.filter(one => one === label).length])),
    folds: options.folds,
    seed: options.svm.seed,
    accuracy,
    macroF1,
    labels: qualities,
    confusion,
    bareAccuracy: evaluate(
      truth,
      bareScores.map(row => decide(row, labels, decision).label),
    ).accuracy,
    surestAccuracy: accuracyOfSurest(rated, SUREST_PART),
    sureShare: sure.length / rated.length,
    sureAccuracy: accuracyOfSurest(sure, 1),
  }
  const { vectoriser, weights, accents } = fit(prepared, labels.length, lexicons, options)
  return { labels, vectoriser, weights: roundWeights(weights), accents, decision, card }
}

function refuseUntrainable({ name, lines }: TrainingInput, labels: readonly string[], folds: number): void {
  const refuse = (why: string): never => {
    throw new Permanent('model.untrainable', `The model ${name} cannot be trained: ${why}.`)
  }
  if (labels.length < 2)
    refuse(`its texts have ${labels.length === 0 ? 'no label' : `one label only, ${labels[0]}`}`)
  if (labels.length > LIMITS.maxModelLabels)
    refuse(`${labels.length} labels are more than ${LIMITS.maxModelLabels}; is "label" something else?`)
  if (lines.length > LIMITS.maxTrainingTexts)
    refuse(`${lines.length} texts are more than ${LIMITS.maxTrainingTexts}`)
  for (const label of labels) {
    const count = lines.filter(line => line.label === label).length
    if (count < folds) refuse(`${count} texts with the label ${label} are too few, ${folds} are needed`)
  }
}

function prepare(
  lines: readonly LabelledText[],
  labels: readonly string[],
  { vectoriser }: TrainingOptions,
): Prepared[] {
  const texts = lines.map(({ text }) => normaliseText(text.slice(0, LIMITS.maxScoredText)))
  const accented = countTexts(texts.map(toneTokens), vectoriser.ngrams)
  const bare = countTexts(
    texts.map(text => toneTokens(stripAccents(text))),
    vectoriser.ngrams,
  )
  return lines.map(({ label }, at) => ({
    text: texts[at]!,
    label: labels.indexOf(label),
    accented: accented[at]!,
    bare: bare[at]!,
  }))
}

function fit(
  prepared: readonly Prepared[],
  labels: number,
  lexicons: TrainingInput['lexicons'],
  options: TrainingOptions,
): Pick<Classifier, 'vectoriser' | 'weights' | 'accents'> {
  const counts = countWords(prepared)
  const compiled = {
    city: compileLexicon(lexicons.city, counts),
    afinn: compileLexicon(lexicons.afinn, counts),
  }
  const all = [...prepared, ...joinedTexts(prepared, options)]
  const texts = [...all.map(({ accented }) => accented), ...all.map(({ bare }) => bare)]
  const vectoriser = fitVectoriser(texts, options.vectoriser, compiled)
  const rows = packRows(texts.map(text => vectorise(vectoriser, text)))
  const classes = Uint8Array.from(texts, (_, at) => all[at % all.length]!.label)
  const features = featureCount(vectoriser)
  const weights = trainLinearSvm(rows, classes, labels, features, vectoriser.kept.length, options.svm)
  const accents = learnAccents(
    prepared.flatMap(({ accented: { tokens } }) => (tokens.bare ? [] : [tokens.words])),
    [...lexicons.city, ...lexicons.afinn].map(({ term }) => term.split(' ')),
  )
  return { vectoriser, weights, accents }
}

/** Words of a text that is joined with another one. */
const SHORT_TEXT = 20

/** Every two short texts of a label as one: what people write is often longer than what is labelled. */
function joinedTexts(
  prepared: readonly Prepared[],
  { vectoriser }: TrainingOptions,
): Pick<Prepared, 'accented' | 'bare' | 'label'>[] {
  const join = (texts: readonly (readonly [CountedText, CountedText])[]): CountedText[] =>
    countTexts(
      texts.map(([first, second]) => joinTokens(first.tokens, second.tokens)),
      vectoriser.ngrams,
    )
  const short = prepared.filter(({ accented }) => accented.tokens.words.length <= SHORT_TEXT)
  return [...Map.groupBy(short, ({ label }) => label)].flatMap(([label, members]) => {
    const pairs = members.flatMap((first, at) => {
      const second = members[at + 1]
      return at % 2 === 1 || second === undefined ? [] : [[first, second] as const]
    })
    const accented = join(pairs.map(([first, second]) => [first.accented, second.accented]))
    const bare = join(pairs.map(([first, second]) => [first.bare, second.bare]))
    return pairs.map((_, at) => ({ label, accented: accented[at]!, bare: bare[at]! }))
  })
}

/** How often each word stands in the texts that have accents. */
function countWords(prepared: readonly Prepared[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { text, accented } of prepared) {
    if (accented.tokens.bare) continue
    for (const { text: word, kind } of tokensOf(text.toLowerCase()))
      if (kind === 'word') counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

/** Raised when the same input gives another model. */
const ENGINE = 9

/** As it will stand on the card. */
export function versionOf(
  { lines, lexicons }: TrainingInput,
  options: TrainingOptions = TRAINING_OPTIONS,
): string {
  const parts = [ENGINE, options, lexicons, lines.map(({ text, label }) => [text, label])]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12)
}
