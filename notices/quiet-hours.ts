// Quiet hours: from a time of day to another, in Việt Nam (+07:00, no summer time), across midnight when the
// first is the later one.

import { VIETNAM_OFFSET_MS } from '#/kernel/vietnam-time.ts'
import { severityRank, type Severity } from '#/kernel/severity.ts'
import type { QuietHours } from './notice-config.ts'

const DAY_MS = 86_400_000

/** The end of the quiet hours that `now` lies in and that such a notice keeps; null: it may go out. */
export function quietUntil(quiet: QuietHours | undefined, severity: Severity, now: number): number | null {
  if (quiet === undefined || severityRank(severity) >= severityRank(exceptOf(quiet))) return null
  const from = dayMs(quiet.from)
  const to = dayMs(quiet.to)
  const time = (now + VIETNAM_OFFSET_MS) % DAY_MS
  const midnight = now - time
  if (from < to) return time >= from && time < to ? midnight + to : null
  if (from === to) return null
  if (time < to) return midnight + to
  return time >= from ? midnight + DAY_MS + to : null
}

/** From this severity on notices break through. */
export function exceptOf(quiet: QuietHours): Severity {
  return quiet.except ?? 'critical'
}

function dayMs(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return (hours * 60 + minutes) * 60_000
}
