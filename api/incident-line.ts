// A line in an incident's history that comes of other work: a task, a file, a notice from outside. It stands
// whatever else happens to the incident in the same moment; nobody's version is asked for.

import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import type { Platform } from './platform.ts'

/** Writes the line, with what else of the incident it changes; answers the incident as it is then. */
export function addLine(
  { state, incidentChanged }: Pick<Platform, 'state' | 'incidentChanged'>,
  id: string,
  entry: TimelineEntry,
  fields: (incident: Incident) => Partial<Incident> = () => ({}),
): Incident {
  for (;;) {
    const current = state.incident(id)
    if (current === undefined) throw new Error(`the incident ${id} is gone`)
    const changed = { ...fields(current), updatedAt: entry.at, version: current.version + 1 }
    const next: Incident = { ...current, ...changed }
    if (state.changeIncident(next, current.version, entry) === 'conflict') continue
    incidentChanged(next)
    return next
  }
}
