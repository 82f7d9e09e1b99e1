// One run of a job's handler, and how it ended: the same for every queue.

import { Retryable } from '#/kernel/errors.ts'
import type { Job, JobHandler } from './job-queue.ts'

/** How a run ended: `aborted` did not end by itself, because the platform stops. */
export type RunEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'retryable' | 'failed'; readonly error: string }
  | { readonly kind: 'aborted' }

/** Never rejects. A signal that fires with a Retryable says that the platform stops. */
export async function runHandler(handler: JobHandler, job: Job, signal: AbortSignal): Promise<RunEnd> {
  try {
    await handler(job, signal)
    return { kind: 'done' }
  } catch (error) {
    if (signal.aborted && signal.reason instanceof Retryable) return { kind: 'aborted' }
    const text = error instanceof Error ? error.message : String(error)
    return { kind: error instanceof Retryable ? 'retryable' : 'failed', error: text }
  }
}

/** Characters kept of why a run failed. */
const MAX_ERROR_LENGTH = 2000

/** The reason that a run which did not end well gives, as it is kept; null when it gives none. */
export function errorOf(end: RunEnd): string | null {
  return 'error' in end ? end.error.slice(0, MAX_ERROR_LENGTH) : null
}

/** False when it has not settled by then. */
export async function within(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timeout = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => timeout.resolve(false), ms)
  try {
    return await Promise.race([promise.then(() => true), timeout.promise])
  } finally {
    clearTimeout(timer)
  }
}
