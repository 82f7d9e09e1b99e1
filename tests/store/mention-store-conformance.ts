// What every mention store must keep of its contract, run against each implementation. Random mentions, changes
// and questions are held against the twin of mention-twin.ts.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MENTION_FLAGS, TONES, VOICES, type Mention } from '#/kernel/mention.ts'
import {
  GROUPINGS,
  STORY_ORDERS,
  type MentionFilter,
  type MentionStore,
  type Story,
} from '#/store/mention-store.ts'
import { hexId, inventedMention, randomFilter, randomMention, SUNDAY, tones } from './invented-mentions.ts'
import { createMentionTwin, type MentionTwin } from './mention-twin.ts'

const FAR = Date.UTC(2100, 0)
const bare = (mention: Mention) => ({ mention, sketch: null })
const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1)

export function describeMentionStore(name: string, open: () => Promise<MentionStore>): void {
  describe(`mention store conformance: ${name}`, () => {
    test('a mention is read back as it was written', async () => {
      await using store = await open()
      const mention = inventedMention(1, {
        places: [{ code: '00102', name: 'Phường Sao Mai', writtenAs: 'Quận Mười Ba' }],
        systemIds: ['portal'],
        flags: ['rumour', 'complaint'],
        topics: ['waste', 'flood'],
        correction: { label: 'pos', by: 'lan', at: 5 },
      })
      expect(await store.put([{ mention, sketch: new Uint8Array([1, 2, 3]) }])).toBe(1)
      expect(await store.get(mention.id)).toEqual(mention)
      expect(await store.get(hexId(2))).toBeUndefined()
    })

    test('a known mention is replaced; a correction and the first time of fetching stay', async () => {
      await using store = await open()
      const first = inventedMention(1)
      await store.put([bare(first)])
      expect(await store.correct(first.id, { label: 'pos', by: 'lan', at: 7 })).toBe(true)
      const again = { ...first, title: 'Tiêu đề mới', text: 'Khác hẳn', publishedAt: SUNDAY, fetchedAt: FAR }
      expect(await store.put([bare(again), bare(inventedMention(2))])).toBe(1)
      expect(await store.get(first.id)).toEqual({
        ...again,
        fetchedAt: first.fetchedAt,
        correction: { label: 'pos', by: 'lan', at: 7 },
      })
      expect((await store.find({ text: 'nước dâng' }, 10)).mentions.map(({ id }) => id)).toEqual([hexId(2)])
      expect((await store.totals({})).mentions).toBe(2)
    })

    test('pages neither repeat nor lose a mention while others come', async () => {
      await using store = await open()
      await store.put(Array.from({ length: 30 }, (_, i) => bare(inventedMention(i + 1))))
      const seen: string[] = []
      let after: string | undefined
      for (let round = 0; ; round++) {
        const page = await store.find({}, 7, after)
        seen.push(...page.mentions.map(({ id }) => id))
        expect(page.total).toBe(30 + round)
        if (page.next === null) break
        after = page.next
        await store.put([bare(inventedMention(100 + round))])
      }
      expect(seen).toEqual(Array.from({ length: 30 }, (_, i) => hexId(30 - i)))
    })

    test('pages of stories neither repeat nor lose one while stories grow', async () => {
      await using store = await open()
      const mentionOf = (number: number, story: number) =>
        bare(inventedMention(number, { storyId: hexId(1000 + story) }))
      await store.put(Array.from({ length: 20 }, (_, i) => mentionOf(i + 1, i % 8)))
      const seen: string[] = []
      let after: string | undefined
      for (let round = 0; ; round++) {
        const page = await store.stories({}, 'size', 3, after)
        expect(page.total).toBe(8)
        seen.push(...page.stories.map(({ id }) => id))
        if (page.next === null) break
        after = page.next
        // The smallest grows over all others, and a new one comes.
        await store.put(Array.from({ length: 9 }, (_, i) => mentionOf(100 + round * 10 + i, i < 8 ? 7 : 50)))
      }
      expect(seen.toSorted()).toEqual(Array.from({ length: 8 }, (_, i) => hexId(1000 + i)))
    })

    test('a place that no page gave out is refused', async () => {
      await using store = await open()
      for (const after of ['x', '9999999999999999999'])
        await expect(store.find({}, 10, after)).rejects.toMatchObject({ code: 'request.malformed' })
      await expect(store.stories({}, 'size', 10, '1.2')).rejects.toMatchObject({
        name: 'Permanent',
        code: 'request.malformed',
      })
      await expect(
        store.find({ text: Array.from({ length: 51 }, (_, i) => `chữ${i}`).join(' ') }, 10),
      ).rejects.toMatchObject({ code: 'request.malformed' })
    })

    test('an answer holds at most 200', async () => {
      await using store = await open()
      await store.put(Array.from({ length: 203 }, (_, i) => bare(inventedMention(i + 1))))
      expect((await store.find({}, 1000)).mentions).toHaveLength(200)
      expect((await store.stories({}, 'newest', 1000)).stories).toHaveLength(200)
    })

    test('words are found without case and marks, whole words only, in title and text', async () => {
      await using store = await open()
      await store.put([bare(inventedMention(1, { title: 'Đường ĐÔNG ĐÚC', text: 'Nga\u0323\u0302p nặng' }))])
      const count = async (text: string) => (await store.find({ text }, 1)).total
      expect(
        await Promise.all(['duong', 'ngập', 'NGAP đông', 'ngap khô', 'nga', '"', ''].map(count)),
      ).toEqual([1, 1, 1, 0, 0, 1, 1])
    })

    test('many mentions of one moment are all kept and paged', async () => {
      await using store = await open()
      await store.put(
        Array.from({ length: 300 }, (_, i) => bare(inventedMention(i + 1, { publishedAt: SUNDAY }))),
      )
      const first = await store.find({}, 200)
      const second = await store.find({}, 200, first.next!)
      expect(new Set([...first.mentions, ...second.mentions].map(({ id }) => id)).size).toBe(300)
    })

    test('thousands are sketched, forgotten and deleted alike', async () => {
      await using store = await open()
      await store.put(
        Array.from({ length: 2100 }, (_, i) => ({
          mention: inventedMention(i + 1),
          sketch: new Uint8Array([1]),
        })),
      )
      const sketches = await store.sketchesSince(0)
      expect(sketches.map(({ id }) => id)).toEqual(Array.from({ length: 2100 }, (_, i) => hexId(2100 - i)))
      expect(await store.forgetTextBefore(SUNDAY + 2_050_000)).toBe(2049)
      expect((await store.find({ text: 'nước' }, 1)).total).toBe(51)
      expect(await store.deleteBefore(FAR)).toBe(2100)
      expect((await store.totals({})).mentions).toBe(0)
    })

    test('words are found after several mentions were replaced at once, in whichever order', async () => {
      await using store = await open()
      const mention = (n: number, title: string, text: string) => ({
        mention: { ...inventedMention(n), title, text },
        sketch: null,
      })
      await store.put([mention(3, '', 'đường'), mention(1, '', '')])
      await store.put([mention(3, 'đường', ''), mention(1, '', 'Đường')])
      expect((await store.find({ text: 'đuong' }, 10)).total).toBe(2)
    })

    test('any history and any question are answered as the plain twin answers them', async () => {
      await using store = await open()
      await fc.assert(
        fc.asyncProperty(
          fc.array(change, { minLength: 1, maxLength: 6 }),
          randomFilter,
          fc.integer({ min: 1, max: 4 }),
          async (changes, filter, limit) => {
            await store.deleteBefore(FAR)
            const twin = createMentionTwin()
            for (const each of changes) {
              const [answer, expected] = await applyChange(each, store, twin)
              expect(answer).toBe(expected)
            }
            await compare(store, twin, filter, limit)
          },
        ),
        { numRuns: 150 },
      )
    })
  })
}

