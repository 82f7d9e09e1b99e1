// One request at a time for each host, and a pause between them, whoever asks: all sources and both crawlers
// share one pace. The pause is counted from the end of the request before, so that the server's own clock can
// see no shorter one from start to start, however long connecting takes.
//
// A new process does not know when its predecessor asked last: to each host it is as if that was at its start.

import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '#/kernel/limits.ts'
import { orAborted } from './or-aborted.ts'

/** Time that only goes forward, ms; a wall clock that jumps must not make us impolite. */
export interface PaceTime {
  now(): number
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

export const monotonicTime: PaceTime = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, { signal })
  },
}

export interface HostPace {
  /** Waits for the turn; the host is taken until what is returned is disposed. Rejects when the signal fires. */
  enter(host: string, pauseMs: number, signal: AbortSignal): Promise<Disposable>
}

interface Lane {
  tail: Promise<unknown>
  waiting: number
  endedAt: number
  /** Of the last request: who asked for a longer pause is given it on both sides. */
  pauseMs: number
}

export function createHostPace(time: PaceTime = monotonicTime): HostPace {
  const startedAt = time.now()
  const lanes = new Map<string, Lane>()

  function laneOf(host: string): Lane {
    const known = lanes.get(host)
    if (known !== undefined) return known
    if (lanes.size >= LIMITS.maxCrawlHostsKept) forgetIdle()
    const lane = { tail: Promise.resolve(), waiting: 0, endedAt: startedAt, pauseMs: 0 }
    lanes.set(host, lane)
    return lane
  }

  /** A lane whose longest pause is over tells nothing that a new one would not. */
  function forgetIdle(): void {
    for (const [host, { waiting, endedAt, pauseMs }] of lanes)
      if (waiting === 0 && time.now() - endedAt > Math.max(pauseMs, LIMITS.maxPauseMs)) lanes.delete(host)
  }

  return {
    async enter(host, pauseMs, signal) {
      const lane = laneOf(host)
      const { promise: ended, resolve: leave } = Promise.withResolvers<void>()
      const before = lane.tail
      lane.tail = before.then(() => ended)
      lane.waiting++
      const end = (): void => {
        lane.waiting--
        leave()
      }
      try {
        await orAborted(before, signal)
        for (;;) {
          signal.throwIfAborted()
          const leftMs = lane.endedAt + Math.max(pauseMs, lane.pauseMs) - time.now()
          if (leftMs <= 0) break
          await time.sleep(Math.ceil(leftMs), signal)
        }
      } catch (error) {
        end()
        throw signal.aborted ? signal.reason : error
      }
      return {
        [Symbol.dispose]() {
          lane.endedAt = time.now()
          lane.pauseMs = pauseMs
          end()
        },
      }
    },
  }
}
