// Aho and Corasick's automaton as one dense table: finds every literal anywhere in a text in one walk, however
// many literals there are. Each unit of the text costs one look-up; what else it costs is bounded by the
// literals that end at that unit, whatever the text.

import { buildTrie, childrenOf, tailFits } from './literal-trie.ts'
import { foldPairs, isSurrogate, UnitClasses } from './unit-classes.ts'
import type { TextView } from './unit-classes.ts'

/** Who wants to know what was found. */
export interface LiteralHits {
  /** True when the literal needs no further look: it was found before. */
  isKnown(id: number): boolean
  hit(id: number): void
}

export interface Literal {
  readonly text: string
  readonly id: number
}

export class ContainsAutomaton {
  readonly #classes: UnitClasses
  readonly #literals: readonly string[]
  readonly #ids: Int32Array
  readonly #cut: Uint16Array
  /** `state * classes + class` → twice the next state's row, plus 1 when literals end there. */
  readonly #next: Int32Array
  readonly #literalAt: Int32Array
  /** By state: the next shorter suffix of it at which a literal ends, or 0. */
  readonly #shorter: Int32Array

  /** Literals must be distinct, not empty, and written as the view has them. */
  constructor(literals: readonly Literal[], view: TextView) {
    const sorted = literals.toSorted((a, b) => (a.text < b.text ? -1 : 1))
    this.#literals = sorted.map(({ text }) => text)
    this.#ids = Int32Array.from(sorted, ({ id }) => id)
    this.#classes = new UnitClasses(this.#literals, view)
    const trie = buildTrie(this.#literals, this.#classes)
    this.#cut = trie.cut
    this.#literalAt = trie.literalAt
    const width = this.#classes.count
    const next = new Int32Array(trie.states * width)
    this.#next = next
    this.#shorter = new Int32Array(trie.states)
    const failure = new Int32Array(trie.states)
    const children = childrenOf(trie.parent)
    const ends = new Uint8Array(trie.states)
    // Breadth first: a state's row is that of its failure state, with its own children laid over it.
    const queue = new Int32Array(trie.states)
    let queued = 1
    for (let head = 0; head < queued; head++) {
      const state = queue[head]!
      const row = state * width
      if (state > 0) next.copyWithin(row, failure[state]! * width, failure[state]! * width + width)
      for (let child = children.first[state]!; child > 0; child = children.sibling[child]!) {
        const entry = row + trie.unitClass[child]!
        const fails = state === 0 ? 0 : (next[entry]! >>> 1) / width
        failure[child] = fails
        this.#shorter[child] = trie.literalAt[fails]! > 0 ? fails : this.#shorter[fails]!
        ends[child] = trie.literalAt[child]! > 0 || ends[fails]! > 0 ? 1 : 0
        next[entry] = ((child * width) << 1) | ends[child]!
        queue[queued++] = child
      }
    }
  }

  /** Bytes of the tables. */
  get bytes(): number {
    return this.#next.byteLength + this.#literalAt.byteLength + this.#shorter.byteLength
  }

  /** Tells of each literal in the text that is not known yet. */
  scan(text: string, hits: LiteralHits, isFolded = false): void {
    const next = this.#next
    const { ascii } = this.#classes
    const pairsMatter = !isFolded && this.#classes.view !== 'text'
    let entry = 0
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      let unitClass
      if (unit < 128) unitClass = ascii[unit]!
      else if (pairsMatter && isSurrogate(unit)) return this.scan(foldPairs(text), hits, true)
      else unitClass = this.#classes.beyondAscii(unit)
      entry = next[(entry >>> 1) + unitClass]!
      if ((entry & 1) !== 0) this.#tell(entry >>> 1, text, at, hits)
    }
    return undefined
  }

  #tell(row: number, text: string, at: number, hits: LiteralHits): void {
    let state = row / this.#classes.count
    if (this.#literalAt[state] === 0) state = this.#shorter[state]!
    for (; state > 0; state = this.#shorter[state]!) {
      const index = this.#literalAt[state]! - 1
      const id = this.#ids[index]!
      if (hits.isKnown(id)) continue
      const literal = this.#literals[index]!
      const cut = this.#cut[index]!
      if (cut < literal.length) {
        if (at + 1 + literal.length - cut > text.length) continue
        if (!tailFits(literal, cut, text, at + 1, 1, this.#classes.view)) continue
      }
      hits.hit(id)
    }
  }
}
