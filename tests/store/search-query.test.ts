import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import type { SearchTerm } from '#/store/event-store.ts'
import { escapeGlob, parseGlob } from '#/store/glob.ts'
import { parseSearchQuery } from '#/store/search-query.ts'
import { naiveMatch } from './invented-events.ts'

const term = (field: string | null, value: string, negated = false): SearchTerm => ({ field, value, negated })

const READ: readonly (readonly [string, readonly SearchTerm[]])[] = [
  ['', []],
  ['  \t\n ', []],
  ['failed', [term(null, 'failed')]],
  ['failed  password', [term(null, 'failed'), term(null, 'password')]],
  ['"failed password"', [term(null, 'failed password')]],
  ['"a \\"b\\" \\\\ c"', [term(null, 'a "b" \\\\ c')]],
  ['"a*b?"', [term(null, 'a\\*b\\?')]],
  ['user.name:root', [term('user.name', 'root')]],
  ['user.name:"Trần Lan"', [term('user.name', 'Trần Lan')]],
  ['user.name:*', [term('user.name', '*')]],
  ['user.name:ro*t?', [term('user.name', 'ro*t?')]],
  ['user.name:ro\\*t', [term('user.name', 'ro\\*t')]],
  ['user.name:""', [term('user.name', '')]],
  ['-user.name:root', [term('user.name', 'root', true)]],
  ['!user.name:root', [term('user.name', 'root', true)]],
  ['+user.name:root', [term('user.name', 'root')]],
  ['NOT user.name:root', [term('user.name', 'root', true)]],
  ['NOT -root', [term(null, 'root')]],
  ['-"two words"', [term(null, 'two words', true)]],
  ['a AND b && c', [term(null, 'a'), term(null, 'b'), term(null, 'c')]],
  ['a AND NOT b', [term(null, 'a'), term(null, 'b', true)]],
  ['and not or ANDROID', [term(null, 'and'), term(null, 'not'), term(null, 'or'), term(null, 'ANDROID')]],
  ['source.ip:2001:db8::1', [term('source.ip', '2001:db8::1')]],
  ['source.ip:203.0.113.0/24', [term('source.ip', '203.0.113.0/24')]],
  ['url.path:/admin', [term('url.path', '/admin')]],
  ['url.full:https://example.com/~a?b=1', [term('url.full', 'https://example.com/~a?b=1')]],
  ['@timestamp:2026*', [term('@timestamp', '2026*')]],
  ['process.executable:C:\\Windows\\cmd.exe', [term('process.executable', 'C:\\\\Windows\\\\cmd.exe')]],
  ['a\\:b', [term(null, 'a:b')]],
  ['a\\ b', [term(null, 'a b')]],
  ['\\-a', [term(null, '-a')]],
  ['x-1', [term(null, 'x-1')]],
  ['destination.port:-5', [term('destination.port', '-5')]],
  ['thất bại'.normalize('NFD'), [term(null, 'thất'), term(null, 'bại')]],
]

const REFUSED: readonly (readonly [string, number, string])[] = [
  ['a OR b', 2, 'OR is not understood'],
  ['a || b', 2, '|| is not understood'],
  ['AND a', 0, 'needs a term before it'],
  ['a AND', 5, 'needs a term after it'],
  ['a AND AND b', 6, 'needs a term before it'],
  ['a NOT', 5, 'NOT needs a term after it'],
  ['a - b', 2, 'needs a term right after it'],
  ['a -', 2, 'needs a term right after it'],
  ['(a b)', 0, 'parentheses'],
  ['sshd(pam)', 4, 'parentheses'],
  ['source.port:[1 TO 5]', 12, 'ranges'],
  ['source.port:>=5', 12, 'ranges'],
  ['url.path:/ad.*/', 9, 'regular expressions'],
  ['roam~2', 0, '“~” and “^”'],
  ['user.name:lan^4', 10, '“~” and “^”'],
  ['user.name:', 10, 'needs a value'],
  ['user.name: root', 10, 'needs a value'],
  [':root', 0, 'not the name of a field'],
  ['10:30:00', 0, 'not the name of a field'],
  ['C:\\Windows', 0, 'not the name of a field'],
  ['us*r:a', 0, 'not the name of a field'],
  ['"never closed', 0, 'never closed'],
  ['a:"never closed', 2, 'never closed'],
  ['"a"b', 3, 'blank is missing'],
  ['a"b', 1, 'quotation mark in the middle'],
]

describe('search syntax', () => {
  for (const [text, terms] of READ) {
    test(`reads ${JSON.stringify(text)}`, () => expect(parseSearchQuery(text)).toEqual({ terms }))
  }

  for (const [text, position, reason] of REFUSED) {
    test(`refuses ${JSON.stringify(text)} at ${position}`, () => {
      const parsed = parseSearchQuery(text)
      expect(parsed).toEqual({ problem: { position, message: expect.stringContaining(reason) as string } })
    })
  }

  test('refuses more terms than a search may have', () => {
    expect(parseSearchQuery('a '.repeat(LIMITS.maxSearchTerms))).toHaveProperty('terms')
    expect(parseSearchQuery('a '.repeat(LIMITS.maxSearchTerms + 1))).toHaveProperty('problem')
  })

  test('answers any text with terms or a problem inside the text', () => {
    const piece = fc.constantFrom(
      'a',
      ':',
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
        expect(parsed).toEqual({ terms: [term('user.name', escapeGlob(value))] })
        expect(parseGlob(escapeGlob(value))).toEqual({ kind: 'text', text: value })
        expect(naiveMatch({ 'user.name': value }, term('user.name', escapeGlob(value)))).toBe(true)
      }),
    )
  })
})
