// Attached files of a cluster: what one process takes in is in a store that all reach before its record is written,
// and whoever leads later has it from there. The files on disk stay what is read; this fills them.

import { setTimeout as sleep } from 'node:timers/promises'
import { Readable } from 'node:stream'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { BlobStore } from '#/store/blob-store.ts'
import type { Records } from '#/store/records.ts'
import type { AttachmentFiles } from './attachment-files.ts'
import { ATTACHMENTS, type Attachment } from './attachments.ts'
import type { Desk } from './desk.ts'

/**
 * The same files, shared. `place` throws what BlobStore throws when a file cannot be shared, and the file counts for
 * nothing then. What cannot be taken away from the store now is told, and taken away by `settleAttachments`.
 */
export function shareAttachmentFiles(
  files: AttachmentFiles,
  blobs: BlobStore,
  report: ReportProblem,
): AttachmentFiles {
  async function fetch(sha256: string, bytes: number, signal: AbortSignal | undefined): Promise<boolean> {
    const blob = await blobs.get(sha256, signal)
    if (blob === undefined) return false
    await using received = await files.receive(Readable.from(blob), undefined)
    if (received.sha256 !== sha256 || received.bytes !== bytes) return false
    await received.place()
    return true
  }

  return {
    list: () => files.list(),

    async receive(bytes, announcedBytes) {
      const received = await files.receive(bytes, announcedBytes)
      return {
        ...received,
        async place() {
          await received.place()
          await shareBlob(files, blobs, received)
        },
      }
    },

    async read(sha256, bytes, signal) {
      try {
        return await files.read(sha256, bytes, signal)
      } catch (error) {
        if (!(error instanceof Permanent) || !(await fetch(sha256, bytes, signal))) throw error
        return await files.read(sha256, bytes, signal)
      }
    },

    async remove(sha256) {
      await files.remove(sha256)
      try {
        await blobs.remove(sha256)
      } catch (error) {
        if (!(error instanceof Retryable)) throw error
        report({ code: 'cluster.files', where: sha256, detail: `not taken away yet: ${error.message}` })
      }
    },
  }
}

export interface SettleAttachmentsOptions {
  readonly desk: Pick<Desk, 'clearUnclaimed'>
  readonly records: Records
  /** Of this process alone. */
  readonly own: AttachmentFiles
  /** As `shareAttachmentFiles` made them of `own`. */
  readonly shared: AttachmentFiles
  readonly blobs: BlobStore
  readonly report: ReportProblem
}

/** Who has just begun to lead has more urgent work. */
const FIRST_AFTER_MS = 60_000
const EVERY_MS = 3_600_000
const RETRY_MS = 30_000
const PAGE = 500

/**
 * Makes this process' files and the store the same, in a minute and every hour: files that are in one come into the other
 * (of a folder that was a single machine's, of an earlier leader), and those that no record has go.
 */
export function settleAttachments(options: SettleAttachmentsOptions): AsyncDisposable {
  const ending = new AbortController()
  const settling = settleForEver(options, ending.signal)
  return {
    async [Symbol.asyncDispose]() {
      ending.abort()
      await settling
    },
  }
}

async function settleForEver(options: SettleAttachmentsOptions, signal: AbortSignal): Promise<void> {
  for (let pauseMs = FIRST_AFTER_MS; ;) {
    await sleep(pauseMs, undefined, { signal }).catch(() => {})
    if (signal.aborted) return
    pauseMs = EVERY_MS
    try {
      await settleOnce(options, signal)
    } catch (error) {
      if (signal.aborted) return
      options.report({ code: 'cluster.files', where: 'attachments', detail: (error as Error).message })
      pauseMs = RETRY_MS
    }
  }
}

/** One turn of `settleAttachments`. */
export async function settleOnce(options: SettleAttachmentsOptions, signal: AbortSignal): Promise<void> {
  const { desk, records, own, shared, blobs, report } = options
  const here = new Set(await own.list())
  const there = new Set<string>()
  for await (const sha256 of blobs.list(signal)) there.add(sha256)
  await desk.clearUnclaimed(here.union(there))
  for (let after: string | undefined; ;) {
    const page = await records.find(ATTACHMENTS, {
      where: { isRemoved: 0 },
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    })
    for (const { record } of page.records) {
      signal.throwIfAborted()
      await settleFile(record)
    }
    if (page.next === null) return
    after = page.next
  }

  async function settleFile(file: Attachment): Promise<void> {
    const { sha256, bytes } = file
    try {
      if (here.has(sha256)) {
        if (!(await blobs.has(sha256, signal))) await shareBlob(own, blobs, file, signal)
      } else (await shared.read(sha256, bytes, signal)).destroy()
    } catch (error) {
      // One that is damaged or nowhere, or has no room here, must not keep the others from being settled.
      if (!(error instanceof Permanent) && (error as Retryable).code !== 'attachment.disk-full') throw error
      report({ code: 'cluster.files', where: sha256, detail: (error as Error).message })
    }
  }
}

/** The file is here; its bytes are compared with its name while they are read. */
async function shareBlob(
  files: AttachmentFiles,
  blobs: BlobStore,
  { sha256, bytes }: Pick<Attachment, 'sha256' | 'bytes'>,
  signal?: AbortSignal,
): Promise<void> {
  if (await blobs.has(sha256, signal)) return
  await blobs.put(sha256, await files.read(sha256, bytes, signal), signal)
}
