// What the log cannot take now is tried again until somebody says that it need not be: one Problem for each outage.

import { setTimeout as sleep } from 'node:timers/promises'
import { Retryable } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 3000

export interface Trying {
  readonly where: string
  readonly report: ReportProblem
  readonly signal: AbortSignal
  /** Called at the first failure. */
  readonly onAway?: () => void
}

/** Answers what `work` does; after Retryable, it is done again after a growing pause. Throws the signal's reason. */
export async function tryUntil<T>(
  work: () => Promise<T>,
  { where, report, signal, onAway }: Trying,
): Promise<T> {
  for (let tries = 0; ; tries++) {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof Retryable)) throw error
      if (tries === 0) {
        report({ code: 'state.away', where, detail: error.message })
        onAway?.()
      }
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries)
      await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted())
    }
  }
}
