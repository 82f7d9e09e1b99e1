// What stories/ remembers of a text instead of the text: a MinHash over its shingles, a hash of the whole, and the
// hashes of the names and numbers in it. About half a kilobyte, opaque to whoever stores it.
//
// Two sketches tell nearly the Jaccard index of the two sets of shingles: the share of equal positions of their
// MinHashes, with a standard error of 0.04 at 0.3 (128 positions).

import { keyFactsOf } from './key-facts.ts'
import { hashOf, mix, shinglesOf, wordsForShingles } from './shingles.ts'

/** Positions of a MinHash. */
export const MINHASH_SIZE = 128

const VERSION = 1
const HEADER_BYTES = 16
const MINHASH_BYTES = MINHASH_SIZE * 2

/** A sketch as it is compared. */
export interface SketchView {
  /** Equal for two texts of the same words, whatever their case, accents and punctuation. */
  readonly textHash: string
  /** Different shingles, at most 65,535. */
  readonly shingles: number
  readonly minhash: Uint16Array
  /** Hashes of names of two words and more; ascending. */
  readonly names: Uint32Array
  /** Hashes of numbers with the word that follows; ascending. */
  readonly numbers: Uint32Array
}

/** The sketch of a text; of its title when it has no text. The title adds its names and numbers in any case. */
export function sketchOf(text: string, title: string): Uint8Array {
  const words = wordsForShingles(text.trim() === '' ? title : text)
  const shingles = shinglesOf(words)
  const facts = keyFactsOf(`${title}\n${text}`)
  const bytes = new Uint8Array(HEADER_BYTES + MINHASH_BYTES + 4 * (facts.names.length + facts.numbers.length))
  const data = new DataView(bytes.buffer)
  const whole = words.join(' ')
  data.setUint8(0, VERSION)
  data.setUint8(1, facts.names.length)
  data.setUint8(2, facts.numbers.length)
  data.setUint32(4, hashOf(whole, 0x811c9dc5), true)
  data.setUint32(8, hashOf(whole, 0x2b992ddf), true)
  data.setUint16(12, Math.min(shingles.length, 0xffff), true)
  minhashOf(shingles).forEach((value, n) => data.setUint16(HEADER_BYTES + 2 * n, value, true))
  const after = HEADER_BYTES + MINHASH_BYTES
  for (const [n, hash] of [...facts.names, ...facts.numbers].entries())
    data.setUint32(after + 4 * n, hash, true)
  return bytes
}

/** Undefined for what is no sketch of this version: it is then compared with nothing. */
export function readSketch(bytes: Uint8Array): SketchView | undefined {
  if (bytes.length < HEADER_BYTES + MINHASH_BYTES || bytes[0] !== VERSION) return undefined
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const names = data.getUint8(1)
  const numbers = data.getUint8(2)
  const after = HEADER_BYTES + MINHASH_BYTES
  if (bytes.length !== after + 4 * (names + numbers)) return undefined
  return {
    textHash: data.getBigUint64(4, true).toString(16),
    shingles: data.getUint16(12, true),
    minhash: Uint16Array.from({ length: MINHASH_SIZE }, (_, n) => data.getUint16(HEADER_BYTES + 2 * n, true)),
    names: Uint32Array.from({ length: names }, (_, n) => data.getUint32(after + 4 * n, true)),
    numbers: Uint32Array.from({ length: numbers }, (_, n) => data.getUint32(after + 4 * (names + n), true)),
  }
}

/** Jaccard index of the shingles of two texts as their sketches tell it, 0 … 1. */
export function similarityOf(one: SketchView, other: SketchView): number {
  let equal = 0
  for (let n = 0; n < MINHASH_SIZE; n++) if (one.minhash[n] === other.minhash[n]) equal++
  return equal / MINHASH_SIZE
}

/** How many hashes two ascending lists share. */
export function sharedCount(one: Uint32Array, other: Uint32Array): number {
  let shared = 0
  let n = 0
  let m = 0
  while (n < one.length && m < other.length) {
    const a = one[n]!
    const b = other[m]!
    if (a === b) shared++
    if (a <= b) n++
    if (b <= a) m++
  }
  return shared
}

/** Odd multipliers and masks of the permutations, made from a fixed seed: sketches of all installations compare. */
const PERMUTATIONS = Array.from({ length: MINHASH_SIZE }, (_, n) => ({
  mask: mix(2 * n + 1),
  factor: mix(2 * n + 2) | 1,
}))

function minhashOf(shingles: Uint32Array): Uint16Array {
  const smallest = new Uint16Array(MINHASH_SIZE)
  if (shingles.length === 0) return smallest
  for (let n = 0; n < MINHASH_SIZE; n++) {
    const { mask, factor } = PERMUTATIONS[n]!
    let least = 0xffffffff
    for (const shingle of shingles) {
      let value = Math.imul(shingle ^ mask, factor)
      value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
      value = (value ^ (value >>> 13)) >>> 0
      if (value < least) least = value
    }
    // The low half: the high bits of a minimum are nearly always zero.
    smallest[n] = least & 0xffff
  }
  return smallest
}
