// Many documents in bulk requests, each of them written for certain or told to be refused.
//
// A server that is too busy (429), or a shard that is away, gets what it did not take once more after a growing
// pause, and in smaller requests; what it took is not sent again. A document that is there already counts as
// written: its id says that it is the same.

import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '#/kernel/limits.ts'
import {
  elasticFailure,
  isFullDisk,
  isPassing,
  isPassingStatus,
  refusal,
  statusOf,
} from './elastic-failure.ts'

/** One line of action and one of document. */
export interface BulkLine {
  readonly id: string
  readonly action: string
  readonly document: string
}

/** What the server said to one document. */
export interface BulkAnswer {
  readonly status: number
  readonly reason?: string
}

/** Sends one request; throws as the client does when it is refused whole. */
export type SendBulk = (lines: readonly BulkLine[]) => Promise<readonly BulkAnswer[]>

export interface BulkRefusal {
  readonly id: string
  readonly reason: string
}

export interface BulkOptions {
  /** What 409 says: a document to be made is there already, or one to be replaced has changed meanwhile. */
  readonly conflict: 'written' | 'refused'
  readonly send: SendBulk
  /** From 0 to 1. */
  readonly random: () => number
  readonly signal: AbortSignal
  /** Waits; replaced in tests. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 15_000

/**
 * Writes all lines. Answers with those that the server will never take; throws Retryable (`disk.full`,
 * `store.failed`) when it stayed too busy or away, and then any part of them may have been written.
 */
export async function writeBulk(lines: readonly BulkLine[], options: BulkOptions): Promise<BulkRefusal[]> {
  const { send, random, signal, conflict } = options
  const pause = options.pause ?? ((ms, until) => sleep(ms, undefined, { signal: until }))
  const refused: BulkRefusal[] = []
  let left = lines
  let maxBytes = LIMITS.maxBulkBytes
  let trouble: Error | undefined
  for (let tries = 0; left.length > 0; tries++) {
    if (tries > 0) {
      if (tries === LIMITS.maxBulkTries) throw trouble!
      const ms = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1))
      await pause(ms * (0.5 + random() / 2), signal).catch((error: unknown) => {
        signal.throwIfAborted()
        throw error
      })
    }
    const again: BulkLine[] = []
    for (const request of requestsOf(left, maxBytes)) {
      signal.throwIfAborted()
      const answers = await send(request).catch((error: unknown) => {
        signal.throwIfAborted()
        const failure = elasticFailure('storing events', error)
        const isTooLarge = statusOf(error) === 413 && request.length > 1
        if (isFullDisk(failure.message) || (!isTooLarge && !isPassing(error))) throw failure
        again.push(...request)
        trouble = failure
        return []
      })
      for (const [i, { status, reason = `status ${status}` }] of answers.entries()) {
        const line = request[i]!
        if (isDone(status) || (status === 409 && conflict === 'written')) continue
        const failure = refusal('storing events', reason)
        if (isFullDisk(reason)) throw failure
        if (isPassingStatus(status)) {
          again.push(line)
          trouble = failure
        } else refused.push({ id: line.id, reason })
      }
    }
    if (again.length > 0) maxBytes = Math.max(1, Math.floor(maxBytes / 2))
    left = again
  }
  return refused
}

function isDone(status: number): boolean {
  return status >= 200 && status < 300
}

/** One document at least, however large. */
function requestsOf(lines: readonly BulkLine[], maxBytes: number): readonly (readonly BulkLine[])[] {
  const requests: BulkLine[][] = []
  let bytes = Infinity
  for (const line of lines) {
    const size = Buffer.byteLength(line.document) + Buffer.byteLength(line.action)
    if (bytes + size > maxBytes || requests.at(-1)!.length === LIMITS.maxBulkEvents) {
      requests.push([])
      bytes = 0
    }
    requests.at(-1)!.push(line)
    bytes += size
  }
  return requests
}
