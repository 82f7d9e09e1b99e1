// Readers' comments on a page, where they are public and in the page itself: by the site's selectors, by microdata
// and JSON-LD, by what elements are called on common systems.

import { LIMITS } from '#/kernel/limits.ts'
import { textOfElement } from './element-text.ts'
import type { ExtractedComment } from './extracted.ts'
import type { LinkedArticle } from './json-ld.ts'
import { nickname, timeIn } from './page-byline.ts'
import { oneLine, textOfFragment } from './plain-text.ts'
import type { Selection } from './site-selection.ts'
import { parseVietnameseTime } from './vietnamese-time.ts'

/** One comment by what it is called: microdata, then WordPress, Drupal, Vietnamese newsrooms' own systems. */
const COMMENT_PLACES = [
  '[itemprop="comment"], [itemtype$="/Comment"], [itemtype$="/UserComments"]',
  '.comment-body, .comment_item, .comment-item, .cmt-item, .item-comment, .item_comment, .box-comment-item, .binhluan-item, .binh-luan-item',
  'li.comment, div.comment, article.comment',
] as const
/** One post of a thread: XenForo, vBulletin, Discourse, NodeBB, phpBB, plain names; else what comments are called. */
const POST_PLACES = [
  'article.message--post, li.postcontainer, li.postbitlegacy, .topic-post, [component="post"], div.postbody',
  '.forum-post, .post-item, .bai-viet, .thread-post, article.post, li.post, div.post, tr.post',
  ...COMMENT_PLACES,
] as const
const TEXT_PLACES =
  '[itemprop="text"], [itemprop="commentText"], .message-body .bbWrapper, .postcontent, .cooked, .post-content, .post-body, ' +
  '.postbody .content, .comment-content, .comment-text, .comment_text, .cmt-content, .cmt-text, .content-comment, ' +
  '.content_comment, .full_content, .noi-dung, .noidung, .binhluan-noidung, .body-comment, .noi-dung-binh-luan'
const AUTHOR_PLACES =
  '[itemprop="author"], [itemprop="creator"], .comment-author .fn, .comment-author, .cmt-author, .message-name, .nickname, ' +
  '.nick-name, .user-name, .username, .author-name, .author, .ten-nguoi-gui, .nguoi-gui, .name, .ten, cite, b, strong'
const TIME_PLACES =
  '[itemprop="dateCreated"], [itemprop="datePublished"], [itemprop="commentTime"], time, .comment-time, .comment-date, ' +
  '.comment-metadata, .time-com, .time, .date, .postdate, .ago, .thoi-gian, .ngay'
/** In a comment or post, what is no word of its author; quotations of others are not either. */
const AROUND =
  'button, form, .reply, .comment-reply, .like, .total_like, .reactions, .tra-loi, .report, .avatar, .user_status, ' +
  '.signature, .bbCodeBlock--quote, .bbcode_container, .message-user, .postprofile'
const MAX_TEXT = 20_000

/** Comments of readers, oldest first; as they stand when not every one has a time. Does not change the page. */
export function readComments(
  document: Document,
  selection: Selection,
  linked: LinkedArticle | null,
  nowMs: number,
): readonly ExtractedComment[] {
  return readAt(COMMENT_PLACES, document, selection, linked, nowMs)
}

/** The posts of a thread's page, the opening one among them; otherwise as `readComments`. */
export function readPosts(
  document: Document,
  selection: Selection,
  linked: LinkedArticle | null,
  nowMs: number,
): readonly ExtractedComment[] {
  return readAt(POST_PLACES, document, selection, linked, nowMs)
}

function readAt(
  places: readonly string[],
  document: Document,
  selection: Selection,
  linked: LinkedArticle | null,
  nowMs: number,
): readonly ExtractedComment[] {
  const found = selection.has('comment') ? selection.all('comment') : firstKnown(places, document)
  const owners = new Set(found.slice(0, LIMITS.maxPageComments))
  const parts = (part: 'commentText' | 'commentAuthor' | 'commentTime', general: string): PartOf =>
    byOwner(selection.has(part) ? selection.all(part) : [...document.querySelectorAll(general)], owners)
  const texts = parts('commentText', TEXT_PLACES)
  const authors = parts('commentAuthor', AUTHOR_PLACES)
  const times = parts('commentTime', TIME_PLACES)
  const around = new Set(owners.size === 0 ? [] : document.querySelectorAll(AROUND))
  const inPage = [...owners].flatMap(owner => {
    const [place, author, time] = [texts.get(owner), authors.get(owner), times.get(owner)]
    const without = new Set(place === undefined ? [author, time] : [])
    const text = textOfElement(
      place ?? owner,
      element => owners.has(element) || around.has(element) || without.has(element),
    )
    if (text === '') return []
    return [
      {
        id: idOf(owner),
        text: text.slice(0, MAX_TEXT),
        author:
          author === undefined ? null : nickname(author.getAttribute('content') ?? author.textContent ?? ''),
        published: time === undefined ? null : timeIn(time, nowMs),
      },
    ]
  })
  return oldestFirst(withoutRepeats(inPage.length > 0 ? inPage : linkedComments(linked, nowMs)))
}

type PartOf = ReadonlyMap<Element, Element>

/** Of the ways to mark comments, the first that the page knows. */
function firstKnown(places: readonly string[], document: Document): readonly Element[] {
  for (const place of places) {
    const found = [...document.querySelectorAll(place)]
    if (found.length > 0) return found
  }
  return []
}

/** The first part of each comment that stands in it and not in an answer inside it. */
function byOwner(parts: readonly Element[], owners: ReadonlySet<Element>): PartOf {
  const first = new Map<Element, Element>()
  for (const part of parts) {
    let owner = part.parentElement
    while (owner !== null && !owners.has(owner)) owner = owner.parentElement
    if (owner !== null && !owners.has(part) && !first.has(owner)) first.set(owner, part)
  }
  return first
}

function idOf(element: Element): string | null {
  for (const attribute of ['data-comment-id', 'data-cmt-id', 'data-id', 'data-content', 'id']) {
    const id = element.getAttribute(attribute)?.trim() ?? ''
    if (id !== '') return id
  }
  return null
}

function linkedComments(linked: LinkedArticle | null, nowMs: number): ExtractedComment[] {
  return (linked?.comments ?? []).map(({ id, text, author, published }) => ({
    id,
    text: textOfFragment(text),
    author: nickname(author ?? ''),
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
