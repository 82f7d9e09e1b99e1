// The event of an alert: from the alert itself, or, when the platform kept no copy beside it, fetched when it is
// looked at. What was fetched is kept while the console is open, within a bound.

import { useEffect, useState } from 'preact/hooks'
import type { AlertView, EventView } from '#/api/contract/schemas.ts'
import { callApi } from '../api-client.ts'

export type AlertEvent =
  | { readonly kind: 'there'; readonly event: EventView }
  | { readonly kind: 'fetching' }
  /** The store has it no longer, or could not be asked. */
  | { readonly kind: 'gone' }

const MAX_KEPT = 200
const kept = new Map<string, EventView>()

async function fetchEvent(incidentId: string, alertId: string): Promise<EventView | null> {
  const path = `/api/incidents/${encodeURIComponent(incidentId)}/alerts/${encodeURIComponent(alertId)}/event`
  const answer = await callApi<{ readonly event: EventView }>('GET', path)
  if (!answer.ok) return null
  kept.set(alertId, answer.value.event)
  const oldest = kept.keys().next().value
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
  return answer.value.event
}

/** The event, once there is one. */
export function useAlertEvent(
  incidentId: string,
  { id, event, eventKept }: Pick<AlertView, 'id' | 'event' | 'eventKept'>,
): AlertEvent {
  const known = eventKept === false ? kept.get(id) : event
  const [, setRound] = useState(0)
  const [gone, setGone] = useState(false)
  useEffect(() => {
    if (known !== undefined) return undefined
    let wanted = true
    setGone(false)
    void fetchEvent(incidentId, id).then(found => {
      if (!wanted) return
      if (found === null) setGone(true)
      else setRound(count => count + 1)
    })
    return () => {
      wanted = false
    }
  }, [incidentId, id, known === undefined])
  if (known !== undefined) return { kind: 'there', event: known }
  return { kind: gone ? 'gone' : 'fetching' }
}
