// A story becomes an incident: told with its link and figures, about the system that it names most.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSpikeRecords } from '#/crawler/spikes/spike-records.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { RegisteredSystem } from '#/kernel/monitored-system.ts'
import { createRaiseStory, systemsOf } from '#/listening/raise-story.ts'
import { createStoryIncidents } from '#/listening/story-incidents.ts'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { MentionStore } from '#/store/mention-store.ts'
import type { StateStore } from '#/store/state-store.ts'
import { CREATED } from '../api/invented-incident.ts'
import { plantIncident } from '../api/plant-incident.ts'
import { inventedIncident, inventedRecord, inventedSpike } from './invented-spike.ts'
import { hexId, inventedMention, SUNDAY } from '../store/invented-mentions.ts'

const clock = { now: () => SUNDAY + 3_600_000 }
const STORY = hexId(1)
const system = (id: string): RegisteredSystem | undefined =>
  id === 'gone' ? undefined : ({ id, unitId: 'so-tttt' } as RegisteredSystem)

let mentions: MentionStore
let state: StateStore
let changed: Incident[]
let raise: ReturnType<typeof createRaiseStory>
beforeEach(async () => {
  changed = []
  mentions = await openEmbeddedMentionStore({
    path: ':memory:',
    onFailed(error) {
      throw error
    },
  })
  state = openEmbeddedStateStore({ path: ':memory:', clock })
  raise = createRaiseStory({
    mentions,
    state,
    system,
    clock,
    incidentChanged: incident => void changed.push(incident),
  })
  const named = [[], ['mail'], ['portal', 'gone'], ['portal', 'gone'], ['gone']]
  await mentions.put(
    named.map((systemIds, nth) => ({
      mention: inventedMention(nth + 1, { storyId: STORY, systemIds, ...(nth === 1 && { copyOf: STORY }) }),
      sketch: null,
    })),
  )
})
afterEach(async () => {
  state[Symbol.dispose]()
  await mentions[Symbol.asyncDispose]()
})

test('the incident tells the story, who wants it and why, and about which system', async () => {
  const raised = (await raise(STORY, 'Nhiều người hỏi', 'lan'))!
  const incident = state.incident(raised.incidentId)!
  expect(incident).toMatchObject({
    code: raised.code,
    title: 'Dư luận: Đường Sao Mai ngập sau mưa, bài 1',
    systemId: 'portal',
    unitId: 'so-tttt',
    severity: 'medium',
    origin: 'person',
    entity: { field: 'thapcanh.media.story', value: STORY },
  })
  expect(incident.description.split('\n')).toEqual([
    'Nhiều người hỏi',
    '',
    'Đường Sao Mai ngập sau mưa, bài 1',
    'https://bao.example.com/bai-1',
    '5 tin, 1 bản sao, 0 bình luận',
  ])
  expect(state.timeline(incident.id)[0]).toMatchObject({ by: 'lan' })
  expect(changed.map(({ id }) => id)).toEqual([incident.id])
})

test('there is no incident of a story that there is not', async () => {
  expect(await raise(hexId(99), 'x', 'lan')).toBe(undefined)
  expect(changed).toEqual([])
})

test('a story that names no system is of none', async () => {
  await mentions.put([{ mention: inventedMention(50), sketch: null }])
  const raised = (await raise(hexId(50), 'x', 'lan'))!
  expect(state.incident(raised.incidentId)).toMatchObject({ systemId: null, unitId: null })
})

test('systems are told by how often they are named, those that are registered no more left out', async () => {
  expect(await systemsOf({ storyId: STORY }, mentions, system)).toEqual(['portal', 'mail'])
})

test('what a story has become is told: by whom, once, and what others became is not', async () => {
  const spikes = createSpikeRecords(state.records, clock)
  const incidentsOf = createStoryIncidents({ state, spikes })
  const story = (await mentions.story(STORY))!
  expect(await incidentsOf(story)).toEqual([])

  const raised = (await raise(STORY, 'Nhiều người hỏi', 'lan'))!
  const spike = inventedSpike({ from: story.firstAt, last: story.lastAt })
  await spikes.keep({ ...inventedRecord(spike), storyIds: [STORY] })
  await spikes.keep({ ...inventedRecord({ ...spike, id: 'flood.-.2' }), storyIds: [hexId(99)] })
  await spikes.linkIncident('flood.-.2', raised.incidentId)
  const byPerson = { id: raised.incidentId, code: raised.code, spikeId: null }
  expect(await incidentsOf(story)).toEqual([expect.objectContaining(byPerson)])

  const other = inventedIncident({ id: 'i-spike', code: '2026-0099' })
  plantIncident(state, other, [CREATED])
  await spikes.linkIncident(spike.id, other.id)
  expect(await incidentsOf(story)).toEqual([
    expect.objectContaining(byPerson),
    { id: other.id, code: other.code, title: other.title, spikeId: spike.id },
  ])
})
