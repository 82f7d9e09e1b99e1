// Terms that the console writes are read by the search as they were meant; addresses keep a search.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escapeGlob } from '#/store/glob.ts'
import { noneOf } from '#/store/query-tree.ts'
import { parseSearchQuery } from '#/store/search-query.ts'
import { quoted, term, withTerm } from '#/web/events/query-text.ts'
import {
  around,
  eventChoiceOf,
  eventQueryOf,
  eventsHref,
  isoOfLocal,
  localInput,
} from '#/web/events/search-choice.ts'

describe('a term of the search syntax', () => {
  test.each([
    ['a plain value stays plain', '203.0.113.9', '203.0.113.9'],
    ['blanks are quoted', 'an binh', '"an binh"'],
    ['colons are quoted', '2001:db8::1', '"2001:db8::1"'],
    ['wildcards are quoted', '*.exe', '"*.exe"'],
    ['quotation marks and backslashes are escaped', 'a"b\\c', '"a\\"b\\\\c"'],
    ['a leading minus is quoted', '-rf', '"-rf"'],
    ['a leading slash is quoted, or it could be a regular expression', '/admin/', '"/admin/"'],
    ['operators are quoted', 'NOT', '"NOT"'],
    ['an empty value is quoted', '', '""'],
  ])('%s', (_, value, expected) => {
    expect(quoted(value)).toBe(expected)
  })

  test('is read back by the search with the same field, value and sign', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.boolean(), (text, negated) => {
        const value = text.normalize('NFC').trim()
        fc.pre(value !== '')
        const parsed = parseSearchQuery(term('user.name', value, negated))
        const leaf = { kind: 'term', field: 'user.name', value: escapeGlob(value) } as const
        expect(parsed).toEqual({ query: negated ? noneOf(leaf) : leaf })
      }),
    )
  })

  test('is not repeated, and its opposite is replaced', () => {
    expect(withTerm('failed', 'source.ip', '203.0.113.9', false)).toBe('failed source.ip:203.0.113.9')
    expect(withTerm('source.ip:203.0.113.9 failed', 'source.ip', '203.0.113.9', false)).toBe(
      'source.ip:203.0.113.9 failed',
    )
    expect(withTerm('source.ip:203.0.113.9 failed', 'source.ip', '203.0.113.9', true)).toBe(
      '-source.ip:203.0.113.9 failed',
    )
  })
})

describe('the address of a search', () => {
  test('keeps a span and a query', () => {
    const choice = { q: 'user.name:"an binh"', range: { kind: 'span', span: '7d' } } as const
    expect(eventChoiceOf(eventsHref(choice).slice('/events'.length))).toEqual(choice)
    expect(eventQueryOf(choice)).toEqual({ q: 'user.name:"an binh"', from: '7d' })
  })

  test('may name a span as the API does', () => {
    expect(eventChoiceOf('?from=7d')).toEqual({ q: '', range: { kind: 'span', span: '7d' } })
  })

  test('keeps two moments', () => {
    const choice = { q: '', range: around(1_800_000_000_000, 1_800_000_060_000, 1000) }
    expect(eventChoiceOf(eventsHref(choice).slice('/events'.length))).toEqual(choice)
    expect(eventQueryOf(choice).to).toBe('2027-01-15T08:01:01.000Z')
  })

  test('a moment goes through a date field and back', () => {
    expect(isoOfLocal(localInput('2026-11-22T15:04:05.000Z'))).toBe('2026-11-22T15:04:05.000Z')
    expect(localInput('no time')).toBe('')
    expect(isoOfLocal('')).toBe('')
  })

  test('what an address does not say is the last hour', () => {
    expect(eventChoiceOf('?range=forever')).toEqual({ q: '', range: { kind: 'span', span: '1h' } })
  })
})
