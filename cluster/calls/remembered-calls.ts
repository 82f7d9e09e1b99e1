// Calls under way, and the answers that were given lately to calls that changed something. A call that comes again
// under its id, because its answer was lost on the way, is not done again: it waits for the first, or is told the
// same.

import { LIMITS } from '#/kernel/limits.ts'

export interface RememberedCalls {
  /** The answer of the call of this id, done now if it was not before. */
  answer(id: string, keep: boolean, work: () => Promise<Buffer>): Promise<Buffer>
}

interface Remembered {
  readonly answer: Promise<Buffer>
  /** Undefined while it is under way. */
  ended?: { readonly bytes: number; readonly untilMs: number }
}

/** `now`: monotonic, ms. */
export function createRememberedCalls(now: () => number = () => performance.now()): RememberedCalls {
  /** In the order in which they began. */
  const calls = new Map<string, Remembered>()
  let kept = 0

  function forgetOld(): void {
    for (const [id, { ended }] of calls) {
      if (ended === undefined) continue
      if (ended.untilMs > now() && kept <= LIMITS.maxRememberedCallBytes) return
      calls.delete(id)
      kept -= ended.bytes
    }
  }

  return {
    answer(id, keep, work) {
      const known = calls.get(id)
      if (known !== undefined) return known.answer
      const call: Remembered = { answer: work() }
      calls.set(id, call)
      call.answer.then(
        ({ length: bytes }) => {
          if (!keep) return void calls.delete(id)
          kept += bytes
          call.ended = { bytes, untilMs: now() + LIMITS.callRememberedMs }
          forgetOld()
        },
        () => void calls.delete(id),
      )
      return call.answer
    },
  }
}
