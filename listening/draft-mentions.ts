// A fetched page → the mentions on it, before anybody has placed them in stories: an article with its comments, or
// the posts of a thread. Pure; runs in the reading thread.

import { createHash } from 'node:crypto'
import type { HashAuthor } from '#/crawler/author-hash.ts'
import type { ExtractedComment, FoundLink } from '#/crawler/extract/extracted.ts'
import { extractPage } from '#/crawler/extract/extract-page.ts'
import { readThread } from '#/crawler/extract/read-thread.ts'
import type { FetchedPage } from '#/crawler/fetch/fetched-page.ts'
import type { LookAlike } from '#/crawler/meaning/look-alikes.ts'
import { readMeaning, type MeaningContext } from '#/crawler/meaning/read-meaning.ts'
import { sketchOf } from '#/crawler/stories/sketch.ts'
import { normaliseText } from '#/crawler/text/normalise-text.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import type { Mention, MentionKind, ToneScore, Voice } from '#/kernel/mention.ts'
import { threadAddress } from './thread-address.ts'
import { toneText } from './tone-text.ts'

/** What stories/ and people add is not in it yet. */
export type DraftMention = Omit<Mention, 'storyId' | 'copyOf' | 'correction'>

export interface Draft {
  readonly mention: DraftMention
  readonly sketch: Uint8Array
  /** Addresses in it that imitate one of the city's. */
  readonly lookAlikes: readonly LookAlike[]
}

export interface PageReading {
  /** A parent stands before its comments. */
  readonly drafts: readonly Draft[]
  /** Why the page was of no use, in few words; null: it was. */
  readonly failure: string | null
}

export interface ReadPage {
  readonly source: MediaSource
  readonly page: FetchedPage
  /** What the list told of it. */
  readonly found: FoundLink
}

export interface Readings {
  readonly meaning: MeaningContext
  readonly tone: (voice: Voice, text: string) => Promise<{ readonly tone: ToneScore; readonly model: string }>
  readonly hashAuthor: HashAuthor
}

/** The same page always has the same ids. */
export async function draftMentions(read: ReadPage, readings: Readings): Promise<PageReading> {
  const { hashAuthor } = readings
  const { told, failure } =
    read.source.kind === 'forum' ? threadTold(read, hashAuthor) : articleTold(read, hashAuthor)
  const drafts: Draft[] = []
  for (const each of told) drafts.push(await draft(each, read, readings))
  return { drafts, failure }
}

interface PageTold {
  readonly told: readonly Told[]
  readonly failure: string | null
}

function articleTold({ source, page, found }: ReadPage, hashAuthor: HashAuthor): PageTold {
  const extracted = extractPage(page.body, {
    url: page.url,
    nowMs: page.fetchedAt,
    selectors: source.selectors,
    withComments: source.withComments,
  })
  const { author, canonicalUrl, language } = extracted
  const title = extracted.title || (found.title ?? '')
  const text = extracted.text || (found.summary ?? '')
  if (text === '') return { told: [], failure: extracted.remarks[0] ?? 'nothing to read' }
  const url = canonicalUrl ?? page.url
  const hashed = (name: string | null): string | null => hashAuthor(name, source.id)
  const article: Told = {
    kind: 'article',
    id: mentionId(url),
    url,
    parentId: null,
    title,
    text,
    author: hashed(author ?? found.author),
    publishedAt: extracted.published ?? found.published,
    language,
  }
  const comments = extracted.comments.map(comment => answer(comment, 'comment', { url, language, hashed }))
  return { told: [article, ...comments], failure: null }
}

function threadTold({ source, page, found }: ReadPage, hashAuthor: HashAuthor): PageTold {
  const { title, posts, remarks } = readThread(page.body, page.url, source.selectors, page.fetchedAt)
  if (posts.length === 0) return { told: [], failure: remarks[0] ?? 'nothing to read' }
  const { url, isFirstPage } = threadAddress(page.url)
  const [first, ...rest] = posts
  const { language } = source
  const hashed = (name: string | null): string | null => hashAuthor(name, source.id)
  const opening: Told[] = isFirstPage
    ? [
        {
          kind: 'post',
          id: mentionId(url),
          url,
          parentId: null,
          title: title || (found.title ?? ''),
          text: first!.text,
          author: hashed(first!.author),
          publishedAt: first!.published ?? found.published,
          language,
        },
      ]
    : []
  const answers = (isFirstPage ? rest : posts).map(post => answer(post, 'post', { url, language, hashed }))
  return { told: [...opening, ...answers], failure: null }
}

/** What a draft is made of, as the page tells it. */
interface Told {
  readonly kind: MentionKind
  readonly id: string
  readonly url: string
  readonly parentId: string | null
  readonly title: string
  readonly text: string
  /** Hashed. */
  readonly author: string | null
  readonly publishedAt: number | null
  readonly language: string
}

/** What answers have of the page that they stand under. */
interface Answered {
  readonly url: string
  readonly language: string
  readonly hashed: (name: string | null) => string | null
}

/**
 * An answer without an id of its own is known by who wrote what: by the hash of who, because an id is shown, and
 * names could be tried out on it.
 */
function answer(
  { id, text, author: name, published }: ExtractedComment,
  kind: MentionKind,
  { url, language, hashed }: Answered,
): Told {
  const author = hashed(name)
  return {
    kind,
    id: mentionId(`${url}#${id ?? `${author ?? ''}\n${text}`}`),
    url,
    parentId: mentionId(url),
    title: '',
    text,
    author,
    publishedAt: published,
    language,
  }
}

async function draft(told: Told, { source, page }: ReadPage, readings: Readings): Promise<Draft> {
  const title = normaliseText(told.title).slice(0, LIMITS.maxMentionTitle)
  const text = normaliseText(told.text).slice(0, LIMITS.maxMentionText)
  const voice: Voice = told.kind === 'article' ? 'news' : 'comment'
  const { lookAlikes, ...meaning } = readMeaning(
    { kind: told.kind, title, text, sourceTopics: source.topics },
    readings.meaning,
  )
  // A page that claims to come from the future names no time: it was published when we saw it first.
  const published = told.publishedAt !== null && told.publishedAt <= page.fetchedAt ? told.publishedAt : null
  const scored = await readings.tone(voice, toneText(voice, title, text))
  const mention: DraftMention = {
    id: told.id,
    kind: told.kind,
    sourceId: source.id,
    url: told.url,
    parentId: told.parentId,
    title,
    text,
    author: told.author,
    publishedAt: published ?? page.fetchedAt,
    publishedKnown: published !== null,
    fetchedAt: page.fetchedAt,
    language: told.language,
    voice,
    tone: scored.tone,
    toneModel: scored.model,
    ...meaning,
  }
  return { mention, sketch: sketchOf(text, title), lookAlikes }
}

/** 32 hex digits of an address, or of an address with an answer's own id. */
export function mentionId(address: string): string {
  return createHash('sha256').update(address).digest('hex').slice(0, 32)
}
