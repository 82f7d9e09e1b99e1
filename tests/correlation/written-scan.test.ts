// One walk over a JSON text for what may be in its values: it never passes over a value that holds a literal, whatever
// way the value is written, and it does pass over texts that hold none.

import * as fc from 'fast-check'
import { expect, it, test } from 'vitest'
import type { PlacedLiteral } from '#/correlation/compiled/text-scans.ts'
import { UNITS_IN } from '#/correlation/compiled/unit-classes.ts'
import type { TextView } from '#/correlation/compiled/unit-classes.ts'
import { WrittenScan } from '#/correlation/compiled/written-scan.ts'

const contains = (text: string, view: TextView = 'folded'): PlacedLiteral => ({
  id: 1,
  text,
  view,
  place: 'contains',
})

/** As the view compares it, unit by unit. */
function inView(text: string, view: TextView): string {
  return Array.from(text, sign =>
    sign.length > 1 ? sign : String.fromCharCode(UNITS_IN[view][sign.charCodeAt(0)]!),
  ).join('')
}

/** The text as JSON, some of its signs by their numbers. */
function writtenJson(text: string, numbered: ReadonlySet<string>): string {
  const units = text
    .split('')
    .map(unit =>
      numbered.has(unit)
        ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
        : JSON.stringify(unit).slice(1, -1),
    )
  return `"${units.join('')}"`
}

const SIGNS = Array.from('abcdABCDiıİKſ0123 .:_-–/\\"\n\té😀')
const text = fc.array(fc.constantFrom(...SIGNS), { maxLength: 12 }).map(signs => signs.join(''))
const literal = fc.tuple(text, fc.constantFrom('abcd', 'dcba', '0123'), text).map(parts => parts.join(''))

it.each(['text', 'folded', 'dashFolded'] as const)(
  'what is in a value is never passed over, in the view %s',
  view => {
    let passedOver = 0
    fc.assert(
      fc.property(
        fc.uniqueArray(literal, { minLength: 1, maxLength: 3 }),
        text,
        text,
        fc.option(fc.nat(2), { nil: undefined }),
        fc.array(fc.constantFrom(...SIGNS), { maxLength: 1 }),
        (literals, before, after, chosen, numbered) => {
          const wanted = literals.map(one => inView(one, view))
          const scan = WrittenScan.of(wanted.map(one => contains(one, view)))
          const value = before + (literals[chosen ?? 3] ?? '') + after
          const json = `{"a":1,"b":${writtenJson(value, new Set(numbered))}}`
          expect(JSON.parse(json)).toEqual({ a: 1, b: value })
          const isThere = wanted.some(one => inView(value, view).includes(one))
          const isPassedOver = !scan!.mayHold(json)
          expect(isThere && isPassedOver).toBe(false)
          if (isPassedOver) passedOver += 1
        },
      ),
      { numRuns: 2000, seed: 20_261_207 },
    )
    expect(passedOver).toBeGreaterThan(500)
  },
)

test('a name that holds a literal is as good as a value, and a backslash before a u is no number', () => {
  const scan = WrittenScan.of([contains('sekurlsa::'), contains('mimidrv.sys')])!
  expect(scan.mayHold('{"SEKURLSA::":1}')).toBe(true)
  expect(scan.mayHold('{"a":"C:\\\\users\\\\kim"}')).toBe(false)
  expect(scan.mayHold('{"a":"C:\\\\\\u0075sers"}')).toBe(true)
  expect(scan.mayHold(`{"a":"${'-'.repeat(300)}mimidrv.sys${'-'.repeat(300)}"}`)).toBe(true)
  expect(scan.mayHold(`{"a":"${'đ'.repeat(300)}MIMIDRV.sys${'-'.repeat(70_000)}"}`)).toBe(true)
  expect(scan.mayHold(`{"a":"${'-'.repeat(70_000)}"}`)).toBe(false)
})

test('literals that JSON may write otherwise, or that are short, have no such walk', () => {
  expect(WrittenScan.of([contains('abc'), contains('mimidrv.sys')])).toBeUndefined()
  expect(WrittenScan.of([contains('a\\b\\c\\d\\e\\f')])).toBeUndefined()
  expect(WrittenScan.of([contains('--------', 'dashFolded')])).toBeUndefined()
  expect(WrittenScan.of([])).toBeUndefined()
})
