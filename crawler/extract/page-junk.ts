// Takes out of a page, before it is read, what surrounds an article by its makers' own names for it: bars for
// sharing, related links, newsletter boxes, advertising, captions, comments, other articles. Names are words of
// `class` and `id`, in English and Vietnamese, as sites everywhere use them.
//
// A name alone proves little (`<body class="has-sidebar">`), so nothing goes that holds the headline, half of the
// page's words, or the paragraphs with the most words.

import { isHidden } from './element-text.ts'
import { oneLine } from './plain-text.ts'

/** Whole boxes that are not the article. Words are separated by hyphens; each group says what it is for. */
const BOXES = namesOf(
  // Other articles.
  'related relateds relatednews relatedarticles recommended recommendation recommendations recirc trending popular most-read mostread ' +
    'more-news more-stories read-more readmore read-next up-next see-also outbrain taboola mgid dable ' +
    'lien-quan lienquan tin-lien-quan tinlienquan bai-lien-quan cung-chuyen-muc doc-them docthem xem-them xemthem tin-khac tinkhac ' +
    'tin-moi tinmoi tin-noi-bat doc-nhieu docnhieu co-the-quan-tam goi-y',
  // Sharing and following.
  'share shares sharing sharethis share-bar sharebar addthis addtoany social socials social-media follow-us chia-se chiase',
  // Subscribing.
  'newsletter newsletters signup sign-up subscribe subscription subscribe-box paywall dang-ky dang-ky-nhan-tin',
  // Advertising.
  'ad ads advert adverts advertisement advertising advertorial adsbygoogle adslot ad-slot dfp sponsor sponsored promo promos promotion ' +
    'promobox banner banners quang-cao quangcao qc',
  // What readers wrote.
  'comment comments comment-list commentlist disqus fb-comments fbcomments respond binh-luan binhluan y-kien ykien',
  // Ways around the site.
  'breadcrumb breadcrumbs breadcrum nav navbar navigation menu submenu pagination pager paging sidebar rightrail right-rail aside toc ' +
    'skip-link tags taglist tag-list post-tags article-tags tu-khoa tukhoa keywords footer',
  // Who wrote it, at length.
  'bio author-bio authorbio author-box authorbox author-info about-author about-the-author author-details',
  // Pictures' words, and pictures in rows.
  'caption captions figcaption wp-caption-text imgcaption photocms-caption chu-thich chuthich credit credits photo-credit image-credit image-copyright ' +
    'gallery galleries slideshow slideshows carousel slider',
  // For machines, printers, and people who see neither.
  'sr-only visually-hidden visuallyhidden screen-reader screen-reader-text off-screen offscreen no-print noprint',
  // Asking something of the reader.
  'cookie cookies gdpr popup modal overlay rating ratings vote poll survey report-error bao-loi disclaimer disclosure',
)
/** Posts of others that an article quotes: `social-media-embed`. */
const QUOTED = namesOf('embed embeds embedded tweet twitter-tweet quote')
/** Short marks beside the headline; a longer box of that name is something else. */
const MARKS = namesOf(
  'date dates datetime time times timestamp publish-date published post-date posted posted-on updated byline bylines author authors ' +
    'meta post-meta entry-meta article-meta post-info entry-info views view-count viewcount reading-time read-time ' +
    'ngay ngay-dang thoi-gian tac-gia tacgia luot-xem nguon source kicker eyebrow label category categories chuyen-muc cat-links',
)
/** The place that a report begins with: set off by style alone, it would run into the first word. */
const PLACE_STAMP = namesOf('location-stamp dateline')
const MAX_MARK = 160
const BOX_ELEMENTS = new Set(['nav', 'footer', 'aside', 'figcaption', 'button', 'form', 'menu', 'cite'])
/** An aside, a form or a footer this long may hold the article: pages of old systems are one form. */
const MAX_BOX_SHARE = 0.5
/** Of a page with hardly any text nothing is taken by share. */
const FEW = 200

/** Changes the document. `title` tells which of several `<article>`s is the page's own. */
export function removeJunk(document: Document, title: string): void {
  const { body } = document
  const words = ownWords(body)
  const whole = Math.max(words.get(body) ?? 0, FEW)
  const kept = new Set([...aroundHeadline(document, title), ...withAncestors(fullestElement(body).element)])
  let element = nextElement(body, body)
  while (element !== null) {
    if (PLACE_STAMP.test(nameOf(element))) element.append(' – ')
    const share = (words.get(element) ?? 0) / whole
    const junk = isHidden(element) || isOtherArticle(element, kept, share) || isJunk(element, kept, share)
    const next: Element | null = junk ? elementAfter(element, body) : nextElement(element, body)
    if (junk) element.remove()
    // Readability knows names too: it would take them for a byline, or a bar of links to social networks.
    else if (isMisleading(element))
      for (const name of ['class', 'rel', 'itemprop']) element.removeAttribute(name)
    element = next
  }
}

