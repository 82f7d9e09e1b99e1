// Conditions of correlations. A map of bounds (`gte: 5`, `gt: 100` with `lte: 200`) is held against a number; a
// text (`a and b and not c`) says which rules must have matched and which not. Texts are read by the grammar of
// ordinary conditions, with rules for selections, and spread into alternatives: windows need to know which rules
// they wait for.

import { parseCondition } from './condition.ts'
import type { Alternative, Bound } from './correlation-rule.ts'
import type { Expression } from './expression.ts'

/** Alternatives of one condition; more would cost every event of its rules. */
const MAX_ALTERNATIVES = 64

export interface RulesCondition {
  readonly alternatives: readonly Alternative[]
  readonly lints: readonly string[]
}

/** Reads a condition over rules; the reason as text when it is wrong. */
export function parseRulesCondition(source: string, rules: readonly string[]): RulesCondition | string {
  const selections = new Map<string, Expression>(rules.map(rule => [rule, { kind: 'never' }]))
  const parsed = parseCondition(source, selections)
  if (typeof parsed === 'string') return parsed.replaceAll('selection', 'rule')
  const used = new Set<string>()
  const spread = alternativesOf(parsed.expression, true, rules, used)
  if (typeof spread === 'string') return spread
  const unused = rules.filter(rule => !used.has(rule))
  if (unused.length > 0) return `leaves out ${unused.join(', ')} of rules`
  const possible = spread.filter(one => one.wanted.every(rule => !one.unwanted.includes(rule)))
  if (possible.length === 0) return 'can never be true'
  if (possible.some(one => one.wanted.length === 0)) return 'would be true where nothing has happened'
  return { alternatives: orderedAlternatives(possible), lints: parsed.lints }
}

/** The names a condition over rules uses, in their order, for a correlation that has no `rules`. */
export function ruleNamesIn(source: string): readonly string[] {
  const words = source.match(/[^\s()]+/g) ?? []
  return [...new Set(words.filter(word => !/^(?:and|or|not)$/i.test(word)))]
}

/** Every choice of `size` of the first `count` rules. */
export function choicesOf(count: number, size: number): readonly Alternative[] | string {
  let chosen: readonly (readonly number[])[] = [[]]
  for (let turn = 0; turn < size; turn++) {
    chosen = chosen.flatMap(list => {
      const from = (list.at(-1) ?? -1) + 1
      return Array.from({ length: count - from }, (_, nth) => [...list, from + nth])
    })
    if (chosen.length > 10 * MAX_ALTERNATIVES) break
  }
  if (chosen.length > MAX_ALTERNATIVES) return TOO_MANY
  return chosen.map(wanted => ({ wanted, unwanted: [] }))
}

const TOO_MANY = `can be met in more than ${MAX_ALTERNATIVES} ways`

/** Disjunctive form: `positive` false reads the expression under a `not`. */
function alternativesOf(
  expression: Expression,
  positive: boolean,
  rules: readonly string[],
  used: Set<string>,
): readonly Alternative[] | string {
  switch (expression.kind) {
    case 'not':
      return alternativesOf(expression.of, !positive, rules, used)
    case 'selection': {
      used.add(expression.name)
      const place = rules.indexOf(expression.name)
      return [positive ? { wanted: [place], unwanted: [] } : { wanted: [], unwanted: [place] }]
    }
    case 'and':
    case 'or': {
      const parts: (readonly Alternative[])[] = []
      for (const part of expression.of) {
        const read = alternativesOf(part, positive, rules, used)
        if (typeof read === 'string') return read
        parts.push(read)
      }
      // Under a `not`, and becomes or.
      if ((expression.kind === 'or') === positive) return bounded(parts.flat())
      let all: readonly Alternative[] = [{ wanted: [], unwanted: [] }]
      for (const part of parts) {
        all = all.flatMap(one => part.map(other => both(one, other)))
        if (all.length > MAX_ALTERNATIVES) return TOO_MANY
      }
      return all
    }
    default:
      return 'uses a quantifier over no rule'
  }
}

function bounded(alternatives: readonly Alternative[]): readonly Alternative[] | string {
  return alternatives.length > MAX_ALTERNATIVES ? TOO_MANY : alternatives
}

function both(one: Alternative, other: Alternative): Alternative {
  return { wanted: union(one.wanted, other.wanted), unwanted: union(one.unwanted, other.unwanted) }
}

function union(some: readonly number[], others: readonly number[]): readonly number[] {
  return [...new Set([...some, ...others])].sort((a, b) => a - b)
}

function orderedAlternatives(alternatives: readonly Alternative[]): readonly Alternative[] {
  const byKey = new Map(alternatives.map(one => [JSON.stringify(one), one]))
  return [...byKey.values()].sort((a, b) => Number(a.unwanted.length > 0) - Number(b.unwanted.length > 0))
}

/** True when the number satisfies every bound. */
export function withinBounds(value: number, bounds: readonly Bound[]): boolean {
  for (const { operator, number } of bounds) {
    const holds =
      operator === 'gte'
        ? value >= number
        : operator === 'gt'
          ? value > number
          : operator === 'lte'
            ? value <= number
            : operator === 'lt'
              ? value < number
              : operator === 'eq'
                ? value === number
                : value !== number
    if (!holds) return false
  }
  return true
}

/** True when only more can make it true, so that it is decided by the event that does. */
export function isRising(bounds: readonly Bound[]): boolean {
  return bounds.every(({ operator }) => operator === 'gt' || operator === 'gte')
}

/** Why bounds over a count cannot be meant; undefined when they can. */
export function senselessCount(bounds: readonly Bound[]): string | undefined {
  const low = Math.max(0, ...bounds.map(lowestCount))
  const high = Math.min(Infinity, ...bounds.map(highestCount))
  const fixed = bounds.filter(bound => bound.operator === 'eq' && !Number.isInteger(bound.number))
  if (low > high || fixed.length > 0) return 'can never be true of a count'
  if (isRising(bounds) && low === 0) return 'is true of any count'
  if (high === Infinity && bounds.every(bound => bound.operator === 'neq' && bound.number < 0))
    return 'is true of any count'
  return undefined
}

function lowestCount({ operator, number }: Bound): number {
  if (operator === 'gt') return Math.floor(number) + 1
  return operator === 'gte' || operator === 'eq' ? Math.ceil(number) : 0
}

function highestCount({ operator, number }: Bound): number {
  if (operator === 'lt') return Math.ceil(number) - 1
  return operator === 'lte' || operator === 'eq' ? Math.floor(number) : Infinity
}

/** The least count that satisfies rising bounds. */
export function thresholdOf(bounds: readonly Bound[]): number {
  return Math.max(1, ...bounds.map(lowestCount))
}
