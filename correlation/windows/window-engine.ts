// All correlations over one stream of observations in the order of time. Windows that close before the next
// observation are judged before it, in the order in which they close; what fires is an observation of the
// correlations built on it, at once.

import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { LoadedCorrelation } from '../correlation-rule.ts'
import { CountingWindows } from './counting-windows.ts'
import type { Fired, Firing, Observation } from './observation.ts'
import type { ObserveFiring } from './observing.ts'
import { SequenceWindows } from './sequence-windows.ts'
import type { Windows, WindowsOptions, WindowsSnapshot } from './windows.ts'

export interface EngineOptions {
  /** Each after the ones that it refers to. */
  readonly correlations: readonly LoadedCorrelation[]
  /** What a firing is to the correlations built on it. */
  readonly observeFiring: ObserveFiring
  readonly report: ReportProblem
  readonly onFiring: (firing: Firing) => void
  readonly maxRuleBytes?: number
}

export class WindowEngine {
  /** In the order of the correlations. */
  readonly windows: readonly Windows[]
  readonly #options: EngineOptions
  /** When the next window of any correlation closes, or earlier. */
  #nextDue = Infinity

  constructor(options: EngineOptions) {
    this.#options = options
    const { report, maxRuleBytes: maxBytes = LIMITS.maxCorrelationRuleBytes } = options
    this.windows = options.correlations.map(correlation => openWindows(correlation, { report, maxBytes }))
  }

  /** Bytes taken by all windows. */
  get bytes(): number {
    return this.windows.reduce((sum, windows) => sum + windows.bytes, 0)
  }

  begin(time: number): void {
    for (const windows of this.windows) windows.begin(time)
    this.#lookAtDeadlines()
  }

  /** Observations come in the order of time. */
  observe(observation: Observation): void {
    if (this.#nextDue < observation.time) this.#judgeBefore(observation.time, Infinity)
    this.#deliver(observation)
  }

  /** Nothing comes any more that happened up to `time`. */
  advance(time: number): void {
    if (this.#nextDue <= time) this.#judgeBefore(time + 1, Infinity)
  }

  /** Nothing comes any more at all, and nothing is known of what happens after `end`. */
  finish(end: number): void {
    this.#judgeBefore(Infinity, end)
  }

  /** Nobody watched up to `time`: windows that ask what did not happen begin anew; how many. */
  beginAgain(time: number): number {
    const open = this.windows.reduce((sum, windows) => sum + windows.beginAgain(time), 0)
    this.#lookAtDeadlines()
    return open
  }

  save(): readonly WindowsSnapshot[] {
    return this.windows.map(windows => windows.save())
  }

  /** One snapshot for each of the correlations; undefined for one that begins anew. */
  load(snapshots: readonly (WindowsSnapshot | undefined)[]): void {
    for (const [place, snapshot] of snapshots.entries())
      if (snapshot !== undefined) this.windows[place]!.load(snapshot)
    this.#lookAtDeadlines()
  }

  #deliver(observation: Observation): void {
    const windows = this.windows[observation.correlation]!
    const fired = windows.observe(observation)
    const due = windows.nextDue()
    if (due < this.#nextDue) this.#nextDue = due
    if (fired !== undefined) this.#emit(observation.correlation, fired)
  }

  #emit(place: number, fired: Fired): void {
    this.#options.onFiring(fired.firing)
    for (const observation of this.#options.observeFiring(place, fired)) this.#deliver(observation)
  }

  #judgeBefore(time: number, end: number): void {
    for (;;) {
      let first = -1
      let due = Infinity
      for (const [place, windows] of this.windows.entries()) {
        const own = windows.nextDue()
        if (own < due) {
          due = own
          first = place
        }
      }
      this.#nextDue = due
      if (first === -1 || due >= time) return
      const fired = this.windows[first]!.judge(end)
      if (fired !== undefined) this.#emit(first, fired)
    }
  }

  #lookAtDeadlines(): void {
    this.#nextDue = Math.min(Infinity, ...this.windows.map(windows => windows.nextDue()))
  }
}

function openWindows(correlation: LoadedCorrelation, options: WindowsOptions): Windows {
  return correlation.correlation.condition.kind === 'bounds'
    ? new CountingWindows(correlation, options)
    : new SequenceWindows(correlation, options)
}
