// Conditions of if- and while-steps: STIX patterns over variables. Written as the comparison alone
// (`__x__:value = 'a'`) or in brackets as an observation. What STIX says about observations over time
// (FOLLOWEDBY, WITHIN, REPEATS, START … STOP) has no meaning over variables and is refused with its position.
// A comparison with a variable that has no value yet, or is known to be unknown (empty), does not hold, negated or
// not, as STIX has it for a missing property; EXISTS asks for exactly that.

import type { Value } from './condition-compare.ts'
import { matchLiteral, matchText, orderOf } from './condition-compare.ts'
import type { Variable } from './playbook.ts'
import type { Comparison, Literal, ObjectPath, Observation, ReferenceOperand } from './stix-pattern.ts'
import type { PatternProblem } from './stix-pattern-tokens.ts'
import { parsePattern } from './stix-pattern-parse.ts'
import type { FindVariable } from './variable-references.ts'
import { substitute } from './variable-references.ts'

/** A condition that can be evaluated any number of times. */
export interface Condition {
  readonly text: string
  readonly tree: Comparison
}

/** `position` counts characters from 0 in the condition's text. */
export type ConditionProblem = PatternProblem

export type ParsedCondition =
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'problem'; readonly problem: ConditionProblem }

export function parseCondition(text: string): ParsedCondition {
  const parsed = parsePattern(text)
  if (parsed.kind === 'problem') return parsed
  const { pattern } = parsed
  const tree = pattern.kind === 'comparison' ? pattern.expression : overVariables(pattern.expression)
  if ('position' in tree) return { kind: 'problem', problem: tree }
  return { kind: 'condition', condition: { text, tree } }
}

/** Whether it holds for the variables as they are, or why that cannot be said (unknown name, values that do not compare). */
export function evaluateCondition({ tree }: Condition, find: FindVariable): boolean | ConditionProblem {
  return evaluate(tree, find)
}

/** Every variable a condition reads on its left-hand sides and as bare operands, with its position. */
export function variablesOf({
  tree,
}: Condition): readonly { readonly path: ObjectPath; readonly right: boolean }[] {
  const found: { path: ObjectPath; right: boolean }[] = []
  const walk = (node: Comparison): void => {
    if ('of' in node) {
      node.of.forEach(walk)
      return
    }
    found.push({ path: node.path, right: false })
    if (node.kind === 'compare' && node.operand.kind === 'reference') {
      found.push({ path: node.operand.path, right: true })
    }
  }
  walk(tree)
  return found
}

/** String literals of a condition; references inside them are filled in when it is evaluated. */
export function literalTextsOf({ tree }: Condition): readonly string[] {
  const texts: string[] = []
  const add = (literal: Literal | ReferenceOperand): void => {
    if (literal.kind === 'string') texts.push(literal.text)
  }
  const walk = (node: Comparison): void => {
    if (node.kind === 'and' || node.kind === 'or') node.of.forEach(walk)
    else if (node.kind === 'in') node.operands.forEach(add)
    else if (node.kind === 'compare') add(node.operand)
  }
  walk(tree)
  return texts
}

/** The variable that a path names: `__x__:value`, bare `__x__`, or `x:value` for `__x__`. */
export function variableOf({ object }: ObjectPath, find: FindVariable): Variable | undefined {
  return find(object) ?? find(`__${object}__`)
}

function overVariables(node: Observation): Comparison | ConditionProblem {
  switch (node.kind) {
    case 'observed':
      return node.expression
    case 'followed-by':
      return { position: node.at, reason: 'FOLLOWEDBY has no meaning over variables' }
    case 'qualified': {
      const word = { within: 'WITHIN', repeats: 'REPEATS', 'start-stop': 'START … STOP' }[node.qualifier.kind]
      return { position: node.qualifier.at, reason: `${word} has no meaning over variables` }
    }
    case 'all':
    case 'either': {
      const parts: Comparison[] = []
      for (const part of node.of) {
        const one = overVariables(part)
        if ('position' in one) return one
        parts.push(one)
      }
      return { kind: node.kind === 'all' ? 'and' : 'or', of: parts }
    }
  }
}

function evaluate(node: Comparison, find: FindVariable): boolean | ConditionProblem {
  switch (node.kind) {
    case 'and':
    case 'or':
      return several(node.of, node.kind === 'or', find)
    case 'exists': {
      const values = valuesAt(node.path, find)
      return isProblem(values) ? values : values.length > 0 !== node.negated
    }
    case 'in': {
      const values = valuesAt(node.path, find)
      if (isProblem(values)) return values
      return some(values, node.negated, value => {
        for (const operand of node.operands) {
          const filled = fill(operand, node.path, find)
          if ('position' in filled) return filled
          if (matchLiteral(value, filled)) return true
        }
        return false
      })
    }
    case 'compare': {
      const values = valuesAt(node.path, find)
      if (isProblem(values)) return values
      if (values.length === 0) return false
      const operand = fill(node.operand, node.path, find)
      if ('position' in operand) return operand
      return some(values, node.negated, value => compare(value, node, operand))
    }
  }
}

