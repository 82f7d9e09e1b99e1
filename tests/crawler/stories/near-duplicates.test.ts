// The fast path against a naive oracle, and the figures that the brief asks for: recall of edited copies, and no
// false pair among distinct articles.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  editedCopy,
  inventedArticles,
  vocabularyOf,
  type InventedArticle,
} from '#/bench/invented-articles.ts'
import { createNearIndex } from '#/crawler/stories/near-index.ts'
import { isSameText } from '#/crawler/stories/same-text.ts'
import { shinglesOf, wordsForShingles } from '#/crawler/stories/shingles.ts'
import {
  MINHASH_SIZE,
  readSketch,
  similarityOf,
  sketchOf,
  type SketchView,
} from '#/crawler/stories/sketch.ts'
import { createStoryIndex, type StoryIndex } from '#/crawler/stories/story-index.ts'
import { createDice } from '#/demo/line.ts'

const view = (text: string, title = ''): SketchView => readSketch(sketchOf(text, title))!

/** The oracle: sets of pairs of words, as texts. */
function exactJaccard(one: string, other: string): number {
  const pairs = (text: string): Set<string> => {
    const words = wordsForShingles(text)
    return new Set(words.slice(1).map((word, n) => `${words[n]} ${word}`))
  }
  const a = pairs(one)
  const b = pairs(other)
  const shared = [...a].filter(pair => b.has(pair)).length
  return shared / (a.size + b.size - shared)
}

/** Words without capitals and digits: names and numbers play no part. */
const WORDS = Array.from(
  { length: 400 },
  (_, n) =>
    `t${String.fromCharCode(97 + (n % 26))}${'aeiou'[n % 5]}${String.fromCharCode(97 + ((n * 7) % 23))}`,
)
const textArbitrary = fc
  .array(fc.integer({ min: 0, max: WORDS.length - 1 }), { minLength: 60, maxLength: 160 })
  .map(numbers => numbers.map(n => WORDS[n]!))
const familyArbitrary = fc
  .tuple(
    textArbitrary,
    fc.array(fc.tuple(fc.double({ min: 0, max: 0.5, noNaN: true }), fc.integer()), {
      minLength: 1,
      maxLength: 6,
    }),
  )
  .map(([words, copies]) => [
    words.join(' '),
    ...copies.map(([share, seed]) => {
      const dice = createDice(seed)
      return words.map(word => (dice.next() < share ? dice.pick(WORDS) : word)).join(' ')
    }),
  ])

function place(index: StoryIndex, article: InventedArticle, publishedAt: number) {
  return index.place({
    id: article.id,
    kind: 'article',
    publishedAt,
    title: article.title,
    sketch: sketchOf(article.text, article.title),
    inStory: null,
  })
}

describe('near-duplicates against the naive oracle', () => {
  test('the similarity of sketches is the Jaccard index of the shingles, within four standard errors', () => {
    fc.assert(
      fc.property(familyArbitrary, texts => {
        const [first, ...others] = texts as [string, ...string[]]
        for (const other of others) {
          const exact = exactJaccard(first, other)
          const allowed = 4.5 * Math.sqrt(Math.max(exact * (1 - exact), 0.01) / MINHASH_SIZE)
          expect(Math.abs(similarityOf(view(first), view(other)) - exact)).toBeLessThan(allowed)
        }
      }),
      { seed: 20_261_129, numRuns: 60 },
    )
  })

  test('the index offers every pair that the oracle calls near, and the decision agrees well off the threshold', () => {
    fc.assert(
      fc.property(fc.array(familyArbitrary, { minLength: 1, maxLength: 4 }), families => {
        const texts = families.flat()
        const views = texts.map(text => view(text))
        const index = createNearIndex()
        for (const { minhash } of views) index.add(minhash)
        const pairs = texts.flatMap((one, n) =>
          texts.slice(0, n).map((other, m) => ({
            exact: exactJaccard(one, other),
            offered: index.candidates(views[n]!.minhash).includes(m),
            same: isSameText(views[n]!, views[m]!),
          })),
        )
        expect(pairs.filter(({ exact, offered, same }) => exact >= 0.45 && !(offered && same))).toEqual([])
        expect(pairs.filter(({ exact, same }) => exact <= 0.15 && same)).toEqual([])
      }),
      { seed: 20_261_130, numRuns: 40 },
    )
  })

  test('shingles are a set: ascending, each once, and the same without accents, capitals and punctuation', () => {
    const shingles = shinglesOf(wordsForShingles('Mưa lớn, mưa lớn! Đường ngập'))
    expect([...shingles]).toEqual([...new Set(shingles)].sort((a, b) => a - b))
    expect(shinglesOf(wordsForShingles('MUA LON mua lon duong ngap'))).toEqual(shingles)
  })
})

