// A line in an incident's history that the platform writes, whoever else is changing the incident.

import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import type { StateStore } from '#/store/state-store.ts'

export interface History {
  /** Nothing when there is no such incident. `also` are fields that change with it. */
  write(incidentId: string, entry: TimelineEntry, also?: (incident: Incident) => Partial<Incident>): void
}

export function createHistory(
  state: Pick<StateStore, 'incident' | 'changeIncident'>,
  publish: (incident: Incident) => void,
): History {
  return {
    write(incidentId, entry, also = () => ({})) {
      for (;;) {
        const incident = state.incident(incidentId)
        if (incident === undefined) return
        const { version } = incident
        const next = { ...incident, ...also(incident), updatedAt: entry.at, version: version + 1 }
        if (state.changeIncident(next, version, entry) === 'conflict') continue
        publish(next)
        return
      }
    },
  }
}
