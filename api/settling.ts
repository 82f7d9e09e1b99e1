// In a cluster a change counts when the other processes have it too: an operation that may change something is answered
// when all that it changed is kept. While nothing can be kept none is begun, and one that was under way is answered
// as unsettled: it goes on, and may be kept later. A platform alone has no need of any of this.

import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { Retryable } from '#/kernel/errors.ts'
import { ApiError } from './errors.ts'

/** Of the state of a cluster; see store/replicated/replicated-state.ts. */
export interface Settling {
  /** Resolves when everything that was changed until now is kept for good; throws when that cannot be known. */
  readonly settled: () => Promise<void>
  /** Fires while what was changed has not been kept for too long; when that is over there is another signal. */
  readonly stuck: () => AbortSignal
}

/** Answers what the work of an operation answers to the request, when what it changed is kept. */
export type UntilSettled = <T>(request: FastifyRequest, work: () => Promise<T>) => Promise<T>

const RETRY_AFTER_SECONDS = 5

/**
 * Throws ApiError: `store.unavailable` when nothing was begun, `change.unsettled` when it is not known whether the
 * change will be kept. `onLate` hears of what is thrown by work that nobody waits for any more.
 */
export function createUntilSettled(
  { settled, stuck }: Settling,
  onLate: (error: unknown, request: FastifyRequest) => void,
): UntilSettled {
  return async (request, work) => {
    const signal = stuck()
    if (signal.aborted)
      throw new ApiError('store.unavailable', 'The cluster cannot keep changes now; nothing was changed.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      })
    const done = (async () => {
      const answer = await work()
      await settled().catch((error: unknown) => {
        throw error instanceof Retryable ? unsettled() : error
      })
      return answer
    })()
    const tooLong = Promise.withResolvers<never>()
    const giveUp = (): void => {
      tooLong.reject(unsettled())
      done.then(closeUnread, (error: unknown) => onLate(error, request))
    }
    signal.addEventListener('abort', giveUp)
    try {
      return await Promise.race([done, tooLong.promise])
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }
}

/** Also for what the store says by itself: Retryable `leader.lost`. */
export function unsettled(): ApiError {
  return new ApiError(
    'change.unsettled',
    'The change was made, but the cluster has not kept it yet and may never: look whether it is there before you make it again.',
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  )
}

function closeUnread(answer: unknown): void {
  if (answer instanceof Readable) answer.destroy()
}
