// At the start: correlations go on from their snapshot. It is older than the event store, so the raw log between
// the two is read once more, for correlations only; what fires on the way has fired before, unless the platform
// died between, and alerts that are known are passed over.

import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import { readSnapshotFile, type CorrelationFile } from './correlation-file.ts'
import { alertsOfFirings } from './correlation-alerts.ts'
import { readBatchInTurns } from './read-batch.ts'
import { BATCH_BYTES, untilDone, type DurableProgress, type PipelineContext } from './run-pipeline.ts'

export interface CatchUpContext extends PipelineContext {
  /** File of the snapshot of correlations. */
  readonly correlationFile: string
}

/** `position`: up to where events are stored. Resolves with where correlations now are: there too. */
export async function catchUpCorrelation(
  context: CatchUpContext,
  position: number,
  progress: DurableProgress,
): Promise<void> {
  const { correlation } = context.stages
  const report = (problem: Problem): void => context.tell({ kind: 'problems', problems: [[problem, 1]] })
  const lost = (detail: string): void =>
    report({ code: 'correlation.state-lost', where: context.correlationFile, detail })
  const file = await readSnapshotFile(context.correlationFile)
  if (file === undefined) {
    if (position > 0 && correlation.isBusy)
      lost(`there is no snapshot; correlations begin with record ${position + 1}`)
    return
  }
  const refused =
    typeof file === 'string' ? file : (reasonAgainst(file, position) ?? correlation.load(file.data))
  if (typeof file === 'string' || refused !== undefined) {
    lost(`${refused}; correlations begin with record ${position + 1}`)
    return
  }
  if (file.position < position && correlation.isBusy)
    await replay(context, file.position, position, progress, lost)
}

function reasonAgainst(file: CorrelationFile, position: number): string | undefined {
  return file.position > position
    ? `the snapshot has seen records up to ${file.position}, the store only those up to ${position}`
    : undefined
}

async function replay(
  context: CatchUpContext,
  from: number,
  position: number,
  progress: DurableProgress,
  lost: (detail: string) => void,
): Promise<void> {
  const { signal, reader, stages, clock } = context
  // The writer mends the log's end first.
  while (progress.durable() < position && !signal.aborted) await progress.changed()
  let read = from
  let missing = 0
  while (read < position && !signal.aborted) {
    const records = await untilDone(context, () =>
      reader.read(read, position, LIMITS.maxBatchEvents, BATCH_BYTES),
    )
    if (records === undefined) return
    const last = records.at(-1)
    missing += (last?.sequence ?? position) - read - records.length
    if (last === undefined) break
    const batch = await readBatchInTurns(records, stages, clock)
    const { firings } = stages.correlation.take()
    await untilDone(context, async () => {
      const { alerts } = await alertsOfFirings(context, firings, batch.events)
      if (alerts.length > 0) await context.keepAlerts(alerts)
    })
    read = last.sequence
  }
  if (missing > 0) lost(`${missing} records of the raw log between ${from} and ${position} are gone`)
}
