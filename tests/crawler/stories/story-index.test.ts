import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editedCopy, inventedArticles, vocabularyOf } from '#/bench/invented-articles.ts'
import { sketchOf } from '#/crawler/stories/sketch.ts'
import { createStoryIndex, type NewSketch, type Placement } from '#/crawler/stories/story-index.ts'
import { createDice } from '#/demo/line.ts'
import type { MentionSketch } from '#/store/mention-store.ts'

const HOUR = 3_600_000

const RAIN =
  'Mưa lớn hai giờ sáng 12/3 khiến đường Hoa Sen và khu dân cư Bình Phú ngập sâu. Nhiều xe máy chết máy, người dân phải dắt bộ qua đoạn ngập. Lực lượng chức năng điều 3 máy bơm tới hút nước. Đến trưa nước mới rút hết và giao thông trở lại bình thường.'
const RAIN_COPY = `Theo ghi nhận của phóng viên. ${RAIN.replace('Nhiều xe máy', 'Hàng trăm xe')} Bạn đọc theo dõi tiếp trên báo.`
const RAIN_OTHER_WORDS =
  'Sau cơn mưa rạng sáng 12/3, nước tràn vào nhà dân ở khu dân cư Bình Phú. Dọc đường Hoa Sen, nước có nơi cao nửa mét. Công ty Thoát nước huy động 3 máy bơm. Ủy ban phường mong bà con thông cảm.'

function article(id: string, publishedAt: number, title: string, text: string): NewSketch {
  return { id, kind: 'article', publishedAt, title, sketch: sketchOf(text, title), inStory: null }
}

