// A report of online media, filled: volume and tone against the time before, stories, wards, spikes, rumours to be
// verified, how it was measured. What only people can say (cause, action, result of a check) stays open.

import { quoteOf } from '#/kernel/quote.ts'
import type { MentionFilter, MentionGroup, Story } from '#/store/mention-store.ts'
import type { Answers } from '../document.ts'
import { MEDIA } from '../forms/media.ts'
import type { Period } from '../period.ts'
import { DAY_MS, dateOf, shortMomentOf } from '../vietnamese-time.ts'
import type { Answering, Figures } from './figures.ts'
import type { CrisisFigure, MediaFigures, SpikeFigure } from './media-figures.ts'
import { change, count, mediaQuery, netText, percent } from './media-numbers.ts'
import {
  placeTable,
  sourceTable,
  spikeName,
  spikeTable,
  storyTable,
  timeTable,
  topicTable,
  volumeTable,
  type Compared,
} from './media-tables.ts'
import { TOPIC_WORDS } from './media-words.ts'
import { fromTo } from './monitoring.ts'

const TOP_STORIES = 10
const MAX_RUMOURS = 20
const QUOTED_STORIES = 3
/** A story tells the names of places; from so many of them they are read. */
const NAMING_STORIES = 200

const CRISIS_WORDS = {
  1: 'Mức 1: theo dõi thường xuyên',
  2: 'Mức 2: chú ý',
  3: 'Mức 3: cần phản hồi',
  4: 'Mức 4: khủng hoảng',
} as const

export async function fillMedia(period: Period, figures: Figures, answer: Answering): Promise<Answers> {
  const { media } = figures
  const { fromMs, toMs } = period
  const filter: MentionFilter = { fromMs, toMs }
  const query = mediaQuery(filter)
  const asked = { [MEDIA.period]: answer.text(fromTo(period), query) }
  // On a stopped platform the mentions cannot be asked: every figure stays open.
  if (media === undefined) return asked

  const compared = await compare(period, media)
  const sources = await media.mentions.counts(filter, 'source')
  const sourcesBefore = await media.mentions.counts(earlier(period, 1), 'source')
  const reach = { now: reachOf(sources, media), before: reachOf(sourcesBefore, media) }
  const topics = await media.mentions.counts(filter, 'topic')
  const { stories } = await media.mentions.stories(filter, 'size', NAMING_STORIES)
  const top = stories.slice(0, TOP_STORIES)
  const places = await media.mentions.counts(filter, 'place-department')
  const names = new Map(stories.flatMap(({ places: all }) => all.map(({ code, name }) => [code, name])))
  const spikes = await media.spikes(fromMs, toMs)
  const crisis = await media.crisis(fromMs, toMs)
  const spikeQuery = `spikes ${query.replace('media ', '')}`
  const steps = toMs - fromMs <= DAY_MS ? 'hour' : 'day'
  return {
    ...asked,
    [MEDIA.summary]: answer.items(
      summary(compared, { sources, topics, top, spikes, crisis }),
      query,
      compared.now.mentions,
    ),
    [MEDIA.volume]: volumeTable(compared, reach, filter, answer),
    [MEDIA.days]: timeTable(await media.mentions.counts(filter, steps), period, answer),
    [MEDIA.topics]: topicTable(topics, filter, answer),
    [MEDIA.stories]: storyTable(top, filter, media, answer),
    [MEDIA.places]: placeTable(places, names, filter, media, answer),
    [MEDIA.spikes]: spikeTable(spikes, spikeQuery, answer),
    [MEDIA.crisis]: answer.text(
      [CRISIS_WORDS[crisis.level], ...crisis.reasons].join('. '),
      spikeQuery,
      spikes.length,
    ),
    [MEDIA.quotes]: answer.items(await quotes(top, filter, media), `${query} kind:comment,post`),
    [MEDIA.rumours]: await rumours(filter, media, answer),
    [MEDIA.answered]: answered(spikes, period, spikeQuery, answer),
    [MEDIA.actions]: answer.rows(
      spikes
        .filter(({ work }) => work !== 'answered' && work !== 'dismissed')
        .map(spike => [`Xác minh và trả lời dư luận: ${spikeName(spike)}`, null, null, null]),
      spikeQuery,
    ),
    [MEDIA.sources]: await sourceTable(media, answer),
    [MEDIA.method]: answer.text(await method(media), 'sources models'),
  }
}

/** The same length of time, `periods` of it earlier. */
function earlier({ fromMs, toMs }: Period, periods: number): MentionFilter {
  const shift = (toMs - fromMs) * periods
  return { fromMs: fromMs - shift, toMs: toMs - shift }
}

async function compare(period: Period, media: MediaFigures): Promise<Compared> {
  const now = await media.mentions.totals({ fromMs: period.fromMs, toMs: period.toMs })
  const four: MentionGroup[] = []
  for (const back of [1, 2, 3, 4]) four.push(await media.mentions.totals(earlier(period, back)))
  return { now, before: four[0]!, four }
}

/** Null when no source that wrote states its readers. */
function reachOf(sources: readonly MentionGroup[], media: MediaFigures): number | null {
  const reaches = sources.map(({ key }) => media.reachOf(key)).filter(reach => reach !== null)
  return reaches.length === 0 ? null : reaches.reduce((sum, reach) => sum + reach, 0)
}

interface Found {
  readonly sources: readonly MentionGroup[]
  readonly topics: readonly MentionGroup[]
  readonly top: readonly Story[]
  readonly spikes: readonly SpikeFigure[]
  readonly crisis: CrisisFigure
}

