// How many events match over time, as bars; pressing one narrows the search to its time.

import { useEffect, useState } from 'preact/hooks'
import type { EventHistogramView } from '#/api/contract/event-work.ts'
import { shortMomentText, numberText } from '../parts/time-text.ts'
import { go } from '../router.ts'
import { eventsApi } from './events-api.ts'
import { w } from './events-words.ts'
import { eventsHref, type EventChoice } from './search-choice.ts'

const HEIGHT = 56
/** Wider windows do not make the page wider. */
const MOST_WIDTH_PX = 1366
/** A bar and the gap beside it: wide enough for a finger. */
const BAR_PX = 32

/** Asked for beside the results; nothing is shown while there is no answer. */
export function Histogram({ choice }: { readonly choice: EventChoice }) {
  const [found, setFound] = useState<EventHistogramView | null>(null)
  const most = Math.max(4, Math.floor(Math.min(innerWidth, MOST_WIDTH_PX) / BAR_PX))
  useEffect(() => {
    const leaving = new AbortController()
    eventsApi.histogram(choice, most, leaving.signal).then(
      answer => setFound(answer.ok ? answer.value : null),
      () => undefined,
    )
    return () => leaving.abort()
  }, [eventsHref(choice), most])
  const [first, last] = [found?.bars[0], found?.bars.at(-1)]
  if (found === null || first === undefined || last === undefined) return null
  const count = Math.round((last.at - first.at) / found.barMs) + 1
  // A clock that stands at 1970 would make thousands of empty bars: then only the newest are drawn.
  const shown = Math.min(count, most + 1)
  const begin = last.at - (shown - 1) * found.barMs
  const bars = found.bars.filter(bar => bar.at >= begin)
  const top = Math.max(...bars.map(bar => bar.events))
  const narrow = (at: number): void => {
    const [from, to] = [at, at + found.barMs].map(ms => new Date(ms).toISOString())
    go(eventsHref({ ...choice, range: { kind: 'between', from: from!, to: to! } }))
  }
  return (
    <figure class="histogram">
      <figcaption>
        {w('histogram')} <strong>{w('events', { n: numberText(found.events) })}</strong>
        {!found.complete && <span class="hint"> {w('partial')}</span>}
      </figcaption>
      <div class="histogram-bars" style={{ height: `${HEIGHT}px` }}>
        {bars.map(({ at, events }) => {
          const label = w('bar', { time: shortMomentText(at), n: numberText(events) })
          return (
            <button
              key={at}
              type="button"
              class="histogram-bar"
              title={label}
              aria-label={label}
              style={{
                left: `${(((at - begin) / found.barMs) * 100) / shown}%`,
                width: `${100 / shown}%`,
              }}
              onClick={() => narrow(at)}
            >
              <span style={{ height: `${Math.max(2, (events / top) * HEIGHT)}px` }} />
            </button>
          )
        })}
      </div>
      <p class="histogram-ends hint">
        <span>{shortMomentText(begin)}</span>
        <span>{shortMomentText(last.at + found.barMs)}</span>
      </p>
    </figure>
  )
}
