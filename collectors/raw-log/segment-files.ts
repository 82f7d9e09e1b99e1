// The files of the raw log: `raw-<first sequence>.log`, zero-padded so that names sort as numbers do.
// A segment's last sequence is one below the next segment's first.

import { open, readdir, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

const NAME = /^raw-(\d{15})\.log$/

export interface SegmentName {
  readonly first: number
  readonly path: string
}

/** What the writer needs of an open segment; a FileHandle is one, tests pass one that fails on purpose. */
export type SegmentFile = Pick<FileHandle, 'write' | 'datasync' | 'truncate' | 'close'>
export type OpenSegmentFile = (path: string, flags: 'w') => Promise<SegmentFile>

export const openSegmentFile: OpenSegmentFile = (path, flags) => open(path, flags, 0o600)

export function segmentPath(directory: string, firstSequence: number): string {
  return join(directory, `raw-${String(firstSequence).padStart(15, '0')}.log`)
}

/** The segments of a raw log, oldest first. */
export async function listSegments(directory: string): Promise<SegmentName[]> {
  const segments: SegmentName[] = []
  for (const name of await readdir(directory)) {
    const first = NAME.exec(name)?.[1]
    if (first !== undefined) segments.push({ first: Number(first), path: join(directory, name) })
  }
  return segments.sort((a, b) => a.first - b.first)
}

/** Makes created, renamed and deleted names durable. */
export async function syncDirectory(directory: string): Promise<void> {
  await using handle = await open(directory, 'r')
  await handle.sync()
}
