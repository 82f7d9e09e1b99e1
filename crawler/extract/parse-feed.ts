// Feeds → links: RSS 0.9x, 1.0 and 2.0, Atom, with the namespaces dc, content and media. Read as they are and not
// as they should be: bare `&`, HTML in titles, truncated files, Vietnamese dates, relative addresses. What was wrong
// is told as problems; what could be read is given all the same.

import { LIMITS } from '#/kernel/limits.ts'
import type { Problem } from '#/kernel/problem.ts'
import type { FoundLink } from './extracted.ts'
import { walkMarkup, type Attributes } from './markup-walker.ts'
import { oneLine, textOfEscaped } from './plain-text.ts'
import { parseVietnameseTime } from './vietnamese-time.ts'
import { absoluteAddress } from './web-address.ts'

export interface ParsedLinks {
  readonly links: readonly FoundLink[]
  readonly problems: readonly Problem[]
}

/** One item as it is written; texts still with their markup. */
interface RawItem {
  /** Its own base (`xml:base`), else the feed's. */
  base: string
  texts: Map<string, string>
  alternate: string | null
  anyLink: string | null
  /** Its end is written: false where the file breaks off. */
  whole: boolean
}

const ITEMS = new Set(['item', 'entry'])
const ROOTS = new Set(['rss', 'feed', 'rdf', 'channel'])
/** Parts of an item that are read, by local name or with the namespace where that matters. */
const PARTS = new Set(
  (
    'title link guid id description summary content content:encoded pubdate published updated issued modified created ' +
    'dc:date dcterms:created date author creator dc:creator name media:description media:title media:credit'
  ).split(' '),
)
/** Kept of one text; a feed that carries whole articles needs no more than this for its summary. */
const MAX_PART = 64 * 1024
const MAX_SUMMARY = 2000

/** Reads a feed that came from `url`. `nowMs` bounds its times. Throws nothing. */
export function parseFeed(text: string, url: string, nowMs: number): ParsedLinks {
  const problems: Problem[] = []
  const note = (detail: string): void => void problems.push({ code: 'feed.malformed', where: url, detail })
  const { items, isFeed, dropped } = readItems(text, url)
  if (!isFeed) {
    note(looksLikeHtml(text) ? 'a web page stands where a feed should be' : 'neither RSS nor Atom')
    return { links: [], problems }
  }
  if (items.at(-1)?.whole === false) note('the feed breaks off in the middle of an entry')
  if (dropped > 0) note(`${dropped} entries more than the ${LIMITS.maxFoundLinks} that are read of one feed`)
  const links: FoundLink[] = []
  const seen = new Set<string>()
  let unlinked = 0
  let undated = 0
  for (const item of items) {
    const address = addressOf(item)
    if (address === null) {
      // An entry that was cut short is told already.
      if (item.whole) unlinked++
      continue
    }
    if (seen.has(address)) continue
    seen.add(address)
    const published = publishedOf(item, nowMs)
    if (published === 'unreadable') undated++
    links.push({
      url: address,
      title: first(item, ['title', 'media:title']) ?? null,
      published: published === 'unreadable' ? null : published,
      author: authorOf(item),
      summary: first(item, SUMMARIES)?.slice(0, MAX_SUMMARY) ?? null,
    })
  }
  if (unlinked > 0) note(`${unlinked} of ${items.length} entries have no address that can be read`)
  if (undated > 0) note(`${undated} of ${items.length} entries have a time that cannot be read`)
  return { links, problems }
}

const SUMMARIES = ['description', 'summary', 'media:description', 'content:encoded', 'content']
const TIMES = [
  'pubdate',
  'published',
  'dc:date',
  'date',
  'issued',
  'created',
  'dcterms:created',
  'updated',
  'modified',
]

interface ReadItems {
  readonly items: readonly RawItem[]
  readonly isFeed: boolean
  readonly dropped: number
}

