// All rules at once: their questions shared, and for each rule the literals by which it is brought up. Of the
// sets of literals that a rule needs one of, the rarest is chosen: one of long literals, in a field that need not
// be read through, that few other rules ask for.

import { fieldNamesFor } from '../field-names.ts'
import type { LoadedRule } from '../loaded-rule.ts'
import type { Route } from '../log-source.ts'
import { ExpressionCompiler } from './compile-expression.ts'
import { cheapestOf, clausesOf } from './node.ts'
import type { Clause, Literal, Node } from './node.ts'
import type { Slot } from './slot.ts'

export interface CompiledRule {
  readonly rule: LoadedRule
  readonly position: number
  /** Number of its route in `CompiledRules.routes`. */
  readonly route: number
  readonly node: Node
  /** The rule is asked when one of these is found; always when undefined, never when empty. */
  readonly trigger: Clause | undefined
  /** Slots whose value must be one of a few, and those. */
  readonly splits: ReadonlyMap<Slot, Clause>
}

export interface CompiledRules {
  readonly rules: readonly CompiledRule[]
  readonly routes: readonly Route[]
  readonly compiler: ExpressionCompiler
  /** Literal → rules that it brings up; undefined for most. */
  readonly raised: readonly (readonly CompiledRule[] | undefined)[]
  /** Literals that are found when a slot is read, not when it is sought through. */
  readonly onlyRead: readonly number[]
}

/** Rules compiled before others get their turn. */
const RULES_AT_ONCE = 200

/** Compiles in steps, so that whoever has other work can do it in between. */
export function* compileRules(loaded: readonly LoadedRule[]): Generator<void, CompiledRules> {
  const compiler = new ExpressionCompiler()
  const routes = new Map<string, { readonly route: Route; readonly number: number }>()
  const drafts: Omit<CompiledRule, 'trigger' | 'splits'>[] = []
  for (const [position, rule] of loaded.entries()) {
    if (position % RULES_AT_ONCE === 0) yield
    const source = JSON.stringify(rule.route)
    const route = routes.get(source) ?? { route: rule.route, number: routes.size }
    routes.set(source, route)
    const node = compiler.compile(rule.expression, fieldNamesFor(rule.logsource), source)
    drafts.push({ rule, position, route: route.number, node })
  }
  yield
  const cost = clauseCost(drafts.map(({ node }) => node))
  const raised: CompiledRule[][] = []
  const rules: CompiledRule[] = []
  for (const draft of drafts) {
    if (draft.position % RULES_AT_ONCE === 0) yield
    const clauses = clausesOf(draft.node, cost)
    const rule = { ...draft, trigger: cheapestOf(clauses, cost), splits: splitsOf(clauses) }
    rules.push(rule)
    for (const { id } of rule.trigger ?? []) (raised[id] ??= []).push(rule)
  }
  const onlyRead = yield* compiler.finish(id => raised[id] !== undefined)
  return { rules, routes: [...routes.values()].map(({ route }) => route), compiler, raised, onlyRead }
}

/** Literals of one rule that tell it apart by a value, at most. */
const MAX_SPLIT = 32

/** Clauses that ask for one of a few whole values of one field. */
function splitsOf(clauses: readonly Clause[]): ReadonlyMap<Slot, Clause> {
  const splits = new Map<Slot, Clause>()
  for (const clause of clauses) {
    const [first] = clause
    if (first === undefined || clause.length > MAX_SPLIT) continue
    const isSplit = clause.every(
      ({ slot, place }) =>
        slot === first.slot && slot.field !== undefined && (place === 'number' || place === 'equals'),
    )
    if (isSplit) splits.set(first.slot, clause)
  }
  return splits
}

/** What finding a literal costs by where it may stand: a whole text must be read for `contains`. */
const COST_OF_PLACE = { number: 1, equals: 1, starts: 1, ends: 1, contains: 8 } as const

/**
 * How often a clause will bring its rule up for nothing, as far as rules tell: what many rules ask for is common
 * in events, and long literals are rare.
 */
function clauseCost(nodes: readonly Node[]): (clause: Clause) => number {
  const askers: number[] = []
  const count = (node: Node): void => {
    if (node.kind === 'and' || node.kind === 'or') node.of.forEach(count)
    else if (node.kind === 'not') count(node.of)
    else if (node.kind === 'literal') askers[node.id] = (askers[node.id] ?? 0) + 1
  }
  nodes.forEach(count)
  const costOf = ({ id, place, length, slot }: Literal): number => {
    const isKeyword = slot.field === undefined ? 4 : 1
    return (askers[id] ?? 1) ** 1.5 * 2 ** (-Math.min(length, 16) / 2) * COST_OF_PLACE[place] * isKeyword
  }
  return clause => clause.reduce((sum, literal) => sum + costOf(literal), 0)
}
