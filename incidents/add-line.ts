// A line in an incident's history that comes of other work: a task, a file, a run, a clock. It stands whatever
// else happens to the incident in the same moment; nobody's version is asked for.

import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import type { StateStore } from '#/store/state-store.ts'

/** Writes the line, with what else of the incident it changes; undefined when there is no such incident. */
export function addLine(
  state: Pick<StateStore, 'incident' | 'changeIncident'>,
  id: string,
  entry: TimelineEntry,
  also: (incident: Incident) => Partial<Incident> = () => ({}),
): Incident | undefined {
  for (;;) {
    const incident = state.incident(id)
    if (incident === undefined) return undefined
    const { version } = incident
    const next = { ...incident, ...also(incident), updatedAt: entry.at, version: version + 1 }
    if (state.changeIncident(next, version, entry) === 'done') return next
  }
}
