// Finds literals in much text by looking at little of it. Of each literal a window of one length is chosen; where
// no window can end, the walk jumps ahead, by nearly that length at best (Wu and Manber's method). The longer the
// shortest literal, the less is looked at.

import type { Literal, LiteralHits } from './contains-automaton.ts'
import { foldPairs, isSurrogate, UNITS_IN } from './unit-classes.ts'
import type { TextView } from './unit-classes.ts'

/** Shorter literals allow no jumps worth it. */
const MIN_LENGTH = 4
/** Longer windows jump little further and fill the table. */
const MAX_WINDOW = 12
/** Literals for each unit that a jump may skip: more, and windows seem to end nearly everywhere. */
const LITERALS_PER_JUMP = 8
/** Literals looked at where one window ends, at most: what a hostile text may cost is bounded by it. */
const MAX_TOGETHER = 12
const TABLE_BITS = 12
const MASK = (1 << TABLE_BITS) - 1

export class JumpScan {
  readonly #units: Uint16Array
  /** False where letters beyond 16 bits have no case. */
  readonly #folds: boolean
  readonly #window: number
  /** Two units, hashed → how far the walk may jump; 0 where a window may end. */
  readonly #jumps: Uint8Array
  /** Two units, hashed → which of the lists of literals have a window that ends there. */
  readonly #endAt: Uint16Array
  readonly #endingAt: Placed[][] = [[]]

  /** Undefined when a walk of the automaton is better. */
  static of(literals: readonly Literal[], view: TextView): JumpScan | undefined {
    const window = windowOf(literals)
    if (window < MIN_LENGTH || literals.length > LITERALS_PER_JUMP * (window - 2)) return undefined
    const scan = new JumpScan(literals, view)
    return scan.#endingAt.some(placed => placed.length > MAX_TOGETHER) ? undefined : scan
  }

  private constructor(literals: readonly Literal[], view: TextView) {
    this.#units = UNITS_IN[view]
    this.#folds = view !== 'text'
    const window = windowOf(literals)
    this.#window = window
    this.#jumps = new Uint8Array(MASK + 1).fill(window - 1)
    this.#endAt = new Uint16Array(MASK + 1)
    // Those with the least choice choose first.
    for (const literal of literals.toSorted((a, b) => a.text.length - b.text.length)) {
      const { text } = literal
      const start = this.#emptiestWindow(text)
      for (let end = start + 1; end < start + window; end++) {
        const block = blockOf(text.charCodeAt(end - 1), text.charCodeAt(end))
        this.#jumps[block] = Math.min(this.#jumps[block]!, start + window - 1 - end)
      }
      const last = this.#lastBlock(text, start)
      if (this.#endAt[last] === 0) this.#endAt[last] = this.#endingAt.push([]) - 1
      this.#endingAt[this.#endAt[last]!]!.push({ literal, start })
    }
  }

  /** Bytes of the tables. */
  get bytes(): number {
    return this.#jumps.byteLength + this.#endAt.byteLength
  }

  /** Tells of each literal in the text that is not known yet. */
  scan(text: string, hits: LiteralHits): void {
    if (text.length >= this.#window && !this.#walk(text, hits, false)) {
      this.#walk(foldPairs(text), hits, true)
    }
  }

  /** The start of the window whose end the fewest other windows have. */
  #emptiestWindow(text: string): number {
    let best = 0
    let fewest = Infinity
    for (let start = 0; start + this.#window <= text.length; start++) {
      const count = this.#endingAt[this.#endAt[this.#lastBlock(text, start)]!]!.length
      if (count >= fewest) continue
      best = start
      fewest = count
      if (count === 0) break
    }
    return best
  }

  #lastBlock(text: string, start: number): number {
    const end = start + this.#window - 1
    return blockOf(text.charCodeAt(end - 1), text.charCodeAt(end))
  }

  /** False when it met a surrogate pair, which must be folded first. */
  #walk(text: string, hits: LiteralHits, isFolded: boolean): boolean {
    const units = this.#units
    const pairsMatter = !isFolded && this.#folds
    const jumps = this.#jumps
    const { length } = text
    let end = this.#window - 1
    while (end < length) {
      const first = text.charCodeAt(end - 1)
      const second = text.charCodeAt(end)
      if ((first | second) >= 0xd800 && pairsMatter && (isSurrogate(first) || isSurrogate(second)))
        return false
      const block = blockOf(units[first]!, units[second]!)
      const jump = jumps[block]!
      if (jump > 0) {
        end += jump
        continue
      }
      for (const { literal, start } of this.#endingAt[this.#endAt[block]!]!) {
        if (hits.isKnown(literal.id)) continue
        const found = this.#fits(literal.text, text, end - this.#window + 1 - start, pairsMatter)
        if (found === undefined) return false
        if (found) hits.hit(literal.id)
      }
      end += 1
    }
    return true
  }

  /** Undefined when it met a surrogate. */
  #fits(literal: string, text: string, from: number, pairsMatter: boolean): boolean | undefined {
    if (from < 0 || from + literal.length > text.length) return false
    for (let at = 0; at < literal.length; at++) {
      const unit = text.charCodeAt(from + at)
      if (pairsMatter && isSurrogate(unit)) return undefined
      if (this.#units[unit] !== literal.charCodeAt(at)) return false
    }
    return true
  }
}

/** A literal and where its window begins. */
interface Placed {
  readonly literal: Literal
  readonly start: number
}

function windowOf(literals: readonly Literal[]): number {
  return Math.min(...literals.map(({ text }) => text.length), MAX_WINDOW)
}

function blockOf(first: number, second: number): number {
  return (Math.imul(first, 149) + second) & MASK
}
