// Why a rule matched: the fields and values that made its selections true. What a `not` excluded is no evidence.

import type { MatchedField } from '#/kernel/alert.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { findKeyword, matchExpression, matchField, matchMember } from './evaluate.ts'
import type { EventView, FieldContent } from './event-view.ts'
import type { Expression, ValueTest } from './expression.ts'

/** The evidence of an expression that is true of the event, each field and value once per selection. */
export function evidenceOf(expression: Expression, view: EventView): readonly MatchedField[] {
  const found = new Map<string, MatchedField>()
  collect(expression, '', view, found)
  return [...found.values()].slice(0, LIMITS.maxEvidenceFields)
}

function collect(
  expression: Expression,
  selection: string,
  view: EventView,
  found: Map<string, MatchedField>,
): void {
  if (found.size >= LIMITS.maxEvidenceFields) return
  switch (expression.kind) {
    case 'and':
    case 'or':
      for (const part of expression.of) {
        if (expression.kind === 'and' || matchExpression(part, view)) collect(part, selection, view, found)
      }
      return
    case 'selection':
      collect(expression.of, expression.name, view, found)
      return
    case 'field':
      addField(expression.test, view.field(expression.field), selection, view, found)
      return
    case 'keyword': {
      const hit = findKeyword(expression.test, view)
      if (hit !== undefined) add(hit.key, hit.member.text, selection, found)
      return
    }
    case 'not':
    case 'never':
      return
  }
}

function addField(
  test: ValueTest,
  content: FieldContent,
  selection: string,
  view: EventView,
  found: Map<string, MatchedField>,
): void {
  if (!matchField(test, content, view)) return
  const member = content.members.find(candidate => matchMember(test, candidate, view)) ?? content.members[0]
  if (content.present) add(content.key, member?.text ?? '', selection, found)
}

function add(field: string, value: string, selection: string, found: Map<string, MatchedField>): void {
  const cut = value.length > LIMITS.maxEvidenceLength ? `${value.slice(0, LIMITS.maxEvidenceLength)}…` : value
  found.set(`${selection}\n${field}\n${cut}`, { field, value: cut, selection })
}
