// Notices to people, all of it: takes notices in, routes and gathers them, sends them through jobs, escalates
// what nobody reacts to, and says how the channels do. What was taken in is sent even when the process dies
// right after; a message may then come twice, and none is lost.

import { randomUUID } from 'node:crypto'
import type { Clock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import type { JobQueue } from '#/jobs/job-queue.ts'
import { createAddressPolicy, type AddressPolicy } from '#/outbound/address-policy.ts'
import { put, type Records } from '#/store/records.ts'
import { channelHealth, type ChannelHealth } from './channel-health.ts'
import { createChannels } from './channels/create-channels.ts'
import { clearOldNotices, CLEAR_QUEUE } from './clear-old.ts'
import { attempt, deliver } from './deliver.ts'
import { DELIVERIES, ESCALATIONS, type Delivery, type DeliveryState } from './delivery.ts'
import {
  ESCALATE_QUEUE,
  acknowledgeEscalations,
  addEscalationJob,
  beginEscalations,
  escalate,
} from './escalation.ts'
import type { ChannelKind, NoticeConfig } from './notice-config.ts'
import type { Notice } from './notice.ts'
import { DELIVER_QUEUE, addJob, placeNotice } from './place.ts'
import { routesOf, seesNamedUnits, targetsOf, type SeesUnit } from './routing.ts'

export interface NoticesOptions {
  readonly records: Records
  readonly jobs: JobQueue
  readonly clock: Clock
  readonly config: NoticeConfig
  /** Reads a secret by name; throws Permanent when there is none. */
  readonly secret: (name: string) => string
  /** `https://soc.example.com`; without it, messages have no links. */
  readonly consoleUrl?: string | undefined
  readonly report: ReportProblem
  readonly addresses?: AddressPolicy
  /** Whether who is told of `units` is told of `unitId`; named units alone when absent. */
  readonly seesUnit?: SeesUnit
  /** Whether somebody has taken the incident; nobody when absent, and `acknowledge` alone ends escalation. */
  readonly isAcknowledged?: (incidentId: string) => boolean
  /** Hears of each delivery that ended: delivered, failed or unknown. */
  readonly onEnded?: (delivery: Delivery) => void
  readonly newId?: () => string
}

export interface DeliveryFilter {
  readonly state?: DeliveryState
  readonly channel?: string
  readonly incidentId?: string
  readonly limit: number
  readonly after?: string
}

export interface Notices {
  /** Durable when it resolves. 'known': a notice of that id was handed in before. */
  notify(notice: Notice): Promise<'placed' | 'known'>
  /** Somebody takes care of the incident: nobody else is told of it for want of a reaction. */
  acknowledge(incidentId: string, by: string): Promise<void>
  /** Newest first. */
  deliveries(
    filter: DeliveryFilter,
  ): Promise<{ readonly deliveries: readonly Delivery[]; readonly next: string | null }>
  channels(): Promise<readonly ChannelHealth[]>
  /** Null for a channel that is no longer in the configuration. */
  channelKind(id: string): ChannelKind | null
  /** Sends a message now, whatever the hour, and records it; throws Permanent (`channel.unknown`). */
  test(channel: string, address: string, by: string): Promise<Delivery>
  /** Begins to send: first what an earlier process has left. Disposing waits for what is being sent. */
  start(): Promise<AsyncDisposable>
  /** Only sends what another process has started. Disposing waits for what is being sent. */
  work(): AsyncDisposable
}

const DAY_MS = 86_400_000
const CONCURRENCY = 4
const TEST_TIMEOUT_MS = 25_000

export function createNotices(options: NoticesOptions): Notices {
  const { records, jobs, clock, config, report } = options
  const seesUnit = options.seesUnit ?? seesNamedUnits
  const consoleUrl = options.consoleUrl?.replace(/\/+$/, '')
  const addresses = options.addresses ?? createAddressPolicy()
  const channels = createChannels(config, { records, clock, addresses, secret: options.secret, consoleUrl })
  const now = (): number => clock.now()
  const newId = options.newId ?? randomUUID
  const onEnded = options.onEnded ?? (() => {})
  const placing = { records, jobs, channels, now, newId }
  const delivering = { records, jobs, clock, channels, report, onEnded }
  const isAcknowledged = options.isAcknowledged ?? (() => false)
  const escalating = { ...placing, config, seesUnit, isAcknowledged }
  let turn: Promise<unknown> = Promise.resolve()

  async function notify(notice: Notice): Promise<'placed' | 'known'> {
    const routes = routesOf(config, notice, seesUnit)
    const targets = targetsOf(
      config,
      notice,
      routes.map(route => ({ route, to: route.to })),
      seesUnit,
    )
    for (;;) {
      const { changes, begun } = await beginEscalations(notice, routes, records, now())
      const outcome = await placeNotice(notice, targets, placing, changes)
      if (outcome === 'conflict') continue
      if (outcome === 'placed') for (const each of begun) await addEscalationJob(each, jobs)
      return outcome
    }
  }

  async function recover(): Promise<void> {
    for (const state of ['gathering', 'waiting', 'sending'] as const)
      for (let after: string | undefined; ;) {
        const page = await records.find(DELIVERIES, {
          where: { state },
          limit: 500,
          ...(after === undefined ? {} : { after }),
        })
        for (const { record } of page.records) await addJob(record, jobs)
        if (page.next === null) break
        after = page.next
      }
    for (let after: string | undefined; ;) {
      const find = { where: { state: 'waiting' }, limit: 500, ...(after === undefined ? {} : { after }) }
      const page = await records.find(ESCALATIONS, find)
      for (const { record } of page.records) await addEscalationJob(record, jobs)
      if (page.next === null) break
      after = page.next
    }
  }

  function work(): AsyncDisposable {
    const delivery = jobs.work(DELIVER_QUEUE, (job, signal) => deliver(job, signal, delivering), {
      concurrency: CONCURRENCY,
    })
    const escalation = jobs.work(ESCALATE_QUEUE, ({ data }) =>
      escalate(data['escalation'] as string, escalating),
    )
    const clearing = jobs.work(CLEAR_QUEUE, () => clearOldNotices(records, now() - config.keepDays * DAY_MS))
    return {
      async [Symbol.asyncDispose]() {
        await Promise.all([delivery, escalation, clearing].map(each => each[Symbol.asyncDispose]()))
      },
    }
  }

  return {
    notify(notice) {
      // One after the other: two at once would only find each other's changes and begin again.
      const mine = turn.then(() => notify(notice))
      turn = mine.catch(() => undefined)
      return mine
    },

    acknowledge: (incidentId, by) => acknowledgeEscalations(incidentId, by, { records, jobs }),

    async deliveries({ state, channel, incidentId, limit, after }) {
      const page = await records.find(DELIVERIES, {
        where: {
          ...(state === undefined ? {} : { state }),
          ...(channel === undefined ? {} : { channel }),
          ...(incidentId === undefined ? {} : { incident: incidentId }),
        },
        order: { key: 'createdAt', direction: 'down' },
        limit,
        ...(after === undefined ? {} : { after }),
      })
      return { deliveries: page.records.map(each => each.record), next: page.next }
    },

    channelKind: id => channels.get(id)?.kind ?? null,

    channels: () =>
      Promise.all([...channels.values()].map(channel => channelHealth(channel, records, now()))),

    async test(id, address, by) {
      const channel = channels.get(id)
      if (channel === undefined) throw new Permanent('channel.unknown', `There is no channel called ${id}.`)
      const sending = testDelivery(id, address, by, newId(), now())
      await records.commit([put(DELIVERIES, sending.id, sending, 0)])
      const outcome = await attempt(channel, sending, AbortSignal.timeout(TEST_TIMEOUT_MS))
      const error = outcome.kind === 'delivered' ? null : outcome.reason
      const ended: Delivery = { ...sending, state: outcome.kind, error, endedAt: now() }
      await records.commit([put(DELIVERIES, sending.id, ended, 1)])
      return ended
    },

    async start() {
      await recover()
      await jobs.add({ queue: CLEAR_QUEUE, key: 'daily', data: {}, everyMs: DAY_MS })
      return work()
    },
    work,
  }
}

function testDelivery(channel: string, address: string, by: string, id: string, now: number): Delivery {
  const notice = {
    id: `test:${id}`,
    kind: 'test',
    severity: 'informational',
    title: 'Tin thử của Tháp canh',
    titleEnglish: 'Test message of Thápcanh',
    text: `${by} gửi tin này để thử kênh thông báo. Không cần làm gì.`,
    textEnglish: `${by} sent this to test the channel. Nothing needs to be done.`,
    at: now,
  } as const
  return {
    id,
    channel,
    address,
    recipient: by,
    language: 'vi',
    route: '',
    groupMs: 0,
    kind: 'test',
    severity: 'informational',
    state: 'sending',
    held: false,
    count: 1,
    notices: [notice],
    incidentIds: [],
    moreIncidents: false,
    createdAt: now,
    dueAt: now,
    attempts: 1,
    error: null,
    endedAt: null,
  }
}
