// Which incident goes with which spike, and the lines that both get: from either end, once, after a restart too.

import { describe, expect, test } from 'vitest'
import type { SpikeRecord } from '#/crawler/spikes/spike-records.ts'
import type { Incident } from '#/kernel/incident.ts'
import { AROUND_MS, reasonToLink, type LinkableSpike } from '#/listening/link-incidents.ts'
import { relatedIncidents } from '#/listening/related-incidents.ts'
import { SPIKE_FAMILY } from '#/listening/spike-alert.ts'
import { openSpikeLinks, type SpikeLinks } from '#/listening/spike-links.ts'
import { createHistory } from '#/response/history.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import type { StateStore } from '#/store/state-store.ts'
import { CREATED, START_MS } from '../api/invented-incident.ts'
import { plantIncident } from '../api/plant-incident.ts'
import { AROUND, HOUR_MS, inventedIncident, inventedRecord, inventedSpike } from './invented-spike.ts'

const spike: LinkableSpike = {
  id: 'flood.00101.1',
  topic: 'flood',
  placeName: 'Phường Hoa Lư',
  systemIds: ['dvc'],
  from: START_MS - 6 * HOUR_MS,
  last: START_MS,
  incidentId: null,
}

describe('a spike and an incident', () => {
  const rows: [string, Partial<LinkableSpike>, Partial<Incident>, string | undefined][] = [
    ['of one system', {}, {}, 'cùng hệ thống Cổng dịch vụ công'],
    [
      'of a system that is not the first it names',
      { systemIds: ['mail', 'dvc'] },
      {},
      'cùng hệ thống Cổng dịch vụ công',
    ],
    [
      'of one ward, whose unit runs the system',
      { systemIds: [] },
      { systemId: 'camera-hoa-lu' },
      'cùng nơi Phường Hoa Lư',
    ],
    [
      'of one ward in another spelling',
      { systemIds: [], placeName: 'phường Hoa Lư'.normalize('NFD') },
      { systemId: 'camera-hoa-lu' },
      `cùng nơi ${'phường Hoa Lư'.normalize('NFD')}`,
    ],
    ['of another system and no ward', { systemIds: ['mail'], placeName: null }, {}, undefined],
    ['of a system whose unit is no ward', { systemIds: [], placeName: 'Sở Thông tin' }, {}, undefined],
    [
      'of another ward',
      { systemIds: [], placeName: 'Phường Sao Mai' },
      { systemId: 'camera-hoa-lu' },
      undefined,
    ],
    ['of no system', {}, { systemId: null }, undefined],
    ['long before', {}, { firstSeen: 0, lastSeen: spike.from - AROUND_MS - 1 }, undefined],
    [
      'just not too long before',
      {},
      { firstSeen: 0, lastSeen: spike.from - AROUND_MS },
      'cùng hệ thống Cổng dịch vụ công',
    ],
    ['long after', {}, { firstSeen: spike.last + AROUND_MS + 1 }, undefined],
    ['when it is of a spike itself', {}, { family: SPIKE_FAMILY }, undefined],
    ['when it was merged into another', {}, { mergedInto: 'i-other' }, undefined],
  ]
  test.each(rows)('%s', (_, more, incident, why) =>
    expect(reasonToLink({ ...spike, ...more }, inventedIncident(incident), AROUND)).toBe(why),
  )
})

function planted(...incidents: readonly Incident[]): StateStore {
  const state = openEmbeddedStateStore({ path: ':memory:', clock: { now: () => START_MS } })
  for (const incident of incidents) plantIncident(state, incident, [CREATED])
  return state
}

test('closed incidents of the days around are related too, older ones are not', () => {
  const closed = { status: 'closed', closedAt: START_MS, disposition: 'true-positive' } as const
  using state = planted(
    inventedIncident({ id: 'i-open' }),
    inventedIncident({ id: 'i-closed', code: '2026-0002', ...closed }),
    inventedIncident({ id: 'i-mail', code: '2026-0003', systemId: 'mail' }),
  )
  const related = relatedIncidents(spike, state, AROUND)
  expect(related.map(({ incident }) => incident.id).sort()).toEqual(['i-closed', 'i-open'])
  expect(relatedIncidents({ ...spike, systemIds: [], placeName: null }, state, AROUND)).toEqual([])
})

describe('the lines', () => {
  const attack = inventedIncident({ id: 'i-attack', title: 'Dò mật khẩu' })
  const own = inventedIncident({
    id: 'i-spike',
    code: '2026-0002',
    title: 'Dư luận tăng đột biến',
    family: SPIKE_FAMILY,
    systemId: null,
    entity: { field: 'thapcanh.media.series', value: 'Ngập úng, thoát nước, Phường Hoa Lư' },
  })
  const record = inventedRecord(inventedSpike(), { incidentId: own.id })
  const linesOf = (state: StateStore, id: string): readonly string[] =>
    state.timeline(id).flatMap(({ kind, text }) => (kind === 'media' ? [text] : []))
  let now = START_MS
  const clock = { now: () => now }

  async function linksOver(state: StateStore, before: readonly SpikeRecord[]): Promise<SpikeLinks> {
    const links = await openSpikeLinks({
      spikes: { between: () => Promise.resolve(before) },
      systemsNamed: () => Promise.resolve(['dvc']),
      state,
      around: AROUND,
      // As on the platform: whoever hears of a changed incident asks again whether it goes with a spike.
      history: createHistory(state, incident => links.incidentHeard(incident)),
      clock,
    })
    return links
  }
  const bothLines = (state: StateStore) => ({
    attack: linesOf(state, attack.id),
    own: linesOf(state, own.id),
  })
  const EXPECTED = {
    attack: [
      'Dư luận tăng đột biến về Ngập úng, thoát nước, Phường Hoa Lư (cùng hệ thống Cổng dịch vụ công): sự cố 2026-0002',
    ],
    own: ['Có sự cố 2026-0001 “Dò mật khẩu” (cùng hệ thống Cổng dịch vụ công)'],
  }

  test('are written into both when a spike is found', async () => {
    using state = planted(attack, own)
    const links = await linksOver(state, [])
    links.spikeSeen(record, ['dvc'])
    expect(bothLines(state)).toEqual(EXPECTED)
  })

  test('are written when the incident comes later, and after a restart', async () => {
    using state = planted(own)
    const links = await linksOver(state, [record])
    plantIncident(state, attack, [CREATED])
    links.incidentHeard(state.incident(attack.id)!)
    expect(bothLines(state)).toEqual(EXPECTED)
  })

  test('are written once, however often each is seen and whoever starts again', async () => {
    using state = planted(attack, own)
    for (let start = 0; start < 2; start++) {
      const links = await linksOver(state, [record])
      for (let times = 0; times < 3; times++) {
        links.spikeSeen(record, ['dvc'])
        links.incidentHeard(state.incident(attack.id)!)
      }
    }
    expect(bothLines(state)).toEqual(EXPECTED)
  })

  test('are not written for spikes that are long over', async () => {
    using state = planted(own)
    const links = await linksOver(state, [record])
    now = START_MS + 30 * 24 * HOUR_MS
    links.spikeSeen(inventedRecord(inventedSpike({ id: 'new', from: now, last: now })), [])
    plantIncident(state, attack, [CREATED])
    links.incidentHeard(state.incident(attack.id)!)
    expect(linesOf(state, attack.id)).toEqual([])
  })
})
