// A page → its mentions: articles, comments, pages of threads, what a page does not say, and nobody's name.

import { beforeAll, describe, expect, test } from 'vitest'
import { createAuthorHash } from '#/crawler/author-hash.ts'
import { createMeaningContext } from '#/crawler/meaning/read-meaning.ts'
import { draftMentions, mentionId, type Readings, type ReadPage } from '#/listening/draft-mentions.ts'
import { articlePage, COMMENT_SELECTORS, FETCHED_AT, inventedSource, readOf } from './invented-source.ts'

let readings: Readings
beforeAll(() => {
  readings = {
    meaning: createMeaningContext({
      province: null,
      systems: [{ id: 'dvc', names: ['Cổng dịch vụ công'], domains: [] }],
      cityDomains: ['dichvucong.example.com'],
      topicScorer: null,
      flagScorer: null,
    }),
    tone: (voice, text) =>
      Promise.resolve({ tone: { label: 'neg', score: -text.length / 1e6, sure: true }, model: voice }),
    hashAuthor: createAuthorHash(Buffer.alloc(32, 7)),
  }
})
const read = async (page: ReadPage) => await draftMentions(page, readings)
const only = async (page: ReadPage) => {
  const { drafts } = await read(page)
  expect(drafts).toHaveLength(1)
  return drafts[0]!.mention
}

describe('an article', () => {
  test('is one mention, judged as news, about what it says', async () => {
    const page = articlePage({ published: '2026-11-22T08:30:00+07:00', author: 'Trần Thị Mẫu' })
    const mention = await only(readOf(page))
    expect(mention).toMatchObject({
      id: mentionId('https://bao.example.com/bai-1'),
      kind: 'article',
      voice: 'news',
      toneModel: 'news',
      title: 'Ngập sâu ở phường Hoa Lư',
      parentId: null,
      publishedAt: Date.UTC(2026, 10, 22, 1, 30),
      publishedKnown: true,
      fetchedAt: FETCHED_AT,
      language: 'vi',
    })
    expect(mention.topics).toContain('flood')
    expect(mention.text).toContain('trạm bơm không hoạt động')
  })

  test('names its writer by a hash and nowhere else', async () => {
    const draft = (await read(readOf(articlePage({ author: 'Trần Thị Mẫu' })))).drafts[0]!
    expect(draft.mention.author).toMatch(/^[0-9a-f]{32}$/)
    expect(JSON.stringify(draft)).not.toContain('Mẫu')
  })

  test('that names no time was published when it was seen', async () => {
    expect(await only(readOf(articlePage({})))).toMatchObject({
      publishedAt: FETCHED_AT,
      publishedKnown: false,
    })
  })

  test('from the future was published when it was seen, and its time counts as not known', async () => {
    const page = articlePage({ published: '2026-12-24T08:00:00+07:00' })
    expect(await only(readOf(page))).toMatchObject({ publishedAt: FETCHED_AT, publishedKnown: false })
  })

  test('takes from its list what the page does not say', async () => {
    const found = { title: 'Tựa trong feed', published: FETCHED_AT - 1000, author: 'Cây Bút' }
    const page = readOf(articlePage({}), { found })
    expect(await only(page)).toMatchObject({ publishedAt: FETCHED_AT - 1000, publishedKnown: true })
    const unread = readOf('<html><body></body></html>', { found: { ...found, summary: 'Tóm tắt của feed' } })
    expect(await only(unread)).toMatchObject({ title: 'Tựa trong feed', text: 'Tóm tắt của feed' })
  })

  test('without a text is a failure with its reason', async () => {
    const { drafts, failure } = await read(readOf('<html><body></body></html>'))
    expect(drafts).toEqual([])
    expect(failure).not.toBe(null)
    expect(failure).not.toBe('')
  })

  test('has the topics of its source, the systems that it names, and addresses that imitate', async () => {
    const text =
      'Người dân nhận được tin nhắn giả danh Cổng dịch vụ công yêu cầu xác thực lại căn cước tại địa chỉ https://dichvuc0ng.example.net/xac-thuc trước nửa đêm nay.'
    const source = inventedSource({ topics: ['tourism'] })
    const { drafts } = await read(readOf(articlePage({ title: 'Cảnh báo trang giả', text }), { source }))
    expect(drafts[0]!.mention).toMatchObject({ systemIds: ['dvc'] })
    expect(drafts[0]!.mention.topics).toContain('tourism')
    expect(drafts[0]!.mention.flags).toContain('phishing')
    expect(drafts[0]!.lookAlikes.map(({ host }) => host)).toEqual(['dichvuc0ng.example.net'])
  })
})

