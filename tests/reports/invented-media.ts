// An invented week of online media for documents: a flood with copies and comments, praise, a rumour, a spike, and
// a source that failed. Figures are asked of the plain twin of the mention store.

import type { Mention } from '#/kernel/mention.ts'
import type { MediaFigures } from '#/reports/fill/media-figures.ts'
import type { MentionStore } from '#/store/mention-store.ts'
import { hexId, inventedMention } from '../store/invented-mentions.ts'
import { createMentionTwin } from '../store/mention-twin.ts'

/** Monday 16 November 2026, 00:00 in Vietnam. */
const MONDAY = Date.UTC(2026, 10, 15, 17)
const HOUR = 3_600_000
const DAY = 24 * HOUR

const WARD = { code: '00101', name: 'Phường Hoa Lư', writtenAs: null }
const sure = (label: 'neg' | 'neu' | 'pos') => ({
  label,
  score: { neg: -0.8, neu: 0, pos: 0.8 }[label],
  sure: true,
})

let number = 0
function mention(atMs: number, more: Partial<Mention>): Mention {
  number++
  return inventedMention(number, {
    publishedAt: MONDAY + atMs,
    author: hexId(9000 + (number % 7)),
    topics: ['flood'],
    departments: ['so-xay-dung'],
    places: [],
    ...more,
  })
}

function week(): readonly Mention[] {
  number = 0
  const flood = mention(9 * HOUR, { title: 'Phường Hoa Lư ngập sâu sau mưa lớn', places: [WARD] })
  const storyId = flood.id
  const copies = [1, 2, 3].map(hour =>
    mention(9 * HOUR + hour * HOUR, {
      title: `Phường Hoa Lư ngập sâu sau mưa lớn (${hour})`,
      storyId,
      copyOf: flood.id,
      sourceId: 'tin-nhanh',
      places: [WARD],
    }),
  )
  const comments = [
    mention(12 * HOUR, {
      kind: 'comment',
      voice: 'comment',
      parentId: flood.id,
      storyId,
      title: '',
      text: 'Năm nào cũng ngập, anh Nguyễn Văn Mẫu ở tổ 5 gọi mãi không ai nghe, số 0901 234 567',
      places: [WARD],
    }),
    mention(13 * HOUR, {
      kind: 'comment',
      voice: 'comment',
      parentId: flood.id,
      storyId,
      title: '',
      text: 'Cảm ơn các anh dân quân đã cõng bà con qua chỗ nước sâu',
      tone: sure('pos'),
      places: [WARD],
    }),
  ]
  const praise = mention(2 * DAY, {
    title: 'Trung tâm hành chính công trả hồ sơ trước hạn',
    tone: sure('pos'),
    topics: ['public-service'],
    departments: ['trung-tam-hanh-chinh-cong'],
  })
  const rumour = mention(3 * DAY, {
    kind: 'post',
    voice: 'comment',
    sourceId: 'dien-dan',
    title: 'Nghe nói sắp cắt nước cả tuần?',
    text: 'Nghe nói sắp cắt nước cả tuần, ai biết xác nhận giúp.',
    tone: { label: 'neg', score: -0.1, sure: false },
    topics: ['utilities'],
    departments: [],
    flags: ['rumour'],
  })
  const before = [1, 2, 3].map(back => mention(-back * 7 * DAY + 10 * HOUR, { tone: sure('neu') }))
  return [flood, ...copies, ...comments, praise, rumour, ...before]
}

export function invented(mentions: readonly Mention[] = week()): MediaFigures {
  const twin = createMentionTwin()
  twin.put(mentions.map(one => ({ mention: one, sketch: null })))
  const store: Pick<MentionStore, 'totals' | 'counts' | 'stories' | 'find'> = {
    totals: async filter => twin.totals(filter),
    counts: async (filter, by) => twin.counts(filter, by),
    async stories(filter, order, limit) {
      const all = twin.stories(filter, order)
      return { stories: all.slice(0, limit), next: null, total: all.length }
    },
    async find(filter, limit) {
      const all = twin.matching(filter)
      return { mentions: all.slice(0, limit), next: null, total: all.length }
    },
  }
  const inPeriod = (at: number, fromMs: number, toMs: number): boolean => at >= fromMs && at < toMs
  const spikeAt = MONDAY + 11 * HOUR
  return {
    mentions: store,
    sourceName: id => ({ 'bao-song-xanh': 'Báo Sông Xanh', 'tin-nhanh': 'Tin Nhanh' })[id] ?? id,
    reachOf: id => (id === 'bao-song-xanh' ? 120_000 : null),
    departmentName: id =>
      ({ 'so-xay-dung': 'Sở Xây dựng', 'trung-tam-hanh-chinh-cong': 'Trung tâm Phục vụ hành chính công' })[
        id
      ] ?? id,
    spikes: async (fromMs, toMs) =>
      inPeriod(spikeAt, fromMs, toMs)
        ? [
            {
              id: 's-1',
              topic: 'flood',
              placeName: WARD.name,
              negative: true,
              fromMs: spikeAt,
              observed: 6,
              expected: 0.4,
              cause: 'Mưa lớn kèm triều cường',
              answer: 'Đã thông báo lịch bơm và số trực',
              state: 'closed',
              work: 'answered',
              changedBy: 'an',
              changedAt: spikeAt + DAY,
            },
            {
              id: 's-2',
              topic: 'utilities',
              placeName: null,
              negative: false,
              fromMs: spikeAt + DAY,
              observed: 9,
              expected: 2.25,
              cause: '',
              answer: '',
              state: 'open',
              work: 'new',
              changedBy: null,
              changedAt: null,
            },
          ]
        : [],
    crisis: async (fromMs, toMs) =>
      inPeriod(spikeAt, fromMs, toMs)
        ? { level: 3, reasons: ['Đột biến tin tiêu cực gấp 15 lần thường ngày'] }
        : { level: 1, reasons: [] },
    sources: async () => [
      {
        id: 'bao-song-xanh',
        name: 'Báo Sông Xanh',
        enabled: true,
        state: 'well',
        lastSuccessAt: MONDAY,
        failure: '',
      },
      {
        id: 'dien-dan',
        name: 'Diễn đàn Sông Mẫu',
        enabled: true,
        state: 'failing',
        lastSuccessAt: MONDAY - DAY,
        failure: 'status 503',
      },
      { id: 'cu', name: 'Báo cũ', enabled: false, state: 'off', lastSuccessAt: null, failure: '' },
    ],
    models: async () => [
      {
        voice: 'news',
        name: 'news 1',
        accuracy: 0.75,
        surestAccuracy: 0.86,
        measured: 'kiểm tra chéo 5 phần trên 1.800 câu',
      },
      { voice: 'comment', name: 'comment 1', accuracy: null, surestAccuracy: null, measured: '' },
    ],
  }
}
