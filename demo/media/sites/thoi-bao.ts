// "Thời báo Bến Mây": a sitemap index with a sitemap a week and a news sitemap of the last two days; articles
// carry schema.org microdata and no JSON-LD, and lie in a page of many boxes.

import { vietnamIsoTime } from '#/kernel/vietnam-time.ts'
import type { InventedText } from '../invented-text.ts'
import { escapeMarkup, linked, newspaperTime, slugOf } from '../markup.ts'
import {
  htmlReply,
  type MediaSite,
  newest,
  plainReply,
  type SiteReply,
  type SiteRequest,
  xmlReply,
} from '../site.ts'

const NAME = 'Thời báo Bến Mây'
const DAY = 24 * 60 * 60_000
const WEEK = 7 * DAY
const SITEMAP = 'http://www.sitemaps.org/schemas/sitemap/0.9'

export const thoiBao: MediaSite = {
  id: 'thoi-bao',
  name: NAME,
  validators: 'both',
  pathOf,
  answer(request) {
    const { path, texts, origin, now } = request
    if (path === '/robots.txt') return plainReply(robots(origin))
    if (path === '/') return home(request)
    if (path === '/sitemap.xml') return index(request)
    if (path === '/sitemap-news.xml') return newsSitemap(texts, origin, now)
    const week = /^\/sitemap-tuan-(\d+)\.xml$/.exec(path)
    if (week !== null)
      return weekSitemap(
        texts.filter(text => weekOf(text) === Number(week[1])),
        origin,
      )
    const old = texts.find(text => path === `/${text.id}.aspx`)
    if (old !== undefined) return { kind: 'redirect', status: 301, to: pathOf(old) }
    const text = texts.find(text => path === pathOf(text))
    return text && htmlReply(article(text, texts, origin), text.publishedAt)
  },
}

function robots(origin: string): string {
  return `User-agent: *
Disallow: /quan-tri/
Disallow: /*/binh-luan$

Sitemap: ${origin}/sitemap.xml
Sitemap: ${origin}/sitemap-news.xml
`
}

function pathOf(text: InventedText): string {
  return `/tin/${text.id}/${slugOf(text.title)}`
}

function weekOf(text: InventedText): number {
  return Math.floor(text.publishedAt / WEEK)
}

function home({ texts }: SiteRequest): SiteReply {
  const items = texts.slice(0, 20).map(text => `<div class="tin">${linkTo(text)}</div>`)
  return htmlReply(page(NAME, items.join('\n')), newest(texts))
}

function index({ texts, origin }: SiteRequest): SiteReply {
  const weeks = Map.groupBy(texts, weekOf)
  const parts = [...weeks].map(
    ([week, those]) =>
      `<sitemap><loc>${origin}/sitemap-tuan-${week}.xml</loc><lastmod>${vietnamIsoTime(newest(those)!)}</lastmod></sitemap>`,
  )
  parts.unshift(`<sitemap><loc>${origin}/sitemap-news.xml</loc></sitemap>`)
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="${SITEMAP}">
${parts.join('\n')}
</sitemapindex>`
  return xmlReply(body, 'application/xml', newest(texts))
}

function weekSitemap(texts: readonly InventedText[], origin: string): SiteReply {
  const urls = texts.map(
    text =>
      `<url><loc>${origin}${pathOf(text)}</loc><lastmod>${vietnamIsoTime(text.publishedAt)}</lastmod></url>`,
  )
  return xmlReply(
    `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="${SITEMAP}">\n${urls.join('\n')}\n</urlset>`,
    'text/xml',
    newest(texts),
  )
}

function newsSitemap(texts: readonly InventedText[], origin: string, now: number): SiteReply {
  const urls = texts
    .filter(text => text.publishedAt > now - 2 * DAY)
    .map(
      text => `<url><loc>${origin}${pathOf(text)}</loc><news:news>
<news:publication><news:name>${NAME}</news:name><news:language>vi</news:language></news:publication>
<news:publication_date>${vietnamIsoTime(text.publishedAt)}</news:publication_date>
<news:title>${escapeMarkup(text.title)}</news:title></news:news></url>`,
    )
  return xmlReply(
    `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="${SITEMAP}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
${urls.join('\n')}
</urlset>`,
    'application/xml; charset=utf-8',
    newest(texts),
  )
}

function article(text: InventedText, texts: readonly InventedText[], origin: string): string {
  const [lead, ...rest] = text.paragraphs
  const others = texts.filter(other => other.publishedAt < text.publishedAt)
  const body = `<div class="box box-left"><h4>Đọc nhiều</h4>${others.slice(0, 4).map(linkTo).join('<br>')}</div>
<div class="box content-box" itemscope itemtype="http://schema.org/NewsArticle">
<meta itemprop="mainEntityOfPage" content="${origin}${pathOf(text)}">
<h1 itemprop="headline">${escapeMarkup(text.title)}</h1>
<div class="info"><time itemprop="datePublished" datetime="${vietnamIsoTime(text.publishedAt)}">${newspaperTime(text.publishedAt)}</time>
<span itemprop="author" itemscope itemtype="http://schema.org/Person"><span itemprop="name">${escapeMarkup(text.by)}</span></span></div>
<div itemprop="articleBody" class="noi-dung">
<h2 class="sapo">${linked(lead!)}</h2>
${rest.map(each => `<div class="doan"><p>${linked(each)}</p></div>`).join('\n')}
</div></div>
<div class="box box-right"><h4>Tin cùng chuyên mục</h4>${others.slice(4, 9).map(linkTo).join('<br>')}
<h4>Theo dõi chúng tôi</h4><p>Bấm để nhận bản tin sáng mỗi ngày qua thư điện tử.</p></div>`
  return page(text.title, body)
}

function linkTo(text: InventedText): string {
  return `<a href="${pathOf(text)}">${escapeMarkup(text.title)}</a>`
}

function page(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="vi-VN"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>${escapeMarkup(title)} | ${NAME}</title></head><body>
<div id="menu"><a href="/">Trang nhất</a> | <a href="/quan-tri/">Đăng nhập</a></div>
${body}
<div id="chan-trang">${NAME} - Trang tin của Bến Mây. Không sao chép khi chưa được đồng ý.</div>
</body></html>`
}