describe('comments', () => {
  const source = inventedSource({ selectors: COMMENT_SELECTORS })
  const comments = [
    { id: 'c1', by: 'Bạn Đọc Một', text: 'Năm nào cũng ngập, chán quá!' },
    { id: 'c2', by: 'Bạn Đọc Hai', text: 'Cảm ơn các anh cứu hộ.' },
  ]

  test('answer their article, judged as what citizens feel', async () => {
    const { drafts } = await read(readOf(articlePage({ comments }), { source }))
    const [article, ...answers] = drafts.map(({ mention }) => mention)
    expect(answers.map(({ kind, voice, parentId, title }) => [kind, voice, parentId, title])).toEqual(
      comments.map(() => ['comment', 'comment', article!.id, '']),
    )
    expect(answers.map(({ text }) => text)).toEqual(comments.map(({ text }) => text))
    expect(new Set(drafts.map(({ mention }) => mention.author)).size).toBe(3)
  })

  test('have the same ids when the page is read again, whatever came between', async () => {
    const before = await read(readOf(articlePage({ comments }), { source }))
    const more = [{ id: 'c9', by: 'Bạn Đọc Chín', text: 'Tôi đến sau.' }, ...comments]
    const after = await read(readOf(articlePage({ comments: more }), { source }))
    const idOf = (drafts: typeof before.drafts, text: string) =>
      drafts.find(({ mention }) => mention.text === text)!.mention.id
    for (const { text } of comments) expect(idOf(after.drafts, text)).toBe(idOf(before.drafts, text))
  })

  test('without ids are known by who wrote what, and the id does not give the name away', async () => {
    const anonymous = comments.map(({ by, text }) => ({ by, text }))
    const { drafts } = await read(readOf(articlePage({ comments: anonymous }), { source }))
    const again = await read(readOf(articlePage({ comments: anonymous }), { source }))
    expect(drafts.map(({ mention }) => mention.id)).toEqual(again.drafts.map(({ mention }) => mention.id))
    const { by, text } = anonymous[0]!
    expect(drafts.map(({ mention }) => mention.id)).not.toContain(
      mentionId(`https://bao.example.com/bai-1#${by}\n${text}`),
    )
  })

  test('are left out when the source does not want them', async () => {
    const silent = inventedSource({ selectors: COMMENT_SELECTORS, withComments: false })
    expect((await read(readOf(articlePage({ comments }), { source: silent }))).drafts).toHaveLength(1)
  })
})

describe('a thread', () => {
  const source = inventedSource({
    id: 'dien-dan',
    kind: 'forum',
    selectors: { title: 'h1', comment: 'article', commentText: '.loi', commentAuthor: '.ten' },
  })
  const thread = (...posts: readonly (readonly [id: string, by: string, text: string])[]): string =>
    `<html><head><title>Ngập ở hẻm 12</title></head><body><h1>Ngập ở hẻm 12</h1>${posts
      .map(
        ([id, by, text]) =>
          `<article id="${id}"><b class="ten">${by}</b><div class="loi">${text}</div></article>`,
      )
      .join('')}</body></html>`
  const url = 'https://dien-dan.example.com/chu-de/ngap.12/'
  const first = thread(['p1', 'Xóm Trên', 'Nước lên rồi bà con ơi'], ['p2', 'Xóm Dưới', 'Bên này cũng vậy'])

  test('begins with its opening post, which the others answer', async () => {
    const { drafts } = await read(readOf(first, { source, page: { url } }))
    expect(drafts.map(({ mention }) => [mention.kind, mention.title, mention.parentId])).toEqual([
      ['post', 'Ngập ở hẻm 12', null],
      ['post', '', mentionId(url)],
    ])
    expect(drafts[0]!.mention.id).toBe(mentionId(url))
  })

  test('goes on with answers only, to the same opening post', async () => {
    const second = thread(['p11', 'Xóm Giữa', 'Nước rút rồi'])
    const { drafts } = await read(readOf(second, { source, page: { url: `${url}page-2` } }))
    expect(drafts.map(({ mention }) => [mention.parentId, mention.url])).toEqual([[mentionId(url), url]])
  })

  test('whose first page says so in its address begins all the same', async () => {
    const { drafts } = await read(readOf(first, { source, page: { url: `${url}page-1` } }))
    expect(drafts[0]!.mention).toMatchObject({ id: mentionId(url), parentId: null })
  })

  test('without posts is a failure with its reason', async () => {
    const { failure } = await read(readOf(thread(), { source, page: { url } }))
    expect(failure).toMatch(/no posts|finds nothing/)
  })
})
