// Undoes Content-Encoding, with a bound on what comes out: a few kilobytes may be made to become gigabytes.

import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib'

export type Unpacked =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' | 'broken' | 'unknown-coding' }

/** What we can undo, as Accept-Encoding. */
export const ACCEPTED_CODINGS = 'gzip, deflate, br, zstd'
/** A body packed more often than this is a trick. */
const MAX_LAYERS = 2

type Unpack = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>
const UNPACKERS: Readonly<Record<string, Unpack>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
  // Some servers send the bare stream, without zlib's head.
  deflate: async (bytes, options) =>
    (bytes[0]! & 0x0f) === 8
      ? await promisify(inflate)(bytes, options)
      : await promisify(inflateRaw)(bytes, options),
}

/** `coding`: the header's value; several in the order in which they were applied. */
export async function unpackBody(body: Buffer, coding: string, maxBytes: number): Promise<Unpacked> {
  const layers = coding
    .toLowerCase()
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '' && each !== 'identity')
  if (layers.length > MAX_LAYERS) return { kind: 'unknown-coding' }
  let bytes = body
  for (const layer of layers.toReversed()) {
    const unpack = UNPACKERS[layer]
    if (unpack === undefined) return { kind: 'unknown-coding' }
    if (bytes.byteLength === 0) break
    try {
      bytes = await unpack(bytes, { maxOutputLength: maxBytes })
    } catch (error) {
      return { kind: (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'broken' }
    }
  }
  return bytes.byteLength > maxBytes ? { kind: 'too-large' } : { kind: 'bytes', bytes }
}

/** A sitemap may be a gzip file and not only be sent as one. */
export async function unpackFile(bytes: Buffer, maxBytes: number): Promise<Unpacked> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  return await unpackBody(bytes, isGzip ? 'gzip' : '', maxBytes)
}
