// What the index holds of an event: nothing that a search could find may be missing in it.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import { hasOddCase, piecesOf, TOKEN_KIND, tokensOf } from '#/store/elastic/search-tokens.ts'
import { lowerText } from '#/store/value-reading.ts'

const seed = 20_261_130

test('letters are odd when a regular expression without case finds more than their lower case', () => {
  const missed: string[] = []
  for (let code = 0; code <= 0xffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue
    const char = String.fromCharCode(code)
    const upper = char.toUpperCase()
    for (const other of new Set([upper, upper.toLowerCase(), char.toLowerCase()])) {
      if (other.length !== 1 || lowerText(other) === lowerText(char)) continue
      const isSame = new RegExp(`^${RegExp.escape(char)}$`, 'iu').test(other)
      if (isSame && !hasOddCase(char) && !hasOddCase(other)) missed.push(`${char}${other}`)
    }
  }
  expect(missed).toEqual([])
  expect(['ſ', 'ς', 'µ'].every(hasOddCase)).toBe(true)
  expect(hasOddCase('Đăng nhập thất bại, ĐÔ THỊ, Ω, Привет')).toBe(false)
})

test('the grams of a text hold all pieces of whatever stands in it', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'B', ' ', '\n', 'đ', 'Ắ', '7', '.', '🔐', 'é', '_', 'ư'),
    maxLength: 30,
  })
  fc.assert(
    fc.property(text, fc.nat(30), fc.nat(12), (message, from, length) => {
      const chars = Array.from(message)
      const part = chars.slice(from, from + length).join('')
      const grams = tokensOf({ message }).grams.split(' ')
      const missing = piecesOf(part).filter(piece => !grams.some(gram => gram.startsWith(piece)))
      expect(missing).toEqual([])
    }),
    { numRuns: 2000, seed },
  )
})

test('values become tokens, each kind apart', () => {
  const { text, number, boolean, folded } = TOKEN_KIND
  expect(
    tokensOf({ 'user.name': 'Lan', 'source.port': 443, 'tls.resumed': true, 'vendor.city': ['Huế', 'X'] }),
  ).toEqual({
    fields: ['user.name', 'source.port', 'tls.resumed', 'vendor.city'],
    values: [
      `user.name${text}lan`,
      `source.port${number}443`,
      `tls.resumed${boolean}true`,
      `vendor.city${text}huế`,
      `vendor.city${folded}hue`,
      `vendor.city${text}x`,
    ],
    grams: '',
    unclear: [],
  })
})

test.each([
  ['a long value', { 'vendor.x': 'x'.repeat(LIMITS.maxTokenChars + 1) }, ['vendor.x']],
  ['half a surrogate pair', { 'vendor.x': '\ud800' }, ['vendor.x']],
  ['a name that tokens cannot carry', { 'a\u0001b': 1 }, ['*']],
  ['a text longer than its grams', { message: 'x'.repeat(LIMITS.maxGramChars + 1) }, ['message']],
  ['a number where a text is', { message: 7 }, ['message']],
  ['a text where a number is', { 'source.port': 'http' }, ['source.port']],
  ['a fraction where an integer is', { 'source.port': 1.5 }, ['source.port']],
  ['an IPv4 address in IPv6', { 'source.ip': '::ffff:203.0.113.9' }, ['source.ip']],
  ['the same in digits', { 'source.ip': '::ffff:cb00:7109' }, ['source.ip']],
  ['a time in another spelling', { 'event.start': '2026-11-22 01:02:03' }, ['event.start']],
  ['nothing odd', { message: 'Đăng nhập', 'source.ip': ['2001:db8::1', 'fe80'], 'source.port': 22 }, []],
])('the index does not tell all of %s', (_name, event, unclear) => {
  expect(tokensOf(event).unclear).toEqual(unclear)
})
