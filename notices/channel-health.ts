// How a channel does, read from what was delivered through it.

import type { Records } from '#/store/records.ts'
import type { Channel } from './channels/channel.ts'
import { DELIVERIES, type Delivery, type DeliveryState } from './delivery.ts'
import type { ChannelKind, QuietHours } from './notice-config.ts'
import { quietUntil } from './quiet-hours.ts'

export interface ChannelHealth {
  readonly id: string
  readonly kind: ChannelKind
  /** By its latest delivery. */
  readonly state: 'working' | 'failing' | 'unused'
  readonly quiet: QuietHours | undefined
  readonly quietNow: boolean
  /** Messages that gather, are held, or wait to be sent. */
  readonly waiting: number
  readonly lastDeliveredAt: number | null
  readonly lastFailedAt: number | null
  readonly lastError: string | null
}

export async function channelHealth(
  { id, kind, quiet }: Channel,
  records: Records,
  now: number,
): Promise<ChannelHealth> {
  const latest = async (state: DeliveryState): Promise<Delivery | undefined> => {
    const order = { key: 'endedAt', direction: 'down' } as const
    return (await records.find(DELIVERIES, { where: { channel: id, state }, order, limit: 1 })).records[0]
      ?.record
  }
  const count = (state: DeliveryState): Promise<number> =>
    records.count(DELIVERIES, { where: { channel: id, state } })
  const delivered = await latest('delivered')
  const [failed, unknown] = [await latest('failed'), await latest('unknown')]
  const broken = (failed?.endedAt ?? 0) >= (unknown?.endedAt ?? 0) ? failed : unknown
  // One that is being tried again has failed too, though it has not ended.
  const retried = (
    await records.find(DELIVERIES, { where: { channel: id, state: 'waiting' }, limit: 50 })
  ).records
    .map(({ record }) => record)
    .find(({ error }) => error !== null)
  const failing = retried !== undefined || (broken?.endedAt ?? 0) > (delivered?.endedAt ?? 0)
  return {
    id,
    kind,
    state: failing ? 'failing' : delivered === undefined ? 'unused' : 'working',
    quiet,
    quietNow: quietUntil(quiet, 'informational', now) !== null,
    waiting: (await count('gathering')) + (await count('waiting')),
    lastDeliveredAt: delivered?.endedAt ?? null,
    lastFailedAt: broken?.endedAt ?? null,
    lastError: retried?.error ?? broken?.error ?? null,
  }
}
