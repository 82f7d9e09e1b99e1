// Tokens of a STIX pattern → tree, by recursive descent. Precedence as STIX 2.1 §9 has it: between comparisons
// AND before OR; between observations AND, then OR, then FOLLOWEDBY. Depth and length are limited, so no text can
// make it run for long or exhaust the stack.

import { LIMITS } from '#/kernel/limits.ts'
import type {
  Comparison,
  ComparisonOperator,
  Literal,
  ObjectPath,
  Observation,
  PathStep,
  Pattern,
  Qualifier,
  ReferenceOperand,
} from './stix-pattern.ts'
import { COMPARISON_OPERATORS } from './stix-pattern.ts'
import type { PatternProblem, Token } from './stix-pattern-tokens.ts'
import { tokenize } from './stix-pattern-tokens.ts'

export type ParsedPattern =
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | { readonly kind: 'problem'; readonly problem: PatternProblem }

/** Never throws: what is wrong with the text comes back with its position. */
export function parsePattern(text: string): ParsedPattern {
  if (text.length > LIMITS.maxConditionLength) {
    const reason = `a condition has at most ${LIMITS.maxConditionLength} characters`
    return { kind: 'problem', problem: { position: LIMITS.maxConditionLength, reason } }
  }
  const tokens = tokenize(text)
  if (!isTokens(tokens)) return { kind: 'problem', problem: tokens }
  try {
    return { kind: 'pattern', pattern: new PatternReader(tokens).pattern() }
  } catch (error) {
    if (!(error instanceof Misplaced)) throw error
    return { kind: 'problem', problem: { position: error.position, reason: error.message } }
  }
}

function isTokens(result: readonly Token[] | PatternProblem): result is readonly Token[] {
  return Array.isArray(result)
}

/** Leaves the recursion; never leaves this file. */
class Misplaced extends Error {
  readonly position: number
  constructor(position: number, reason: string) {
    super(reason)
    this.position = position
  }
}

class PatternReader {
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  pattern(): Pattern {
    const pattern: Pattern = this.#isObservation()
      ? { kind: 'observation', expression: this.#observations() }
      : { kind: 'comparison', expression: this.#comparisons() }
    const rest = this.#token()
    if (rest.kind !== 'end') this.#refuse(rest, 'the end, AND or OR')
    return pattern
  }

  /** True when the first thing that is not a parenthesis is a bracket. */
  #isObservation(): boolean {
    const first = this.#tokens.find(token => token.kind !== 'sign' || token.text !== '(')
    return first?.kind === 'sign' && first.text === '['
  }

  #observations(): Observation {
    const at = this.#token().at
    const of = this.#several('FOLLOWEDBY', () => this.#either())
    return of.length === 1 ? of[0]! : { kind: 'followed-by', of, at }
  }

