// A process that does not lead keeps a file near the end of the log, so that it can lead within moments.

import { setTimeout as sleep } from 'node:timers/promises'
import { discard, openAtEnd, readOn, type CatchUpOptions } from './catch-up.ts'
import { Diverged, type StateCopy } from './state-copy.ts'

export interface FollowStateOptions extends CatchUpOptions {
  /** How often the log is asked for more; 1 s when absent. */
  readonly everyMs?: number
  /** Called whenever the file has come to the end of the log, with the number of the last entry. */
  readonly onReached?: (number: number) => void
}

/**
 * Follows until the signal fires; then the file is closed, and `openReplicatedState` may have it. While the log is
 * away or has not begun it waits. Throws Fatal as `openAtEnd`.
 */
export async function followState(options: FollowStateOptions): Promise<void> {
  const { signal, everyMs = 1000, onReached } = options
  let copy: StateCopy | undefined
  try {
    while (!signal.aborted) {
      copy = await nextCopy(copy, options)
      if (copy !== undefined) onReached?.(copy.place.number)
      await sleep(everyMs, undefined, { signal })
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    copy?.[Symbol.dispose]()
  }
}

/** The copy as it goes on, or one that was opened or built. */
async function nextCopy(
  copy: StateCopy | undefined,
  options: CatchUpOptions,
): Promise<StateCopy | undefined> {
  if (copy === undefined) return await openAtEnd(options)
  try {
    await readOn(copy, options)
    return copy
  } catch (error) {
    copy[Symbol.dispose]()
    if (!(error instanceof Diverged)) throw error
    discard(copy, error.message, options)
    return await openAtEnd(options)
  }
}
