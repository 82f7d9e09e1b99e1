// When the state of correlations is saved, and what of the raw log may go: records since the last snapshot are
// read again after a crash.

import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { packSnapshot, writeSnapshot } from './correlation-file.ts'
import type { CorrelationStage } from './correlation-stage.ts'
import type { FromPipeline } from './messages.ts'

/** Between two snapshots; one that takes long is made less often. */
const EVERY_MS = 30_000
const SHARE_OF_TIME = 50
/** Records after which one is made whatever the time. */
const EVERY_RECORDS = 500_000

export interface Snapshots {
  /** At the start of reading and at its end, where everything up to this record has been counted. */
  settle(sequence: number): Promise<void>
  /** The snapshot after this record when it is time for one. It is made at once and written later. */
  due(sequence: number): Buffer | undefined
  /** One that cannot be written is told; the one before stays. */
  write(sequence: number, snapshot: Buffer): Promise<void>
  /** Records up to here may go when those up to `stored` are stored. */
  needed(stored: number): number
}

/** Of a process that counts nothing itself. */
export const NO_SNAPSHOTS: Snapshots = {
  settle: async () => {},
  due: () => undefined,
  write: async () => {},
  needed: stored => stored,
}

interface SnapshotContext {
  readonly clock: Clock
  readonly stages: { readonly correlation: CorrelationStage }
  readonly correlationFile: string
  readonly tell: (message: FromPipeline) => void
}

export function createSnapshots({
  clock,
  stages: { correlation },
  correlationFile,
  tell,
}: SnapshotContext): Snapshots {
  let written = 0
  let made = { sequence: -1, at: 0, tookMs: 0 }
  let count = 0

  function isDue(sequence: number): boolean {
    if (!correlation.isBusy) return false
    // The first is of the start, and knows nothing yet of the time.
    if (count < 2) return true
    if (sequence === made.sequence) return false
    if (sequence - made.sequence >= EVERY_RECORDS) return true
    return clock.now() - made.at >= Math.max(EVERY_MS, SHARE_OF_TIME * made.tookMs)
  }

  function make(sequence: number): Buffer {
    const at = clock.now()
    const snapshot = packSnapshot({ position: sequence, data: correlation.save() })
    made = { sequence, at, tookMs: clock.now() - at }
    count += 1
    return snapshot
  }

  async function write(sequence: number, snapshot: Buffer): Promise<void> {
    try {
      await writeSnapshot(correlationFile, snapshot)
      written = sequence
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      const problem = { code: 'correlation.snapshot-failed', where: correlationFile, detail } as const
      tell({ kind: 'problems', problems: [[problem, 1]] })
    }
  }

  return {
    async settle(sequence) {
      if (correlation.isBusy) await write(sequence, make(sequence))
    },
    due: sequence => (isDue(sequence) ? make(sequence) : undefined),
    write,
    needed: stored => (correlation.isBusy ? Math.max(written, stored - LIMITS.maxReplayRecords) : stored),
  }
}
