// Calls of the API about searches: counts, fields and values, kept searches, exports.

import type { EventExportView } from '#/api/contract/event-exports.ts'
import type {
  EventFieldsView,
  EventHistogramView,
  EventValuesView,
  SavedSearchView,
} from '#/api/contract/event-work.ts'
import { callApi } from '../api-client.ts'
import { eventQueryOf, type EventChoice } from './search-choice.ts'

export interface SavedSearchFields {
  readonly name: string
  readonly q: string
  readonly range: string
  readonly unmarked: boolean
  /** As in sort.ts; absent: newest first. */
  readonly sort?: string
  readonly shared: boolean
}

interface ValuesWanted {
  /** Only values that begin so. */
  readonly prefix?: string
  readonly limit?: number
  readonly signal?: AbortSignal
}

const one = (collection: string, id: string): string => `/api/${collection}/${encodeURIComponent(id)}`

/** Events of an incident, or those that a search finds, and why they are wanted. */
export interface EvidenceFields {
  readonly incident?: string
  readonly q?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly unmarked?: boolean
  readonly reason: string
}

export const eventsApi = {
  /** Of at most so many bars. */
  histogram: (choice: EventChoice, bars: number, signal: AbortSignal) =>
    callApi<EventHistogramView>('GET', '/api/events/histogram', {
      query: { ...eventQueryOf(choice), bars },
      signal,
    }),
  /** Whose names begin so. */
  fields: (choice: EventChoice, signal: AbortSignal, prefix?: string) =>
    callApi<EventFieldsView>('GET', '/api/events/fields', {
      query: { ...eventQueryOf(choice), prefix },
      signal,
    }),
  values: (choice: EventChoice, field: string, more: ValuesWanted = {}) =>
    callApi<EventValuesView>('GET', '/api/events/values', {
      query: { ...eventQueryOf(choice), field, prefix: more.prefix, limit: more.limit ?? 10 },
      signal: more.signal,
    }),

  savedSearches: () => callApi<readonly SavedSearchView[]>('GET', '/api/saved-searches'),
  saveSearch: (body: SavedSearchFields) => callApi<SavedSearchView>('POST', '/api/saved-searches', { body }),
  removeSearch: (id: string) => callApi<void>('DELETE', one('saved-searches', id)),

  exports: () => callApi<readonly EventExportView[]>('GET', '/api/event-exports'),
  startExport: (choice: EventChoice, format: 'csv' | 'ndjson' | 'parquet') => {
    const { unmarked, ...query } = eventQueryOf(choice)
    return callApi<EventExportView>('POST', '/api/event-exports', {
      body: { ...query, sort: choice.sort, unmarked: unmarked === 'true', format },
    })
  },
  startEvidence: (body: EvidenceFields) =>
    callApi<EventExportView>('POST', '/api/evidence-exports', { body }),
  cancelExport: (id: string) => callApi<void>('DELETE', one('event-exports', id)),
  exportFile: (id: string): string => `${one('event-exports', id)}/file`,
} as const
