// Spikes and the incidents that go with them, kept linked from both ends: a spike that is found looks for incidents,
// an incident that comes looks for the spikes of the last days, also after a restart.

import type { Spike } from '#/crawler/spikes/spike.ts'
import type { SpikeRecord, SpikeRecords } from '#/crawler/spikes/spike-records.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { History } from '#/response/history.ts'
import type { MentionFilter } from '#/store/mention-store.ts'
import type { StateStore } from '#/store/state-store.ts'
import { AROUND_MS, reasonToLink, writeLink, type LinkSurroundings } from './link-incidents.ts'
import { linkable, relatedIncidents, type RelatedIncident } from './related-incidents.ts'
import { filterOf } from './watch-spikes.ts'

export interface SpikeLinksOptions {
  readonly spikes: Pick<SpikeRecords, 'between'>
  readonly systemsNamed: (filter: MentionFilter) => Promise<readonly string[]>
  readonly state: Pick<StateStore, 'incidents' | 'incident' | 'timeline'>
  readonly around: LinkSurroundings
  readonly history: History
  readonly clock: Clock
}

export interface SpikeLinks {
  readonly related: (
    spike: Spike,
    placeName: string | null,
    systemIds: readonly string[],
  ) => readonly RelatedIncident[]
  readonly spikeSeen: (record: SpikeRecord, systemIds: readonly string[]) => void
  readonly incidentHeard: (incident: Incident) => void
}

/** An incident may be heard of later than it happened. */
const REMEMBERED_MS = 2 * AROUND_MS

export async function openSpikeLinks(options: SpikeLinksOptions): Promise<SpikeLinks> {
  const { state, around, history, clock } = options
  /** By the id of the spike. */
  const recent = new Map<string, { readonly record: SpikeRecord; readonly systemIds: readonly string[] }>()
  /** Pairs that have their lines: an incident under attack is heard of many times a second. */
  const written = new Set<string>()
  const now = clock.now()
  for (const record of await options.spikes.between(now - REMEMBERED_MS, now))
    recent.set(record.spike.id, { record, systemIds: await options.systemsNamed(filterOf(record.spike)) })

  function write(record: SpikeRecord, systemIds: readonly string[], incident: Incident, why: string): void {
    const { spike, placeName, incidentId } = record
    const pair = `${spike.id} ${incidentId ?? ''} ${incident.id}`
    if (written.has(pair)) return
    writeLink(linkable(spike, placeName, systemIds, incidentId), incident, why, clock.now(), state, history)
    written.add(pair)
  }

  function forgetOld(): void {
    for (const [id, { record }] of recent) {
      if (record.spike.last >= clock.now() - REMEMBERED_MS) continue
      recent.delete(id)
      for (const pair of written) if (pair.startsWith(`${id} `)) written.delete(pair)
    }
  }

  return {
    related: (spike, placeName, systemIds) =>
      relatedIncidents(linkable(spike, placeName, systemIds, null), state, around),

    spikeSeen(record, systemIds) {
      const { spike, placeName, incidentId } = record
      forgetOld()
      recent.set(spike.id, { record, systemIds })
      for (const { incident, why } of relatedIncidents(
        linkable(spike, placeName, systemIds, incidentId),
        state,
        around,
      ))
        write(record, systemIds, incident, why)
    },

    incidentHeard(incident) {
      for (const { record, systemIds } of recent.values()) {
        const spike = linkable(record.spike, record.placeName, systemIds, record.incidentId)
        const why = reasonToLink(spike, incident, around)
        if (why !== undefined) write(record, systemIds, incident, why)
      }
    },
  }
}
