// Conditions: `selection and not 1 of filter_*`. Words are and, or, not, of, them; `not` binds closest, then
// `and`, then `or`. Operators are whole words, so a selection may be called `notepad`. Names may hold dots and
// hyphens; a pattern is anchored at both ends and knows `*`.

import type { Expression } from './expression.ts'
import { joined } from './expression.ts'

/** The named selections of a rule, in order. */
export type Selections = ReadonlyMap<string, Expression>

export interface ParsedCondition {
  readonly expression: Expression
  readonly lints: readonly string[]
}

interface Token {
  readonly text: string
  /** From 1. */
  readonly column: number
}

const MAX_NESTING = 200
const MAX_CONDITION_LENGTH = 20_000

/** Reads one condition over the selections; the reason with its column as text when it is wrong. */
export function parseCondition(source: string, selections: Selections): ParsedCondition | string {
  if (source.length > MAX_CONDITION_LENGTH) return 'the condition is too long'
  if (source.includes('|')) {
    return 'the pipe in a condition (aggregation) is no longer part of Sigma; write a correlation rule'
  }
  const tokens: Token[] = [...source.matchAll(/[()]|[^\s()]+/g)].map(match => ({
    text: match[0],
    column: match.index + 1,
  }))
  const parser = new ConditionParser(tokens, selections)
  const expression = parser.whole()
  return typeof expression === 'string' ? expression : { expression, lints: parser.lints }
}

const OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'of', 'them'])

class ConditionParser {
  readonly lints: string[] = []
  private readonly tokens: readonly Token[]
  private readonly selections: Selections
  private at = 0
  private nesting = 0

  constructor(tokens: readonly Token[], selections: Selections) {
    this.tokens = tokens
    this.selections = selections
  }

  whole(): Expression | string {
    if (this.tokens.length === 0) return 'the condition is empty'
    const expression = this.either()
    if (typeof expression === 'string') return expression
    const rest = this.tokens[this.at]
    if (rest === undefined) return expression
    return rest.text === ')'
      ? `column ${rest.column}: ")" without "("`
      : `column ${rest.column}: "${rest.text}" follows without and / or`
  }

  private either(): Expression | string {
    return this.chain('or', () => this.both())
  }

  private both(): Expression | string {
    return this.chain('and', () => this.negated())
  }

  private chain(kind: 'and' | 'or', operand: () => Expression | string): Expression | string {
    const of: Expression[] = []
    do {
      const next = operand()
      if (typeof next === 'string') return next
      of.push(next)
    } while (this.takeOperator(kind))
    return joined(kind, of)
  }

  private negated(): Expression | string {
    let negations = 0
    while (this.takeOperator('not')) negations += 1
    if (negations > MAX_NESTING) return 'the condition is nested too deeply'
    let expression = this.primary()
    if (typeof expression === 'string') return expression
    for (; negations > 0; negations -= 1) expression = { kind: 'not', of: expression }
    return expression
  }

  private primary(): Expression | string {
    const token = this.tokens[this.at]
    if (token === undefined) return 'the condition ends where a selection is expected'
    if (token.text === '(') return this.group(token)
    if (token.text === ')') return `column ${token.column}: a selection is expected, not ")"`
    const quantifier = token.text.toLowerCase()
    const next = this.tokens[this.at + 1]
    if (next?.text.toLowerCase() === 'of' && !this.selections.has(token.text)) {
      return this.quantified(quantifier, token)
    }
    if (OPERATORS.has(token.text.toLowerCase()) && !this.selections.has(token.text)) {
      return `column ${token.column}: a selection is expected, not "${token.text}"`
    }
    this.at += 1
    return this.named(token)
  }

  private group(open: Token): Expression | string {
    this.nesting += 1
    if (this.nesting > MAX_NESTING) return 'the condition is nested too deeply'
    this.at += 1
    const expression = this.either()
    if (typeof expression === 'string') return expression
    if (this.tokens[this.at]?.text !== ')') return `column ${open.column}: "(" is never closed`
    this.at += 1
    this.nesting -= 1
    return expression
  }

  private quantified(quantifier: string, token: Token): Expression | string {
    if (quantifier !== '1' && quantifier !== 'any' && quantifier !== 'all') {
      return `column ${token.column}: "${token.text} of" is not known; write 1 of, any of or all of`
    }
    this.lintCase(token)
    this.lintCase(this.tokens[this.at + 1]!)
    const pattern = this.tokens[this.at + 2]
    if (pattern === undefined || pattern.text === '(' || pattern.text === ')') {
      return `column ${token.column}: "of" needs them or a pattern`
    }
    this.at += 3
    const names = this.namesLike(pattern)
    const kind = quantifier === 'all' ? 'and' : 'or'
    if (names.length > 0)
      return joined(
        kind,
        names.map(name => this.selection(name)),
      )
    if (kind === 'and') return `column ${pattern.column}: no selection is called ${pattern.text}`
    this.lints.push(`no selection is called ${pattern.text}; "${token.text} of" it is never true`)
    return { kind: 'never' }
  }

  private namesLike(pattern: Token): string[] {
    const all = [...this.selections.keys()]
    if (pattern.text.toLowerCase() === 'them' && !this.selections.has(pattern.text)) {
      this.lintCase(pattern)
      return all.filter(name => !name.startsWith('_'))
    }
    const anchored = new RegExp(
      `^${pattern.text
        .split('*')
        .map(piece => RegExp.escape(piece))
        .join('.*')}$`,
      's',
    )
    return all.filter(name => anchored.test(name))
  }

  private named(token: Token): Expression | string {
    return this.selections.has(token.text)
      ? this.selection(token.text)
      : `column ${token.column}: no selection is called ${token.text}`
  }

  private selection(name: string): Expression {
    return { kind: 'selection', name, of: this.selections.get(name)! }
  }

  private takeOperator(operator: 'and' | 'or' | 'not'): boolean {
    const token = this.tokens[this.at]
    if (token === undefined || token.text.toLowerCase() !== operator) return false
    if (operator === 'not' && this.selections.has(token.text)) return false
    this.lintCase(token)
    this.at += 1
    return true
  }

  private lintCase(token: Token): void {
    if (token.text !== token.text.toLowerCase()) {
      this.lints.push(`column ${token.column}: write ${token.text.toLowerCase()} in lower case`)
    }
  }
}
