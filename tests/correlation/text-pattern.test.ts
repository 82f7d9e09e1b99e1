// The pattern matcher against a twin that is slow and obvious: a regular expression, piece by piece.

import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { foldCase, foldDashes } from '#/correlation/case-fold.ts'
import { FieldMember } from '#/correlation/event-view.ts'
import { foldOptionSigns, openEnds, parseSigmaString } from '#/correlation/sigma-string.ts'
import type { SigmaString } from '#/correlation/sigma-string.ts'
import { compilePattern, matchPattern } from '#/correlation/text-pattern.ts'

/** The same string as a regular expression. */
function twin(string: SigmaString, cased: boolean): RegExp {
  const source = string
    .map(part => {
      if (part.kind === 'any') return '.*'
      if (part.kind === 'one') return '.'
      if (part.kind === 'dash') return '[-/–—―]'
      return part.kind === 'text' ? RegExp.escape(part.text) : ''
    })
    .join('')
  return new RegExp(`^${source}$`, cased ? 'su' : 'siu')
}

const letters = fc.constantFrom('a', 'b', 'A', '-', '/', '–', '*', '?', '\\', '\n', '😀', 'Đ', 'đ', ' ')
const source = fc.array(letters, { maxLength: 12 }).map(parts => parts.join(''))
const value = fc
  .array(fc.constantFrom('a', 'b', 'B', '-', '/', '—', '*', '?', '\\', '\n', '😀', 'đ', ' '), {
    maxLength: 14,
  })
  .map(parts => parts.join(''))

it('a pattern matches exactly what its regular expression matches', () => {
  fc.assert(
    fc.property(
      source,
      value,
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      (text, against, start, end, cased, windash) => {
        const written = parseSigmaString(text)
        const string = openEnds(windash ? foldOptionSigns(written) : written, { start, end })
        const pattern = compilePattern(string, cased)
        expect(matchPattern(pattern, new FieldMember(against))).toBe(twin(string, cased).test(against))
      },
    ),
    { numRuns: 5_000, seed: 20261122 },
  )
})

it('a value cut from a pattern with its wildcards filled matches it', () => {
  fc.assert(
    fc.property(source, value, (text, filling) => {
      const string = parseSigmaString(text)
      const filled = string
        .map(part => (part.kind === 'text' ? part.text : part.kind === 'any' ? filling : 'x'))
        .join('')
      expect(matchPattern(compilePattern(string, true), new FieldMember(filled))).toBe(true)
    }),
    { numRuns: 2_000, seed: 20261122 },
  )
})

it('folding keeps the length and is done once and for all', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), text => {
      const folded = foldCase(text)
      expect(folded).toHaveLength(text.length)
      expect(foldCase(folded)).toBe(folded)
      expect(foldDashes(folded)).toHaveLength(text.length)
    }),
    { numRuns: 5_000, seed: 20261122 },
  )
})

it('a hostile value costs its length, not its square', () => {
  const pattern = compilePattern(parseSigmaString(`*${'a?'.repeat(20)}b*`), false)
  const began = performance.now()
  expect(matchPattern(pattern, new FieldMember('a'.repeat(200_000)))).toBe(false)
  expect(performance.now() - began).toBeLessThan(1_000)
})
