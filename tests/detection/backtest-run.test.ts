// Backtests: the same alerts as production, counted by day, system and entity in bounded memory.

import { describe, expect, test } from 'vitest'
import { loadRules } from '#/correlation/load-rules.ts'
import { chooseRules, TEXT_PATH } from '#/detection/backtest/choose-rules.ts'
import { createBacktestRun } from '#/detection/backtest/backtest-run.ts'
import { alertsPerDay, noiseOf } from '#/detection/backtest/noise.ts'
import { eventId } from '#/kernel/ids.ts'
import { createExceptionShelf } from '#/pipeline/exception-shelf.ts'
import type { SearchHit } from '#/store/event-store.ts'

const FAILED = '11111111-1111-4111-8111-111111111111'
const MANY = '22222222-2222-4222-8222-222222222222'
const RULES = `
title: Sign-in failed
id: ${FAILED}
name: failed
level: low
logsource: {category: authentication}
detection: {s: {event.outcome: failure}, condition: s}
---
title: Many sign-ins failed
id: ${MANY}
level: high
correlation: {type: event_count, rules: [failed], group-by: [source.ip], timespan: 1m, condition: {gte: 3}, generate: true}
---
title: Scanner
id: f-1
filter: {rules: [failed], s: {source.ip: 192.0.2.250}, condition: s}
`
const DAY = Date.UTC(2026, 10, 22)
const loaded = loadRules([{ path: 'rules.yml', text: RULES }])

let sequence = 0
function failure(atMs: number, ip: string, more: object = {}): SearchHit {
  sequence += 1
  return {
    id: eventId(atMs + 500, sequence),
    event: {
      '@timestamp': new Date(atMs).toISOString(),
      'event.category': ['authentication'],
      'event.outcome': 'failure',
      'source.ip': ip,
      'thapcanh.system.id': 'dvc',
      'event.original': `failed from ${ip}`,
      ...more,
    },
  }
}

function runOver(hits: readonly SearchHit[], more: Partial<Parameters<typeof createBacktestRun>[0]> = {}) {
  const run = createBacktestRun({
    rules: loaded.rules,
    correlations: loaded.correlations,
    latenessMs: 10_000,
    now: DAY,
    ...more,
  })
  for (let at = 0; at < hits.length; at += 7) run.see(hits.slice(at, at + 7))
  run.finish()
  return run
}

test('counts alerts by day, system and entity, with samples and evidence', () => {
  const hits = [
    failure(DAY, '198.51.100.1'),
    failure(DAY + 3_600_000, '198.51.100.2'),
    failure(DAY + 86_400_000, '198.51.100.1', { 'thapcanh.system.id': 'traffic' }),
    failure(DAY + 2 * 86_400_000, '198.51.100.3', { 'event.outcome': 'success' }),
  ]
  const { rules, spanMs } = runOver(hits).findings()
  expect(spanMs).toBe(2 * 86_400_000)
  expect(rules).toHaveLength(1)
  expect(rules[0]).toMatchObject({
    summary: { id: FAILED },
    alerts: 3,
    hidden: 0,
    perDay: [
      { day: '2026-11-22', alerts: 2 },
      { day: '2026-11-23', alerts: 1 },
    ],
    systems: [
      { name: 'dvc', alerts: 2 },
      { name: 'traffic', alerts: 1 },
    ],
    entities: [
      { name: 'source.ip=198.51.100.1', alerts: 2 },
      { name: 'source.ip=198.51.100.2', alerts: 1 },
    ],
    entitiesExact: true,
    alertsPerDay: 1.5,
    noise: 'bearable',
  })
  expect(rules[0]!.samples[0]).toMatchObject({
    eventIds: [hits[0]!.id],
    systemId: 'dvc',
    matched: [{ field: 'event.outcome', value: 'failure', selection: 's' }],
    original: 'failed from 198.51.100.1',
  })
})

