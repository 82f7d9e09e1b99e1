// "Chuyện Phố Mây": a community page that repeats what others wrote, with small changes and cries in front,
// and once spreads an address that imitates the portal of public services. A blog of the WordPress kind.

import { vietnamIsoTime } from '#/kernel/vietnam-time.ts'
import type { InventedText } from '../invented-text.ts'
import { commentTime, escapeMarkup, paragraphsOf, slugOf } from '../markup.ts'
import { htmlReply, type MediaSite, newest, plainReply, type SiteReply } from '../site.ts'

const NAME = 'Chuyện Phố Mây'
const PER_PAGE = 10

export const congDong: MediaSite = {
  id: 'cong-dong',
  name: NAME,
  validators: 'both',
  pathOf,
  answer({ path, texts }) {
    if (path === '/robots.txt')
      return plainReply('User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n')
    const list = /^\/(?:trang\/(\d+)\/)?$/.exec(path)
    if (list !== null) return listPage(texts, Number(list[1] ?? 1))
    const text = texts.find(text => path === pathOf(text))
    return text && htmlReply(shell(text.title, post(text)), text.publishedAt)
  },
}

function pathOf(text: InventedText): string {
  return `/${slugOf(text.title)}-${text.id}/`
}

function listPage(texts: readonly InventedText[], page: number): SiteReply | undefined {
  const pages = Math.max(Math.ceil(texts.length / PER_PAGE), 1)
  if (page < 1 || page > pages) return undefined
  const posts = texts.slice((page - 1) * PER_PAGE, page * PER_PAGE).map(
    text => `<article class="post type-post"><h2 class="entry-title"><a href="${pathOf(text)}" rel="bookmark">${escapeMarkup(text.title)}</a></h2>
<p class="entry-summary">${escapeMarkup(text.paragraphs[0]!.slice(0, 90))} […]</p></article>`,
  )
  const next = page < pages ? `<a class="next page-numbers" href="/trang/${page + 1}/">Bài cũ hơn</a>` : ''
  return htmlReply(shell(NAME, posts.join('\n') + next), newest(texts))
}

function post(text: InventedText): string {
  return `<article class="post type-post hentry"><header class="entry-header"><h1 class="entry-title">${escapeMarkup(text.title)}</h1>
<div class="entry-meta">Đăng lúc <time class="entry-date published" datetime="${vietnamIsoTime(text.publishedAt)}">${commentTime(text.publishedAt)}</time>
bởi <span class="author vcard">${escapeMarkup(text.by)}</span></div></header>
<div class="entry-content">${paragraphsOf(text)}
<div class="sharedaddy"><span>Chia sẻ ngay cho mọi người cùng biết!</span></div></div></article>`
}

function shell(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="vi"><head><meta charset="UTF-8"><meta name="generator" content="WordPress 6.0"><title>${escapeMarkup(title)} – ${NAME}</title></head>
<body class="single"><div id="page"><header id="masthead"><a href="/" rel="home">${NAME}</a> <a href="/wp-admin/">Quản trị</a></header>
<div id="content">${body}</div>
<aside class="widget-area"><h2>Về chúng tôi</h2><p>Nơi bà con kể chuyện phố. Nội dung do thành viên gửi.</p></aside></div></body></html>`
}
