// Search of stored events; people of a unit find those of its systems. A search is called off when its caller hangs up.

import { LIMITS } from '#/kernel/limits.ts'
import { countFields } from '#/store/field-counts.ts'
import { readCursor } from '#/store/search-cursor.ts'
import { isSortable } from '#/store/search-sort.ts'
import { readTonedPlace, searchTonedFirst } from '#/store/toned-first.ts'
import { ApiError } from '../errors.ts'
import { countedQuestion, readEventQuestion, readSort, type EventQuestion } from '../event-question.ts'
import { seesEvent } from '../visible.ts'
import { showEvent } from '../incident-view.ts'
import type { Handlers } from '../operation-handler.ts'
import type { Platform } from '../platform.ts'

type Names = 'searchEvents' | 'getEvent' | 'eventHistogram' | 'eventValues' | 'eventFields'

export function eventRoutes(platform: Platform): Handlers<Names> {
  return {
    async searchEvents({ query, principal, request }) {
      const question = readEventQuestion(platform, principal, query)
      const sort = readSort(query.sort)
      // Read here for its refusal: the search itself may run in another thread.
      if (query.after !== undefined) {
        if (query.unmarked === true) readTonedPlace(query.after, sort)
        else readCursor(query.after, sort)
      }
      const asked = {
        ...question,
        limit: query.limit ?? 100,
        ...(sort === undefined ? {} : { sort }),
        ...(query.after === undefined ? {} : { after: query.after }),
      }
      const { hits, ...ended } = await unlessLeft(request.signal, () =>
        query.unmarked === true
          ? searchTonedFirst(platform.events, asked, request.signal)
          : platform.events.search(asked, request.signal),
      )
      return { hits: hits.map(({ id, event }) => ({ id, event: showEvent(event) })), ...ended }
    },

    async eventHistogram({ query, principal, request }) {
      const question = countedQuestion(readEventQuestion(platform, principal, query), query.unmarked)
      const barMs = barWidth(question, platform.clock.now(), query.bars ?? 60)
      const bars = { widthMs: barMs, beginMs: A_MONDAY_MS }
      const {
        values: _,
        exact: __,
        ...found
      } = await unlessLeft(request.signal, () =>
        platform.events.summarise({ ...question, bars }, request.signal),
      )
      return { ...found, barMs, bars: found.bars.slice(-LIMITS.maxHistogramBars).map(bar => ({ ...bar })) }
    },

    async eventValues({ query, principal, request }) {
      const question = countedQuestion(readEventQuestion(platform, principal, query), query.unmarked)
      const top = {
        field: query.field,
        limit: query.limit ?? 20,
        ...(query.prefix === undefined ? {} : { prefix: query.prefix }),
      }
      const { bars: _, ...found } = await unlessLeft(request.signal, () =>
        platform.events.summarise({ ...question, top }, request.signal),
      )
      return { ...found, values: found.values.map(value => ({ ...value })) }
    },

    async eventFields({ query, principal, request }) {
      const question = countedQuestion(readEventQuestion(platform, principal, query), query.unmarked)
      const found = await unlessLeft(request.signal, () =>
        countFields(platform.events, question, query.prefix ?? '', request.signal),
      )
      return { ...found, fields: found.fields.map(field => ({ ...field, sortable: isSortable(field.name) })) }
    },

    async getEvent({ params, principal }) {
      const hit = await platform.events.get(params.id)
      if (hit === undefined || !seesEvent(platform, principal, hit.event))
        throw new ApiError('event.not-found', 'There is no such event.')
      return { id: hit.id, event: showEvent(hit.event) }
    },
  }
}

/** However the store words it, when it was told to stop it stopped because of that. */
async function unlessLeft<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const WIDTHS = [
  SECOND, 5 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY, 28 * DAY, 364 * DAY,
] // prettier-ignore

/** Midnight of a Monday in Vietnam, so that bars of hours, days and weeks begin where people expect. */
const A_MONDAY_MS = 4 * DAY - 7 * HOUR

/** A round width that makes at most so many bars; weeks when an end is open. */
function barWidth({ fromMs, toMs }: EventQuestion, nowMs: number, bars: number): number {
  if (fromMs === undefined) return 7 * DAY
  const width = Math.max(0, (toMs ?? nowMs) - fromMs) / bars
  return WIDTHS.find(known => known >= width) ?? WIDTHS.at(-1)!
}
