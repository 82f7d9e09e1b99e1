// The loop of the pipeline's thread: read what is durable, parse, match and correlate it while the batch before it
// is being committed, keep the alerts, store. Nothing is skipped: a batch that cannot be stored is tried again
// with growing pauses until it can, and the reason is shown meanwhile. When nothing comes, correlations are told
// the time; now and then, and at the end, what they have counted is saved, after what it was counted from.

import { setTimeout as sleep } from 'node:timers/promises'
import type { RawLogReader } from '#/collectors/raw-log/raw-log-reader.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Firing } from '#/correlation/windows/observation.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { EventStore } from '#/store/event-store.ts'
import { alertsOfFirings } from './correlation-alerts.ts'
import type { Snapshots } from './correlation-snapshots.ts'
import type { Taken } from './correlation-stage.ts'
import type { FromPipeline } from './messages.ts'
import { countHidden } from './raise-alerts.ts'
import { readBatchInTurns, type Batch, type BatchStages } from './read-batch.ts'

export interface PipelineContext {
  readonly store: EventStore
  readonly reader: RawLogReader
  readonly stages: BatchStages
  readonly snapshots: Snapshots
  readonly clock: Clock
  readonly keepAlerts: (alerts: readonly Alert[]) => Promise<void>
  /** Hands to other processes what their windows must hear of; resolves when it is durable. */
  readonly forward: (outgoing: Taken['outgoing']) => Promise<void>
  readonly tell: (message: FromPipeline) => void
  /** Aborted when the platform stops. */
  readonly signal: AbortSignal
}

/** What the raw log's writer has made durable. */
export interface DurableProgress {
  durable(): number
  /** Resolves at the next change of `durable()`, or when the pipeline is told to stop. */
  changed(): Promise<void>
}

/** A small batch waits this long for company, so that a trickle of lines is not a commit each. */
const LINGER_MS = 100
const LINGER_BELOW = 500
/** Bytes of raw records read at once. */
export const BATCH_BYTES = 8 * 1024 * 1024
const FIRST_RETRY_MS = 200
const LONGEST_RETRY_MS = 10_000
/** How often correlations are told the time when nothing comes. */
const QUIET_MS = 1000

/** What was read but not yet committed. */
interface Work {
  readonly batch: Batch
  readonly firings: readonly Firing[]
  readonly outgoing: Taken['outgoing']
  /** Last sequence of the batch; of work without one, where the batch before ended. */
  readonly sequence: number
  /** What correlations had counted after it. */
  readonly snapshot: Buffer | undefined
}

const NO_BATCH: Batch = { events: [], alerts: [], hidden: [], problems: [] }

export async function runPipeline(
  context: PipelineContext,
  position: number,
  progress: DurableProgress,
): Promise<void> {
  const { signal, reader, stages, clock, snapshots } = context
  const { correlation } = stages
  let read = position
  correlation.watches()
  await snapshots.settle(read)
  let committing: Promise<boolean> = Promise.resolve(true)
  /** Work follows work; once one could not be committed before the end, none may be. */
  const commitNext = async (work: Work): Promise<void> => {
    const isWhole = await committing
    committing = isWhole ? commit(context, work) : Promise.resolve(false)
  }
  while (!signal.aborted) {
    const durable = progress.durable()
    if (durable <= read) {
      if (correlation.isBusy)
        await Promise.race([progress.changed(), sleep(QUIET_MS, undefined, { ref: false })])
      else await progress.changed()
      if (signal.aborted || progress.durable() > read || !correlation.isBusy) continue
      correlation.quiet(clock.now())
      const { firings, problems, outgoing } = correlation.take()
      const snapshot = snapshots.due(read)
      if (firings.length + problems.length + outgoing.length > 0 || snapshot !== undefined)
        await commitNext({ batch: { ...NO_BATCH, problems }, firings, outgoing, sequence: read, snapshot })
      continue
    }
    if (durable - read < LINGER_BELOW) await sleep(LINGER_MS)
    const records = await untilDone(context, () =>
      reader.read(read, progress.durable(), LIMITS.maxBatchEvents, BATCH_BYTES),
    )
    const last = records?.at(-1)
    if (records === undefined || last === undefined) {
      // Everything up to `durable` was damaged on disk: the reader has said so; the next record is awaited.
      if (progress.durable() === durable) await progress.changed()
      continue
    }
    const batch = await readBatchInTurns(records, stages, clock)
    const { firings, problems, outgoing } = correlation.take()
    const snapshot = snapshots.due(last.sequence)
    await commitNext({
      batch: { ...batch, problems: [...batch.problems, ...problems] },
      firings,
      outgoing,
      sequence: last.sequence,
      snapshot,
    })
    read = last.sequence
  }
  if (await committing) await snapshots.settle(read)
}

/** False when the platform was stopped before it could be stored: it comes first at the next start. */
async function commit(context: PipelineContext, work: Work): Promise<boolean> {
  const { batch, firings, outgoing, sequence, snapshot } = work
  const { snapshots } = context
  const kept = await untilDone(context, async () => {
    const raised = await alertsOfFirings(context, firings, batch.events)
    const alerts = [...batch.alerts, ...raised.alerts]
    if (alerts.length > 0) await context.keepAlerts(alerts)
    if (outgoing.length > 0) await context.forward(outgoing)
    if (batch.events.length > 0) await context.store.append(batch.events, sequence)
    return raised
  })
  if (kept === undefined) return false
  const hidden = [...batch.hidden, ...kept.hidden]
  if (hidden.length > 0) context.tell({ kind: 'hidden', hidden: countHidden(hidden) })
  if (batch.problems.length > 0) context.tell({ kind: 'problems', problems: countAlike(batch.problems) })
  if (snapshot !== undefined) await snapshots.write(sequence, snapshot)
  const needed = snapshots.needed(sequence)
  context.tell({ kind: 'stored', sequence, events: batch.events.length, needed })
  return true
}

/** Repeats the work until it succeeds; undefined when the platform is told to stop first. */
export async function untilDone<T>(context: PipelineContext, work: () => Promise<T>): Promise<T | undefined> {
  let stuck = false
  for (let pauseMs = FIRST_RETRY_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_RETRY_MS)) {
    try {
      const done = await work()
      if (stuck) context.tell({ kind: 'stuck', reason: null })
      return done
    } catch (error) {
      if (context.signal.aborted) return undefined
      const reason = error instanceof Error ? error.message : String(error)
      if (!stuck) {
        const problem: Problem = { code: 'store.failed', where: 'store', detail: reason }
        context.tell({ kind: 'problems', problems: [[problem, 1]] })
      }
      stuck = true
      context.tell({ kind: 'stuck', reason })
      await sleep(pauseMs, undefined, { signal: context.signal }).catch(() => {})
    }
  }
}

/** A bad sender makes thousands of the same problem in a batch: one message with a count carries them. */
export function countAlike(problems: readonly Problem[]): readonly (readonly [Problem, number])[] {
  const counts = new Map<string, [Problem, number]>()
  for (const problem of problems) {
    const key = `${problem.code}\n${problem.where}`
    const known = counts.get(key)
    if (known) {
      known[0] = problem
      known[1]++
    } else counts.set(key, [problem, 1])
  }
  return [...counts.values()]
}
