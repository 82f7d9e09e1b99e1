// What a request asks of stored events: its query, time, order and the systems its asker may see, as the store takes
// them.

import type { SearchRequest } from '#/store/event-store.ts'
import { foldedQuery } from '#/store/query-tree.ts'
import { parseSearchQuery } from '#/store/search-query.ts'
import { parseSearchSort, type SearchSort } from '#/store/search-sort.ts'
import { parseTime } from '#/store/time-argument.ts'
import type { Principal } from './auth/principal.ts'
import { ApiError } from './errors.ts'
import type { Platform } from './platform.ts'
import { visibleSystems } from './visible.ts'

export interface AskedEvents {
  readonly q?: string
  readonly from?: string
  readonly to?: string
  readonly unmarked?: boolean
}

export type EventQuestion = Pick<SearchRequest, 'query' | 'systems' | 'fromMs' | 'toMs'>

/** Refuses (`query.invalid`, `request.invalid`) what cannot be read. `place` is where `q` and the times stand. */
export function readEventQuestion(
  platform: Pick<Platform, 'clock' | 'systems' | 'units'>,
  principal: Principal,
  { q, from, to }: AskedEvents,
  place = 'query',
): EventQuestion {
  const parsed = parseSearchQuery(q ?? '')
  if ('problem' in parsed) {
    const { message, messageVi, position } = parsed.problem
    throw new ApiError('query.invalid', `${place}/q: ${message}`, {
      body: { position, why: { vi: messageVi, en: message } },
    })
  }
  const nowMs = platform.clock.now()
  const fromMs = timeOf(from, `${place}/from`, nowMs)
  const toMs = timeOf(to, `${place}/to`, nowMs)
  return {
    query: parsed.query,
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
    ...(principal.units === null ? {} : { systems: visibleSystems(platform, principal).map(({ id }) => id) }),
  }
}

/** The question as what counts is asked: without Vietnamese marks when that is wanted. */
export function countedQuestion(question: EventQuestion, unmarked: boolean | undefined): EventQuestion {
  return unmarked === true ? { ...question, query: foldedQuery(question.query) } : question
}

/** Undefined when nothing is said: newest first. Refuses (`request.invalid`) what events cannot be sorted by. */
export function readSort(text: string | undefined, place = 'query'): SearchSort | undefined {
  if (text === undefined) return undefined
  const sort = parseSearchSort(text)
  if (sort !== undefined) return sort
  const what = 'a field of single words, numbers, addresses or times with :asc or :desc'
  throw new ApiError('request.invalid', `${place}/sort: must be newest, oldest, or ${what}`)
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
