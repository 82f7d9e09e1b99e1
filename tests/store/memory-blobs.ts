// Blobs in memory, for tests of what uses them: a store that can be away, and lose or alter what it has.

import { Retryable } from '#/kernel/errors.ts'
import type { BlobStore } from '#/store/blob-store.ts'

export interface MemoryBlobs extends BlobStore {
  readonly kept: Map<string, Buffer>
  isAway: boolean
}

export function createMemoryBlobs(): MemoryBlobs {
  const kept = new Map<string, Buffer>()
  const blobs: MemoryBlobs = {
    kept,
    isAway: false,
    async has(sha256) {
      ask()
      return kept.has(sha256)
    },
    async put(sha256, bytes) {
      ask()
      kept.set(sha256, Buffer.concat(await Array.fromAsync(bytes)))
    },
    async get(sha256) {
      ask()
      const bytes = kept.get(sha256)
      return bytes === undefined ? undefined : parts(bytes)
    },
    async remove(sha256) {
      ask()
      kept.delete(sha256)
    },
    async *list() {
      ask()
      yield* [...kept.keys()].sort()
    },
  }
  function ask(): void {
    if (blobs.isAway) throw new Retryable('state.away', 'the store of blobs is away')
  }
  return blobs
}

async function* parts(bytes: Buffer): AsyncGenerator<Buffer> {
  const middle = bytes.length >> 1
  yield bytes.subarray(0, middle)
  yield bytes.subarray(middle)
}
