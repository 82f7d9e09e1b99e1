// Shingles: the set of all pairs of neighbouring words of a text, as 32-bit hashes. Words are lower-case and without
// accents, so that a copy that lost its accents or its capitals is still the same text.
//
// Pairs, because a Vietnamese word is mostly two syllables: single syllables are shared by texts on anything, and
// triples break at every third edit.

import { stripAccents } from '#/crawler/text/strip-accents.ts'
import { tokensOf } from '#/crawler/text/words.ts'

/** The words and numbers of a normalised text as shingles are made of them; links, emoji and punctuation fall out. */
export function wordsForShingles(normalText: string): readonly string[] {
  const words: string[] = []
  for (const { kind, text } of tokensOf(stripAccents(normalText.toLowerCase()).replace(LOOSE_MARKS, '')))
    if (kind === 'word' || kind === 'number') words.push(text)
  return words
}

/** Of letters that no single code point holds. */
const LOOSE_MARKS = /[\u0300-\u036f]/g

/** The different shingles of a text, ascending; of a single word the word itself. */
export function shinglesOf(words: readonly string[]): Uint32Array {
  if (words.length === 1) return Uint32Array.of(hashOf(words[0]!))
  const hashes = words.map(word => hashOf(word))
  const all = new Uint32Array(Math.max(0, words.length - 1))
  for (let n = 0; n + 1 < hashes.length; n++) all[n] = mix(Math.imul(hashes[n]!, 0x9e3779b1) ^ hashes[n + 1]!)
  return ascendingSet(all)
}

/** The values once each, ascending. */
export function ascendingSet(values: Uint32Array): Uint32Array {
  const sorted = values.slice().sort()
  return sorted.filter((value, n) => n === 0 || value !== sorted[n - 1])
}

/** FNV-1a over UTF-16 units, finished with `mix`. */
export function hashOf(text: string, seed = 0x811c9dc5): number {
  let hash = seed
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193)
  return mix(hash)
}

/** Spreads the bits of a 32-bit number (the finaliser of MurmurHash3). */
export function mix(value: number): number {
  let mixed = value | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
