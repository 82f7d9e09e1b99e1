// Sorted queries and the numbers of the events (queried-events.ts) in the order they must come: on every store, and by
// the reading event by event. Written from what docs/search.md promises.

import { allOf, EVERYTHING, type Query } from '#/store/query-tree.ts'
import { term } from '../invented-events.ts'

/** Query, sort as people write it, events in order. */
export const SORT_TABLE: readonly (readonly [Query, string, readonly number[]])[] = [
  [EVERYTHING, 'newest', [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
  [EVERYTHING, 'oldest', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  [EVERYTHING, '@timestamp:asc', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  [term(null, 'password'), 'oldest', [1, 2]],
  // A port that is a word counts as none, and those without one come last, newest first.
  [EVERYTHING, 'source.port:asc', [9, 2, 6, 1, 5, 12, 11, 10, 8, 7, 4, 3]],
  [EVERYTHING, 'source.port:desc', [5, 1, 6, 2, 9, 12, 11, 10, 8, 7, 4, 3]],
  [term('source.port', '*'), 'source.port:desc', [5, 1, 6, 2, 9, 8]],
  // Capitals before small letters; equal ones newest first.
  [term('host.name', '*'), 'host.name:asc', [7, 4, 3, 9, 12, 5, 1, 6, 2]],
  [term('host.name', '*'), 'host.name:desc', [6, 2, 5, 1, 12, 9, 4, 3, 7]],
  [term('user.name', '*'), 'user.name:asc', [11, 1, 4, 3, 2]],
  // IPv4 before 2001:db8::/32, by number.
  [term('source.ip', '*'), 'source.ip:asc', [9, 6, 2, 5, 1, 3, 4]],
  [term('source.ip', '*'), 'source.ip:desc', [4, 3, 1, 5, 2, 6, 9]],
  [term('event.risk_score', '*'), 'event.risk_score:asc', [9, 8]],
  [term('event.created', '*'), 'event.created:desc', [11]],
  [
    allOf([term('event.outcome', '*'), term('event.outcome', 'success', true)]),
    'event.outcome:asc',
    [4, 3, 1],
  ],
  [term('vendor.none', '*'), 'host.name:asc', []],
]