describe('evaluation on invented articles', () => {
  const SEEDS = [11, 12, 13]

  test.each([
    { edits: 0.1, recall: 0.98 },
    { edits: 0.2, recall: 0.95 },
  ])(
    'of copies with $edits of the words edited, another lead, sign-off and headline, $recall are found, none for another',
    ({ edits, recall }) => {
      let found = 0
      let copies = 0
      const wrong: string[] = []
      for (const seed of SEEDS) {
        const articles = inventedArticles(seed)
        const vocabulary = vocabularyOf(articles)
        const dice = createDice(seed * 1000)
        const index = createStoryIndex([])
        for (const [n, article] of articles.entries()) {
          const placed = place(index, article, n)
          if (placed.storyId !== article.id || placed.copyOf !== null)
            wrong.push(`${article.id} in ${placed.storyId}`)
        }
        for (const [n, article] of articles.entries()) {
          const copy = editedCopy(article, edits, vocabulary, dice)
          const placed = place(index, copy, articles.length + n)
          copies++
          if (placed.copyOf === article.id) found++
          else if (placed.storyId !== copy.id) wrong.push(`${copy.id} in ${placed.storyId}`)
        }
      }
      expect(wrong).toEqual([])
      expect(copies).toBeGreaterThan(150)
      expect(found / copies).toBeGreaterThanOrEqual(recall)
    },
  )

  const truth = join(import.meta.dirname, '../../../../shared/media/extraction/ground-truth.json')
  test.skipIf(!existsSync(truth))(
    'no two of the public extraction set are one (skips without ../shared)',
    () => {
      const pages = Object.values(
        JSON.parse(readFileSync(truth, 'utf8')) as Record<string, { articleBody: string }>,
      )
      const views = pages.map(page => view(page.articleBody))
      const pairs = views.flatMap((one, n) => views.slice(0, n).filter(other => isSameText(one, other)))
      expect(pages.length).toBeGreaterThan(90)
      expect(pairs).toEqual([])
    },
  )
})

describe('what is one text and what is not', () => {
  const CUT = (ward: string, date: string, from: string, to: string): string =>
    `Công ty Điện lực thông báo lịch ngừng cung cấp điện để bảo trì lưới điện trên địa bàn phường ${ward} ngày ${date} từ ${from} giờ đến ${to} giờ. Trong thời gian này khách hàng vui lòng tắt các thiết bị điện. Nếu công việc xong sớm, điện sẽ được đóng lại mà không báo trước. Mọi thắc mắc xin liên hệ tổng đài chăm sóc khách hàng.`
  const REPORT =
    'Mưa lớn hai giờ sáng 12/3 khiến đường Hoa Sen và khu dân cư Bình Phú ngập sâu. Nhiều xe máy chết máy, người dân phải dắt bộ qua đoạn ngập. Lực lượng chức năng điều 3 máy bơm tới hút nước. Đến trưa nước mới rút hết và giao thông trở lại bình thường.'

  test.each<{ name: string; one: string; other: string; same: boolean }>([
    {
      name: 'the same words with other punctuation and case',
      one: REPORT,
      other: REPORT.toUpperCase().replaceAll('.', ' !'),
      same: true,
    },
    {
      name: 'a copy without accents',
      one: REPORT,
      other: REPORT.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D'),
      same: true,
    },
    { name: 'NFD instead of NFC', one: REPORT, other: REPORT.normalize('NFD'), same: true },
    {
      name: 'two notices from one form, of other wards and days',
      one: CUT('Hoa Lư', '12/3', '8', '11'),
      other: CUT('Sen Hồng', '19/4', '13', '17'),
      same: false,
    },
    {
      name: 'the same notice again with one word more',
      one: CUT('Hoa Lư', '12/3', '8', '11'),
      other: `Lưu ý! ${CUT('Hoa Lư', '12/3', '8', '11')}`,
      same: true,
    },
    { name: 'an exclamation that many write', one: 'Hay quá!', other: 'hay quá', same: false },
    {
      name: 'a short sentence, the very same',
      one: 'Cảm ơn các chú công an nhiều lắm',
      other: 'cảm ơn các chú công an nhiều lắm!!!',
      same: true,
    },
    {
      name: 'a short sentence, nearly the same',
      one: 'Cảm ơn các chú công an nhiều lắm',
      other: 'Cảm ơn các chú bộ đội nhiều lắm',
      same: false,
    },
    { name: 'two empty texts', one: '', other: '', same: false },
  ])('$name: $same', ({ one, other, same }) => {
    expect(isSameText(view(one), view(other))).toBe(same)
  })

  test('a text that is empty is known by its title', () => {
    const title = 'Đường Hoa Sen ngập sâu sau mưa lớn, xe chết máy'
    expect(isSameText(view('', title), view('', title))).toBe(true)
  })

  test('what is no sketch is read as none', () => {
    const sketch = sketchOf(REPORT, '')
    expect(readSketch(new Uint8Array())).toBeUndefined()
    expect(readSketch(sketch.slice(0, -1))).toBeUndefined()
    expect(readSketch(sketch.with(0, 99))).toBeUndefined()
  })
})
