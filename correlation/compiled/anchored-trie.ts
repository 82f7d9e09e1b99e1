// Finds the literals that a text begins with, ends with, or is: one walk from that end of the text, which is
// over at the first unit that no literal has there.

import type { Literal, LiteralHits } from './contains-automaton.ts'
import { buildTrie, tailFits } from './literal-trie.ts'
import { foldPairs, isSurrogate, UnitClasses } from './unit-classes.ts'
import type { TextView } from './unit-classes.ts'

/** What of the text a literal must be. */
export type Place = 'equals' | 'starts' | 'ends'

export class AnchoredTrie {
  readonly #place: Place
  readonly #step: 1 | -1
  readonly #classes: UnitClasses
  /** Backwards when the text is walked from its end. */
  readonly #literals: readonly string[]
  readonly #ids: Int32Array
  readonly #cut: Uint16Array
  /** `state * classes + class` → the next state, or 0. */
  readonly #next: Int32Array
  readonly #literalAt: Int32Array
  readonly #longest: number

  /** Literals must be distinct, not empty, and written as the view has them. */
  constructor(literals: readonly Literal[], view: TextView, place: Place) {
    this.#place = place
    this.#step = place === 'ends' ? -1 : 1
    const sorted = literals
      .map(({ text, id }) => ({ text: place === 'ends' ? backwards(text) : text, id }))
      .sort((a, b) => (a.text < b.text ? -1 : 1))
    this.#literals = sorted.map(({ text }) => text)
    this.#ids = Int32Array.from(sorted, ({ id }) => id)
    this.#longest = Math.max(...this.#literals.map(text => text.length))
    this.#classes = new UnitClasses(this.#literals, view)
    const trie = buildTrie(this.#literals, this.#classes)
    this.#cut = trie.cut
    this.#literalAt = trie.literalAt
    const width = this.#classes.count
    this.#next = new Int32Array(trie.states * width)
    for (let state = 1; state < trie.states; state++) {
      this.#next[trie.parent[state]! * width + trie.unitClass[state]!] = state
    }
  }

  /** Bytes of the tables. */
  get bytes(): number {
    return this.#next.byteLength + this.#literalAt.byteLength
  }

  /** Tells of each literal that fits and is not known yet. */
  scan(text: string, hits: LiteralHits, isFolded = false): void {
    if (this.#place === 'equals' && text.length > this.#longest) return undefined
    const width = this.#classes.count
    const pairsMatter = !isFolded && this.#classes.view !== 'text'
    const step = this.#step
    let at = step === 1 ? 0 : text.length - 1
    let state = 0
    for (let left = text.length; left > 0; left--) {
      const unit = text.charCodeAt(at)
      if (pairsMatter && isSurrogate(unit)) return this.scan(foldPairs(text), hits, true)
      state = this.#next[state * width + this.#classes.of(unit)]!
      if (state === 0) return undefined
      at += step
      if (this.#literalAt[state]! > 0 && this.#tell(state, text, at, left - 1, hits, pairsMatter)) {
        return this.scan(foldPairs(text), hits, true)
      }
    }
    return undefined
  }

  /** True when the rest of the text must be folded first. */
  #tell(
    state: number,
    text: string,
    at: number,
    left: number,
    hits: LiteralHits,
    pairsMatter: boolean,
  ): boolean {
    const index = this.#literalAt[state]! - 1
    const id = this.#ids[index]!
    const literal = this.#literals[index]!
    const cut = this.#cut[index]!
    const rest = literal.length - cut
    if (hits.isKnown(id) || left < rest || (this.#place === 'equals' && left !== rest)) return false
    if (tailFits(literal, cut, text, at, this.#step, this.#classes.view)) hits.hit(id)
    else if (pairsMatter) return hasSurrogate(text, at, rest, this.#step)
    return false
  }
}

function hasSurrogate(text: string, at: number, length: number, step: 1 | -1): boolean {
  for (let left = length; left > 0; left--, at += step) if (isSurrogate(text.charCodeAt(at))) return true
  return false
}

/** Unit by unit, since that is how texts are walked. */
function backwards(text: string): string {
  let reversed = ''
  for (let at = text.length - 1; at >= 0; at--) reversed += text[at]
  return reversed
}
