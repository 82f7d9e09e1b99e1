// Risk, proposed kinds, likeness and times: what is computed about incidents.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entitiesOfAlert } from '#/incidents/entities.ts'
import { proposeKinds } from '#/incidents/propose-kind.ts'
import { riskOfAlert } from '#/incidents/risk.ts'
import { similarTo } from '#/incidents/similar.ts'
import { periodsOf, timesOf } from '#/incidents/times.ts'
import type { Incident, IncidentEntity, Risk } from '#/kernel/incident.ts'
import { RISK_HALF_LIFE_MS, addRisk, riskRank, shownRisk, sumRisk } from '#/kernel/risk.ts'
import type { IncidentMoments } from '#/store/state-store.ts'
import { ALERT, INCIDENT, START_MS } from '../api/invented-incident.ts'

const about = { before: undefined, repeats: 0, systemLevel: 3, elsewhere: 0, now: START_MS } as const

describe('risk', () => {
  test('of a first alert has a line for each reason', () => {
    const alert = { ...ALERT, rule: { ...ALERT.rule, tags: ['attack.exfiltration', 'attack.impact'] } }
    const lines = riskOfAlert(alert, { ...about, elsewhere: 7 })
    expect(lines.map(({ why, points }) => [why, points])).toEqual([
      ['rule', 35],
      ['system-level', 7],
      ['threat', 15],
      ['seen-elsewhere', 15],
    ])
    expect(lines.every(({ alertId, text }) => alertId === ALERT.id && text !== '')).toBe(true)
  })

  test('of a flood of one rule grows with the logarithm of it', () => {
    const lines = Array.from({ length: 100_000 }, (_, repeats) =>
      riskOfAlert(ALERT, { ...about, repeats }),
    ).flat()
    expect(lines.length).toBeLessThan(20)
  })

  test('halves in its time, and is shown between 0 and 100', () => {
    expect(shownRisk({ value: 80, at: START_MS }, START_MS + RISK_HALF_LIFE_MS)).toBe(40)
    expect(shownRisk({ value: 5000, at: START_MS }, START_MS)).toBe(100)
  })

  test('has an order that time does not change', () => {
    const risk = fc.record({
      value: fc.double({ min: 0.001, max: 500, noNaN: true }),
      at: fc.integer({ min: START_MS - 30 * RISK_HALF_LIFE_MS, max: START_MS }),
    })
    fc.assert(
      fc.property(risk, risk, fc.nat(10 * RISK_HALF_LIFE_MS), (a: Risk, b: Risk, later) => {
        const left = (one: Risk) => one.value * 2 ** (-(START_MS + later - one.at) / RISK_HALF_LIFE_MS)
        fc.pre(Math.abs(riskRank(a) - riskRank(b)) > 1e-6)
        expect(Math.sign(riskRank(a) - riskRank(b))).toBe(Math.sign(left(a) - left(b)))
      }),
    )
  })

  test('added line by line is the sum of the ledger', () => {
    const line = fc.record({ at: fc.nat(5 * RISK_HALF_LIFE_MS), points: fc.integer({ min: 1, max: 60 }) })
    fc.assert(
      fc.property(fc.array(line), found => {
        const lines = found
          .sort((a, b) => a.at - b.at)
          .map(one => ({ ...one, by: 'x', why: 'rule' as const, text: 'x' }))
        const end = 6 * RISK_HALF_LIFE_MS
        const stepwise = lines.reduce<Risk>((risk, one) => addRisk(risk, [one]), { value: 0, at: 0 })
        const atEnd = stepwise.value * 2 ** (-(end - stepwise.at) / RISK_HALF_LIFE_MS)
        expect(atEnd).toBeCloseTo(sumRisk(lines, end).value, 6)
      }),
    )
  })
})

