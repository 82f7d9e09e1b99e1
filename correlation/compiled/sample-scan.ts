// Finds literals in much text by looking at little of it. Of each literal a window of one length is chosen; a
// text is looked at in steps so wide that every window has one look inside it, at two to four units. Where these
// are part of some window, the literals they may belong to are compared. The longer the shortest literal, the
// wider the steps.

import type { Literal, LiteralHits } from './contains-automaton.ts'
import { encode, encoded, encodedLength, encodedWords } from './encoded-text.ts'
import { GramCounts } from './gram-counts.ts'
import { foldPairs, isSurrogate, UNITS_IN } from './unit-classes.ts'
import type { TextView } from './unit-classes.ts'

/** Shorter literals allow no steps worth it. */
const MIN_WINDOW = 4
const MAX_WINDOW = 12
/** Windows from which on so many units are looked at; more literals than so many seem to be everywhere. */
const LOOKS = [
  { window: 9, units: 4, maxLiterals: 150 },
  { window: 6, units: 3, maxLiterals: 150 },
  { window: MIN_WINDOW, units: 2, maxLiterals: 12 },
] as const
type Look = (typeof LOOKS)[number]
/** The bytes of those units, as four are read at once with the first one lowest. */
const MASKS = { 2: 0xffff, 3: 0xff_ffff, 4: -1 } as const
/** Literals compared at one look, at most: what a hostile text may cost is bounded by it. */
const MAX_TOGETHER = 12
/** Entries of the table for each one used; between these bounds. */
const SPARSENESS = 16
const MIN_TABLE_BITS = 12
const MAX_TABLE_BITS = 16
const PAIR_BITS = 12
const MULTIPLIER = 0x9e37_79b1
/** Shorter texts are not worth being encoded. */
const MIN_ENCODED = 128
const ASCII = 128
const BEYOND_ASCII = /[^\0-\x7f]/

export class SampleScan {
  readonly #units: Uint16Array
  /** Case is folded: letters beyond 16 bits matter, and letters of ASCII differ in one bit at most. */
  readonly #folds: boolean
  /** ASCII may be looked at with its case bit set and is then as the view has it. */
  readonly #plainAscii: boolean
  /** No literal has a unit beyond ASCII. */
  readonly #seeksAscii: boolean
  readonly #window: number
  readonly #look: Look
  readonly #step: number
  readonly #shift: number
  /** Units looked at, hashed → 1 + the number of the list of literals they may belong to, or 0. */
  readonly #table: Uint16Array
  /** The first two units looked at, hashed → 1 where some of the table begin so. Small enough to be always at hand. */
  readonly #pairs = new Uint8Array(1 << PAIR_BITS)
  readonly #placed: Placed[][] = []

  /** Undefined when a walk of the automaton is better. */
  static of(literals: readonly Literal[], view: TextView, counts = NO_COUNTS): SampleScan | undefined {
    const look = lookOf(windowOf(literals))
    if (look === undefined || literals.length > look.maxLiterals) return undefined
    const scan = new SampleScan(literals, view, look, counts)
    return scan.#placed.some(together => together.length > MAX_TOGETHER) ? undefined : scan
  }