const ids = fc.integer({ min: 1, max: 13 }).map(hexId)
const storyIds = fc.integer({ min: 21, max: 25 }).map(hexId)
const moments = fc.constantFrom(SUNDAY, SUNDAY + 1, SUNDAY + 3_600_000, -5)
const correction = fc.option(
  fc.record({
    label: fc.constantFrom(...TONES),
    by: fc.constant('lan'),
    at: fc.integer({ min: 1, max: 9 }),
  }),
)

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never
const change = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      mentions: fc.array(
        fc.record({
          mention: randomMention,
          sketch: fc.option(fc.constant(new Uint8Array([7, 0, 255]))),
        }),
        { minLength: 1, maxLength: 10 },
      ),
    }),
  },
  fc.record({ kind: fc.constant('correct' as const), id: ids, correction }),
  fc.record({ kind: fc.constant('join' as const), from: storyIds, to: storyIds }),
  fc.record({ kind: fc.constant('copy' as const), id: ids, copyOf: ids }),
  fc.record({
    kind: fc.constant('rescore' as const),
    scores: fc.array(fc.record({ id: ids, tone: tones, model: fc.constant('m 3') }), { maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('flag' as const),
    ids: fc.uniqueArray(ids),
    flag: fc.constantFrom(...MENTION_FLAGS),
    on: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('delete' as const), ms: moments }),
  fc.record({ kind: fc.constant('forget' as const), ms: moments }),
)

/** Both sides make the change; their answers. */
async function applyChange(
  change: Change,
  store: MentionStore,
  twin: MentionTwin,
): Promise<readonly [unknown, unknown]> {
  switch (change.kind) {
    case 'put':
      return [await store.put(change.mentions), twin.put(change.mentions)]
    case 'correct': {
      const changed = twin.change(mention =>
        mention.id === change.id ? { ...mention, correction: change.correction } : undefined,
      )
      return [await store.correct(change.id, change.correction), changed === 1]
    }
    case 'join':
      await store.joinStories(change.from, change.to)
      twin.change(mention =>
        mention.storyId === change.from ? { ...mention, storyId: change.to } : undefined,
      )
      return [undefined, undefined]
    case 'copy':
      await store.setCopyOf([change])
      twin.change(mention => (mention.id === change.id ? { ...mention, copyOf: change.copyOf } : undefined))
      return [undefined, undefined]
    case 'rescore':
      await store.rescore(change.scores)
      for (const { id, tone, model } of change.scores)
        twin.change(mention => (mention.id === id ? { ...mention, tone, toneModel: model } : undefined))
      return [undefined, undefined]
    case 'flag':
      await store.flag(change.ids, change.flag, change.on)
      twin.change(mention => {
        if (!change.ids.includes(mention.id)) return undefined
        const others = mention.flags.filter(flag => flag !== change.flag)
        if (change.on && mention.flags.includes(change.flag)) return undefined
        return { ...mention, flags: change.on ? [...others, change.flag] : others }
      })
      return [undefined, undefined]
    case 'delete':
      return [await store.deleteBefore(change.ms), twin.deleteBefore(change.ms)]
    case 'forget':
      return [await store.forgetTextBefore(change.ms), twin.forgetTextBefore(change.ms)]
  }
}

async function compare(
  store: MentionStore,
  twin: MentionTwin,
  filter: MentionFilter,
  limit: number,
): Promise<void> {
  const expected = twin.matching(filter)
  const found = await everyPage(after => store.find(filter, limit, after), expected.length, limit)
  const mentions = found.flatMap(page => page.mentions)
  expect(mentions.map(({ publishedAt }) => publishedAt)).toEqual(
    expected.map(({ publishedAt }) => publishedAt),
  )
  expect(mentions.toSorted(byId)).toEqual(expected.toSorted(byId))

  for (const order of STORY_ORDERS) {
    const stories = twin.stories(filter, order)
    const pages = await everyPage(after => store.stories(filter, order, limit, after), stories.length, limit)
    compareStories(
      pages.flatMap(page => page.stories),
      stories,
      expected,
    )
    const rank = (story: Story) =>
      [{ size: story.mentions, newest: 0, negative: story.tones.neg }[order], story.lastAt] as const
    expect(pages.flatMap(page => page.stories).map(rank)).toEqual(stories.map(rank))
  }
  for (const { id } of twin.stories({}, 'newest')) {
    const story = (await store.story(id))!
    compareStories([story], twin.stories({ storyId: id }, 'newest'), twin.matching({ storyId: id }))
  }
  expect(await store.story(hexId(99))).toBeUndefined()

  expect(await store.totals(filter)).toEqual(twin.totals(filter))
  for (const by of GROUPINGS) {
    const key = (a: { key: string }, b: { key: string }): number => (a.key < b.key ? -1 : 1)
    expect((await store.counts(filter, by)).toSorted(key)).toEqual(twin.counts(filter, by).toSorted(key))
  }

  const sketches = await store.sketchesSince(SUNDAY)
  expect(sketches.map(({ id }) => id).toSorted()).toEqual(twin.sketchIds(SUNDAY).toSorted())
  expect(sketches.map(({ publishedAt }) => publishedAt)).toEqual(
    sketches.map(({ publishedAt }) => publishedAt).toSorted((a, b) => b - a),
  )
  for (const { sketch, ...rest } of sketches) {
    expect([...sketch]).toEqual([7, 0, 255])
    expect(twin.get(rest.id)).toMatchObject(rest)
  }

  for (const voice of VOICES) {
    const corrected = await store.corrected(voice)
    const asked = twin.corrected(voice)
    expect(corrected.map(({ id }) => twin.get(id)?.correction?.at)).toEqual(asked.map(({ at }) => at))
    expect(corrected.toSorted(byId)).toEqual(
      asked.map(({ id, text, label }) => ({ id, text, label })).toSorted(byId),
    )
    const least = await store.leastSure(voice, limit, SUNDAY)
    const surety = ({ tone: { label, score, sure } }: Mention): number =>
      (sure ? 2 : 0) + (label === 'neu' ? 1 - Math.abs(score) : Math.abs(score))
    expect(least.map(surety)).toEqual(
      twin
        .leastSure(voice, SUNDAY)
        .slice(0, limit)
        .map(each => each.surety),
    )
    expect(new Set(least.map(({ storyId }) => storyId)).size).toBe(least.length)
    for (const each of least) expect(each).toEqual(twin.get(each.id))
  }
}

/** First mention and order of lists may differ between mentions of one millisecond. */
function compareStories(
  stories: readonly Story[],
  asked: readonly Story[],
  mentions: readonly Mention[],
): void {
  const loose = (story: Story) => ({
    ...story,
    title: '',
    url: '',
    firstSourceId: '',
    sources: story.sources.toSorted(),
    topics: story.topics.toSorted(),
    departments: story.departments.toSorted(),
    places: story.places.toSorted((a, b) => (a.code < b.code ? -1 : 1)),
    flags: story.flags.toSorted(),
  })
  expect(stories.map(loose).toSorted(byId)).toEqual(asked.map(loose).toSorted(byId))
  for (const { id, title, url, firstSourceId, firstAt } of stories) {
    const first = { storyId: id, title, url, sourceId: firstSourceId, publishedAt: firstAt }
    expect(mentions).toContainEqual(expect.objectContaining(first))
  }
}

async function everyPage<P extends { readonly next: string | null; readonly total: number }>(
  read: (after?: string) => Promise<P>,
  total: number,
  limit: number,
): Promise<readonly P[]> {
  const pages: P[] = []
  for (let after: string | undefined; ;) {
    const page = await read(after)
    expect(page.total).toBe(total)
    pages.push(page)
    if (page.next === null) break
    after = page.next
  }
  expect(pages).toHaveLength(Math.max(1, Math.ceil(total / limit)))
  return pages
}
