// A trie of literals, as the automata of this folder need it. Its states are numbered along the literals, so that
// a walk mostly goes from one number to the next, through memory that lies together. A literal gets states only as
// far as it shares its beginning with another, and a few more; the rest of it is its *tail*, compared directly.
// So thousands of long hashes cost no more states than it takes to tell them apart.

import { UNITS_IN } from './unit-classes.ts'
import type { TextView, UnitClasses } from './unit-classes.ts'

/** Units that a literal is told apart by at least, so that tails are rarely looked at. */
const MIN_STATES = 6

export interface LiteralTrie {
  readonly states: number
  /** By state: its parent (smaller than itself), its class there, and its depth. */
  readonly parent: Int32Array
  readonly unitClass: Uint16Array
  readonly depth: Uint16Array
  /** By state: 1 + the number of the literal that is told apart there, or 0. */
  readonly literalAt: Int32Array
  /** By literal: how many of its units are states. */
  readonly cut: Uint16Array
}

/** Literals must be sorted (`<`), distinct, not empty, and written as the view of the classes has them. */
export function buildTrie(literals: readonly string[], classes: UnitClasses): LiteralTrie {
  const shared = sharedLengths(literals)
  const cut = new Uint16Array(literals.length)
  let room = 1
  for (const [index, literal] of literals.entries()) {
    const apart = Math.max(shared[index]!, shared[index + 1]!) + 1
    cut[index] = Math.min(literal.length, Math.max(apart, MIN_STATES))
    room += cut[index]
  }
  const parent = new Int32Array(room)
  const unitClass = new Uint16Array(room)
  const depth = new Uint16Array(room)
  const literalAt = new Int32Array(room)
  const path = [0]
  let states = 1
  for (const [index, literal] of literals.entries()) {
    const from = index === 0 ? 0 : Math.min(shared[index]!, cut[index - 1]!, cut[index]!)
    for (let at = from; at < cut[index]!; at++) {
      parent[states] = path[at]!
      unitClass[states] = classes.of(literal.charCodeAt(at))
      depth[states] = at + 1
      path[at + 1] = states
      states += 1
    }
    literalAt[path[cut[index]!]!] = index + 1
  }
  return {
    states,
    parent: parent.slice(0, states),
    unitClass: unitClass.slice(0, states),
    depth: depth.slice(0, states),
    literalAt: literalAt.slice(0, states),
    cut,
  }
}

/** How many units each literal shares with the one before it; one entry more, for behind the last. */
function sharedLengths(literals: readonly string[]): Uint16Array {
  const shared = new Uint16Array(literals.length + 1)
  for (let index = 1; index < literals.length; index++) {
    const [before, literal] = [literals[index - 1]!, literals[index]!]
    const most = Math.min(before.length, literal.length)
    let length = 0
    while (length < most && before.charCodeAt(length) === literal.charCodeAt(length)) length += 1
    shared[index] = length
  }
  return shared
}

/** True when the tail of a literal stands in the text from `at` on; the text is walked by `step` (1 or -1). */
export function tailFits(
  literal: string,
  from: number,
  text: string,
  at: number,
  step: 1 | -1,
  view: TextView,
): boolean {
  const units = UNITS_IN[view]
  for (let index = from; index < literal.length; index++, at += step) {
    if (units[text.charCodeAt(at)] !== literal.charCodeAt(index)) return false
  }
  return true
}

export interface Children {
  /** By state: its first child, or 0. */
  readonly first: Int32Array
  /** By state: the next child of its parent, or 0. */
  readonly sibling: Int32Array
}

/** The children of each state. */
export function childrenOf(parent: Int32Array): Children {
  const first = new Int32Array(parent.length)
  const sibling = new Int32Array(parent.length)
  for (let state = parent.length - 1; state > 0; state--) {
    sibling[state] = first[parent[state]!]!
    first[parent[state]!] = state
  }
  return { first, sibling }
}
