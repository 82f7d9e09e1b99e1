// What the engine asks of the windows of one correlation, whatever kind they are, and what all kinds do alike.

import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { LoadedCorrelation } from '../correlation-rule.ts'
import type { Group } from './groups.ts'
import type { EventRef, Fired, Observation } from './observation.ts'

export interface Windows {
  readonly correlation: LoadedCorrelation
  /** Bytes taken, as accounted for. */
  readonly bytes: number
  /** Takes the next observation in the order of time; deadlines before it have been judged. */
  observe(observation: Observation): Fired | undefined
  /** When the next window closes; Infinity when none does. */
  nextDue(): number
  /** Judges the window that closes next. One without events that closes after `end` is not judged. */
  judge(end: number): Fired | undefined
  /** Time begins: where nothing is grouped, what does not happen is noticed from here on. */
  begin(time: number): void
  /** Nobody watched up to `time`: windows that ask what did not happen begin anew; how many were open. */
  beginAgain(time: number): number
  /** Forgets the group untouched for longest; false when there is none. */
  dropOldest(report: ReportProblem): boolean
  save(): WindowsSnapshot
  load(snapshot: WindowsSnapshot): void
}

/** All groups of one correlation, plain data. */
export interface WindowsSnapshot {
  readonly groups: readonly unknown[]
}

/** Settings that windows share. */
export interface WindowsOptions {
  readonly maxBytes: number
  readonly report: ReportProblem
}

export function firedBy(
  correlation: LoadedCorrelation,
  group: Group,
  found: {
    readonly at: number
    readonly events: readonly EventRef[]
    readonly total: number
    readonly value?: number | undefined
    readonly absence?: boolean
  },
): Fired {
  const values = group.label.split('\u0000')
  const firing = {
    correlation,
    at: found.at,
    groupKey: group.key,
    group: correlation.correlation.groupBy.map((name, place) => ({
      name,
      field: group.fields[place] ?? name,
      value: values[place] ?? '',
    })),
    events: found.events.slice(-LIMITS.maxCorrelationEvents),
    total: found.total,
    value: found.value,
    absence: found.absence ?? false,
  }
  return { firing, carried: group.carried }
}

/** What every group has in a snapshot. */
export interface SavedGroup {
  readonly key: string
  readonly label: string
  readonly fields: readonly string[]
  readonly state: Group['state']
  readonly last: number
  readonly lastRef: EventRef | undefined
  readonly carried: Group['carried']
  readonly due: number
}

export function saveGroup({ key, label, fields, state, last, lastRef, carried, due }: Group): SavedGroup {
  return { key, label, fields, state, last, lastRef, carried, due }
}
