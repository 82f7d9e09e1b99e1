// "Báo Dân Hỏi": readers' comments in public under every article. It has three feeds: an Atom feed as it
// should be, one that holds a bare & and times of an old system, and one that breaks off in the middle.

import { vietnamIsoTime } from '#/kernel/vietnam-time.ts'
import type { InventedText } from '../invented-text.ts'
import {
  commentTime,
  escapeMarkup,
  httpTime,
  linked,
  newspaperTime,
  oldSystemTime,
  paragraphsOf,
  slugOf,
} from '../markup.ts'
import {
  htmlReply,
  type MediaSite,
  newest,
  plainReply,
  type SiteReply,
  type SiteRequest,
  xmlReply,
} from '../site.ts'

const NAME = 'Báo Dân Hỏi'
const FEED_ITEMS = 40

export const danHoi: MediaSite = {
  id: 'dan-hoi',
  name: NAME,
  validators: 'etag',
  pathOf,
  answer(request) {
    const { path, texts } = request
    if (path === '/robots.txt')
      return plainReply('User-agent: *\nDisallow: /gui-cau-hoi\nDisallow: /tai-khoan/\n')
    if (path === '/') return htmlReply(page(NAME, texts.slice(0, 20).map(linkTo).join('<br>')), newest(texts))
    if (path === '/atom.xml') return atom(request)
    if (path === '/rss/ban-doc.rss') return carelessFeed(request)
    if (path === '/rss/cat-ngang.rss') return brokenOffFeed(request)
    const text = texts.find(text => path === pathOf(text))
    return text && article(text, request)
  },
}

function pathOf(text: InventedText): string {
  return `/hoi-dap/${slugOf(text.title)}.${text.id}.htm`
}

function atom({ texts, origin }: SiteRequest): SiteReply {
  const entries = texts.slice(0, FEED_ITEMS).map(
    text => `<entry><title>${escapeMarkup(text.title)}</title><id>${origin}${pathOf(text)}</id>
<link rel="alternate" href="${origin}${pathOf(text)}"/><published>${vietnamIsoTime(text.publishedAt)}</published>
<updated>${vietnamIsoTime(text.publishedAt)}</updated><author><name>${escapeMarkup(text.by)}</name></author>
<summary type="html">${escapeMarkup(`<p>${escapeMarkup(text.paragraphs[0]!)}</p>`)}</summary></entry>`,
  )
  const body = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>${NAME}</title><id>${origin}/</id>
<updated>${vietnamIsoTime(newest(texts) ?? 0)}</updated><link rel="self" href="${origin}/atom.xml"/>
${entries.join('\n')}
</feed>`
  return xmlReply(body, 'application/atom+xml', newest(texts))
}

/** As a content system from 2005 writes it: `&` as it is, times of Windows in Vietnamese. */
function carelessFeed({ texts, origin }: SiteRequest): SiteReply {
  const items = texts.slice(0, FEED_ITEMS).map(
    text => `<item><title>Hỏi & đáp: ${text.title}</title>
<link>${origin}${pathOf(text)}?nguon=rss&muc=ban-doc</link>
<pubDate>${oldSystemTime(text.publishedAt)}</pubDate>
<description>${escapeMarkup(text.paragraphs[0]!)}</description></item>`,
  )
  const body = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>${NAME} - Hỏi & đáp</title><link>${origin}/</link><description>Bạn đọc</description>
${items.join('\n')}
</channel></rss>`
  return xmlReply(body, 'text/xml; charset=utf-8', newest(texts))
}

/** Ends in the middle of its third item, as when a server falls over while writing. */
function brokenOffFeed({ texts, origin }: SiteRequest): SiteReply {
  const items = texts.slice(0, 3).map(
    text => `<item><title>${escapeMarkup(text.title)}</title><link>${origin}${pathOf(text)}</link>
<pubDate>${httpTime(text.publishedAt)}</pubDate><description>${escapeMarkup(text.paragraphs.join(' '))}</description></item>`,
  )
  const whole = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>${NAME}</title><link>${origin}/</link><description>Tin</description>
${items.join('\n')}`
  return xmlReply(whole.slice(0, -200), 'application/rss+xml', newest(texts))
}

function article(text: InventedText, { under, texts, origin }: SiteRequest): SiteReply {
  const comments = under(text.id).map(
    comment => `<li class="binh-luan" id="bl-${comment.id}"><div class="nguoi"><b class="ten">${escapeMarkup(comment.by)}</b>
<span class="luc">${commentTime(comment.publishedAt)}</span></div>
<div class="loi">${comment.paragraphs.map(linked).join('<br>')}</div>
<div class="nut"><span>Thích</span> · <span>Trả lời</span></div></li>`,
  )
  const body = `<section class="bai"><h1>${escapeMarkup(text.title)}</h1>
<div class="thong-tin"><span class="but-danh">${escapeMarkup(text.by)}</span> <span class="gio">${newspaperTime(text.publishedAt)}</span></div>
<div class="than-bai">${paragraphsOf(text)}</div></section>
<section id="y-kien"><h3>Ý kiến bạn đọc (${comments.length})</h3><ul>${comments.join('\n')}</ul></section>
<section class="xem-them"><h3>Xem thêm</h3>${texts
    .filter(other => other.publishedAt < text.publishedAt)
    .slice(0, 4)
    .map(linkTo)
    .join('<br>')}</section>`
  const canonical = `<link rel="canonical" href="${origin}${pathOf(text)}">`
  return htmlReply(page(text.title, body, canonical), newest([text, ...under(text.id)]))
}

function linkTo(text: InventedText): string {
  return `<a href="${pathOf(text)}">${escapeMarkup(text.title)}</a>`
}

function page(title: string, body: string, head = ''): string {
  return `<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>${escapeMarkup(title)}</title>
<link rel="alternate" type="application/atom+xml" href="/atom.xml">${head}</head><body>
<div class="dau-trang"><a href="/">${NAME}</a> · <a href="/gui-cau-hoi">Gửi câu hỏi</a> · <a href="/tai-khoan/vao">Tài khoản</a></div>
${body}
<div class="cuoi-trang">${NAME} trân trọng ý kiến của bạn đọc. Bình luận có thể được biên tập.</div></body></html>`
}
