import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import { escapeGlob, parseGlob } from '#/store/glob.ts'
import { matchesQuery } from '#/store/match-query.ts'
import { allOf, anyOf, EVERYTHING, noneOf, type Query, type RangeEnd } from '#/store/query-tree.ts'
import { parseSearchQuery } from '#/store/search-query.ts'
import { term } from './invented-events.ts'

const end = (value: string, inclusive = true): RangeEnd => ({ value, inclusive })
const range = (field: string, from: RangeEnd | null, to: RangeEnd | null): Query => ({
  kind: 'range',
  field,
  from,
  to,
})
const regex = (field: string | null, source: string, fromStart = false, toEnd = false): Query => ({
  kind: 'regex',
  field,
  source,
  fromStart,
  toEnd,
})
const [a, b, c] = [term(null, 'a'), term(null, 'b'), term(null, 'c')]

const READ: readonly (readonly [string, Query])[] = [
  ['', EVERYTHING],
  ['  \t\n ', EVERYTHING],
  ['failed', term(null, 'failed')],
  ['failed  password', allOf([term(null, 'failed'), term(null, 'password')])],
  ['"failed password"', term(null, 'failed password')],
  ['"a \\"b\\" \\\\ c"', term(null, 'a "b" \\\\ c')],
  ['"a*b?"', term(null, 'a\\*b\\?')],
  ['user.name:root', term('user.name', 'root')],
  ['user.name:"Trần Lan"', term('user.name', 'Trần Lan')],
  ['user.name:*', term('user.name', '*')],
  ['user.name:ro*t?', term('user.name', 'ro*t?')],
  ['user.name:ro\\*t', term('user.name', 'ro\\*t')],
  ['user.name:""', term('user.name', '')],
  ['-user.name:root', term('user.name', 'root', true)],
  ['!user.name:root', term('user.name', 'root', true)],
  ['+user.name:root', term('user.name', 'root')],
  ['NOT user.name:root', term('user.name', 'root', true)],
  ['NOT -root', term(null, 'root')],
  ['-"two words"', term(null, 'two words', true)],
  ['a AND b && c', allOf([term(null, 'a'), term(null, 'b'), term(null, 'c')])],
  ['a AND NOT b', allOf([term(null, 'a'), term(null, 'b', true)])],
  [
    'and not or ANDROID',
    allOf([term(null, 'and'), term(null, 'not'), term(null, 'or'), term(null, 'ANDROID')]),
  ],
  ['source.ip:2001:db8::1', term('source.ip', '2001:db8::1')],
  ['source.ip:203.0.113.0/24', term('source.ip', '203.0.113.0/24')],
  ['url.path:/admin', term('url.path', '/admin')],
  ['url.full:https://example.com/~a?b=1', term('url.full', 'https://example.com/~a?b=1')],
  ['@timestamp:2026*', term('@timestamp', '2026*')],
  ['process.executable:C:\\Windows\\cmd.exe', term('process.executable', 'C:\\\\Windows\\\\cmd.exe')],
  ['a\\:b', term(null, 'a:b')],
  ['a\\ b', term(null, 'a b')],
  ['\\-a', term(null, '-a')],
  ['x-1', term(null, 'x-1')],
  ['destination.port:-5', term('destination.port', '-5')],
  ['thất bại'.normalize('NFD'), allOf([term(null, 'thất'), term(null, 'bại')])],
  ['a OR b', anyOf([a, b])],
  ['a || b c', anyOf([a, allOf([b, c])])],
  ['a b OR c', anyOf([allOf([a, b]), c])],
  ['(a OR b) AND c', allOf([anyOf([a, b]), c])],
  ['(a b)', allOf([a, b])],
  ['a (b OR c)', allOf([a, anyOf([b, c])])],
  ['NOT (a OR b)', noneOf(anyOf([a, b]))],
  ['NOT(a OR b)', noneOf(anyOf([a, b]))],
  ['!(a b)', noneOf(allOf([a, b]))],
  ['NOT NOT a', a],
  ['a -b', allOf([a, noneOf(b)])],
  ['(a)', a],
  ['( ( a ) )', a],
  ['a\\)', term(null, 'a)')],
  ['x:(a OR "b c")', anyOf([term('x', 'a'), term('x', 'b c')])],
  ['x:(a -b)', allOf([term('x', 'a'), noneOf(term('x', 'b'))])],
  ['x:((a OR b) 2001:db8::1)', allOf([anyOf([term('x', 'a'), term('x', 'b')]), term('x', '2001:db8::1')])],
  ['-x:(a b)', noneOf(allOf([term('x', 'a'), term('x', 'b')]))],
  ['x:(a) b', allOf([term('x', 'a'), b])],
  ['_exists_:source.ip', { kind: 'exists', field: 'source.ip' }],
  ['source.port:[1 TO 5]', range('source.port', end('1'), end('5'))],
  ['source.port:{1 TO 5}', range('source.port', end('1', false), end('5', false))],
  ['source.port:[1 TO 5}', range('source.port', end('1'), end('5', false))],
  ['source.port:[1 TO *]', range('source.port', end('1'), null)],
  ['source.port:{* TO 5]', range('source.port', null, end('5'))],
  ['source.port:[* TO *]', { kind: 'exists', field: 'source.port' }],
  ['source.port:[ 1  TO  5 ]', range('source.port', end('1'), end('5'))],
  ['x:["a b" TO "c*"]', range('x', end('a b'), end('c*'))],
  ['x:[2026-11-22T00:00:00Z TO "now"]', range('x', end('2026-11-22T00:00:00Z'), end('now'))],
  ['source.port:>=5', range('source.port', end('5'), null)],
  ['source.port:> 5', range('source.port', end('5', false), null)],
  ['source.port:<"5"', range('source.port', null, end('5', false))],
  ['x:(>1 AND <=5)', allOf([range('x', end('1', false), null), range('x', null, end('5'))])],
  ['url.path:/ad.*/', regex('url.path', 'ad.*')],
  ['/a b/', regex(null, 'a b')],
  ['/^a$/', regex(null, 'a', true, true)],
  ['/a\\/b[/]/', regex(null, 'a\\/b[\\/]')],
  ['/[\\w-]\\d\\.%/', regex(null, '[0-9A-Z_a-z\\-][0-9]\\.%')],
  ['(/a|b/ OR c)', anyOf([regex(null, 'a|b'), c])],
  ['url.path:/admin/x/', term('url.path', '/admin/x/')],
  ['url.path:/admin url.path:/tmp/x', allOf([term('url.path', '/admin'), term('url.path', '/tmp/x')])],
  ['//', term(null, '//')],
  ['a]b}c', term(null, 'a]b}c')],
  ['a>b<c', term(null, 'a>b<c')],
]

