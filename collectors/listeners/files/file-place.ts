// Where reading of a followed file stands, and how the file is known again: by device and inode, and by a
// checksum of its first bytes, since inodes are used again and `copytruncate` keeps them.
//
// The place is written in two spots: with each line in the raw log (its mark), so that it is exact after a
// kill, and through FilePositions, which outlives the raw log's tail. The later of the two counts.

import type { FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'

const HEAD_BYTES = 256

export interface FilePlace {
  /** Device and inode. */
  readonly identity: string
  /** How often the file was seen to begin anew; a higher one is later whatever the offset. */
  readonly generation: number
  /** Where the next line begins. */
  readonly offset: number
  /** True when the bytes at `offset` belong to a line that was cut and are to be skipped. */
  readonly skipping: boolean
  /** Bytes of the beginning that the checksum is over, and the checksum. */
  readonly headBytes: number
  readonly headSum: number
}

/** Keeps the places of followed files; the platform stores them, keys and values are short texts. */
export interface FilePositions {
  get(key: string): string | undefined
  put(key: string, value: string): void
}

/** `identity generation offset skipping headBytes headSum`, at most 100 bytes. */
export function formatPlace(place: FilePlace): string {
  const { identity, generation, offset, skipping, headBytes, headSum } = place
  return `${identity} ${generation} ${offset} ${skipping ? 1 : 0} ${headBytes} ${headSum.toString(16)}`
}

/** Undefined when the text is not a place. */
export function parsePlace(text: string): FilePlace | undefined {
  const parts = /^(\S+) (\d+) (\d+) ([01]) (\d+) ([0-9a-f]+)$/.exec(text)
  if (parts === null) return undefined
  const [, identity = '', generation, offset, skipping, headBytes, headSum = ''] = parts
  return {
    identity,
    generation: Number(generation),
    offset: Number(offset),
    skipping: skipping === '1',
    headBytes: Number(headBytes),
    headSum: Number.parseInt(headSum, 16),
  }
}

/** The later of two places of the same file. */
export function laterPlace(a: FilePlace | undefined, b: FilePlace | undefined): FilePlace | undefined {
  if (a === undefined || b === undefined) return a ?? b
  if (a.generation !== b.generation) return a.generation > b.generation ? a : b
  return a.offset >= b.offset ? a : b
}

/** Checksum over the beginning of a file, as far as it was read: at most 256 bytes, at most `offset`. */
export async function fingerprint(
  file: FileHandle,
  offset: number,
): Promise<{ readonly headBytes: number; readonly headSum: number }> {
  const head = Buffer.alloc(Math.min(HEAD_BYTES, offset))
  const { bytesRead } = await file.read(head, 0, head.length, 0)
  return { headBytes: bytesRead, headSum: crc32(head.subarray(0, bytesRead)) }
}

/** True when the file still begins as it did when the place was taken. */
export async function beginsAs(file: FileHandle, place: FilePlace): Promise<boolean> {
  const now = await fingerprint(file, place.headBytes)
  return now.headBytes === place.headBytes && now.headSum === place.headSum
}
