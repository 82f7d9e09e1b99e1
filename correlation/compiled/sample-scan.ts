// Finds literals in much text by looking at little of it. Of each literal a window of one length is chosen; a
// text is looked at in steps so wide that every window has one look inside it, at two or three units. Where these
// are part of some window, the literals they may belong to are compared. The longer the shortest literal, the
// wider the steps.

import type { Literal, LiteralHits } from './contains-automaton.ts'
import { foldPairs, isSurrogate, UNITS_IN } from './unit-classes.ts'
import type { TextView } from './unit-classes.ts'

/** Shorter literals allow no steps worth it. */
const MIN_WINDOW = 4
const MAX_WINDOW = 12
/** From this window on, three units are looked at and not two. */
const LONG_WINDOW = 6
/** More literals, and some of them seems to be everywhere. */
const MAX_LITERALS = { two: 12, three: 150 } as const
/** Literals compared at one look, at most: what a hostile text may cost is bounded by it. */
const MAX_TOGETHER = 12
/** Entries of the table for each one used; between these bounds. */
const SPARSENESS = 16
const MIN_TABLE_BITS = 12
const MAX_TABLE_BITS = 16

export class SampleScan {
  readonly #units: Uint16Array
  /** Case is folded: letters beyond 16 bits matter, and letters of ASCII differ in one bit at most. */
  readonly #folds: boolean
  /** ASCII may be looked at with its case bit set and is then as the view has it. */
  readonly #plainAscii: boolean
  readonly #window: number
  readonly #third: 0 | 1
  readonly #step: number
  readonly #shift: number
  /** Units looked at, hashed → 1 + the number of the list of literals they may belong to, or 0. */
  readonly #table: Uint16Array
  readonly #placed: Placed[][] = []

  /** Undefined when a walk of the automaton is better. */
  static of(literals: readonly Literal[], view: TextView): SampleScan | undefined {
    const window = windowOf(literals)
    const most = window >= LONG_WINDOW ? MAX_LITERALS.three : MAX_LITERALS.two
    if (window < MIN_WINDOW || literals.length > most) return undefined
    const scan = new SampleScan(literals, view)
    return scan.#placed.some(together => together.length > MAX_TOGETHER) ? undefined : scan
  }