test('correlations fire as in production, and not over the boundary of their timespan', () => {
  const burst = [0, 10, 20].map(seconds => failure(DAY + seconds * 1000, '198.51.100.7'))
  const slow = [0, 40, 80].map(seconds => failure(DAY + 600_000 + seconds * 1000, '198.51.100.8'))
  const { rules } = runOver([...burst, ...slow]).findings()
  expect(rules.map(({ summary, alerts }) => [summary.id, alerts])).toEqual([
    [FAILED, 6],
    [MANY, 1],
  ])
  expect(rules[1]).toMatchObject({
    systems: [{ name: 'dvc', alerts: 1 }],
    entities: [{ name: 'source.ip=198.51.100.7' }],
  })
})

test('what exceptions hide is counted apart, and correlations do not see it', () => {
  const hits = [0, 10, 20].map(seconds => failure(DAY + seconds * 1000, '192.0.2.250'))
  const exceptions = createExceptionShelf(loaded, []).current()
  const { rules } = runOver(hits, { exceptions }).findings()
  expect(rules).toMatchObject([{ summary: { id: FAILED }, alerts: 0, hidden: 3, noise: 'none' }])
  expect(runOver(hits).progress).toEqual({ events: 3, alerts: 4, hidden: 0 })
})

test('thousands of entities are told as an estimate, the frequent ones exactly', () => {
  const hits = Array.from({ length: 3000 }, (_, n) =>
    failure(DAY + n * 1000, n % 3 === 0 ? '198.51.100.1' : `2001:db8::${n.toString(16)}`),
  )
  const [found] = runOver(hits, { correlations: [] }).findings().rules
  expect(found).toMatchObject({ alerts: 3000, entitiesExact: false, noise: 'flood' })
  expect(found!.entities[0]).toEqual({ name: 'source.ip=198.51.100.1', alerts: 1000 })
  expect(found!.entities).toHaveLength(10)
  expect(found!.samples).toHaveLength(5)
})

describe('which rules are asked', () => {
  test('of those at work the named ones, with what correlations look at', () => {
    const chosen = chooseRules(loaded, { kind: 'loaded', ids: [MANY.toUpperCase()] })
    expect(chosen).toMatchObject({ asked: 1, subject: new Set([MANY]) })
    expect(chosen.rules).toHaveLength(1)
    const burst = [0, 10, 20].map(seconds => failure(DAY + seconds * 1000, '198.51.100.7'))
    const { rules } = runOver(burst, chosen).findings()
    expect(rules.map(({ summary, alerts }) => [summary.id, alerts])).toEqual([[MANY, 1]])
  })

  test('of a text its own, in the place of those at work with the same id', () => {
    const text = `title: Stricter\nid: ${FAILED}\nlevel: low\nlogsource: {category: authentication}\ndetection: {s: {source.ip: 203.0.113.1}, condition: s}\n`
    const both = loadRules([
      { path: TEXT_PATH, text },
      { path: 'rules.yml', text: RULES },
    ])
    const chosen = chooseRules(both, { kind: 'text', yaml: text })
    expect(chosen.asked).toBe(1)
    expect(chosen.rules.map(({ summary }) => summary.title)).toEqual(['Stricter'])
    expect(chosen.problems).toEqual([])
  })

  test('of a text with a mistake none, and the mistake is told', () => {
    const both = loadRules([{ path: TEXT_PATH, text: 'title: x' }])
    const chosen = chooseRules(both, { kind: 'text', yaml: 'title: x' })
    expect(chosen.asked).toBe(0)
    expect(chosen.problems[0]!.where).toMatch(/^rule text:/)
  })
})

test.each([
  [0, 'none'],
  [1, 'quiet'],
  [10, 'bearable'],
  [100, 'noisy'],
  [101, 'flood'],
] as const)('%i alerts in an hour are judged as a day of them: %s', (alerts, noise) => {
  expect(noiseOf(alertsPerDay(alerts, 3_600_000))).toBe(noise)
})
