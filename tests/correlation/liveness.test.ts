// Synthetic events: what is made of a rule alone matches it, with every kind of test, and never by accident.

import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { readRuleFiles } from '#/cli/rule-files.ts'
import { sampleRegex } from '#/correlation/liveness/regex-sample.ts'
import { proveRule } from '#/correlation/liveness/prove-rule.ts'
import { SYNTHETIC_FIELD, synthesizeEvent } from '#/correlation/liveness/synthetic-event.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import { compileRegex } from '#/correlation/regex.ts'
import { fuzzedRule, fuzzedRuleText } from './fuzzed-rules.ts'
import { load } from './one-rule.ts'

const AT = '2026-11-22T00:00:00.000Z'

function made(detection: string, logsource?: string) {
  const { rules, problems } = load(detection, logsource)
  expect(problems.filter(({ code }) => code !== 'rule.lint')).toEqual([])
  const event = synthesizeEvent(rules[0]!, AT)
  // Why no event could be made is a text; an event that was made must match.
  expect(typeof event === 'string' || createMatcher(rules).match(event).length === 1).toBe(true)
  return event
}

describe('an event is made for', () => {
  it.each([
    ['a text', 's: {f: abc}\ncondition: s'],
    ['wildcards', "s: {f: 'a*b?c'}\ncondition: s"],
    [
      'a beginning, an inside and an end of one field',
      's: {f|startswith: ab, f|contains: cd, f|endswith: ef}\ncondition: s',
    ],
    ['all of several', 's: {f|contains|all: [one, two, three]}\ncondition: s'],
    ['one that must not be', "s: {f|endswith: .exe}\nt: {f|contains: '\\'}\ncondition: s and not t"],
    ['a field that must be absent', 's: {f: a}\nt: {g: null}\ncondition: s and t'],
    ['a field that must be there', 's: {f|exists: true, g|exists: false}\ncondition: s'],
    ['numbers', 's: {f|gte: 10, f|lt: 12, g: 4625}\ncondition: s'],
    ['networks', 's: {f|cidr: 198.51.100.0/24, g|cidr: 2001:db8::/32}\ncondition: s'],
    ['hours', 's: {f|hour|gte: 22}\ncondition: s'],
    ['a regular expression', "s: {f|re: '^cmd(\\.exe)? /c [a-z]{3,8}\\d+$'}\ncondition: s"],
    ['another field', 's: {f|fieldref: g}\ncondition: s'],
    [
      'not another field',
      's: {f|fieldref: g}\nt: {f: null}\nu: {g: null}\ncondition: not s and not t and not u',
    ],
    [
      'an end that must not be',
      "s: {f|contains|all: [' use ', ' /user:* ']}\nt: {f|endswith: ' '}\ncondition: s and not t",
    ],
    ['keywords', 's: [one, two]\nt: [three]\ncondition: s and t'],
    ['encoded text', 's: {f|base64offset|contains: secret}\ncondition: s'],
    ['option signs', "s: {f|windash|contains: ' -enc '}\ncondition: s"],
    ['the second of two ways', 's: {f: a}\nt: {f: b}\nu: {g: c}\ncondition: (s and t) or u'],
  ])('%s', (_, detection) => {
    expect(made(detection)).toMatchObject({ [SYNTHETIC_FIELD]: true, '@timestamp': AT })
  })

  test.each([
    ['{category: process_creation, product: windows}', "s: {Image|endswith: '\\cmd.exe'}\ncondition: s"],
    ['{product: windows, service: security}', 's: {EventID: 4625, LogonType: 3}\ncondition: s'],
    ['{category: registry_set, product: windows}', "s: {TargetObject|contains: '\\Run\\'}\ncondition: s"],
    ['{product: linux, service: sshd}', 's: [Failed password]\ncondition: s'],
    [
      '{product: windows, service: system}',
      's: {EventID: 104}\nt: {Channel: System}\ncondition: s and not t',
    ],
    ['{category: webserver}', "s: {cs-uri-query|contains: '../'}\ncondition: s"],
    ['{product: madeup, service: thing}', 's: {a: b}\ncondition: s'],
  ])('the log source %s', (logsource, detection) => {
    expect(typeof made(detection, logsource)).toBe('object')
  })
})

test.each([
  [
    'one field with two values at once',
    's: {f: a}\nt: {f|re: ^b$}\nu: {f|cidr: 192.0.2.0/24}\ncondition: s and t and not u',
  ],
  ['what is and is not', 's: {f: a}\ncondition: s and not s'],
  ['a name without values', "s: {f|expand: '%nobody%'}\ncondition: s"],
])('no event is made for %s, and why is told', (_, detection) => {
  const event = made(detection)
  // A list may hold both values of a field: then it is no contradiction.
  expect(typeof event === 'string' ? event.length > 10 : Array.isArray(event['f'])).toBe(true)
})

test.each([
  'abc',
  'a|b',
  '(?:x|y)+z',
  '[a-f0-9]{8}',
  '[^a]b',
  '\\d{1,3}\\.\\d{1,3}',
  '^\\s*sudo\\b.*rm$',
  'a{0}b',
  '\\x41\\u0042',
  '(?i)abc',
  '(?P<n>q)',
  '[\\w.-]+@example',
  '\\\\\\\\pipe',
  'x??y',
  '.{3}',
])('a text is found by %s', source => {
  const regex = compileRegex(source, [])
  // RE2 has no \\u; then there is nothing to find.
  const found =
    typeof regex === 'string' ? source.includes('\\u') : sampleRegex(source).some(text => regex.test(text))
  expect(found).toBe(true)
})

it('what is made of random rules matches them', () => {
  let asked = 0
  let found = 0
  fc.assert(
    fc.property(fuzzedRule, written => {
      const { rules } = loadRules([{ path: 'r.yml', text: fuzzedRuleText(written, 0) }])
      for (const rule of rules) {
        asked += 1
        const event = synthesizeEvent(rule, AT)
        if (typeof event === 'string') continue
        found += 1
        expect(createMatcher([rule]).match(event)).toHaveLength(1)
      }
    }),
    { numRuns: 600, seed: 20_261_129 },
  )
  // Random rules often contradict themselves; most do not.
  expect(found / asked).toBeGreaterThan(0.6)
})

test('a rule that asks for names without values is unsupported, and the names are told', () => {
  const { rules } = load("s: {f|expand: '%admins%'}\ncondition: s")
  const { fault } = proveRule(
    rules[0]!,
    AT,
    () => ({ kind: 'silent' }),
    () => ({}),
  )
  expect(fault).toEqual({ reason: 'unsupported', detail: 'nobody gave values for %admins%' })
})

test('every rule of ours can fire', async () => {
  const { rules } = loadRules(await readRuleFiles(['rules']))
  const silent = rules.filter((rule: LoadedRule) => {
    const matcher = createMatcher([rule])
    const proof = proveRule(
      rule,
      AT,
      event => ({ kind: matcher.match(event).length > 0 ? 'fired' : 'silent' }),
      () => ({}),
    )
    return !proof.fired
  })
  expect(silent.map(({ path }) => path)).toEqual([])
})
