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

/** Literals end at the state. */
const ENDS = 1
/** The state is that of one unit, or of none. */
const SHALLOW = 2
const ROW_SHIFT = 2

export class ContainsAutomaton {
  readonly #classes: UnitClasses
  readonly #literals: readonly string[]
  readonly #ids: Int32Array
  readonly #cut: Uint16Array
  /** `state * classes + class` → the next state's row, above the two bits that tell of it. */
  readonly #next: Int32Array
  /**
   * `class * classes + class` → 1 where a literal begins with both, or is the second. While no more than one unit of a
   * literal is behind, only such pairs lead on, and this table is small enough to be always at hand.
   */
  readonly #begins: Uint8Array
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
    this.#begins = beginningsOf(this.#literals, this.#classes)
    const next = new Int32Array(trie.states * width)
    next.fill(SHALLOW, 0, width)
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
        const fails = state === 0 ? 0 : (next[entry]! >>> ROW_SHIFT) / width
        failure[child] = fails
        this.#shorter[child] = trie.literalAt[fails]! > 0 ? fails : this.#shorter[fails]!
        ends[child] = trie.literalAt[child]! > 0 || ends[fails]! > 0 ? 1 : 0
        const shallow = state === 0 ? SHALLOW : 0
        const bits = shallow | (ends[child]! > 0 ? ENDS : 0)
        next[entry] = ((child * width) << ROW_SHIFT) | bits
        queue[queued++] = child
      }
    }
  }

  /** Bytes of the tables. */
  get bytes(): number {
    return (
      this.#begins.byteLength + this.#next.byteLength + this.#literalAt.byteLength + this.#shorter.byteLength
    )
  }

  /** Tells of each literal in the text that is not known yet. */
  scan(text: string, hits: LiteralHits, isFolded = false): void {
    const next = this.#next
    const begins = this.#begins
    const classes = this.#classes
    const { ascii, count } = classes
    const pairsMatter = !isFolded && classes.view !== 'text'
    let entry = SHALLOW
    let before = 0
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      let unitClass
      if (unit < 128) unitClass = ascii[unit]!
      else if (pairsMatter && isSurrogate(unit)) return this.scan(foldPairs(text), hits, true)
      else unitClass = classes.beyondAscii(unit)
      if ((entry & SHALLOW) === 0) entry = next[(entry >>> ROW_SHIFT) + unitClass]!
      else if (begins[before * count + unitClass] === 0) entry = SHALLOW
      else entry = next[(next[before]! >>> ROW_SHIFT) + unitClass]!
      before = unitClass
      if ((entry & ENDS) !== 0) this.#tell(entry >>> ROW_SHIFT, text, at, hits)
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

function beginningsOf(literals: readonly string[], classes: UnitClasses): Uint8Array {
  const { count } = classes
  const begins = new Uint8Array(count * count)
  for (const literal of literals) {
    const first = classes.of(literal.charCodeAt(0))
    if (literal.length > 1) begins[first * count + classes.of(literal.charCodeAt(1))] = 1
    else for (let before = 0; before < count; before++) begins[before * count + first] = 1
  }
  return begins
}
