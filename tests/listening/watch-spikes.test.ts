// A spike is found, kept, raised and told once, whatever dies in between; how grave it is comes of what is said.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSpikeRecords, type SpikeRecord, type SpikeRecords } from '#/crawler/spikes/spike-records.ts'
import type { Alert } from '#/kernel/alert.ts'
import type { Incident } from '#/kernel/incident.ts'
import type { Mention } from '#/kernel/mention.ts'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { MentionStore } from '#/store/mention-store.ts'
import type { StateStore } from '#/store/state-store.ts'
import { look, type WatchSpikesOptions } from '#/listening/watch-spikes.ts'
import { inventedMention } from '../store/invented-mentions.ts'
import { HOUR_MS, inventedIncident } from './invented-spike.ts'
import { inventedSource } from './invented-source.ts'

const DAY_MS = 24 * HOUR_MS
/** A full hour. */
const AT = Date.UTC(2026, 10, 22, 9)
const PLACE = { code: '00101', name: 'Phường Hoa Lư', writtenAs: null }

let mentions: MentionStore
let state: StateStore
let spikes: SpikeRecords
let now: number
let alerts: Alert[]
let told: SpikeRecord[]
beforeEach(async () => {
  now = AT + 5 * 60_000
  alerts = []
  told = []
  mentions = await openEmbeddedMentionStore({
    path: ':memory:',
    onFailed(error) {
      throw error
    },
  })
  state = openEmbeddedStateStore({ path: ':memory:', clock: { now: () => now } })
  spikes = createSpikeRecords(state.records, { now: () => now })
  await usualDays()
})
afterEach(async () => {
  state[Symbol.dispose]()
  await mentions[Symbol.asyncDispose]()
})

let number = 0
const put = async (times: readonly number[], more: Partial<Mention> = {}): Promise<void> => {
  await mentions.put(
    times.map(publishedAt => ({
      mention: inventedMention(++number, { publishedAt, topics: ['waste'], places: [], ...more }),
      sketch: null,
    })),
  )
}
/** Four weeks with a few mentions each day, and of floods one every other day. */
async function usualDays(): Promise<void> {
  const days = Array.from({ length: 28 }, (_, day) => AT - (day + 1) * DAY_MS)
  await put(days.flatMap(day => [3, 9, 15].map(hour => day + hour * HOUR_MS)))
  await put(
    days.filter((_, day) => day % 2 === 0).map(day => day + 10 * HOUR_MS),
    { topics: ['flood'], places: [PLACE] },
  )
}
const flooded = async (count: number, more: Partial<Mention> = {}): Promise<void> =>
  await put(
    Array.from({ length: count }, (_, nth) => AT - 3 * HOUR_MS + nth * 8 * 60_000),
    { topics: ['flood'], places: [PLACE], ...more },
  )

const watching = (more: Partial<WatchSpikesOptions> = {}): WatchSpikesOptions => ({
  mentions,
  spikes,
  sources: {
    list: () => Promise.resolve([{ source: inventedSource(), version: 1 }]),
  },
  jobs: undefined as never,
  clock: { now: () => now },
  watchedSince: () => AT - 28 * DAY_MS,
  systemsNamed: () => Promise.resolve(['dvc']),
  related: () => [],
  raise(alert) {
    if (!alerts.some(({ id }) => id === alert.id)) alerts.push(alert)
    return { id: `incident of ${alert.id}` } as Incident
  },
  onSpike: record => void told.push(record),
  ...more,
})
const kept = async () => (await spikes.find({ limit: 100 })).records.map(({ record }) => record)

test('usual days raise nothing', async () => {
  await look(watching())
  expect([alerts, told, await kept()]).toEqual([[], [], []])
})

