// Sends a delivery whose time has come, and writes down how it went. Its state is 'sending' before the first
// byte leaves; a process that died then leaves it so, and the next one sends it again – messages go out at
// least once – unless the channel's receiver would do something twice: then it is 'unknown' and left to people.

import type { Clock } from '#/kernel/clock.ts'
import { Retryable } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { Job, JobQueue } from '#/jobs/job-queue.ts'
import { put, type Records, type Stored } from '#/store/records.ts'
import type { Channel, SendOutcome } from './channels/channel.ts'
import { DELIVERIES, WINDOWS, type Delivery } from './delivery.ts'
import { opened } from './gather.ts'
import { addJob, jobKey, windowKey } from './place.ts'
import { quietUntil } from './quiet-hours.ts'

export interface DeliverSurroundings {
  readonly records: Records
  readonly jobs: Pick<JobQueue, 'add'>
  readonly clock: Clock
  readonly channels: ReadonlyMap<string, Channel>
  readonly report: ReportProblem
  /** Hears of each delivery that ended. */
  readonly onEnded: (delivery: Delivery) => void
}

/** About two and a half hours with the pauses of DELIVER_QUEUE. */
export const MAX_ATTEMPTS = 20

/** Runs once for each turn of the delivery's job; throws Retryable to be called again. */
export async function deliver(
  job: Job,
  signal: AbortSignal,
  surroundings: DeliverSurroundings,
): Promise<void> {
  const id = job.data['delivery'] as string
  const begun = await begin(id, job.key, surroundings)
  if (begun === undefined) return
  const { delivery, version } = begun
  const channel = surroundings.channels.get(delivery.channel)!
  const ended = afterSending(
    delivery,
    channel,
    await attempt(channel, delivery, signal),
    surroundings.clock.now(),
  )
  // Nobody else writes a delivery that is being sent.
  if ((await surroundings.records.commit([put(DELIVERIES, id, ended, version)])) === 'conflict')
    throw new Error(`delivery ${id} was changed while it was sent`)
  if (ended.state === 'waiting') throw new Retryable('notice.not-sent', ended.error ?? '')
  if (ended.state !== 'delivered') reportFailure(ended, surroundings.report)
  surroundings.onEnded(ended)
}

/** Marks it as being sent; undefined when there is nothing to send now. */
async function begin(
  id: string,
  key: string,
  surroundings: DeliverSurroundings,
): Promise<{ readonly delivery: Delivery; readonly version: number } | undefined> {
  const { records, clock, jobs, channels } = surroundings
  for (;;) {
    const stored = await records.get(DELIVERIES, id)
    if (stored === undefined) return undefined
    const delivery = stored.record
    if (delivery.endedAt !== null) return undefined
    const channel = channels.get(delivery.channel)
    const now = clock.now()
    if (channel === undefined || (delivery.state === 'sending' && !channel.repeats)) {
      const reason =
        channel === undefined
          ? 'this channel is no longer in the configuration'
          : 'the process ended while it was sent'
      if (await giveUp(stored, channel === undefined ? 'failed' : 'unknown', reason, surroundings))
        return undefined
      continue
    }
    // A window may end, or a failure be tried again, when it has become quiet.
    const quiet = quietUntil(channel.quiet, delivery.severity, now)
    const dueAt = Math.max(delivery.dueAt, quiet ?? 0)
    if (dueAt > now && delivery.state !== 'sending') {
      const held = delivery.held || quiet !== null
      const later: Delivery = { ...delivery, held, dueAt }
      if (
        dueAt !== delivery.dueAt &&
        (await records.commit([put(DELIVERIES, id, later, stored.version)])) === 'conflict'
      )
        continue
      // The clock went back since this job was begun.
      if (jobKey(later) === key) throw new Retryable('notice.not-sent', 'its time has not come')
      await addJob(later, jobs)
      return undefined
    }
    const sending: Delivery = { ...delivery, state: 'sending', attempts: delivery.attempts + 1 }
    const changes = [put(DELIVERIES, id, sending, stored.version)]
    const window = await records.get(WINDOWS, windowKey(delivery))
    // What comes from now on is gathered anew.
    if (window?.record.gathering === id)
      changes.push(put(WINDOWS, windowKey(delivery), opened(delivery, now, null), window.version))
    if ((await records.commit(changes)) === 'done') return { delivery: sending, version: stored.version + 1 }
  }
}

async function giveUp(
  { id, version, record }: Stored<Delivery>,
  state: 'failed' | 'unknown',
  error: string,
  { records, clock, report, onEnded }: DeliverSurroundings,
): Promise<boolean> {
  const ended: Delivery = { ...record, state, error, endedAt: clock.now() }
  if ((await records.commit([put(DELIVERIES, id, ended, version)])) === 'conflict') return false
  reportFailure(ended, report)
  onEnded(ended)
  return true
}

/** A secret that is missing, a file that cannot be read: it may be mended while we go on trying. */
export async function attempt(
  channel: Channel,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<SendOutcome> {
  try {
    return await channel.send(delivery, signal)
  } catch (error) {
    return { kind: 'failed', reason: (error as Error).message, retryable: true }
  }
}

function afterSending(delivery: Delivery, channel: Channel, outcome: SendOutcome, now: number): Delivery {
  if (outcome.kind === 'delivered') return { ...delivery, state: 'delivered', error: null, endedAt: now }
  const again = outcome.kind === 'failed' ? outcome.retryable : channel.repeats
  if (again && delivery.attempts < MAX_ATTEMPTS)
    return { ...delivery, state: 'waiting', error: outcome.reason }
  return { ...delivery, state: outcome.kind, error: outcome.reason, endedAt: now }
}

function reportFailure({ channel, address, kind, state, error }: Delivery, report: ReportProblem): void {
  const to = address === '' ? '' : ` to ${address}`
  report({ code: 'notice.failed', where: channel, detail: `${kind}${to}: ${state}: ${error ?? ''}` })
}
