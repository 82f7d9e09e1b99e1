// Conditions over variables: what holds, what does not, and what is refused where.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import { evaluateCondition, parseCondition } from '#/playbooks/cacao/condition.ts'
import type { Variable } from '#/playbooks/cacao/playbook.ts'
import { VARIABLE_TYPES } from '#/playbooks/cacao/playbook.ts'
import type { Comparison, Literal, Observation, PathStep, Pattern } from '#/playbooks/cacao/stix-pattern.ts'
import { COMPARISON_OPERATORS, printPattern } from '#/playbooks/cacao/stix-pattern.ts'
import { parsePattern } from '#/playbooks/cacao/stix-pattern-parse.ts'

const VARIABLES: Readonly<Record<string, Variable>> = {
  __status__: { type: 'string', value: 'ổn định' },
  __quote__: { type: 'string', value: "it's \\ here" },
  __count__: { type: 'integer', value: '10' },
  __big__: { type: 'long', value: '9223372036854775807' },
  __ratio__: { type: 'float', value: '0.5' },
  __stable__: { type: 'bool', value: 'false' },
  __ip__: { type: 'ipv4-addr', value: '203.0.113.7' },
  __ip6__: { type: 'ipv6-addr', value: '2001:db8:0:0::1' },
  __hex__: { type: 'hexstring', value: 'C0FFEE' },
  __hash__: { type: 'md5-hash', value: 'D41D8CD98F00B204E9800998ECF8427E' },
  __time__: { type: 'string', value: '2026-11-22T07:30:00+07:00' },
  __unset__: { type: 'string' },
  __unknown__: { type: 'string', value: '' },
  __other__: { type: 'string', value: 'ổn định' },
  __dict__: { type: 'dictionary', value: '{"a":{"b":[1,2,"x"]},"ok":true,"c-d":"e"}' },
  __broken__: { type: 'dictionary', value: 'no' },
}

const find = (name: string): Variable | undefined =>
  Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined

function decide(text: string): boolean | string {
  const parsed = parseCondition(text)
  if (parsed.kind === 'problem') return `${parsed.problem.position}: ${parsed.problem.reason}`
  const result = evaluateCondition(parsed.condition, find)
  return typeof result === 'boolean' ? result : `${result.position}: ${result.reason}`
}

const HOLDS: readonly string[] = [
  "__status__:value = 'ổn định'",
  "__status__ = 'ổn định'",
  "status:value = 'ổn định'",
  "__status__:value == 'ổn định'",
  "__status__:value != 'khác'",
  "__status__:value <> 'khác'",
  "__status__:value NOT = 'khác'",
  "__status__:value IN ('a', 'ổn định')",
  "__status__:value NOT IN ('a', 'b')",
  "__status__:value LIKE 'ổn%'",
  "__status__:value LIKE '_n định'",
  "__status__:value NOT LIKE 'n%'",
  "__status__:value MATCHES '^ổn'",
  "__status__:value = '__other__:value'",
  '__status__:value = __other__:value',
  "__quote__:value = 'it\\'s \\\\ here'",
  '__count__:value = 10',
  "__count__:value = '10'",
  '__count__:value > 9',
  '__count__:value >= 10',
  '__count__:value < 10.5',
  '__count__:value <= 10',
  '__count__:value IN (1, 10)',
  "__count__:value > '9'",
  '__big__:value = 9223372036854775807',
  '__big__:value != 9223372036854775806',
  '__ratio__:value < 1',
  '__ratio__:value = .5',
  '__ratio__:value > -3',
  '__stable__:value = false',
  "__stable__:value = 'false'",
  '__stable__:value != true',
  "__ip__:value ISSUBSET '203.0.113.0/24'",
  "__ip__:value = '203.0.113.7'",
  "__ip__:value ISSUPERSET '203.0.113.7/32'",
  "__ip__:value NOT ISSUBSET '198.51.100.0/24'",
  "__ip6__:value ISSUBSET '2001:db8::/32'",
  "__ip6__:value = '2001:db8::1'",
  "__ip__:value NOT ISSUBSET '2001:db8::/32'",
  "__hex__:value = h'c0ffee'",
  "__hex__:value = 'c0ffee'",
  "__status__:value != b'AAAA'",
  "__hash__:value = 'd41d8cd98f00b204e9800998ecf8427e'",
  "__time__:value = t'2026-11-22T00:30:00Z'",
  "__time__:value < t'2026-11-22T00:30:00.5Z'",
  'EXISTS __status__:value',
  'NOT EXISTS __unset__:value',
  'NOT EXISTS __unknown__',
  "__unset__:value = 'a' OR __count__:value = 10",
  "(__status__:value = 'khác' OR __count__:value = 10) AND __ratio__:value < 1",
  "__count__:value = 10 OR __status__:value = 'x' AND __status__:value = 'y'",
  "[__status__:value = 'ổn định']",
  '[__count__:value = 10] AND [__ratio__:value < 1]',
  '[__count__:value = 11] OR ([__ratio__:value < 1])',
  '__dict__:value.a.b[0] = 1',
  "__dict__:value.a.b[*] = 'x'",
  '__dict__:value.ok = true',
  "__dict__:value.'c-d' = 'e'",
  'NOT EXISTS __dict__:value.none',
  "__count__:value = 10 /* ten */ AND // and\n __status__:value != 'x'",
  // And stops at the first that does not hold.
  'NOT EXISTS __unset__ OR __broken__:value.a = 1',
]

