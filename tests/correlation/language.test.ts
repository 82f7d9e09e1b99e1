// The Sigma language on single events: what each modifier and corner means, by example. The public rules use few
// modifiers, so the ones they never use are tested here most.

import { describe, expect, it } from 'vitest'
import { load, matches } from './one-rule.ts'

/** Name, selection of one field line (or several), event, expected. */
type Row = readonly [name: string, selection: string, event: object, expected: boolean]

function check(rows: readonly Row[]): void {
  it.each(rows)('%s', (_name, selection, event, expected) => {
    expect(matches(`sel:\n  ${selection.replaceAll('\n', '\n  ')}\ncondition: sel`, event)).toBe(expected)
  })
}

describe('text', () => {
  check([
    ['matches ignoring case', 'f: Cmd.EXE', { f: 'cMD.exe' }, true],
    ['matches Vietnamese ignoring case', "f|contains: 'Đà Nẵng'", { f: 'SỞ Y TẾ ĐÀ NẴNG' }, true],
    ['matches the three Greek sigmas alike', 'f: ΟΔΟΣ', { f: 'οδος' }, true],
    ['keeps the dotless i apart', 'f: ı', { f: 'I' }, false],
    ['in NFD in the rule matches NFC in the event', `f: '${'Đà'.normalize('NFD')}'`, { f: 'đà' }, true],
    ['must be the whole value', 'f: ab', { f: 'abc' }, false],
    ['with cased minds case', 'f|cased: Abc', { f: 'abc' }, false],
    ['with cased matches the same case', 'f|cased: Abc', { f: 'Abc' }, true],
    ['with cased and contains minds case', 'f|contains|cased: bC', { f: 'abCd' }, true],
    ['with cased after contains minds case', 'f|contains|cased: BC', { f: 'abCd' }, false],
    ['contains the empty text in anything present', "f|contains: ''", { f: 'x' }, true],
    ['contains the empty text not in what is absent', "f|contains: ''", { g: 'x' }, false],
    ['empty is empty', "f: ''", { f: '' }, true],
    ['empty is not absent', "f: ''", {}, false],
    ['with a star matches anything present', "f: '*'", { f: '' }, true],
    ['with a question mark needs one character', "f: 'a?c'", { f: 'ac' }, false],
    ['takes a surrogate pair for one character', "f: 'a?c'", { f: 'a😀c' }, true],
    ['lets wildcards cross newlines', "f: 'a*c?e'", { f: 'a\nb\nc\ne' }, true],
    ['knows an escaped star', "f: 'a\\*b'", { f: 'a*b' }, true],
    ['does not take an escaped star for a wildcard', "f: 'a\\*b'", { f: 'axb' }, false],
    ['ends with a backslash', "f|endswith: 'x\\'", { f: 'C:\\x\\' }, true],
    ['reads two backslashes as one', "f: 'C:\\\\*'", { f: 'C:\\Windows' }, true],
    ['keeps wildcards inside contains', "f|contains: 'a*c'", { f: 'xxabbbcxx' }, true],
    ['anchors startswith with a wildcard inside', "f|startswith: 'a*c'", { f: 'xabc' }, false],
    ['anchors endswith with a question mark', "f|endswith: 'a?c'", { f: 'xxabc' }, true],
    ['compares with a number in the event', "f: '4688'", { f: 4688 }, true],
    ['compares with a boolean in the event', "f: 'true'", { f: true }, true],
  ])
})

