// The invented media themselves: sources, wards, mentions of eight days, a spike, models, imitating domains.

import type { MentionView } from '#/api/contract/media.ts'
import type { SourceBody, SourceView } from '#/api/contract/media-sources.ts'
import type { IndicatorView, ModelView, SpikeView } from '#/api/contract/media-work.ts'
import { NOW } from './fixture-data.ts'

export const HOUR_MS = 3_600_000

export const WARDS = [
  { code: '00101', name: 'Phường Hoa Lư' },
  { code: '00102', name: 'Phường Sông Nhỏ' },
  { code: '00103', name: 'Xã Đồng Xanh' },
]
export const DEPARTMENTS = [
  { id: 'so-xay-dung', name: 'Sở Xây dựng', nameEnglish: 'Department of Construction' },
  { id: 'so-giao-duc-dao-tao', name: 'Sở Giáo dục và Đào tạo', nameEnglish: 'Department of Education' },
  { id: 'so-y-te', name: 'Sở Y tế', nameEnglish: 'Department of Health' },
]

const source = (id: string, name: string, more: Partial<SourceBody> = {}): SourceBody => ({
  id,
  name,
  kind: 'feed',
  urls: [`https://${id}.example.com/rss/thoi-su.rss`],
  enabled: true,
  everyMinutes: 30,
  pauseMs: 2000,
  needsBrowser: false,
  withComments: true,
  include: [],
  exclude: [],
  topics: [],
  reach: null,
  language: 'vi',
  selectors: {},
  note: '',
  ...more,
})

const well: SourceView['health'] = {
  state: 'well',
  lastRunAt: NOW - 0.2 * HOUR_MS,
  lastSuccessAt: NOW - 0.2 * HOUR_MS,
  lastNewAt: NOW - 0.2 * HOUR_MS,
  nextRunAt: NOW + 0.3 * HOUR_MS,
  requests: 42,
  newMentions: 7,
  notModified: 31,
  failures: [],
  failedRunsInRow: 0,
}

export const SOURCES: readonly SourceView[] = [
  {
    source: source('dien-dan', 'Diễn đàn Cư dân Hoa Lư', {
      kind: 'forum',
      urls: ['https://dien-dan.example.com/chuyen-phuong', 'https://dien-dan.example.com/giao-thong'],
    }),
    version: 3,
    health: {
      ...well,
      state: 'failing',
      lastSuccessAt: NOW - 30 * HOUR_MS,
      newMentions: 0,
      failures: [
        { reason: 'status 503', count: 12, example: 'https://dien-dan.example.com/chuyen-phuong' },
        { reason: 'timeout', count: 2, example: 'https://dien-dan.example.com/giao-thong' },
      ],
      failedRunsInRow: 4,
    },
  },
  {
    source: source('trang-kin', 'Trang Kín'),
    version: 1,
    health: {
      ...well,
      state: 'refused',
      failures: [{ reason: 'robots', count: 1, example: 'https://trang-kin.example.com/rss/thoi-su.rss' }],
    },
  },
  { source: source('bao-vi-du', 'Báo Ví Dụ'), version: 2, health: well },
  { source: source('tin-nhanh', 'Tin Nhanh Mẫu', { kind: 'section' }), version: 1, health: well },
  {
    source: source('bao-tat', 'Báo Chưa Bật', { enabled: false }),
    version: 1,
    health: { ...well, state: 'off', lastRunAt: null, lastSuccessAt: null, lastNewAt: null, nextRunAt: null },
  },
]

const nameOf = (id: string): string => SOURCES.find(view => view.source.id === id)?.source.name ?? id
const idOf = (number: number): string => number.toString(16).padStart(32, '0')

type Told = Partial<Omit<MentionView, 'tone'>> & {
  readonly hoursAgo: number
  readonly tone?: [label: 'neg' | 'neu' | 'pos', score: number, sure: boolean]
}

