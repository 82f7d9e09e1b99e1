// 116 real Windows events over all public rules: every expected pair of event and rule is found, and no other.

import { describe, expect, it } from 'vitest'
import type { JsonObject } from '#/collectors/formats/format.ts'
import { normaliseWindows } from '#/collectors/formats/windows.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import { hasSigmaData, publicRuleFiles, readLines } from './shared-data.ts'

describe.skipIf(!hasSigmaData)('the public rules [skipped unless ../shared/sigma is there]', () => {
  const loaded = loadRules(hasSigmaData ? publicRuleFiles() : [])

  it('all load, and the only remarks are names that need values', () => {
    expect(loaded.rules).toHaveLength(3757)
    expect(loaded.problems.filter(problem => problem.code !== 'rule.lint')).toEqual([])
    expect(loaded.problems.filter(problem => !problem.detail.includes('has no values'))).toEqual([])
  })

  it('match the regression events exactly as expected', () => {
    const matcher = createMatcher(loaded.rules)
    const wrong: string[] = []
    let pairs = 0
    for (const line of readLines('regression/events.ndjson')) {
      const sample = JSON.parse(line) as { sample: string; i: number; event: JsonObject; expected: string[] }
      const event = normaliseWindows(sample.event)
      const found = event === undefined ? [] : matcher.match(event).map(match => match.rule.summary.id)
      const name = `${sample.sample}/${sample.i}`
      wrong.push(...sample.expected.filter(id => !found.includes(id)).map(id => `${name} misses ${id}`))
      wrong.push(...found.filter(id => !sample.expected.includes(id)).map(id => `${name} finds ${id}`))
      pairs += sample.expected.length
    }
    expect(wrong).toEqual([])
    expect(pairs).toBeGreaterThan(116)
  })
})