  private constructor(literals: readonly Literal[], view: TextView, look: Look, counts: GramCounts) {
    this.#units = UNITS_IN[view]
    this.#folds = view !== 'text'
    this.#plainAscii = view !== 'dashFolded'
    this.#seeksAscii = !literals.some(({ text }) => BEYOND_ASCII.test(text))
    this.#window = windowOf(literals)
    this.#look = look
    this.#step = this.#window - look.units + 1
    const bits = Math.ceil(Math.log2(literals.length * this.#step * SPARSENESS))
    const tableBits = Math.min(Math.max(bits, MIN_TABLE_BITS), MAX_TABLE_BITS)
    this.#shift = 32 - tableBits
    this.#table = new Uint16Array(1 << tableBits)
    // Those with the least choice choose first.
    for (const literal of literals.toSorted((a, b) => a.text.length - b.text.length)) {
      const start = this.#rarestWindow(literal.text, counts)
      for (let at = start; at < start + this.#step; at++) {
        const hash = this.#hashIn(literal.text, at)
        this.#pairs[pairOf(this.#keyIn(literal.text, at, 2))] = 1
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
    if (text.length < this.#window) return
    if (this.#isReadAsBytes(text)) this.#walkBytes(hits)
    else if (!this.#walk(text, hits, false)) this.#walk(foldPairs(text), hits, true)
  }

  /** True when the text is encoded, and its bytes tell what its units do. */
  #isReadAsBytes(text: string): boolean {
    if (!this.#plainAscii || text.length < MIN_ENCODED) return false
    const encoding = encode(text)
    if (encoding === 'ascii') return true
    if (encoding === 'too-long' || !this.#seeksAscii) return false
    return !this.#folds || !FOLDED_TO_ASCII.some(sign => text.includes(sign))
  }

  /** The start of the window whose units lead to the fewest comparisons, as far as the counts tell. */
  #rarestWindow(text: string, counts: GramCounts): number {
    const { units } = this.#look
    const costs = Array.from({ length: text.length - units + 1 }, (_, at) => {
      const list = this.#table[this.#hashIn(text, at)]!
      const together = list > 0 ? this.#placed[list - 1]!.length : 0
      if (together >= MAX_TOGETHER) return Infinity
      return (1 + together) * (1 + counts.rarest(text, at, at + units))
    })
    let best = 0
    let least = Infinity
    for (let start = text.length - this.#window; start >= 0; start--) {
      const cost = costs.slice(start, start + this.#step).reduce((sum, one) => sum + one, 0)
      if (cost >= least) continue
      best = start
      least = cost
    }
    return best
  }

  #hashIn(text: string, at: number): number {
    const { units } = this.#look
    return hashOf(this.#keyIn(text, at, units) & MASKS[units]) >>> this.#shift
  }

  /** So many units as the view has them, the first one lowest. */
  #keyIn(text: string, at: number, units: number): number {
    let key = 0
    for (let nth = 0; nth < units; nth++) key ^= this.#units[text.charCodeAt(at + nth)]! << (8 * nth)
    return key
  }

  /** The text is encoded. */
  #walkBytes(hits: LiteralHits): void {
    const table = this.#table
    const step = this.#step
    const shift = this.#shift
    const mask = MASKS[this.#look.units]
    const pairs = this.#pairs
    const last = encodedLength - this.#look.units
    for (let at = 0; at <= last; at += step) {
      const word = encodedWords.getUint32(at, true)
      if (pairs[pairOf(word)] === 0) continue
      const list = table[hashOf(word & mask) >>> shift]!
      if (list > 0) this.#compareBytes(this.#placed[list - 1]!, at, hits)
    }
  }

  #compareBytes(placed: readonly Placed[], at: number, hits: LiteralHits): void {
    const units = this.#units
    for (const { literal, at: inside } of placed) {
      const { text, id } = literal
      const from = at - inside
      if (from < 0 || from + text.length > encodedLength || hits.isKnown(id)) continue
      let length = 0
      while (length < text.length && units[encoded[from + length]!] === text.charCodeAt(length)) length += 1
      if (length === text.length) hits.hit(id)
    }
  }

  /** False when it met a surrogate pair, which must be folded first. */
  #walk(text: string, hits: LiteralHits, isFolded: boolean): boolean {
    const pairsMatter = !isFolded && this.#folds
    const units = this.#units
    const pairs = this.#pairs
    const step = this.#step
    const last = text.length - this.#look.units
    for (let at = 0; at <= last; at += step) {
      const first = text.charCodeAt(at)
      const second = text.charCodeAt(at + 1)
      if (pairsMatter && (isSurrogate(first) || isSurrogate(second))) return false
      if (pairs[pairOf(units[first]! ^ (units[second]! << 8))] === 0) continue
      if (pairsMatter && hasSurrogate(text, at + 2, at + this.#look.units)) return false
      const list = this.#table[this.#hashIn(text, at)]!
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

function hasSurrogate(text: string, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (isSurrogate(text.charCodeAt(at))) return true
  return false
}

/** Signs beyond ASCII that compare as letters of ASCII when case is folded (ſ and the Kelvin sign). */
const FOLDED_TO_ASCII: readonly string[] = [...UNITS_IN.folded.keys()]
  .filter(unit => unit >= ASCII && UNITS_IN.folded[unit]! < ASCII)
  .map(unit => String.fromCharCode(unit))

const NO_COUNTS = new GramCounts()

/** A literal and the place in it that was looked at. */
interface Placed {
  readonly literal: Literal
  readonly at: number
}

function windowOf(literals: readonly Literal[]): number {
  return Math.min(...literals.map(({ text }) => text.length), MAX_WINDOW)
}

function lookOf(window: number): Look | undefined {
  return LOOKS.find(look => window >= look.window)
}

/** The place of the first two units in the table of pairs. */
function pairOf(units: number): number {
  return Math.imul(units & 0xdfdf, MULTIPLIER) >>> (32 - PAIR_BITS)
}

/** The bit that tells the case of ASCII letters does not count, here and in pairs; other characters that it merges are compared later. */
function hashOf(units: number): number {
  return Math.imul(units & ~0x2020_2020, MULTIPLIER)
}
