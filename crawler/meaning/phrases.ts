// Finds many phrases in a text at once: a tree over whole words, so that `cháy` is not found in `chạy` nor `rác` in
// `rắc`, and the time does not depend on how many phrases there are. Phrases are looked for with their accents; in
// a text written without, those of two and more words are looked for without (`ngap nuoc`; `chay` alone may be
// cháy, chạy, chảy or chay).

import { normaliseText } from '#/crawler/text/normalise-text.ts'
import { stripAccents } from '#/crawler/text/strip-accents.ts'
import { wordsOf } from '#/crawler/text/words.ts'
import type { ReadWords } from './read-words.ts'

export interface PhraseHit<T> {
  /** Word numbers, `to` exclusive. */
  readonly from: number
  readonly to: number
  /** All that was entered with this phrase. */
  readonly values: readonly T[]
}

export interface Phrases<T> {
  /**
   * The longest phrase that begins at a word; undefined when none does. Words of `before` (lower case, accented) are
   * taken to stand in front of it; when they are a whole phrase by themselves, `to` may equal `from`.
   */
  longestAt(words: ReadWords, from: number, before?: readonly string[]): PhraseHit<T> | undefined
  /** From left to right, the longest at each place, none overlapping another. */
  allIn(words: ReadWords): readonly PhraseHit<T>[]
}

interface Node<T> {
  readonly next: Map<string, Node<T>>
  values: T[] | undefined
}

/** Words of a phrase in the form in which it is looked for. */
export function phraseWords(phrase: string): readonly string[] {
  return wordsOf(normaliseText(phrase).toLowerCase())
}

export function compilePhrases<T>(entries: Iterable<readonly [phrase: string, value: T]>): Phrases<T> {
  const accented: Node<T> = { next: new Map(), values: undefined }
  const bare: Node<T> = { next: new Map(), values: undefined }
  for (const [phrase, value] of entries) {
    const words = phraseWords(phrase)
    if (words.length === 0) continue
    enter(accented, words, value)
    if (words.length > 1) enter(bare, words.map(stripAccents), value)
  }

  const longestAt = (
    text: ReadWords,
    from: number,
    before: readonly string[] = [],
  ): PhraseHit<T> | undefined => {
    let node = text.unaccented ? bare : accented
    for (const word of before) {
      const next = node.next.get(text.unaccented ? stripAccents(word) : word)
      if (next === undefined) return undefined
      node = next
    }
    let hit: PhraseHit<T> | undefined =
      before.length > 0 && node.values !== undefined ? { from, to: from, values: node.values } : undefined
    for (let at = from; at < text.words.length; at++) {
      const word = text.words[at]!
      if ((at > from || before.length > 0) && word.gap === '|') break
      const next = node.next.get(text.unaccented ? word.bare : word.lower)
      if (next === undefined) break
      if (next.values !== undefined) hit = { from, to: at + 1, values: next.values }
      node = next
    }
    return hit
  }
  return {
    longestAt,
    allIn(text) {
      const hits: PhraseHit<T>[] = []
      for (let at = 0; at < text.words.length;) {
        const hit = longestAt(text, at)
        if (hit !== undefined) hits.push(hit)
        at = hit?.to ?? at + 1
      }
      return hits
    },
  }
}

function enter<T>(root: Node<T>, words: readonly string[], value: T): void {
  let node = root
  for (const word of words) {
    let next = node.next.get(word)
    if (next === undefined) {
      next = { next: new Map(), values: undefined }
      node.next.set(word, next)
    }
    node = next
  }
  if (node.values === undefined) node.values = [value]
  else if (!node.values.includes(value)) node.values.push(value)
}
