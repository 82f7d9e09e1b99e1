// How long mentions are kept (Law 91/2025/QH15: no longer than the purpose needs): after some months the text and
// the author's hash go and the figures stay, after some years the mention goes. A daily job.

import type { JobQueue } from '#/jobs/job-queue.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { MentionStore } from '#/store/mention-store.ts'

export interface RetentionOptions {
  /** Days after publication when a text is forgotten. */
  readonly textDays: number
  /** Days after publication when a mention is deleted. */
  readonly mentionDays: number
}

export const RETENTION_DEFAULTS: RetentionOptions = { textDays: 180, mentionDays: 730 }

export interface Retained {
  readonly forgotten: number
  readonly deleted: number
}

export const RETENTION_QUEUE = 'media.retention'

const DAY_MS = 86_400_000

/** Deletes before it forgets: what goes need not be emptied first. */
export async function applyRetention(
  mentions: Pick<MentionStore, 'deleteBefore' | 'forgetTextBefore'>,
  nowMs: number,
  { textDays, mentionDays }: RetentionOptions,
): Promise<Retained> {
  const deleted = await mentions.deleteBefore(nowMs - mentionDays * DAY_MS)
  const forgotten = await mentions.forgetTextBefore(nowMs - textDays * DAY_MS)
  return { forgotten, deleted }
}

/** Does it at once and every day from then on; disposing ends it. `done` is told of each time. */
export async function startRetention(
  jobs: JobQueue,
  mentions: Pick<MentionStore, 'deleteBefore' | 'forgetTextBefore'>,
  clock: Clock,
  options: RetentionOptions = RETENTION_DEFAULTS,
  done: (retained: Retained) => void = () => {},
): Promise<AsyncDisposable> {
  const worker = jobs.work(RETENTION_QUEUE, async () => {
    done(await applyRetention(mentions, clock.now(), options))
  })
  await jobs.add({ queue: RETENTION_QUEUE, key: 'daily', data: {}, everyMs: DAY_MS })
  return worker
}