describe('numbers and booleans', () => {
  check([
    ['a number matches the same number', 'f: 4688', { f: 4688 }, true],
    ['a number matches text that denotes it', 'f: 4688', { f: '4688' }, true],
    ['a number matches other notations of it', 'f: 1.5', { f: '1.50' }, true],
    ['a number does not match text around it', 'f: 46', { f: '4688' }, false],
    ['leading zeros are kept', 'f: 00000429', { f: '00000429' }, true],
    ['leading zeros are no number', 'f: 00000429', { f: '429' }, false],
    ['hexadecimal matches its own spelling', 'f: 0x100', { f: '0x100' }, true],
    ['hexadecimal matches its value', 'f: 0x100', { f: 256 }, true],
    ['integers beyond 2^53 are exact', 'f: 9007199254740993', { f: '9007199254740993' }, true],
    ['neighbours beyond 2^53 differ', 'f: 9007199254740993', { f: '9007199254740992' }, false],
    ['a boolean matches a boolean', 'f: true', { f: true }, true],
    ['a boolean matches text', 'f: true', { f: 'True' }, true],
    ['yes also matches the text yes', 'f: yes', { f: 'Yes' }, true],
    ['NO also matches the country', 'f: NO', { f: 'NO' }, true],
    ['a number is no boolean', 'f: true', { f: 1 }, false],
    ['a date is the text that was written', 'f: 2024-01-01', { f: '2024-01-01' }, true],
    ['gt compares numbers', 'f|gt: 5', { f: 6 }, true],
    ['gt is not gte', 'f|gt: 5', { f: 5 }, false],
    ['gte compares text that denotes a number', 'f|gte: 5', { f: '5.0' }, true],
    ['lt compares negative numbers', 'f|lt: 0', { f: -1 }, true],
    ['lte compares equal numbers', 'f|lte: 5', { f: 5 }, true],
    ['comparison of text that is no number is false', 'f|lt: 5', { f: 'abc' }, false],
    ['comparison of an absent field is false', 'f|lt: 5', {}, false],
    ['comparison is exact beyond 2^53', 'f|gt: 9007199254740992', { f: '9007199254740993' }, true],
  ])
})

describe('absent, null, empty and lists', () => {
  check([
    ['null matches an absent field', 'f: null', {}, true],
    ['null matches null', 'f: null', { f: null }, true],
    ['null does not match empty text', 'f: null', { f: '' }, false],
    ['an empty list in the rule means absent', 'f: []', {}, true],
    ['exists is true of null', 'f|exists: true', { f: null }, true],
    ['exists is true of empty text', 'f|exists: true', { f: '' }, true],
    ['exists: false is true of an absent field', 'f|exists: false', {}, true],
    ['exists: false differs from null', 'f|exists: false', { f: null }, false],
    ['neq of another value is true', 'f|neq: a', { f: 'b' }, true],
    ['neq of the same value is false', 'f|neq: a', { f: 'A' }, false],
    ['neq of an absent field is true', 'f|neq: a', {}, true],
    ['neq of several is true when none is there', 'f|neq: [a, b]', { f: 'c' }, true],
    ['neq of several is false when one is there', 'f|neq: [a, b]', { f: 'b' }, false],
    [
      'neq with contains and all is false only when all are there',
      'f|neq|contains|all: [a, b]',
      { f: 'xa' },
      true,
    ],
    ['neq null means present', 'f|neq: null', {}, false],
    ['a list in the event matches by any member', 'f: b', { f: ['a', 'b'] }, true],
    ['all may be met by different members', 'f|contains|all: [a, b]', { f: ['xa', 'xb'] }, true],
    ['neq of a list is false when any member is the value', 'f|neq: b', { f: ['a', 'b'] }, false],
    ['an empty list in the event is null', 'f: null', { f: [] }, true],
    ['comparison takes any member', 'f|gt: 5', { f: [1, 9] }, true],
    ['a value list is an OR', 'f: [a, b]', { f: 'b' }, true],
    ['the same field twice in a map is an AND', 'f|startswith: a\nf|endswith: c', { f: 'abc' }, true],
    ['a list of maps is an OR', '- f: 1\n- g: 2', { g: 2 }, true],
    ['nothing of Object.prototype is a field', 'constructor|exists: true', {}, false],
    ['__proto__ is no field of every event', '__proto__|exists: true', {}, false],
  ])
})

describe('encodings', () => {
  const utf16 = Buffer.from('ping', 'utf16le').toString('base64')
  check([
    ['base64 encodes the value', 'f|base64: foo', { f: 'Zm9v' }, true],
    [
      'base64offset finds it at offset 0',
      'f|base64offset|contains: foobar',
      { f: Buffer.from('foobarx').toString('base64') },
      true,
    ],
    [
      'base64offset finds it at offset 1',
      'f|base64offset|contains: foobar',
      { f: Buffer.from('xfoobarx').toString('base64') },
      true,
    ],
    [
      'base64offset finds it at offset 2',
      'f|base64offset|contains: foobar',
      { f: Buffer.from('xyfoobarx').toString('base64') },
      true,
    ],
    [
      'base64offset works on bytes, not characters',
      "f|base64offset|contains: 'Đà Nẵng'",
      { f: Buffer.from('xĐà Nẵng!').toString('base64') },
      true,
    ],
    ['utf16le comes before base64', 'f|utf16le|base64: ping', { f: utf16 }, true],
    ['wide is utf16le', 'f|wide|base64: ping', { f: utf16 }, true],
    [
      'wide is found at any offset',
      'f|wide|base64offset|contains: ping',
      { f: Buffer.from('\u0001p\0i\0n\0g\0', 'latin1').toString('base64') },
      true,
    ],
    ['utf16be swaps the bytes', 'f|utf16be|base64: ping', { f: 'AHAAaQBuAGc=' }, true],
    ['utf16 begins with FF FE', 'f|utf16|base64: ping', { f: '//5wAGkAbgBnAA==' }, true],
    ['wide alone is the raw bytes', 'f|wide: ab', { f: 'a\u0000b\u0000' }, true],
  ])
})

