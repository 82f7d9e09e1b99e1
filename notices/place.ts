// Puts a notice where it waits to be sent: in one commit with the notice's id, so that the same notice handed
// in again – after a crash, by a second process – is known and adds nothing. The jobs that send are added
// afterwards; what a crash leaves without its job gets one at the next start.

import { LIMITS } from '#/kernel/limits.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import { put, type Change, type Records } from '#/store/records.ts'
import type { Channel } from './channels/channel.ts'
import { DELIVERIES, NOTICES, WINDOWS, type CarriedNotice, type Delivery } from './delivery.ts'
import { gather } from './gather.ts'
import { cutText } from './message.ts'
import type { Notice } from './notice.ts'
import { quietUntil } from './quiet-hours.ts'
import type { Target } from './routing.ts'

export interface PlaceSurroundings {
  readonly records: Records
  readonly jobs: Pick<JobQueue, 'add'>
  readonly channels: ReadonlyMap<string, Channel>
  readonly now: () => number
  readonly newId: () => string
}

export const DELIVER_QUEUE = 'notices.deliver'

/**
 * `also` adds changes to the commit. 'known': a notice of that id has been placed before; nothing was written.
 * 'conflict': something of `also` is stale.
 */
export async function placeNotice(
  notice: Notice,
  targets: readonly Target[],
  surroundings: PlaceSurroundings,
  also: readonly Change[] = [],
): Promise<'placed' | 'known' | 'conflict'> {
  const { records, now } = surroundings
  const carried = carriedOf(notice)
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if ((await records.get(NOTICES, notice.id)) !== undefined) return 'known'
    const placed = await Promise.all(targets.map(target => place(carried, target, surroundings)))
    const changes = placed.flatMap(each => each.changes)
    if ((await records.commit([put(NOTICES, notice.id, { at: now() }, 0), ...changes, ...also])) === 'done') {
      for (const { delivery } of placed) await addJob(delivery, surroundings.jobs)
      return 'placed'
    }
  }
  return 'conflict'
}

/** Each time somebody else came between reading and writing. */
const MAX_TRIES = 20

async function place(
  notice: CarriedNotice,
  target: Target,
  { records, channels, now, newId }: PlaceSurroundings,
): Promise<{ readonly delivery: Delivery; readonly changes: readonly Change[] }> {
  const key = windowKey({ ...target, kind: notice.kind })
  const window = await records.get(WINDOWS, key)
  const open = window?.record.gathering ?? null
  const gathering = open === null ? undefined : await records.get(DELIVERIES, open)
  const quiet = channels.get(target.channel)?.quiet
  const gathered = gather(notice, {
    target,
    window: window?.record,
    gathering: gathering?.record.state === 'gathering' ? gathering.record : undefined,
    quietUntil: quietUntil(quiet, notice.severity, now()),
    now: now(),
    newId,
  })
  const { delivery } = gathered
  const seen = gathering?.id === delivery.id ? gathering.version : 0
  return {
    delivery,
    changes: [
      put(DELIVERIES, delivery.id, delivery, seen),
      put(WINDOWS, key, gathered.window, window?.version ?? 0),
    ],
  }
}

/** One window an address and kind. */
export function windowKey({
  channel,
  address,
  kind,
}: Pick<Delivery, 'channel' | 'address' | 'kind'>): string {
  return `${kind}|${channel}|${address}`
}

/** The time stands in it: a delivery that is put off gets another job. */
export function jobKey({ id, dueAt }: Delivery): string {
  return `${id}@${dueAt}`
}

export async function addJob(delivery: Delivery, jobs: Pick<JobQueue, 'add'>): Promise<void> {
  await jobs.add({
    queue: DELIVER_QUEUE,
    key: jobKey(delivery),
    data: { delivery: delivery.id },
    runAt: delivery.dueAt,
    retry: { attempts: 1000, firstMs: 2000, maxMs: 10 * 60_000 },
  })
}

function carriedOf(notice: Notice): CarriedNotice {
  const { id, kind, severity, at, incidentId, unitId, link } = notice
  const cut = (text: string): string => cutText(text, LIMITS.maxNoticeText, count => `… [bớt ${count} ký tự]`)
  return {
    id,
    kind,
    severity,
    at,
    title: cut(notice.title),
    text: cut(notice.text),
    ...(incidentId === undefined ? {} : { incidentId }),
    ...(unitId === undefined ? {} : { unitId }),
    ...(link === undefined ? {} : { link }),
    ...(notice.titleEnglish === undefined ? {} : { titleEnglish: cut(notice.titleEnglish) }),
    ...(notice.textEnglish === undefined ? {} : { textEnglish: cut(notice.textEnglish) }),
    ...(notice.line === undefined ? {} : { line: cut(notice.line) }),
  }
}
