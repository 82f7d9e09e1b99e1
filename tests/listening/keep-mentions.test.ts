// Drafts are kept once, in their stories, with their copies; what one page tells is the same however often and in
// whatever order pages come, and whatever a crash has interrupted.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sketchOf } from '#/crawler/stories/sketch.ts'
import type { Mention } from '#/kernel/mention.ts'
import type { Draft, DraftMention } from '#/listening/draft-mentions.ts'
import { openKeeper, type Keeper } from '#/listening/keep-mentions.ts'
import { openEmbeddedMentionStore } from '#/store/embedded/mention-store.ts'
import type { NewIndicator } from '#/store/indicators.ts'
import type { MentionStore } from '#/store/mention-store.ts'
import { hexId, inventedMention, SUNDAY } from '../store/invented-mentions.ts'

const NEWS =
  'Sau trận mưa lớn chiều nay, nhiều tuyến đường ở phường Hoa Lư ngập sâu gần một mét khiến hàng trăm xe chết máy. Người dân cho biết trạm bơm không hoạt động từ hai hôm trước dù đã nhiều lần phản ánh tới công ty thoát nước. Đến tối nước mới bắt đầu rút, nhiều gia đình vẫn phải kê cao đồ đạc và ngủ nhờ nhà người quen.'
const OTHER =
  'Ủy ban nhân dân thành phố vừa công bố lịch tiếp công dân của tháng tới tại trụ sở mới trên đường Sao Mai. Người dân có thể đăng ký trước qua điện thoại hoặc tới trực tiếp trong giờ hành chính để lấy số thứ tự và nộp hồ sơ.'

let mentions: MentionStore
let indicators: NewIndicator[]
let heard: Mention[][]
let keeper: Keeper
beforeEach(async () => {
  mentions = await openEmbeddedMentionStore({
    path: ':memory:',
    onFailed(error) {
      throw error
    },
  })
  indicators = []
  heard = []
  keeper = await open()
})
afterEach(() => mentions[Symbol.asyncDispose]())

/** A keeper over the same store, as after a restart. */
const open = async (store: MentionStore = mentions): Promise<Keeper> =>
  await openKeeper({
    mentions: store,
    clock: { now: () => SUNDAY + 3_600_000 },
    indicators: {
      add(indicator) {
        indicators.push(indicator)
        return Promise.resolve('added')
      },
    },
    onKept: kept => void heard.push([...kept]),
  })

function draft(
  number: number,
  more: Partial<DraftMention> = {},
  lookAlikes: Draft['lookAlikes'] = [],
): Draft {
  const { storyId: _story, copyOf: _copy, correction: _correction, ...mention } = inventedMention(number)
  const whole = { ...mention, title: `Bài ${number}`, text: NEWS, ...more }
  return { mention: whole, sketch: sketchOf(whole.text, whole.title), lookAlikes }
}
const kept = async (number: number): Promise<Mention> => (await mentions.get(hexId(number)))!
const answer = (number: number, to: number, more: Partial<DraftMention> = {}): Draft =>
  draft(number, { kind: 'comment', voice: 'comment', parentId: hexId(to), title: '', ...more })

test('a page that is kept again is the same, and nothing of it is new', async () => {
  const page = [draft(1), answer(2, 1, { text: 'Chán quá đi thôi' })]
  expect(await keeper.keep(page)).toBe(2)
  const before = [await kept(1), await kept(2)]
  expect(await keeper.keep(page)).toBe(0)
  expect([await kept(1), await kept(2)]).toEqual(before)
  expect((await mentions.totals({})).mentions).toBe(2)
})

test('who listens hears of it once it is kept', async () => {
  await keeper.keep([draft(1)])
  expect(heard.map(each => each.map(({ id }) => id))).toEqual([[hexId(1)]])
})

test('a text that repeats another is its copy, in its story', async () => {
  await keeper.keep([draft(1)])
  await keeper.keep([draft(2, { text: `Chia sẻ cho bà con biết. ${NEWS}`, sourceId: 'trang-chep' })])
  expect(await kept(2)).toMatchObject({ copyOf: hexId(1), storyId: hexId(1) })
  await keeper.keep([draft(3, { text: OTHER })])
  expect(await kept(3)).toMatchObject({ copyOf: null, storyId: hexId(3) })
})

test('a copy that is found before its original becomes one when the original comes', async () => {
  await keeper.keep([draft(2)])
  expect(await kept(2)).toMatchObject({ copyOf: null })
  await keeper.keep([draft(1)])
  expect(await kept(2)).toMatchObject({ copyOf: hexId(1) })
  expect((await kept(1)).copyOf).toBe(null)
  expect((await kept(2)).storyId).toBe((await kept(1)).storyId)
})

test('so it does within one page, and after a restart', async () => {
  await keeper.keep([draft(3), draft(2)])
  expect(await kept(3)).toMatchObject({ copyOf: hexId(2) })
  keeper = await open()
  await keeper.keep([draft(1)])
  expect([(await kept(3)).copyOf, (await kept(2)).copyOf]).toEqual([hexId(1), hexId(1)])
})

