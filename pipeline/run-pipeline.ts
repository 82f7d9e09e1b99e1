// The loop of the pipeline's thread: read what is durable, parse and match it while the batch before it is
// being committed, keep the alerts, store. Nothing is skipped: a batch that cannot be stored is tried again
// with growing pauses until it can, and the reason is shown meanwhile.

import { setTimeout as sleep } from 'node:timers/promises'
import type { RawLogReader } from '#/collectors/raw-log/raw-log-reader.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { EventStore } from '#/store/event-store.ts'
import type { FromPipeline } from './messages.ts'
import { readBatch, type Batch, type BatchStages } from './read-batch.ts'

export interface PipelineContext {
  readonly store: EventStore
  readonly reader: RawLogReader
  readonly stages: BatchStages
  readonly clock: Clock
  readonly keepAlerts: (alerts: readonly Alert[]) => Promise<void>
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
const BATCH_BYTES = 8 * 1024 * 1024
const FIRST_RETRY_MS = 200
const LONGEST_RETRY_MS = 10_000

export async function runPipeline(
  context: PipelineContext,
  position: number,
  progress: DurableProgress,
): Promise<void> {
  const { signal, reader, stages, clock } = context
  let read = position
  let committing: Promise<void> = Promise.resolve()
  while (!signal.aborted) {
    const durable = progress.durable()
    if (durable <= read) {
      await progress.changed()
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
    const batch = readBatch(records, stages, clock.now())
    await committing
    committing = commit(context, batch, last.sequence)
    read = last.sequence
  }
  await committing
}

async function commit(context: PipelineContext, batch: Batch, sequence: number): Promise<void> {
  const kept = await untilDone(context, async () => {
    if (batch.alerts.length > 0) await context.keepAlerts(batch.alerts)
    await context.store.append(batch.events, sequence)
    return true
  })
  // Stopped while storing was impossible: the batch is still in the raw log and comes first at the next start.
  if (kept === undefined) return
  if (batch.problems.length > 0) context.tell({ kind: 'problems', problems: countAlike(batch.problems) })
  context.tell({ kind: 'stored', sequence, events: batch.events.length })
}

/** Repeats the work until it succeeds; undefined when the platform is told to stop first. */
async function untilDone<T>(context: PipelineContext, work: () => Promise<T>): Promise<T | undefined> {
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
