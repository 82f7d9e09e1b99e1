// Puts accents back on a text that was typed without them: for each syllable the spelling that, beside those before
// and after it, is likeliest by the texts and lexicons it learnt from (Viterbi over pairs of words). How likely a pair
// is follows Kneser and Ney ("Improved backing-off for m-gram language modeling", ICASSP 1995): a discount from each
// pair that was met goes to words met after many others. It need not be right everywhere: it serves to let a model use
// what it knows of words with accents.

import { stripAccents } from '../text/strip-accents.ts'

export interface AccentRestorer {
  /** Counts of words, and of pairs as `first second`. */
  readonly words: ReadonlyMap<string, number>
  readonly pairs: ReadonlyMap<string, number>
  /** Spellings of a word without accents. */
  readonly spellings: ReadonlyMap<string, readonly string[]>
  /** The counts of the pairs once more, by the first word and then by the second. */
  readonly followers: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** How many different words were met before a word. */
  readonly leaders: ReadonlyMap<string, number>
  /** Words in all. */
  readonly total: number
}

/** `texts` and `terms` as words, lower case, with accents; a term of a lexicon counts as a text that was met once. */
export function learnAccents(
  texts: Iterable<readonly string[]>,
  terms: Iterable<readonly string[]>,
): AccentRestorer {
  const words = new Map<string, number>()
  const pairs = new Map<string, number>()
  const learn = (text: readonly string[]): void =>
    text.forEach((word, at) => {
      addOne(words, word)
      if (at > 0) addOne(pairs, `${text[at - 1]!} ${word}`)
    })
  for (const text of texts) learn(text)
  for (const term of terms) learn(term)
  return restorerOf(words, pairs)
}

/** One from what a model file keeps of it. */
export function restorerOf(
  words: ReadonlyMap<string, number>,
  pairs: ReadonlyMap<string, number>,
): AccentRestorer {
  const followers = new Map<string, Map<string, number>>()
  const leaders = new Map<string, number>()
  for (const [pair, count] of pairs) {
    const [first, second] = pair.split(' ') as [string, string]
    const known = followers.get(first)
    if (known === undefined) followers.set(first, new Map([[second, count]]))
    else known.set(second, count)
    addOne(leaders, second)
  }
  let total = 0
  for (const count of words.values()) total += count
  return { words, pairs, spellings: Map.groupBy(words.keys(), stripAccents), followers, leaders, total }
}

function addOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

interface Path {
  readonly spelt: string
  /** −log of how likely the best way up to here is. */
  readonly cost: number
  /** Place of the word before in its column. */
  readonly before: number
}

/** Taken from the count of every pair, and given to the words alone. */
const DISCOUNT = 0.9
/** Least share of the words alone, also after a word that was always followed by the same. */
const LEAST_ALONE = 0.02
/** What a word counts that was never met. */
const UNMET = 0.1

/** As many words as it is given. */
export function restoreAccents(bare: readonly string[], restorer: AccentRestorer): string[] {
  const { words, pairs, spellings, followers, leaders, total } = restorer
  let paths: readonly Path[] = []
  const columns: (readonly Path[])[] = []
  for (const word of bare) {
    // Of each word before: how often it was met, what followed, and the share that it leaves to the words alone.
    const after = paths.map(({ spelt }) => {
      const count = Math.max(1, words.get(spelt) ?? 0)
      const next = followers.get(spelt)
      return { count, next, left: Math.max(LEAST_ALONE, (DISCOUNT * (next?.size ?? 0)) / count) }
    })
    const column: readonly Path[] = (spellings.get(word) ?? [word]).map(spelt => {
      const often = ((words.get(spelt) ?? 0) + UNMET) / (total + 1)
      if (paths.length === 0) return { spelt, cost: -Math.log(often), before: -1 }
      const anywhere = ((leaders.get(spelt) ?? 0) + UNMET) / (pairs.size + 1)
      const alone = (often + anywhere) / 2
      let best: Path = { spelt, cost: Infinity, before: -1 }
      paths.forEach((path, before) => {
        const { count, next, left } = after[before]!
        const met = Math.max(0, (next?.get(spelt) ?? 0) - DISCOUNT) / count
        const cost = path.cost - Math.log(met + left * alone)
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
