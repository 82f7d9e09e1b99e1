// The tables of the reports of online media, each row with the query behind it.

import type { MentionFilter, MentionGroup, Story, ToneCounts } from '#/store/mention-store.ts'
import { dateOf, DAY_MS, shortMomentOf, vietnamTime } from '../vietnamese-time.ts'
import type { Answer } from '../answer.ts'
import type { Period } from '../period.ts'
import type { Answering } from './figures.ts'
import type { MediaFigures, SpikeFigure } from './media-figures.ts'
import { count, mediaQuery, netText, percent } from './media-numbers.ts'
import { SOURCE_STATE_WORDS, SPIKE_WORK_WORDS, TOPIC_WORDS } from './media-words.ts'

interface Row {
  readonly cells: readonly (string | null)[]
  readonly query: string
  readonly count: number
}

/** Rows of wards and departments at most; what is beyond is said in a last row. */
const MAX_PLACES = 60

function tableOf(rows: readonly Row[], query: string, answer: Answering): Answer {
  return answer.rows(
    rows.map(({ cells }) => cells),
    query,
    rows.length,
    rows.map(row => ({ query: row.query, count: row.count })),
  )
}

export interface Compared {
  readonly now: MentionGroup
  readonly before: MentionGroup
  /** The four periods before, the nearest first. */
  readonly four: readonly MentionGroup[]
}

export interface Reached {
  readonly now: number | null
  readonly before: number | null
}

export function volumeTable(
  { now, before, four }: Compared,
  reach: Reached,
  filter: MentionFilter,
  answer: Answering,
): Answer {
  const query = mediaQuery(filter)
  const row = (name: string, of: (group: MentionGroup) => number): Row => ({
    cells: [name, count(of(now)), count(of(before)), mean(four.map(of))],
    query,
    count: of(now),
  })
  const unsure = ({ tones, mentions }: Pick<MentionGroup, 'tones' | 'mentions'>): string =>
    percent(tones.unsure, mentions)
  const rows: Row[] = [
    row('Số tin, bài, bình luận', group => group.mentions),
    row('Trong đó văn bản gốc (không phải bản sao)', group => group.originals),
    row('Số người viết khác nhau (đã băm)', group => group.voices),
    {
      cells: [
        'Lượng độc giả mỗi ngày của các nguồn có đăng (ước tính của đơn vị vận hành)',
        reach.now === null ? null : count(reach.now),
        reach.before === null ? null : count(reach.before),
        '–',
      ],
      query: `${query} by:source`,
      count: reach.now ?? 0,
    },
    row('Tiêu cực', ({ tones }) => tones.neg),
    row('Trung tính', ({ tones }) => tones.neu),
    row('Tích cực', ({ tones }) => tones.pos),
    {
      cells: ['Chưa chắc', unsure(now), unsure(before), unsure(sumOf(four))],
      query: `${query} tone:unsure`,
      count: now.tones.unsure,
    },
    {
      cells: [
        'Sắc thái ròng (tích cực − tiêu cực)/(tích cực + tiêu cực), khoảng tin cậy 95 %',
        netText(now.tones),
        netText(before.tones),
        netText(sumOf(four).tones),
      ],
      query,
      count: now.tones.pos + now.tones.neg,
    },
  ]
  return tableOf(rows, query, answer)
}

function mean(values: readonly number[]): string {
  if (values.length === 0) return '–'
  const sum = values.reduce((total, value) => total + value, 0)
  return (sum / values.length).toLocaleString('vi-VN', { maximumFractionDigits: 1 })
}

function sumOf(groups: readonly MentionGroup[]): Pick<MentionGroup, 'mentions' | 'tones'> {
  const tones = (name: keyof ToneCounts): number => groups.reduce((sum, group) => sum + group.tones[name], 0)
  return {
    mentions: groups.reduce((sum, group) => sum + group.mentions, 0),
    tones: { neg: tones('neg'), neu: tones('neu'), pos: tones('pos'), unsure: tones('unsure') },
  }
}

const HOUR_MS = 3_600_000

/** Days of the period, or hours when it is one day; those without a mention are there too. */
export function timeTable(
  groups: readonly MentionGroup[],
  { fromMs, toMs }: Period,
  answer: Answering,
): Answer {
  const stepMs = toMs - fromMs <= DAY_MS ? HOUR_MS : DAY_MS
  const known = new Map(groups.map(group => [Number(group.key), group]))
  const rows: Row[] = []
  for (let at = fromMs; at < toMs; at += stepMs) {
    const group = known.get(at)
    const { neg = 0, pos = 0, unsure = 0 } = group?.tones ?? {}
    const { day, month, hour } = vietnamTime(at)
    rows.push({
      cells: [
        stepMs === DAY_MS ? `${day}/${month}` : `${hour} giờ`,
        ...[group?.mentions ?? 0, neg, pos, unsure].map(count),
      ],
      query: mediaQuery({ fromMs: at, toMs: Math.min(toMs, at + stepMs) }),
      count: group?.mentions ?? 0,
    })
  }
  return tableOf(rows, mediaQuery({ fromMs, toMs }), answer)
}

