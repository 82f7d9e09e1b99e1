// The fast walk over a text counts the same n-grams, and gives the same vector and scores, as an obvious one.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { rawScores } from '#/crawler/sentiment/classifier.ts'
import { CHARACTER_SEED, mixed, NgramCounter, WORD_SEED } from '#/crawler/sentiment/ngram-hash.ts'
import type { NgramOptions } from '#/crawler/sentiment/ngram-hash.ts'
import { compileLexicon } from '#/crawler/sentiment/polarity-lexicon.ts'
import { SIGNAL_COUNT, toneSignals } from '#/crawler/sentiment/tone-signals.ts'
import { toneTokens } from '#/crawler/sentiment/tone-tokens.ts'
import type { ToneTokens } from '#/crawler/sentiment/tone-tokens.ts'
import { countTexts, featureCount, fitVectoriser, vectorise } from '#/crawler/sentiment/vectoriser.ts'

/** FNV-1a of a whole string, mixed, cut to the range. */
function hashOf(text: string, seed: number, bits: number): number {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return mixed(hash) % 2 ** bits
}

/** Every n-gram written out, then hashed and counted: characters, then words. */
function obviousCounts(
  words: readonly string[],
  options: NgramOptions,
): [Map<number, number>, Map<number, number>] {
  const text = Array.from(` ${words.join(' ')} `.matchAll(/[\s\S]/g), found => found[0])
  const characters = new Map<number, number>()
  const inWords = new Map<number, number>()
  const add = (counts: Map<number, number>, number: number): void => {
    counts.set(number, (counts.get(number) ?? 0) + 1)
  }
  if (options.longest > 0)
    for (let length = options.shortest; length <= options.longest; length++)
      for (let at = 0; at + length <= text.length; at++)
        add(characters, hashOf(text.slice(at, at + length).join(''), CHARACTER_SEED, options.bits))
  for (let length = 1; length <= options.words; length++)
    for (let at = 0; at + length <= words.length; at++)
      add(inWords, hashOf(words.slice(at, at + length).join(' '), WORD_SEED, options.bits))
  return [characters, inWords]
}

const words = fc.array(
  fc.string({ unit: fc.constantFrom(...Array.from('aáđ1:)ngh')), minLength: 1, maxLength: 4 }),
  {
    maxLength: 12,
  },
)
const options = fc.record({
  bits: fc.constantFrom(4, 8, 16),
  words: fc.integer({ min: 0, max: 3 }),
  shortest: fc.constantFrom(1, 2, 3),
  longest: fc.constantFrom(0, 3, 5),
})

test('n-grams are counted as an obvious count does, text after text', () => {
  fc.assert(
    fc.property(options, fc.array(words, { minLength: 1, maxLength: 4 }), (options, texts) => {
      const counter = new NgramCounter(options)
      for (const text of texts) {
        const { numbers, counts, characters } = counter.count(text)
        const [ofCharacters, ofWords] = obviousCounts(text, options)
        const all = new Map(ofCharacters)
        for (const [number, count] of ofWords) all.set(number, (all.get(number) ?? 0) + count)
        expect(new Map(Array.from(numbers, (number, at) => [number, counts[at]!]))).toEqual(all)
        expect(new Set(numbers.slice(0, characters))).toEqual(new Set(ofCharacters.keys()))
      }
    }),
  )
})

test('a text of any length is counted whole', () => {
  const counter = new NgramCounter({ bits: 20, words: 1, shortest: 0, longest: 0 })
  const many = Array.from({ length: 10_000 }, (_, at) => `w${at}`)
  const { numbers } = counter.count(many)
  expect(numbers.length).toBeGreaterThan(9900)
  expect(counter.count(['w1']).numbers).toHaveLength(1)
})

const LEXICONS = {
  city: compileLexicon(
    [
      { term: 'đẹp', weight: 2 },
      { term: 'ngập nặng', weight: -3 },
    ],
    new Map(),
  ),
  afinn: compileLexicon([{ term: 'tốt', weight: 3 }], new Map()),
}
const TEXTS = ['đường đẹp quá', 'đường ngập nặng', 'không tốt, ngập nặng rồi!', 'khong tot', '👍 tốt 10 điểm']

/** Learnt from the first of TEXTS; the others hold n-grams that were never met. */
const LEARNT = 3

test.each([0, 1])(
  'a vector and its scores are what the formula says; weight of the unmet %d',
  unmetWeight => {
    const settings = {
      ngrams: { bits: 12, words: 2, shortest: 2, longest: 3 },
      minTexts: 1,
      characterScale: 0.5,
      signalScale: 0.25,
      unmetWeight,
    }
    const counted = countTexts(TEXTS.map(toneTokens), settings.ngrams)
    const vectoriser = fitVectoriser(counted.slice(0, LEARNT), settings, LEXICONS)
    const features = featureCount(vectoriser)
    const weights = Float32Array.from({ length: features * 3 }, (_, at) => Math.sin(at))
    for (const { tokens, ngrams } of counted) {
      const dense = obviousVector(tokens, settings)
      const row = vectorise(vectoriser, { tokens, ngrams })
      const scores = rawScores(row, { classes: 3, weights, biases: Float32Array.of(0.5, 0, -0.5) })
      const expected = [0.5, 0, -0.5]
      vectoriser.kept.forEach((number, feature) => {
        for (let label = 0; label < 3; label++)
          expected[label]! += (dense.get(number) ?? 0) * Math.sin(feature * 3 + label)
      })
      toneSignals(tokens, LEXICONS).forEach((signal, at) => {
        for (let label = 0; label < 3; label++)
          expected[label]! += signal * 0.25 * Math.sin((vectoriser.kept.length + at) * 3 + label)
      })
      scores.forEach((score, label) => expect(score).toBeCloseTo(expected[label]!, 4))
    }

    function obviousVector(
      tokens: ToneTokens,
      { ngrams, characterScale }: typeof settings,
    ): Map<number, number> {
      const all = TEXTS.slice(0, LEARNT).map(text => {
        const [characters, inWords] = obviousCounts(toneTokens(text).words, ngrams)
        return new Set([...characters.keys(), ...inWords.keys()])
      })
      const [characters, inWords] = obviousCounts(tokens.words, ngrams)
      const total = (number: number): number => (characters.get(number) ?? 0) + (inWords.get(number) ?? 0)
      const weightOf = (number: number): number => {
        const holders = all.filter(numbers => numbers.has(number)).length
        const rarity = Math.log((1 + LEARNT) / (1 + Math.max(1, holders))) + 1
        return (1 + Math.log(total(number))) * rarity * (holders === 0 ? unmetWeight : 1)
      }
      const vector = new Map<number, number>()
      const onlyWords = [...inWords.keys()].filter(number => !characters.has(number))
      for (const [numbers, scale] of [
        [[...characters.keys()], characterScale],
        [onlyWords, 1],
      ] as const) {
        const length = Math.hypot(...numbers.map(weightOf)) || 1
        for (const number of numbers) vector.set(number, (weightOf(number) / length) * scale)
      }
      return vector
    }
  },
)

test('there are as many signals as is said', () => {
  expect(toneSignals(toneTokens('đẹp'), LEXICONS)).toHaveLength(SIGNAL_COUNT)
})
