// A value for one field that meets all demands on it. Candidates are put together from what is wanted and from what
// must not be; the evaluator itself says which of them will do.

import type { FieldValue, Scalar } from '#/kernel/event.ts'
import { matchField } from '../evaluate.ts'
import { eventSource, EventValues, EventView, FieldMember } from '../event-view.ts'
import type { ValueTest } from '../expression.ts'
import type { FieldNames } from '../field-names.ts'
import type { SigmaString } from '../sigma-string.ts'
import type { Demand } from './demands.ts'
import { sampleRegex } from './regex-sample.ts'

/**
 * The value, `null` for none at all (unless something `mustStand` there), undefined when no candidate meets the
 * demands.
 */
export function valueMeeting(
  demands: readonly Demand[],
  names: FieldNames,
  mustStand = false,
): FieldValue | null | undefined {
  const view = new EventView(new EventValues(eventSource({})), names)
  return candidates(demands).find(
    candidate =>
      (candidate !== null || !mustStand) &&
      demands.every(({ test, wanted }) => {
        const members = candidate === null ? [] : [candidate].flat().map(value => new FieldMember(value))
        return matchField(test, { present: candidate !== null, key: '', members }, view) === wanted
      }),
  )
}

const SEPARATORS = ['', ' ', '\\', '/', 'x', ' x ', '.']
const PLAIN: readonly (FieldValue | null)[] = [null, 'synthetic', 'x', '', 1, 0, '192.0.2.1', 'true']

function candidates(demands: readonly Demand[]): readonly (FieldValue | null)[] {
  const wanted = demands.filter(demand => demand.wanted).map(({ test }) => test)
  const unwanted = demands.filter(demand => !demand.wanted).map(({ test }) => test)
  const own = wanted.flatMap(samplesOf)
  const strings = wanted.flatMap(test => (test.kind === 'text' ? [test.string] : []))
  const joined = strings.length > 1 ? SEPARATORS.map(separator => composed(strings, separator)) : []
  // What ends as it must not, ends otherwise when its end is open.
  const made = [...joined, ...joined.map(text => `${text}x`)]
  const padded = wanted.flatMap(test =>
    test.kind === 'text' ? [sampleOf(test.string, ''), sampleOf(test.string, 'x')] : [],
  )
  // Each of several values may be met by another member of a list.
  const list = wanted.length > 1 ? [own.filter(value => value !== null) as readonly Scalar[]] : []
  return [
    ...made,
    ...own,
    ...padded,
    ...(wanted.length === 0 ? PLAIN : []),
    ...list,
    ...unwanted.flatMap(samplesOf),
    ...PLAIN,
  ]
}

/** Texts with open ends around all that stands between them. */
function composed(strings: readonly SigmaString[], separator: string): string {
  const isOpen = (string: SigmaString, place: 0 | -1): boolean => string.at(place)?.kind === 'any'
  const starts = strings.filter(string => !isOpen(string, 0))
  const ends = strings.filter(string => isOpen(string, 0) && !isOpen(string, -1))
  const inner = strings.filter(string => isOpen(string, 0) && isOpen(string, -1))
  return [...longestFirst(starts), ...inner, ...longestFirst(ends).toReversed()]
    .map(string => sampleOf(string, ''))
    .filter((text, place, all) => place === 0 || !all[place - 1]!.toLowerCase().includes(text.toLowerCase()))
    .join(separator)
}

function longestFirst(strings: readonly SigmaString[]): SigmaString[] {
  return strings.toSorted((a, b) => sampleOf(b, '').length - sampleOf(a, '').length)
}

/** The string with `any` in place of each `*`. */
function sampleOf(string: SigmaString, any: string): string {
  return string
    .map(part => {
      if (part.kind === 'text') return part.text
      if (part.kind === 'dash') return part.written
      return part.kind === 'any' ? any : 'x'
    })
    .join('')
}

/** Values that pass the test alone, or come near it. */
function samplesOf(test: ValueTest): readonly (Scalar | null)[] {
  switch (test.kind) {
    case 'text':
      return [sampleOf(test.string, ''), sampleOf(test.string, 'x')]
    case 'number':
      return [typeof test.number === 'number' ? test.number : test.source, test.source]
    case 'boolean':
      return [test.boolean, test.source]
    case 'null':
      return [null]
    case 'exists':
      return test.present ? ['synthetic'] : [null]
    case 'regex':
      return sampleRegex(test.source)
    case 'cidr':
      return [test.source.split('/')[0]!, test.source.split('/')[0]!.replace(/0$/, '1')]
    case 'compare': {
      const number = Number(test.number)
      return [number, number + 1, number - 1]
    }
    case 'time':
      return timesNear(test.part, test.number)
    case 'field-reference':
    case 'placeholder':
      return []
  }
}

/** Times whose part is the number, one less and one more. */
function timesNear(part: string, number: number): readonly string[] {
  return [number, number + 1, number - 1].flatMap(value => {
    const at = {
      minute: Date.UTC(2026, 0, 15, 12, value),
      hour: Date.UTC(2026, 0, 15, value),
      day: Date.UTC(2026, 0, value, 12),
      week: Date.UTC(2026, 0, 1 + (value - 1) * 7, 12),
      month: Date.UTC(2026, value - 1, 15, 12),
      year: Date.UTC(value, 5, 15, 12),
    }[part]
    return at === undefined || Number.isNaN(at) ? [] : [new Date(at).toISOString()]
  })
}
