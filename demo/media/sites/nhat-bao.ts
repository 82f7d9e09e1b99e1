// "Nhật báo Sông Mây": RSS 2.0 and article pages with JSON-LD, as most national newspapers have them. Its
// robots.txt has all that RFC 9309 knows: groups, Allow within Disallow, wildcards, an end mark, and a
// Crawl-delay; behind one of the closed paths a calendar links on without end.

import { vietnamIsoTime } from '#/kernel/vietnam-time.ts'
import type { InventedText } from '../invented-text.ts'
import { escapeMarkup, httpTime, newspaperTime, paragraphsOf, slugOf } from '../markup.ts'
import {
  htmlReply,
  type MediaSite,
  newest,
  plainReply,
  type SiteReply,
  type SiteRequest,
  xmlReply,
} from '../site.ts'

const NAME = 'Nhật báo Sông Mây'
const FEED_ITEMS = 80
const RELATED = 5

const ROBOTS = `# Nhật báo Sông Mây
User-agent: *
Disallow: /lich/
Disallow: /tim-kiem
Allow: /tim-kiem/huong-dan.html
Disallow: /*?in=
Disallow: /*.pdf$
Crawl-delay: 0.15

User-agent: KeSaoChep
Disallow: /
`

export const nhatBao: MediaSite = {
  id: 'nhat-bao',
  name: NAME,
  validators: 'both',
  pathOf,
  answer(request) {
    const { path, query, texts } = request
    if (path === '/robots.txt') return plainReply(ROBOTS)
    if (path === '/') return home(request)
    if (path === '/rss/tin-moi.rss') return feed(request)
    if (path === '/tim-kiem/huong-dan.html') return guide()
    if (path === '/tim-kiem') return htmlReply(page('Tìm kiếm', '<p>Kết quả tìm kiếm</p>'), null)
    const month = /^\/lich\/(\d{4})\/(\d{1,2})$/.exec(path)
    if (month !== null) return calendar(Number(month[1]), Number(month[2]))
    const short = texts.find(text => path === `/r/${text.id}`)
    if (short !== undefined) return { kind: 'redirect', status: 301, to: pathOf(short) }
    const text = texts.find(text => path === pathOf(text))
    return text && article(text, texts, request.origin, query.has('in'))
  },
}

function pathOf(text: InventedText): string {
  return `/thoi-su/${slugOf(text.title)}-${text.id}.html`
}

function home({ texts }: SiteRequest): SiteReply {
  const items = texts.slice(0, 30).map(text => `<li>${linkTo(text)}</li>`)
  return htmlReply(page(NAME, `<ul class="trang-chu">${items.join('\n')}</ul>`), newest(texts))
}

function feed({ texts, origin }: SiteRequest): SiteReply {
  const items = texts.slice(0, FEED_ITEMS).map(
    text => `<item>
<title>${escapeMarkup(text.title)}</title>
<link>${origin}${pathOf(text)}</link>
<guid isPermaLink="false">${text.id}</guid>
<description><![CDATA[<a href="${origin}${pathOf(text)}"><img src="${origin}/anh/${text.id}.jpg" /></a></br>${text.paragraphs[0]}]]></description>
<pubDate>${httpTime(text.publishedAt)}</pubDate>
</item>`,
  )
  const body = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel>
<title>${NAME} - Tin mới</title>
<link>${origin}/</link>
<description>Tin mới nhất của thành phố Sông Mây</description>
<generator>${NAME}</generator>
${items.join('\n')}
</channel></rss>`
  return xmlReply(body, 'application/rss+xml; charset=utf-8', newest(texts))
}

function article(
  text: InventedText,
  texts: readonly InventedText[],
  origin: string,
  forPrint: boolean,
): SiteReply {
  const address = `${origin}${pathOf(text)}`
  const data = {
    '@context': 'https://schema.org',
    '@type': 'NewsArticle',
    mainEntityOfPage: { '@type': 'WebPage', '@id': address },
    headline: text.title,
    description: text.paragraphs[0],
    datePublished: vietnamIsoTime(text.publishedAt),
    dateModified: vietnamIsoTime(text.publishedAt),
    author: { '@type': 'Person', name: text.by },
    publisher: { '@type': 'Organization', name: NAME },
  }
  const [lead, ...rest] = paragraphsOf(text).split('\n')
  const body = `<article class="fck_detail">
<h1 class="title-detail">${escapeMarkup(text.title)}</h1>
<span class="date">${newspaperTime(text.publishedAt)}</span>
<p class="description">${lead!.slice(3, -4)}</p>
${rest.join('\n')}
<p class="author_mail" style="text-align:right"><strong>${escapeMarkup(text.by)}</strong></p>
</article>
<aside class="tin-lien-quan"><h3>Tin liên quan</h3><ul>${texts
    .filter(other => other.publishedAt < text.publishedAt)
    .slice(0, RELATED)
    .map(other => `<li>${linkTo(other)}</li>`)
    .join('')}</ul></aside>
<div class="quang-cao">Quảng cáo: Gạch men Ví Dụ, giảm giá 20% trong tháng này</div>`
  const head = `<link rel="canonical" href="${address}">
<meta property="og:title" content="${escapeMarkup(text.title)}">
<meta property="og:url" content="${address}">
<script type="application/ld+json">${JSON.stringify(data).replaceAll('<', String.raw`\u003c`)}</script>`
  const tools = forPrint ? '' : `<a href="${pathOf(text)}?in=1">Bản in</a>`
  return htmlReply(page(text.title, body + tools, head), text.publishedAt)
}

function linkTo(text: InventedText): string {
  return `<a href="${pathOf(text)}" title="${escapeMarkup(text.title)}">${escapeMarkup(text.title)}</a>`
}

function guide(): SiteReply {
  return htmlReply(page('Hướng dẫn tìm kiếm', '<p>Nhập từ khóa vào ô tìm kiếm ở đầu trang.</p>'), null)
}

/** Links to the month before and after, for ever: nobody who heeds robots.txt comes here. */
function calendar(year: number, month: number): SiteReply {
  const link = (offset: number): string => {
    const at = new Date(Date.UTC(year, month - 1 + offset))
    return `/lich/${at.getUTCFullYear()}/${at.getUTCMonth() + 1}`
  }
  const body = `<p>Lịch sự kiện tháng ${month}/${year}</p><a href="${link(-1)}">Tháng trước</a> <a href="${link(1)}">Tháng sau</a>`
  return htmlReply(page(`Lịch ${month}/${year}`, body), null)
}

function page(title: string, body: string, head = ''): string {
  return `<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>${escapeMarkup(title)} - ${NAME}</title>
${head}</head><body>
<header><nav><a href="/">Trang chủ</a> <a href="/lich/2026/11">Lịch sự kiện</a> <a href="/tim-kiem">Tìm kiếm</a>
<a href="/tim-kiem/huong-dan.html">Hướng dẫn</a> <a href="/bao-in/so-moi.pdf">Báo in</a></nav></header>
<main>${body}</main>
<footer>© ${NAME}. Cơ quan chủ quản: Tòa soạn Ví Dụ. Giấy phép số 000/GP-VD. Điện thoại: 0200 555 0199</footer>
</body></html>`
}
