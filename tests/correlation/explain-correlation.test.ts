// Explanations of correlations: held against what the windows themselves found, for every kind of them.

import { describe, expect, test } from 'vitest'
import { explainCorrelation, type CorrelationExplained } from '#/correlation/explain-correlation.ts'
import { loadRules } from '#/correlation/load-rules.ts'
import { makeCorrelationAlert } from '#/correlation/make-correlation-alert.ts'
import { createMatcher } from '#/correlation/matcher.ts'
import { Correlator } from '#/correlation/windows/correlator.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { Event } from '#/kernel/event.ts'
import { eventId } from '#/kernel/ids.ts'

const START = Date.UTC(2026, 10, 29, 10)
const BASE = `title: Failed
id: failed
name: failed
level: low
logsource: {category: authentication}
detection: {s: {event.outcome: failure}, condition: s}
---
title: Succeeded
id: ok
name: ok
level: low
logsource: {category: authentication}
detection: {s: {event.outcome: success}, condition: s}
---
`
const top = (correlation: string): string => `${BASE}title: Top
id: top
level: high
correlation: {${correlation}}
`

interface Step {
  readonly second: number
  readonly outcome?: 'failure' | 'success'
  readonly user?: string
  readonly bytes?: number
}

/** Events of one address, in the order of arrival, one second apart unless said otherwise. */
function happen(rules: string, steps: readonly Step[], untilMs?: number) {
  const loaded = loadRules([{ path: 'rules.yml', text: rules }])
  expect(loaded.problems.filter(({ code }) => code !== 'rule.lint')).toEqual([])
  const matcher = createMatcher(loaded.rules)
  const correlator = new Correlator({ correlations: loaded.correlations, latenessMs: 1000, report: () => {} })
  const events = steps.map(({ second, outcome = 'failure', user = 'An', bytes = 1 }, place) => {
    const at = START + second * 1000
    const event: Event = {
      '@timestamp': new Date(at).toISOString(),
      'event.category': ['authentication'],
      'event.outcome': outcome,
      'source.ip': '192.0.2.7',
      'user.name': user,
      'source.bytes': bytes,
    }
    const arrival = { sequence: place + 1, receivedMs: at, source: 's' }
    correlator.see(event, matcher.match(event), arrival)
    return { id: eventId(at, place + 1), event }
  })
  if (untilMs === undefined) correlator.finish()
  else correlator.advance(untilMs)
  const alerts = correlator.takeFirings().map(firing => {
    const deciding = events.find(({ id }) => id.endsWith(firing.events.at(-1)!.sequence.toString(16)))
    return makeCorrelationAlert(firing, deciding?.event, START)
  })
  return { loaded, events, alerts: alerts.filter(({ rule }) => rule.id === 'top') }
}

function explain(
  { loaded, events }: ReturnType<typeof happen>,
  alert: Alert,
  keep: (id: string) => boolean = () => true,
): CorrelationExplained {
  const correlation = loaded.correlations.find(({ summary }) => summary.id === 'top')!
  const had = events.filter(({ id }) => alert.eventIds.includes(id) && keep(id))
  return explainCorrelation(correlation, alert, had, had.length === alert.eventIds.length)
}

const users = ['an', 'binh', 'an', 'chi', 'dung', 'An']
const STEPS: readonly Step[] = users.map((user, place) => ({
  second: place * 2,
  user,
  bytes: (place + 1) * 10,
}))

describe('the number after the last event is what the window found', () => {
  test.each([
    {
      name: 'event_count',
      says: 'type: event_count, condition: {gte: 5}',
      after: [1, 2, 3, 4, 5],
      counted: [],
    },
    {
      name: 'value_count, case aside',
      says: 'type: value_count, condition: {field: user.name, gte: 4}',
      after: [1, 2, 2, 3, 4],
      counted: ['an', 'binh', 'an', 'chi', 'dung'],
    },
    {
      name: 'value_sum',
      says: 'type: value_sum, condition: {field: source.bytes, gt: 90}',
      after: [10, 30, 60, 100],
      counted: ['10', '20', '30', '40'],
    },
    {
      name: 'value_avg',
      says: 'type: value_avg, condition: {field: source.bytes, gte: 25}',
      after: [10, 15, 20, 25],
      counted: ['10', '20', '30', '40'],
    },
    {
      name: 'value_median',
      says: 'type: value_median, condition: {field: source.bytes, gte: 25}',
      after: [10, 15, 20, 25],
      counted: ['10', '20', '30', '40'],
    },
  ])('$name', ({ says, after, counted }) => {
    const happened = happen(top(`${says}, rules: [failed], group-by: [source.ip], timespan: 1m`), STEPS)
    const [alert] = happened.alerts
    const explained = explain(happened, alert!)
    expect(explained.events.map(event => event.after)).toEqual(after)
    expect(explained.found).toBe(String(after.at(-1)))
    expect(explained.bounds).toMatchObject([{ holds: true }])
    expect(explained.group).toEqual([{ field: 'source.ip', value: '192.0.2.7' }])
    expect([explained.at, explained.at - explained.fromMs]).toEqual([alert!.at, 60_000])
    expect(explained.members).toMatchObject([{ kind: 'rule', events: after.length, asked: null }])
    expect(explained.events.flatMap(event => event.counted)).toEqual(counted)
  })
})

