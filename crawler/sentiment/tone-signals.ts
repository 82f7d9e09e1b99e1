// The few features that are no n-grams: what the lexicons say, how the text is punctuated. Each is a number of the
// order of 1, whatever the length of the text.

import { findPolarity, isNegator } from './polarity-lexicon.ts'
import type { PolarityHit, PolarityLexicon } from './polarity-lexicon.ts'
import type { ToneTokens } from './tone-tokens.ts'

export interface ToneLexicons {
  readonly city: PolarityLexicon
  readonly afinn: PolarityLexicon
}

/** Numbers of `toneSignals`. */
export const SIGNAL_COUNT = 29

export function toneSignals(tokens: ToneTokens, lexicons: ToneLexicons): number[] {
  const { words, bare } = tokens
  const city = findPolarity(words, bare, lexicons.city)
  const afinn = findPolarity(words, bare, lexicons.afinn)
  const faces = afinn.filter(hit => !/^\p{L}/u.test(words[hit.at]!))
  const spoken = afinn.filter(hit => /^\p{L}/u.test(words[hit.at]!))
  const negators = words.filter(isNegator).length
  return [
    ...summary(city, 3),
    ...summary(spoken, 5),
    ...balance(faces, 5),
    count(tokens.exclamations),
    count(tokens.questions),
    count(tokens.ellipses),
    count(tokens.quotes),
    count(tokens.drawnOut),
    count(tokens.shouted),
    count(negators),
    Math.log1p(words.length) / 5,
  ]
}

/** 9 numbers. */
function summary(hits: readonly PolarityHit[], most: number): number[] {
  const first = hits[0]
  const last = hits.at(-1)
  return [
    ...balance(hits, most),
    Math.max(0, ...hits.map(effect)) / most,
    Math.max(0, ...hits.map(hit => -effect(hit))) / most,
    first === undefined ? 0 : effect(first) / most,
    last === undefined ? 0 : effect(last) / most,
    count(hits.filter(hit => hit.negated).length),
    hits.length === 0 ? 1 : 0,
  ]
}

/** 3 numbers: for, against, and the balance between −1 and 1. */
function balance(hits: readonly PolarityHit[], most: number): number[] {
  let good = 0
  let bad = 0
  for (const hit of hits) {
    const effected = effect(hit) / most
    if (effected > 0) good += effected
    else bad -= effected
  }
  return [Math.log1p(good), Math.log1p(bad), (good - bad) / (good + bad + 0.5)]
}

/** A negated word turns round, and loses half: "không tệ" is no praise. */
function effect({ weight, negated, degree }: PolarityHit): number {
  return weight * degree * (negated ? -0.5 : 1)
}

function count(number: number): number {
  return Math.min(1, Math.log1p(number) / 2)
}
