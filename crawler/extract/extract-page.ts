// A page → title, text, author, time, language, comments. What the site's selectors name comes first, then what the
// page says of itself (JSON-LD, metadata), then what reads like an article.

import type { SiteSelectors } from '#/kernel/media-source.ts'
import { articleText } from './article-text.ts'
import { joinBlocks, textOfElement } from './element-text.ts'
import type { ExtractedPage } from './extracted.ts'
import { readJsonLd } from './json-ld.ts'
import { openPage, type OpenedPage } from './open-page.ts'
import { authorName, authorOf, publishedOf, timeIn } from './page-byline.ts'
import { readComments } from './read-comments.ts'
import { languageOf } from './page-language.ts'
import { titleOf } from './page-title.ts'
import { oneLine, textOfEscaped } from './plain-text.ts'
import { createSelection, type Selection } from './site-selection.ts'
import { absoluteAddress, sameSite } from './web-address.ts'

export interface ExtractOptions {
  /** Where the page came from, after redirects. */
  readonly url: string
  /** ms UTC; "3 giờ trước" counts from here, and nothing was published later. */
  readonly nowMs: number
  readonly selectors?: SiteSelectors
  readonly withComments?: boolean
}

/** Never throws for what a page holds: one that cannot be read has an empty text and a remark that says why. */
export function extractPage(html: string, options: ExtractOptions): ExtractedPage {
  const page = openPage(html, options.selectors)
  const remarks = [...page.remarks]
  const selection = createSelection(page.document, options.selectors ?? {}, remark => remarks.push(remark))
  selection.removeUnwanted()
  const linked = readJsonLd(page.head.jsonLd)
  const title =
    selectedLine(selection, 'title') ??
    titleOf(page.head, linked?.headline ?? null, page.document, hostOf(options.url))
  const author =
    authorName(selectedLine(selection, 'author') ?? '') ?? authorOf(page.head, linked, page.document)
  const published =
    selectedTime(selection, options.nowMs) ??
    publishedOf(page.head, linked, page.document, options.url, options.nowMs)
  const comments =
    options.withComments === true ? readComments(page.document, selection, linked, options.nowMs) : []
  const again = (): Document => {
    const document = page.again()
    createSelection(document, options.selectors ?? {}, () => {}).removeUnwanted()
    return document
  }
  const text =
    selectedText(selection) ??
    fullerText(articleText(page.document, again, title, options.nowMs), linked?.body ?? null)
  if (text === '')
    remarks.push(html.trim() === '' ? 'the page is empty' : 'nothing on the page reads like an article')
  return {
    title,
    text,
    author,
    published,
    language: languageOf(text === '' ? title : text, page.head.language ?? linked?.language ?? null),
    canonicalUrl: canonicalOf(page, options.url),
    comments,
    remarks,
  }
}

function selectedLine(selection: Selection, part: 'title' | 'author'): string | null {
  const line = oneLine(selection.first(part)?.textContent ?? '')
  return line === '' ? null : line
}

function selectedTime(selection: Selection, nowMs: number): number | null {
  const element = selection.first('published')
  return element === null ? null : timeIn(element, nowMs)
}

/** Every place that the selector names, in the page's order: a lead and a body stand apart on many sites. */
function selectedText(selection: Selection): string | null {
  const text = selection
    .outermost('text')
    .map(element => textOfElement(element))
    .filter(part => part !== '')
    .join('\n\n')
  return text === '' ? null : text
}

/** What stands on the page counts, unless JSON-LD has more than twice as much: then scripts were to draw it. */
function fullerText(onPage: string, inJsonLd: string | null): string {
  if (inJsonLd === null || inJsonLd.length <= 2 * onPage.length) return onPage
  const paragraphs = inJsonLd
    .split(/(?:\r?\n|<\/p>|<br\s*\/?>)+/iu)
    .map(textOfEscaped)
    .filter(paragraph => paragraph !== '')
  const text = joinBlocks(paragraphs)
  return text.length > 2 * onPage.length ? text : onPage
}

/** Of the same site only: a page must not pass itself off as another site's. */
function canonicalOf({ head }: OpenedPage, url: string): string | null {
  const base = absoluteAddress(head.base, url) ?? url
  for (const written of [head.canonical, head.metas.get('og:url')]) {
    const address = absoluteAddress(written, base)
    if (address !== null && sameSite(address, url)) return address
  }
  return null
}

function hostOf(url: string): string {
  return URL.parse(url)?.hostname ?? ''
}
