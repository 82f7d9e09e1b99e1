// What windows are fed with, and what comes out of them.

import type { LoadedCorrelation } from '../correlation-rule.ts'

/** Names an event: its number in the raw log (or line of a file) and its time of receipt in ms. */
export interface EventRef {
  readonly sequence: number
  readonly receivedMs: number
}

/** One event, or one firing of another correlation, as one correlation sees it in one group. */
export interface Observation {
  /** ms UTC. */
  readonly time: number
  readonly sequence: number
  readonly receivedMs: number
  /** Place of the correlation among all, and of the matched rule among its members. */
  readonly correlation: number
  readonly rule: number
  /** The group: values folded, and as they were written, NUL between them. */
  readonly key: string
  readonly label: string
  /** The event's own names of the group's fields. */
  readonly fields: readonly string[]
  /** The number that is computed with; NaN where none is. */
  readonly value: number
  /** The value that is counted, folded; empty where none is. */
  readonly text: string
  /** Values that correlations built on this one ask for, as `field\n` → value. */
  readonly carried: Carried | undefined
  /** The events behind a firing. */
  readonly trail: readonly EventRef[] | undefined
}

/** Field (as a correlation further up names it) → values of the deciding event. */
export type Carried = ReadonlyMap<string, CarriedField>

export interface CarriedField {
  /** The event's own name of the field. */
  readonly key: string
  readonly values: readonly string[]
}

/** A correlation that fired. */
export interface Firing {
  readonly correlation: LoadedCorrelation
  /** When it was decided, in event time: at the deciding event, or at the close of a window. */
  readonly at: number
  readonly groupKey: string
  /** Values of the group's fields, under the correlation's and the event's own names. */
  readonly group: readonly { readonly name: string; readonly field: string; readonly value: string }[]
  /** The events of the window, oldest first, the latest LIMITS.maxCorrelationEvents of them. */
  readonly events: readonly EventRef[]
  /** How many there were. */
  readonly total: number
  /** What was held against the bounds; undefined where rules were asked for. */
  readonly value: number | undefined
  /** True when nothing happened: `events` then holds the last event before. */
  readonly absence: boolean
}

/** What windows give to the engine: a firing, and what correlations built on it need. */
export interface Fired {
  readonly firing: Firing
  readonly carried: Carried | undefined
}
