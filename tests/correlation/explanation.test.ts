// Explanations: they agree with the matcher, their parts agree with each other, and the characters they point at are
// those that were asked for.

import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { explainRule, type Explanation } from '#/correlation/explanation.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { fuzzedEvent, fuzzedRule, fuzzedRuleText } from './fuzzed-rules.ts'
import { load } from './one-rule.ts'

function explained(detection: string, event: Event): Explanation {
  const { rules, problems } = load(detection)
  expect(problems).toEqual([])
  return explainRule(rules[0]!, event).why
}

/** All nodes, parents first. */
function nodesOf(why: Explanation): readonly Explanation[] {
  return [why, ...(why.of ?? []).flatMap(nodesOf)]
}

/** The texts that made the first leaf of that kind match. */
function lit(detection: string, event: Event): readonly string[] {
  const leaf = nodesOf(explained(detection, event)).find(
    ({ kind, matched }) => (kind === 'field' || kind === 'keyword') && matched,
  )!
  return leaf.values!.flatMap(({ value, spans }) => spans.map(({ from, to }) => value.slice(from, to)))
}

describe('the characters that made a value match', () => {
  it.each([
    ['a text as a whole', "s: {f: 'ABC'}", 'abc', ['abc']],
    ['a beginning', "s: {f|startswith: 'AB'}", 'abc', ['ab']],
    ['an end', "s: {f|endswith: 'BC'}", 'abc', ['bc']],
    ['inside', "s: {f|contains: 'đường'}", 'con ĐƯỜNG xa', ['ĐƯỜNG']],
    ['pieces between wildcards', "s: {f: 'a*c?e*g'}", 'aXXcdeYg', ['a', 'cde', 'g']],
    ['the last piece where it ends, not where it first stands', "s: {f: 'a*b'}", 'abXb', ['a', 'b']],
    ['a wildcard that is two units long', "s: {f: '*x?y*'}", 'ax😀yb', ['x😀y']],
    ['option signs of any kind', "s: {f|windash|contains: ' -enc '}", 'x /enc y', [' /enc ']],
    ['a regular expression', "s: {f|re: 'b+c'}", 'aabbc', ['bbc']],
    ['one after letters beyond the first plane', "s: {f|re: 'b+'}", '😀bb', ['bb']],
    ['an address in a range', 's: {f|cidr: 192.0.2.0/24}', '192.0.2.9', ['192.0.2.9']],
    ['a number', 's: {f|gte: 5}', 7, ['7']],
    ['base64', "s: {f|base64offset|contains: 'secret!'}", `x${btoa('a secret!')}`, ['zZWNyZXQh']],
  ])('%s', (_, selection, value, expected) => {
    expect(lit(`${selection}\ncondition: s`, { f: value })).toEqual(expected)
  })

  test('only of the members of a list that match', () => {
    const [leaf] = nodesOf(explained("s: {f|contains: 'b'}\ncondition: s", { f: ['abc', 'x'] })).filter(
      ({ kind }) => kind === 'field',
    )
    expect(leaf!.values).toMatchObject([
      { value: 'abc', matched: true, spans: [{ from: 1, to: 2 }] },
      { value: 'x', matched: false, spans: [] },
    ])
  })

  test('of a keyword, with the field it stands in', () => {
    const [leaf] = nodesOf(explained('s: [hacked]\ncondition: s', { a: 'x', b: 'it is HACKED now' })).filter(
      ({ kind }) => kind === 'keyword',
    )
    expect(leaf).toMatchObject({ key: 'b', values: [{ spans: [{ from: 6, to: 12 }] }] })
  })

  test.each([
    ['as it is', 'user=root cmd="rm -rf /srv"', 'rm -rf /srv', 'rf'],
    ['escaped as in JSON', '{"cmd":"C:\\\\Windows\\\\x.exe"}', 'C:\\Windows\\x.exe', 'Windows\\x'],
  ])('are found in the raw line %s', (_, line, value, wanted) => {
    const detection = `s: {f|contains: '${wanted}'}\ncondition: s`
    const leaf = nodesOf(explained(detection, { f: value, 'event.original': line })).find(
      ({ kind }) => kind === 'field',
    )!
    const [{ from, to }] = leaf.values![0]!.raw as [{ from: number; to: number }]
    const found = line.slice(from, to)
    expect(line.startsWith('{') ? JSON.parse(`"${found}"`) : found).toBe(wanted)
  })
})

describe('why not', () => {
  test('tells an absent field from one with another value', () => {
    const nodes = nodesOf(explained('s: {f: a, g: b}\ncondition: s', { f: 'x' })).filter(
      ({ kind }) => kind === 'field',
    )
    expect(nodes).toMatchObject([
      { field: 'f', matched: false, present: true, values: [{ value: 'x', matched: false }] },
      { field: 'g', matched: false, present: false, values: [] },
    ])
  })

  test('of hundreds of values the one that matched is told of, and how many are left out', () => {
    const values = Array.from({ length: 400 }, (_, n) => `'value ${n}'`).join(', ')
    const node = nodesOf(explained(`s: {f: [${values}]}\ncondition: s`, { f: 'value 399' })).find(
      ({ kind }) => kind === 'any',
    )!
    expect(node.of).toHaveLength(LIMITS.maxExplainedParts)
    expect(node.of![0]).toMatchObject({ matched: true, says: "f is 'value 399'" })
    expect(node.omitted).toBe(400 - LIMITS.maxExplainedParts)
  })
})

it('agrees with the matcher on random rules and events, node by node', () => {
  let asked = 0
  fc.assert(
    fc.property(fuzzedRule, fuzzedEvent, (written, random) => {
      const event = random as Event
      const { rules } = loadRules([{ path: 'r.yml', text: fuzzedRuleText(written, 0) }])
      for (const rule of rules) {
        asked += 1
        const { matched, why } = explainRule(rule, event)
        expect(matched).toBe(createMatcher([rule]).match(event).length === 1)
        for (const node of nodesOf(why)) {
          const of = node.of ?? []
          const ofParts: Partial<Record<typeof node.kind, boolean>> = {
            all: of.every(part => part.matched),
            any: of.some(part => part.matched),
            not: of[0]?.matched !== true,
          }
          expect(node.matched).toBe(ofParts[node.kind] ?? node.matched)
          for (const { value, matched: isLit, spans } of node.values ?? []) {
            expect(spans.every(({ from, to }) => from < to && to <= value.length)).toBe(true)
            expect(isLit || spans.length === 0).toBe(true)
          }
        }
      }
    }),
    { numRuns: 700, seed: 20_261_129 },
  )
  expect(asked).toBeGreaterThan(300)
})
