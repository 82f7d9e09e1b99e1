// Finds the literals that a text begins with, ends with, or is: one walk from that end of the text, which is
// over at the first unit that no literal has there.

import type { Literal, LiteralHits } from './contains-automaton.ts'
import { buildTrie, childrenOf, tailFits } from './literal-trie.ts'
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
  readonly #unitClass: Uint16Array
  /** By state: its first child, 0 for none, or, negative, the row of a state with many. */
  readonly #first: Int32Array
  readonly #sibling: Int32Array
  /** By row and class: the child, or 0. */
  readonly #rows: Int32Array
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
    this.#unitClass = trie.unitClass
    const { first, sibling } = childrenOf(trie.parent)
    this.#sibling = sibling
    this.#first = first
    const crowded = crowdedStates(trie.parent)
    const width = this.#classes.count
    this.#rows = new Int32Array(crowded.length * width)
    for (const [row, state] of crowded.entries()) {
      for (let child = first[state]!; child > 0; child = sibling[child]!) {
        this.#rows[row * width + trie.unitClass[child]!] = child
      }
      first[state] = -1 - row
    }
  }

  /** Bytes of the tables. */
  get bytes(): number {
    return this.#rows.byteLength + 3 * this.#literalAt.byteLength + this.#unitClass.byteLength
  }

  /** Tells of each literal that fits and is not known yet. */
  scan(text: string, hits: LiteralHits, isFolded = false): void {
    if (this.#place === 'equals' && text.length > this.#longest) return undefined
    const pairsMatter = !isFolded && this.#classes.view !== 'text'
    const step = this.#step
    let at = step === 1 ? 0 : text.length - 1
    let state = 0
    for (let left = text.length; left > 0; left--) {
      const unit = text.charCodeAt(at)
      if (pairsMatter && isSurrogate(unit)) return this.scan(foldPairs(text), hits, true)
      state = this.#childOf(state, this.#classes.of(unit))
      if (state === 0) return undefined
      at += step
      if (this.#literalAt[state]! > 0 && this.#tell(state, text, at, left - 1, hits, pairsMatter)) {
        return this.scan(foldPairs(text), hits, true)
      }
    }
    return undefined
  }

  /** 0 for none. */
  #childOf(state: number, unitClass: number): number {
    let child = this.#first[state]!
    if (child < 0) return this.#rows[(-1 - child) * this.#classes.count + unitClass]!
    while (child > 0 && this.#unitClass[child] !== unitClass) child = this.#sibling[child]!
    return child
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

/** More children are found by a table. */
const MAX_LISTED = 4

function crowdedStates(parent: Int32Array): readonly number[] {
  const children = new Int32Array(parent.length)
  for (let state = 1; state < parent.length; state++) children[parent[state]!]! += 1
  const crowded: number[] = []
  for (const [state, count] of children.entries()) if (count > MAX_LISTED) crowded.push(state)
  return crowded
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
