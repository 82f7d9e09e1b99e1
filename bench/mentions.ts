// `npm run -s bench -- mentions [COUNT]`: how fast the embedded mention store takes mentions and answers.
//
// Invented mentions of about 1.5 KB of text over 90 days, with sketches of 512 bytes, put 200 at a time, durably.
// Times are those of a caller in the main thread, the way to the store's thread and back included; `loopMs` is
// the longest time that the main thread was held up meanwhile.

import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { createDice, type Dice } from '#/demo/line.ts'
import { systemClock } from '#/kernel/clock.ts'
import { MENTION_FLAGS, TONES, TOPICS, type Mention } from '#/kernel/mention.ts'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import type { MentionFilter, MentionStore } from '#/store/mention-store.ts'

const BATCH = 200
const ROUNDS = 7
const DAYS = 90
const DAY_MS = 86_400_000

export async function mentionsBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const count = Number(args[0] ?? 500_000)
  const directory = await mkdtemp(join(tmpdir(), 'thapcanh-mentions-'))
  const path = join(directory, 'media.sqlite')
  try {
    await using store = await openEmbeddedMentionStore({
      path,
      onFailed: error => {
        throw error
      },
    })
    const nowMs = systemClock.now()
    const putMs = await putAll(store, count, nowMs)
    const bytes = (await stat(path)).size
    const delays = monitorEventLoopDelay({ resolution: 5 })
    delays.enable()
    const answersMs = await measureAnswers(store, nowMs)
    delays.disable()
    return {
      mentions: count,
      putPerSecond: Math.round((count / putMs) * 1000),
      bytesPerMention: Math.round(bytes / count),
      weekMentions: (await store.totals({ fromMs: nowMs - 7 * DAY_MS })).mentions,
      medianMs: answersMs,
      loopMs: Math.round(delays.max / 1e6),
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function putAll(store: MentionStore, count: number, nowMs: number): Promise<number> {
  const dice = createDice(11)
  let ms = 0
  for (let from = 0; from < count; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) =>
      invented(from + i, nowMs - DAYS * DAY_MS * (1 - (from + i + 1) / count), dice),
    )
    const began = performance.now()
    await store.put(batch)
    ms += performance.now() - began
  }
  return ms
}

async function measureAnswers(store: MentionStore, nowMs: number): Promise<Record<string, number>> {
  const week: MentionFilter = { fromMs: nowMs - 7 * DAY_MS, toMs: nowMs }
  const newest = async (filter: MentionFilter) => await store.find(filter, 50)
  const questions: Readonly<Record<string, () => Promise<unknown>>> = {
    firstPage: () => newest({}),
    pageOfTopic: () => newest({ topic: 'flood' }),
    weekPageNegative: () => newest({ ...week, tone: 'neg' }),
    commonWord: () => newest({ text: 'ngap' }),
    twoWords: () => newest({ text: 'ngập sao mai' }),
    weekWord: () => newest({ ...week, text: 'ngập' }),
    rareWord: () => newest({ text: 'bai777' }),
    weekTotals: () => store.totals(week),
    weekByTopic: () => store.counts(week, 'topic'),
    weekByPlace: () => store.counts(week, 'place'),
    weekByPlaceDepartment: () => store.counts(week, 'place-department'),
    weekByHour: () => store.counts(week, 'hour'),
    eightWeeksOfTopicByHour: () => store.counts({ fromMs: nowMs - 56 * DAY_MS, topic: 'flood' }, 'hour'),
    weekStories: () => store.stories(week, 'size', 50),
    weekStoriesNegative: () => store.stories({ ...week, tone: 'neg' }, 'negative', 50),
    allStories: () => store.stories({}, 'newest', 50),
    leastSureOfWeek: () => store.leastSure('news', 20, week.fromMs!),
    sketchesOfThreeDays: () => store.sketchesSince(nowMs - 3 * DAY_MS),
  }
  const figures: Record<string, number> = {}
  for (const [name, ask] of Object.entries(questions)) {
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now()
      await ask()
      times.push(performance.now() - began)
    }
    figures[name] = Math.round(times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!)
  }
  return figures
}

const SYLLABLES =
  'đường phố ngập nước mưa lớn rác thải xe buýt chợ trường học bệnh viện phường xã người dân phản ánh sao mai hoa lư đồi thông sửa chữa chậm tốt nhanh khen cảm ơn cháy kẹt tối sáng hôm nay chiều qua'.split(
    ' ',
  )

function invented(number: number, ms: number, dice: Dice): { mention: Mention; sketch: Uint8Array } {
  const words = (count: number): string =>
    Array.from({ length: count }, () =>
      // One word in five is rare, as names and figures are.
      dice.between(0, 5) === 0 ? `từ${dice.between(0, 60_000)}` : dice.pick(SYLLABLES),
    ).join(' ')
  const id = number.toString(16).padStart(32, '0')
  const comment = dice.between(0, 3) > 0
  const some = (of: number): number => Math.floor(of * dice.next() ** 2)
  const mention: Mention = {
    id,
    kind: comment ? 'comment' : 'article',
    sourceId: `nguon-${some(60)}`,
    url: `https://bao.example.com/bai-${number}.html`,
    parentId: comment ? number.toString(16).padStart(32, 'a') : null,
    title: words(10),
    text: `${words(comment ? 40 : 600)} bai${number}`,
    author: some(200_000).toString(16).padStart(32, '0'),
    publishedAt: Math.floor(ms),
    publishedKnown: true,
    fetchedAt: Math.floor(ms) + 600_000,
    language: 'vi',
    storyId: Math.max(0, number - some(3000))
      .toString(16)
      .padStart(32, '0'),
    copyOf:
      dice.between(0, 4) === 0
        ? Math.max(0, number - 1)
            .toString(16)
            .padStart(32, '0')
        : null,
    voice: comment ? 'comment' : 'news',
    tone: { label: dice.pick(TONES), score: dice.next() * 2 - 1, sure: dice.between(0, 10) > 2 },
    toneModel: 'news 1',
    correction: null,
    topics: [...new Set([TOPICS[some(19)]!, TOPICS[some(19)]!])],
    departments: [`so-${some(20)}`],
    places: [{ code: String(10_000 + some(168)), name: `Phường ${some(168)}`, writtenAs: null }],
    entities: [words(3)],
    systemIds: [],
    flags: dice.between(0, 4) === 0 ? [dice.pick(MENTION_FLAGS)] : [],
  }
  const sketch = new Uint8Array(512).map(() => dice.between(0, 256))
  return { mention, sketch }
}
