// Puts together what the health strip shows: rates, lag, problems, silent sources, listeners, disk.

import { statfsSync } from 'node:fs'
import type { Health, ListenerHealth } from '#/api/contract/schemas.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { ProblemLedger } from '#/kernel/problem-ledger.ts'
import { createRate } from '#/kernel/rate.ts'

/** Below this much free space the disk counts as full: the raw log needs room for what is on its way. */
const LOW_DISK_BYTES = 256 * 1024 * 1024
/** Problems that mean lines are gone for good. */
const LOSSES = new Set(['udp.dropped', 'frame.incomplete', 'raw-log.corrupt'])

export interface HealthSources {
  readonly clock: Clock
  readonly ledger: ProblemLedger
  readonly dataDirectory: string
  readonly demo: boolean
  readonly rules: Health['rules']
  listeners(): readonly ListenerHealth[]
  silentSources(): Health['silentSources']
  /** Last durable sequence of the raw log, and when its first unstored record was received. */
  rawLog(): { readonly lastSequence: number; readonly bytes: number; oldestReceivedMs(after: number): number | undefined }
}

export interface HealthMeter {
  received(lines: number): void
  stored(sequence: number, events: number): void
  alerted(ruleId: string): void
  stuck(reason: string | null): void
  /** Alerts raised by a rule since the start. */
  alertsOf(ruleId: string): number
  report(): Health
}

export function createHealthMeter(sources: HealthSources, position: number): HealthMeter {
  const { clock, ledger } = sources
  const startedAt = clock.now()
  const received = createRate()
  const stored = createRate()
  const alertsByRule = new Map<string, number>()
  let storedSequence = position
  let storeError: string | null = null

  const report = (): Health => {
    const now = clock.now()
    const raw = sources.rawLog()
    const lagEvents = Math.max(0, raw.lastSequence - storedSequence)
    const oldest = lagEvents > 0 ? raw.oldestReceivedMs(storedSequence) : undefined
    const kinds = ledger.kinds(Number.MAX_SAFE_INTEGER)
    const freeBytes = freeSpace(sources.dataDirectory)
    return {
      startedAt,
      now,
      demo: sources.demo,
      receivedPerSecond: received.perSecond(now),
      storedPerSecond: stored.perSecond(now),
      received: received.total(),
      stored: stored.total(),
      alerts: [...alertsByRule.values()].reduce((sum, count) => sum + count, 0),
      lagEvents,
      lagMs: oldest === undefined ? 0 : Math.max(0, now - oldest),
      dropped: kinds.reduce((sum, kind) => sum + (LOSSES.has(kind.code) ? kind.count : 0), 0),
      problems: ledger.total(),
      problemKinds: kinds.slice(0, 50).map(kind => ({ ...kind })),
      silentSources: sources.silentSources(),
      listeners: sources.listeners().map(listener => ({ ...listener })),
      rules: sources.rules,
      disk: { freeBytes, dataBytes: raw.bytes, full: freeBytes < LOW_DISK_BYTES },
      storeError,
    }
  }

  return {
    received: lines => received.add(lines, clock.now()),
    stored(sequence, events) {
      storedSequence = sequence
      stored.add(events, clock.now())
    },
    alerted: ruleId => void alertsByRule.set(ruleId, (alertsByRule.get(ruleId) ?? 0) + 1),
    stuck: reason => void (storeError = reason),
    alertsOf: ruleId => alertsByRule.get(ruleId) ?? 0,
    report,
  }
}

function freeSpace(directory: string): number {
  const { bavail, bsize } = statfsSync(directory)
  return bavail * bsize
}
