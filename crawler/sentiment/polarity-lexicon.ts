// Words and phrases with a polarity, and how they are found in a text: the longest phrase first, turned round by a
// negation before it (không đẹp), strengthened or weakened by its neighbours (rất đẹp, hơi ồn). Texts typed
// without accents are matched against the phrases without accents.

import { normaliseText } from '../text/normalise-text.ts'
import { stripAccents } from '../text/strip-accents.ts'
import { tokensOf } from '../text/words.ts'
import { CHAT_WORDS } from './chat-words.ts'

export interface LexiconEntry {
  readonly term: string
  /** −3 … 3 in the city's lexicon, −5 … 5 in AFINN. */
  readonly weight: number
}

export interface PolarityLexicon {
  /** What it was made from, and what is left of it without accents: enough to make it again. */
  readonly terms: readonly LexiconEntry[]
  readonly bareTerms: readonly LexiconEntry[]
  readonly accented: PhraseTree
  readonly bare: PhraseTree
}

interface PhraseTree {
  /** Polarity of the phrase that ends here. */
  weight: number | undefined
  readonly next: Map<string, PhraseTree>
}

export interface PolarityHit {
  /** Which word of the text it begins with, and how many it takes. */
  readonly at: number
  readonly words: number
  /** As the lexicon has it. */
  readonly weight: number
  /** A negation stands before it. */
  readonly negated: boolean
  /** Above 1: strengthened; below: weakened. */
  readonly degree: number
}

/**
 * Terms as `asWords` leaves them. A term given twice counts with its last weight. Without accents, a term may be another word as well (chó, cho):
 * it weighs what the words spelt so weigh on average, by how often each stands in `wordCounts`.
 */
export function compileLexicon(
  entries: readonly LexiconEntry[],
  wordCounts: ReadonlyMap<string, number>,
): PolarityLexicon {
  const weights = new Map<string, number>()
  for (const { term, weight } of entries) weights.set(term, weight)
  const sharers = new Map<string, { readonly weight: number; readonly count: number }[]>()
  const share = (term: string, weight: number, count: number): void => {
    const key = stripAccents(term)
    const known = sharers.get(key)
    if (known === undefined) sharers.set(key, [{ weight, count }])
    else known.push({ weight, count })
  }
  for (const [term, weight] of weights) share(term, weight, (wordCounts.get(term) ?? 0) + 1)
  for (const [word, count] of wordCounts) if (!weights.has(word)) share(word, 0, count)
  const bareTerms = [...sharers].flatMap(([term, spelt]) => {
    // Words of weight 0 in the lexicon itself are wanted: they hide.
    if (!spelt.some(({ weight }) => weight !== 0) && !weights.has(term)) return []
    const all = spelt.reduce((sum, { count }) => sum + count, 0)
    const mean = spelt.reduce((sum, { weight, count }) => sum + weight * count, 0) / all
    return [{ term, weight: Math.round(mean * 1000) / 1000 }]
  })
  return restoreLexicon(
    Array.from(weights, ([term, weight]) => ({ term, weight })),
    bareTerms,
  )
}

/** One from what a model file keeps of it. */
export function restoreLexicon(
  terms: readonly LexiconEntry[],
  bareTerms: readonly LexiconEntry[],
): PolarityLexicon {
  const accented = emptyTree()
  const bare = emptyTree()
  for (const { term, weight } of terms) put(accented, term.split(' '), weight)
  for (const { term, weight } of bareTerms) put(bare, term.split(' '), weight)
  return { terms, bareTerms, accented, bare }
}

/** Entries with their terms normalised, lower case, cut into words and written out as texts are, one space between; empty ones fall out. */
export function asWords(entries: readonly LexiconEntry[]): LexiconEntry[] {
  return entries.flatMap(({ term, weight }) => {
    const words = tokensOf(normaliseText(term).toLowerCase()).map(({ text }) => CHAT_WORDS.get(text) ?? text)
    return words.length === 0 ? [] : [{ term: words.join(' '), weight }]
  })
}

function emptyTree(): PhraseTree {
  return { weight: undefined, next: new Map() }
}

function put(tree: PhraseTree, words: readonly string[], weight: number): void {
  let node = tree
  for (const word of words) {
    const known = node.next.get(word)
    if (known === undefined) {
      const added = emptyTree()
      node.next.set(word, added)
      node = added
    } else node = known
  }
  node.weight = weight
}

/** Hits in order, none overlapping another. */
export function findPolarity(
  words: readonly string[],
  bare: boolean,
  lexicon: Pick<PolarityLexicon, 'accented' | 'bare'>,
): PolarityHit[] {
  const tree = bare ? lexicon.bare : lexicon.accented
  const hits: PolarityHit[] = []
  for (let at = 0; at < words.length;) {
    let length = 0
    let weight = 0
    let node: PhraseTree | undefined = tree
    for (let end = at; end < words.length; end++) {
      node = node.next.get(words[end]!)
      if (node === undefined) break
      if (node.weight !== undefined) {
        length = end - at + 1
        weight = node.weight
      }
    }
    if (length === 0) at++
    else {
      // Weight 0 in the lexicon hides words that mean nothing there.
      if (weight !== 0) hits.push({ at, words: length, weight, ...surroundings(words, at, length) })
      at += length
    }
  }
  return hits
}

const both = (list: string): ReadonlySet<string> =>
  new Set([...list.split(' '), ...stripAccents(list).split(' ')])
const NEGATORS = both('không chưa chẳng chả đừng chớ hổng đâu thiếu khỏi')
const STRONGER = both('rất quá cực siêu lắm thật càng vô hết cùng sức hơn nhất')
const WEAKER = both('hơi khá tạm chút ít')
/** Words before a hit in which a negation still reaches it, words on both sides for degree. */
const NEGATION_REACH = 3
const DEGREE_REACH = 2

const CLAUSE_END: ReadonlySet<string> = new Set(['.', ',', ';', ':', '!', '?', '…'])

export function isNegator(word: string): boolean {
  return NEGATORS.has(word)
}

function surroundings(
  words: readonly string[],
  at: number,
  length: number,
): { negated: boolean; degree: number } {
  let negated = false
  for (let before = at - 1; before >= 0 && before >= at - NEGATION_REACH; before--) {
    if (CLAUSE_END.has(words[before]!)) break
    if (NEGATORS.has(words[before]!)) negated = !negated
  }
  let degree = 1
  for (
    let near = Math.max(0, at - DEGREE_REACH);
    near < Math.min(words.length, at + length + DEGREE_REACH);
    near++
  ) {
    if (near >= at && near < at + length) continue
    if (STRONGER.has(words[near]!)) degree = 1.5
    else if (WEAKER.has(words[near]!) && degree === 1) degree = 0.5
  }
  return { negated, degree }
}