describe('the proposed kind of Mẫu 05', () => {
  test.each([
    { tags: [], kinds: [] },
    { tags: ['mau05.5', 'attack.t1491.002'], kinds: [5] },
    { tags: ['attack.t1486', 'attack.impact'], kinds: [6] },
    { tags: ['attack.t1498'], kinds: [1] },
    { tags: ['attack.t1566.001'], kinds: [2] },
    { tags: ['attack.discovery'], kinds: [10] },
    { tags: ['mau05.4', 'attack.t1048'], kinds: [4, 8] },
    { tags: ['attack.t1110', 'attack.t1059', 'attack.t1486'], kinds: [9, 3, 4, 6] },
  ])('of $tags is $kinds', ({ tags, kinds }) => {
    expect(proposeKinds(tags).map(({ kind }) => kind)).toEqual(kinds)
  })
})

test('entities are named once, normalised, and nobody’s addresses left out', () => {
  const event = {
    'source.ip': '198.51.100.7',
    'destination.ip': ['127.0.0.1', '2001:DB8::7'],
    'host.name': 'WEB01.example.com.',
    'host.hostname': 'web01.example.com',
    'user.name': 'Đào',
  }
  expect(entitiesOfAlert({ entity: { field: 'source.ip', value: '198.51.100.7' }, event })).toEqual([
    { kind: 'ip', value: '198.51.100.7' },
    { kind: 'ip', value: '2001:db8::7' },
    { kind: 'user', value: 'đào' },
    { kind: 'host', value: 'web01.example.com' },
  ])
})

test('the incident that shares the rarest and most telling values is most alike; merged ones are left out', () => {
  const entities: IncidentEntity[] = [
    { kind: 'hash', value: 'h' },
    { kind: 'host', value: 'web01' },
  ]
  const having: Readonly<Record<string, readonly string[]>> = {
    h: ['self', 'a', 'merged', 'unseen'],
    web01: ['self', 'a', 'b', 'c'],
  }
  const others: Readonly<Record<string, Partial<Incident>>> = {
    a: { family: 'x' },
    b: { family: INCIDENT.family },
    c: { family: 'x' },
    merged: { mergedInto: 'a' },
    unseen: {},
  }
  const found = similarTo(
    {
      entitiesOf: () => entities,
      incidentsWith: ({ value }) => having[value] ?? [],
      incident: id => ({ ...INCIDENT, ...others[id], id }),
    },
    { ...INCIDENT, id: 'self' },
    10,
    ({ id }) => id !== 'unseen',
  )
  expect(found.map(({ incident }) => incident.id)).toEqual(['a', 'b', 'c'])
  expect(found[0]?.shared).toEqual(entities)
})

describe('times', () => {
  const HOUR = 3_600_000
  const moments = (detectedAt: number, more: Partial<IncidentMoments> = {}): IncidentMoments => ({
    detectedAt,
    acknowledgedAt: null,
    triagedAt: null,
    containedAt: null,
    resolvedAt: null,
    closedAt: null,
    disposition: null,
    ...more,
  })

  test('are medians of what was reached, without false positives', () => {
    const list = [1, 2, 3, 10].map(hours => moments(START_MS, { containedAt: START_MS + hours * HOUR }))
    const wrong = moments(START_MS, { disposition: 'false-positive', closedAt: START_MS + 1 })
    const [times] = timesOf([...list, wrong, moments(START_MS + 1)], [[START_MS, START_MS + HOUR]])
    expect(times).toMatchObject({
      incidents: 5,
      toContain: { count: 4, medianMs: 2.5 * HOUR, ninetiethMs: 10 * HOUR },
      toClose: { count: 0, medianMs: null, ninetiethMs: null },
    })
  })

  test.each([
    { period: 'day', at: '2026-11-22T16:59:00Z', end: '2026-11-22T17:00:00Z' },
    { period: 'day', at: '2026-11-22T17:00:00Z', end: '2026-11-23T17:00:00Z' },
    { period: 'week', at: '2026-11-22T10:00:00Z', end: '2026-11-22T17:00:00Z' },
    { period: 'month', at: '2026-12-15T00:00:00Z', end: '2026-12-31T17:00:00Z' },
    { period: 'month', at: '2026-12-31T17:00:00Z', end: '2027-01-31T17:00:00Z' },
  ] as const)('by $period: what is at $at ends at $end, as the day is in Việt Nam', ({ period, at, end }) => {
    expect(periodsOf(Date.parse(at), Date.parse('2028-01-01T00:00:00Z'), period)[0]?.[1]).toBe(
      Date.parse(end),
    )
  })
})
