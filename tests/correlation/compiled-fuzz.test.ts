// The compiled matcher against the plain one: random sets of rules asked of random events, with the same matches
// in the same order and with the same evidence.

import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createCompiledMatcher } from '#/correlation/compiled/compiled-matcher.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import type { LoadedRule } from '#/correlation/loaded-rule.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import type { Matcher } from '#/correlation/rule.ts'
import type { Event } from '#/kernel/event.ts'
import { fuzzedEvent, fuzzedRule, fuzzedRuleText } from './fuzzed-rules.ts'
import type { FuzzedRule } from './fuzzed-rules.ts'

/** Seeds under which something was once found, and one for every day. */
const SEEDS = [20_261_129, 1_701_364_811, -1_234_567_890]

function load(rules: readonly FuzzedRule[]): readonly LoadedRule[] {
  const files = rules.map((rule, index) => ({ path: `${index}.yml`, text: fuzzedRuleText(rule, index) }))
  return loadRules(files, { placeholders: { names: ['abc', 'b*'] } }).rules
}

function foundBy(matcher: Matcher, event: unknown): unknown {
  return matcher.match(event as Event).map(({ rule, matched }) => ({ rule: rule.summary.id, matched }))
}

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
        for (const event of [...events, ...events]) {
          const wanted = foundBy(plain, event)
          found += (wanted as unknown[]).length
          expect(foundBy(compiled, event)).toEqual(wanted)
        }
      },
    ),
    { numRuns: 150, seed },
  )
  expect(loaded).toBeGreaterThan(300)
  expect(found).toBeGreaterThan(300)
})