function mentionOf(number: number, { hoursAgo, tone = ['neu', 0, true], ...told }: Told): MentionView {
  const sourceId = told.sourceId ?? 'bao-vi-du'
  const isComment = told.kind === 'comment'
  return {
    id: idOf(number),
    kind: 'article',
    voice: isComment || told.kind === 'post' ? 'comment' : 'news',
    sourceId,
    sourceName: nameOf(sourceId),
    url: `https://${sourceId}.example.com/bai-${number}.html`,
    parentId: null,
    title: '',
    quote: '',
    publishedAt: NOW - hoursAgo * HOUR_MS,
    publishedKnown: true,
    fetchedAt: NOW - hoursAgo * HOUR_MS + 60_000,
    language: 'vi',
    storyId: idOf(number),
    copyOf: null,
    tone: {
      label: tone[0],
      score: tone[1],
      sure: tone[2],
      model: isComment ? 'comment-shipped-1' : 'news-shipped-1',
    },
    correction: null,
    topics: [],
    departments: [],
    places: [],
    entities: [],
    systemIds: [],
    flags: [],
    ...told,
  }
}

export const FLOOD_ID = idOf(1)
const FLOOD: Partial<Omit<MentionView, 'tone'>> = {
  storyId: FLOOD_ID,
  topics: ['flood'],
  departments: ['so-xay-dung'],
  places: [{ ...WARDS[0]!, writtenAs: 'Quận Hoa Lư cũ' }],
}
const FLOOD_COMMENTS: readonly Told[] = [
  {
    hoursAgo: 20,
    quote: 'Năm nào cũng ngập, gọi mãi không ai nghe.',
    tone: ['neg', -0.8, true],
    flags: ['complaint'],
  },
  { hoursAgo: 19, quote: 'Cảm ơn các anh công nhân đã thông cống suốt đêm.', tone: ['pos', 0.7, true] },
  { hoursAgo: 18, quote: 'Thế là lại có phim để xem rồi nhé.', tone: ['neg', -0.1, false] },
  { hoursAgo: 17, quote: 'Nước rút chưa mọi người ơi?', tone: ['neu', 0.05, false] },
  {
    hoursAgo: 16,
    quote: 'Cong nghet ca thang nay roi, bao gio moi sua.',
    tone: ['neg', -0.6, true],
    flags: ['complaint'],
  },
]

/** Fresh ones for every fixture. */
export function inventedMentions(): MentionView[] {
  const told: Told[] = [
    {
      hoursAgo: 26,
      ...FLOOD,
      title: 'Phường Hoa Lư ngập sâu sau trận mưa đầu mùa, nhiều tuyến phố không đi được',
      quote: 'Sau hai giờ mưa lớn, đường Ví Dụ 1 ngập hơn nửa mét; công nhân thoát nước làm việc suốt đêm…',
      tone: ['neg', -0.7, true],
    },
    {
      hoursAgo: 25,
      ...FLOOD,
      sourceId: 'tin-nhanh',
      copyOf: FLOOD_ID,
      title: 'Phường Hoa Lư ngập sâu sau mưa',
      quote: 'Sau hai giờ mưa lớn, đường Ví Dụ 1 ngập hơn nửa mét…',
      tone: ['neg', -0.7, true],
    },
    {
      hoursAgo: 23,
      ...FLOOD,
      sourceId: 'dien-dan',
      kind: 'post',
      title: 'Hỏi đường tránh ngập ở Hoa Lư',
      quote: 'Bà con cho hỏi sáng nay đi lối nào để tới chợ?',
      tone: ['neu', 0, true],
      flags: ['amplified'],
    },
    ...FLOOD_COMMENTS.map(comment => ({
      ...FLOOD,
      kind: 'comment' as const,
      parentId: FLOOD_ID,
      ...comment,
    })),
    {
      hoursAgo: 7,
      sourceId: 'dien-dan',
      kind: 'post',
      title: 'Nghe nói trường Ví Dụ 2 sắp thu thêm tiền bảo trì, có ai biết thật không?',
      quote: 'Nghe bảo tháng sau mỗi em đóng thêm, chưa thấy giấy tờ gì…',
      tone: ['neg', -0.2, false],
      topics: ['education'],
      departments: ['so-giao-duc-dao-tao'],
      places: [{ ...WARDS[1]!, writtenAs: null }],
      flags: ['rumour'],
    },
    {
      hoursAgo: 50,
      title: 'Trạm y tế Đồng Xanh khám miễn phí cho ba trăm người cao tuổi',
      quote: 'Đoàn bác sĩ tình nguyện đã khám và phát thuốc trong hai ngày…',
      tone: ['pos', 0.8, true],
      topics: ['health'],
      departments: ['so-y-te'],
      places: [{ ...WARDS[2]!, writtenAs: null }],
    },
    {
      hoursAgo: 75,
      sourceId: 'dien-dan',
      kind: 'post',
      title: 'Cảnh giác trang nhái cổng dịch vụ công',
      quote: 'Có tin nhắn gửi liên kết tới trang giống hệt cổng dịch vụ công, mọi người đừng bấm.',
      tone: ['neg', -0.5, true],
      topics: ['cyber', 'public-service'],
      systemIds: ['dvc'],
      flags: ['phishing'],
      publishedKnown: false,
    },
    ...Array.from({ length: 9 }, (_, at): Told => ({
      hoursAgo: 30 + 14 * at,
      title: `Chuyện nhỏ trong phố, kỳ ${at + 1}`,
      quote: 'Một ngày bình thường ở khu phố.',
      topics: at % 2 === 0 ? ['traffic'] : ['tourism'],
      tone: at % 3 === 0 ? ['pos', 0.6, true] : ['neu', 0, true],
    })),
  ]
  return told.map((one, at) => mentionOf(at + 1, one))
}

