// Notices over the API: deliveries, channels, test messages; and the jobs. People of a unit see deliveries all
// of whose incidents they see; a message that also tells of something else is not shown to them.

import { Permanent } from '#/kernel/errors.ts'
import type { Delivery } from '#/notices/delivery.ts'
import type { ChannelHealth } from '#/notices/channel-health.ts'
import { exceptOf } from '#/notices/quiet-hours.ts'
import type { Principal } from '../auth/principal.ts'
import type { ChannelView, DeliveryView } from '../contract/notices.ts'
import { ApiError } from '../errors.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'
import { seesUnit, visibleIncident } from '../visible.ts'

type NoticeHandlers = Handlers<'listDeliveries' | 'listChannels' | 'testChannel' | 'listJobs'>

/** Pages read at most for one page of what somebody may see. */
const MAX_PAGES = 20

export function noticeRoutes(platform: Platform): NoticeHandlers {
  const { notices, jobs, state, units } = platform

  function isVisible(principal: Principal, delivery: Delivery): boolean {
    if (principal.units === null) return true
    const { incidentIds, moreIncidents, notices: carried } = delivery
    const onlyIncidents = carried.every(({ incidentId }) => incidentId !== undefined)
    if (incidentIds.length === 0 || moreIncidents || !onlyIncidents) return false
    return incidentIds.every(id => {
      const incident = state.incident(id)
      return incident !== undefined && seesUnit(principal, incident.unitId, units)
    })
  }

  return {
    async listDeliveries({ query, principal }) {
      const limit = query.limit ?? 50
      if (query.incident !== undefined) visibleIncident(platform, principal, query.incident)
      const seen: DeliveryView[] = []
      let after = query.after
      for (let pages = 0; pages < MAX_PAGES; pages++) {
        const page = await notices.deliveries({
          limit: limit - seen.length,
          ...(query.state === undefined ? {} : { state: query.state }),
          ...(query.channel === undefined ? {} : { channel: query.channel }),
          ...(query.incident === undefined ? {} : { incidentId: query.incident }),
          ...(after === undefined ? {} : { after }),
        })
        for (const delivery of page.deliveries)
          if (isVisible(principal, delivery))
            seen.push(showDelivery(delivery, notices.channelKind(delivery.channel)))
        if (page.next === null) return { deliveries: seen, next: null }
        after = page.next
        if (seen.length >= limit) break
      }
      return { deliveries: seen, next: after ?? null }
    },

    listChannels: async () => (await notices.channels()).map(showChannel),

    async testChannel({ body, principal }) {
      try {
        const { state: outcome, error } = await notices.test(body.channel, body.address, principal.name)
        await platform.audit.record(
          principal.name,
          'notice.tested',
          `channel ${body.channel}`,
          `${body.address}: ${outcome}`,
        )
        return { state: outcome as 'delivered' | 'failed' | 'unknown', error }
      } catch (error) {
        if (error instanceof Permanent && error.code === 'channel.unknown')
          throw new ApiError('channel.not-found', error.message)
        throw error
      }
    },

    async listJobs({ query, principal }) {
      const all = principal.units === null
      const found = await jobs.jobs({
        limit: query.limit ?? 100,
        ...(query.queue === undefined ? {} : { queue: query.queue }),
        ...(query.state === undefined ? {} : { state: [query.state] }),
      })
      return {
        jobs: found.map(({ data: _data, key, lastError, ...job }) => ({
          ...job,
          key: all ? key : null,
          lastError: all ? lastError : null,
        })),
        counts: { ...(await jobs.counts()) },
      }
    },
  }
}

function showDelivery(delivery: Delivery, channelKind: DeliveryView['channelKind']): DeliveryView {
  const { id, channel, recipient, address, route, kind, severity, state, held, count } = delivery
  const { createdAt, dueAt, attempts, error, endedAt } = delivery
  const about = { id, channel, channelKind, recipient, address, route, kind, severity, state, held, count }
  const notices = delivery.notices.map(notice => ({
    id: notice.id,
    kind: notice.kind,
    severity: notice.severity,
    incidentId: notice.incidentId ?? null,
    title: notice.title,
    titleEnglish: notice.titleEnglish ?? null,
    at: notice.at,
  }))
  return { ...about, notices, createdAt, dueAt, attempts, error, endedAt }
}

function showChannel({ quiet, ...channel }: ChannelHealth): ChannelView {
  return {
    ...channel,
    quiet: quiet === undefined ? null : { from: quiet.from, to: quiet.to, except: exceptOf(quiet) },
  }
}
