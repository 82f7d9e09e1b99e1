import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createGramFilter, gramsOf, mayHoldGram } from '#/store/embedded/gram-filter.ts'
import { textNeed } from '#/store/embedded/text-need.ts'
import type { Query } from '#/store/query-tree.ts'

const seed = 20_261_130

test('a filter never denies what was added, however small it was packed', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 60 }), texts => {
      const filter = createGramFilter()
      for (const text of texts) filter.add(Buffer.from(text))
      const packed = filter.packed()
      expect(Math.log2(packed.length) % 1).toBe(0)
      for (const text of texts) expect(gramsOf(text).every(gram => mayHoldGram(packed, gram))).toBe(true)
    }),
    { numRuns: 100, seed },
  )
})

test('a sparse filter is small and denies nearly all that was not added', () => {
  const filter = createGramFilter()
  for (let n = 0; n < 500; n++) filter.add(Buffer.from(`user${n} logged in from 192.0.2.${n % 256}`))
  const packed = filter.packed()
  expect(packed.length).toBeLessThan(2048)
  const others = Array.from({ length: 500 }, (_, n) =>
    gramsOf(`zz${String.fromCodePoint(97 + (n % 26))}q${n}xj`),
  )
  const passed = others.filter(grams => grams.every(gram => mayHoldGram(packed, gram)))
  expect(passed.length).toBeLessThan(10)
})

test('grams are of printable ASCII only and of four characters', () => {
  expect(gramsOf('abc')).toEqual([])
  expect(gramsOf('abcd')).toHaveLength(1)
  expect(gramsOf('abcdeđabcd')).toHaveLength(2)
  expect(gramsOf('ab\ncd')).toEqual([])
})

/** Whether a query may hold for texts in which just these words stand. */
function mayHold(query: Query, ...words: readonly string[]): boolean {
  const grams = new Set(words.flatMap(word => gramsOf(word)))
  return textNeed(query)?.(gram => grams.has(gram)) ?? true
}

const text = (value: string, folded = false): Query => ({ kind: 'text', value, folded })

test.each<[string, Query, boolean, readonly string[]]>([
  ['a word that stands there', text('Failed'), true, ['failed']],
  ['a word that does not', text('Failed'), false, ['accepted']],
  ['a word that is too short', text('abc'), true, []],
  ['both sides of a wildcard', text('fail*word'), false, ['failed']],
  ['a short side of a wildcard asks nothing', text('fail*w'), true, ['failed']],
  ['a wildcard that is none', text('fai\\*l'), true, ['fai*l']],
  ['letters with marks ask nothing', text('thất bại'), true, []],
  ['unless marks do not count', text('thất bại', true), false, ['accepted']],
  ['and: one part is missing', { kind: 'and', parts: [text('failed'), text('root')] }, false, ['failed']],
  ['or: one part is there', { kind: 'or', parts: [text('failed'), text('root')] }, true, ['root']],
  ['or: one part asks nothing', { kind: 'or', parts: [text('failed'), text('ab')] }, true, []],
  ['not asks nothing', { kind: 'not', part: text('failed') }, true, []],
  ['a field of the line', { kind: 'term', field: 'message', value: 'failed' }, false, ['root']],
  ['another field asks nothing', { kind: 'term', field: 'user.name', value: 'root' }, true, []],
])('%s', (_name, query, expected, words) => {
  expect(mayHold(query, ...words)).toBe(expected)
})
