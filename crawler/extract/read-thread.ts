// A page of a forum's thread → its opening post and the answers, and the thread's next page.

import type { SiteSelectors } from '#/kernel/media-source.ts'
import type { ExtractedComment } from './extracted.ts'
import { readJsonLd } from './json-ld.ts'
import { openPage } from './open-page.ts'
import { titleOf } from './page-title.ts'
import { oneLine } from './plain-text.ts'
import { readPosts } from './read-comments.ts'
import { nextPageOf } from './read-list-page.ts'
import { createSelection } from './site-selection.ts'

export interface ThreadPage {
  readonly title: string
  /** Oldest first; on a thread's first page the first is the opening post. */
  readonly posts: readonly ExtractedComment[]
  readonly nextUrl: string | null
  readonly remarks: readonly string[]
}

/** Reads a page of a thread that came from `url`. Never throws for what a page holds. */
export function readThread(html: string, url: string, selectors: SiteSelectors, nowMs: number): ThreadPage {
  const page = openPage(html, selectors)
  const remarks = [...page.remarks]
  const selection = createSelection(page.document, selectors, remark => remarks.push(remark))
  selection.removeUnwanted()
  const linked = readJsonLd(page.head.jsonLd)
  const named = oneLine(selection.first('title')?.textContent ?? '')
  const posts = readPosts(page.document, selection, linked, nowMs)
  if (posts.length === 0) remarks.push('no posts are found on the page')
  return {
    title:
      named === ''
        ? titleOf(page.head, linked?.headline ?? null, page.document, URL.parse(url)?.hostname ?? '')
        : named,
    posts,
    nextUrl: nextPageOf(page, selection, url),
    remarks,
  }
}
