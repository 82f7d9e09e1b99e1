// Counts of what a search finds, for a store that has no counting of its own: all pages of the search are gone
// through, newest first, until the end or until the time of one search is over. What was counted by then is told.

import { type Event, type Scalar, valuesOf } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { readTime } from './embedded/event-time.ts'
import type { EventStore, EventSummary, StoppedBy, SummaryRequest } from './event-store.ts'
import { receivedMsOfEventId } from '#/kernel/ids.ts'
import { compareText, lowerText } from './value-reading.ts'

/** Like `EventStore.summarise`; takes at most `maxMs` and one page more. */
export async function summariseByPages(
  store: Pick<EventStore, 'search'>,
  { bars, top, ...asked }: SummaryRequest,
  maxMs: number,
  signal?: AbortSignal,
): Promise<EventSummary> {
  const began = performance.now()
  const inBars = new Map<number, number>()
  const values = new Map<Scalar, number>()
  const isWanted = beginsAsAsked(top)
  let events = 0
  let stoppedBy: StoppedBy | undefined
  for (let after: string | null | undefined; after !== null && stoppedBy === undefined;) {
    const page = await store.search(
      { ...asked, limit: LIMITS.maxSearchRows, ...(after === undefined ? {} : { after }) },
      signal,
    )
    events += page.hits.length
    for (const { id, event } of page.hits) {
      if (bars !== undefined) {
        const bar = Math.floor((timeOf(id, event) - bars.beginMs) / bars.widthMs)
        add(inBars, bar * bars.widthMs + bars.beginMs)
      }
      if (top === undefined) continue
      for (const value of new Set(valuesOf(event, top.field))) if (isWanted(value)) add(values, value)
    }
    if (!page.complete) stoppedBy = page.stoppedBy ?? 'time'
    else if (page.next !== null && performance.now() - began > maxMs) stoppedBy = 'time'
    after = page.next
  }
  return {
    events,
    bars: [...inBars].map(([at, count]) => ({ at, events: count })).sort((a, b) => a.at - b.at),
    values: mostFrequent(values, top),
    exact: true,
    complete: stoppedBy === undefined,
    ...(stoppedBy === undefined ? {} : { stoppedBy }),
    tookMs: performance.now() - began,
  }
}

/** Whether a value begins as is asked for. */
export function beginsAsAsked(top: SummaryRequest['top']): (value: Scalar) => boolean {
  const prefix = prefixOf(top)
  return value => lowerText(String(value)).startsWith(prefix)
}

/** What values are to begin with, as it is compared; empty for any. */
export function prefixOf(top: SummaryRequest['top']): string {
  return lowerText((top?.prefix ?? '').normalize('NFC'))
}

/** As `EventSummary.values` tells them. */
export function mostFrequent(
  counts: ReadonlyMap<Scalar, number>,
  top: SummaryRequest['top'],
): EventSummary['values'] {
  const limit = Math.max(1, Math.min(Math.floor(top?.limit ?? 1), LIMITS.maxTopValues))
  return [...counts]
    .map(([value, events]) => ({ value, events }))
    .sort((a, b) => b.events - a.events || compareText(String(a.value), String(b.value)))
    .slice(0, limit)
}

function add<T>(counts: Map<T, number>, key: T): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** Event time in ms; of receipt when the event has none. */
function timeOf(id: string, event: Event): number {
  const text = event['@timestamp']
  const micros = typeof text === 'string' ? readTime(text)?.micros : undefined
  return micros === undefined ? (receivedMsOfEventId(id) ?? 0) : Number(micros) / 1000
}
