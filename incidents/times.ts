// How long the centre took: from the moment of detection to acknowledgement, triage, containment, resolution and
// close, as median and ninetieth percentile of the incidents detected in a period. False positives and duplicates
// are left out: they would flatter the figures.

import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'
import type { IncidentMoments } from '#/store/state-store.ts'

export const PERIODS = ['day', 'week', 'month'] as const
export type Period = (typeof PERIODS)[number]

export interface Span {
  readonly count: number
  readonly medianMs: number | null
  readonly ninetiethMs: number | null
}

export interface PeriodTimes {
  readonly from: number
  readonly to: number
  readonly incidents: number
  readonly toAcknowledge: Span
  readonly toTriage: Span
  readonly toContain: Span
  readonly toResolve: Span
  readonly toClose: Span
}

/** Việt Nam has no summer time. */
const DAY_MS = 24 * 60 * 60 * 1000
/** Beyond this, ask for longer periods. */
export const MAX_PERIODS = 400

/** The periods that make up [from, to), in the time of Việt Nam, weeks from Monday; the first and last are cut. */
export function periodsOf(from: number, to: number, period: Period | undefined): readonly [number, number][] {
  if (period === undefined) return [[from, to]]
  const periods: [number, number][] = []
  for (let start = from; start < to && periods.length <= MAX_PERIODS;) {
    const end = Math.min(to, endOf(start, period))
    periods.push([start, end])
    start = end
  }
  return periods
}

/** `moments` in order of detection, as the state store gives them. */
export function timesOf(
  moments: readonly IncidentMoments[],
  periods: readonly (readonly [number, number])[],
): readonly PeriodTimes[] {
  const counted = moments.filter(
    ({ disposition }) => disposition !== 'false-positive' && disposition !== 'duplicate',
  )
  return periods.map(([from, to]) => {
    const own = counted.filter(({ detectedAt }) => detectedAt >= from && detectedAt < to)
    const span = (at: (one: IncidentMoments) => number | null): Span =>
      spanOf(own.flatMap(one => (at(one) === null ? [] : [Math.max(0, at(one)! - one.detectedAt)])))
    return {
      from,
      to,
      incidents: own.length,
      toAcknowledge: span(one => one.acknowledgedAt),
      toTriage: span(one => one.triagedAt),
      toContain: span(one => one.containedAt),
      toResolve: span(one => one.resolvedAt),
      toClose: span(one => one.closedAt),
    }
  })
}

function spanOf(durations: readonly number[]): Span {
  const sorted = [...durations].sort((a, b) => a - b)
  const { length } = sorted
  if (length === 0) return { count: 0, medianMs: null, ninetiethMs: null }
  const middle = sorted[Math.floor((length - 1) / 2)]! + sorted[Math.floor(length / 2)]!
  return { count: length, medianMs: middle / 2, ninetiethMs: sorted[Math.ceil(length * 0.9) - 1]! }
}

/** The end of the period that holds the moment. */
function endOf(at: number, period: Period): number {
  const local = new Date(at + VIETNAM_OFFSET_MS)
  const midnight = Math.floor((at + VIETNAM_OFFSET_MS) / DAY_MS) * DAY_MS - VIETNAM_OFFSET_MS
  if (period === 'day') return midnight + DAY_MS
  if (period === 'week') return midnight + (7 - ((local.getUTCDay() + 6) % 7)) * DAY_MS
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 1) - VIETNAM_OFFSET_MS
}