function isJunk(element: Element, kept: ReadonlySet<Element>, share: number): boolean {
  if (kept.has(element)) return false
  const names = nameOf(element)
  const box =
    BOX_ELEMENTS.has(element.localName) || (names !== '' && BOXES.test(names) && !QUOTED.test(names))
  if (box) return share < MAX_BOX_SHARE
  if (element.localName !== 'time' && (names === '' || !MARKS.test(names))) return false
  // A time or a name inside a sentence belongs to it.
  return oneLine(element.textContent ?? '').length <= MAX_MARK && !isInSentence(element)
}

/** Teasers for other articles: `<article>`s with a linked heading, beside the one that the page is about. */
function isOtherArticle(element: Element, kept: ReadonlySet<Element>, share: number): boolean {
  if (element.localName !== 'article' || kept.has(element) || share >= MAX_BOX_SHARE) return false
  if (![...kept].some(other => other.localName === 'article')) return false
  return (
    element.querySelector(
      'h1 a[href], h2 a[href], h3 a[href], h4 a[href], a[href] h2, a[href] h3, a[href] h4',
    ) !== null
  )
}

function isMisleading(element: Element): boolean {
  const names = nameOf(element)
  return QUOTED.test(names) || (MARKS.test(names) && isInSentence(element))
}

function isInSentence(element: Element): boolean {
  const paragraph = element.closest('p, li, blockquote')
  if (paragraph === null || paragraph === element) return false
  return (paragraph.textContent ?? '').length > 2 * (element.textContent ?? '').length + 40
}

/** What is around the headline; empty when none is found. */
function aroundHeadline(document: Document, title: string): Element[] {
  const headings = [...document.querySelectorAll('h1, h2')].filter(
    heading => heading.closest('nav, footer, aside') === null,
  )
  const named = headings.find(heading => title !== '' && sameWords(heading.textContent ?? '', title))
  const heading = named ?? headings.find(heading => heading.localName === 'h1')
  return withAncestors(heading?.parentElement ?? null)
}

function withAncestors(element: Element | null): Element[] {
  const found: Element[] = []
  for (let at = element; at !== null; at = at.parentElement) found.push(at)
  return found
}

export function sameWords(one: string, other: string): boolean {
  const bare = (text: string): string =>
    oneLine(text)
      .toLowerCase()
      .replace(/[^\p{L}\d]+/gu, ' ')
      .trim()
  return bare(one) === bare(other)
}

/** Characters of text outside links, by element with all that is in it; one walk. */
function ownWords(root: Element): ReadonlyMap<Element, number> {
  const words = new Map<Element, number>()
  const elements = [root, ...root.querySelectorAll('*')]
  for (const element of elements) words.set(element, directWords(element))
  // Children come after their parents in the page's order, so sums run backwards.
  for (const element of elements.toReversed()) {
    const parent = element.parentElement
    if (element !== root && parent !== null) words.set(parent, words.get(parent)! + words.get(element)!)
  }
  return words
}

export interface Fullest {
  readonly element: Element | null
  /** Characters of its own paragraphs. */
  readonly words: number
}

/** The element whose own paragraphs, or own lines, have the most words: there the article is, if anywhere. */
export function fullestElement(root: Element): Fullest {
  const held = new Map<Element, number>()
  let fullest: Fullest = { element: null, words: 0 }
  for (const element of root.querySelectorAll('*')) {
    const count = directWords(element)
    if (count === 0) continue
    let holder: Element | null = element
    while (holder !== null && holder !== root && (INLINE.has(holder.localName) || holder.localName === 'p'))
      holder = holder.parentElement
    if (holder === null || holder === root) continue
    const words = (held.get(holder) ?? 0) + count
    held.set(holder, words)
    if (words > fullest.words) fullest = { element: holder, words }
  }
  return fullest
}

const INLINE = new Set('b i em strong span font u small big sub sup mark q abbr cite'.split(' '))

function directWords(element: Element): number {
  if (element.localName === 'a') return 0
  let count = 0
  for (let node = element.firstChild; node !== null; node = node.nextSibling)
    if (node.nodeType === 3) count += (node as Text).data.trim().length
  return count
}

/** `relatedNews box_tin-moi` → `-related-news-box-tin-moi-`. */
function nameOf(element: Element): string {
  const written = `${element.getAttribute('class') ?? ''} ${element.id}`
  if (written === ' ') return ''
  const words = written
    .replace(/([a-z\d])([A-Z])/gu, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z\d]+/gu, '-')
  return `-${words}-`
}

function namesOf(...groups: readonly string[]): RegExp {
  const names = groups.flatMap(group => group.split(' '))
  return new RegExp(`-(?:${names.join('|')})-`, 'u')
}

function nextElement(element: Element, root: Element): Element | null {
  return element.firstElementChild ?? elementAfter(element, root)
}

/** In the page's order, past all that is in it. */
function elementAfter(element: Element, root: Element): Element | null {
  for (let at: Element | null = element; at !== null && at !== root; at = at.parentElement)
    if (at.nextElementSibling !== null) return at.nextElementSibling
  return null
}
