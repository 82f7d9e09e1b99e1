// What stories/ remembers of a text instead of the text: a MinHash over its shingles, a hash of the whole, and the
// hashes of the names and numbers in it. About half a kilobyte, opaque to whoever stores it.
//
// Two sketches tell nearly the Jaccard index of the two sets of shingles: the share of equal positions of their
// MinHashes, with a standard error of 0.04 at 0.3 (128 positions).

import { normaliseText } from '#/crawler/text/normalise-text.ts'
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
  const normalTitle = normaliseText(title)
  const normalText = normaliseText(text)
  const words = wordsForShingles(normalText === '' ? normalTitle : normalText)
  const shingles = shinglesOf(words)
  const facts = keyFactsOf(`${normalTitle}\n${normalText}`)
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
    minhash: readNumbers(MINHASH_SIZE, n => data.getUint16(HEADER_BYTES + 2 * n, true), Uint16Array),
    names: readNumbers(names, n => data.getUint32(after + 4 * n, true), Uint32Array),
    numbers: readNumbers(numbers, n => data.getUint32(after + 4 * (names + n), true), Uint32Array),
  }
}

function readNumbers<A extends Uint16Array | Uint32Array>(
  count: number,
  read: (n: number) => number,
  kind: new (length: number) => A,
): A {
  const numbers = new kind(count)
  for (let n = 0; n < count; n++) numbers[n] = read(n)
  return numbers
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

/** Masks and odd factors of the permutations, from a fixed seed: sketches of all installations compare. */
const MASKS = Int32Array.from({ length: MINHASH_SIZE }, (_, n) => mix(2 * n + 1))
const FACTORS = Int32Array.from({ length: MINHASH_SIZE }, (_, n) => mix(2 * n + 2) | 1)

function minhashOf(shingles: Uint32Array): Uint16Array {
  const smallest = new Uint16Array(MINHASH_SIZE)
  if (shingles.length === 0) return smallest
  const least = new Uint32Array(MINHASH_SIZE).fill(0xffffffff)
  for (let at = 0; at < shingles.length; at++) {
    const shingle = shingles[at]!
    for (let n = 0; n < MINHASH_SIZE; n++) {
      let value = Math.imul(shingle ^ MASKS[n]!, FACTORS[n]!)
      value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
      value = (value ^ (value >>> 13)) >>> 0
      if (value < least[n]!) least[n] = value
    }
  }
  // The low half: the high bits of a minimum are nearly always zero.
  for (let n = 0; n < MINHASH_SIZE; n++) smallest[n] = least[n]! & 0xffff
  return smallest
}
