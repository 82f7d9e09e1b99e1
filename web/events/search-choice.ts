// What the event search asks for, as the query of its address: `?q=…&range=1h` or `?q=…&from=…&to=…`. Pure.

import type { EventSearchQuery } from '../api-client.ts'
import { sortOf, sortText } from './sort.ts'

export const SPANS = ['15m', '1h', '24h', '7d'] as const
export type Span = (typeof SPANS)[number]

export type TimeRange =
  | { readonly kind: 'span'; readonly span: Span }
  /** ISO 8601 moments; an open end is an empty text. */
  | { readonly kind: 'between'; readonly from: string; readonly to: string }

export interface EventChoice {
  readonly q: string
  readonly range: TimeRange
  /** Without Vietnamese marks; absent: with them. */
  readonly unmarked?: boolean
  /** As in sort.ts; absent: newest first. */
  readonly sort?: string
}

/** The choice an address names; the last hour when it names no time. */
export function eventChoiceOf(search: string): EventChoice {
  const query = new URLSearchParams(search)
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? '']
  // `from=7d` is how the API writes a span; whoever carries a query over from there gets the same time.
  const named = to === '' && from !== '' ? from : query.get('range')
  const span = SPANS.find(known => known === named)
  const isBetween = span === undefined && (from !== '' || to !== '')
  const range: TimeRange = isBetween ? { kind: 'between', from, to } : { kind: 'span', span: span ?? '1h' }
  const sort = sortText(sortOf(query.get('sort') ?? undefined))
  return {
    q: query.get('q') ?? '',
    range,
    ...(query.get('unmarked') === '1' ? { unmarked: true } : {}),
    ...(sort === undefined ? {} : { sort }),
  }
}

/** The address of a choice. */
export function eventsHref({ q, range, unmarked, sort }: EventChoice): string {
  const query = new URLSearchParams()
  if (q.trim() !== '') query.set('q', q.trim())
  if (range.kind === 'span') query.set('range', range.span)
  else {
    if (range.from !== '') query.set('from', range.from)
    if (range.to !== '') query.set('to', range.to)
  }
  if (unmarked === true) query.set('unmarked', '1')
  if (sort !== undefined) query.set('sort', sort)
  return `/events?${query.toString()}`
}

/** What the API is asked, whether for events or for counts; the order is for events only. */
export function eventQueryOf({ q, range, unmarked }: EventChoice): EventSearchQuery {
  const text = q.trim() === '' ? undefined : q.trim()
  const how = unmarked === true ? ({ unmarked: 'true' } as const) : {}
  if (range.kind === 'span') return { q: text, from: range.span, ...how }
  return {
    ...how,
    q: text,
    from: range.from === '' ? undefined : range.from,
    to: range.to === '' ? undefined : range.to,
  }
}

/** A range from some time before the first moment to the same time after the last. */
export function around(firstMs: number, lastMs: number, marginMs: number): TimeRange {
  return {
    kind: 'between',
    from: new Date(firstMs - marginMs).toISOString(),
    to: new Date(lastMs + marginMs).toISOString(),
  }
}

/** ISO 8601 as `<input type="datetime-local">` wants it, in the browser's zone; empty when it is no time. */
export function localInput(iso: string): string {
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) return ''
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 19)
}

/** The other way round. */
export function isoOfLocal(input: string): string {
  const ms = Date.parse(input)
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString()
}
