// What every store of blobs must do.

import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#/kernel/limits.ts'
import type { BlobStore } from '#/store/blob-store.ts'

/** An empty store. */
export type OpenBlobs = () => Promise<BlobStore & AsyncDisposable>

const nameOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
/** In chunks of a size that divides nothing. */
const chunks = (bytes: Buffer, size = 99_991): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    ),
  )
const read = async (blobs: BlobStore, name: string): Promise<Buffer | undefined> => {
  const found = await blobs.get(name)
  return found === undefined ? undefined : Buffer.concat(await Array.fromAsync(found))
}

export function describeBlobStore(name: string, openBlobs: OpenBlobs): void {
  describe(`blobs: ${name}`, () => {
    const sizes = [0, 1, LIMITS.stateEntryBytes, LIMITS.stateEntryBytes + 1, 2.5 * LIMITS.stateEntryBytes]
    test.each(sizes)('%d bytes come back as they were', async size => {
      await using blobs = await openBlobs()
      const bytes = Buffer.alloc(size, 'bảng kê tệp ')
      const sha256 = nameOf(bytes)
      expect([await blobs.has(sha256), await read(blobs, sha256)]).toEqual([false, undefined])
      await blobs.put(sha256, chunks(bytes))
      expect(await blobs.has(sha256)).toBe(true)
      expect((await read(blobs, sha256))?.equals(bytes)).toBe(true)
    })

    test('writing one twice is writing it once, and it goes as a whole', async () => {
      await using blobs = await openBlobs()
      const [one, other] = [Buffer.from('một'), Buffer.from('hai')]
      for (const bytes of [one, one, other]) await blobs.put(nameOf(bytes), chunks(bytes))
      expect(await Array.fromAsync(blobs.list())).toEqual([nameOf(one), nameOf(other)].sort())
      await blobs.remove(nameOf(one))
      await blobs.remove(nameOf(one))
      expect(await blobs.has(nameOf(one))).toBe(false)
      expect(await Array.fromAsync(blobs.list())).toEqual([nameOf(other)])
      expect(await read(blobs, nameOf(other))).toEqual(other)
    })

    test('one whose writer stopped half-way is not there, is listed, and can be written or taken away', async () => {
      await using blobs = await openBlobs()
      const bytes = Buffer.alloc(LIMITS.stateEntryBytes + 1000, 'x')
      const sha256 = nameOf(bytes)
      async function* broken(): AsyncGenerator<Buffer> {
        yield bytes.subarray(0, LIMITS.stateEntryBytes)
        throw new Error('the writer died')
      }
      await expect(blobs.put(sha256, broken())).rejects.toThrow('the writer died')
      expect([await blobs.has(sha256), await read(blobs, sha256)]).toEqual([false, undefined])
      await blobs.put(sha256, chunks(bytes))
      expect((await read(blobs, sha256))?.equals(bytes)).toBe(true)
      await blobs.remove(sha256)
      await expect(blobs.put(sha256, broken())).rejects.toThrow('the writer died')
      await blobs.remove(sha256)
      expect(await Array.fromAsync(blobs.list())).toEqual([])
    })
  })
}
