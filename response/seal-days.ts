// Days that are over are sealed, and each sealed day becomes an entry of the audit trail: from then on nobody can change
// its events without `audit verify` telling so. Looked at every hour; what a crash interrupted is done by the next turn.

import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Clock } from '#/kernel/clock.ts'
import { linkHash } from '#/kernel/hash-link.ts'
import { DAY_SEALED } from '#/proof/verify-days.ts'
import type { Audit } from '#/store/audit.ts'
import type { EventDays } from '#/store/event-days.ts'
import { put, type Collection, type Records } from '#/store/records.ts'
import type { DayKeeper } from './keep-days.ts'

const QUEUE = 'events.seal'
const HOUR_MS = 3_600_000
const FIRST_AFTER_MS = 10 * 60_000

/** Days of which the trail has the digest; the id is the day. */
const SEALED: Collection<{ readonly digest: string }> = { name: 'sealed-days', keys: () => ({}) }

export interface SealOptions {
  readonly days: Pick<EventDays, 'seal' | 'manifests'>
  /** A day is sealed so many hours after it ended. */
  readonly afterHours: number
  readonly audit: Audit
  readonly records: Records
  readonly jobs: JobQueue
  readonly clock: Clock
  /** Goes over the days after each sealing. */
  readonly keeper: Pick<DayKeeper, 'turn'>
}

export async function sealDays(options: SealOptions): Promise<AsyncDisposable> {
  const { jobs, clock, keeper } = options
  const worker = jobs.work(QUEUE, async (_job, signal) => {
    try {
      await sealAndTell(options, signal)
    } finally {
      // Also when sealing failed, for want of space perhaps: deleting makes some.
      await keeper.turn(signal)
    }
  })
  await jobs.add({
    queue: QUEUE,
    key: 'hourly',
    data: {},
    runAt: clock.now() + FIRST_AFTER_MS,
    everyMs: HOUR_MS,
  })
  return worker
}

/** One turn: seals what is over, then enters into the trail what is not in it. */
export async function sealAndTell(
  { days, afterHours, audit, records, clock }: Omit<SealOptions, 'jobs' | 'keeper'>,
  signal: AbortSignal,
): Promise<void> {
  await days.seal(clock.now() - afterHours * HOUR_MS, signal)
  for (const manifest of await days.manifests()) {
    if ((await records.get(SEALED, manifest.day)) !== undefined) continue
    const digest = linkHash(manifest)
    // In this order: after a crash between the two it is entered twice, which is no harm.
    await audit.record('thapcanh', DAY_SEALED, `events ${manifest.day}`, digest)
    await records.commit([put(SEALED, manifest.day, { digest }, 0)])
  }
}
