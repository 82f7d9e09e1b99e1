// Search of stored events; people of a unit find those of its systems. A search is called off when its caller hangs up.

import { readCursor } from '#/store/search-cursor.ts'
import { parseSearchQuery } from '#/store/search-query.ts'
import { parseTime } from '#/store/time-argument.ts'
import { ApiError } from '../errors.ts'
import { seesEvent, visibleSystems } from '../visible.ts'
import { showEvent } from '../incident-view.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'

export function eventRoutes(platform: Platform): Handlers<'searchEvents' | 'getEvent'> {
  return {
    async searchEvents({ query, principal, request }) {
      const parsed = parseSearchQuery(query.q ?? '')
      if ('problem' in parsed) {
        const { message, position } = parsed.problem
        throw new ApiError('query.invalid', `query/q: ${message}`, { body: { position } })
      }
      const nowMs = platform.clock.now()
      const fromMs = timeOf(query.from, 'query/from', nowMs)
      const toMs = timeOf(query.to, 'query/to', nowMs)
      // Read here for its refusal: the search itself may run in another thread.
      if (query.after !== undefined) readCursor(query.after)
      const { signal } = request
      try {
        const result = await platform.events.search(
          {
            terms: parsed.terms,
            limit: query.limit ?? 100,
            ...(fromMs === undefined ? {} : { fromMs }),
            ...(toMs === undefined ? {} : { toMs }),
            ...(query.after === undefined ? {} : { after: query.after }),
            ...(principal.units === null
              ? {}
              : { systems: visibleSystems(platform, principal).map(({ id }) => id) }),
          },
          signal,
        )
        const hits = result.hits.map(({ id, event }) => ({ id, event: showEvent(event) }))
        return { hits, next: result.next, complete: result.complete, tookMs: result.tookMs }
      } catch (error) {
        // However the store worded it: it stopped because it was told to.
        signal.throwIfAborted()
        throw error
      }
    },

    async getEvent({ params, principal }) {
      const hit = await platform.events.get(params.id)
      if (hit === undefined || !seesEvent(platform, principal, hit.event))
        throw new ApiError('event.not-found', 'There is no such event.')
      return { id: hit.id, event: showEvent(hit.event) }
    },
  }
}

function timeOf(text: string | undefined, place: string, nowMs: number): number | undefined {
  if (text === undefined || text === '') return undefined
  const ms = parseTime(text, nowMs)
  if (ms === undefined)
    throw new ApiError(
      'request.invalid',
      `${place}: must be ISO 8601, or a span back from now like 15m, 24h, 7d`,
    )
  return ms
}
