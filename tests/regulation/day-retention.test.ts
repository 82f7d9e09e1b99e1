// Until when a file of events is kept, and what holds do.

import { describe, expect, test } from 'vitest'
import type { SystemLevel } from '#/kernel/monitored-system.ts'
import { daysKept, judgeDay, type KeepingRules } from '#/regulation/day-retention.ts'
import { keptSince } from '#/regulation/retention.ts'
import type { EventDay, SealedFile } from '#/store/event-days.ts'
import type { LegalHold } from '#/store/legal-holds.ts'
import { profileNamed, vn } from './invented-law-incident.ts'

const DAY_MS = 86_400_000
const START = vn('2026-11-22 07:00')
const LAW = profileNamed('vn-2026')
const RULES: KeepingRules = { profile: LAW, unassignedMonths: 3, extraDays: 0 }

const fileOf = (level: number | null, more: Partial<EventDay> = {}): EventDay => ({
  file: 'events-2026-11-22.duckdb',
  dayMs: START,
  level,
  events: 1,
  bytes: 1,
  lastMs: START + DAY_MS,
  isNewest: false,
  broken: null,
  ...more,
})
const SEALED: SealedFile = {
  name: 'events-2026-11-22.l3.duckdb',
  level: 3,
  events: 1,
  bytes: 1,
  sha256: '0'.repeat(64),
  firstMs: START + 1000,
  lastMs: START + 2000,
}
const holdOf = (fromMs: number, toMs: number): LegalHold => ({
  id: 'hold-1',
  reason: 'Điều tra',
  by: 'lead',
  fromMs,
  toMs,
  createdAt: START,
  releasedAt: null,
  releasedBy: null,
  releaseReason: null,
})

test.each([
  [0, 92],
  [1, 30],
  [2, 31],
  [3, 92],
  [4, 184],
  [5, 366],
])('events of level %i stay for %i days', (level, days) => {
  expect(daysKept(RULES, level)).toBe(days)
  expect(daysKept({ ...RULES, extraDays: 10 }, level)).toBe(days + 10)
})

test('never under thirty days, whatever profile and configuration say', () => {
  const short = { ...LAW, retention: { ...LAW.retention, floor: { ...LAW.retention.floor, days: 3 } } }
  expect(daysKept({ ...RULES, profile: short }, 1)).toBe(30)
  expect(daysKept({ ...RULES, profile: short, unassignedMonths: 0 }, 0)).toBe(30)
})

test('on no day of four years before the law lets it go', () => {
  for (const level of [1, 2, 3, 4, 5] as const satisfies readonly SystemLevel[]) {
    const early = Array.from({ length: 1461 }, (_, at) => {
      const lastMs = START + at * DAY_MS
      const { keptUntilMs } = judgeDay(fileOf(level, { lastMs }), SEALED, RULES, [])
      return keptSince(LAW, level, keptUntilMs!) - lastMs
    }).filter(aheadMs => aheadMs < 0)
    expect(early).toEqual([])
  }
})

test('a file that is not sealed has no end yet, one that cannot be read the latest that it may have', () => {
  expect(judgeDay(fileOf(null), undefined, RULES, [holdOf(0, START * 2)])).toMatchObject({
    keptUntilMs: null,
    heldBy: [],
  })
  const broken = fileOf(1, { broken: 'is no DuckDB file', lastMs: START })
  expect(judgeDay(broken, SEALED, RULES, []).keptUntilMs).toBe(START + 32 * DAY_MS)
})

describe('a hold keeps a file with any event of its times', () => {
  test.each([
    ['around it', START, START + DAY_MS, ['hold-1']],
    ['from its last event', START + 2000, START + DAY_MS, ['hold-1']],
    ['after its last event', START + 2001, START + DAY_MS, []],
    ['until its first event', START, START + 1001, ['hold-1']],
    ['before its first event', START, START + 1000, []],
  ] as const)('%s', (_, fromMs, toMs, heldBy) => {
    expect(judgeDay(fileOf(3), SEALED, RULES, [holdOf(fromMs, toMs)]).heldBy).toEqual(heldBy)
  })

  test('and any of which the times are not known', () => {
    expect(judgeDay(fileOf(3), undefined, RULES, [holdOf(0, 1)]).heldBy).toEqual(['hold-1'])
  })
})
