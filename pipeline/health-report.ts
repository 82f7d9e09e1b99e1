// Puts together what the health strip shows: rates, lag, problems, silent sources, listeners, disk.

import { statfsSync } from 'node:fs'
import type { Health } from '#/api/contract/schemas.ts'
import type { ListenerHealthView } from '#/collectors/listeners/listener.ts'
import type { RawLog } from '#/collectors/raw-log/raw-log.ts'
import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ProblemLedger } from '#/kernel/problem-ledger.ts'
import { createRate } from '#/kernel/rate.ts'
import type { DiskForecast } from '#/store/disk-forecast.ts'

/** As many as the contract promises; the total counts them all. */
const SHOWN_PROBLEM_KINDS = 50

/** What stands still at the moment of the report. */
export interface HealthNow {
  readonly ledger: ProblemLedger
  readonly rawLog: RawLog
  /** Raw-log sequence up to which events were stored when the platform started. */
  readonly storedAtStart: number
  readonly dataDirectory: string
  /** Of stored events; undefined before it was first looked at. */
  readonly forecast: DiskForecast | undefined
  /** By what events are deleted; undefined before it was first looked at. */
  readonly time: { readonly clockMs: number; readonly passedMs: number } | undefined
  readonly demo: boolean
  readonly rules: Health['rules']
  readonly exceptions: NonNullable<Health['exceptions']>
  readonly listeners: readonly ListenerHealthView[]
  readonly silentSources: Health['silentSources']
}

export interface HealthMeter {
  received(lines: number): void
  readonly stored: (sequence: number, events: number) => void
  alerted(ruleId: string): void
  readonly stuck: (reason: string | null) => void
  /** Alerts raised by a rule since the start. */
  alertsOf(ruleId: string): number
  report(now: HealthNow): Health
  /** Raw-log sequence up to which events are stored; at least `atStart`. */
  position(atStart: number): number
}

export function createHealthMeter(clock: Clock): HealthMeter {
  const startedAt = clock.now()
  const received = createRate()
  const stored = createRate()
  const alertsByRule = new Map<string, number>()
  let storedSequence = 0
  let storeError: string | null = null

  const report = (at: HealthNow): Health => {
    const now = clock.now()
    const { rawLog } = at
    const position = Math.max(storedSequence, at.storedAtStart)
    const lagEvents = Math.max(0, rawLog.lastSequence - position)
    const oldest = lagEvents > 0 ? rawLog.oldestReceivedMs(position) : undefined
    const freeBytes = freeSpace(at.dataDirectory)
    return {
      startedAt,
      now,
      demo: at.demo,
      receivedPerSecond: received.perSecond(now),
      storedPerSecond: stored.perSecond(now),
      received: received.total(),
      stored: stored.total(),
      alerts: [...alertsByRule.values()].reduce((sum, count) => sum + count, 0),
      lagEvents,
      lagMs: oldest === undefined ? 0 : Math.max(0, now - oldest),
      dropped: at.listeners.reduce((sum, listener) => sum + listener.dropped, 0),
      problems: at.ledger.total(),
      problemsByCode: at.ledger.byCode(),
      problemKinds: at.ledger.kinds(SHOWN_PROBLEM_KINDS).map(kind => ({ ...kind })),
      silentSources: at.silentSources,
      listeners: at.listeners.map(listener => ({ ...listener })),
      rules: at.rules,
      exceptions: at.exceptions,
      disk: {
        freeBytes,
        dataBytes: rawLog.bytes,
        full: freeBytes < LIMITS.minFreeDiskBytes,
        ...(at.forecast === undefined ? {} : { low: at.forecast.low, daysLeft: at.forecast.daysLeft }),
      },
      storeError,
      ...(at.time === undefined || at.time.passedMs === at.time.clockMs
        ? {}
        : { clockOffMs: Math.round(at.time.clockMs - at.time.passedMs) }),
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
    position: atStart => Math.max(storedSequence, atStart),
    alertsOf: ruleId => alertsByRule.get(ruleId) ?? 0,
    report,
  }
}

function freeSpace(directory: string): number {
  const { bavail, bsize } = statfsSync(directory)
  return bavail * bsize
}
