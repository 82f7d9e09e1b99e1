// The parts of the compiled matcher, each against what it is a faster form of.

import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { foldCase, foldDashes } from '#/correlation/case-fold.ts'
import { AnchoredTrie } from '#/correlation/compiled/anchored-trie.ts'
import { createCompiledMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import { ContainsAutomaton } from '#/correlation/compiled/contains-automaton.ts'
import type { Literal, LiteralHits } from '#/correlation/compiled/contains-automaton.ts'
import { createEventShapes } from '#/correlation/compiled/event-shape.ts'
import { GramCounts } from '#/correlation/compiled/gram-counts.ts'
import { literalsOfRegex } from '#/correlation/compiled/regex-literals.ts'
import { SampleScan } from '#/correlation/compiled/sample-scan.ts'
import { foldPairs, UNITS_IN } from '#/correlation/compiled/unit-classes.ts'
import type { TextView } from '#/correlation/compiled/unit-classes.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import { compileRegex } from '#/correlation/regex.ts'
import { ruleText } from './one-rule.ts'

const VIEWS = {
  text: text => text,
  folded: foldCase,
  dashFolded: text => foldDashes(foldCase(text)),
} as const satisfies Record<TextView, (text: string) => string>

const unit = fc.constantFrom(
  ...Array.from('aAbBcĐđσΣς–-/Kſ'),
  '😀',
  '𐐀',
  '𐐨',
  '\uD801',
  '\uDC28',
  'abcdef',
  'bcdefa',
)
const text = (minLength: number, maxLength: number) =>
  fc.array(unit, { minLength, maxLength }).map(units => units.join(''))

/** Ids of the literals that a walk tells of. */
function found(scan: { scan(text: string, hits: LiteralHits): void }, value: string): number[] {
  const ids = new Set<number>()
  scan.scan(value, { isKnown: id => ids.has(id), hit: id => void ids.add(id) })
  return [...ids].sort((a, b) => a - b)
}

function literalsIn(view: TextView, written: readonly string[]): Literal[] {
  return [...new Set(written.map(VIEWS[view]))].map((literal, id) => ({ text: literal, id }))
}

describe.each(Object.keys(VIEWS) as TextView[])('literals in the view %s', view => {
  const wanted = (
    literals: readonly Literal[],
    value: string,
    test: (value: string, literal: string) => boolean,
  ): number[] => literals.filter(literal => test(VIEWS[view](value), literal.text)).map(({ id }) => id)
  const values = fc.array(text(0, 12), { minLength: 1, maxLength: 4 })

  it('are found anywhere', () => {
    fc.assert(
      fc.property(fc.array(text(1, 5), { minLength: 1, maxLength: 12 }), values, (written, texts) => {
        const literals = literalsIn(view, written)
        const automaton = new ContainsAutomaton(literals, view)
        for (const value of texts) {
          expect(found(automaton, value)).toEqual(wanted(literals, value, (all, one) => all.includes(one)))
        }
      }),
      { numRuns: 300, seed: 5 },
    )
  })

  it('are found by samples', () => {
    let suited = 0
    fc.assert(
      fc.property(fc.array(text(4, 9), { minLength: 1, maxLength: 6 }), values, (written, texts) => {
        const literals = literalsIn(view, written)
        const scan = SampleScan.of(literals, view)
        if (scan === undefined) return
        suited += 1
        for (const value of texts) {
          const text = value + (written[0] ?? '') + value
          // Long texts of ASCII are read in another way, up to a length.
          const ascii = text.replaceAll(/[^\0-\x7f]/g, 'b')
          for (const one of [text, ascii.padStart(150, '.'), ascii.padEnd(150, '.'), text.padEnd(150, 'a')])
            expect(found(scan, one)).toEqual(wanted(literals, one, (all, part) => all.includes(part)))
        }
      }),
      { numRuns: 300, seed: 6 },
    )
    expect(suited).toBeGreaterThan(100)
  })

  it('of ASCII are found by samples in any text, whatever is taken for rare', () => {
    const ascii = fc
      .array(fc.constantFrom(...Array.from('aAbBks-/'), 'abcdef', 'bcdefa'), { minLength: 4, maxLength: 9 })
      .map(units => units.join(''))
    let suited = 0
    fc.assert(
      fc.property(
        fc.array(ascii, { minLength: 1, maxLength: 6 }),
        fc.array(ascii, { maxLength: 20 }),
        values,
        (written, common, texts) => {
          const literals = literalsIn(view, written)
          const counts = new GramCounts()
          for (const one of common) counts.add(VIEWS[view](one))
          const scan = SampleScan.of(literals, view, counts)
          if (scan === undefined) return
          suited += 1
          for (const value of texts) {
            const text = `${value}${written[0]}${value}`
            for (const one of [text, text.padStart(150, 'đ'), text.padEnd(150, 'ſ'), text.padEnd(150, '😀')])
              expect(found(scan, one)).toEqual(wanted(literals, one, (all, part) => all.includes(part)))
          }
        },
      ),
      { numRuns: 300, seed: 8 },
    )
    expect(suited).toBeGreaterThan(100)
  })

  it('are found in samples of a text of any length', () => {
    const scan = SampleScan.of(literalsIn(view, ['abcabc', 'bcdefa']), view)!
    for (const length of [10, 127, 128, 129, 65_535, 65_536, 65_537, 131_072])
      for (const written of ['ABCabc', 'bcdefa']) {
        const wanted = view === 'text' && written === 'ABCabc' ? 0 : 1
        expect(found(scan, written.padStart(length, '.'))).toHaveLength(wanted)
        expect(found(scan, written.padEnd(length, 'c'))).toHaveLength(wanted)
      }
  })

  it.each([
    ['equals', (all: string, one: string) => all === one],
    ['starts', (all: string, one: string) => all.startsWith(one)],
    ['ends', (all: string, one: string) => all.endsWith(one)],
  ] as const)('are found where the text %s', (place, test) => {
    fc.assert(
      fc.property(fc.array(text(1, 5), { minLength: 1, maxLength: 12 }), values, (written, texts) => {
        const literals = literalsIn(view, written)
        const trie = new AnchoredTrie(literals, view, place)
        for (const value of [...texts, ...written, `${written[0]}${texts[0]}`, `${texts[0]}${written[0]}`]) {
          expect(found(trie, value)).toEqual(wanted(literals, value, test))
        }
      }),
      { numRuns: 300, seed: 7 },
    )
  })
})

test('folding by units is that of the plain evaluator, and done once and for all', () => {
  const isWrong = (code: number): boolean => {
    const folded = UNITS_IN.folded[code]!
    const wanted = foldCase(String.fromCharCode(code))
    return String.fromCharCode(folded) !== wanted || UNITS_IN.folded[folded] !== folded
  }
  const codes = Array.from({ length: 0x1_0000 }, (_, code) => code)
  expect(codes.filter(isWrong)).toEqual([])
  expect(foldPairs('a𐐀b\uD801')).toBe('a𐐨b\uD801')
})

test('the rarest three units of a literal are those that the fewest literals have', () => {
  const counts = new GramCounts()
  for (const literal of ['abcd', 'abce', 'xbcd', 'ab']) counts.add(literal)
  expect(counts.rarest('abcd', 0, 4)).toBe(2)
  expect(counts.rarest('xbcd', 0, 4)).toBe(1)
  expect(counts.rarest('zzzz', 0, 4)).toBe(0)
  expect(counts.rarest('ab', 0, 2)).toBe(0)
})

describe('a regular expression needs', () => {
  it.each([
    ['net\\s+user', ['user']],
    ['abc|de', ['abc', 'de']],
    ['(?i)(ABC|xyz)1*', ['abc', 'xyz']],
    ['[Pp]owershell', ['powershell']],
    ['a{2}b', ['ab']],
    ['x?abc?', ['ab']],
    ['(?:foo){0,3}', undefined],
    ['(?:foo)+z', ['foo']],
    ['\\w\\d', undefined],
    ['.{9,}', undefined],
    ['ab|', undefined],
    ['(?=abc)x', undefined],
    ['\\x41bc', undefined],
    ['Đông', ['ng']],
    ['\\\\Temp\\\\', ['\\temp\\']],
    ['a[^]b]cd', ['cd']],
    ['a[[:alpha:]]cd', ['cd']],
  ] as const)('%s: %j', (source, literals) => {
    expect(literalsOfRegex(source)).toEqual(literals)
  })

  it('one of its literals in every text that it finds', () => {
    const atom = fc.constantFrom(
      'a',
      'bc',
      'K',
      '[Bb]',
      '[^c]',
      '.',
      '\\w',
      '\\.',
      '(?:ab|c)',
      '(b|)',
      '^',
      '$',
      'cab',
    )
    const repeated = fc
      .tuple(atom, fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,2}', '{1,}'))
      .map(parts => parts.join(''))
    const source = fc
      .tuple(fc.constantFrom('', '(?i)'), fc.array(repeated, { minLength: 1, maxLength: 5 }), fc.boolean())
      .map(([flags, parts, either]) => flags + (either ? `${parts.join('')}|bcb` : parts.join('')))
    const subject = fc
      .array(fc.constantFrom(...Array.from('aAbBcCkK.\n')), { maxLength: 12 })
      .map(units => units.join(''))
    let needed = 0
    fc.assert(
      fc.property(source, fc.array(subject, { minLength: 5, maxLength: 20 }), (pattern, subjects) => {
        const regex = compileRegex(pattern, [])
        const literals = literalsOfRegex(pattern)
        if (typeof regex === 'string' || literals === undefined) return
        for (const value of subjects) {
          if (!regex.test(value)) continue
          needed += 1
          expect({
            pattern,
            value,
            has: literals.some(literal => foldCase(value).includes(literal)),
          }).toEqual({
            pattern,
            value,
            has: true,
          })
        }
      }),
      { numRuns: 1500, seed: 11 },
    )
    expect(needed).toBeGreaterThan(100)
  })
})

test('events of one shape share it, whatever they hold; another order is another shape', () => {
  const shapes = createEventShapes()
  const shape = shapes.of(['a', 'b'])
  expect(shapes.of(['a', 'b'])).toBe(shape)
  expect(shapes.of(['b', 'a'])).not.toBe(shape)
  expect(shapes.of(['a'])).not.toBe(shape)
  expect(shapes.of(['a', 'b'])).toBe(shape)
})

test('a set of four thousand long values costs few states, and every one is found', () => {
  const hashes = Array.from({ length: 4000 }, (_, index) =>
    Array.from({ length: 4 }, (_, part) => Math.imul(index + 7, 2_654_435_761 + part * 40_503) >>> 0)
      .map(word => word.toString(16).padStart(8, '0'))
      .join(''),
  )
  const list = hashes.map(hash => `- SHA1=${hash}`).join('\n    ')
  const { rules } = loadRules([
    { path: 'r.yml', text: ruleText(`sel:\n  Hashes|contains:\n    ${list}\ncondition: sel`) },
  ])
  const compiled = createCompiledMatcher(rules, { routing: false })
  const plain = createMatcher(rules, { routing: false })
  expect(compiled.size.automatonBytes).toBeLessThan(8 * 1024 * 1024)
  for (const hash of [...hashes.slice(0, 50), `${hashes[0]!.slice(0, 30)}00`]) {
    const event = { Hashes: `MD5=0,SHA1=${hash.toUpperCase()},IMPHASH=1` }
    expect(compiled.match(event).length).toBe(plain.match(event).length)
  }
})

test('rules of hundreds of log sources and thousands of programs keep their routes apart', () => {
  const files = Array.from({ length: 300 }, (_, index) => ({
    path: `${index}.yml`,
    text: ruleText('sel: [abc]\ncondition: sel', `{product: product${index}}`, `rule-${index}`),
  }))
  const { rules } = loadRules(files)
  const compiled = createCompiledMatcher(rules)
  const plain = createMatcher(rules)
  for (let index = 0; index < 2000; index++) {
    const event = {
      'event.module': `product${index % 310}`,
      'process.name': `program ${index}`,
      'event.action': `action ${index % 7}`,
      message: 'abc',
    }
    const ids = compiled.match(event).map(({ rule }) => rule.summary.id)
    expect(ids).toEqual(plain.match(event).map(({ rule }) => rule.summary.id))
  }
})
