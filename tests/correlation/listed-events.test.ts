// Events that are only listed against events that are made: the same fields, the same matches with the same evidence,
// one by one and many at once in columns, the same event once it is wanted. What the ordinary way makes of the line, and the plain matcher, are the measure;
// random lines are asked of random rules, and the public documents of the public rules.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listNormalisedLine, readNormalisedLine } from '#/cli/json-events.ts'
import { createCompiledMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import type { Matcher } from '#/correlation/rule.ts'
import type { Event } from '#/kernel/event.ts'
import type { ListedEvent } from '#/kernel/listed-event.ts'
import { fuzzedLine } from './fuzzed-lines.ts'
import { fuzzedRule, fuzzedRuleText } from './fuzzed-rules.ts'
import { hasSigmaData, publicRuleFiles, readLines, SIGMA_DATA } from './shared-data.ts'

/** The line listed and made; undefined when it is no event, for the same reason. */
function bothWays(line: string): readonly [listed: ListedEvent, event: Event] | undefined {
  const listed = listNormalisedLine(line)
  const event = readNormalisedLine(line)
  expect(typeof listed === 'string' ? listed : 'read').toBe(typeof event === 'string' ? event : 'read')
  return typeof listed === 'string' || typeof event === 'string' ? undefined : [listed, event]
}

/** Entries, so that their order counts. */
function entriesOf(event: Event): readonly (readonly [string, unknown])[] {
  return Object.entries(event)
}

/** Lists have no order, and say by a name that comes twice that only the event tells. */
function expectSameFields({ names, values }: ListedEvent, event: Event): 'compared' | 'told apart' {
  expect(values).toHaveLength(names.length)
  if (new Set(names).size < names.length) return 'told apart'
  expect(Object.fromEntries(names.map((name, at) => [name, values[at]]))).toStrictEqual(
    Object.fromEntries(entriesOf(event)),
  )
  return 'compared'
}

function matchesOf(found: ReturnType<Matcher['match']>): readonly unknown[] {
  return found.map(({ rule, matched }) => ({ rule: rule.summary.id, matched }))
}

it.each([20_261_201, 20_261_202])('a random line has the same fields, listed or made, with seed %i', seed => {
  let compared = 0
  fc.assert(
    fc.property(fuzzedLine, line => {
      const pair = bothWays(line)
      if (pair === undefined) return
      const [listed, event] = pair
      if (expectSameFields(listed, event) === 'compared') compared += 1
      expect(entriesOf(listed.whole())).toEqual(entriesOf(event))
      // Once it has been made, it is the same.
      expect(listed.whole()).toBe(listed.whole())
    }),
    { numRuns: 1200, seed },
  )
  expect(compared).toBeGreaterThan(600)
})

it.each([20_261_203, 20_261_204])('random rules find the same in a listed event, with seed %i', seed => {
  let found = 0
  fc.assert(
    fc.property(
      fc.array(fuzzedRule, { minLength: 1, maxLength: 12 }),
      fc.array(fuzzedLine, { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      (written, lines, routing) => {
        const files = written.map((rule, nth) => ({ path: `${nth}.yml`, text: fuzzedRuleText(rule, nth) }))
        const { rules } = loadRules(files, { placeholders: { names: ['abc', 'b*'] } })
        const plain = createMatcher(rules, { routing })
        const compiled = createCompiledMatcher(rules, { routing })
        // All are listed before the first is matched, and each is asked twice: what is remembered must not matter.
        const pairs = lines.map(bothWays).filter(pair => pair !== undefined)
        const twice = [...pairs, ...pairs]
        const wanted = twice.map(([, event]) => matchesOf(plain.match(event)))
        found += wanted.flat().length
        expect(twice.map(([listed]) => matchesOf(compiled.matchAll([listed])[0]!))).toEqual(wanted)
        // In columns: all at once, and again, so that what is remembered of the first time is asked for.
        const listed = twice.map(([one]) => one)
        expect(compiled.matchAll(listed).map(matchesOf)).toEqual(wanted)
        expect(compiled.matchAll(listed.toReversed()).map(matchesOf)).toEqual(wanted.toReversed())
        for (const [one, event] of twice) expect(entriesOf(one.whole())).toEqual(entriesOf(event))
      },
    ),
    { numRuns: 120, seed },
  )
  expect(found).toBeGreaterThan(200)
})

/** Long enough to be looked for in the text of a line, and with signs that JSON or a view of texts has otherwise. */
const LONG_KEYWORDS = [
  'powershell -enc',
  'POWERSHELL',
  'net user a',
  'C:\\Users\\kim',
  '\\abc.exe',
  '/usr/bin/abc',
  'EXAMPLE\\kim',
  'kim@example.com',
  'cabbage',
  'ſystem',
  'HostApplication=abc',
  'AUDIT_FAILURE',
  'tion\r\nHostAppl',
  '2026-11-29T10:05:00',
  'Infinity',
  '223372036854775807',
  'windows.security',
  'never there',
] as const

it.each([20_261_205, 20_261_206])(
  'long keywords are found wherever the line has them, with seed %i',
  seed => {
    let found = 0
    const keywords = fc.uniqueArray(fc.constantFrom(...LONG_KEYWORDS), { minLength: 1, maxLength: 4 })
    const modifier = fc.constantFrom('', '|cased', '|startswith', '|endswith', '|contains|windash')
    fc.assert(
      fc.property(
        keywords,
        modifier,
        fc.array(fuzzedLine, { minLength: 1, maxLength: 8 }),
        (wanted, how, lines) => {
          const detection = { keywords: how === '' ? wanted : { [how]: wanted }, condition: 'keywords' }
          const text = fuzzedRuleText({ logsource: { product: 'windows' }, detection }, 0)
          const { rules } = loadRules([{ path: '0.yml', text }])
          expect(rules).toHaveLength(1)
          const plain = createMatcher(rules, { routing: false })
          const compiled = createCompiledMatcher(rules, { routing: false })
          const pairs = lines.map(bothWays).filter(pair => pair !== undefined)
          const matches = pairs.map(([, event]) => matchesOf(plain.match(event)))
          found += matches.flat().length
          const listed = pairs.map(([one]) => one)
          expect(listed.map(one => matchesOf(compiled.matchAll([one])[0]!))).toEqual(matches)
          expect(compiled.matchAll(listed).map(matchesOf)).toEqual(matches)
        },
      ),
      { numRuns: 500, seed },
    )
    expect(found).toBeGreaterThan(200)
  },
)

describe.skipIf(!hasSigmaData)('public documents [skipped unless ../shared/sigma is there]', () => {
  it('have the same fields and matches', () => {
    const bench = gunzipSync(readFileSync(join(SIGMA_DATA, 'bench/windows-20k.ndjson.gz'))).toString('utf8')
    const lines = [
      ...bench.split('\n').filter((line, nth) => line !== '' && nth % 40 === 0),
      ...readLines('regression/events.ndjson'),
      ...readLines('regression/events.ndjson').map(line =>
        JSON.stringify((JSON.parse(line) as { readonly event: unknown }).event),
      ),
    ]
    const { rules } = loadRules(publicRuleFiles())
    const compiled = createCompiledMatcher(rules)
    // Equal to the plain matcher in compiled-public.test.ts.
    const ordinary = createCompiledMatcher(rules)
    let compared = 0
    let found = 0
    const pairs = lines.map(line => bothWays(line.normalize('NFC'))!)
    const inColumns = compiled.matchAll(pairs.map(([listed]) => listed)).map(matchesOf)
    for (const [nth, [listed, event]] of pairs.entries()) {
      if (expectSameFields(listed, event) === 'compared') compared += 1
      const wanted = matchesOf(ordinary.match(event))
      found += wanted.length
      expect(matchesOf(compiled.matchAll([listed])[0]!)).toEqual(wanted)
      expect(inColumns[nth]).toEqual(wanted)
      expect(entriesOf(listed.whole())).toEqual(entriesOf(event))
    }
    expect(compared).toBeGreaterThan(lines.length / 2)
    expect(found).toBeGreaterThan(116)
  })
})