describe('a crash in the middle of keeping', () => {
  test.each(['put', 'joinStories', 'setCopyOf'] as const)('at %s leaves nothing undone', async broken => {
    // Two stories that the third text joins, because it is the same as both.
    const half = NEWS.slice(0, NEWS.length / 2)
    const pages = [[draft(2)], [draft(3, { text: `${OTHER} ${half}` })], [draft(1)]]
    await keeper.keep(pages[0]!)
    await keeper.keep(pages[1]!)
    const dying = await open({
      ...mentions,
      [broken]: () => Promise.reject(new Error('killed')),
    })
    await dying.keep(pages[2]!).catch(() => {})
    keeper = await open()
    await keeper.keep(pages[2]!)
    expect(await kept(1)).toMatchObject({ copyOf: null })
    expect(await kept(2)).toMatchObject({ copyOf: hexId(1), storyId: (await kept(1)).storyId })
  })
})

test('an answer stands in the story of what it answers, from another page too', async () => {
  await keeper.keep([draft(1)])
  keeper = await open()
  await keeper.keep([answer(2, 1, { text: 'Trang sau của chủ đề' })])
  expect(await kept(2)).toMatchObject({ storyId: hexId(1), copyOf: null })
})

test('an answer that says nothing of topic, place and system speaks of those of what it answers', async () => {
  const places = [{ code: '00101', name: 'Phường Hoa Lư', writtenAs: null }]
  const silent = { topics: ['other'], departments: [], places: [], systemIds: [] } as const
  const own = {
    topics: ['waste'],
    departments: ['so-moi-truong'],
    places: [{ code: '00102', name: 'Phường Sao Mai', writtenAs: null }],
    systemIds: ['mail'],
  } as const
  await keeper.keep([
    draft(1, { topics: ['flood'], departments: ['so-xay-dung'], places, systemIds: ['portal'] }),
    answer(2, 1, { text: 'Chán quá', ...silent }),
    answer(3, 1, { text: 'Rác ở Sao Mai cũng thế', ...own }),
  ])
  expect(await kept(2)).toMatchObject({
    topics: ['flood'],
    departments: ['so-xay-dung'],
    places,
    systemIds: ['portal'],
  })
  expect(await kept(3)).toMatchObject(own)
})

test('the same page from two sources belongs to the first', async () => {
  await keeper.keep([draft(1, { sourceId: 'bao-a' })])
  expect(await keeper.keep([draft(1, { sourceId: 'bao-b' })])).toBe(0)
  expect((await kept(1)).sourceId).toBe('bao-a')
})

test('a page that names no time keeps that of its first sight, or the one that it named before', async () => {
  await keeper.keep([draft(1, { publishedAt: SUNDAY, publishedKnown: false })])
  await keeper.keep([draft(1, { publishedAt: SUNDAY + 900_000, publishedKnown: false, text: OTHER })])
  expect(await kept(1)).toMatchObject({ publishedAt: SUNDAY, publishedKnown: false })
  await keeper.keep([draft(1, { publishedAt: SUNDAY - 5000, publishedKnown: true })])
  await keeper.keep([draft(1, { publishedAt: SUNDAY + 950_000, publishedKnown: false })])
  expect(await kept(1)).toMatchObject({ publishedAt: SUNDAY - 5000, publishedKnown: true })
})

test("a person's correction stays when the page is read again", async () => {
  await keeper.keep([draft(1)])
  const correction = { label: 'pos', by: 'lan', at: SUNDAY } as const
  await mentions.correct(hexId(1), correction)
  await keeper.keep([draft(1, { text: OTHER })])
  expect((await kept(1)).correction).toEqual(correction)
})

test('an address that imitates becomes an indicator that says why and where', async () => {
  const lookAlike = { host: 'dichvuc0ng.example.net', imitates: 'dichvucong.example.com', reason: 'letters' }
  await keeper.keep([draft(1, {}, [lookAlike as Draft['lookAlikes'][number]])])
  expect(indicators).toEqual([
    {
      domain: 'dichvuc0ng.example.net',
      reason: 'Giả mạo dichvucong.example.com: dùng chữ trông giống',
      mentionId: hexId(1),
      addedBy: 'thapcanh',
      days: 90,
    },
  ])
})

describe('one text from many', () => {
  /** The same words under articles of their own, by as many writers. */
  async function spread(count: number): Promise<void> {
    for (let nth = 0; nth < count; nth++) {
      const article = 100 + nth
      const source = { sourceId: `bao-${nth % 3}` }
      await keeper.keep([
        draft(article, { text: `${OTHER} Số ${nth}: ${hexId(nth * 7919)}.`, publishedAt: SUNDAY, ...source }),
        answer(200 + nth, article, { publishedAt: SUNDAY + nth * 60_000, author: hexId(nth), ...source }),
      ])
    }
  }
  const amplified = async (): Promise<number> => (await mentions.totals({ flag: 'amplified' })).mentions

  test('is amplified wherever it stands, once enough have said it', async () => {
    await spread(4)
    expect(await amplified()).toBe(0)
    await spread(6)
    expect(await amplified()).toBe(6)
  })

  test('is amplified still when a page is read again', async () => {
    await spread(6)
    await keeper.keep([answer(200, 100, { publishedAt: SUNDAY, author: hexId(0), topics: ['waste'] })])
    expect((await kept(200)).flags).toContain('amplified')
  })

  test('is counted on after a restart, and when the first of them comes last', async () => {
    await spread(4)
    keeper = await open()
    await keeper.keep([
      answer(300, 1, { publishedAt: SUNDAY - 60_000, author: hexId(77), sourceId: 'bao-9' }),
    ])
    expect(await amplified()).toBe(5)
  })
})
