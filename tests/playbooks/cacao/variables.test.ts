// Variables: what each type takes, where names are found, and what is refused.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { VARIABLE_TYPES } from '#/playbooks/cacao/playbook.ts'
import type { Variables, VariableType } from '#/playbooks/cacao/playbook.ts'
import { matchCase } from '#/playbooks/cacao/switch-case.ts'
import { referencesIn, substitute } from '#/playbooks/cacao/variable-references.ts'
import { whyNoValueOf } from '#/playbooks/cacao/variable-types.ts'
import { startScope } from '#/playbooks/cacao/variables.ts'

const TYPES: Readonly<Record<VariableType, { good: readonly string[]; bad: readonly string[] }>> = {
  bool: { good: ['true', 'false'], bad: ['True', '1', 'yes'] },
  dictionary: { good: ['{}', '{"a":[1]}'], bad: ['[]', 'null', '{', '3'] },
  float: { good: ['1', '-2.5', '1e9'], bad: ['.', '1,5', 'NaN', '0x1'] },
  hexstring: { good: ['00', 'c0FFee'], bad: ['0', 'xx'] },
  integer: { good: ['0', '-7', '9007199254740991'], bad: ['1.0', '9007199254740992', '1e3'] },
  'ipv4-addr': {
    good: ['203.0.113.7', '203.0.113.0/24'],
    bad: ['203.0.113', '203.0.113.7/33', '2001:db8::1'],
  },
  'ipv6-addr': {
    good: ['2001:db8::1', '2001:db8::/32'],
    bad: ['203.0.113.7', '2001:db8::/129', 'fe80::1%eth0'],
  },
  long: { good: ['9223372036854775807', '-9223372036854775808'], bad: ['9223372036854775808', '1.5'] },
  'mac-addr': { good: ['00:53:00:aa:bb:cc', '00-53-00-AA-BB-CC'], bad: ['0053.00aa.bbcc', '00:53:00:aa:bb'] },
  hash: { good: ['d41d8cd98f00b204e9800998ecf8427e', 'a'.repeat(64)], bad: ['abc', 'g'.repeat(32)] },
  'md5-hash': { good: ['d41d8cd98f00b204e9800998ecf8427e'], bad: ['a'.repeat(64)] },
  'sha256-hash': { good: ['a'.repeat(64)], bad: ['a'.repeat(63)] },
  string: { good: ['bất kỳ', ' '], bad: [] },
  uri: { good: ['https://example.com/a?b', 'urn:x:y'], bad: ['example.com', 'http://a b'] },
  uuid: {
    good: ['3f0c2a52-58bb-4b4e-8e0a-1f2a3b4c5d6e'],
    bad: ['3f0c2a52', '{3f0c2a52-58bb-4b4e-8e0a-1f2a3b4c5d6e}'],
  },
}

describe('values', () => {
  test.for(VARIABLE_TYPES)('of the type %s are told from what is none', type => {
    expect(TYPES[type].good.filter(text => whyNoValueOf(type, text) !== undefined)).toEqual([])
    expect(TYPES[type].bad.filter(text => whyNoValueOf(type, text) === undefined)).toEqual([])
    expect(whyNoValueOf(type, '')).toBeUndefined()
  })
})

const PLAYBOOK: Variables = {
  __ip__: { type: 'ipv4-addr', value: '203.0.113.7' },
  __limit__: { type: 'integer', value: '3', constant: true },
  __note__: { type: 'string' },
}

