// Lays heads down outside, each anchor in its turn, and keeps the receipts. A head that was laid down is not laid down
// again at the same place while the trail has not grown.

import type { JobHandler } from '#/jobs/job-queue.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { append, type LogEntry, type Records } from '#/store/records.ts'
import type { Anchor } from './anchors.ts'
import type { Notary } from './notary.ts'

export const ANCHORS_LOG = 'audit-anchors'

export interface AnchorReceipt {
  readonly anchor: string
  readonly kind: Anchor['kind']
  /** The head: number and hash of the entry, and when it was signed. */
  readonly number: number
  readonly hash: string
  readonly headAt: number
  /** ms UTC: when the anchor took it. */
  readonly at: number
  /** See Anchor.place. */
  readonly receipt: string
}

const PAGE = 1000

/** The job's key is the anchor's id. */
export function anchorJob(options: {
  readonly anchors: readonly Anchor[]
  readonly notary: Notary
  readonly records: Records
  readonly clock: Clock
  readonly report: ReportProblem
}): JobHandler {
  const { anchors, notary, records, clock, report } = options
  return async (job, signal) => {
    const anchor = anchors.find(({ id }) => id === job.key)
    // Left over from an earlier configuration.
    if (anchor === undefined) return
    const head = await notary.sign()
    if (head === undefined) return
    const last = await lastReceipt(records, anchor.id)
    if (last?.number === head.number && last.hash === head.hash) return
    const receipt = await anchor.place(head, signal).catch((error: unknown) => {
      const detail = error instanceof Error ? error.message : String(error)
      report({ code: 'anchor.failed', where: `anchor ${anchor.id}`, detail })
      throw error
    })
    const { number, hash, at: headAt } = head
    const kept: AnchorReceipt = {
      anchor: anchor.id,
      kind: anchor.kind,
      number,
      hash,
      headAt,
      at: clock.now(),
      receipt,
    }
    for (;;) {
      const seen = await records.lastNumber(ANCHORS_LOG)
      if ((await records.commit([append(ANCHORS_LOG, [kept], seen)])) === 'done') return
    }
  }
}

/** The newest receipt of that anchor. */
export async function lastReceipt(records: Records, anchor: string): Promise<AnchorReceipt | undefined> {
  const count = await records.lastNumber(ANCHORS_LOG)
  for (let before = count; before > 0; before -= PAGE) {
    const first = Math.max(0, before - PAGE)
    const page: readonly LogEntry<AnchorReceipt>[] = await records.entries(ANCHORS_LOG, first, before - first)
    const found = page.findLast(({ entry }) => entry.anchor === anchor)
    if (found !== undefined) return found.entry
  }
  return undefined
}
