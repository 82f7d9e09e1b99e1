// A STIX pattern (STIX 2.1 part 5, section 9) as a tree, and the tree as text again. Trees that the parser makes
// print to a pattern that parses to the same tree; the fuzz test holds the two to it.

export const COMPARISON_OPERATORS = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'IN',
  'LIKE',
  'MATCHES',
  'ISSUBSET',
  'ISSUPERSET',
] as const
export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number]

export type Literal =
  | { readonly kind: 'string'; readonly text: string }
  /** Digits as written, so that numbers of 64 bits keep them all. */
  | { readonly kind: 'integer'; readonly text: string }
  | { readonly kind: 'float'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** Base64 as written. */
  | { readonly kind: 'binary'; readonly text: string }
  /** Hexadecimal digits as written. */
  | { readonly kind: 'hex'; readonly text: string }
  /** RFC 3339 in UTC as written. */
  | { readonly kind: 'timestamp'; readonly text: string }

/** A variable on the right-hand side: not STIX, but written by some makers of playbooks. */
export interface ReferenceOperand {
  readonly kind: 'reference'
  readonly path: ObjectPath
}

export type PathStep =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'any' }

/** `object:property.key[0]`; for a variable `__name__:value`, where `:value` may be left out. */
export interface ObjectPath {
  readonly object: string
  readonly steps: readonly PathStep[]
  /** Characters before it in the text. */
  readonly at: number
}

export type Comparison =
  | {
      readonly kind: 'compare'
      readonly path: ObjectPath
      readonly negated: boolean
      readonly operator: Exclude<ComparisonOperator, 'IN'>
      readonly operand: Literal | ReferenceOperand
    }
  | {
      readonly kind: 'in'
      readonly path: ObjectPath
      readonly negated: boolean
      readonly operands: readonly Literal[]
    }
  | { readonly kind: 'exists'; readonly path: ObjectPath; readonly negated: boolean }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Comparison[] }

export type Qualifier =
  | { readonly kind: 'within'; readonly seconds: string; readonly at: number }
  | { readonly kind: 'repeats'; readonly times: string; readonly at: number }
  | { readonly kind: 'start-stop'; readonly start: string; readonly stop: string; readonly at: number }

export type Observation =
  | { readonly kind: 'observed'; readonly expression: Comparison }
  | { readonly kind: 'all' | 'either'; readonly of: readonly Observation[] }
  | { readonly kind: 'followed-by'; readonly of: readonly Observation[]; readonly at: number }
  | { readonly kind: 'qualified'; readonly of: Observation; readonly qualifier: Qualifier }

/** A whole pattern, or the bare comparison that CACAO conditions mostly are. */
export type Pattern =
  | { readonly kind: 'comparison'; readonly expression: Comparison }
  | { readonly kind: 'observation'; readonly expression: Observation }

export function printPattern(pattern: Pattern): string {
  return pattern.kind === 'comparison'
    ? printComparison(pattern.expression)
    : printObservation(pattern.expression)
}

function printObservation(node: Observation): string {
  switch (node.kind) {
    case 'observed':
      return `[${printComparison(node.expression)}]`
    case 'all':
      return node.of.map(grouped).join(' AND ')
    case 'either':
      return node.of.map(grouped).join(' OR ')
    case 'followed-by':
      return node.of.map(grouped).join(' FOLLOWEDBY ')
    case 'qualified':
      return `${node.of.kind === 'qualified' ? printObservation(node.of) : grouped(node.of)} ${printQualifier(node.qualifier)}`
  }
}

function grouped(node: Observation): string {
  return node.kind === 'observed' || node.kind === 'qualified'
    ? printObservation(node)
    : `(${printObservation(node)})`
}

function printQualifier(qualifier: Qualifier): string {
  switch (qualifier.kind) {
    case 'within':
      return `WITHIN ${qualifier.seconds} SECONDS`
    case 'repeats':
      return `REPEATS ${qualifier.times} TIMES`
    case 'start-stop':
      return `START t'${qualifier.start}' STOP t'${qualifier.stop}'`
  }
}

export function printComparison(node: Comparison): string {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.of
        .map(part =>
          part.kind === 'and' || part.kind === 'or' ? `(${printComparison(part)})` : printComparison(part),
        )
        .join(` ${node.kind.toUpperCase()} `)
    case 'exists':
      return `${node.negated ? 'NOT ' : ''}EXISTS ${printPath(node.path)}`
    case 'in':
      return `${printPath(node.path)} ${not(node.negated)}IN (${node.operands.map(printLiteral).join(', ')})`
    case 'compare':
      return `${printPath(node.path)} ${not(node.negated)}${node.operator} ${printOperand(node.operand)}`
  }
}

function not(negated: boolean): string {
  return negated ? 'NOT ' : ''
}

function printPath({ object, steps }: ObjectPath): string {
  const tail = steps.map((step, at) => {
    if (step.kind === 'any') return '[*]'
    if (step.kind === 'index') return `[${step.index}]`
    const plain = /^(?!(?:true|false)$)[a-zA-Z_][a-zA-Z0-9_]*$/.test(step.key)
    return `${at === 0 ? ':' : '.'}${plain ? step.key : quoted(step.key)}`
  })
  return object + tail.join('')
}

function printOperand(operand: Literal | ReferenceOperand): string {
  return operand.kind === 'reference' ? printPath(operand.path) : printLiteral(operand)
}

function printLiteral(literal: Literal): string {
  switch (literal.kind) {
    case 'string':
      return quoted(literal.text)
    case 'integer':
    case 'float':
      return literal.text
    case 'boolean':
      return String(literal.value)
    case 'binary':
      return `b'${literal.text}'`
    case 'hex':
      return `h'${literal.text}'`
    case 'timestamp':
      return `t'${literal.text}'`
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
