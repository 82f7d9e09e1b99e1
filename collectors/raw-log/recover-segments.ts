// Brings the raw log to a clean end after a crash. Only the last segment can be unfinished: its torn tail
// (normal after a kill, nobody was told it was kept) is cut off; a whole but bad record there, or a segment
// whose header is bad, is a Problem. Good records behind a damaged stretch stay where they are.

import { rename, stat, truncate, unlink } from 'node:fs/promises'
import type { ReportProblem } from '#/kernel/problem.ts'
import { SEGMENT_HEADER_BYTES } from './record-codec.ts'
import { openSegmentCursor } from './segment-cursor.ts'
import { listSegments, syncDirectory, type SegmentName } from './segment-files.ts'

export interface RecoveredSegment {
  readonly first: number
  readonly path: string
  readonly bytes: number
  /** Time of receipt of its first record; undefined when it has none. */
  readonly firstReceivedMs: number | undefined
}

export interface RecoveredLog {
  /** Oldest first; the last one ends with a good record or is empty. */
  readonly segments: readonly RecoveredSegment[]
  /** Sequence of the last good record, or one below the last segment's first. */
  readonly lastSequence: number
}

export async function recoverSegments(directory: string, report: ReportProblem): Promise<RecoveredLog> {
  const names = await listSegments(directory)
  let lastSequence = 0
  for (let last = names.at(-1); last !== undefined; last = names.at(-1)) {
    lastSequence = Math.max(lastSequence, last.first - 1)
    const end = await recoverLast(last, report)
    if (end !== undefined) {
      lastSequence = Math.max(lastSequence, end)
      break
    }
    names.pop()
    await syncDirectory(directory)
  }
  const segments = await Promise.all(names.map(name => describe(name)))
  return { segments, lastSequence }
}

/** Sequence of the segment's last good record, 0 when it has none; undefined when it was put aside. */
async function recoverLast({ path }: SegmentName, report: ReportProblem): Promise<number | undefined> {
  const { size } = await stat(path)
  const cursor = await openSegmentCursor(path, ({ offset, bytes }) =>
    report({
      code: 'raw-log.corrupt',
      where: path,
      detail: `${bytes} bytes at ${offset} hold no good record`,
    }),
  )
  if (cursor === undefined) {
    if (size <= SEGMENT_HEADER_BYTES) await unlink(path)
    else {
      await rename(path, `${path}.damaged`)
      report({
        code: 'raw-log.corrupt',
        where: path,
        detail: `the header is damaged; kept as ${path}.damaged`,
      })
    }
    return undefined
  }
  await using open = cursor
  let last = 0
  const all = { durable: Number.MAX_SAFE_INTEGER, maxRecords: 10_000, maxBytes: 4 * 1024 * 1024 }
  for (;;) {
    const end = (await open.read(all)).at(-1)
    if (end === undefined) break
    last = end.sequence
  }
  const tail = await open.tail()
  if (tail === 'clean') return last
  if (tail === 'bad') {
    const detail = `${size - open.offset} bytes at the end, from ${open.offset}, hold no good record and were cut off`
    report({ code: 'raw-log.corrupt', where: path, detail })
  }
  await truncate(path, open.offset)
  return last
}

async function describe({ first, path }: SegmentName): Promise<RecoveredSegment> {
  const { size } = await stat(path)
  const cursor = await openSegmentCursor(path, () => undefined)
  if (cursor === undefined) return { first, path, bytes: size, firstReceivedMs: undefined }
  await using open = cursor
  const [record] = await open.read({ durable: Number.MAX_SAFE_INTEGER, maxRecords: 1, maxBytes: 1 })
  return { first, path, bytes: size, firstReceivedMs: record?.receivedMs }
}
