// List pages (a section of a newspaper, the index of a forum) → links to articles or threads, and the next page.
//
// Without a selector, links are weighed by what is general about lists of articles: an address that looks like an
// article's (a long slug, a number, a date, `.html`), a text as long as a headline, a heading around it, and
// siblings of the same make. Menus, footers and links to other sites fall short of it.

import { LIMITS } from '#/kernel/limits.ts'
import type { SiteSelectors } from '#/kernel/media-source.ts'
import type { FoundLink } from './extracted.ts'
import { openPage, type OpenedPage } from './open-page.ts'
import { timeIn } from './page-byline.ts'
import { oneLine } from './plain-text.ts'
import { createSelection, type Selection } from './site-selection.ts'
import { absoluteAddress, sameSite } from './web-address.ts'

export interface ListPage {
  /** In the page's order, each address once. */
  readonly links: readonly FoundLink[]
  /** Absolute; of the same site. */
  readonly nextUrl: string | null
  readonly remarks: readonly string[]
}

/** Reads a list page that came from `url`. Never throws for what a page holds. */
export function readListPage(html: string, url: string, selectors: SiteSelectors, nowMs: number): ListPage {
  const page = openPage(html, selectors)
  const { document, head } = page
  const remarks = [...page.remarks]
  const selection = createSelection(document, selectors, remark => remarks.push(remark))
  selection.removeUnwanted()
  const base = absoluteAddress(head.base, url) ?? url
  const anchors = selection.has('links')
    ? selection.all('links').flatMap(anchorsOf)
    : articleAnchors(document, base)
  const links = linksOf(anchors, base, nowMs)
  if (links.length === 0) remarks.push('no links to articles are found on the page')
  return {
    links: links.slice(0, LIMITS.maxFoundLinks),
    nextUrl: nextPageOf(page, selection, url),
    remarks,
  }
}

/** Address of the page after this one, of the same site; null when there is none. */
export function nextPageOf({ document, head }: OpenedPage, selection: Selection, url: string): string | null {
  const base = absoluteAddress(head.base, url) ?? url
  const next = selection.has('next') ? anchorsOf(selection.first('next'))[0] : nextAnchor(document, base)
  const nextUrl = absoluteAddress(next?.getAttribute('href') ?? head.next, base)
  return nextUrl !== null && nextUrl !== withoutFragment(url) && sameSite(nextUrl, url) ? nextUrl : null
}

/** A selector may name the link or something around it. */
function anchorsOf(element: Element | null): readonly Element[] {
  if (element === null) return []
  if (element.localName === 'a') return [element]
  const inside = element.querySelector('a[href]')
  return inside === null ? [] : [inside]
}

function linksOf(anchors: readonly Element[], base: string, nowMs: number): FoundLink[] {
  const links = new Map<string, FoundLink>()
  for (const anchor of anchors) {
    const url = absoluteAddress(anchor.getAttribute('href'), base)
    if (url === null || url === withoutFragment(base)) continue
    const title = titleIn(anchor)
    const known = links.get(url)
    // A picture and a headline lead to the same article: the words count.
    if (known === undefined || (known.title ?? '').length < (title ?? '').length)
      links.set(url, {
        url,
        title: title ?? known?.title ?? null,
        published: known?.published ?? timeBeside(anchor, nowMs),
        author: null,
        summary: null,
      })
  }
  return [...links.values()]
}

function titleIn(anchor: Element): string | null {
  const heading = anchor.querySelector('h1, h2, h3, h4')
  const text = oneLine((heading ?? anchor).textContent ?? '')
  const title = text === '' ? oneLine(anchor.getAttribute('title') ?? '') : text
  return title === '' ? null : title.slice(0, 500)
}

const TIME_PLACES = 'time, [class*="time"], [class*="date"], [class*="ngay"], [itemprop="datePublished"]'
/** Steps outward from a link to the box of its article. */
const BOX_STEPS = 4

/** The time in the link's own box: the smallest around it that has one and no other article's heading. */
function timeBeside(anchor: Element, nowMs: number): number | null {
  let box: Element | null = anchor
  for (let step = 0; step < BOX_STEPS && box !== null; step++, box = box.parentElement) {
    if (step > 0 && box.querySelectorAll('h1, h2, h3, h4').length > 1) return null
    const place = box.querySelector(TIME_PLACES)
    const ms = place === null ? null : timeIn(place, nowMs)
    if (ms !== null) return ms
  }
  return null
}

/** What a link needs to count as one to an article. */
const ENOUGH = 3
const AROUND = new Set(['nav', 'footer', 'header', 'menu'])
const AROUND_NAMES =
  /(?:^|[\s_-])(?:nav|navbar|menu|footer|breadcrumbs?|pagination|pager|paging|tags?|social|share|login|lang|copyright|banner|ads?)(?=$|[\s_-])/iu
