// Texts → sparse vectors: TF-IDF of hashed n-grams (sublinear, each kind scaled to a length of its own) and behind
// them the signals. What is learnt from the training texts is which n-grams to keep and how rare each is.

import { NgramCounter } from './ngram-hash.ts'
import type { NgramCounts, NgramOptions } from './ngram-hash.ts'
import type { SparseRow } from './sparse-rows.ts'
import { SIGNAL_COUNT, toneSignals } from './tone-signals.ts'
import type { ToneLexicons } from './tone-signals.ts'
import type { ToneTokens } from './tone-tokens.ts'

export interface VectoriserOptions {
  readonly ngrams: NgramOptions
  /** Texts that must hold an n-gram for it to be kept. */
  readonly minTexts: number
  /** Length of the part of character n-grams, beside word n-grams of length 1. */
  readonly characterScale: number
  /** What the signals are multiplied with. */
  readonly signalScale: number
  /**
   * How much an n-gram that was never met counts in the length of its part: 0 not at all, 1 like the rarest that was.
   * The more of a text is unknown, the less is then made of the rest, and the more of the signals.
   */
  readonly unmetWeight: number
}

/** A text with its n-grams counted: counted once, used in every fold. */
export interface CountedText {
  readonly tokens: ToneTokens
  readonly ngrams: NgramCounts
}

export interface Vectoriser {
  readonly options: VectoriserOptions
  readonly lexicons: ToneLexicons
  /** Texts it was fitted on. */
  readonly texts: number
  /** Numbers of the n-grams kept, rising; their places are their features. The signals follow after them. */
  readonly kept: Uint32Array
  /** How many of the texts hold each. */
  readonly holders: Uint32Array
  /** Inverse document frequency of each. */
  readonly rarity: Float32Array
  /** Feature of an n-gram's number, −1 when it is not kept. */
  readonly featureOf: Int32Array
}

/** Features of its vectors: the n-grams kept and the signals. */
export function featureCount({ kept }: Pick<Vectoriser, 'kept'>): number {
  return kept.length + SIGNAL_COUNT
}

export function countTexts(texts: readonly ToneTokens[], options: NgramOptions): CountedText[] {
  const counter = new NgramCounter(options)
  return texts.map(tokens => {
    const { numbers, counts, characters } = counter.count(tokens.words)
    return { tokens, ngrams: { numbers: numbers.slice(), counts: counts.slice(), characters } }
  })
}

export function fitVectoriser(
  texts: readonly CountedText[],
  options: VectoriserOptions,
  lexicons: ToneLexicons,
): Vectoriser {
  const holding = new Uint32Array(2 ** options.ngrams.bits)
  for (const { ngrams } of texts) for (const number of ngrams.numbers) holding[number] = holding[number]! + 1
  const kept: number[] = []
  holding.forEach((count, number) => {
    if (count >= options.minTexts) kept.push(number)
  })
  const holders = Uint32Array.from(kept, number => holding[number]!)
  return restoreVectoriser(options, lexicons, texts.length, Uint32Array.from(kept), holders)
}

/** One from what a model file keeps of it. */
export function restoreVectoriser(
  options: VectoriserOptions,
  lexicons: ToneLexicons,
  texts: number,
  kept: Uint32Array,
  holders: Uint32Array,
): Vectoriser {
  const featureOf = new Int32Array(2 ** options.ngrams.bits).fill(-1)
  kept.forEach((number, feature) => (featureOf[number] = feature))
  const rarity = Float32Array.from(holders, count => rarityOf(count, texts))
  return { options, lexicons, texts, kept, holders, rarity, featureOf }
}

function rarityOf(holders: number, texts: number): number {
  return Math.log((1 + texts) / (1 + holders)) + 1
}

export function vectorise(
  { options, lexicons, texts, kept, rarity, featureOf }: Vectoriser,
  { tokens, ngrams }: CountedText,
): SparseRow {
  const { numbers, counts, characters } = ngrams
  const indices = new Uint32Array(numbers.length + SIGNAL_COUNT)
  const values = new Float32Array(numbers.length + SIGNAL_COUNT)
  const unmet = options.unmetWeight * rarityOf(1, texts)
  let entries = 0
  const takeKind = (from: number, to: number, scale: number): void => {
    const first = entries
    let square = 0
    for (let at = from; at < to; at++) {
      const feature = featureOf[numbers[at]!]!
      const count = counts[at]!
      const often = count === 1 ? 1 : 1 + Math.log(count)
      if (feature === -1) {
        square += (often * unmet) ** 2
        continue
      }
      const value = often * rarity[feature]!
      indices[entries] = feature
      values[entries++] = value
      square += value * value
    }
    const factor = square === 0 ? 0 : scale / Math.sqrt(square)
    for (let at = first; at < entries; at++) values[at] = values[at]! * factor
  }
  takeKind(0, characters, options.characterScale)
  takeKind(characters, numbers.length, 1)
  toneSignals(tokens, lexicons).forEach((signal, at) => {
    if (signal === 0) return
    indices[entries] = kept.length + at
    values[entries++] = signal * options.signalScale
  })
  return { indices: indices.subarray(0, entries), values: values.subarray(0, entries) }
}