const FAILS: readonly string[] = [
  "__status__:value = 'Ổn định'",
  "__status__:value NOT = 'ổn định'",
  "__status__:value LIKE 'ổn'",
  "__status__:value LIKE '.*'",
  "__status__:value MATCHES '^n'",
  '__count__:value = 11',
  "__count__:value = 'ten'",
  '__big__:value = 9223372036854775806',
  '__stable__:value = true',
  "__ip__:value ISSUBSET '203.0.113.8/30'",
  "__ip__:value ISSUPERSET '203.0.113.0/24'",
  "__unset__:value = 'a'",
  "__unset__:value != 'a'",
  "__unset__:value NOT IN ('a')",
  "__unknown__:value != 'a'",
  'EXISTS __unknown__:value',
  "(__count__:value = 10 OR __status__:value = 'x') AND __status__:value = 'y'",
  '[__count__:value = 10] AND [__ratio__:value > 1]',
  '__dict__:value.a.b[7] = 1',
  "__dict__:value.a.toString = 'x'",
]

const REFUSED: Readonly<Record<string, string>> = {
  '': '0: a variable such as __name__:value was expected here, found the end',
  '__count__:value':
    '15: a comparison such as =, !=, <, IN, LIKE or MATCHES was expected here, found the end',
  '__count__:value = ': '18: a value was expected here, found the end',
  "__status__:value = 'open": '19: this quotation is not closed',
  "__status__:value = 'a' and __count__:value = 1": '23: the end, AND or OR was expected here, found "and"',
  '__count__:value = 10 )': '21: the end, AND or OR was expected here, found ")"',
  '(__count__:value = 10': '21: ")" was expected here, found the end',
  'NOT __count__:value = 10':
    '4: EXISTS; elsewhere NOT stands before the operator was expected here, found "__count__"',
  '__count__:value LIKE 10': '21: text in quotation marks after LIKE was expected here, found a integer',
  "__count__:value = t'heute'": "18: t'…' takes a time such as 2026-11-22T07:30:00Z",
  "__count__:value = h'abc'": "18: h'…' takes an even number of hexadecimal digits",
  "__count__:value = b'?'": "18: b'…' takes base64",
  '__count__:value = ;': '18: ";" has no place here',
  '[__count__:value = 10] FOLLOWEDBY [__count__:value = 1]': '0: FOLLOWEDBY has no meaning over variables',
  '[__count__:value = 10] WITHIN 5 SECONDS': '23: WITHIN has no meaning over variables',
  '[__count__:value = 10] REPEATS 5 TIMES': '23: REPEATS has no meaning over variables',
  "[__count__:value = 10] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'":
    '23: START … STOP has no meaning over variables',
  '__nobody__:value = 1': '0: there is no variable __nobody__ here',
  "__status__:value = '__nobody__:value'": '0: there is no variable __nobody__ here',
  '__status__:value = 1 OR __nobody__:value = 1': '24: there is no variable __nobody__ here',
  '__status__:type = 1': '0: of a variable only the value can be asked: __status__:value',
  '__status__:value.a = 1': '0: __status__ is a string and has no parts',
  '__broken__:value.a = 1': '0: __broken__ does not hold a dictionary',
  "__status__:value ISSUBSET '10.0.0.0/8'": '0: __status__: "ổn định" is not an address or network',
  "__ip__:value ISSUBSET '10.0.0.0/33'": '0: __ip__: "10.0.0.0/33" is not an address or network',
  '__status__:value > 3': '0: __status__: "ổn định" is not a number',
  "__status__:value > t'2026-01-01T00:00:00Z'": '0: __status__: "ổn định" is not a time',
  '__stable__:value > true': '0: __stable__: a boolean has no order',
}

