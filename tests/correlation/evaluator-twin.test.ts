// The evaluator against its slow twin: small random rules asked of random events, until they disagree.

import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { loadRules } from '#/correlation/load-rules.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import type { Event } from '#/kernel/event.ts'
import { twinMatches } from './evaluator-twin.ts'
import type { RuleDetection, RuleFields, RuleScalar, RuleSelection, TwinEvent } from './evaluator-twin.ts'

const CHARACTERS = [
  'a',
  'A',
  'b',
  'B',
  'đ',
  'Đ',
  'İ',
  'ı',
  'i',
  'Σ',
  'ς',
  'ß',
  '😀',
  '𐐀',
  '1',
  '5',
  '.',
  '_',
  ' ',
  '-',
  '\n',
]
const piece = fc.constantFrom(...CHARACTERS)
const wordIn = (unit: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> =>
  fc.array(unit, { maxLength }).map(characters => characters.join(''))
const patternText = wordIn(
  fc.oneof({ weight: 3, arbitrary: piece }, fc.constantFrom('*', '?', '\\', '\\*', '\\?')),
  4,
)
const valueText = fc.oneof(
  wordIn(fc.oneof({ weight: 5, arbitrary: piece }, fc.constantFrom('*', '?', '\\')), 6),
  fc.constantFrom('5', '5.0', '05', ' 5 ', '+5', '5e0', 'TRUE', 'false', 'null', 'event 5 a', '15', '1.5'),
)
const number = fc.constantFrom(0, 1, 5, 15, 1.5, -5)
const FIELDS = ['f', 'g', 'h']
const field = fc.constantFrom(...FIELDS)

const eventValue = fc.oneof(
  { weight: 4, arbitrary: valueText },
  number,
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(valueText, number, fc.boolean(), fc.constant(null)), { maxLength: 3 }),
)
const event: fc.Arbitrary<TwinEvent> = fc
  .record(
    { f: eventValue, g: eventValue, h: eventValue, 'thapcanh.note': fc.constant('a5 b') },
    { requiredKeys: [] },
  )
  .map(record => record as TwinEvent)

const someOf = (value: fc.Arbitrary<RuleScalar>): fc.Arbitrary<RuleScalar | RuleScalar[]> =>
  fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }))
/** `all` and `neq` may stand anywhere behind the field. */
const joins = fc.constantFrom('', '', '', '|all', '|neq', '|all|neq', '|neq|all')
const places = fc.constantFrom('|contains', '|startswith', '|endswith')
const textModifiers = fc.oneof(
  fc.constant(''),
  places,
  fc.constant('|cased'),
  places.map(place => `${place}|cased`),
  places.map(place => `|cased${place}`),
)
const entryOf = (key: fc.Arbitrary<string>, value: fc.Arbitrary<RuleScalar>): fc.Arbitrary<RuleFields> =>
  fc.tuple(key, joins, someOf(value)).map(([name, join, values]) => ({ [name + join]: values }))
const named = (modifiers: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(field, modifiers).map(([name, chain]) => name + chain)

const fieldEntry: fc.Arbitrary<RuleFields> = fc.oneof(
  { weight: 6, arbitrary: entryOf(named(textModifiers), patternText) },
  entryOf(named(places), fc.oneof(number, fc.boolean())),
  {
    weight: 2,
    arbitrary: entryOf(
      named(fc.constant('')),
      fc.oneof(patternText, number, fc.boolean(), fc.constant(null)),
    ),
  },
  entryOf(named(fc.constantFrom('|lt', '|lte', '|gt', '|gte')), number),
  named(fc.constant('|exists')).chain(key => fc.boolean().map(wanted => ({ [key]: wanted }))),
  named(fc.constant('')).map(key => ({ [key]: [] })),
  entryOf(
    named(fc.constantFrom('|fieldref', '|fieldref|startswith', '|fieldref|contains', '|fieldref|endswith')),
    field,
  ),
)
const keyword = fc.oneof({ weight: 4, arbitrary: patternText }, number)
const fields: fc.Arbitrary<RuleFields> = fc.oneof(
  fc
    .array(fieldEntry, { minLength: 1, maxLength: 3 })
    .map(entries => Object.assign({}, ...entries) as RuleFields),
  entryOf(textModifiers, patternText),
)
const { selection } = fc.letrec<{ selection: RuleSelection }>(tie => ({
  selection: fc.oneof(
    { maxDepth: 2 },
    { weight: 4, arbitrary: fields },
    keyword,
    fc.array(keyword, { minLength: 1, maxLength: 3 }),
    fc.array(tie('selection'), { minLength: 1, maxLength: 3 }),
  ),
}))

const NAMES = ['sel_a', 'sel_b', 'flt_a', '_own']
const leaf = fc.constantFrom(
  ...NAMES,
  ...['1 of', 'any of', 'all of'].flatMap(amount =>
    ['them', 'sel_*', 'flt*', '*_a'].map(which => `${amount} ${which}`),
  ),
)
const { condition } = fc.letrec<{ condition: string }>(tie => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    tie('condition').map(
      inner => `not ${inner.includes(' or ') || inner.includes(' and ') ? `(${inner})` : inner}`,
    ),
    fc.tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition')).map(parts => parts.join(' ')),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} or ${b}) and ${a}`),
  ),
}))
const rule: fc.Arbitrary<RuleDetection> = fc.record({
  selections: fc.record({ sel_a: selection, sel_b: selection, flt_a: selection, _own: selection }),
  condition: fc.oneof(
    { weight: 3, arbitrary: condition },
    { weight: 3, arbitrary: fc.constant('sel_a') },
    fc.array(condition, { minLength: 1, maxLength: 2 }),
  ),
})

/** JSON is YAML: text in quotes, numbers, booleans and null without. */
function yamlOf({ selections, condition: text }: RuleDetection): string {
  const detection = JSON.stringify({ ...selections, condition: text })
  return `title: T\nid: t\nlevel: low\nlogsource: {product: test}\ndetection: ${detection}\n`
}

function engineMatches(text: string, one: TwinEvent): boolean {
  const { rules, problems } = loadRules([{ path: 'twin.yml', text }])
  if (rules.length !== 1) throw new Error(problems.map(problem => problem.detail).join('; '))
  return createMatcher(rules, { routing: false }).match(one as unknown as Event).length === 1
}

/** What the twin once found: a letter beyond 16 bits next to a number was no letter. */
const FOUND: [RuleDetection, TwinEvent[]][] = [
  [{ selections: { sel_a: 5 }, condition: 'sel_a' }, [{ h: '𐐀5' }, { h: '5𐐀' }, { h: '😀5' }]],
]

it('the evaluator answers as its slow twin, whatever the rule and the event', () => {
  let matched = 0
  fc.assert(
    fc.property(rule, fc.array(event, { minLength: 1, maxLength: 4 }), (detection, events) => {
      const text = yamlOf(detection)
      for (const one of events) {
        const wanted = twinMatches(detection, one)
        if (wanted) matched += 1
        expect({ text, one, matches: engineMatches(text, one) }).toEqual({ text, one, matches: wanted })
      }
    }),
    { numRuns: 1500, examples: FOUND },
  )
  expect(matched).toBeGreaterThan(500)
})
