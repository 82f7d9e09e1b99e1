// Finds a few long literals in much text: the keywords of one log source. Where no literal can end at a place,
// the walk jumps ahead by nearly the length of the shortest of them (Wu and Manber's method), so most of an
// event is never looked at.

import { foldCase } from '../case-fold.ts'
import type { Literal, LiteralHits } from './contains-automaton.ts'
import { isSurrogate, unitIn } from './unit-classes.ts'
import type { TextView } from './unit-classes.ts'

/** Units looked at together. */
const BLOCK = 2
const TABLE_BITS = 12
/** Shorter literals allow no jumps worth it, more literals too many blocks. */
const MIN_LENGTH = 4
const MAX_LITERALS = 64

export class KeywordScan {
  readonly #view: TextView
  readonly #literals: readonly Literal[]
  readonly #shortest: number
  /** Block → how far the walk may jump. */
  readonly #jumps: Uint8Array
  /** Block → the literals whose first `shortest` units end with it. */
  readonly #endingWith = new Map<number, readonly number[]>()

  static suits(literals: readonly Literal[]): boolean {
    return literals.length <= MAX_LITERALS && literals.every(({ text }) => text.length >= MIN_LENGTH)
  }

  constructor(literals: readonly Literal[], view: TextView) {
    this.#view = view
    this.#literals = literals
    this.#shortest = Math.min(...literals.map(({ text }) => text.length), 255)
    const longestJump = this.#shortest - BLOCK + 1
    this.#jumps = new Uint8Array(1 << TABLE_BITS).fill(longestJump)
    for (const [index, { text }] of literals.entries()) {
      for (let end = BLOCK - 1; end < this.#shortest; end++) {
        const block = blockOf(text.charCodeAt(end - 1), text.charCodeAt(end))
        this.#jumps[block] = Math.min(this.#jumps[block]!, this.#shortest - 1 - end)
        if (end === this.#shortest - 1) {
          this.#endingWith.set(block, [...(this.#endingWith.get(block) ?? []), index])
        }
      }
    }
  }

  /** Bytes of the tables. */
  get bytes(): number {
    return this.#jumps.byteLength
  }

  /** Tells of each literal in the text that is not known yet. */
  scan(text: string, hits: LiteralHits): void {
    if (text.length >= this.#shortest && !this.#walk(text, hits, false)) {
      this.#walk(foldCase(text), hits, true)
    }
  }

  /** False when it met a surrogate pair, which must be folded first. */
  #walk(text: string, hits: LiteralHits, isFolded: boolean): boolean {
    const view = this.#view
    const pairsMatter = !isFolded && view !== 'text'
    const jumps = this.#jumps
    let end = this.#shortest - 1
    while (end < text.length) {
      const first = text.charCodeAt(end - 1)
      const second = text.charCodeAt(end)
      if (pairsMatter && (isSurrogate(first) || isSurrogate(second))) return false
      const block = blockOf(unitIn(view, first), unitIn(view, second))
      const jump = jumps[block]!
      if (jump > 0) {
        end += jump
        continue
      }
      for (const index of this.#endingWith.get(block) ?? []) {
        const { id, text: literal } = this.#literals[index]!
        if (hits.isKnown(id)) continue
        const found = this.#fits(literal, text, end - this.#shortest + 1, pairsMatter)
        if (found === undefined) return false
        if (found) hits.hit(id)
      }
      end += 1
    }
    return true
  }

  /** Undefined when it met a surrogate. */
  #fits(literal: string, text: string, from: number, pairsMatter: boolean): boolean | undefined {
    if (from + literal.length > text.length) return false
    for (let at = 0; at < literal.length; at++) {
      const unit = text.charCodeAt(from + at)
      if (pairsMatter && isSurrogate(unit)) return undefined
      if (unitIn(this.#view, unit) !== literal.charCodeAt(at)) return false
    }
    return true
  }
}

function blockOf(first: number, second: number): number {
  return (Math.imul(first, 67) + second) & ((1 << TABLE_BITS) - 1)
}
