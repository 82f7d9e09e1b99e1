// Writes a tar archive, file after file. A file's size need not be known before: its header is written when it is whole.

import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { encodeHeader, paddingOf, TAR_BLOCK, TAR_END } from './tar-header.ts'

export interface TarPart {
  readonly path: string
  readonly bytes: number
  /** Hexadecimal. */
  readonly sha256: string
}

export interface TarWriter extends AsyncDisposable {
  /** Bytes of the archive so far. */
  readonly bytes: number
  /** Adds a file with these contents, in pieces; `mode` 0o644 when absent. */
  add(path: string, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, mode?: number): Promise<TarPart>
  /** Writes the end and makes all durable. */
  finish(): Promise<void>
}

/** `mtime` of all files, whole seconds since 1970. The archive must not be there; only its owner may read it. */
export async function openTarWriter(path: string, mtime: number): Promise<TarWriter> {
  const file: FileHandle = await open(path, 'wx', 0o600)
  let at = 0
  const write = async (bytes: Uint8Array, place: number): Promise<void> => {
    for (let done = 0; done < bytes.length;)
      done += (await file.write(bytes, done, bytes.length - done, place + done)).bytesWritten
  }
  return {
    get bytes() {
      return at
    },
    async add(name, pieces, mode = 0o644) {
      // A path that is too long is told before anything is written.
      encodeHeader({ path: name, bytes: 0, mode, mtime })
      const hash = createHash('sha256')
      const headerAt = at
      let bytes = 0
      for await (const piece of pieces) {
        hash.update(piece)
        await write(piece, headerAt + TAR_BLOCK + bytes)
        bytes += piece.length
      }
      await write(Buffer.alloc(paddingOf(bytes)), headerAt + TAR_BLOCK + bytes)
      await write(encodeHeader({ path: name, bytes, mode, mtime }), headerAt)
      at = headerAt + TAR_BLOCK + bytes + paddingOf(bytes)
      return { path: name, bytes, sha256: hash.digest('hex') }
    },
    async finish() {
      await write(TAR_END, at)
      at += TAR_END.length
      await file.sync()
    },
    [Symbol.asyncDispose]: () => file.close(),
  }
}
