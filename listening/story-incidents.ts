// The incidents that a story has become: raised by a person, or by a spike that it is a main story of.

import type { StoryIncident } from '#/crawler/desk.ts'
import type { SpikeRecords } from '#/crawler/spikes/spike-records.ts'
import { TALK_FIELDS } from '#/kernel/online-talk.ts'
import type { Story } from '#/store/mention-store.ts'
import type { StateStore } from '#/store/state-store.ts'

export interface StoryIncidentsOptions {
  readonly state: Pick<StateStore, 'incident' | 'incidents'>
  readonly spikes: Pick<SpikeRecords, 'between'>
}

/** One may be raised again after it was closed; so often is shown. */
const MOST_RAISED = 20

/** Of a person first, then of spikes, the oldest first. */
export function createStoryIncidents({ state, spikes }: StoryIncidentsOptions) {
  return async ({ id, firstAt, lastAt }: Story): Promise<readonly StoryIncident[]> => {
    const raised = state
      .incidents({ text: id, order: 'newest', limit: MOST_RAISED })
      .incidents.filter(({ entity }) => entity.field === TALK_FIELDS.story && entity.value === id)
    const told: StoryIncident[] = raised
      .toReversed()
      .map(({ id, code, title }) => ({ id, code, title, spikeId: null }))
    const spiked = (await spikes.between(firstAt, lastAt + 1)).filter(({ storyIds }) => storyIds.includes(id))
    for (const { incidentId, spike } of spiked) {
      const incident = incidentId === null ? undefined : state.incident(incidentId)
      if (incident === undefined || told.some(each => each.id === incident.id)) continue
      told.push({ id: incident.id, code: incident.code, title: incident.title, spikeId: spike.id })
    }
    return told
  }
}
