// A line in an incident's history that the platform writes, whoever else is changing the incident.

import { addLine } from '#/incidents/add-line.ts'
import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import type { StateStore } from '#/store/state-store.ts'

export interface History {
  /** Nothing when there is no such incident. */
  write(incidentId: string, entry: TimelineEntry): void
}

export function createHistory(
  state: Pick<StateStore, 'incident' | 'changeIncident'>,
  publish: (incident: Incident) => void,
): History {
  return {
    write(incidentId, entry) {
      const incident = addLine(state, incidentId, entry)
      if (incident !== undefined) publish(incident)
    },
  }
}
