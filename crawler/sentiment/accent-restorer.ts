// Puts accents back on a text that was typed without them: for each syllable the spelling that, beside those before
// and after it, was met most often in the training texts and lexicons (Viterbi over pairs of words). It need not be
// right everywhere: it serves to let a model use what it knows of words with accents.

import { stripAccents } from '../text/strip-accents.ts'

export interface AccentRestorer {
  /** Counts of words, and of pairs as `first second`. */
  readonly words: ReadonlyMap<string, number>
  readonly pairs: ReadonlyMap<string, number>
  /** Spellings of a word without accents. */
  readonly spellings: ReadonlyMap<string, readonly string[]>
}

/** Pairs met once are chance, and most of all pairs. */
const LEAST_PAIR = 2

/** `texts` and `terms` as words, lower case, with accents; a term of a lexicon is worth a pair that was met twice. */
export function learnAccents(
  texts: Iterable<readonly string[]>,
  terms: Iterable<readonly string[]>,
): AccentRestorer {
  const words = new Map<string, number>()
  const pairs = new Map<string, number>()
  const learn = (text: readonly string[], times: number): void =>
    text.forEach((word, at) => {
      words.set(word, (words.get(word) ?? 0) + times)
      if (at === 0) return
      const pair = `${text[at - 1]!} ${word}`
      pairs.set(pair, (pairs.get(pair) ?? 0) + times)
    })
  for (const text of texts) learn(text, 1)
  for (const term of terms) learn(term, LEAST_PAIR)
  for (const [pair, count] of pairs) if (count < LEAST_PAIR) pairs.delete(pair)
  return restorerOf(words, pairs)
}

/** One from what a model file keeps of it. */
export function restorerOf(
  words: ReadonlyMap<string, number>,
  pairs: ReadonlyMap<string, number>,
): AccentRestorer {
  return { words, pairs, spellings: Map.groupBy(words.keys(), stripAccents) }
}

interface Path {
  readonly spelt: string
  /** −log of how likely the best way up to here is. */
  readonly cost: number
  /** Place of the word before in its column. */
  readonly before: number
}

/** Weight of the pair against the word alone, which is weighed as one of so many. */
const PAIR_SHARE = 0.8
const ALL_WORDS = 100_000
/** What a word counts that was never met. */
const UNMET = 0.1

/** As many words as it is given. */
export function restoreAccents(
  bare: readonly string[],
  { words, pairs, spellings }: AccentRestorer,
): string[] {
  let paths: readonly Path[] = []
  const columns: (readonly Path[])[] = []
  for (const word of bare) {
    const column: readonly Path[] = (spellings.get(word) ?? [word]).map(spelt => {
      const alone = (words.get(spelt) ?? 0) + UNMET
      if (paths.length === 0) return { spelt, cost: -Math.log(alone), before: -1 }
      let best: Path = { spelt, cost: Infinity, before: -1 }
      paths.forEach((path, before) => {
        const pair = pairs.get(`${path.spelt} ${spelt}`) ?? 0
        const share =
          (PAIR_SHARE * pair) / (words.get(path.spelt) ?? UNMET) + ((1 - PAIR_SHARE) * alone) / ALL_WORDS
        const cost = path.cost - Math.log(share)
        if (cost < best.cost) best = { spelt, cost, before }
      })
      return best
    })
    columns.push(column)
    paths = column
  }
  const restored: string[] = []
  let at = paths.reduce((best, path, index) => (path.cost < paths[best]!.cost ? index : best), 0)
  for (let column = columns.length - 1; column >= 0; column--) {
    const { spelt, before } = columns[column]![at]!
    restored[column] = spelt
    at = before
  }
  return restored
}
