// What correlations know, as plain data that a restart goes on from. A correlation is known again by its stamp,
// which holds everything that its windows depend on: one that was changed begins anew.

import type { LoadedCorrelation } from '../correlation-rule.ts'
import type { TimelineSnapshot } from './timeline.ts'

/** Raised when the shape of snapshots changes: older ones are then left aside. */
export const SNAPSHOT_VERSION = 1

export interface CorrelatorSnapshot {
  readonly version: typeof SNAPSHOT_VERSION
  /** One for each correlation, in order. */
  readonly stamps: readonly string[]
  readonly clock: number
  readonly prompt: TimelineSnapshot
  readonly behind: readonly {
    readonly source: string
    readonly latest: number
    readonly leapt: number
    readonly lastReceivedMs: number
    readonly lastBehindMs: number
    readonly timeline: TimelineSnapshot
  }[]
}

/** Checks that the data is a snapshot of this version; the reason as text when it is not. */
export function readSnapshot(data: unknown): CorrelatorSnapshot | string {
  if (typeof data !== 'object' || data === null || !('version' in data)) return 'it is no snapshot'
  if (data.version !== SNAPSHOT_VERSION)
    return `it is of version ${String(data.version)}, not ${SNAPSHOT_VERSION}`
  return data as CorrelatorSnapshot
}

/** What the windows of each correlation depend on, as text. */
export function stampsOf(correlations: readonly LoadedCorrelation[]): readonly string[] {
  return correlations.map(({ summary, correlation, members }) => {
    const { aliases, ...rest } = correlation
    const of = members.map(member => (member.kind === 'rule' ? member.rule : member.correlation).summary.id)
    const named = Array.from(aliases, ([alias, fields]) => [alias, [...fields]])
    return JSON.stringify([summary.id, rest, named, of])
  })
}