const NOT_ARTICLES =
  /\/(?:tags?|tac-gia|author|chuyen-muc|category|search|tim-kiem|login|dang-nhap|dang-ky|register|lien-he|contact|gioi-thieu|about|rss|video|page|trang)(?:\/|-\d+|\.html?|$)|[?&](?:s|q|page)=|\.(?:jpe?g|png|gif|webp|pdf|docx?|xlsx?|zip|mp[34]|rss|xml)$/iu

function articleAnchors(document: Document, base: string): readonly Element[] {
  const anchors = [...document.querySelectorAll('a[href]')].filter(anchor => !isAround(anchor))
  const weighed = anchors.map(anchor => ({ anchor, make: makeOf(anchor), weight: weightOf(anchor, base) }))
  const ofMake = new Map<string, number>()
  for (const { make, weight } of weighed)
    if (weight >= ENOUGH - 1) ofMake.set(make, (ofMake.get(make) ?? 0) + 1)
  return weighed
    .filter(({ make, weight }) => weight >= ENOUGH || (weight === ENOUGH - 1 && (ofMake.get(make) ?? 0) >= 3))
    .map(({ anchor }) => anchor)
}

function weightOf(anchor: Element, base: string): number {
  const address = absoluteAddress(anchor.getAttribute('href'), base)
  if (address === null || !sameSite(address, base)) return 0
  const { pathname, search } = new URL(address)
  if (pathname === '/' || NOT_ARTICLES.test(pathname + search)) return 0
  const slug = pathname.split('/').findLast(part => part !== '') ?? ''
  const words = (titleIn(anchor) ?? '').split(' ').filter(word => word !== '').length
  const hyphens = slug.split('-').length - 1
  let weight = 0
  if (hyphens >= 4) weight += 2
  else if (hyphens >= 2) weight += 1
  if (/\d{4,}|\/20\d\d\/\d\d?\//u.test(pathname) || /[?&](?:id|t|p|tid|newsid|itemid)=\d+/iu.test(search))
    weight += 1
  if (/\.(?:html?|htm|chn|vnp|ldo|tpo|epi|aspx?|php)$/iu.test(slug) && hyphens >= 1) weight += 1
  if (words >= 6) weight += 1
  if (words < 3) weight -= 1
  if (anchor.closest('h1, h2, h3, h4') !== null || anchor.querySelector('h1, h2, h3, h4') !== null)
    weight += 1
  if (
    anchor.closest('article, [class*="thread"], [class*="topic"], [class*="news"], [class*="story"]') !== null
  )
    weight += 1
  return weight
}

function isAround(anchor: Element): boolean {
  for (let element: Element | null = anchor; element !== null; element = element.parentElement) {
    const inHeading = element.localName === 'header' && element.parentElement?.localName === 'article'
    if (AROUND.has(element.localName) && !inHeading) return true
    if (AROUND_NAMES.test(`${element.getAttribute('class') ?? ''} ${element.id}`)) return true
  }
  return false
}

/** Links of one list are of one make: the same elements with the same classes above them. */
function makeOf(anchor: Element): string {
  const steps: string[] = []
  for (
    let element: Element | null = anchor;
    element !== null && steps.length < 3;
    element = element.parentElement
  )
    steps.push(`${element.localName}.${element.getAttribute('class') ?? ''}`)
  return steps.join('<')
}

const NEXT_WORDS =
  /^(?:trang (?:sau|tiếp|kế(?: tiếp)?)|tiếp(?: theo)?|sau|xem thêm|kế tiếp|next(?: page)?|older posts|cũ hơn|bài cũ hơn)?\s*[›»→>]*$/iu

/** By `rel`, by its words, by its class; else the number after the current one. */
function nextAnchor(document: Document, base: string): Element | undefined {
  const named = document.querySelector(
    'a[rel~="next"], a.next, .next > a, .next-page > a, a.next-page, a.pagination-next',
  )
  if (named !== null && named.getAttribute('href') !== null) return named
  const anchors = [...document.querySelectorAll('a[href]')]
  const worded = anchors.find(anchor => {
    const text = oneLine(anchor.textContent ?? '')
    return (
      text !== '' &&
      NEXT_WORDS.test(text) &&
      absoluteAddress(anchor.getAttribute('href'), base) !== withoutFragment(base)
    )
  })
  if (worded !== undefined) return worded
  const current = document.querySelector(
    '.pagination .active, .pagination .current, .paging .active, .page-numbers.current, [aria-current="page"]',
  )
  const page = Number(oneLine(current?.textContent ?? '') || 'x')
  if (!Number.isInteger(page)) return undefined
  return anchors.find(anchor => oneLine(anchor.textContent ?? '') === String(page + 1))
}

function withoutFragment(url: string): string | null {
  return absoluteAddress(url, url)
}