describe('placing in stories', () => {
  test('a copy joins the story of its original and names it', () => {
    const index = createStoryIndex([])
    expect(index.place(article('a', 0, 'Ngập sâu', RAIN))).toEqual({
      storyId: 'a',
      copyOf: null,
      joins: [],
      copies: [],
    })
    expect(index.place(article('b', HOUR, 'Phố thành sông', RAIN_COPY))).toMatchObject({
      storyId: 'a',
      copyOf: 'a',
    })
  })

  test('an original that arrives after its copies takes their place, and the story keeps its id', () => {
    const index = createStoryIndex([])
    index.place(article('copy', 5 * HOUR, 'Phố thành sông', RAIN_COPY))
    index.place(article('later', 6 * HOUR, 'Lại ngập', RAIN_COPY))
    expect(index.place(article('first', HOUR, 'Ngập sâu', RAIN))).toEqual({
      storyId: 'copy',
      copyOf: null,
      joins: [],
      copies: [
        { id: 'copy', copyOf: 'first' },
        { id: 'later', copyOf: 'first' },
      ],
    })
  })

  test('a text that is read again changes nothing', () => {
    const index = createStoryIndex([])
    index.place(article('a', 0, 'Ngập sâu', RAIN))
    const copy = article('b', HOUR, 'Phố thành sông', RAIN_COPY)
    const placed = index.place(copy)
    expect(index.place(copy)).toEqual({ ...placed, joins: [], copies: [] })
    expect(index.size).toBe(2)
  })

  test('a text that was edited keeps its story', () => {
    const index = createStoryIndex([])
    index.place(article('a', 0, 'Ngập sâu', RAIN))
    const edited = article(
      'a',
      0,
      'Bảo tàng mở cửa miễn phí cuối tuần',
      'Bảo tàng thành phố mở cửa miễn phí hai ngày cuối tuần cho học sinh và gia đình, có nhiều hoạt động vui chơi ngoài trời cùng các nghệ nhân.',
    )
    expect(index.place(edited)).toMatchObject({ storyId: 'a', copyOf: null })
    expect(index.place(article('b', HOUR, 'Phố thành sông', RAIN_COPY)).storyId).toBe('b')
    expect(index.size).toBe(2)
  })

  test('a text near to two stories joins them; the one that began later goes into the earlier', () => {
    // Half of each: too far from one another, near enough to what holds both.
    const [one, other] = inventedArticles(5)
    const index = createStoryIndex([])
    index.place(article('late', 9 * HOUR, one!.title, one!.text))
    index.place(article('early', HOUR, other!.title, other!.text))
    const both = index.place(
      article('both', 10 * HOUR, 'Tổng hợp trong ngày', `${one!.text}\n\n${other!.text}`),
    )
    expect(both.storyId).toBe('early')
    expect(both.joins).toEqual([['late', 'early']])
    expect(index.place(article('more', 11 * HOUR, 'Nhắc lại', one!.text)).storyId).toBe('early')
  })

  test('a comment belongs to the story that it answers and joins nothing', () => {
    const index = createStoryIndex([])
    index.place(article('a', 0, 'Ngập sâu', RAIN))
    index.place(
      article(
        'z',
        0,
        'Khác',
        'Bảo tàng thành phố mở cửa miễn phí hai ngày cuối tuần cho học sinh và gia đình cùng nhiều trò chơi dân gian ngoài trời.',
      ),
    )
    const comment: NewSketch = { ...article('c', HOUR, '', RAIN_COPY), kind: 'comment', inStory: 'z' }
    expect(index.place(comment)).toEqual({ storyId: 'z', copyOf: 'a', joins: [], copies: [] })
    expect(index.place(article('d', 2 * HOUR, 'Phố thành sông', RAIN)).joins).toEqual([])
  })

  test('a post that answers in a thread is no bridge between threads, before and after a restart', () => {
    const kept: MentionSketch[] = [
      {
        ...article(
          'a',
          0,
          'Ngập sâu',
          'Hẻm nhà mình ngập từ sáng, mọi người có bị không, nước lên nhanh quá chừng.',
        ),
        kind: 'post',
        sourceId: 's',
        storyId: 'a',
        copyOf: null,
      },
      { ...article('a1', 1, '', RAIN), kind: 'post', sourceId: 's', storyId: 'a', copyOf: null },
    ]
    const index = createStoryIndex(kept)
    const answer: NewSketch = { ...article('z1', HOUR, '', RAIN), kind: 'post', inStory: 'z' }
    expect(index.place(answer)).toEqual({ storyId: 'z', copyOf: 'a1', joins: [], copies: [] })
    expect(index.place({ ...article('p', HOUR, 'Mưa', RAIN), kind: 'post' })).toMatchObject({
      storyId: 'p',
      copyOf: 'a1',
    })
  })

  test('what is no sketch gets a story of its own and stops nothing', () => {
    const index = createStoryIndex([])
    const broken = { ...article('x', 0, 'Hỏng', RAIN), sketch: Uint8Array.of(1, 2, 3) }
    expect(index.place(broken)).toEqual({ storyId: 'x', copyOf: null, joins: [], copies: [] })
    expect(index.place(article('y', 0, 'Ngập', RAIN)).storyId).toBe('y')
  })

  test('an index made from kept sketches goes on where the other stopped', () => {
    const before = createStoryIndex([])
    const kept: MentionSketch[] = [
      article('a', 0, 'Ngập sâu', RAIN),
      article('b', HOUR, 'Phố thành sông', RAIN_COPY),
    ].map(mention => ({ ...mention, sourceId: 'bao', ...placementOf(before.place(mention)) }))
    const after = createStoryIndex(kept)
    const next = article('c', 2 * HOUR, 'Mưa', RAIN)
    expect(after.place(next)).toEqual(before.place(next))
  })

  test('what is forgotten is found no more', () => {
    const index = createStoryIndex([])
    index.place(article('a', 0, 'Ngập sâu', RAIN))
    index.place(article('b', 50 * HOUR, 'Phố thành sông', RAIN_COPY))
    index.forgetBefore(HOUR)
    expect(index.size).toBe(1)
    expect(index.place(article('c', 51 * HOUR, 'Mưa', RAIN))).toMatchObject({ copyOf: 'b' })
  })

  test('whatever the order of arrival, the same texts are copies of the same original in one story', () => {
    const articles = inventedArticles(7).slice(0, 4)
    const vocabulary = vocabularyOf(articles)
    const dice = createDice(77)
    const mentions = articles.flatMap((one, n) =>
      [0, 1, 2].map(copy => {
        const { title, text } = copy === 0 ? one : editedCopy(one, 0.1, vocabulary, dice)
        return article(`${n}-${copy}`, (n * 3 + copy) * HOUR, title, text)
      }),
    )
    const expected = outcome(mentions)
    fc.assert(
      fc.property(fc.shuffledSubarray(mentions, { minLength: mentions.length }), order => {
        expect(outcome(order)).toEqual(expected)
      }),
      { seed: 7, numRuns: 25 },
    )
  })
})

