// `npm run -s bench -- meaning [SKETCHES]`: how fast texts are understood and placed in stories, and how well copies
// are found.
//
// Articles are invented (bench/invented-articles.ts); the hundred thousand sketches among which texts are placed are
// of invented articles with another part of their words replaced, so that none is a copy of another. Recall is of
// copies with 10, 20, 30 and 40 % of the words edited, another lead, sign-off and headline, over ten seeds. Rates are
// per second of processor time, so that they mean the same on a busy machine.

import { performance } from 'node:perf_hooks'
import { createMeaningContext, readMeaning } from '#/crawler/meaning/read-meaning.ts'
import { sketchOf } from '#/crawler/stories/sketch.ts'
import { createStoryIndex, type NewSketch, type StoryIndex } from '#/crawler/stories/story-index.ts'
import { createDice } from '#/demo/line.ts'
import { editedCopy, inventedArticles, vocabularyOf, type InventedArticle } from './invented-articles.ts'

const EDITS = [0.1, 0.2, 0.3, 0.4]
const SEEDS = 10
const ROUNDS = 5
const PLACED = 500
const HOUR_MS = 3_600_000
/** Of the words of an article, to make another one of it. */
const ANOTHER = 0.97

export async function meaningBench(args: readonly string[]): Promise<Record<string, unknown>> {
  const sketches = Number(args[0] ?? 100_000)
  return { ...reading(), ...placing(sketches), recall: evaluation() }
}

function reading(): Record<string, unknown> {
  const began = cpuSeconds()
  const context = createMeaningContext({
    province: '79',
    systems: [],
    cityDomains: ['dichvucong.example.com'],
    topicScorer: null,
    flagScorer: null,
  })
  const contextMs = (cpuSeconds() - began) * 1000
  const places = ['phường Thảo Điền, TP Thủ Đức', 'P.12, Q. Gò Vấp', 'quận 1', 'xã Hóc Môn', 'Hà Nội']
  const articles = inventedArticles(1).map((article, n) => ({
    ...article,
    text: `${article.text} Ghi nhận tại ${places[n % places.length]!}.`,
  }))
  const sentences = articles.flatMap(({ text }) => text.split(/(?<=[.!?])\s+/))
  const rate = (kind: 'article' | 'comment', texts: readonly { title: string; text: string }[]): number => {
    let most = 0
    for (let round = 0; round < ROUNDS; round++) {
      const start = cpuSeconds()
      for (const { title, text } of texts) readMeaning({ kind, title, text, sourceTopics: [] }, context)
      most = Math.max(most, texts.length / (cpuSeconds() - start))
    }
    return Math.round(most)
  }
  return {
    contextMs: Math.round(contextMs),
    articlesPerSecond: rate('article', articles),
    wordsOfArticle: Math.round(vocabularyOf(articles).length / articles.length),
    commentsPerSecond: rate(
      'comment',
      sentences.map(text => ({ title: '', text })),
    ),
  }
}

function placing(count: number): Record<string, unknown> {
  const articles = inventedArticles(2)
  const vocabulary = vocabularyOf(articles)
  const dice = createDice(3)
  const made = Array.from({ length: count + PLACED }, (_, n) => {
    const article = articles[n % articles.length]!
    const words = article.text.split(' ').map(word => (dice.next() < ANOTHER ? dice.pick(vocabulary) : word))
    return { id: `m${n}`, title: `${dice.pick(vocabulary)} ${article.title}`, text: words.join(' ') }
  })
  const sketchStart = cpuSeconds()
  const sketches = made.map((article, n) => newSketch(article, (n * 14 * 24 * HOUR_MS) / count))
  const sketchSeconds = cpuSeconds() - sketchStart
  const buildStart = cpuSeconds()
  const index = createStoryIndex(
    sketches.slice(0, count).map(sketch => ({ ...sketch, sourceId: 's', storyId: sketch.id, copyOf: null })),
  )
  const buildMs = (cpuSeconds() - buildStart) * 1000
  const times = sketches.slice(count).map(sketch => {
    const start = performance.now()
    index.place(sketch)
    return performance.now() - start
  })
  times.sort((one, other) => one - other)
  return {
    sketches: count,
    sketchesPerSecond: Math.round(sketches.length / sketchSeconds),
    sketchBytes: Math.round(sketches.reduce((sum, { sketch }) => sum + sketch.length, 0) / sketches.length),
    indexBuildMs: Math.round(buildMs),
    placeMs: {
      median: Number(times[times.length >> 1]!.toFixed(2)),
      p95: Number(times[Math.floor(times.length * 0.95)]!.toFixed(2)),
    },
    residentMb: Math.round(process.memoryUsage().rss / 2 ** 20),
  }
}

function evaluation(): readonly Record<string, unknown>[] {
  return EDITS.map(edits => {
    let found = 0
    let copies = 0
    let wrong = 0
    for (let seed = 1; seed <= SEEDS; seed++) {
      const articles = inventedArticles(seed)
      const vocabulary = vocabularyOf(articles)
      const dice = createDice(seed * 1000)
      const index = createStoryIndex([])
      for (const [n, article] of articles.entries())
        if (place(index, article, n).storyId !== article.id) wrong++
      for (const [n, article] of articles.entries()) {
        const copy = editedCopy(article, edits, vocabulary, dice)
        const placed = place(index, copy, articles.length + n)
        copies++
        if (placed.copyOf === article.id) found++
        else if (placed.storyId !== copy.id) wrong++
      }
    }
    return { edits, recall: Number((found / copies).toFixed(4)), copies, falsePairs: wrong }
  })
}

function place(index: StoryIndex, article: InventedArticle, publishedAt: number) {
  return index.place(newSketch(article, publishedAt))
}

function newSketch({ id, title, text }: InventedArticle, publishedAt: number): NewSketch {
  return { id, kind: 'article', publishedAt, title, sketch: sketchOf(text, title), inStory: null }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
