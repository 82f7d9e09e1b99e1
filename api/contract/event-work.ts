// What is asked of stored events beside the events themselves: how many over time, which fields and values, and the
// searches that people keep.

import { Type, type Static } from 'typebox'
import { LIMITS } from '#/kernel/limits.ts'
import type { Operation } from './operation.ts'
import { EventQuery, StoppedBy } from './schemas.ts'

const Ms = Type.Integer({ description: 'ms since 1970, UTC' })
const { q, from, to, unmarked, sort } = EventQuery.properties
const WHAT = { q, from, to, unmarked }
const ScalarView = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
const FieldName = Type.String({ minLength: 1, maxLength: 256 })
const ENDED = { complete: Type.Boolean(), stoppedBy: Type.Optional(StoppedBy), tookMs: Type.Number() }

export const EventHistogramView = Type.Object({
  events: Type.Integer({ description: 'how many match' }),
  barMs: Type.Integer({ description: 'width of a bar' }),
  bars: Type.Array(Type.Object({ at: Ms, events: Type.Integer() }), {
    description: 'oldest first, empty ones left out',
  }),
  ...ENDED,
})
export type EventHistogramView = Static<typeof EventHistogramView>

export const EventValuesView = Type.Object({
  events: Type.Integer({ description: 'how many match, with or without the field' }),
  values: Type.Array(Type.Object({ value: ScalarView, events: Type.Integer() }), {
    description: 'most frequent first; an event with several values counts for each',
  }),
  exact: Type.Boolean({ description: 'false: so many values that rare ones may be missing' }),
  ...ENDED,
})
export type EventValuesView = Static<typeof EventValuesView>

export const EventFieldsView = Type.Object({
  sampled: Type.Integer({ description: 'newest matches that were looked at' }),
  fields: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.Enum(['text', 'number', 'boolean', 'address', 'date']),
      events: Type.Integer({ description: 'of those, how many have it' }),
      sortable: Type.Boolean({ description: 'results can be sorted by it' }),
    }),
    { description: 'most frequent first' },
  ),
  ...ENDED,
})
export type EventFieldsView = Static<typeof EventFieldsView>

const SavedFields = {
  name: Type.String({ minLength: 1, maxLength: 100 }),
  q: Type.String({ maxLength: 2000 }),
  range: Type.String({
    maxLength: 40,
    description: 'a span back from now like 24h; empty: as the reader has it',
  }),
  unmarked: Type.Boolean(),
  sort,
  shared: Type.Boolean({ description: 'others see it too' }),
}
export const SavedSearchBody = Type.Object(SavedFields, { additionalProperties: false })
export const SavedSearchChange = Type.Object(
  { ...SavedFields, version: Type.Integer({ minimum: 1 }) },
  { additionalProperties: false },
)
export const SavedSearchView = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  ...SavedFields,
  owner: Type.String(),
  changedAt: Ms,
  mine: Type.Boolean({ description: 'the reader may change it' }),
})
export type SavedSearchView = Static<typeof SavedSearchView>

const ById = Type.Object({ id: Type.String({ maxLength: 64 }) })

export const eventWorkOperations = {
  eventHistogram: {
    method: 'GET',
    path: '/api/events/histogram',
    access: 'events.read',
    summary: 'How many stored events match, over time',
    query: Type.Object(
      {
        ...WHAT,
        bars: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: LIMITS.maxHistogramBars,
            default: 60,
            description: 'at most so many; their width is a round one',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    answer: EventHistogramView,
  },
  eventValues: {
    method: 'GET',
    path: '/api/events/values',
    access: 'events.read',
    summary: 'The most frequent values of a field among matching events',
    query: Type.Object(
      {
        ...WHAT,
        field: FieldName,
        prefix: Type.Optional(Type.String({ maxLength: 256 })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.maxTopValues, default: 20 })),
      },
      { additionalProperties: false },
    ),
    answer: EventValuesView,
  },
  eventFields: {
    method: 'GET',
    path: '/api/events/fields',
    access: 'events.read',
    summary: 'The fields of the newest matching events, with counts',
    query: Type.Object(
      { ...WHAT, prefix: Type.Optional(Type.String({ maxLength: 256 })) },
      { additionalProperties: false },
    ),
    answer: EventFieldsView,
  },
  listSavedSearches: {
    method: 'GET',
    path: '/api/saved-searches',
    access: 'signed-in',
    summary: 'The own saved searches and those that are shared, by name',
    answer: Type.Array(SavedSearchView),
  },
  saveSearch: {
    method: 'POST',
    path: '/api/saved-searches',
    access: 'signed-in',
    summary: 'Keep a search',
    body: SavedSearchBody,
    answer: SavedSearchView,
  },
  changeSavedSearch: {
    method: 'PATCH',
    path: '/api/saved-searches/:id',
    access: 'signed-in',
    summary: 'Change a saved search; a shared one its owner or a lead',
    params: ById,
    body: SavedSearchChange,
    answer: SavedSearchView,
  },
  removeSavedSearch: {
    method: 'DELETE',
    path: '/api/saved-searches/:id',
    access: 'signed-in',
    summary: 'Remove a saved search; a shared one its owner or a lead',
    params: ById,
  },
} as const satisfies Readonly<Record<string, Operation>>
