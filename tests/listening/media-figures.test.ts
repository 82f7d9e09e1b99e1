// What reports ask of online media, answered from the store and the records of sources, spikes and models.

import { expect, test } from 'vitest'
import type { ModelSummary } from '#/crawler/model-desk.ts'
import type { MediaSource, SourceHealth } from '#/kernel/media-source.ts'
import { createMediaFigures, type MediaFiguresOptions } from '#/listening/media-figures.ts'
import { inventedRecord, inventedSpike } from './invented-spike.ts'
import { inventedSource } from './invented-source.ts'

const HEALTH: SourceHealth = {
  sourceId: 'bao-song-xanh',
  state: 'failing',
  lastRunAt: 20,
  lastSuccessAt: 10,
  lastNewAt: 10,
  nextRunAt: 30,
  requests: 5,
  newMentions: 0,
  notModified: 0,
  failures: [
    { reason: 'timeout', count: 1, example: 'https://bao.example.com/1' },
    { reason: 'status 503', count: 4, example: 'https://bao.example.com/2' },
  ],
  failedRunsInRow: 2,
}
const MODEL = {
  voice: 'news',
  name: 'news 1',
  accuracy: 0.8,
  surestAccuracy: null,
  measured: 'đo',
} as ModelSummary

let sources: MediaSource[]
const figures = (more: Partial<MediaFiguresOptions> = {}) => {
  sources = [
    inventedSource(),
    inventedSource({ id: 'dien-dan', name: 'Diễn đàn', reach: null, enabled: false }),
  ]
  return createMediaFigures({
    mentions: {
      totals: () => Promise.resolve('totals' as never),
    } as Partial<MediaFiguresOptions['mentions']> as MediaFiguresOptions['mentions'],
    sources: {
      list: () => Promise.resolve(sources.map(source => ({ source, version: 1 }))),
    } as Partial<MediaFiguresOptions['sources']> as MediaFiguresOptions['sources'],
    schedule: { healths: () => Promise.resolve([HEALTH]) },
    spikes: {
      between: () =>
        Promise.resolve([
          inventedRecord(inventedSpike({ measure: 'negative' }), { work: 'answered', answer: 'Đã trả lời' }),
        ]),
    },
    models: { summaries: () => Promise.resolve([MODEL]) },
    departmentName: id => `Tên ${id}`,
    crisis: () => Promise.resolve({ level: 2, reasons: [] }),
    ...more,
  })
}

test('names and readers of sources are those of the moment of the report', async () => {
  const asked = figures()
  expect(asked.sourceName('bao-song-xanh')).toBe('bao-song-xanh')
  await asked.mentions.totals({})
  expect([asked.sourceName('bao-song-xanh'), asked.reachOf('bao-song-xanh')]).toEqual([
    'Báo Sông Xanh',
    12_000,
  ])
  expect([asked.reachOf('dien-dan'), asked.reachOf('gone'), asked.sourceName('gone')]).toEqual([
    null,
    null,
    'gone',
  ])
  sources = [inventedSource({ name: 'Báo Sông Xanh mới' })]
  await asked.mentions.totals({})
  expect(asked.sourceName('bao-song-xanh')).toBe('Báo Sông Xanh mới')
})

test('a source is told with its commonest failure, one without health by whether it is on', async () => {
  expect(await figures().sources()).toEqual([
    {
      id: 'bao-song-xanh',
      name: 'Báo Sông Xanh',
      enabled: true,
      state: 'failing',
      lastSuccessAt: 10,
      failure: 'status 503',
    },
    { id: 'dien-dan', name: 'Diễn đàn', enabled: false, state: 'off', lastSuccessAt: null, failure: '' },
  ])
})

test('spikes and models are told with what reports print of them, and nothing else', async () => {
  const asked = figures()
  expect(await asked.spikes(0, 1)).toEqual([
    expect.objectContaining({
      negative: true,
      placeName: 'Phường Hoa Lư',
      work: 'answered',
      answer: 'Đã trả lời',
    }),
  ])
  expect(await asked.models()).toEqual([MODEL])
  expect(asked.departmentName('x')).toBe('Tên x')
})
