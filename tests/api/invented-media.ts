// Online media of the invented city: a story with a copy and a comment, one spike, one source, one imitating domain.
// Mentions are kept by the plain twin of the store, so that a city opens at once.

import type { MediaDesk } from '#/crawler/desk.ts'
import type { ModelSummary } from '#/crawler/model-desk.ts'
import type { SpikeRecord } from '#/crawler/spikes/spike-records.ts'
import { createSources } from '#/crawler/sources/sources.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import type { Records } from '#/store/records.ts'
import { createIndicators } from '#/store/indicators.ts'
import { hexId, inventedMention } from '../store/invented-mentions.ts'
import { createMentionTwin } from '../store/mention-twin.ts'
import { START_MS } from './invented-incident.ts'

export const STORY = hexId(1)
export const COMMENT = hexId(3)

export const SOURCE: MediaSource = {
  id: 'bao-song-xanh',
  name: 'Báo Sông Xanh',
  kind: 'feed',
  urls: ['https://bao.example.com/rss'],
  enabled: true,
  everyMinutes: 30,
  pauseMs: 2000,
  needsBrowser: false,
  withComments: true,
  include: [],
  exclude: [],
  topics: [],
  reach: 12_000,
  language: 'vi',
  selectors: {},
  note: '',
}

const SPIKE: SpikeRecord = {
  spike: {
    id: 'spike-1',
    topic: 'flood',
    place: '00101',
    measure: 'mentions',
    state: 'open',
    from: START_MS - 7_200_000,
    last: START_MS,
    openedAt: START_MS - 3_600_000,
    closedAt: null,
    windowHours: 6,
    observed: 12,
    expected: 1.5,
    p: 1e-6,
    total: 12,
    mentions: 12,
    negative: 9,
    chart: [{ at: START_MS - 3_600_000, observed: 12, expected: 1.5, low: 0, high: 4 }],
    calmSince: null,
  },
  placeName: 'Phường Hoa Lư',
  crisis: { level: 2, reasons: ['gấp 8 lần thường ngày'] },
  work: 'new',
  cause: '',
  answer: '',
  changedBy: null,
  changedAt: null,
  incidentId: 'i-new',
  storyIds: [STORY],
}

const MODEL: ModelSummary = {
  voice: 'news',
  name: 'news shipped',
  kind: 'shipped',
  trainedAt: null,
  shippedLabels: 2000,
  cityLabels: 0,
  accuracy: 0.75,
  macroF1: 0.74,
  surestAccuracy: 0.85,
  strippedAccuracy: 0.73,
  sureShare: 0.6,
  perLabel: [{ label: 'neg', precision: 0.8, recall: 0.7, f1: 0.75, count: 800 }],
  measured: 'kiểm tra chéo 5 phần',
  training: null,
}

/** What people did with it, for tests to look at. */
export interface InventedMedia {
  readonly media: MediaDesk
  readonly read: string[]
}

export async function inventedMedia(records: Records, clock: Clock): Promise<InventedMedia> {
  const twin = createMentionTwin()
  const at = START_MS - 3_600_000
  const common = { storyId: STORY, publishedAt: at, fetchedAt: at }
  twin.put(
    [
      inventedMention(1, { ...common, author: hexId(77) }),
      inventedMention(2, { ...common, sourceId: 'tin-nhanh', copyOf: STORY, publishedAt: at + 60_000 }),
      inventedMention(3, {
        ...common,
        kind: 'comment',
        voice: 'comment',
        title: '',
        parentId: STORY,
        text: 'Nhà ông Nguyễn Văn Mẫu ngập, gọi 0901 234 567',
        publishedAt: at + 120_000,
        tone: { label: 'neg', score: -0.1, sure: false },
      }),
    ].map(mention => ({ mention, sketch: null })),
  )
  const sources = createSources({ records })
  await sources.create(SOURCE)
  const indicators = await createIndicators({ records, clock, onChanged: () => {} })
  await indicators.add({
    domain: 'dichvucong-example.net',
    reason: 'Giả mạo dichvucong.example.com',
    mentionId: STORY,
    addedBy: 'thapcanh',
    days: 90,
  })
  const read: string[] = []
  let spike = { id: SPIKE.spike.id, version: 1, record: SPIKE }
  let model = MODEL
  const media: MediaDesk = {
    mentions: {
      get: async id => twin.get(id),
      async find(filter, limit) {
        const all = twin.matching(filter)
        return { mentions: all.slice(0, limit), next: null, total: all.length }
      },
      async stories(filter, order, limit) {
        const all = twin.stories(filter, order)
        return { stories: all.slice(0, limit), next: null, total: all.length }
      },
      story: async id => twin.stories({ storyId: id }, 'size')[0],
      totals: async filter => twin.totals(filter),
      counts: async (filter, by) => twin.counts(filter, by),
      leastSure: async (voice, limit) => twin.matching({ voice, tone: 'unsure' }).slice(0, limit),
    },
    sources,
    schedule: {
      wake: async id => ((await sources.get(id)) === undefined ? 'not-found' : 'woken'),
      health: async () => undefined,
      healths: async () => [],
    },
    spikes: {
      list: async ({ state }) => (state === 'closed' ? [] : [spike]),
      get: async id => (id === spike.id ? spike : undefined),
      async change(id, seen, change, by) {
        if (id !== spike.id) return 'unknown'
        if (seen !== spike.version) return 'conflict'
        const record = { ...spike.record, ...change, changedBy: by, changedAt: clock.now() }
        spike = { ...spike, version: seen + 1, record }
        return spike
      },
      linked: async () => [{ id: 'i-open', code: '2026-0002', title: 'x', why: 'cùng hệ thống' }],
      rate: 'Nhiều nhất một báo động sai mỗi tuần trên toàn thành phố.',
    },
    models: {
      summaries: async () => [model],
      async train(voice) {
        if (voice === 'comment') return 'plugged-in'
        model = { ...model, training: { state: 'waiting', since: clock.now(), error: null } }
        return 'begun'
      },
    },
    indicators,
    departments: [],
    trail: {
      async record(by, reading) {
        read.push(
          `${by} ${reading.kind} ${'mentionId' in reading ? reading.mentionId : JSON.stringify(reading.filter)}`,
        )
      },
    },
    async correctTone(id, label, by) {
      const correction = label === null ? null : { label, by, at: clock.now() }
      twin.change(mention => (mention.id === id ? { ...mention, correction } : undefined))
      return twin.get(id)
    },
    incidentsOf: async () => [],
    raiseStory: async id => (id === STORY ? { incidentId: 'i-new', code: '2026-0001' } : undefined),
    crisis: async () => ({ level: 2, reasons: ['một đột biến'] }),
  }
  return { media, read }
}