describe('conditions', () => {
  test.for(HOLDS)('holds: %s', text => {
    expect(decide(text)).toBe(true)
  })
  test.for(FAILS)('does not hold: %s', text => {
    expect(decide(text)).toBe(false)
  })
  test.for(Object.entries(REFUSED))('refuses: %s', ([text, why]) => {
    expect(decide(text)).toBe(why)
  })

  test('a pattern that is no regular expression is said to be none', () => {
    expect(decide("__status__:value MATCHES '('")).toMatch(/^0: __status__: not a regular expression/)
  })

  test('a nested pattern that would stall a backtracking engine is answered at once', () => {
    const long: Variable = { type: 'string', value: `${'a'.repeat(50_000)}!` }
    const parsed = parseCondition("__x__:value MATCHES '^(a+)+$'")
    const from = performance.now()
    expect(parsed.kind === 'condition' && evaluateCondition(parsed.condition, () => long)).toBe(false)
    expect(performance.now() - from).toBeLessThan(10_000)
  })

  test('parentheses beyond the limit are refused, not followed', () => {
    const deep = (levels: number): string => `${'('.repeat(levels)}__count__:value = 10${')'.repeat(levels)}`
    expect(decide(deep(LIMITS.maxConditionDepth))).toBe(true)
    expect(decide(deep(LIMITS.maxConditionDepth + 1))).toMatch(/at most 50 deep/)
    expect(decide(deep(4000))).toMatch(/at most 50 deep/)
    expect(decide(`__count__:value = ${'1'.repeat(9000)}`)).toMatch(/at most 8192 characters/)
  })
})

const word = fc
  .stringMatching(/^[a-z_][a-zA-Z0-9_]{0,8}$/)
  .filter(text => text !== 'true' && text !== 'false')
