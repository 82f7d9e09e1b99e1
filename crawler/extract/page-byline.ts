// Who wrote a page and when, out of its metadata and of what stands around the headline.

import type { PageHead } from './page-head.ts'
import type { LinkedArticle } from './json-ld.ts'
import { oneLine } from './plain-text.ts'
import { parseVietnameseTime } from './vietnamese-time.ts'

const AUTHOR_METAS = [
  'author',
  'article:author',
  'dc.creator',
  'dc:creator',
  'dcterms.creator',
  'parsely-author',
  'sailthru.author',
]
const AUTHOR_PLACES =
  '[itemprop="author"], [rel="author"], .author, .author-name, .author_name, .byline, .byline-name, .tac-gia, .tacgia, ' +
  '.ten-tac-gia, .article-author, .detail-author, .post-author, .entry-author, .vcard .fn, .nguoi-viet'
const TIME_METAS = [
  'article:published_time',
  'og:published_time',
  'datepublished',
  'date_published',
  'pubdate',
  'publishdate',
  'publish-date',
  'publish_date',
  'published_time',
  'sailthru.date',
  'parsely-pub-date',
  'dc.date.issued',
  'dcterms.created',
  'dc.date',
  'article.published',
  'article:post_modified',
  'date',
  'its_publication',
]
const TIME_PLACES =
  '[itemprop="datePublished"], time[datetime], time, [class*="date"], [class*="time"], [class*="ngay"], ' +
  '[class*="publish"], [class*="post-meta"], [class*="posted"], [class*="meta"], [id*="date"], [id*="time"]'
/** Longer ones are biographies, or a whole page in a box called `author`. */
const MAX_AUTHOR = 80
const MAX_TIME_TEXT = 120
const MAX_PLACES = 400

/** A name, or several as written; null when nobody is named. */
export function authorOf(head: PageHead, linked: LinkedArticle | null, document: Document): string | null {
  const claims = [linked?.author, ...AUTHOR_METAS.map(name => head.metas.get(name))]
  for (const claim of claims) {
    const name = authorName(claim ?? '')
    if (name !== null) return name
  }
  for (const place of document.querySelectorAll(AUTHOR_PLACES)) {
    const inside = place.querySelector('[itemprop="name"], .fn, .name')
    const name = authorName(inside?.getAttribute('content') ?? inside?.textContent ?? place.textContent ?? '')
    if (name !== null) return name
  }
  return null
}

/** The name in what stands in a byline; null for addresses, numbers and long texts. */
export function authorName(text: string): string | null {
  const name = nickname(text)
  return name === null || /\d{4}/u.test(name) ? null : name
}

/** Date or time of day: what stands beside a name, and is none. */
const MOMENT = /\d\s?[/:]\s?\d|\dh\d|\d{1,2}[-.]\d{1,2}[-.]\d{2,4}|(?:ngày|tháng|năm|lúc)\s+\d/iu

/** The same of who answers: names that people give themselves have years and numbers in them. */
export function nickname(text: string): string | null {
  const line = oneLine(text)
    .replace(
      /^(?:tác giả|người viết|bài viết|bài|bài và ảnh|theo|by|posted by|đăng bởi|viết bởi)\s*[:：]?\s+/iu,
      '',
    )
    .replace(/\s(?:viết|nói|says|said|wrote)\s*:$/iu, '')
    .replace(/\(?\S+@\S+\)?/gu, '')
    .replace(/\s*[|,•·–-]\s*$/u, '')
    .trim()
  const isName =
    line.length >= 2 &&
    line.length <= MAX_AUTHOR &&
    /\p{L}{2}/u.test(line) &&
    !/^https?:|^www\./iu.test(line) &&
    !MOMENT.test(line)
  return isName ? line : null
}

/** ms UTC: of JSON-LD, of metadata, of what stands on the page, of the address; null when none of them tells. */
export function publishedOf(
  head: PageHead,
  linked: LinkedArticle | null,
  document: Document,
  url: string,
  nowMs: number,
): number | null {
  const claims = [linked?.published, ...TIME_METAS.map(name => head.metas.get(name))]
  for (const claim of claims) {
    const ms = parseVietnameseTime(claim, nowMs)
    if (ms !== null) return ms
  }
  return publishedIn(document, nowMs) ?? publishedInAddress(url, nowMs)
}

/** The first place that is called by a time and holds one; those in lists of other articles come after the heading. */
function publishedIn(document: Document, nowMs: number): number | null {
  const places = [...document.querySelectorAll(TIME_PLACES)].slice(0, MAX_PLACES)
  const heading = document.querySelector('h1')
  const after = heading === null ? -1 : places.findIndex(place => follows(heading, place))
  const ordered = after === -1 ? places : [...places.slice(after), ...places.slice(0, after)]
  for (const place of ordered) {
    const ms = timeIn(place, nowMs)
    if (ms !== null) return ms
  }
  return null
}

/** Time that an element tells by `datetime`, `content`, `title` or its few words. */
export function timeIn(element: Element, nowMs: number): number | null {
  for (const attribute of ['datetime', 'content', 'data-time', 'data-timestamp']) {
    const ms = parseVietnameseTime(element.getAttribute(attribute), nowMs)
    if (ms !== null) return ms
  }
  const text = element.textContent ?? ''
  if (text.length > 4 * MAX_TIME_TEXT) return null
  const line = oneLine(text)
  const ms = line.length > MAX_TIME_TEXT ? null : parseVietnameseTime(line, nowMs)
  return ms ?? parseVietnameseTime(element.getAttribute('title'), nowMs)
}

function follows(earlier: Node, later: Node): boolean {
  return (earlier.compareDocumentPosition(later) & 4) !== 0
}

function publishedInAddress(url: string, nowMs: number): number | null {
  const found = /\/(20\d\d)[/-](\d{1,2})[/-](\d{1,2})(?!\d)/u.exec(url)
  return found === null ? null : parseVietnameseTime(`${found[1]}-${found[2]}-${found[3]}`, nowMs)
}
