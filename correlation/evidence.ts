// Why a rule matched: the fields and values that made its selections true. What a `not` excluded is no evidence.

import type { MatchedField } from '#/kernel/alert.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { findKeyword, matchExpression, matchMember } from './evaluate.ts'
import type { EventView, FieldContent, FieldMember } from './event-view.ts'
import type { Expression, ValueTest } from './expression.ts'

/** Says whether a part of a rule's expression is true of the event. */
export type Holds = (expression: Expression, view: EventView) => boolean

/**
 * The evidence of an expression that is true of the event, each field and value once per selection. `holds` may
 * know answers already.
 */
export function evidenceOf(
  expression: Expression,
  view: EventView,
  holds: Holds = matchExpression,
): readonly MatchedField[] {
  const found: MatchedField[] = []
  collect(expression, '', view, holds, found)
  return found
}

function collect(
  expression: Expression,
  selection: string,
  view: EventView,
  holds: Holds,
  found: MatchedField[],
): void {
  if (found.length >= LIMITS.maxEvidenceFields) return
  switch (expression.kind) {
    case 'and':
    case 'or':
      for (const part of expression.of) {
        if (expression.kind === 'and' || holds(part, view)) collect(part, selection, view, holds, found)
      }
      return
    case 'selection':
      collect(expression.of, expression.name, view, holds, found)
      return
    case 'field': {
      const content = view.field(expression.field)
      if (!content.present || !holds(expression, view)) return
      add(content.key, memberThat(expression.test, content, view)?.text ?? '', selection, found)
      return
    }
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

/** The member that passes; the first when it is the field as a whole that does. */
function memberThat(test: ValueTest, { members }: FieldContent, view: EventView): FieldMember | undefined {
  if (members.length < 2) return members[0]
  return members.find(candidate => matchMember(test, candidate, view)) ?? members[0]
}

function add(field: string, value: string, selection: string, found: MatchedField[]): void {
  const cut = value.length > LIMITS.maxEvidenceLength ? `${value.slice(0, LIMITS.maxEvidenceLength)}…` : value
  const known = found.some(
    other => other.selection === selection && other.field === field && other.value === cut,
  )
  if (!known) found.push({ field, value: cut, selection })
}