test('a flood of words is raised in the city and in its ward, once, and goes on to be told', async () => {
  await flooded(20)
  await look(watching())
  const found = await kept()
  expect(new Set(found.map(({ spike, placeName }) => `${spike.topic} ${placeName}`))).toEqual(
    new Set(['flood null', 'flood Phường Hoa Lư']),
  )
  expect(alerts).toHaveLength(2)
  expect(found.every(({ incidentId }) => incidentId?.startsWith('incident of'))).toBe(true)
  expect(found.every(({ storyIds }) => storyIds.length === 5)).toBe(true)
  expect(told.every(({ incidentId }) => incidentId !== null)).toBe(true)

  now += HOUR_MS
  await look(watching())
  expect(alerts).toHaveLength(2)
  expect(await kept()).toHaveLength(2)
  expect(told).toHaveLength(4)
})

test('the alert says what, where, how many and how many were to be expected', async () => {
  await flooded(20)
  await look(watching())
  const inWard = alerts.find(({ event }) => event['thapcanh.media.place'] === PLACE.code)!
  expect(inWard).toMatchObject({
    systemId: 'dvc',
    entity: { value: 'Ngập úng, thoát nước, Phường Hoa Lư' },
    rule: { family: 'media-spike', title: 'Dư luận tăng đột biến' },
    event: { 'thapcanh.media.topic': 'flood', 'thapcanh.media.observed': 20 },
  })
  expect(inWard.rule.english?.title).toBe('Online talk has spiked (flooding and drainage)')
  expect(inWard.event['message']).toMatch(
    /^Ngập úng, thoát nước, Phường Hoa Lư: 20 tin trong \d+ giờ, thường có \d/,
  )
})

test('a crash between keeping and raising is made up by the next look', async () => {
  await flooded(20)
  const dying = watching({
    raise() {
      throw new Error('killed')
    },
  })
  await expect(look(dying)).rejects.toThrow('killed')
  expect(await kept()).toHaveLength(1)
  now += HOUR_MS
  await look(watching())
  expect(alerts).toHaveLength(2)
  expect((await kept()).every(({ incidentId }) => incidentId !== null)).toBe(true)
})

test('nothing is looked for before anything was watched, and nothing raised in the first days', async () => {
  await flooded(20)
  await look(watching({ watchedSince: () => undefined }))
  await look(watching({ watchedSince: () => AT - 3 * DAY_MS }))
  expect(await kept()).toEqual([])
})

test('a spike that is over is closed, and stays with what people wrote', async () => {
  await flooded(20)
  await look(watching())
  const { spike } = (await kept())[0]!
  const { version } = (await spikes.get(spike.id))!
  await spikes.change(spike.id, version, { work: 'answered', cause: 'Mưa lớn' }, 'lan')
  for (let hours = 0; hours < 48; hours++) {
    now += HOUR_MS
    await look(watching())
  }
  expect((await kept()).map(each => each.spike.state)).toEqual(['closed', 'closed'])
  expect((await spikes.get(spike.id))!.record).toMatchObject({
    work: 'answered',
    cause: 'Mưa lớn',
    changedBy: 'lan',
  })
  expect(alerts).toHaveLength(2)
})

test('copies are one voice: what fifty pages reprint is no spike', async () => {
  await flooded(1)
  await flooded(20, { copyOf: 'f'.repeat(32) })
  await look(watching())
  expect(await kept()).toEqual([])
})

test('an open incident about the same system makes a spike graver, a closed one does not', async () => {
  await flooded(20)
  const withIncident = async (incident: Incident) => {
    await look(watching({ related: () => [incident] }))
    return (await kept())[0]!.crisis
  }
  const calm = await withIncident(inventedIncident({ status: 'closed' }))
  now += HOUR_MS
  const grave = await withIncident(inventedIncident({ severity: 'critical' }))
  expect(grave.level).toBeGreaterThan(calm.level)
  expect(grave.reasons.join()).toContain('sự cố an toàn thông tin')
  expect(calm.reasons.join()).not.toContain('sự cố an toàn thông tin')
})