export function topicTable(
  groups: readonly MentionGroup[],
  filter: MentionFilter,
  answer: Answering,
): Answer {
  const rows = groups
    .filter(({ key }) => Object.hasOwn(TOPIC_WORDS, key))
    .sort(byMentions)
    .map(({ key, mentions, tones }): Row => {
      const topic = key as keyof typeof TOPIC_WORDS
      return {
        cells: [TOPIC_WORDS[topic], ...[mentions, tones.neg, tones.neu, tones.pos, tones.unsure].map(count)],
        query: mediaQuery({ ...filter, topic }),
        count: mentions,
      }
    })
  return tableOf(rows, mediaQuery(filter), answer)
}

function byMentions(a: MentionGroup, b: MentionGroup): number {
  return b.mentions - a.mentions || (a.key < b.key ? -1 : 1)
}

export function toneText({ neg, neu, pos, unsure }: ToneCounts): string {
  const parts: readonly (readonly [number, string])[] = [
    [neg, 'tiêu cực'],
    [neu, 'trung tính'],
    [pos, 'tích cực'],
    [unsure, 'chưa chắc'],
  ]
  return parts
    .filter(([number]) => number > 0)
    .map(([number, name]) => `${count(number)} ${name}`)
    .join(', ')
}

export function storyTable(
  stories: readonly Story[],
  filter: MentionFilter,
  media: MediaFigures,
  answer: Answering,
): Answer {
  const rows = stories.map((story): Row => ({
    cells: [
      `${story.title}\n${story.url}`,
      `${media.sourceName(story.firstSourceId)}\n${shortMomentOf(story.firstAt)}`,
      story.copies === 0 ? count(story.mentions) : `${count(story.mentions)} (${count(story.copies)})`,
      toneText(story.tones),
      [
        ...story.places.map(({ name }) => name),
        ...story.departments.map(id => media.departmentName(id)),
      ].join(', '),
    ],
    query: mediaQuery({ ...filter, storyId: story.id }),
    count: story.mentions,
  }))
  return tableOf(rows, `${mediaQuery(filter)} by:story`, answer)
}

/** `place-department` groups; `names` gives the name of a place's code. */
export function placeTable(
  groups: readonly MentionGroup[],
  names: ReadonlyMap<string, string>,
  filter: MentionFilter,
  media: MediaFigures,
  answer: Answering,
): Answer {
  const all = groups
    .map(group => {
      const [place = '', department = ''] = group.key.split(' ')
      return { group, place, department }
    })
    .filter(({ place }) => place !== '')
    .sort((a, b) => byMentions(a.group, b.group))
  const rows = all.slice(0, MAX_PLACES).map(({ group: { mentions, tones }, place, department }): Row => ({
    cells: [
      names.get(place) ?? place,
      department === '' ? 'Chưa rõ' : media.departmentName(department),
      ...[mentions, tones.neg, tones.pos].map(count),
    ],
    query: mediaQuery({ ...filter, place, ...(department === '' ? {} : { department }) }),
    count: mentions,
  }))
  const beyond = all.length - rows.length
  if (beyond > 0)
    rows.push({ cells: [`… và ${count(beyond)} dòng nữa`], query: mediaQuery(filter), count: beyond })
  return tableOf(rows, `${mediaQuery(filter)} by:place-department`, answer)
}

export function spikeName({ topic, placeName, negative }: SpikeFigure): string {
  const place = placeName === null ? 'toàn thành phố' : placeName
  return `${TOPIC_WORDS[topic]}, ${place}${negative ? ' (tin tiêu cực)' : ''}`
}

export function spikeTable(spikes: readonly SpikeFigure[], query: string, answer: Answering): Answer {
  const rows = spikes.map((spike): Row => ({
    cells: [
      shortMomentOf(spike.fromMs),
      spikeName(spike),
      `${count(spike.observed)} (${spike.expected.toLocaleString('vi-VN', { maximumFractionDigits: 1 })})`,
      spike.cause === '' ? null : spike.cause,
      `${spike.state === 'open' ? 'Đang tăng' : 'Đã hết'}; ${SPIKE_WORK_WORDS[spike.work].toLowerCase()}`,
    ],
    query: `spike:${spike.id}`,
    count: spike.observed,
  }))
  return tableOf(rows, query, answer)
}

export async function sourceTable(media: MediaFigures, answer: Answering): Promise<Answer> {
  const inTrouble = (await media.sources()).filter(({ enabled, state }) => enabled && state !== 'well')
  return answer.rows(
    inTrouble.map(({ name, state, lastSuccessAt, failure }) => [
      name,
      SOURCE_STATE_WORDS[state],
      lastSuccessAt === null ? 'Chưa lần nào' : dateOf(lastSuccessAt),
      failure === '' ? '–' : failure,
    ]),
    'sources enabled:yes state:!well',
  )
}