/** Left to right, and no further than needed: `EXISTS x AND x > 3` is safe. */
function several(
  of: readonly Comparison[],
  stopsAt: boolean,
  find: FindVariable,
): boolean | ConditionProblem {
  for (const part of of) {
    const holds = evaluate(part, find)
    if (typeof holds !== 'boolean' || holds === stopsAt) return holds
  }
  return !stopsAt
}

/** True when one of the values does it; STIX asks no more of a list. */
function some(
  values: readonly Value[],
  negated: boolean,
  test: (value: Value) => boolean | ConditionProblem,
): boolean | ConditionProblem {
  for (const value of values) {
    const holds = test(value)
    if (typeof holds !== 'boolean') return holds
    if (holds !== negated) return true
  }
  return false
}

function compare(
  value: Value,
  node: Comparison & { kind: 'compare' },
  operand: Literal,
): boolean | ConditionProblem {
  const { operator, path } = node
  if (operator === '=') return matchLiteral(value, operand)
  if (operator === '!=') return !matchLiteral(value, operand)
  const result =
    operator === '<' || operator === '<=' || operator === '>' || operator === '>='
      ? orderOf(value, operand)
      : matchText(operator, value.text, operand.kind === 'string' ? operand.text : '')
  if (typeof result === 'string') return { position: path.at, reason: `${path.object}: ${result}` }
  if (typeof result === 'boolean') return result
  if (operator === '<') return result < 0
  if (operator === '<=') return result <= 0
  return operator === '>' ? result > 0 : result >= 0
}

/** The operand as a literal, references in it filled in. */
function fill(
  operand: Literal | ReferenceOperand,
  { at }: ObjectPath,
  find: FindVariable,
): Literal | ConditionProblem {
  if (operand.kind === 'reference') {
    const values = valuesAt(operand.path, find)
    return isProblem(values) ? values : { kind: 'string', text: values[0]?.text ?? '' }
  }
  if (operand.kind !== 'string' || !operand.text.includes('__')) return operand
  const filled = substitute(operand.text, find, { unset: () => '' })
  if (filled.kind === 'text') return { kind: 'string', text: filled.text }
  return { position: at, reason: filled.problems.map(({ reason }) => reason).join('; ') }
}

/** What stands at a path: nothing for a variable without a value, several for `[*]` in a dictionary. */
function valuesAt(path: ObjectPath, find: FindVariable): readonly Value[] | ConditionProblem {
  const variable = variableOf(path, find)
  if (variable === undefined) return { position: path.at, reason: `there is no variable ${path.object} here` }
  const [first, ...rest] = path.steps
  if (first !== undefined && (first.kind !== 'key' || first.key !== 'value')) {
    return { position: path.at, reason: `of a variable only the value can be asked: ${path.object}:value` }
  }
  const { type, value } = variable
  if (typeof value !== 'string' || value === '') return []
  if (rest.length === 0) return [{ type, text: value }]
  if (type !== 'dictionary') {
    return { position: path.at, reason: `${path.object} is a ${type} and has no parts` }
  }
  let found: unknown[]
  try {
    found = [JSON.parse(value)]
  } catch {
    return { position: path.at, reason: `${path.object} does not hold a dictionary` }
  }
  for (const step of rest) {
    found = found.flatMap((part): unknown[] => {
      if (Array.isArray(part)) {
        const list = part as unknown[]
        if (step.kind === 'any') return list
        return step.kind === 'index' && step.index < list.length ? [list[step.index]] : []
      }
      if (typeof part !== 'object' || part === null || step.kind !== 'key') return []
      return Object.hasOwn(part, step.key) ? [(part as Record<string, unknown>)[step.key]] : []
    })
  }
  return found.flatMap(asValue)
}

function asValue(found: unknown): readonly Value[] {
  if (typeof found === 'string') return [{ type: 'string', text: found }]
  if (typeof found === 'number') return [{ type: 'float', text: String(found) }]
  if (typeof found === 'boolean') return [{ type: 'bool', text: String(found) }]
  return found === null || found === undefined ? [] : [{ type: 'dictionary', text: JSON.stringify(found) }]
}

function isProblem(result: readonly Value[] | ConditionProblem): result is ConditionProblem {
  return 'position' in result
}
