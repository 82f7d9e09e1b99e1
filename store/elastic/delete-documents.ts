// Documents of the indices that hold what a cluster keeps (its state, blobs) deleted by id, and what the server says
// to one of several documents.

import type { Client } from '@elastic/elasticsearch'
import { Permanent, Retryable } from '#/kernel/errors.ts'

export interface RequestOptions {
  readonly signal?: AbortSignal
  readonly maxRetries: number
  readonly requestTimeout: number
}

/** Deletes in one request; those that are gone already are passed over. Throws as `refusedItem`, and what the client throws. */
export async function deleteDocuments(
  client: Client,
  index: string,
  ids: readonly string[],
  options: RequestOptions,
): Promise<void> {
  const operations = ids.map(_id => ({ delete: { _id } }))
  const { errors: anyFailed, items } = await client.bulk({ index, operations }, options)
  const failed = anyFailed ? items.find(({ delete: item }) => item?.error !== undefined) : undefined
  if (failed !== undefined) throw refusedItem(failed.delete!.error!)
}

/** Permanent `state.refused` when the index is gone, else Retryable `state.away`. */
export function refusedItem({ type, reason }: { type: string; reason?: string | null }): Error {
  const text = `${type}: ${reason ?? ''}`
  return type === 'index_not_found_exception'
    ? new Permanent('state.refused', text)
    : new Retryable('state.away', text)
}