  #either(): Observation {
    const of = this.#several('OR', () => this.#all())
    return of.length === 1 ? of[0]! : { kind: 'either', of }
  }

  #all(): Observation {
    const of = this.#several('AND', () => this.#qualified())
    return of.length === 1 ? of[0]! : { kind: 'all', of }
  }

  #qualified(): Observation {
    let observation: Observation
    if (this.#takeSign('(')) {
      observation = this.#nested(() => this.#observations())
      this.#expectSign(')')
    } else {
      this.#expectSign('[')
      observation = { kind: 'observed', expression: this.#comparisons() }
      this.#expectSign(']')
    }
    for (let count = 0; ; count += 1) {
      const qualifier = this.#qualifier()
      if (qualifier === undefined) return observation
      if (count >= LIMITS.maxConditionDepth) throw new Misplaced(qualifier.at, 'too many qualifiers')
      observation = { kind: 'qualified', of: observation, qualifier }
    }
  }

  #qualifier(): Qualifier | undefined {
    const { at } = this.#token()
    if (this.#takeWord('WITHIN')) {
      const seconds = this.#number('integer', 'float')
      this.#expectWord('SECONDS')
      return { kind: 'within', seconds, at }
    }
    if (this.#takeWord('REPEATS')) {
      const times = this.#number('integer')
      this.#expectWord('TIMES')
      return { kind: 'repeats', times, at }
    }
    if (!this.#takeWord('START')) return undefined
    const start = this.#number('timestamp')
    this.#expectWord('STOP')
    return { kind: 'start-stop', start, stop: this.#number('timestamp'), at }
  }

  #number(...kinds: readonly ('integer' | 'float' | 'timestamp')[]): string {
    const token = this.#take()
    if (token.kind === 'literal') {
      const { literal } = token
      const right = kinds.find(kind => kind === literal.kind)
      if (right !== undefined && 'text' in literal) return literal.text
    }
    return this.#refuse(token, kinds.includes('timestamp') ? "a time t'…'" : 'a number')
  }

  #comparisons(): Comparison {
    const of = this.#several('OR', () => this.#conjunction())
    return of.length === 1 ? of[0]! : { kind: 'or', of }
  }

  #conjunction(): Comparison {
    const of = this.#several('AND', () => this.#comparison())
    return of.length === 1 ? of[0]! : { kind: 'and', of }
  }

  #comparison(): Comparison {
    if (this.#takeSign('(')) {
      const inner = this.#nested(() => this.#comparisons())
      this.#expectSign(')')
      return inner
    }
    const negatedExists = this.#takeWord('NOT')
    if (this.#takeWord('EXISTS')) return { kind: 'exists', path: this.#path(), negated: negatedExists }
    if (negatedExists) this.#refuse(this.#token(), 'EXISTS; elsewhere NOT stands before the operator')
    const path = this.#path()
    const negated = this.#takeWord('NOT')
    const operator = this.#operator()
    if (operator === 'IN') return { kind: 'in', path, negated, operands: this.#set() }
    return { kind: 'compare', path, negated, operator, operand: this.#operand(operator) }
  }

  #operator(): ComparisonOperator {
    const token = this.#take()
    if (token.kind === 'sign' || token.kind === 'word') {
      const operator = COMPARISON_OPERATORS.find(one => one === token.text)
      if (operator !== undefined) return operator
    }
    return this.#refuse(token, 'a comparison such as =, !=, <, IN, LIKE or MATCHES')
  }

  #operand(operator: ComparisonOperator): Literal | ReferenceOperand {
    const token = this.#token()
    if (token.kind === 'word' && token.text.startsWith('__')) {
      return { kind: 'reference', path: this.#path() }
    }
    const literal = this.#literal()
    const needsText = ['LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET'].includes(operator)
    if (needsText && literal.kind !== 'string')
      this.#refuse(token, `text in quotation marks after ${operator}`)
    return literal
  }

  #set(): readonly Literal[] {
    this.#expectSign('(')
    const literals = [this.#literal()]
    while (this.#takeSign(',')) literals.push(this.#literal())
    this.#expectSign(')')
    return literals
  }

  #literal(): Literal {
    const token = this.#take()
    return token.kind === 'literal' ? token.literal : this.#refuse(token, 'a value')
  }

  #path(): ObjectPath {
    const first = this.#take()
    if (first.kind !== 'word') this.#refuse(first, 'a variable such as __name__:value')
    const steps: PathStep[] = []
    if (this.#takeSign(':')) steps.push({ kind: 'key', key: this.#key() })
    for (;;) {
      if (steps.length > LIMITS.maxConditionDepth) throw new Misplaced(first.at, 'the path is too long')
      if (steps.length > 0 && this.#takeSign('.')) steps.push({ kind: 'key', key: this.#key() })
      else if (steps.length > 0 && this.#takeSign('[')) steps.push(this.#index())
      else return { object: first.text, steps, at: first.at }
    }
  }

  #key(): string {
    const token = this.#take()
    if (token.kind === 'word') return token.text
    if (token.kind === 'literal' && token.literal.kind === 'string') return token.literal.text
    return this.#refuse(token, 'the name of a property')
  }

  #index(): PathStep {
    if (this.#takeSign('*')) {
      this.#expectSign(']')
      return { kind: 'any' }
    }
    const token = this.#take()
    if (
      token.kind !== 'literal' ||
      token.literal.kind !== 'integer' ||
      !/^\d{1,9}$/.test(token.literal.text)
    ) {
      return this.#refuse(token, 'a number from 0 or *')
    }
    this.#expectSign(']')
    return { kind: 'index', index: Number(token.literal.text) }
  }

  #several<T>(between: string, read: () => T): readonly T[] {
    const all = [read()]
    while (this.#takeWord(between)) all.push(read())
    return all
  }

  #nested<T>(read: () => T): T {
    this.#depth += 1
    if (this.#depth > LIMITS.maxConditionDepth) {
      throw new Misplaced(this.#token().at, `parentheses go at most ${LIMITS.maxConditionDepth} deep`)
    }
    const result = read()
    this.#depth -= 1
    return result
  }

  #token(): Token {
    return this.#tokens[this.#next]!
  }

  #take(): Token {
    const token = this.#token()
    if (token.kind !== 'end') this.#next += 1
    return token
  }

  #takeWord(word: string): boolean {
    const token = this.#token()
    if (token.kind !== 'word' || token.text !== word) return false
    this.#next += 1
    return true
  }

  #expectWord(word: string): void {
    if (!this.#takeWord(word)) this.#refuse(this.#token(), word)
  }

  #takeSign(sign: string): boolean {
    const token = this.#token()
    if (token.kind !== 'sign' || token.text !== sign) return false
    this.#next += 1
    return true
  }

  #expectSign(sign: string): void {
    if (!this.#takeSign(sign)) this.#refuse(this.#token(), `"${sign}"`)
  }

  #refuse(token: Token, expected: string): never {
    const found =
      token.kind === 'end'
        ? 'the end'
        : token.kind === 'literal'
          ? `a ${token.literal.kind}`
          : `"${token.text}"`
    throw new Misplaced(token.at, `${expected} was expected here, found ${found}`)
  }
}
