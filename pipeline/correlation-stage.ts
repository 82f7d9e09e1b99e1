// Correlations in the pipeline: they see every event in the order of the raw log, and the clock when the log is
// quiet. What they have counted is saved together with how far the log was read, so that after a crash reading on
// from there gives the same alerts.

import type { RawRecord } from '#/collectors/raw-log/record.ts'
import type { Match } from '#/correlation/rule.ts'
import type { Arrival } from '#/correlation/windows/arrival.ts'
import { Correlator } from '#/correlation/windows/correlator.ts'
import type { Firing } from '#/correlation/windows/observation.ts'
import { textOf, type Event } from '#/kernel/event.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { SwitchedRules } from './rules-off.ts'

/** What is correlated, and what feeds it in silence. */
export type Correlated = Pick<SwitchedRules, 'correlations' | 'silenced'>

export interface Taken {
  readonly firings: readonly Firing[]
  readonly problems: readonly Problem[]
  /** What windows in other processes must hear of, before the batch counts as stored. */
  readonly outgoing: readonly { readonly log: string; readonly data: Buffer }[]
}

export interface CorrelationStage {
  /** False when there is nothing to correlate. */
  readonly isBusy: boolean
  readonly see: (event: Event, matches: readonly Match[], record: RawRecord) => void
  /** False for a rule that only feeds correlations. */
  readonly raisesAlerts: Correlator['raisesAlerts']
  /** The past has been read again; from here on events are new. */
  readonly watches: () => void
  /** Everything received up to `nowMs` has been seen. */
  readonly quiet: (nowMs: number) => void
  /** What fired and what was remarkable since the last call. */
  readonly take: () => Taken
  /** Other correlations from now on; those that stayed the same go on counting. */
  readonly use: (correlated: Correlated) => void
  /** Everything counted so far, as plain data. */
  readonly save: () => unknown
  /** Goes on from what was saved; the reason when it cannot. */
  readonly load: (saved: unknown) => string | undefined
}

/** Between the clock and what is on its way into the raw log. */
export const ON_ITS_WAY_MS = 2000
/** Away for longer than this, nobody can say what did not happen. */
export const AWAY_MS = 60_000

/** Events of one source come roughly in order. */
export function arrivalOf(event: Event, { sequence, receivedMs, listener, peer }: RawRecord): Arrival {
  return { sequence, receivedMs, source: `${listener} ${peer} ${textOf(event, 'host.name') ?? ''}` }
}

/** `latenessMs`: how late an event may be; see correlation/windows/correlator.ts. */
export function createCorrelationStage(first: Correlated, latenessMs: number): CorrelationStage {
  let problems: Problem[] = []
  const open = ({ correlations, silenced }: Correlated): Correlator =>
    new Correlator({ correlations, silenced, latenessMs, report: problem => problems.push(problem) })
  let correlator = open(first)
  let firings: Firing[] = []
  let mayHaveBeenAway = false
  const arrive = (nowMs: number): void => {
    const wasAway = mayHaveBeenAway && correlator.clock > 0 && nowMs - correlator.clock > AWAY_MS
    mayHaveBeenAway = false
    if (wasAway) correlator.resume(nowMs)
  }
  return {
    get isBusy() {
      return correlator.correlations.length > 0
    },
    see(event, matches, record) {
      arrive(record.receivedMs)
      correlator.see(event, matches, arrivalOf(event, record))
    },
    raisesAlerts: rule => correlator.raisesAlerts(rule),
    watches: () => void (mayHaveBeenAway = true),
    quiet(nowMs) {
      const now = nowMs - ON_ITS_WAY_MS
      arrive(now)
      correlator.advance(now)
    },
    take() {
      const taken = { firings: [...firings, ...correlator.takeFirings()], problems, outgoing: [] }
      firings = []
      problems = []
      return taken
    },
    use(correlated) {
      firings.push(...correlator.takeFirings())
      const next = open(correlated)
      next.load(correlator.save())
      correlator = next
    },
    save: () => correlator.save(),
    load: saved => correlator.load(saved),
  }
}