/** Five lines, also when there is nothing to say. */
function summary({ now, before }: Compared, { sources, topics, top, spikes, crisis }: Found): string[] {
  const compared = change(now.mentions, before.mentions)
  const volume =
    now.mentions === 0
      ? `Không có tin nào về thành phố trong kỳ${before.mentions === 0 ? '' : `; kỳ trước có ${count(before.mentions)} tin`}.`
      : `Có ${count(now.mentions)} tin, bài, bình luận từ ${count(sources.length)} nguồn${compared === '' ? '' : `, ${compared} so với kỳ trước`}; ${count(now.originals)} là văn bản gốc.`
  const tone =
    now.mentions === 0
      ? 'Không có sắc thái để tính.'
      : `Sắc thái ròng ${netText(now.tones)}; kỳ trước ${netText(before.tones)}; ${percent(now.tones.unsure, now.mentions)} chưa chắc.`
  const [topic] = [...topics]
    .filter(({ key }) => key !== '' && key !== 'other')
    .sort((a, b) => b.mentions - a.mentions || (a.key < b.key ? -1 : 1))
  const worst = [...topics]
    .filter(({ key, tones }) => key !== '' && key !== 'other' && tones.neg > 0)
    .sort((a, b) => b.tones.neg - a.tones.neg || (a.key < b.key ? -1 : 1))[0]
  const words = (key: string): string => TOPIC_WORDS[key as keyof typeof TOPIC_WORDS] ?? key
  const about =
    topic === undefined
      ? 'Không có chủ đề nào nổi lên.'
      : `Được nói nhiều nhất: ${words(topic.key)} (${count(topic.mentions)} tin)${worst === undefined ? '' : `; nhiều tin tiêu cực nhất: ${words(worst.key)} (${count(worst.tones.neg)})`}.`
  const [story] = top
  const told =
    story === undefined
      ? 'Không có câu chuyện nào nổi bật.'
      : `Câu chuyện lớn nhất: “${story.title}” (${count(story.mentions)} tin, ${count(story.copies)} bản sao).`
  const open = spikes.filter(({ state }) => state === 'open').length
  const alarm =
    spikes.length === 0
      ? `Không có đột biến. ${CRISIS_WORDS[crisis.level]}.`
      : `Có ${count(spikes.length)} đột biến, ${count(open)} chưa hết. ${CRISIS_WORDS[crisis.level]}.`
  return [volume, tone, about, told, alarm]
}

/** Of the largest stories, one voice against and one for, without names. */
async function quotes(
  top: readonly Story[],
  filter: MentionFilter,
  media: MediaFigures,
): Promise<readonly string[]> {
  const lines: string[] = []
  for (const { id } of top.slice(0, QUOTED_STORIES))
    for (const [tone, word] of [
      ['neg', 'tiêu cực'],
      ['pos', 'tích cực'],
    ] as const) {
      const { mentions } = await media.mentions.find(
        { ...filter, storyId: id, kinds: ['comment', 'post'], tone },
        1,
      )
      const [mention] = mentions
      if (mention === undefined || mention.text === '') continue
      lines.push(
        `“${quoteOf(mention.text, 200)}” (${word}, ${media.sourceName(mention.sourceId)}, ${dateOf(mention.publishedAt)}) ${mention.url}`,
      )
    }
  return lines
}

async function rumours(filter: MentionFilter, media: MediaFigures, answer: Answering) {
  const flagged: MentionFilter = { ...filter, flag: 'rumour' }
  const { stories, total } = await media.mentions.stories(flagged, 'size', MAX_RUMOURS)
  return answer.rows(
    stories.map(({ title, url, mentions }) => [`${title}\n${url}`, count(mentions), null, null]),
    mediaQuery(flagged),
    total,
    stories.map(({ id, mentions }) => ({
      query: mediaQuery({ ...flagged, storyId: id }),
      count: mentions,
    })),
  )
}

function answered(
  spikes: readonly SpikeFigure[],
  { fromMs, toMs }: Period,
  query: string,
  answer: Answering,
) {
  const rows = spikes.filter(
    ({ work, changedAt }) =>
      work === 'answered' && changedAt !== null && changedAt >= fromMs && changedAt < toMs,
  )
  return answer.rows(
    rows.map(spike => [
      spikeName(spike),
      spike.answer === '' ? null : spike.answer,
      `${spike.changedBy ?? ''}, ${shortMomentOf(spike.changedAt!)}`,
    ]),
    query,
  )
}

async function method(media: MediaFigures): Promise<string> {
  const enabled = (await media.sources()).filter(source => source.enabled)
  const lines = [
    enabled.length === 0
      ? 'Chưa bật nguồn nào: báo cáo này không có gì để đếm.'
      : `Đọc ${count(enabled.length)} nguồn đang bật, trong đó ${count(enabled.filter(({ state }) => state === 'well').length)} nguồn đọc được đầy đủ; mạng xã hội đóng và trang cấm máy đọc (robots.txt) không có trong số liệu.`,
    'Tin trùng hoặc gần trùng được gom thành một câu chuyện; người viết chỉ được giữ dưới dạng mã băm.',
  ]
  for (const model of await media.models()) {
    const what = model.voice === 'news' ? 'báo chí' : 'bình luận'
    const accuracy = model.accuracy === null ? 'chưa đo' : percent(model.accuracy, 1)
    const surest = model.surestAccuracy === null ? '' : `, 60 % chắc nhất ${percent(model.surestAccuracy, 1)}`
    lines.push(
      `Mô hình sắc thái ${what}: ${model.name}; độ chính xác ${accuracy}${surest}${model.measured === '' ? '' : ` (${model.measured})`}.`,
    )
  }
  return lines.join('\n')
}
