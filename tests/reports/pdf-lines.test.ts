// Line breaking: whatever the words and the width, no line is wider than it may be and no letter is lost.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { breakLines } from '#/reports/render/pdf-lines.ts'

/** Every character as wide as its face says. */
const measure = (text: string, face: string): number => Array.from(text).length * (face === 'bold' ? 1.2 : 1)

const word = fc.string({ unit: fc.constantFrom('a', 'ệ', 'Ư', '-', '😀'), minLength: 1, maxLength: 12 })
const run = fc.record({
  text: fc
    .array(fc.oneof(word, fc.constantFrom(' ', '  ', '\n')), { maxLength: 20 })
    .map(parts => parts.join('')),
  bold: fc.boolean(),
})

test('lines hold all letters in order and are no wider than the column', () => {
  fc.assert(
    fc.property(
      fc.array(run, { maxLength: 5 }),
      fc.integer({ min: 3, max: 40 }),
      fc.integer({ min: 0, max: 1 }),
      (runs, width, indent) => {
        const lines = breakLines(runs, width, indent, measure)
        expect(lines.length).toBeGreaterThanOrEqual(1)
        const letters = (text: string): string => text.replace(/\s/g, '')
        expect(letters(lines.flatMap(line => line.stretches.map(({ text }) => text)).join(''))).toBe(
          letters(runs.map(({ text }) => text).join('')),
        )
        for (const [at, line] of lines.entries()) {
          expect(line.width).toBeLessThanOrEqual(width - (at === 0 ? indent : 0) + 1e-9)
          const drawn = line.stretches.reduce((sum, { text, face }) => sum + measure(text, face), 0)
          // A blank after a bold word is a little wider than one after a plain one.
          expect(Math.abs(drawn - line.width)).toBeLessThan(0.2 * (line.stretches.length + 1) + 1e-9)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test.each([
  ['a written line break ends a line', [{ text: 'một\nhai' }], ['một', 'hai']],
  ['blanks at the end of a line are dropped', [{ text: 'một hai   ba' }], ['một hai', 'ba']],
  ['a word of two faces stays together', [{ text: 'một h', bold: true }, { text: 'ai' }], ['một', 'hai']],
  ['no words are one empty line', [{ text: '' }], ['']],
])('%s', (_, runs, expected) => {
  const lines = breakLines(runs, 7, 0, measure)
  expect(lines.map(({ stretches }) => stretches.map(({ text }) => text).join(''))).toEqual(expected)
})
