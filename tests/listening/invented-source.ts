// An invented source, and pages of it as the crawler hands them on.

import type { FetchedPage } from '#/crawler/fetch/fetched-page.ts'
import type { ReadPage } from '#/listening/draft-mentions.ts'
import type { MediaSource } from '#/kernel/media-source.ts'

/** 2026-11-22 10:00 in Việt Nam. */
export const FETCHED_AT = Date.UTC(2026, 10, 22, 3)

export function inventedSource(more: Partial<MediaSource> = {}): MediaSource {
  return {
    id: 'bao-song-xanh',
    name: 'Báo Sông Xanh',
    kind: 'feed',
    urls: ['https://bao.example.com/rss'],
    enabled: true,
    everyMinutes: 30,
    pauseMs: 1000,
    needsBrowser: false,
    withComments: true,
    include: [],
    exclude: [],
    topics: [],
    reach: 12_000,
    language: 'vi',
    selectors: {},
    note: '',
    ...more,
  }
}

export function readOf(
  body: string,
  more: { source?: MediaSource; page?: Partial<FetchedPage>; found?: Partial<ReadPage['found']> } = {},
): ReadPage {
  const url = more.page?.url ?? 'https://bao.example.com/bai-1'
  return {
    source: more.source ?? inventedSource(),
    page: {
      url,
      requestedUrl: url,
      status: 200,
      contentType: 'text/html',
      body,
      charset: 'utf-8',
      fetchedAt: FETCHED_AT,
      ...more.page,
    },
    found: { url, title: null, published: null, author: null, summary: null, ...more.found },
  }
}

/** An article page with comments after it, each with its id, writer and words. */
export function articlePage(parts: {
  title?: string
  published?: string
  author?: string
  text?: string
  comments?: readonly { id?: string; by: string; text: string }[]
}): string {
  const { title = 'Ngập sâu ở phường Hoa Lư', text = ARTICLE_TEXT } = parts
  const comments = (parts.comments ?? []).map(
    ({ id, by, text: words }) =>
      `<li class="loi-binh"${id === undefined ? '' : ` id="${id}"`}><b class="ten">${by}</b><p class="loi">${words}</p></li>`,
  )
  return `<!DOCTYPE html><html lang="vi"><head><title>${title}</title>
${parts.published === undefined ? '' : `<meta property="article:published_time" content="${parts.published}">`}
${parts.author === undefined ? '' : `<meta name="author" content="${parts.author}">`}
</head><body><article><h1>${title}</h1>${text
    .split('\n')
    .map(paragraph => `<p>${paragraph}</p>`)
    .join('')}</article><ul>${comments.join('')}</ul></body></html>`
}

export const COMMENT_SELECTORS = { comment: 'li.loi-binh', commentText: '.loi', commentAuthor: '.ten' }

const ARTICLE_TEXT = `Sau trận mưa lớn chiều nay, nhiều tuyến đường của phường Hoa Lư ngập sâu gần một mét, xe chết máy hàng loạt.
Người dân cho biết trạm bơm không hoạt động, nước rút rất chậm và nhiều nhà phải kê cao đồ đạc ngay trong đêm.
Phường đã cử lực lượng giúp dân di chuyển tới nơi khô ráo, chưa có báo cáo về thiệt hại về người.`
