// Says why a rule matched an event or did not: the same tree, each node with its answer and what it found.

import type { Event } from '#/kernel/event.ts'
import { findKeyword, matchExpression } from './evaluate.ts'
import { traitsOf } from './event-traits.ts'
import { EventValues, EventView } from './event-view.ts'
import type { Expression, ValueTest } from './expression.ts'
import { fieldNamesFor } from './field-names.ts'
import type { LoadedRule } from './load-rules.ts'
import { isRouted } from './log-source.ts'
import type { SigmaString } from './sigma-string.ts'
import { unreachable } from './unreachable.ts'

export interface Explanation {
  readonly matched: boolean
  /** What was asked, in words near the rule's own. */
  readonly says: string
  /** Values of the field in the event; empty when it has none. */
  readonly found?: readonly string[]
  readonly of?: readonly Explanation[]
}

export interface RuleExplanation {
  readonly matched: boolean
  /** False when the event is not of the rule's log source, whatever its detection says. */
  readonly rightLogSource: boolean
  readonly why: Explanation
}

/** Asks the rule of the event, log source and all. */
export function explainRule(rule: LoadedRule, event: Event): RuleExplanation {
  const rightLogSource = isRouted(rule.route, traitsOf(event))
  const view = new EventView(new EventValues(event), fieldNamesFor(rule.logsource))
  const detection = explain(rule.expression, view)
  const { product, category, service } = rule.logsource
  const source = [product, category, service].filter(part => part !== undefined).join('/')
  const matched = rightLogSource && detection.matched
  const logsource: Explanation = { matched: rightLogSource, says: `log source ${source}` }
  return { matched, rightLogSource, why: { matched, says: 'all of', of: [logsource, detection] } }
}

function explain(expression: Expression, view: EventView): Explanation {
  const matched = matchExpression(expression, view)
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const says = expression.kind === 'and' ? 'all of' : 'one of'
      return { matched, says, of: expression.of.map(part => explain(part, view)) }
    }
    case 'not':
      return { matched, says: 'not', of: [explain(expression.of, view)] }
    case 'selection':
      return { matched, says: expression.name, of: [explain(expression.of, view)] }
    case 'field': {
      const content = view.field(expression.field)
      const name = content.present && content.key !== expression.field ? ` (${content.key})` : ''
      const says = `${expression.field}${name} ${describeTest(expression.test)}`
      return {
        matched,
        says,
        found: content.members.map(member => (member.raw === null ? 'null' : member.text)),
      }
    }
    case 'keyword': {
      const content = findKeyword(expression.test, view)
      const says = `any field holds ${describeTest(expression.test)}`
      return { matched, says, found: content === undefined ? [] : [content.key] }
    }
    case 'never':
      return { matched, says: '1 of no selection' }
    default:
      return unreachable(expression)
  }
}

/** The test as a rule would write it. */
function describeTest(test: ValueTest): string {
  switch (test.kind) {
    case 'text':
    case 'placeholder':
      return `is '${stringSource(test.string)}'${test.kind === 'text' && test.cased ? ', case counts' : ''}`
    case 'number':
    case 'boolean':
      return `is ${test.source}`
    case 'null':
      return 'is absent or null'
    case 'exists':
      return test.present ? 'exists' : 'does not exist'
    case 'regex':
      return `has /${test.source}/${test.flags}`
    case 'cidr':
      return `is in ${test.source}`
    case 'compare':
      return `${test.operator} ${test.number}`
    case 'time':
      return `${test.part} ${test.operator} ${test.number}`
    case 'field-reference':
      return `compares with the field ${test.field}`
    default:
      return unreachable(test)
  }
}

function stringSource(string: SigmaString): string {
  return string
    .map(part => {
      if (part.kind === 'text') return part.text.replace(/[*?]/g, '\\$&')
      if (part.kind === 'dash') return part.written
      if (part.kind === 'placeholder') return `%${part.name}%`
      return part.kind === 'any' ? '*' : '?'
    })
    .join('')
}
