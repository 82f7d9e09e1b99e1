// The time by which events are deleted. A clock that is set far ahead, by mistake or by hand, must not delete a year of
// logs. So retention goes by a time of its own: it is what the clock says as long as the clock is at most a week off
// what has passed since the last look. When it is further off, only the time passes that really passes (by the machine's
// monotonic count, kept across restarts), and the earlier of both counts; the clock is believed again when a person
// confirms it, when it is set right, or when that much time has passed.
//
// What it cannot tell: whoever sets the clock ahead by a week, again and again. Who may do that may also delete files.

import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { put, type Collection, type Records } from '#/store/records.ts'

const DAY_MS = 86_400_000
/** So far the clock may be off without being doubted: the platform was stopped, or its machine slept. */
const TRUSTED_STEP_MS = 7 * DAY_MS
const ID = 'retention'

const BELIEVED: Collection<{ readonly ms: number }> = { name: 'believed-time', keys: () => ({}) }

export interface TimeBelief {
  /** What the clock says, ms UTC. */
  readonly clockMs: number
  /** What it should say by the time that has passed, ms UTC; the same unless the clock is doubted. */
  readonly passedMs: number
  /** The earlier of both: by it events are deleted. */
  readonly believedMs: number
  /** The clock is further off than is believed. */
  readonly doubted: boolean
}

export interface BelievedTime {
  /**
   * Looks at the clock and keeps what is believed. `latestDayMs` is the begin of the latest finished day of receipt of
   * stored events, ms UTC, undefined without one: what the very first look goes by.
   */
  look(latestDayMs: number | undefined): Promise<TimeBelief>
  /** Of the latest look; undefined before the first. */
  latest(): TimeBelief | undefined
  /** A person says that the clock is right: it is believed as it stands now. */
  confirm(): Promise<TimeBelief>
}

export interface BelievedTimeOptions {
  readonly records: Records
  readonly clock: Clock
  /** Milliseconds that have really passed since some moment of this process. */
  readonly monotonicMs: () => number
  readonly report: ReportProblem
}

export function createBelievedTime(options: BelievedTimeOptions): BelievedTime {
  const { records, clock, monotonicMs, report } = options
  let latest: TimeBelief | undefined
  /** What time it was by all that has passed, at a moment of the monotonic count of this process. */
  let since: { readonly ms: number; readonly atMs: number } | undefined

  async function keep(clockMs: number, ms: number): Promise<TimeBelief> {
    since = { ms, atMs: monotonicMs() }
    for (;;) {
      const stored = await records.get(BELIEVED, ID)
      if ((await records.commit([put(BELIEVED, ID, { ms }, stored?.version ?? 0)])) === 'done') break
    }
    latest = { clockMs, passedMs: ms, believedMs: Math.min(clockMs, ms), doubted: ms !== clockMs }
    return latest
  }

  /** The time as it was kept last, and what has passed since; undefined when nothing is known. */
  async function passed(latestDayMs: number | undefined): Promise<number | undefined> {
    if (since !== undefined) return since.ms + Math.max(0, monotonicMs() - since.atMs)
    const stored = await records.get(BELIEVED, ID)
    if (stored !== undefined) return stored.record.ms
    return latestDayMs === undefined ? undefined : latestDayMs + DAY_MS
  }

  return {
    async look(latestDayMs) {
      const clockMs = clock.now()
      const passedMs = await passed(latestDayMs)
      if (passedMs === undefined || Math.abs(clockMs - passedMs) <= TRUSTED_STEP_MS)
        return await keep(clockMs, clockMs)
      const belief = await keep(clockMs, passedMs)
      report({ code: 'clock.doubted', where: 'clock', detail: wordsOf(belief) })
      return belief
    },
    latest: () => latest,
    async confirm() {
      const clockMs = clock.now()
      return await keep(clockMs, clockMs)
    },
  }
}

function wordsOf({ clockMs, passedMs, believedMs }: TimeBelief): string {
  const days = Math.floor(Math.abs(clockMs - passedMs) / DAY_MS)
  const [says, goes] = [clockMs, believedMs].map(ms => new Date(ms).toISOString())
  const off = clockMs > passedMs ? 'ahead of' : 'behind'
  return `it says ${says}, ${days} days ${off} the time that has passed; events are deleted as of ${goes} until a person confirms the clock`
}
