// Says why a rule matched an event or did not: the same tree, each node with its answer, what it found, and which
// characters of that. A node with hundreds of parts tells of those that decided first, and how many it left out.

import type { Event } from '#/kernel/event.ts'
import { textOf } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { findKeyword, matchExpression, matchField, matchMember } from './evaluate.ts'
import { traitsOf } from './event-traits.ts'
import { eventSource, EventValues, EventView } from './event-view.ts'
import type { FieldMember } from './event-view.ts'
import type { Expression, ValueTest } from './expression.ts'
import { fieldNamesFor } from './field-names.ts'
import type { LoadedRule } from './loaded-rule.ts'
import { isRouted } from './log-source.ts'
import { keywordSpans, spansInLine, spansOf } from './match-spans.ts'
import type { LogSource } from './rule.ts'
import type { SigmaString } from './sigma-string.ts'
import type { Span } from './text-pattern.ts'
import { unreachable } from './unreachable.ts'

/** One value of a field that was asked. */
export interface FoundValue {
  /** Cut when long. */
  readonly value: string
  readonly matched: boolean
  /** What of it made it match; none beyond the cut. */
  readonly spans: readonly Span[]
  /** The same characters in the raw line, where they are found there. */
  readonly raw: readonly Span[]
}

export interface Explanation {
  readonly kind: 'all' | 'any' | 'not' | 'selection' | 'field' | 'keyword' | 'never' | 'log-source'
  readonly matched: boolean
  /** What was asked, in words near the rule's own. */
  readonly says: string
  /** The rule's name of the field, and the event's own. */
  readonly field?: string
  readonly key?: string
  /** False: the event has no such field. */
  readonly present?: boolean
  readonly values?: readonly FoundValue[]
  readonly of?: readonly Explanation[]
  /** Parts that are not told of. */
  readonly omitted?: number
}

export interface Explained {
  readonly matched: boolean
  /** False when the event is not of the rule's log source, whatever its detection says. */
  readonly rightLogSource: boolean
  readonly logsource: string
  /** What the event is known by, as far as it has it. */
  readonly traits: Readonly<Record<string, string>>
  readonly why: Explanation
}

/** Asks the rule of the event, log source and all. */
export function explainRule(rule: LoadedRule, event: Event): Explained {
  const traits = traitsOf(event)
  const rightLogSource = isRouted(rule.route, traits)
  const view = new EventView(new EventValues(eventSource(event)), fieldNamesFor(rule.logsource))
  const detection = explain(rule.expression, view)
  const source = showLogSource(rule.logsource)
  const matched = rightLogSource && detection.matched
  const logsource: Explanation = {
    kind: 'log-source',
    matched: rightLogSource,
    says: `log source ${source}`,
  }
  const known = Object.entries(traits).map(([name, value]) => [name, [value].flat().join(', ')] as const)
  return {
    matched,
    rightLogSource,
    logsource: source,
    traits: Object.fromEntries(known.filter(([, value]) => value !== '')),
    why: { kind: 'all', matched, says: 'all of', of: [logsource, detection] },
  }
}

/** `product/category/service`, what there is of it. */
export function showLogSource({ product, category, service }: LogSource): string {
  return [product, category, service].filter(part => part !== undefined).join('/')
}

function explain(expression: Expression, view: EventView): Explanation {
  const matched = matchExpression(expression, view)
  switch (expression.kind) {
    case 'and':
      return { kind: 'all', matched, says: 'all of', ...parts(expression.of, false, view) }
    case 'or':
      return { kind: 'any', matched, says: 'one of', ...parts(expression.of, true, view) }
    case 'not':
      return { kind: 'not', matched, says: 'not', of: [explain(expression.of, view)] }
    case 'selection':
      return { kind: 'selection', matched, says: expression.name, of: [explain(expression.of, view)] }
    case 'field':
      return explainField(expression.field, expression.test, view)
    case 'keyword': {
      const found = findKeyword(expression.test, view)
      const says = `any field holds ${describeTest(expression.test)}`
      if (found === undefined) return { kind: 'keyword', matched, says, values: [] }
      const spans = keywordSpans(expression.test, found.member, view)
      return {
        kind: 'keyword',
        matched,
        says,
        key: found.key,
        values: [foundValue(found.member, true, spans, view)],
      }
    }
    case 'never':
      return { kind: 'never', matched, says: '1 of no selection' }
    default:
      return unreachable(expression)
  }
}

/** The parts, those that decided (`telling` is their answer) first when there are too many to tell of. */
function parts(
  of: readonly Expression[],
  telling: boolean,
  view: EventView,
): Pick<Explanation, 'of' | 'omitted'> {
  const most = LIMITS.maxExplainedParts
  if (of.length <= most) return { of: of.map(part => explain(part, view)) }
  const isTelling = (part: Expression): boolean => matchExpression(part, view) === telling
  const told = [...of.filter(isTelling), ...of.filter(part => !isTelling(part))].slice(0, most)
  return { of: told.map(part => explain(part, view)), omitted: of.length - most }
}

function explainField(field: string, test: ValueTest, view: EventView): Explanation {
  const content = view.field(field)
  const name = content.present && content.key !== field ? ` (${content.key})` : ''
  return {
    kind: 'field',
    matched: matchField(test, content, view),
    says: `${field}${name} ${describeTest(test)}`,
    field,
    ...(content.present ? { key: content.key } : {}),
    present: content.present,
    values: content.members
      .slice(0, LIMITS.maxExplainedParts)
      .map(member => foundValue(member, matchesAlone(test, member, view), spansOf(test, member, view), view)),
  }
}

/** `null` and `exists` are asked of the field as a whole. */
function matchesAlone(test: ValueTest, member: FieldMember, view: EventView): boolean {
  if (test.kind === 'null') return member.raw === null
  if (test.kind === 'exists') return test.present
  return matchMember(test, member, view)
}

function foundValue(
  member: FieldMember,
  matched: boolean,
  spans: readonly Span[],
  { values: { event } }: EventView,
): FoundValue {
  const most = LIMITS.maxEvidenceLength
  const shown = spans.filter(({ to }) => to <= most)
  const line = textOf(event, 'event.original') ?? ''
  return {
    value:
      member.raw === null
        ? 'null'
        : member.text.length > most
          ? `${member.text.slice(0, most)}…`
          : member.text,
    matched,
    spans: shown,
    raw: spansInLine(shown, member.text, line),
  }
}

/** The test as a rule would write it. */
export function describeTest(test: ValueTest): string {
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
