// What an event raises: building blocks match for correlations and raise nothing themselves; what an exception hides
// is no match for anybody.

import { expect, test } from 'vitest'
import { loadRules } from '#/correlation/load-rules.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import type { RuleException } from '#/correlation/exceptions/exceptions.ts'
import { raiseAlerts } from '#/pipeline/raise-alerts.ts'
import type { RaisingStages } from '#/pipeline/raise-alerts.ts'

const RULES = ['part', 'whole']
  .map(
    name => `title: Rule ${name}
id: ${name}
level: low
building_block: ${name === 'part'}
logsource: {product: test}
detection: {s: {f: 1}, condition: s}
`,
  )
  .join('---\n')

const event = { '@timestamp': '2026-11-22T02:30:00Z', 'event.module': 'test', f: 1, 'source.ip': '192.0.2.7' }

function raisedWith(hiding: (ruleId: string) => readonly RuleException[]): ReturnType<typeof raiseAlerts> {
  const stages: RaisingStages = {
    matcher: createMatcher(loadRules([{ path: 'r.yml', text: RULES }]).rules),
    matchIndicators: () => [],
    exceptions: () => ({ hiding: rule => hiding(rule.summary.id) }),
    onEvent: () => {},
    onHit: () => {},
  }
  return raiseAlerts(event, 'event-1', stages, 0)
}

test('a building block matches and raises nothing', () => {
  const { matches, alerts, hidden } = raisedWith(() => [])
  expect(matches.map(({ rule }) => rule.summary.id)).toEqual(['part', 'whole'])
  expect(alerts.map(({ rule, entity }) => [rule.id, entity.value])).toEqual([['whole', '192.0.2.7']])
  expect(hidden).toEqual([])
})

test('a building block that an exception hides is no match, and is counted', () => {
  const exception = { id: 'exception-1' } as RuleException
  const { matches, alerts, hidden } = raisedWith(ruleId => (ruleId === 'part' ? [exception] : []))
  expect(matches.map(({ rule }) => rule.summary.id)).toEqual(['whole'])
  expect(alerts).toHaveLength(1)
  expect(hidden).toEqual([{ exceptionId: 'exception-1', lastAt: 0, lastRule: 'part', lastEvent: 'event-1' }])
})