describe('the start of a playbook', () => {
  test('takes given values, and leaves the rest as declared', () => {
    const { scope, problems } = startScope(PLAYBOOK, { __ip__: '198.51.100.4', __note__: '' })
    expect(problems).toEqual([])
    expect(scope.variables).toEqual({
      __ip__: { type: 'ipv4-addr', value: '198.51.100.4' },
      __limit__: { type: 'integer', value: '3', constant: true },
      __note__: { type: 'string', value: '' },
    })
    expect(PLAYBOOK['__ip__']?.value).toBe('203.0.113.7')
  })

  test.for([
    ['__limit__', '4', 'variable.constant', '__limit__ is constant and takes no new value'],
    ['__ip__', 'x', 'variable.type', '__ip__: "x" is not an IPv4 address or network'],
    ['__none__', 'x', 'variable.unknown', 'there is no variable __none__ here'],
    ['toString', 'x', 'variable.unknown', 'there is no variable toString here'],
  ] as const)('refuses %s = %s', ([name, value, code, reason]) => {
    const { scope, problems } = startScope(PLAYBOOK, { [name]: value })
    expect(problems).toEqual([{ code, variable: name, reason }])
    expect(scope.variables).toEqual(PLAYBOOK)
  })

  test('tells every wrong value at once, declared ones too', () => {
    const declared: Variables = { ...PLAYBOOK, __bad__: { type: 'bool', value: 'maybe' } }
    const { problems } = startScope(declared, { __limit__: '9', __no__: 'b', __ip__: 'c' })
    expect(problems.map(({ code }) => code)).toEqual([
      'variable.type',
      'variable.constant',
      'variable.unknown',
      'variable.type',
    ])
  })
})

const find = (name: string): Variables[string] | undefined =>
  Object.hasOwn(NAMES, name) ? NAMES[name] : undefined
const NAMES: Variables = {
  __a__: { type: 'string', value: 'A' },
  __a__b__: { type: 'string', value: 'AB' },
  __loop__: { type: 'string', value: '__a__:value' },
  __unset__: { type: 'string' },
}

describe('references', () => {
  test.for([
    ['', ''],
    ['không có gì', 'không có gì'],
    ['__a__:value', 'A'],
    ['x__a__y', 'xAy'],
    ['__a____a__', 'AA'],
    ['__a__b__:value', 'AB'],
    ['__a__b', 'Ab'],
    ['__loop__', '__a__:value'],
    ['__a__:values', 'As'],
    ['__ a__', '__ a__'],
    ['____', '____'],
    ['_____a__', '___A'],
    ['__1__', '__1__'],
  ] as const)('%s becomes %s', ([text, expected]) => {
    expect(substitute(text, find)).toEqual({ kind: 'text', text: expected })
  })

  test('unknown and unset names are all told', () => {
    expect(substitute('__no__ __unset__:value __a__ __neither__:value', find)).toEqual({
      kind: 'problems',
      problems: [
        { code: 'variable.unknown', variable: '__no__', reason: 'there is no variable __no__ here' },
        { code: 'variable.unset', variable: '__unset__', reason: '__unset__ has no value yet' },
        {
          code: 'variable.unknown',
          variable: '__neither__',
          reason: 'there is no variable __neither__ here',
        },
      ],
    })
  })

  test('values can be made safe, and unset ones shown, on the way', () => {
    const options = { each: (value: string) => `'${value}'`, unset: (name: string) => `{${name}}` }
    expect(substitute('__a__:value __unset__', find, options)).toEqual({
      kind: 'text',
      text: "'A' {__unset__}",
    })
  })

  test('are found where they stand, in any text, quickly', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('__', '_', 'a', '__a__', ':value', '-', ' ', 'b__')), parts => {
        const text = parts.join('')
        for (const { name, from, to, explicit } of referencesIn(text, find)) {
          expect(text.slice(from, to)).toBe(explicit ? `${name}:value` : name)
        }
      }),
    )
    const from = performance.now()
    for (const part of ['_', '__a', '__a_', '____-', '__a__'])
      referencesIn(part.repeat(5000), () => undefined)
    expect(performance.now() - from).toBeLessThan(5000)
  })
})

describe('a switch', () => {
  const cases = { A: 'end--1', default: 'end--2' }
  test.for([
    ['__a__:value', cases, { kind: 'case', key: 'A', step: 'end--1' }],
    [' __a__:value ', cases, { kind: 'case', key: 'A', step: 'end--1' }],
    ['B', cases, { kind: 'case', key: 'default', step: 'end--2' }],
    ['toString', cases, { kind: 'case', key: 'default', step: 'end--2' }],
    ['B', { A: 'end--1' }, { kind: 'none', value: 'B' }],
  ] as const)('on "%s"', ([text, among, expected]) => {
    expect(matchCase({ switch: text, cases: among }, find)).toEqual(expected)
  })

  test('on a variable that does not exist says so', () => {
    expect(matchCase({ switch: '__no__:value', cases }, find)).toMatchObject({ kind: 'problems' })
  })
})