describe('one event in other words', () => {
  const base = { title: 'Mưa lớn, đường Hoa Sen ngập sâu', text: RAIN }
  test.each<{ name: string; title: string; text: string; hours: number; joined: boolean }>([
    {
      name: 'names, a number and the headline agree',
      title: 'Ngập sâu trên đường Hoa Sen sau mưa lớn',
      text: RAIN_OTHER_WORDS,
      hours: 5,
      joined: true,
    },
    {
      name: 'the same two days later',
      title: 'Ngập sâu trên đường Hoa Sen sau mưa lớn',
      text: RAIN_OTHER_WORDS,
      hours: 48,
      joined: false,
    },
    {
      name: 'another road in the headline',
      title: 'Mưa lớn, đường Cầu Mây ngập sâu',
      text: 'Mưa lớn sáng 12/3 khiến đường Cầu Mây ngập sâu. Lực lượng chức năng dùng 3 máy bơm.',
      hours: 5,
      joined: false,
    },
    {
      name: 'the headline alone, with nothing in common below',
      title: 'Mưa lớn, phố ngập sâu',
      text: 'Nhiều nơi nước lên nhanh, bà con vất vả cả buổi chiều.',
      hours: 5,
      joined: false,
    },
    {
      name: 'the same road, something else',
      title: 'Đường Hoa Sen trồng thêm hai hàng cây',
      text: 'Đường Hoa Sen qua khu dân cư Bình Phú được trồng thêm 3 máy tưới và hai hàng cây.',
      hours: 5,
      joined: false,
    },
  ])('$name: $joined', ({ title, text, hours, joined }) => {
    const index = createStoryIndex([])
    index.place(article('a', 0, base.title, base.text))
    const placed = index.place(article('b', hours * HOUR, title, text))
    expect(placed.storyId).toBe(joined ? 'a' : 'b')
    expect(placed.copyOf).toBeNull()
  })

  test('names that many stories have tie nothing together', () => {
    const index = createStoryIndex([])
    const distinct = inventedArticles(9).slice(0, 8)
    for (const [n, one] of distinct.entries())
      index.place(
        article(`${n}`, n, one.title, `${one.text} Tại đường Hoa Sen, khu dân cư Bình Phú, có 3 máy bơm.`),
      )
    index.place(article('a', 10, base.title, RAIN))
    expect(
      index.place(article('b', 11, 'Ngập sâu trên đường Hoa Sen sau mưa lớn', RAIN_OTHER_WORDS)).storyId,
    ).toBe('b')
  })
})

function placementOf({ storyId, copyOf }: Placement): Pick<MentionSketch, 'storyId' | 'copyOf'> {
  return { storyId, copyOf }
}

/** Groups by story, and the original of each, after all have arrived. */
function outcome(order: readonly NewSketch[]) {
  const index = createStoryIndex([])
  const stories = new Map<string, string>()
  const originals = new Map<string, string | null>()
  for (const mention of order) {
    const { storyId, copyOf, joins, copies } = index.place(mention)
    for (const [from, to] of joins) for (const [id, story] of stories) if (story === from) stories.set(id, to)
    stories.set(mention.id, storyId)
    originals.set(mention.id, copyOf)
    for (const copy of copies) originals.set(copy.id, copy.copyOf)
  }
  const groups = new Map<string, string[]>()
  for (const [id, story] of stories) groups.set(story, [...(groups.get(story) ?? []), id].sort())
  return {
    groups: [...groups.values()].sort((one, other) => (one[0]! < other[0]! ? -1 : 1)),
    originals: [...originals].sort(([one], [other]) => (one < other ? -1 : 1)),
  }
}
