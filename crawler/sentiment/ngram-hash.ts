// Word and character n-grams of a text as numbers of a fixed range ("hashing trick"): no dictionary to keep. The
// hash of an n-gram is FNV-1a over the UTF-16 units of its text, begun with a seed for its kind, with a final mix.
// tests/crawler/sentiment holds this walk equal to an obvious one.

export interface NgramOptions {
  /** Numbers are below 2 to this power. */
  readonly bits: number
  /** Words of the longest word n-gram, from single words on; 0 for none. */
  readonly words: number
  /** Characters of the shortest and the longest character n-gram; 0 and 0 for none. Words are joined by one space. */
  readonly shortest: number
  readonly longest: number
}

/** The n-grams of one text, each number once: first those of characters, then those met only as words. */
export interface NgramCounts {
  readonly numbers: Uint32Array
  readonly counts: Uint16Array
  /** How many of the numbers are of character n-grams. */
  readonly characters: number
}

const FNV_PRIME = 0x01000193
export const WORD_SEED = 0x811c9dc5
export const CHARACTER_SEED = 0x3c6ef372
const SPACE = 32

/** Counts one text after another in the same memory. */
export class NgramCounter {
  readonly #options: NgramOptions
  /** By number; all 0 between two texts. */
  readonly #counts: Uint16Array
  #numbers = new Uint32Array(4096)
  #counted = new Uint16Array(4096)
  #met = 0

  constructor(options: NgramOptions) {
    this.#options = options
    this.#counts = new Uint16Array(2 ** options.bits)
  }

  /** A view that the next call overwrites. */
  count(words: readonly string[]): NgramCounts {
    const { words: longestWords, shortest, longest } = this.#options
    const text = ` ${words.join(' ')} `
    this.#met = 0
    if (longest > 0) this.#countCharacters(text, shortest, longest)
    const characters = this.#met
    if (longestWords > 0 && words.length > 0) this.#countWords(text, longestWords)
    for (let at = 0; at < this.#met; at++) {
      const number = this.#numbers[at]!
      this.#counted[at] = this.#counts[number]!
      this.#counts[number] = 0
    }
    return {
      numbers: this.#numbers.subarray(0, this.#met),
      counts: this.#counted.subarray(0, this.#met),
      characters,
    }
  }

  #countCharacters(text: string, shortest: number, longest: number): void {
    for (let from = 0; from < text.length; from++) {
      let hash = CHARACTER_SEED
      const end = Math.min(text.length, from + longest)
      for (let at = from; at < end; at++) {
        hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME)
        if (at - from + 1 >= shortest) this.#meet(hash)
      }
    }
  }

  /** A word begins after each space but the last; an n-gram ends before the n-th space after its beginning. */
  #countWords(text: string, longest: number): void {
    for (let from = 1; from < text.length; from = text.indexOf(' ', from) + 1) {
      let hash = WORD_SEED
      let words = 0
      for (let at = from; at < text.length; at++) {
        const unit = text.charCodeAt(at)
        if (unit === SPACE) {
          this.#meet(hash)
          if (++words === longest) break
        }
        hash = Math.imul(hash ^ unit, FNV_PRIME)
      }
    }
  }

  #meet(hash: number): void {
    const number = mixed(hash) & (this.#counts.length - 1)
    const before = this.#counts[number]!
    if (before === 0) {
      if (this.#met === this.#numbers.length) this.#grow()
      this.#numbers[this.#met++] = number
    }
    if (before < 0xffff) this.#counts[number] = before + 1
  }

  #grow(): void {
    const numbers = new Uint32Array(this.#met * 2)
    numbers.set(this.#numbers)
    this.#numbers = numbers
    this.#counted = new Uint16Array(this.#met * 2)
  }
}

/** The final mix of MurmurHash3, so that the low bits depend on all. */
export function mixed(hash: number): number {
  let bits = hash
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