/** Text, place, and what is told, in English and in Vietnamese. */
const REFUSED: readonly (readonly [string, number, string, string])[] = [
  ['AND a', 0, '“AND” needs something to search for before it', 'trước “AND”'],
  ['OR a', 0, '“OR” needs something to search for before it', 'trước “OR”'],
  ['a AND', 5, '“AND” needs something to search for after it', 'sau “AND”'],
  ['a OR ', 5, '“OR” needs something to search for after it', 'sau “OR”'],
  ['a AND AND b', 6, 'before it', 'trước “AND”'],
  ['a OR AND b', 5, 'before it', 'trước “AND”'],
  ['a NOT', 5, '“NOT” needs something to search for after it', 'sau “NOT”'],
  ['a - b', 2, 'needs a term right after it', 'ngay sau “-”'],
  ['a -', 2, 'needs a term right after it', 'ngay sau “-”'],
  ['(a -)', 3, 'needs a term right after it', 'ngay sau “-”'],
  ['(a b', 0, 'never closed; a ) was expected', 'thiếu dấu )'],
  ['(', 0, 'never closed; a ) was expected', 'thiếu dấu )'],
  ['()', 1, 'expected between the parentheses', 'giữa hai dấu ngoặc'],
  ['a (b OR)', 7, '“OR” needs something to search for after it', 'sau “OR”'],
  ['a)', 1, 'closes nothing', 'không đóng gì'],
  [')', 0, 'closes nothing', 'không đóng gì'],
  ['sshd(pam)', 4, 'in the middle of a word', 'giữa từ'],
  ['[1 TO 5]', 0, 'need a field before them', 'cần tên trường'],
  ['>5', 0, 'need a field before them', 'cần tên trường'],
  ['source.port:[1 5]', 15, 'TO was expected', 'phải có TO'],
  ['source.port:[1 TO]', 17, 'the end of a range was expected', 'cần một đầu'],
  ['source.port:[TO 5]', 13, 'the end of a range was expected', 'cần một đầu'],
  ['source.port:[1 TO 5', 19, '] or } was expected', 'phải là ] hoặc }'],
  ['source.port:[1 TO 5]x', 20, 'a blank was expected', 'phải có khoảng trắng'],
  ['source.port:[1* TO 5]', 13, 'wildcards cannot stand', 'không dùng ký tự đại diện'],
  ['source.port:>=', 14, 'a value to compare with was expected', 'sau “>=”'],
  ['source.port:>=5*', 14, 'wildcards cannot stand', 'không dùng ký tự đại diện'],
  ['_exists_:', 9, 'the name of a field was expected', 'tên một trường'],
  ['_exists_:a*', 9, 'the name of a field was expected', 'tên một trường'],
  ['url.path:/a(b/', 11, '“(” is never closed', '“(” chưa đóng'],
  ['url.path:/a)/', 11, '“)” cannot stand here', '“)” không thể'],
  ['url.path:/*a/', 10, '“*” cannot stand here', '“*” không thể'],
  ['url.path:/a**/', 12, '“*” cannot stand here', '“*” không thể'],
  ['url.path:/a{9999}/', 11, 'more than 200 counted', 'quá 200'],
  ['url.path:/(a{100}){100}/', 10, 'more than 200 counted', 'quá 200'],
  ['url.path:/a{2,1}/', 11, 'a count like', 'cần số lần lặp'],
  ['url.path:/(?=a)/', 11, '“(?” cannot stand here', '“(?” không thể'],
  ['url.path:/a\\b/', 11, '“\\b” cannot stand here', '“\\b” không thể'],
  ['url.path:/a^b/', 11, '“^” cannot stand here', '“^” không thể'],
  ['url.path:/[z-a]/', 12, 'go upwards', 'khoảng ký tự'],
  ['url.path:/[]/', 10, '“[]” cannot stand here', '“[]” không thể'],
  ['roam~2', 0, '“~” and “^”', '“~” và “^”'],
  ['user.name:lan^4', 10, '“~” and “^”', '“~” và “^”'],
  ['user.name:', 10, 'needs a value', 'phải là một giá trị'],
  ['user.name: root', 10, 'needs a value', 'phải là một giá trị'],
  [':root', 0, 'not the name of a field', 'không phải tên trường'],
  ['10:30:00', 0, 'not the name of a field', 'không phải tên trường'],
  ['C:\\Windows', 0, 'not the name of a field', 'không phải tên trường'],
  ['us*r:a', 0, 'not the name of a field', 'không phải tên trường'],
  ['"never closed', 0, 'never closed', 'chưa đóng'],
  ['a:"never closed', 2, 'never closed', 'chưa đóng'],
  ['"a"b', 3, 'blank is missing', 'thiếu khoảng trắng'],
  ['a"b', 1, 'quotation mark in the middle', 'ở giữa từ'],
]