/** The whole text of a mention. */
export function textOf({ quote }: MentionView): string {
  return `${quote}\nĐoạn thứ hai của bài, chỉ thấy khi mở toàn văn.`
}

export const SPIKE: SpikeView = {
  id: 'spike-flood',
  topic: 'flood',
  place: WARDS[0]!,
  measure: 'negative',
  state: 'open',
  work: 'new',
  fromMs: NOW - 26 * HOUR_MS,
  lastMs: NOW - 2 * HOUR_MS,
  closedAt: null,
  windowHours: 6,
  observed: 42,
  expected: 8.3,
  pValue: 3e-7,
  crisis: {
    level: 3,
    reasons: ['Lượt tiêu cực gấp 5,1 lần mức thường trong 6 giờ', 'Nhiều nguồn cùng đưa tin (3 nguồn)'],
  },
  cause: '',
  answer: '',
  changedBy: null,
  changedAt: null,
  incidentId: 'inc-000002',
  version: 1,
}

export function spikeSeries() {
  return Array.from({ length: 72 }, (_, at) => {
    const expected = 1.2 + Math.sin(((at % 24) / 24) * 2 * Math.PI) * 0.9
    const swell = Math.max(0, 9 - Math.abs(at - 52))
    return {
      at: NOW - (72 - at) * HOUR_MS,
      observed: Math.round(expected + swell + (at % 5 === 0 ? 1 : 0)),
      expected,
      low: 0,
      high: expected * 2 + 1.5,
    }
  })
}

const card: ModelView = {
  voice: 'news',
  name: 'news-shipped-1',
  kind: 'shipped',
  trainedAt: null,
  shippedLabels: 840,
  cityLabels: 0,
  accuracy: 0.71,
  macroF1: 0.68,
  surestAccuracy: 0.83,
  strippedAccuracy: 0.69,
  sureShare: 0.64,
  perLabel: [
    { label: 'neg', precision: 0.74, recall: 0.78, f1: 0.76, count: 310 },
    { label: 'neu', precision: 0.66, recall: 0.61, f1: 0.63, count: 280 },
    { label: 'pos', precision: 0.72, recall: 0.7, f1: 0.71, count: 250 },
  ],
  measured: 'Chia năm phần, mỗi phần được chấm bởi mô hình học bốn phần kia.',
  training: null,
}

export const MODELS: readonly ModelView[] = [
  card,
  {
    ...card,
    voice: 'comment',
    name: 'comment-city-4',
    kind: 'city',
    trainedAt: NOW - 50 * HOUR_MS,
    shippedLabels: 760,
    cityLabels: 212,
    surestAccuracy: null,
    training: { state: 'failed', since: NOW - HOUR_MS, error: 'hết bộ nhớ' },
  },
]

export const INDICATORS: readonly IndicatorView[] = [
  {
    domain: 'dichvucong-thanhpho.example.net',
    reason: 'Nhái dichvucong.example.com: thêm một đoạn vào tên',
    mentionId: FLOOD_ID,
    addedBy: 'system',
    addedAt: NOW - 70 * HOUR_MS,
    expiresAt: NOW + 600 * HOUR_MS,
    enabled: true,
    version: 1,
  },
]