describe('windash', () => {
  check([
    ['accepts a slash', "f|windash|contains: ' -enc '", { f: 'x /enc y' }, true],
    ['accepts an en dash', "f|windash|contains: ' -enc '", { f: 'x –enc y' }, true],
    ['accepts an em dash', "f|windash|contains: ' -enc '", { f: 'x —enc y' }, true],
    ['accepts a horizontal bar', "f|windash|contains: ' -enc '", { f: 'x ―enc y' }, true],
    ['may be mixed', "f|windash|contains: '-a -b'", { f: '-a /b' }, true],
    ['written with a slash accepts a dash', "f|windash|contains: ' /enc '", { f: 'x -enc y' }, true],
    ['leaves a hyphen inside a word alone', 'f|windash|contains: foo-bar', { f: 'foo/bar' }, false],
    ['knows wildcards beside it', "f|windash|contains: ' -e* x'", { f: ' /enc x' }, true],
    [
      'with an option and a hyphenated word',
      "f|windash|contains: ' -no-profile'",
      { f: ' /no-profile' },
      true,
    ],
    ['with cased minds case', "f|windash|cased|contains: ' -Enc '", { f: 'x /enc y' }, false],
  ])
})

describe('regular expressions', () => {
  check([
    ['are searched for anywhere', 'f|re: b.d', { f: 'abcde' }, true],
    ['mind case', 'f|re: abc', { f: 'ABC' }, false],
    ['with i do not', 'f|re|i: abc', { f: 'ABC' }, true],
    ['accept (?i) inside', "f|re: '(?i)abc'", { f: 'ABC' }, true],
    ['with m let ^ match at lines', 'f|re|m: ^b', { f: 'a\nb' }, true],
    ['with s let the dot match newlines', 'f|re|s: a.b', { f: 'a\nb' }, true],
    ['without s do not', 'f|re: a.b', { f: 'a\nb' }, false],
    ['with startswith are anchored', 'f|re|startswith: b', { f: 'ab' }, false],
    ['with endswith are anchored', 'f|re|endswith: b|c', { f: 'cd' }, false],
    ['match numbers of the event', "f|re: '^46'", { f: 4688 }, true],
    ['take any member', 'f|re: ^b', { f: ['a', 'b'] }, true],
    ['with all need all', 'f|re|all: [a, b]', { f: 'a' }, false],
  ])

  it('stay linear on a hostile value', () => {
    const began = performance.now()
    expect(matches("sel:\n  f|re: '(a+)+$'\ncondition: sel", { f: `${'a'.repeat(60_000)}b` })).toBe(false)
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})

describe('addresses', () => {
  check([
    ['in a range match', 'f|cidr: 192.0.2.0/24', { f: '192.0.2.200' }, true],
    ['outside do not', 'f|cidr: 192.0.2.0/24', { f: '192.0.3.1' }, false],
    ['host bits are masked', 'f|cidr: 192.0.2.77/24', { f: '192.0.2.1' }, true],
    ['an address is a range of one', 'f|cidr: 192.0.2.1', { f: '192.0.2.1' }, true],
    ['IPv6 matches whatever its spelling', 'f|cidr: 2001:db8::/32', { f: '2001:0DB8:0:0::1' }, true],
    ['IPv4-mapped IPv6 is IPv4', 'f|cidr: 192.0.2.0/24', { f: '::ffff:192.0.2.1' }, true],
    ['a mapped range is an IPv4 range', 'f|cidr: ::ffff:192.0.2.0/120', { f: '192.0.2.1' }, true],
    ['a zone is no part of the address', 'f|cidr: fe80::/10', { f: 'fe80::1%eth0' }, true],
    ['text that is no address does not match', 'f|cidr: 0.0.0.0/0', { f: 'host.example.com' }, false],
    ['/0 matches every IPv4 address', 'f|cidr: 0.0.0.0/0', { f: '203.0.113.9' }, true],
    ['a list matches by any member', 'f|cidr: 192.0.2.0/24', { f: ['10.0.0.1', '192.0.2.9'] }, true],
  ])
})

describe('parts of a time', () => {
  const at = { f: '2026-11-22T05:07:09.123Z' }
  check([
    ['minute', 'f|minute: 7', at, true],
    ['hour in UTC', 'f|hour: 5', at, true],
    ['hour of a time with a zone is UTC', 'f|hour: 5', { f: '2026-11-22T12:07:09+07:00' }, true],
    ['day of the month', 'f|day: 22', at, true],
    ['ISO week', 'f|week: 47', at, true],
    [
      'ISO week of a January day may be of the year before',
      'f|week: 53',
      { f: '2027-01-01T00:00:00Z' },
      true,
    ],
    ['month from 1', 'f|month: 11', at, true],
    ['year', 'f|year: 2026', at, true],
    ['hour with gte compares the hour', 'f|hour|gte: 5', at, true],
    ['hour with lt compares the hour', 'f|hour|lt: 5', at, false],
    ['seconds since 1970 are a time', 'f|year: 2026', { f: 1_795_324_029 }, true],
    ['text that is no time is false', 'f|hour: 5', { f: 'five' }, false],
    ['an absent time is false', 'f|hour|gte: 0', {}, false],
  ])
})

describe('references to other fields', () => {
  check([
    ['equal ignoring case', 'f|fieldref: g', { f: 'Abc', g: 'aBC' }, true],
    ['differ', 'f|fieldref: g', { f: 'a', g: 'b' }, false],
    ['are false when the other is absent', 'f|fieldref: g', { f: 'a' }, false],
    ['are false when both are absent', 'f|fieldref: g', {}, false],
    ['with neq are true when they differ', 'f|fieldref|neq: g', { f: 'a', g: 'b' }, true],
    ['with neq are true when one is absent', 'f|fieldref|neq: g', { f: 'a' }, true],
    ['with contains', 'f|fieldref|contains: g', { f: 'xABCx', g: 'abc' }, true],
    ['with startswith', 'f|fieldref|startswith: g', { f: 'abcx', g: 'abc' }, true],
    ['with endswith', 'f|fieldref|endswith: g', { f: 'abcx', g: 'abc' }, false],
    ['compare numbers and text', 'f|fieldref: g', { f: 5, g: '5' }, true],
    ['match any member of both', 'f|fieldref: g', { f: ['a', 'b'], g: ['b', 'c'] }, true],
  ])
})

describe('keywords', () => {
  check([
    ['are found inside any value', '- error', { message: 'an ERROR occurred' }, true],
    ['are found in lists', '- error', { tags: ['x', 'errors'] }, true],
    ['are not found in names', '- error', { error: 'x' }, false],
    ['are not found in our own bookkeeping', '- nginx', { 'thapcanh.format': 'nginx' }, false],
    ['are found in a raw line', '- needle', { 'event.original': 'a needle in text' }, true],
    [
      'are not found by a name inside raw JSON',
      '- password',
      { 'event.original': '{"password":"x"}' },
      false,
    ],
    ['know wildcards', "- 'a*c'", { message: 'xx abc xx' }, true],
    ['do not reach across two values', "- 'a*c'", { f: 'a', g: 'c' }, false],
    ['with all need all, anywhere', "'|all':\n  - one\n  - two", { f: 'one', g: 'two' }, true],
    ['as regular expressions', "'|re': ^x\\d+$", { f: 'x12' }, true],
    ['with startswith begin a value', "'|startswith': ab", { f: 'xab' }, false],
    ['with cased mind case', "'|cased': Error", { f: 'error' }, false],
    ['as numbers are values', '- 4625', { f: 4625 }, true],
    ['as numbers are words of text', '- 4625', { f: 'event 4625: failed' }, true],
    ['as numbers are no part of a longer number', '- 4625', { f: '146258' }, false],
    ['may be a single word instead of a list', 'needle', { f: 'a needle' }, true],
  ])
})

describe('placeholders', () => {
  it('get their values', () => {
    const { rules, problems } = load("sel:\n  f|expand: '%admins%'\ncondition: sel", undefined, {
      admins: ['lan', 'minh'],
    })
    expect(problems).toEqual([])
    expect(rules).toHaveLength(1)
  })

  it('without values never match, and the lint says so', () => {
    const { problems } = load("sel:\n  f|expand: '%admins%'\ncondition: sel")
    expect(problems.map(problem => problem.code)).toEqual(['rule.lint'])
    expect(matches("sel:\n  f|expand: '%admins%'\ncondition: sel", { f: '%admins%' })).toBe(false)
  })

  it('are ordinary text without expand', () => {
    expect(matches("sel:\n  f: '%admins%'\ncondition: sel", { f: '%admins%' })).toBe(true)
  })
})

describe('a refused detection', () => {
  const rows: readonly (readonly [name: string, detection: string, reason: RegExp])[] = [
    [
      'unknown modifier',
      'sel:\n  f|conatins: a\ncondition: sel',
      /sel\.f\|conatins.*"conatins" is no modifier/,
    ],
    ['modifier in upper case', 'sel:\n  f|Contains: a\ncondition: sel', /write contains/],
    ['regular expression that is none', "sel:\n  f|re: '(a'\ncondition: sel", /not a regular expression/],
    ['back-reference', "sel:\n  f|re: '(a)\\1'\ncondition: sel", /not a regular expression/],
    ['flag without re', 'sel:\n  f|i: a\ncondition: sel', /must follow it/],
    ['re after contains', 'sel:\n  f|contains|re: a\ncondition: sel', /before every other/],
    ['exists of text', "sel:\n  f|exists: 'true'\ncondition: sel", /without quotes/],
    ['gt of text', "sel:\n  f|gt: 'a'\ncondition: sel", /must be a number/],
    ['hour of text', "sel:\n  f|hour: '5'\ncondition: sel", /whole number/],
    ['cidr of a name', 'sel:\n  f|cidr: example.com\ncondition: sel', /is no network/],
    ['cidr with a wrong prefix', 'sel:\n  f|cidr: 192.0.2.0/33\ncondition: sel', /is no network/],
    ['base64 of a wildcard', "sel:\n  f|base64: 'a*'\ncondition: sel", /cannot be encoded/],
    ['base64offset too short', 'sel:\n  f|base64offset: x\ncondition: sel', /too short/],
    ['contains of null', 'sel:\n  f|contains: null\ncondition: sel', /null has no text/],
    ['a map as value', 'sel:\n  f: {a: b}\ncondition: sel', /must be text, a number/],
    ['an empty selection', 'sel: []\ncondition: sel', /the list is empty/],
    ['an empty map', 'sel: {}\ncondition: sel', /the map is empty/],
    ['null as keyword', 'sel:\n  - null\ncondition: sel', /must be the value of a field/],
    ['no selection', 'condition: sel', /there is no selection/],
    ['no condition', 'sel:\n  f: 1', /there is no condition/],
    ['pipe in the condition', 'sel:\n  f: 1\ncondition: sel | count() > 5', /no longer part/],
    ['unknown selection', 'sel:\n  f: 1\ncondition: sel and other', /column 9: no selection is called other/],
    ['all of nothing', 'sel:\n  f: 1\ncondition: all of other*', /no selection is called other\*/],
    ['2 of them', 'sel:\n  f: 1\ncondition: 2 of them', /"2 of" is not known/],
    ['open parenthesis', 'sel:\n  f: 1\ncondition: (sel', /is never closed/],
    ['closed parenthesis', 'sel:\n  f: 1\ncondition: sel)', /without "\("/],
    ['missing operator', 'sel:\n  f: 1\ncondition: sel sel', /follows without and \/ or/],
    ['missing operand', 'sel:\n  f: 1\ncondition: sel and', /ends where a selection is expected/],
  ]

  it.each(rows)('for %s says where and why', (_name, detection, reason) => {
    const { rules, problems } = load(detection)
    expect(rules).toEqual([])
    const said = problems.map(problem => `${problem.where} ${problem.detail}`).join('\n')
    expect(said).toMatch(/^test\.yml:\d+:detection/)
    expect(said).toMatch(reason)
  })
})
