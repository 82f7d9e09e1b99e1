// Lines of history that routes write: the incident is there (it was just looked up), and all streams hear of it.

import { addLine as addLineTo } from '#/incidents/add-line.ts'
import type { Incident, TimelineEntry } from '#/kernel/incident.ts'
import type { Platform } from './platform.ts'

/** Writes the line, with what else of the incident it changes; answers the incident as it is then. */
export function addLine(
  { state, incidentChanged }: Pick<Platform, 'state' | 'incidentChanged'>,
  id: string,
  entry: TimelineEntry,
  fields?: (incident: Incident) => Partial<Incident>,
): Incident {
  const next = addLineTo(state, id, entry, fields)
  if (next === undefined) throw new Error(`the incident ${id} is gone`)
  incidentChanged(next)
  return next
}
