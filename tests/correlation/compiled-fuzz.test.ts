// The compiled matcher against the plain one: random sets of rules asked of random events, with the same matches
// in the same order and with the same evidence.

import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createCompiledMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import type { Match, Matcher } from '#/correlation/rule.ts'
import type { Event } from '#/kernel/event.ts'
import { listEvent } from '#/kernel/listed-event.ts'
import { fuzzedEvent, fuzzedRule, fuzzedRuleText } from './fuzzed-rules.ts'
import type { FuzzedRule } from './fuzzed-rules.ts'

/** Seeds under which something was once found, and one for every day. */
const SEEDS = [20_261_129, 1_701_364_811, -1_234_567_890]

function load(rules: readonly FuzzedRule[]): readonly LoadedRule[] {
  const files = rules.map((rule, index) => ({ path: `${index}.yml`, text: fuzzedRuleText(rule, index) }))
  return loadRules(files, { placeholders: { names: ['abc', 'b*'] } }).rules
}

function foundBy(matcher: Matcher, event: unknown): readonly unknown[] {
  return toldOf(matcher.match(event as Event))
}

function toldOf(matches: readonly Match[]): readonly unknown[] {
  return matches.map(({ rule, matched }) => ({ rule: rule.summary.id, matched }))
}

it('a name without a value leaves the word to the next field that may have it, in columns too', () => {
  const detection = { s: { Image: 'b.exe' }, condition: 's' }
  const rule = fuzzedRuleText(
    { logsource: { product: 'windows', category: 'process_creation' }, detection },
    0,
  )
  const compiled = createCompiledMatcher(loadRules([{ path: '0.yml', text: rule }]).rules, { routing: false })
  const event = { 'winlog.event_data.Image': undefined, 'process.executable': 'b.exe' }
  const listed = listEvent(event as unknown as Event)
  expect(compiled.match(event as unknown as Event)).toHaveLength(1)
  expect(compiled.matchAll([listed, listed]).map(found => found.length)).toEqual([1, 1])
})

it.each(SEEDS)('finds what the plain matcher finds, with seed %i', seed => {
  let found = 0
  let loaded = 0
  fc.assert(
    fc.property(
      fc.array(fuzzedRule, { minLength: 1, maxLength: 12 }),
      fc.array(fuzzedEvent, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      (written, events, routing) => {
        const rules = load(written)
        loaded += rules.length
        const plain = createMatcher(rules, { routing })
        const compiled = createCompiledMatcher(rules, { routing })
        // Twice, since what is remembered of the first time must not change the second.
        const twice = [...events, ...events]
        const wanted = twice.map(event => foundBy(plain, event))
        found += wanted.flat().length
        expect(twice.map(event => foundBy(compiled, event))).toEqual(wanted)
        const inColumns = compiled.matchAll(twice.map(event => listEvent(event as Event)))
        expect(inColumns.map(toldOf)).toEqual(wanted)
      },
    ),
    { numRuns: 150, seed },
  )
  expect(loaded).toBeGreaterThan(300)
  expect(found).toBeGreaterThan(300)
})
