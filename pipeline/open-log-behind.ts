// The raw log that a pipeline reads. The pipeline comes first: its position tells the log which sequences are taken,
// should its files be lost.

import { openRawLog, type RawLog } from '#/collectors/raw-log/raw-log.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { Pipeline } from './open-pipeline.ts'

/** Opens it and tells the pipeline what is durable, now and from then on. */
export async function openLogBehind(
  pipeline: Pick<Pipeline, 'position' | 'durable'>,
  directory: string,
  report: ReportProblem,
): Promise<RawLog> {
  const rawLog = await openRawLog({
    directory,
    report,
    atLeast: pipeline.position,
    onDurable: pipeline.durable,
  })
  pipeline.durable(rawLog.lastSequence)
  return rawLog
}
