// Which fields the newest matching events have, and how many of them: what a search box suggests. A sample, so that
// it is there while somebody types; how many events it was is told.

import type { Scalar } from '#/kernel/event.ts'
import { COLUMNS } from '#/kernel/field-types.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { EventStore, SearchRequest, SearchResult } from './event-store.ts'

export type FieldKind = 'text' | 'number' | 'boolean' | 'address' | 'date'

export interface FieldCount {
  readonly name: string
  readonly type: FieldKind
  /** How many of the sampled events have it. */
  readonly events: number
}

export interface FieldCounts extends Pick<SearchResult, 'complete' | 'stoppedBy' | 'tookMs'> {
  readonly sampled: number
  /** Most frequent first, then by name. */
  readonly fields: readonly FieldCount[]
}

/** Counts the fields of the newest LIMITS.maxFieldSample matches; `prefix` is where their names begin. */
export async function countFields(
  store: Pick<EventStore, 'search'>,
  request: Omit<SearchRequest, 'limit' | 'after'>,
  prefix: string,
  signal?: AbortSignal,
): Promise<FieldCounts> {
  const { hits, complete, stoppedBy, tookMs } = await store.search(
    { ...request, limit: LIMITS.maxFieldSample },
    signal,
  )
  const counts = new Map<string, { type: FieldKind; events: number }>()
  const begin = prefix.toLowerCase()
  for (const { event } of hits) {
    for (const [name, value] of Object.entries(event)) {
      const first = Array.isArray(value) ? (value as readonly Scalar[])[0] : (value as Scalar)
      if (first === undefined || !name.toLowerCase().startsWith(begin)) continue
      const count = counts.get(name)
      if (count === undefined) counts.set(name, { type: kindOf(name, first), events: 1 })
      else count.events++
    }
  }
  const fields = [...counts]
    .map(([name, count]) => ({ name, ...count }))
    .sort((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1))
  return {
    sampled: hits.length,
    fields,
    complete,
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
    tookMs,
  }
}

/** By its column; without one, by the value that was seen first. */
function kindOf(name: string, value: Scalar): FieldKind {
  const column = COLUMNS.get(name)?.replace('[]', '')
  if (column === 'ip') return 'address'
  if (column === 'date') return 'date'
  if (column === 'boolean') return 'boolean'
  if (column === 'long' || column === 'double') return 'number'
  if (column !== undefined || typeof value === 'string') return 'text'
  return typeof value === 'number' ? 'number' : 'boolean'
}
