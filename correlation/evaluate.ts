// Asks an expression tree of an event. This is the plain evaluator: each node as the specification words it.
// A compiled engine is measured against it.

import { cidrHolds } from './cidr.ts'
import type { EventView, FieldContent, FieldMember } from './event-view.ts'
import type { Comparison, Expression, ValueTest } from './expression.ts'
import { foldCase } from './case-fold.ts'
import { matchPattern } from './text-pattern.ts'
import { timePartOf } from './time-part.ts'
import { unreachable } from './unreachable.ts'
import { numberInText } from './yaml-scalar.ts'
import type { SigmaNumber } from './yaml-scalar.ts'

/** True when the event satisfies the expression. */
export function matchExpression(expression: Expression, view: EventView): boolean {
  switch (expression.kind) {
    case 'and':
      for (const part of expression.of) if (!matchExpression(part, view)) return false
      return true
    case 'or':
      for (const part of expression.of) if (matchExpression(part, view)) return true
      return false
    case 'not':
      return !matchExpression(expression.of, view)
    case 'selection':
      return matchExpression(expression.of, view)
    case 'field':
      return matchField(expression.test, view.field(expression.field), view)
    case 'keyword':
      return matchKeyword(expression.test, view)
    case 'never':
      return false
    default:
      return unreachable(expression)
  }
}

/** True when the content of a field passes; an absent field passes `null` and `exists: false` only. */
export function matchField(test: ValueTest, content: FieldContent, view: EventView): boolean {
  if (test.kind === 'null') {
    return content.members.length === 0 || content.members.some(member => member.raw === null)
  }
  if (test.kind === 'exists') return content.present === test.present
  for (const member of content.members) if (matchMember(test, member, view)) return true
  return false
}

/** Where the event first holds the keyword: the field and which of its values. */
export function findKeyword(
  test: ValueTest,
  view: EventView,
): { readonly key: string; readonly member: FieldMember } | undefined {
  const pattern = test.kind === 'text' ? (test.inside ?? test.pattern) : undefined
  const holds = (member: FieldMember): boolean => {
    if (member.raw === null) return false
    if (pattern !== undefined) return matchPattern(pattern, member)
    return matchMember(test, member, view) || holdsNumber(test, member)
  }
  for (const { key, members } of view.values.all()) {
    const member = members.find(holds)
    if (member !== undefined) return { key, member }
  }
  return undefined
}

function matchKeyword(test: ValueTest, view: EventView): boolean {
  const pattern = test.kind === 'text' ? (test.inside ?? test.pattern) : undefined
  if (pattern?.kind === 'contains' && pattern.view === 'folded' && !pattern.text.includes('\u0000')) {
    return view.values.pairs().mayHold(pattern.pairs) && view.values.haystack().includes(pattern.text)
  }
  if (pattern?.kind === 'pieces' && pattern.view === 'folded' && !pattern.needle.includes('\u0000')) {
    if (!view.values.haystack().includes(pattern.needle)) return false
  }
  return findKeyword(test, view) !== undefined
}

/** A number as keyword is also looked for as a word inside text: 4625 in `event 4625 on host`. */
function holdsNumber(test: ValueTest, member: FieldMember): boolean {
  if (test.kind !== 'number' || typeof member.raw !== 'string') return false
  for (let at = member.text.indexOf(test.source); at >= 0; at = member.text.indexOf(test.source, at + 1)) {
    const end = at + test.source.length
    // Two units each side, since a letter may be a surrogate pair.
    const before = member.text.slice(Math.max(0, at - 2), at)
    const after = member.text.slice(end, end + 2)
    if (!/[\p{L}\p{N}_]$/u.test(before) && !/^[\p{L}\p{N}_]/u.test(after)) return true
  }
  return false
}

/** True when one value passes; null passes nothing here. */
export function matchMember(test: ValueTest, member: FieldMember, view: EventView): boolean {
  if (member.raw === null) return false
  switch (test.kind) {
    case 'text':
      return matchPattern(test.pattern, member)
    case 'number':
      return member.text === test.source || equals(numberOf(member), test.number)
    case 'boolean':
      return member.folded === String(test.boolean) || member.folded === foldCase(test.source)
    case 'regex':
      return test.regex.test(member.text)
    case 'cidr':
      return cidrHolds(test.range, member.text)
    case 'compare':
      return compares(numberOf(member), test.operator, test.number)
    case 'time': {
      if (typeof member.raw === 'boolean') return false
      const part = timePartOf(member.raw, test.part)
      return test.operator === 'eq' ? part === test.number : compares(part, test.operator, test.number)
    }
    case 'field-reference':
      return matchReference(test, member, view.field(test.field))
    case 'placeholder':
    case 'null':
    case 'exists':
      return false
    default:
      return unreachable(test)
  }
}

function matchReference(
  test: ValueTest & { kind: 'field-reference' },
  member: FieldMember,
  other: FieldContent,
): boolean {
  const text = test.cased ? member.text : member.folded
  return other.members.some(target => {
    if (target.raw === null) return false
    const wanted = test.cased ? target.text : target.folded
    if (test.startsWith && test.endsWith) return text.includes(wanted)
    if (test.startsWith) return text.startsWith(wanted)
    if (test.endsWith) return text.endsWith(wanted)
    return text === wanted
  })
}

function numberOf(member: FieldMember): SigmaNumber | undefined {
  if (typeof member.raw === 'number') return member.raw
  return typeof member.raw === 'string' ? numberInText(member.raw.trim()) : undefined
}

/** Numbers and bigints are compared by value. */
function equals(actual: SigmaNumber | undefined, wanted: SigmaNumber): boolean {
  return actual !== undefined && COMPARE.lte(actual, wanted) && COMPARE.gte(actual, wanted)
}

const COMPARE = {
  lt: (actual, wanted) => actual < wanted,
  lte: (actual, wanted) => actual <= wanted,
  gt: (actual, wanted) => actual > wanted,
  gte: (actual, wanted) => actual >= wanted,
} as const satisfies Record<Comparison, (actual: SigmaNumber, wanted: SigmaNumber) => boolean>

function compares(actual: SigmaNumber | undefined, operator: Comparison, wanted: SigmaNumber): boolean {
  return actual !== undefined && COMPARE[operator](actual, wanted)
}
