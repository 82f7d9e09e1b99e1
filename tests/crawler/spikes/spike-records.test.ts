// Spikes kept over the real record store.

import { expect, test } from 'vitest'
import { NO_CRISIS } from '#/crawler/spikes/crisis-level.ts'
import { createSpikeRecords, type SpikeFindings } from '#/crawler/spikes/spike-records.ts'
import type { Spike } from '#/crawler/spikes/spike.ts'
import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'

const clock = { now: () => 99 }

function openRecords() {
  const store = openEmbeddedStateStore({ path: ':memory:', clock })
  return { spikes: createSpikeRecords(store.records, clock), [Symbol.dispose]: () => store[Symbol.dispose]() }
}

function spike(from: number, more: Partial<Spike> = {}): Spike {
  return {
    id: `flood.10101.${from}`,
    topic: 'flood',
    place: '10101',
    measure: 'mentions',
    state: 'open',
    from,
    last: from + 2,
    openedAt: from + 1,
    closedAt: null,
    windowHours: 1,
    observed: 20,
    expected: 1.5,
    p: 1e-9,
    total: 20,
    mentions: 20,
    negative: 9,
    chart: [],
    calmSince: null,
    ...more,
  }
}

function findings(of: Spike): SpikeFindings {
  return { spike: of, crisis: NO_CRISIS, placeName: 'Phường Hoa Lư', storyIds: ['s1'] }
}

test('new figures leave what people wrote, and people what was found', async () => {
  using opened = openRecords()
  const { spikes } = opened
  expect(await spikes.keep(findings(spike(10)))).toBe('new')
  const id = spike(10).id
  expect(await spikes.change(id, 1, { work: 'answering', cause: 'Vỡ đường ống' }, 'lan')).toBe('done')
  expect(await spikes.change(id, 1, { work: 'dismissed' }, 'minh')).toBe('conflict')
  expect(await spikes.change('no', 1, {}, 'minh')).toBe('unknown')
  expect(await spikes.linkIncident(id, 'i1')).toBe(true)
  expect(await spikes.linkIncident('no', 'i1')).toBe(false)
  expect(await spikes.keep(findings(spike(10, { observed: 50 })))).toBe('known')
  expect((await spikes.get(id))?.record).toEqual({
    ...findings(spike(10, { observed: 50 })),
    work: 'answering',
    cause: 'Vỡ đường ống',
    answer: '',
    changedBy: 'lan',
    changedAt: 99,
    incidentId: 'i1',
  })
})

test('spikes are found by state, topic and place, newest first, and by time', async () => {
  using opened = openRecords()
  const { spikes } = opened
  await spikes.keep(findings(spike(10, { state: 'closed', closedAt: 20, calmSince: 15 })))
  await spikes.keep(findings(spike(30, { state: 'closed', closedAt: 40, calmSince: null })))
  await spikes.keep(findings(spike(50, { topic: 'fire', id: 'fire.-.50', place: null })))
  const from = async (find: Parameters<typeof spikes.find>[0]) =>
    (await spikes.find(find)).records.map(({ record }) => record.spike.from)
  expect(await from({ limit: 10 })).toEqual([50, 30, 10])
  expect(await from({ state: 'closed', limit: 1 })).toEqual([30])
  expect(await from({ topic: 'flood', place: '10101', limit: 10 })).toEqual([30, 10])
  const between = async (a: number, b: number) => (await spikes.between(a, b)).map(each => each.spike.from)
  expect([await between(0, 10), await between(15, 35), await between(60, 70)]).toEqual([[], [10, 30], [50]])
})

test('the watch goes on from what was kept', async () => {
  using opened = openRecords()
  const { spikes } = opened
  const open = spike(50)
  await spikes.keep(findings(spike(10, { state: 'closed', closedAt: 20, calmSince: 15 })))
  await spikes.keep(findings(spike(30, { state: 'closed', closedAt: 40, calmSince: null })))
  await spikes.keep(findings(open))
  expect(await spikes.watchState(0)).toEqual({
    open: [open],
    past: [{ topic: 'flood', place: '10101', from: 10, to: 12 }],
  })
  expect(await spikes.watchState(25)).toEqual({ open: [open], past: [] })
})
