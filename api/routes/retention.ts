// For how long events are kept, by what time, and legal holds on them. Each hold, each release and each confirmed clock
// is entered into the audit trail.

import type { KeptIndex } from '#/store/elastic/kept-indices.ts'
import type { EventIndexView } from '../contract/retention.ts'
import { ApiError } from '../errors.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'

type Names = 'listEventDays' | 'confirmTime' | 'listLegalHolds' | 'createLegalHold' | 'releaseLegalHold'

export function retentionRoutes(
  platform: Pick<Platform, 'eventDays' | 'confirmTime' | 'legalHolds' | 'audit'>,
): Handlers<Names> {
  const { legalHolds, audit } = platform
  return {
    async listEventDays() {
      const { days, indices, levels, forecast, time } = await platform.eventDays()
      return {
        ...(indices === undefined ? {} : { indices: indices.map(showIndex) }),
        days: days.map(({ file, dayMs, level, events, bytes, keptUntilMs, heldBy, isNewest, broken }) => ({
          file,
          dayMs,
          level,
          events,
          bytes,
          keptUntil: keptUntilMs,
          heldBy: [...heldBy],
          newest: isNewest,
          broken,
        })),
        levels: levels.map(({ cites, ...level }) => ({ ...level, cites: [...cites] })),
        forecast,
        time,
      }
    },

    async confirmTime({ body, principal }) {
      const why = wordsOf(body.reason)
      const { time: before } = await platform.eventDays()
      const [from, to] = [before.passedMs, before.clockMs].map(ms => new Date(ms).toISOString())
      // Before it counts: a crash in between leaves a confirmation too many, and never one that nobody gave.
      await audit.record(principal.name, 'clock.confirmed', 'clock', `${from} → ${to}: ${why}`)
      return await platform.confirmTime()
    },

    listLegalHolds: async () => [...(await legalHolds.list())],

    async createLegalHold({ body: { reason, fromMs, toMs }, principal }) {
      const why = wordsOf(reason)
      if (!isTime(fromMs) || !isTime(toMs))
        throw new ApiError('request.invalid', 'body: fromMs and toMs must be times')
      if (fromMs >= toMs) throw new ApiError('request.invalid', 'body/toMs: must be after fromMs')
      const hold = await legalHolds.create(principal.name, { reason: why, fromMs, toMs })
      if (hold === 'full')
        throw new ApiError('legal-hold.too-many', 'Release a hold that is no longer needed first.')
      const [from, to] = [fromMs, toMs].map(ms => new Date(ms).toISOString())
      await audit.record(principal.name, 'hold.created', `legal hold ${hold.id}`, `${from} – ${to}: ${why}`)
      return hold
    },

    async releaseLegalHold({ params, body, principal }) {
      const why = wordsOf(body.reason)
      const released = await legalHolds.release(params.id, principal.name, why)
      if (released === 'unknown') throw new ApiError('legal-hold.not-found', 'There is no such legal hold.')
      if (released === 'released')
        throw new ApiError('legal-hold.released', 'This hold was released already.')
      await audit.record(principal.name, 'hold.released', `legal hold ${released.id}`, why)
      return released
    },
  }
}

function showIndex({ retention, isOpen, keptUntilMs, heldBy, ...index }: KeptIndex): EventIndexView {
  return {
    ...index,
    months: Number(retention.slice(1)),
    open: isOpen,
    keptUntil: keptUntilMs,
    heldBy: [...heldBy],
  }
}

function wordsOf(reason: string): string {
  const words = reason.trim()
  if (words === '') throw new ApiError('request.invalid', 'body/reason: must not be blank')
  return words
}

/** Whether it can be written as a date. */
function isTime(ms: number): boolean {
  return !Number.isNaN(new Date(ms).getTime())
}
