// Batches that were kept under an `Idempotency-Key`, so that a batch sent again is acknowledged and not kept
// again. The key goes with each line into the raw log (as its mark), so that the memory survives a kill, even
// one in the middle of writing the batch: then the lines that are missing are added.

import { createHash } from 'node:crypto'
import type { RawLine } from '#/collectors/raw-log/record.ts'
import { LIMITS } from '#/kernel/limits.ts'

export interface BatchMemory {
  /** A line of a batch found in the raw log at the start. */
  recall(mark: string): void
  /** Keeps what of the batch is not kept yet, through `offer`; resolves with how many lines were known. */
  keepOnce(
    mark: string,
    lines: readonly RawLine[],
    offer: (lines: readonly RawLine[]) => Promise<void>,
  ): Promise<number>
}

/** The mark of a batch: the same for the same key of the same token only. */
export function batchMark(tokenName: string, key: string): string {
  return createHash('sha256').update(`${tokenName}\n${key}`).digest('base64url').slice(0, 24)
}

export function createBatchMemory(maxKeys: number = LIMITS.maxBatchKeys): BatchMemory {
  // Lines kept of each batch; in order of last use, the batch used longest ago is forgotten first.
  const kept = new Map<string, number>()
  const underWay = new Map<string, Promise<unknown>>()
  const set = (mark: string, lines: number): void => {
    kept.delete(mark)
    kept.set(mark, lines)
    if (kept.size > maxKeys) kept.delete(kept.keys().next().value!)
  }
  const add = async (
    mark: string,
    lines: readonly RawLine[],
    offer: (lines: readonly RawLine[]) => Promise<void>,
  ) => {
    const known = Math.min(kept.get(mark) ?? 0, lines.length)
    if (known < lines.length) await offer(lines.slice(known).map(line => ({ ...line, mark })))
    set(mark, lines.length)
    return known
  }
  return {
    recall: mark => set(mark, (kept.get(mark) ?? 0) + 1),
    async keepOnce(mark, lines, offer) {
      // The same batch may come twice at once, from a sender that lost patience.
      while (underWay.has(mark)) await underWay.get(mark)
      const adding = add(mark, lines, offer)
      const settled = adding.then(
        () => underWay.delete(mark),
        () => underWay.delete(mark),
      )
      underWay.set(mark, settled)
      return adding
    },
  }
}