test('the order is that of the events, whatever the order in which they are handed in', () => {
  const says = 'type: event_count, rules: [failed], group-by: [source.ip], timespan: 1m, condition: {gte: 3}'
  const happened = happen(top(says), STEPS)
  const [alert] = happened.alerts
  const turned = { ...happened, events: happened.events.toReversed() }
  expect(explain(turned, alert!)).toEqual(explain(happened, alert!))
})

test('a sequence tells which rule each event matched, and what was asked to be absent', () => {
  const steps = [{ second: 0 }, { second: 2, outcome: 'success' } as const]
  const ordered = happen(
    top('type: temporal_ordered, rules: [failed, ok], group-by: [source.ip], timespan: 1m'),
    steps,
  )
  const explained = explain(ordered, ordered.alerts[0]!)
  expect(
    explained.events.map(({ members, rules, after }) => [members, rules.map(({ id }) => id), after]),
  ).toEqual([
    [[0], ['failed'], null],
    [[1], ['ok'], null],
  ])
  expect(explained.bounds).toEqual([])
  expect(explained.members.map(({ asked }) => asked)).toEqual(['present', 'present'])

  const without = happen(
    top(
      "type: temporal, rules: [failed, ok], group-by: [source.ip], timespan: 1m, condition: 'failed and not ok'",
    ),
    [{ second: 0 }],
    START + 120_000,
  )
  expect(explain(without, without.alerts[0]!).members).toMatchObject([
    { events: 1, asked: 'present' },
    { events: 0, asked: 'absent' },
  ])
})

test('silence names the last event before, and counts nothing of it', () => {
  const happened = happen(
    top('type: event_count, rules: [failed], group-by: [source.ip], timespan: 1m, condition: {lt: 1}'),
    [{ second: 0 }],
    START + 300_000,
  )
  const explained = explain(happened, happened.alerts[0]!)
  expect(explained).toMatchObject({ absence: true, found: '0', bounds: [{ operator: 'lt', holds: true }] })
  expect(explained.events).toMatchObject([{ counted: [], after: null }])
})

test('a chain names the rules at its base, and the correlation that they came through', () => {
  const rules = `${BASE}title: Many
id: many
level: medium
correlation: {type: event_count, rules: [failed], group-by: [source.ip], timespan: 1m, condition: {gte: 3}}
---
title: Top
id: top
level: high
correlation: {type: temporal_ordered, rules: [many, ok], group-by: [source.ip], timespan: 5m}
`
  const happened = happen(rules, [...STEPS.slice(0, 3), { second: 30, outcome: 'success' }])
  const explained = explain(happened, happened.alerts[0]!)
  expect(explained.members.map(({ kind, events }) => [kind, events])).toEqual([
    ['correlation', 3],
    ['rule', 1],
  ])
  expect(explained.events.map(({ members, rules: of }) => [members, of[0]?.id])).toEqual([
    [[0], 'failed'],
    [[0], 'failed'],
    [[0], 'failed'],
    [[1], 'ok'],
  ])
})

test('without all of its events no number is told after any, and a changed condition is said', () => {
  const says = 'type: event_count, rules: [failed], group-by: [source.ip], timespan: 1m, condition: {gte: 3}'
  const happened = happen(top(says), STEPS)
  const [alert] = happened.alerts
  const part = explain(happened, alert!, id => id !== alert!.eventIds[0])
  expect(part.events.map(({ after }) => after)).toEqual([null, null])
  const { loaded } = happen(top(says.replace('gte: 3', 'gte: 9')), [])
  const later = explain({ ...happened, loaded }, alert!)
  expect(later).toMatchObject({ isChanged: true, bounds: [], found: '3' })
  expect(later.condition).toBe(alert!.matched.at(-1)!.selection)
})
