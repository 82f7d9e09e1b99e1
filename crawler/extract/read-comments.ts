// Readers' comments on a page, where they are public and in the page itself: by the site's selectors, by microdata
// and JSON-LD, by what elements are called on common systems.

import { LIMITS } from '#/kernel/limits.ts'
import { textOfElement } from './element-text.ts'
import type { ExtractedComment } from './extracted.ts'
import type { LinkedArticle } from './json-ld.ts'
import { authorName, timeIn } from './page-byline.ts'
import { oneLine, textOfFragment } from './plain-text.ts'
import type { Selection } from './site-selection.ts'
import { parseVietnameseTime } from './vietnamese-time.ts'

/** One comment by what it is called: microdata, then WordPress, Drupal, Vietnamese newsrooms' own systems. */
const PLACES = [
  '[itemprop="comment"], [itemtype$="/Comment"], [itemtype$="/UserComments"]',
  '.comment-body, .comment-content-wrap, .comment_item, .comment-item, .cmt-item, .item-comment, .item_comment, .box-comment-item, .binhluan-item, .binh-luan-item',
  'li.comment, div.comment, article.comment',
]
const TEXT_PLACES =
  '[itemprop="text"], [itemprop="commentText"], .comment-content, .comment-text, .comment_text, .cmt-content, .cmt-text, ' +
  '.content-comment, .content_comment, .full_content, .noi-dung, .noidung, .binhluan-noidung, .body-comment, .text'
const AUTHOR_PLACES =
  '[itemprop="author"], [itemprop="creator"], .comment-author .fn, .comment-author, .cmt-author, .nickname, .nick-name, .user-name, .username, ' +
  '.author-name, .name, .author, .ten-nguoi-gui, .ten, cite, strong, b'
const TIME_PLACES =
  '[itemprop="dateCreated"], [itemprop="datePublished"], [itemprop="commentTime"], time, .comment-time, .comment-date, .time-com, .time, .date, ' +
  '.ago, .thoi-gian, .ngay, .comment-metadata'
/** Of a comment, what is no word of its author. */
const AROUND =
  'button, form, .reply, .comment-reply, .like, .total_like, .reactions, .tra-loi, .bao-cao, .report, .avatar, .user_status'
const MAX_TEXT = 10_000

/** Oldest first, those without a time where they stand; does not change the page. */
export function readComments(
  document: Document,
  selection: Selection,
  linked: LinkedArticle | null,
  nowMs: number,
): readonly ExtractedComment[] {
  const found = (selection.has('comment') ? selection.all('comment') : generalPlaces(document)).slice(
    0,
    LIMITS.maxPageComments,
  )
  const inPage = found.flatMap(element => commentIn(element, selection, nowMs))
  const comments = inPage.length > 0 ? inPage : linkedComments(linked, nowMs)
  return oldestFirst(withoutRepeats(comments))
}

/** Of the ways to mark comments, the first that the page knows. */
function generalPlaces(document: Document): readonly Element[] {
  for (const place of PLACES) {
    const found = [...document.querySelectorAll(place)]
    if (found.length > 0) return found
  }
  return []
}

function commentIn(element: Element, selection: Selection, nowMs: number): ExtractedComment[] {
  const nested = nestedIn(element, selection)
  const own = (found: Element | null | undefined): Element | null =>
    found !== null && found !== undefined && !nested.some(other => other.contains(found)) ? found : null
  const firstOwn = (
    part: 'commentText' | 'commentAuthor' | 'commentTime',
    places: string,
  ): Element | null => {
    const found = selection.has(part) ? selection.all(part, element) : [...element.querySelectorAll(places)]
    return found.map(own).find(one => one !== null) ?? null
  }
  const author = firstOwn('commentAuthor', AUTHOR_PLACES)
  const time = firstOwn('commentTime', TIME_PLACES)
  const place = firstOwn('commentText', TEXT_PLACES)
  const text = place === null ? wordsAround(element, [author, time, ...nested]) : wordsAround(place, nested)
  if (text === '') return []
  return [
    {
      id: idOf(element),
      text: text.slice(0, MAX_TEXT),
      author: author === null ? null : authorName(author.getAttribute('content') ?? author.textContent ?? ''),
      published: time === null ? null : timeIn(time, nowMs),
    },
  ]
}

/** Answers inside a comment are comments of their own. */
function nestedIn(element: Element, selection: Selection): readonly Element[] {
  if (selection.has('comment')) return selection.all('comment', element)
  return PLACES.flatMap(place => [...element.querySelectorAll(place)]).filter(
    other => other !== element && !isBodyOf(other, element),
  )
}

/** `.comment-body` inside `.comment` is the same comment. */
function isBodyOf(inner: Element, outer: Element): boolean {
  return inner.parentElement === outer && inner.classList.contains('comment-body')
}

function wordsAround(element: Element, without: readonly (Element | null)[]): string {
  const copy = element.cloneNode(true) as Element
  const originals = [...element.querySelectorAll('*')]
  const copies = [...copy.querySelectorAll('*')]
  const unwanted = new Set(without)
  for (const [at, original] of originals.entries()) if (unwanted.has(original)) copies[at]?.remove()
  for (const around of copy.querySelectorAll(AROUND)) around.remove()
  return textOfElement(copy)
}

function idOf(element: Element): string | null {
  for (const attribute of ['data-comment-id', 'data-cmt-id', 'data-id', 'id']) {
    const id = element.getAttribute(attribute)?.trim() ?? ''
    if (id !== '') return id
  }
  return null
}

function linkedComments(linked: LinkedArticle | null, nowMs: number): ExtractedComment[] {
  return (linked?.comments ?? []).map(({ id, text, author, published }) => ({
    id,
    text: textOfFragment(text),
    author: authorName(author ?? ''),
    published: parseVietnameseTime(published, nowMs),
  }))
}

function withoutRepeats(comments: readonly ExtractedComment[]): ExtractedComment[] {
  const seen = new Set<string>()
  return comments.filter(comment => {
    const key = `${comment.id ?? ''}\n${comment.author ?? ''}\n${oneLine(comment.text)}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

function oldestFirst(comments: readonly ExtractedComment[]): ExtractedComment[] {
  if (comments.some(comment => comment.published === null)) return [...comments]
  return [...comments].sort((a, b) => a.published! - b.published!)
}
