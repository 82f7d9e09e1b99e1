// "Diễn đàn Xóm Mây": a forum of the XenForo kind. A list of threads with pages, threads of ten posts a page,
// quotes, signatures, members' pages that robots.txt closes.

import { vietnamIsoTime } from '#/kernel/vietnam-time.ts'
import type { InventedText } from '../invented-text.ts'
import { commentTime, escapeMarkup, paragraphsOf, slugOf } from '../markup.ts'
import { htmlReply, type MediaSite, newest, plainReply, type SiteReply, type SiteRequest } from '../site.ts'

const NAME = 'Diễn đàn Xóm Mây'
const THREADS_A_PAGE = 12
export const POSTS_A_PAGE = 10

export const dienDan: MediaSite = {
  id: 'dien-dan',
  name: NAME,
  validators: 'none',
  pathOf,
  answer(request) {
    const { path, texts } = request
    if (path === '/robots.txt')
      return plainReply(
        'User-agent: *\nDisallow: /thanh-vien/\nDisallow: /dang-nhap\nDisallow: /*/tra-loi\nCrawl-delay: 0.1\n',
      )
    if (path === '/') return { kind: 'redirect', status: 302, to: '/box/chuyen-pho-phuong.3/' }
    const box = /^\/box\/chuyen-pho-phuong\.3\/(?:page-(\d+))?$/.exec(path)
    if (box !== null) return threads(request, Number(box[1] ?? 1))
    const [, id, page] = /^\/chu-de\/[^/]*\.([a-z]+\d+)\/(?:page-(\d+))?$/.exec(path) ?? []
    const first = texts.find(text => text.id === id)
    return first && thread(request, first, Number(page ?? 1))
  },
}

function pathOf(text: InventedText): string {
  return `/chu-de/${slugOf(text.title)}.${text.id}/`
}

/** Threads with the newest post first, as forums list them. */
function threads({ texts, under }: SiteRequest, page: number): SiteReply | undefined {
  const lastPost = new Map(texts.map(text => [text.id, newest([text, ...under(text.id)])!]))
  const sorted = texts.toSorted((a, b) => lastPost.get(b.id)! - lastPost.get(a.id)!)
  const pages = Math.max(Math.ceil(sorted.length / THREADS_A_PAGE), 1)
  if (page < 1 || page > pages) return undefined
  const rows = sorted.slice((page - 1) * THREADS_A_PAGE, page * THREADS_A_PAGE).map(
    text => `<div class="structItem structItem--thread" data-author="${escapeMarkup(text.by)}">
<div class="structItem-title"><a href="${pathOf(text)}">${escapeMarkup(text.title)}</a></div>
<ul class="structItem-parts"><li>${member(text.by)}</li><li><time datetime="${vietnamIsoTime(text.publishedAt)}">${commentTime(text.publishedAt)}</time></li></ul>
<dl><dt>Trả lời:</dt><dd>${under(text.id).length}</dd></dl></div>`,
  )
  const base = '/box/chuyen-pho-phuong.3/'
  return htmlReply(
    shell(
      'Chuyện phố phường',
      `<div class="structItemContainer">${rows.join('\n')}</div>${pager(base, page, pages)}`,
    ),
    null,
  )
}

function thread({ under }: SiteRequest, first: InventedText, page: number): SiteReply | undefined {
  const posts = [first, ...under(first.id)]
  const pages = Math.ceil(posts.length / POSTS_A_PAGE)
  if (page < 1 || page > pages) return undefined
  const shown = posts.slice((page - 1) * POSTS_A_PAGE, page * POSTS_A_PAGE).map(
    (
      post,
      nth,
    ) => `<article class="message message--post" id="post-${post.id}" data-author="${escapeMarkup(post.by)}">
<div class="message-user"><h4 class="message-name">${member(post.by)}</h4><h5 class="userTitle">Thành viên</h5></div>
<div class="message-main"><header class="message-attribution"><a href="${pathOf(first)}#post-${post.id}"><time class="u-dt" datetime="${vietnamIsoTime(post.publishedAt)}">${commentTime(post.publishedAt)}</time></a> <span>#${(page - 1) * POSTS_A_PAGE + nth + 1}</span></header>
<div class="message-body"><div class="bbWrapper">${paragraphsOf(post)}</div></div>
<footer class="message-footer"><a href="${pathOf(first)}tra-loi?bai=${post.id}" rel="nofollow">Trả lời</a></footer></div>
</article>`,
  )
  return htmlReply(
    shell(
      first.title,
      `<h1 class="p-title-value">${escapeMarkup(first.title)}</h1>${pager(pathOf(first), page, pages)}
<div class="block-body js-replyNewMessageContainer">${shown.join('\n')}</div>${pager(pathOf(first), page, pages)}`,
    ),
    null,
  )
}

function member(name: string): string {
  return `<a class="username" href="/thanh-vien/${slugOf(name)}/">${escapeMarkup(name)}</a>`
}

function pager(base: string, page: number, pages: number): string {
  const address = (nth: number): string => (nth === 1 ? base : `${base}page-${nth}`)
  const numbers = Array.from(
    { length: pages },
    (_, at) => `<li><a href="${address(at + 1)}">${at + 1}</a></li>`,
  )
  const next =
    page < pages
      ? `<a class="pageNav-jump pageNav-jump--next" rel="next" href="${address(page + 1)}">Sau</a>`
      : ''
  return pages > 1 ? `<nav class="pageNav"><ul>${numbers.join('')}</ul>${next}</nav>` : ''
}

function shell(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="vi-VN" id="XF" class="has-no-js"><head><meta charset="utf-8"><title>${escapeMarkup(title)} | ${NAME}</title></head>
<body data-template="thread_view"><nav class="p-nav"><a href="/">${NAME}</a> <a href="/dang-nhap" rel="nofollow">Đăng nhập</a></nav>
<div class="p-body">${body}</div>
<footer class="p-footer">Nội quy: tôn trọng nhau, không đăng thông tin cá nhân của người khác.</footer></body></html>`
}