describe('search syntax', () => {
  for (const [text, query] of READ) {
    test(`reads ${JSON.stringify(text)}`, () => expect(parseSearchQuery(text)).toEqual({ query }))
  }

  for (const [text, position, reason, vi] of REFUSED) {
    test(`refuses ${JSON.stringify(text)} at ${position}`, () => {
      const parsed = parseSearchQuery(text)
      expect(parsed).toMatchObject({
        problem: {
          position,
          message: expect.stringContaining(reason) as string,
          messageVi: expect.stringContaining(vi) as string,
        },
      })
    })
  }

  test('refuses more terms than a search may have', () => {
    expect(parseSearchQuery('a '.repeat(LIMITS.maxSearchTerms))).toHaveProperty('query')
    expect(parseSearchQuery('a '.repeat(LIMITS.maxSearchTerms + 1))).toHaveProperty('problem')
  })

  test('answers any text with terms or a problem inside the text', () => {
    const piece = fc.constantFrom(
      'a',
      ':',
      'a:',
      '[',
      ']',
      '{',
      ' TO ',
      '>=',
      ')',
      '"',
      '\\',
      '-',
      '!',
      '(',
      '*',
      '?',
      ' ',
      'AND',
      'NOT',
      'OR',
      '/',
      '~',
      'đ',
      '\ud800',
    )
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map(parts => parts.join('')),
    )
    fc.assert(
      fc.property(anyText, text => {
        const parsed = parseSearchQuery(text)
        const position = 'problem' in parsed ? parsed.problem.position : 0
        expect(position).toBeGreaterThanOrEqual(0)
        expect(position).toBeLessThanOrEqual(text.length)
      }),
    )
  })

  test('a text in quotation marks finds exactly itself', () => {
    fc.assert(
      fc.property(fc.string(), value => {
        const parsed = parseSearchQuery(`user.name:"${value.replaceAll(/["\\]/g, '\\$&')}"`)
        expect(parsed).toEqual({ query: term('user.name', escapeGlob(value)) })
        expect(parseGlob(escapeGlob(value))).toEqual({ kind: 'text', text: value })
        expect(matchesQuery({ 'user.name': value }, term('user.name', escapeGlob(value)))).toBe(true)
      }),
    )
  })
})
