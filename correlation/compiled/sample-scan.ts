// Finds literals in much text by looking at little of it. Of each literal a window of one length is chosen; a
// text is looked at in steps so wide that every window has one look inside it, at two to four units. Where these
// are part of some window, the literals they may belong to are compared. The longer the shortest literal, the
// wider the steps.

import type { Literal, LiteralHits } from './contains-automaton.ts'
import { foldPairs, isSurrogate, UNITS_IN } from './unit-classes.ts'
import type { TextView } from './unit-classes.ts'

/** Shorter literals allow no steps worth it. */
const MIN_WINDOW = 4
const MAX_WINDOW = 12
/** How many literals may be looked for: more, and some of them seems to be everywhere. */
const MAX_LITERALS = { 2: 12, 3: 64, 4: 400 } as const
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
  /** How many units are looked at together. */
  readonly #together: 2 | 3 | 4
  readonly #step: number
  readonly #shift: number
  /** Units looked at, hashed → 1 + the number of the list of literals they may belong to, or 0. */
  readonly #table: Uint16Array
  readonly #placed: Placed[][] = []

  /** Undefined when a walk of the automaton is better. */
  static of(literals: readonly Literal[], view: TextView): SampleScan | undefined {
    const window = windowOf(literals)
    if (window < MIN_WINDOW || literals.length > MAX_LITERALS[unitsOf(window)]) return undefined
    const scan = new SampleScan(literals, view)
    return scan.#placed.some(together => together.length > MAX_TOGETHER) ? undefined : scan
  }

  private constructor(literals: readonly Literal[], view: TextView) {
    this.#units = UNITS_IN[view]
    this.#folds = view !== 'text'
    this.#plainAscii = view !== 'dashFolded'
    this.#window = windowOf(literals)
    this.#together = unitsOf(this.#window)
    this.#step = this.#window - this.#together + 1
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
    if (!this.#walk(text, hits, false)) this.#walk(foldPairs(text), hits, true)
  }

  /**
   * The start of the window whose units the fewest other windows have; of equal ones the last, since names and
   * paths are told apart by their ends.
   */
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
    const unit = (index: number): number =>
      index < this.#together ? this.#units[text.charCodeAt(at + index)]! : 0
    return hashOf(unit(0), unit(1), unit(2), unit(3)) >>> this.#shift
  }

  /** False when it met a surrogate pair, which must be folded first. */
  #walk(text: string, hits: LiteralHits, isFolded: boolean): boolean {
    const units = this.#units
    const pairsMatter = !isFolded && this.#folds
    const table = this.#table
    const step = this.#step
    const shift = this.#shift
    const hasThird = this.#together > 2
    const hasFourth = this.#together > 3
    const ascii = this.#plainAscii ? 128 : 0
    const last = text.length - this.#together
    for (let at = 0; at <= last; at += step) {
      let first = text.charCodeAt(at)
      let second = text.charCodeAt(at + 1)
      let third = hasThird ? text.charCodeAt(at + 2) : 0
      let fourth = hasFourth ? text.charCodeAt(at + 3) : 0
      if ((first | second | third | fourth) >= ascii) {
        if (pairsMatter && [first, second, third, fourth].some(isSurrogate)) return false
        first = units[first]!
        second = units[second]!
        third = units[third]!
        fourth = units[fourth]!
      }
      const list = table[hashOf(first, second, third, fourth) >>> shift]!
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

/** A literal and the place in it that was looked at. */
interface Placed {
  readonly literal: Literal
  readonly at: number
}

function windowOf(literals: readonly Literal[]): number {
  return Math.min(...literals.map(({ text }) => text.length), MAX_WINDOW)
}

/** Longer windows leave room for more units, which are rarer. */
function unitsOf(window: number): 2 | 3 | 4 {
  return window < 6 ? 2 : window < 8 ? 3 : 4
}

/** The bit that tells the case of ASCII letters does not count; other characters that it merges are compared later. */
function hashOf(first: number, second: number, third: number, fourth: number): number {
  const key = ((first | 32) << 24) ^ ((second | 32) << 16) ^ ((third | 32) << 8) ^ (fourth | 32)
  return Math.imul(key ^ (key >>> 15), 0x9e37_79b1)
}