const steps = fc
  .tuple(
    fc.array(fc.oneof(word, fc.string({ maxLength: 5, unit: 'grapheme' })), { maxLength: 1 }),
    fc.array(
      fc.oneof<fc.Arbitrary<PathStep>[]>(
        fc.record({ kind: fc.constant('key' as const), key: fc.oneof(word, fc.string({ maxLength: 4 })) }),
        fc.record({ kind: fc.constant('index' as const), index: fc.nat(999) }),
        fc.constant({ kind: 'any' as const }),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([first, rest]): PathStep[] =>
    first[0] === undefined ? [] : [{ kind: 'key', key: first[0] }, ...rest],
  )
const path = fc.record({ object: word, steps, at: fc.constant(0) })
const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.record({ kind: fc.constant('string' as const), text: fc.string({ unit: 'grapheme' }) }),
  fc.record({ kind: fc.constant('integer' as const), text: fc.bigInt().map(String) }),
  fc.record({ kind: fc.constant('float' as const), text: fc.stringMatching(/^-?\d{0,4}\.\d{1,4}$/) }),
  fc.record({ kind: fc.constant('boolean' as const), value: fc.boolean() }),
  fc.record({ kind: fc.constant('binary' as const), text: fc.base64String() }),
  fc.record({ kind: fc.constant('hex' as const), text: fc.stringMatching(/^([0-9a-f]{2}){0,6}$/) }),
  fc.record({
    kind: fc.constant('timestamp' as const),
    text: fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
      .map(date => date.toISOString()),
  }),
)
const text = fc.record({ kind: fc.constant('string' as const), text: fc.string({ unit: 'grapheme' }) })
const ORDERED = ['=', '!=', '<', '<=', '>', '>='] as const
const TEXTUAL = ['LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET'] as const
const leaf: fc.Arbitrary<Comparison> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    path,
    negated: fc.boolean(),
    operator: fc.constantFrom(...ORDERED),
    operand: literal,
  }),
  fc.record({
    kind: fc.constant('compare' as const),
    path,
    negated: fc.boolean(),
    operator: fc.constantFrom(...TEXTUAL),
    operand: text,
  }),
  fc.record({
    kind: fc.constant('in' as const),
    path,
    negated: fc.boolean(),
    operands: fc.array(literal, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('exists' as const), path, negated: fc.boolean() }),
)
const { comparison } = fc.letrec<{ comparison: Comparison }>(tie => ({
  comparison: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(tie('comparison'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}))
const { observation } = fc.letrec<{ observation: Observation }>(tie => ({
  observation: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({ kind: fc.constant('observed' as const), expression: comparison }),
    fc.record({
      kind: fc.constantFrom('all' as const, 'either' as const),
      of: fc.array(tie('observation'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('followed-by' as const),
      of: fc.array(tie('observation'), { minLength: 2, maxLength: 3 }),
      at: fc.constant(0),
    }),
    fc.record({
      kind: fc.constant('qualified' as const),
      of: tie('observation'),
      qualifier: fc.oneof(
        fc.record({
          kind: fc.constant('within' as const),
          seconds: fc.nat(99).map(String),
          at: fc.constant(0),
        }),
        fc.record({
          kind: fc.constant('repeats' as const),
          times: fc.nat(99).map(String),
          at: fc.constant(0),
        }),
      ),
    }),
  ),
}))
const pattern: fc.Arbitrary<Pattern> = fc.oneof(
  fc.record({ kind: fc.constant('comparison' as const), expression: comparison }),
  fc.record({ kind: fc.constant('observation' as const), expression: observation }),
)

/** The tree without the places in the text, which a printer need not keep. */
function withoutPlaces(node: unknown): unknown {
  return JSON.parse(JSON.stringify(node, (key, value: unknown) => (key === 'at' ? undefined : value)))
}

describe('the pattern parser', () => {
  test('reads back what the printer writes', () => {
    fc.assert(
      fc.property(pattern, tree => {
        const parsed = parsePattern(printPattern(tree))
        expect(parsed.kind === 'pattern' ? withoutPlaces(parsed.pattern) : parsed.problem).toEqual(
          withoutPlaces(tree),
        )
      }),
      { numRuns: 500 },
    )
  })

  test('answers every text, quickly and without throwing', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...COMPARISON_OPERATORS,
        '(',
        ')',
        '[',
        ']',
        ' AND ',
        ' OR ',
        ' NOT ',
        ' EXISTS ',
        "'",
        ':',
      ),
      fc.constantFrom(
        '__count__:value',
        '__status__',
        '__dict__:value.a',
        'WITHIN 1 SECONDS',
        "t'",
        '/*',
        '*/',
        '//',
      ),
      fc.string({ maxLength: 6, unit: 'grapheme' }),
      literal.map(one => ('text' in one ? one.text : 'true')),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const parsed = parseCondition(pieces.join(''))
        const place = parsed.kind === 'problem' ? parsed.problem.position : 0
        if (parsed.kind === 'condition') evaluateCondition(parsed.condition, find)
        expect(place).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 1000 },
    )
    const from = performance.now()
    for (const part of ['/*', "'", '(', '[', '//', '__a__', "\\'", '1.', 'a:', '/* *', 'a:b[']) {
      parseCondition(part.repeat(Math.floor(LIMITS.maxConditionLength / part.length)))
    }
    expect(performance.now() - from).toBeLessThan(5000)
  })

  test('a printed tree means the same', () => {
    fc.assert(
      fc.property(
        comparison,
        fc.constantFrom(...VARIABLE_TYPES),
        fc.string({ maxLength: 5 }),
        (tree, type, value) => {
          const lookup = (): Variable => ({ type, value })
          const parsed = parseCondition(printPattern({ kind: 'comparison', expression: tree }))
          const direct = evaluateCondition({ text: '', tree }, lookup)
          const again =
            parsed.kind === 'condition' ? evaluateCondition(parsed.condition, lookup) : parsed.problem
          expect(withoutPositions(again)).toEqual(withoutPositions(direct))
        },
      ),
      { numRuns: 300 },
    )
  })
})

function withoutPositions(result: unknown): unknown {
  return typeof result === 'object' && result !== null && 'reason' in result ? result.reason : result
}