function readItems(text: string, url: string): ReadItems {
  const items: RawItem[] = []
  let item: RawItem | null = null
  let feedBase = url
  let isFeed = false
  let dropped = 0
  /** Open elements inside the item. */
  const path: string[] = []
  /** The part being read and how deep it began: XHTML inside it is its text. */
  let part: {
    readonly name: string
    readonly depth: number
    readonly pieces: string[]
    length: number
  } | null = null
  const write = (piece: string): void => {
    if (part === null || part.length > MAX_PART) return
    part.pieces.push(piece)
    part.length += piece.length
  }
  walkMarkup(
    text,
    { xml: true },
    {
      open(name, attributes, empty) {
        const local = localName(name)
        if (item === null) {
          if (ROOTS.has(local)) {
            isFeed = true
            feedBase = absoluteAddress(attributes.get('xml:base'), url) ?? feedBase
          }
          if (!ITEMS.has(local) || empty) return
          if (items.length >= LIMITS.maxFoundLinks) dropped++
          item = {
            base: absoluteAddress(attributes.get('xml:base'), feedBase) ?? feedBase,
            texts: new Map(),
            alternate: null,
            anyLink: null,
            whole: false,
          }
          return
        }
        if (local === 'link') takeLink(item, attributes)
        // Atom's author: the name in it, and not the address beside it.
        if (part?.name === 'author' && local === 'name')
          part = { name: 'author', depth: path.length, pieces: [], length: 0 }
        else if (part !== null) write(`<${name}>`)
        else if (!empty && partName(name) !== null)
          part = { name: partName(name)!, depth: path.length, pieces: [], length: 0 }
        if (!empty) path.push(name)
      },
      text: write,
      close(name, written) {
        if (item === null) return
        if (path.length === 0) {
          item.whole = written
          if (items.length < LIMITS.maxFoundLinks) items.push(item)
          item = null
          part = null
          return
        }
        path.pop()
        if (part === null) return
        if (part.depth < path.length) return write(`</${name}>`)
        // A part that breaks off is worth nothing as an address and little as a time.
        if (written && !item.texts.has(part.name)) item.texts.set(part.name, part.pieces.join(''))
        part = null
      },
    },
  )
  return { items, isFeed: isFeed && (items.length > 0 || !looksLikeHtml(text)), dropped }
}

/** Atom's link: the alternate one leads to the page; `self`, `edit`, `enclosure`, `replies` do not. */
function takeLink(item: RawItem, attributes: Attributes): void {
  const href = attributes.get('href')
  if (href === undefined) return
  const relation = (attributes.get('rel') ?? 'alternate').toLowerCase()
  if (relation === 'alternate') item.alternate ??= href
  else if (relation === 'related' || relation === 'via') item.anyLink ??= href
}

function partName(name: string): string | null {
  if (PARTS.has(name)) return name
  const local = localName(name)
  // `atom:updated`, `rss:title` in mixed feeds; media:… and itunes:… say other things by the same names.
  const known = PARTS.has(local) && !/^(?:media|itunes|wfw|slash|geo|thr|podcast):/u.test(name)
  return known ? local : null
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function addressOf(item: RawItem): string | null {
  const { texts, base } = item
  const guid = texts.get('guid')?.trim() ?? ''
  const id = texts.get('id')?.trim() ?? ''
  const written = [
    item.alternate,
    texts.get('link'),
    /^https?:\/\//iu.test(guid) ? guid : null,
    item.anyLink,
    /^https?:\/\//iu.test(id) ? id : null,
  ]
  for (const href of written) {
    const address = absoluteAddress(href === null || href === undefined ? null : textOfEscaped(href), base)
    if (address !== null) return address
  }
  return null
}

function first(item: RawItem, names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = textOfEscaped(item.texts.get(name) ?? '')
    if (text !== '') return text
  }
  return undefined
}

function publishedOf(item: RawItem, nowMs: number): number | 'unreadable' | null {
  let written = false
  for (const name of TIMES) {
    const text = oneLine(item.texts.get(name) ?? '')
    if (text === '') continue
    written = true
    const ms = parseVietnameseTime(text, nowMs)
    if (ms !== null) return ms
  }
  return written ? 'unreadable' : null
}

/** RSS writes `address@example.com (Name)`: the name, never the address. */
function authorOf(item: RawItem): string | null {
  const written = first(item, ['dc:creator', 'creator', 'author', 'name', 'media:credit'])
  if (written === undefined) return null
  const named = /^\S+@\S+ \((.+)\)$/u.exec(written)?.[1] ?? written.replace(/\S+@\S+/gu, '').trim()
  return named === '' ? null : named.slice(0, 200)
}

function looksLikeHtml(text: string): boolean {
  return /^\s*(?:<!doctype html|<html)/iu.test(text.slice(0, 1000))
}
