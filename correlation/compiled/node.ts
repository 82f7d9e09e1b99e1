// The expression tree of a rule as the compiled matcher asks it: every leaf is a numbered question that many
// rules may share, so that an event answers it once.

import type { Expression } from '../expression.ts'
import type { Slot } from './slot.ts'
import type { LiteralPlace } from './text-scans.ts'

export type Node =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Node[] }
  | { readonly kind: 'not'; readonly of: Node }
  | { readonly kind: 'never' }
  /** True when the slot's walk over the field told of it. */
  | Literal
  | { readonly kind: 'null'; readonly slot: Slot }
  | { readonly kind: 'exists'; readonly slot: Slot; readonly present: boolean }
  | Residual

export interface Literal {
  readonly kind: 'literal'
  readonly id: number
  readonly slot: Slot
  readonly place: LiteralPlace | 'number'
  /** Characters of it. */
  readonly length: number
}

/** What only the plain evaluator answers, once for each event. */
export interface Residual {
  readonly kind: 'residual'
  readonly id: number
  readonly slot: Slot
  readonly leaf: Extract<Expression, { kind: 'field' | 'keyword' }>
  /** Without one of these it is false. */
  readonly guards: readonly Literal[] | undefined
  /** How much it takes to answer, beside a literal's 1. */
  readonly effort: number
}

/** Literals of which a rule needs one at least. */
export type Clause = readonly Literal[]

/** Effort of a literal for which a value must be read through. */
const READING = 8

/** How much it takes to answer, at worst; `onlyRead` has the literals that seeking does not find. */
export function effortOf(node: Node, onlyRead: ReadonlySet<number>): number {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.of.reduce((sum, part) => sum + effortOf(part, onlyRead), 0)
    case 'not':
      return effortOf(node.of, onlyRead)
    case 'never':
      return 0
    case 'residual':
      return node.effort
    case 'literal':
      return onlyRead.has(node.id) ? READING : 1
    case 'null':
    case 'exists':
      return 1
  }
}

/**
 * Every set of literals found of which one must be there for the node to be true. An empty set says that it
 * never is.
 */
export function clausesOf(node: Node, cost: (clause: Clause) => number): readonly Clause[] {
  switch (node.kind) {
    case 'never':
      return [[]]
    case 'literal':
      return [[node]]
    case 'residual':
      return node.guards === undefined ? [] : [node.guards]
    case 'and':
      return node.of.flatMap(part => clausesOf(part, cost))
    case 'or': {
      const cheapest = node.of.map(part => cheapestOf(clausesOf(part, cost), cost))
      if (cheapest.includes(undefined)) return []
      return [[...new Set(cheapest.flatMap(clause => clause ?? []))]]
    }
    case 'not':
      return node.of.kind === 'not' ? clausesOf(node.of.of, cost) : []
    case 'null':
    case 'exists':
      return []
  }
}

export function cheapestOf(clauses: readonly Clause[], cost: (clause: Clause) => number): Clause | undefined {
  let best: Clause | undefined
  let least = Infinity
  for (const clause of clauses) {
    const price = cost(clause)
    if (price < least) {
      best = clause
      least = price
    }
  }
  return best
}
