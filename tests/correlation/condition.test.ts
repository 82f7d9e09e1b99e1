// Conditions: by example, and against a twin: a random expression is written as text, read back, and must answer
// as the expression itself does, whatever the selections say.

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCondition } from '#/correlation/condition.ts'
import { matchExpression } from '#/correlation/evaluate.ts'
import { eventSource, EventValues, EventView } from '#/correlation/event-view.ts'
import type { Expression } from '#/correlation/expression.ts'
import { fieldNamesFor } from '#/correlation/field-names.ts'
import { matches } from './one-rule.ts'

const NAMES = [
  'a',
  'notepad',
  'order',
  'android',
  'sel_1',
  'sel_2',
  'of_1',
  '_hidden',
  '1st',
  'all_x',
  'sel.dot',
  'sel-hyphen',
]

function selections(names: readonly string[]): Map<string, Expression> {
  return new Map(
    names.map(name => [name, { kind: 'field', field: name, test: { kind: 'exists', present: true } }]),
  )
}

function answer(
  condition: string,
  present: readonly string[],
  names: readonly string[] = NAMES,
): boolean | string {
  const parsed = parseCondition(condition, selections(names))
  if (typeof parsed === 'string') return parsed
  const event = Object.fromEntries(present.map(name => [name, 1]))
  return matchExpression(
    parsed.expression,
    new EventView(new EventValues(eventSource(event)), fieldNamesFor({ product: 'x' })),
  )
}

describe('a condition', () => {
  const rows: readonly (readonly [
    name: string,
    condition: string,
    present: readonly string[],
    expected: boolean,
  ])[] = [
    ['operators are words: notepad is a name', 'notepad', ['notepad'], true],
    ['operators are words: not notepad', 'not notepad', ['notepad'], false],
    ['operators are words: android and order', 'android and order', ['android', 'order'], true],
    ['and binds closer than or', 'a or android and order', ['a'], true],
    ['and binds closer than or, the other way', 'android and order or a', ['a'], true],
    ['not binds closest', 'not a and order', ['order'], true],
    ['two nots cancel', 'not not a', ['a'], true],
    ['parentheses come first', '(a or android) and order', ['a'], false],
    ['parentheses need no spaces', 'a and(android or(order))', ['a', 'order'], true],
    ['upper case operators are accepted', 'a AND NOT order', ['a'], true],
    ['1 of a pattern', '1 of sel_*', ['sel_2'], true],
    ['any of a pattern', 'any of sel_*', ['sel_2'], true],
    ['all of a pattern', 'all of sel_*', ['sel_2'], false],
    ['a pattern is anchored at its beginning', '1 of el_*', ['sel_1'], false],
    ['a pattern may have a star inside', '1 of s*_2', ['sel_2'], true],
    ['a pattern may be a single name', '1 of a', ['a'], true],
    ['them leaves out names with an underscore first', '1 of them', ['_hidden'], false],
    ['a pattern may name them', '1 of _*', ['_hidden'], true],
    ['1 of nothing is false', '1 of zzz*', ['a'], false],
    ['not 1 of nothing is true', 'a and not 1 of zzz*', ['a'], true],
    ['a name may begin with a digit', '1st', ['1st'], true],
    ['a name may begin with all', 'all_x', ['all_x'], true],
    ['names may hold dots and hyphens', 'sel.dot and sel-hyphen', ['sel.dot', 'sel-hyphen'], true],
    ['newlines separate words', 'a\nand\norder', ['a', 'order'], true],
  ]

  it.each(rows)('%s', (_name, condition, present, expected) => {
    expect(answer(condition, present)).toBe(expected)
  })

  it('may be a list, of which one must hold', () => {
    expect(matches('a:\n  f: 1\nb:\n  g: 2\ncondition:\n  - a\n  - b', { g: 2 })).toBe(true)
  })

  it('takes timeframe for no selection', () => {
    expect(matches('a:\n  f: 1\ntimeframe: 5m\ncondition: all of them', { f: 1 })).toBe(true)
  })

  it('too deep or too long is refused, not a crash', () => {
    expect(answer(`${'('.repeat(5_000)}a${')'.repeat(5_000)}`, [])).toContain('nested too deeply')
    expect(answer('not '.repeat(3_000) + 'a', [])).toContain('nested too deeply')
    expect(answer('a and '.repeat(10_000) + 'a', [])).toContain('too long')
  })
})

type Tree = { op: 'and' | 'or'; of: Tree[] } | { op: 'not'; of: Tree } | { op: 'name'; name: string }

const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>(tie => ({
  tree: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'condition' },
    fc.record({ op: fc.constant('name' as const), name: fc.constantFrom(...NAMES) }),
    fc.record({ op: fc.constant('not' as const), of: tie('tree') }),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).tree

/** Parentheses only where precedence asks for them, and some that nobody asked for. */
function write(node: Tree, around: 'or' | 'and' | 'not', extra: () => boolean): string {
  if (node.op === 'name') return extra() ? `(${node.name})` : node.name
  if (node.op === 'not') return `not ${write(node.of, 'not', extra)}`
  const inner = node.of.map(part => write(part, node.op, extra)).join(` ${node.op} `)
  const rank = { or: 0, and: 1, not: 2 }
  return rank[around] > rank[node.op] || extra() ? `(${inner})` : inner
}

function evaluate(node: Tree, present: ReadonlySet<string>): boolean {
  if (node.op === 'name') return present.has(node.name)
  if (node.op === 'not') return !evaluate(node.of, present)
  return node.op === 'and'
    ? node.of.every(part => evaluate(part, present))
    : node.of.some(part => evaluate(part, present))
}

it('a random condition answers as the expression it was written from', () => {
  fc.assert(
    fc.property(tree, fc.subarray(NAMES), fc.infiniteStream(fc.boolean()), (node, present, extras) => {
      const text = write(node, 'or', () => (extras.next().value ?? false) && (extras.next().value ?? false))
      expect(answer(text, present)).toBe(evaluate(node, new Set(present)))
    }),
    { numRuns: 3_000, seed: 20261122 },
  )
})

it('no text makes the parser throw', () => {
  const word = fc.constantFrom(
    'a',
    'and',
    'or',
    'not',
    'of',
    'them',
    '1',
    'all',
    'any',
    '(',
    ')',
    '|',
    'sel_*',
    '*',
    '&',
    '"',
    'đ',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), words => {
      expect(['string', 'object']).toContain(typeof parseCondition(words.join(' '), selections(NAMES)))
    }),
    { numRuns: 3_000, seed: 20261122 },
  )
})
