// Puts incidents into a real state store as a test wants them, through the way alerts come in.

import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import type { StateStore } from '#/store/state-store.ts'
import { ALERT } from './invented-incident.ts'

/** The incident as it is, with one alert for each line of its history. */
export function plantIncident(
  state: StateStore,
  incident: Incident,
  timeline: readonly TimelineEntry[],
): void {
  const alerts = timeline.map((_, i) => ({ ...ALERT, id: `${incident.id}-${i}` }))
  let line = 0
  state.recordAlerts(alerts, (_alert, _open, nextCode) => {
    // Its code is written down: the store counts on from there.
    if (line === 0) nextCode()
    return { incident, entry: timeline[line++]! }
  })
}