  private constructor(literals: readonly Literal[], view: TextView) {
    this.#units = UNITS_IN[view]
    this.#folds = view !== 'text'
    this.#plainAscii = view !== 'dashFolded'
    this.#window = windowOf(literals)
    this.#third = this.#window >= LONG_WINDOW ? 1 : 0
    this.#step = this.#window - 1 - this.#third
    const bits = Math.ceil(Math.log2(literals.length * this.#step * SPARSENESS))
    const tableBits = Math.min(Math.max(bits, MIN_TABLE_BITS), MAX_TABLE_BITS)
    this.#shift = 32 - tableBits
    this.#table = new Uint16Array(1 << tableBits)
    // Those with the least choice choose first.
    for (const literal of literals.toSorted((a, b) => a.text.length - b.text.length)) {
      const start = this.#emptiestWindow(literal.text)
      for (let at = start; at < start + this.#step; at++) {
        const hash = this.#hashIn(literal.text, at)
        if (this.#table[hash] === 0) this.#table[hash] = this.#placed.push([])
        this.#placed[this.#table[hash]! - 1]!.push({ literal, at })
      }
    }
  }

  /** Bytes of the tables. */
  get bytes(): number {
    return this.#table.byteLength
  }

  /** Tells of each literal in the text that is not known yet. */
  scan(text: string, hits: LiteralHits): void {
    if (text.length >= MIN_ENCODED && this.#plainAscii && isEncodedAsAscii(text)) this.#walkAscii(text, hits)
    else if (!this.#walk(text, hits, false)) this.#walk(foldPairs(text), hits, true)
  }

  /** The start of the window whose units the fewest other windows have. */
  #emptiestWindow(text: string): number {
    let best = 0
    let fewest = Infinity
    for (let start = text.length - this.#window; start >= 0 && fewest > 0; start--) {
      let most = 0
      for (let at = start; at < start + this.#step; at++) {
        const list = this.#table[this.#hashIn(text, at)]!
        if (list > 0) most = Math.max(most, this.#placed[list - 1]!.length)
      }
      if (most >= fewest) continue
      best = start
      fewest = most
    }
    return best
  }

  #hashIn(text: string, at: number): number {
    const units = this.#units
    const third = this.#third === 1 ? units[text.charCodeAt(at + 2)]! : 0
    return hashOf(units[text.charCodeAt(at)]!, units[text.charCodeAt(at + 1)]!, third) >>> this.#shift
  }

  /** The text is in `encoded`. */
  #walkAscii(text: string, hits: LiteralHits): void {
    const table = this.#table
    const step = this.#step
    const shift = this.#shift
    const hasThird = this.#third === 1
    const last = text.length - 2 - this.#third
    for (let at = 0; at <= last; at += step) {
      const third = hasThird ? encoded[at + 2]! : 0
      const list = table[hashOf(encoded[at]!, encoded[at + 1]!, third) >>> shift]!
      if (list > 0) this.#compare(this.#placed[list - 1]!, text, at, hits, false)
    }
  }

  /** False when it met a surrogate pair, which must be folded first. */
  #walk(text: string, hits: LiteralHits, isFolded: boolean): boolean {
    const units = this.#units
    const pairsMatter = !isFolded && this.#folds
    const table = this.#table
    const step = this.#step
    const shift = this.#shift
    const hasThird = this.#third === 1
    const ascii = this.#plainAscii ? 128 : 0
    const last = text.length - 2 - this.#third
    for (let at = 0; at <= last; at += step) {
      let first = text.charCodeAt(at)
      let second = text.charCodeAt(at + 1)
      let third = hasThird ? text.charCodeAt(at + 2) : 0
      if ((first | second | third) >= ascii) {
        if (pairsMatter && (isSurrogate(first) || isSurrogate(second) || isSurrogate(third))) return false
        first = units[first]!
        second = units[second]!
        third = units[third]!
      }
      const list = table[hashOf(first, second, third) >>> shift]!
      if (list > 0 && !this.#compare(this.#placed[list - 1]!, text, at, hits, pairsMatter)) return false
    }
    return true
  }

  /** False when it met a surrogate that must be folded first. */
  #compare(
    placed: readonly Placed[],
    text: string,
    at: number,
    hits: LiteralHits,
    pairsMatter: boolean,
  ): boolean {
    for (const { literal, at: inside } of placed) {
      if (hits.isKnown(literal.id)) continue
      const from = at - inside
      if (from < 0 || from + literal.text.length > text.length) continue
      let length = 0
      while (length < literal.text.length) {
        const unit = text.charCodeAt(from + length)
        if (pairsMatter && isSurrogate(unit)) return false
        if (this.#units[unit] !== literal.text.charCodeAt(length)) break
        length += 1
      }
      if (length === literal.text.length) hits.hit(literal.id)
    }
    return true
  }
}

/** Shorter texts are not worth being encoded. */
const MIN_ENCODED = 128
/** To read a unit of a text costs several times what reading an array does. Longer texts are read as they are. */
const encoded = new Uint8Array(64 * 1024)
const encoder = new TextEncoder()

/** True when the text is now in `encoded`, byte for unit. */
function isEncodedAsAscii(text: string): boolean {
  const { read, written } = encoder.encodeInto(text, encoded)
  return read === text.length && written === text.length
}

/** A literal and the place in it that was looked at. */
interface Placed {
  readonly literal: Literal
  readonly at: number
}

function windowOf(literals: readonly Literal[]): number {
  return Math.min(...literals.map(({ text }) => text.length), MAX_WINDOW)
}

/** The bit that tells the case of ASCII letters does not count; other characters that it merges are compared later. */
function hashOf(first: number, second: number, third: number): number {
  const key = ((first | 32) << 16) ^ ((second | 32) << 8) ^ (third | 32)
  return Math.imul(key ^ (key >>> 15), 0x9e37_79b1)
}
