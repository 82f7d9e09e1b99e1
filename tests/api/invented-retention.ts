// The files of events of the invented city: one sealed day of level 3, and the open one.

import { judgeDay, type KeptDay, keptLevels } from '#/regulation/day-retention.ts'
import type { Clock } from '#/kernel/clock.ts'
import { forecastDisk } from '#/store/disk-forecast.ts'
import type { KeptIndex } from '#/store/elastic/kept-indices.ts'
import type { EventDay } from '#/store/event-days.ts'
import { createLegalHolds, type LegalHolds } from '#/store/legal-holds.ts'
import type { Records } from '#/store/records.ts'
import { profileNamed } from '../regulation/invented-law-incident.ts'
import { DAY } from '../store/invented-events.ts'

const DAY_MS = 86_400_000
const SEALED: EventDay = {
  file: 'events-2026-11-22.l3.duckdb',
  dayMs: DAY,
  level: 3,
  events: 12,
  bytes: 4096,
  lastMs: DAY + DAY_MS,
  isNewest: false,
  broken: null,
}
const OPEN: EventDay = {
  ...SEALED,
  file: 'events-2026-11-23.duckdb',
  dayMs: DAY + DAY_MS,
  level: null,
  isNewest: true,
}

/** Of a cluster: what is written to, and one whose time is over but for a hold. */
export const INDICES: readonly KeptIndex[] = [
  {
    index: '.ds-thapcanh-events-m3-2026.08.01-000001',
    retention: 'm3',
    isOpen: false,
    events: 4_812_330,
    bytes: 2_700_000_000,
    firstMs: DAY - 100 * DAY_MS,
    lastMs: DAY - 99 * DAY_MS,
    keptUntilMs: DAY - 7 * DAY_MS,
    heldBy: ['hold-1'],
  },
  {
    index: '.ds-thapcanh-events-m3-2026.11.22-000094',
    retention: 'm3',
    isOpen: true,
    events: 310_222,
    bytes: 190_000_000,
    firstMs: DAY,
    lastMs: DAY + 3_600_000,
    keptUntilMs: null,
    heldBy: [],
  },
  {
    index: '.ds-thapcanh-events-m12-2026.11.22-000094',
    retention: 'm12',
    isOpen: true,
    events: 0,
    bytes: 249,
    firstMs: null,
    lastMs: null,
    keptUntilMs: null,
    heldBy: [],
  },
]

export function inventedRetention(records: Records, clock: Clock) {
  let laid = 0
  const legalHolds: LegalHolds = createLegalHolds(records, clock, () => `hold-${++laid}`)
  const rules = { profile: profileNamed('vn-2026'), unassignedMonths: 3, extraDays: 0 }
  const sealed = { ...SEALED, name: SEALED.file, level: 3, sha256: '0'.repeat(64), firstMs: DAY }
  const believed = () => ({
    clockMs: clock.now(),
    passedMs: clock.now(),
    believedMs: clock.now(),
    doubted: false,
  })
  return {
    legalHolds,
    async eventDays() {
      const inForce = (await legalHolds.list()).filter(({ releasedAt }) => releasedAt === null)
      const days: readonly KeptDay[] = [
        judgeDay(SEALED, sealed, rules, inForce),
        judgeDay(OPEN, undefined, rules, []),
      ]
      const disk = { freeBytes: 50e9, totalBytes: 100e9 }
      const forecast = forecastDisk([], disk, clock.now())
      return { days, levels: keptLevels(rules), forecast, time: believed() }
    },
    confirmTime: async () => believed(),
  }
}
