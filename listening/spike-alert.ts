// A spike becomes an alert like any other: its rule, its evidence (how much was said, how much was to be expected),
// what it is about. The same spike gives the same alert.

import { alertId, type Alert, type RuleSummary } from '#/kernel/alert.ts'
import { isoTime } from '#/kernel/clock.ts'
import { TALK_FIELDS } from '#/kernel/online-talk.ts'
import type { Severity } from '#/kernel/severity.ts'
import type { Spike } from '#/crawler/spikes/spike.ts'
import { TOPIC_WORDS } from '#/reports/fill/media-words.ts'
import { TOPIC_ENGLISH } from './topic-english.ts'

export const SPIKE_RULE_ID = 'thapcanh-media-spike'
export const SPIKE_FAMILY = 'media-spike'

export interface SpikeFacts {
  readonly spike: Spike
  /** Name of its place; null: the whole city. */
  readonly placeName: string | null
  /** The monitored system that its mentions name most often. */
  readonly systemId: string | null
  readonly crisisLevel: 1 | 2 | 3 | 4
  readonly reasons: readonly string[]
  /** Titles of its largest stories. */
  readonly stories: readonly string[]
}

const SEVERITY: Readonly<Record<SpikeFacts['crisisLevel'], Severity>> = {
  1: 'low',
  2: 'medium',
  3: 'high',
  4: 'critical',
}

export function spikeAlert(facts: SpikeFacts, raisedAt: number): Alert {
  const { spike, systemId, crisisLevel, reasons, stories } = facts
  const at = spike.openedAt
  const expected = spike.expected.toFixed(1)
  return {
    id: alertId(SPIKE_RULE_ID, spike.id),
    rule: ruleOf(facts),
    at,
    raisedAt,
    systemId,
    entity: { field: TALK_FIELDS.series, value: seriesName(facts) },
    eventIds: [],
    matched: [
      {
        field: 'thapcanh.media.observed',
        value: String(spike.observed),
        selection: `${spike.windowHours} h, expected ${expected}`,
      },
      { field: 'thapcanh.media.p', value: spike.p.toExponential(1), selection: 'negative binomial' },
    ],
    event: {
      '@timestamp': isoTime(at),
      'event.kind': 'alert',
      'event.category': ['threat'],
      'event.dataset': 'thapcanh.media',
      message: [sentence(facts), ...stories].join('\n'),
      'event.original': [sentence(facts), ...reasons, ...stories].join('\n'),
      'thapcanh.media.spike.id': spike.id,
      'thapcanh.media.topic': spike.topic,
      ...(spike.place === null ? {} : { 'thapcanh.media.place': spike.place }),
      'thapcanh.media.measure': spike.measure,
      'thapcanh.media.observed': spike.observed,
      'thapcanh.media.expected': Number(expected),
      'thapcanh.media.crisis': crisisLevel,
    },
  }
}

function seriesName({ spike, placeName }: SpikeFacts): string {
  return placeName === null ? TOPIC_WORDS[spike.topic] : `${TOPIC_WORDS[spike.topic]}, ${placeName}`
}

function sentence(facts: SpikeFacts): string {
  const { spike } = facts
  const what = spike.measure === 'negative' ? 'tin tiêu cực' : 'tin'
  return `${seriesName(facts)}: ${spike.observed} ${what} trong ${spike.windowHours} giờ, thường có ${spike.expected.toLocaleString('vi-VN', { maximumFractionDigits: 1 })}`
}

/** What has spiked is the alert's entity, and stands behind the title wherever an incident is shown. */
function ruleOf({ spike, crisisLevel }: SpikeFacts): RuleSummary {
  return {
    id: SPIKE_RULE_ID,
    title: 'Dư luận tăng đột biến',
    author: 'Thápcanh',
    level: SEVERITY[crisisLevel],
    description:
      'Số tin, bài, bình luận về một chủ đề ở một nơi vượt xa mức thường có theo giờ và ngày trong tuần (nhị thức âm theo mùa).',
    family: SPIKE_FAMILY,
    tags: [],
    cites: [],
    falsePositives: [
      'Sự kiện có kế hoạch (lễ hội, kỳ thi, kỳ họp) làm tin tăng',
      'Một nguồn mới được bật làm số tin tăng',
    ],
    english: {
      title: `Online talk has spiked (${TOPIC_ENGLISH[spike.topic]})`,
      description:
        'Articles, posts and comments on one topic in one place are far more than usual for the hour and weekday (seasonal negative binomial).',
      response: 'Read the stories, find the cause, agree on who answers, and watch how it goes on.',
      falsePositives: [
        'A planned event (festival, examination, session) makes more to read',
        'A source that was switched on makes more to read',
      ],
    },
    response: 'Đọc các câu chuyện, tìm nguyên nhân, thống nhất đơn vị trả lời và theo dõi diễn biến.',
  }
}
