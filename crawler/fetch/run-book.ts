// The figures of a running crawl, and its writes: each commit carries the figures with what they count, so that
// both are there after a crash, or neither. Several visits of one crawl write; they take turns, and each looks at
// what it changes in its own turn.

import type { Clock } from '#/kernel/clock.ts'
import { Retryable } from '#/kernel/errors.ts'
import { put, type Change, type Records } from '#/store/records.ts'
import { CRAWL_RUNS, newRun, withFailure, type CrawlRun } from './crawl-run.ts'

export interface RunBook {
  run(): CrawlRun
  change(more: Partial<CrawlRun>): void
  /** Adds one to a figure, or more. */
  count(figure: CountedFigure, by?: number): void
  fail(reason: string, example: string): void
  /** Writes what `build` makes when its turn has come; durable when it resolves. */
  commit(build?: () => Promise<readonly Change[]>): Promise<void>
}

type CountedFigure = {
  [Key in keyof CrawlRun]: CrawlRun[Key] extends number ? Key : never
}[keyof CrawlRun]

/** Goes on with the crawl that a dead process left, when its turn is not over; begins a new one otherwise. */
export async function openRunBook(
  records: Records,
  clock: Clock,
  sourceId: string,
  turnMs: number,
): Promise<RunBook> {
  const stored = await records.get(CRAWL_RUNS, sourceId)
  let version = stored?.version ?? 0
  const now = clock.now()
  const left = stored?.record
  const goesOn = left !== undefined && left.endedAt === null && now - left.startedAt < turnMs
  // Later than all that the last crawl did, even when the clock was set back.
  const startedAt = Math.max(now, (left?.startedAt ?? 0) + 1, (left?.endedAt ?? 0) + 1)
  let run = goesOn ? left : newRun(sourceId, startedAt)
  let turn: Promise<void> = Promise.resolve()

  async function write(build: () => Promise<readonly Change[]>): Promise<void> {
    const changes = await build()
    if ((await records.commit([...changes, put(CRAWL_RUNS, sourceId, run, version)])) === 'conflict')
      // A process that was stopped for so long that another crawls in its place.
      throw new Retryable('crawl.interrupted', `another process crawls ${sourceId}`)
    version++
  }

  return {
    run: () => run,
    change: more => void (run = { ...run, ...more }),
    count: (figure, by = 1) => void (run = { ...run, [figure]: run[figure] + by }),
    fail: (reason, example) => void (run = { ...run, failures: withFailure(run.failures, reason, example) }),
    commit(build = async () => []) {
      const written = turn.then(() => write(build))
      turn = written.catch(() => {})
      return written
    },
  }
}
