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

export function statusOf(error: unknown): number | undefined {
  return error instanceof errors.ResponseError ? error.statusCode : undefined
}

/** The error as a caller may handle it: `disk.full` when its disks are, else `store.failed`. */
export function elasticFailure(doing: string, error: unknown): Retryable | Permanent {
  if (error instanceof Retryable || error instanceof Permanent) return error
  const text = textOf(error)
  const code = isFullDisk(text) ? 'disk.full' : 'store.failed'
  return new Retryable(code, `${doing}: ${text}`, { cause: error })
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
