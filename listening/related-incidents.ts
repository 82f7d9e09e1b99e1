// The incidents about the same system or place as a spike, around its time.

import type { Spike } from '#/crawler/spikes/spike.ts'
import type { Incident } from '#/kernel/incident.ts'
import { incidentPages } from '#/store/incident-pages.ts'
import type { StateStore } from '#/store/state-store.ts'
import { AROUND_MS, reasonToLink, type LinkableSpike, type LinkSurroundings } from './link-incidents.ts'

export interface RelatedIncident {
  readonly incident: Incident
  readonly why: string
}

export function linkable(
  spike: Spike,
  placeName: string | null,
  systemIds: readonly string[],
  incidentId: string | null,
): LinkableSpike {
  const { id, topic, from, last } = spike
  return { id, topic, placeName, systemIds, from, last, incidentId }
}

/** Worst first, as the queue has them. */
export function relatedIncidents(
  spike: LinkableSpike,
  state: Pick<StateStore, 'incidents'>,
  around: LinkSurroundings,
): readonly RelatedIncident[] {
  const related: RelatedIncident[] = []
  const systems = new Set(spike.systemIds)
  // Without a system or a place nothing can be the same.
  if (systems.size === 0 && spike.placeName === null) return related
  const pages = [
    ...incidentPages(state, { status: ['new', 'open'] }),
    ...incidentPages(state, { status: ['closed'], sinceMs: spike.from - AROUND_MS }),
  ]
  for (const incident of pages.flat()) {
    const why = reasonToLink(spike, incident, around)
    if (why !== undefined) related.push({ incident, why })
  }
  return related
}
