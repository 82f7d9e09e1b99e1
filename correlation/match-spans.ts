// Which characters of a value made a test pass, for people who ask why a rule matched. Offsets are UTF-16 units of
// the value as the event has it: folding case or option signs changes no length.

import { matchMember } from './evaluate.ts'
import type { EventView, FieldMember } from './event-view.ts'
import type { ValueTest } from './expression.ts'
import { locatePattern } from './text-pattern.ts'
import type { Span } from './text-pattern.ts'

/** The characters of the member that pass the test; empty when it does not pass, or the value is empty. */
export function spansOf(test: ValueTest, member: FieldMember, view: EventView): readonly Span[] {
  if (!matchMember(test, member, view)) return []
  const whole = member.text === '' ? [] : [{ from: 0, to: member.text.length }]
  switch (test.kind) {
    case 'text':
      return locatePattern(test.pattern, member) ?? whole
    case 'regex': {
      const found = test.regex.matcher(member.text)
      if (!found.find() || found.start() === found.end()) return whole
      return [{ from: found.start(), to: found.end() }]
    }
    case 'field-reference':
      return referenceSpans(test, member, view) ?? whole
    default:
      return whole
  }
}

/** The characters in which a keyword is found. */
export function keywordSpans(test: ValueTest, member: FieldMember, view: EventView): readonly Span[] {
  if (test.kind === 'text') return locatePattern(test.inside ?? test.pattern, member) ?? []
  if (test.kind === 'number' && !matchMember(test, member, view)) {
    const from = member.text.indexOf(test.source)
    return from === -1 ? [] : [{ from, to: from + test.source.length }]
  }
  return spansOf(test, member, view)
}

function referenceSpans(
  test: ValueTest & { kind: 'field-reference' },
  member: FieldMember,
  view: EventView,
): readonly Span[] | undefined {
  const text = test.cased ? member.text : member.folded
  for (const target of view.field(test.field).members) {
    const wanted = test.cased ? target.text : target.folded
    if (target.raw === null || wanted === '') continue
    const isAtStart = text.startsWith(wanted)
    const from =
      test.startsWith && test.endsWith
        ? text.indexOf(wanted)
        : test.startsWith && isAtStart
          ? 0
          : text.endsWith(wanted)
            ? text.length - wanted.length
            : -1
    if (from !== -1) return [{ from, to: from + wanted.length }]
  }
  return undefined
}

/**
 * The same characters in the raw line, where the value stands there as it is or escaped as in JSON; empty when it
 * does not.
 */
export function spansInLine(spans: readonly Span[], value: string, line: string): readonly Span[] {
  if (value === '' || spans.length === 0) return []
  const plain = line.indexOf(value)
  if (plain !== -1) return spans.map(({ from, to }) => ({ from: plain + from, to: plain + to }))
  const escape = (text: string): string => JSON.stringify(text).slice(1, -1)
  const escaped = line.indexOf(escape(value))
  if (escaped === -1) return []
  const at = (offset: number): number => escaped + escape(value.slice(0, offset)).length
  return spans.map(({ from, to }) => ({ from: at(from), to: at(to) }))
}
