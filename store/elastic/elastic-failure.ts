// What a failure of Elasticsearch means to a caller, and whether the same request may succeed later.

import { errors } from '@elastic/elasticsearch'
import { Permanent, Retryable } from '#/kernel/errors.ts'

/** Statuses after which the same request may succeed: too busy, or a shard or node that is away. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 502, 503, 504])

/** True when the same request may succeed later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof errors.ResponseError) return isPassingStatus(error.statusCode ?? 0)
  return (
    error instanceof errors.ConnectionError ||
    error instanceof errors.TimeoutError ||
    error instanceof errors.NoLivingConnectionsError
  )
}

export function isPassingStatus(status: number): boolean {
  return PASSING.has(status)
}

/** True when what should be made is there already. */
export function isThere(error: unknown): boolean {
  return textOf(error).includes('resource_already_exists_exception')
}

export function statusOf(error: unknown): number | undefined {
  return error instanceof errors.ResponseError ? error.statusCode : undefined
}

/**
 * The error as a caller may handle it: a failure of the server is Retryable (`disk.full` when its disks are, else
 * `store.failed`); all else, such as a mistake of ours, stays what it is.
 */
export function elasticFailure(doing: string, error: unknown): Error {
  if (error instanceof errors.ElasticsearchClientError) return refusal(doing, textOf(error), error)
  return error instanceof Error ? error : new Error(String(error))
}

/**
 * The same for what a cluster keeps there of its state: Retryable `state.away` (no answer, busy, full disk) or Permanent
 * `state.refused`; errors of ours as they are.
 */
export function stateFailure(doing: string, error: unknown): unknown {
  if (!(error instanceof errors.ElasticsearchClientError)) return error
  const text = `${doing}: ${textOf(error)}`
  return isPassing(error) || isFullDisk(text)
    ? new Retryable('state.away', text, { cause: error })
    : new Permanent('state.refused', text, { cause: error })
}

/** What the server said no to, by its reason. */
export function refusal(doing: string, reason: string, cause?: unknown): Retryable {
  return new Retryable(isFullDisk(reason) ? 'disk.full' : 'store.failed', `${doing}: ${reason}`, { cause })
}

/** Above its flood stage Elasticsearch refuses to write, with 429 or 403. */
export function isFullDisk(text: string): boolean {
  return /flood-stage|read-only-allow-delete|No space left/i.test(text)
}

/** First line of what went wrong, with the reason that the server gave. */
export function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.replaceAll(/\s+/g, ' ').slice(0, 500)
}
