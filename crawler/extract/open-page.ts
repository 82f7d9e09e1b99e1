// A page made ready to be read: its head, and its body as a document without what nobody reads (scripts, styles,
// drawings, comments, forms' fields). The text is walked once, rewritten short and sound, and only that is made a
// document, which is both the quick way and the safe one: nesting, elements and length are bounded here.

import { parseHTML } from 'linkedom'
import { LIMITS } from '#/kernel/limits.ts'
import { AMPERSAND, LESS_THAN } from './plain-text.ts'
import { walkMarkup, type Attributes } from './markup-walker.ts'
import { createHeadCollector, type PageHead } from './page-head.ts'

export interface OpenedPage {
  readonly head: PageHead
  readonly document: Document
  /** The same document anew, when the first was taken apart. */
  again(): Document
  /** What was left out because of a limit, for people. */
  readonly remarks: readonly string[]
}

/** Gone with all that is in them. */
const UNSEEN = new Set(
  (
    'script style noscript template svg math iframe object applet audio video canvas map select textarea datalist ' +
    'dialog embed noembed noframes title'
  ).split(' '),
)
/** Empty elements that carry neither words nor meaning. */
const MUTE = new Set('meta link base param source track col input frame keygen wbr'.split(' '))
const MAX_ATTRIBUTE = 300
const MAX_ADDRESS = 2048
const UNWANTED = new RegExp(`[\\0${AMPERSAND}${LESS_THAN}]`, 'gu')
const HIDDEN = /display\s*:\s*none|visibility\s*:\s*hidden/iu

/** Never throws for what a page holds. */
export function openPage(html: string): OpenedPage {
  const remarks: string[] = []
  let text = html.replace(UNWANTED, '')
  if (text.length > LIMITS.maxPageLength) {
    text = text.slice(0, LIMITS.maxPageLength)
    remarks.push(`only the first ${LIMITS.maxPageLength} of ${html.length} characters are read`)
  }
  const { head, body, full } = rewrite(text)
  if (full) remarks.push(`only the first ${LIMITS.maxPageElements} elements are read`)
  const open = (): Document =>
    parseHTML(`<!doctype html><html><head></head><body>${body}</body></html>`).document
  return { head, document: open(), again: open, remarks }
}

/** Only the head: what a fetcher asks of a page that it will not read. */
export function readHead(html: string): PageHead {
  const collector = createHeadCollector()
  walkMarkup(
    html.slice(0, LIMITS.maxPageLength),
    { xml: false },
    {
      open: (name, attributes) => collector.open(name, attributes),
      text: text => collector.text(text),
      close: name => collector.close(name),
    },
  )
  return collector.head()
}

function rewrite(html: string): { head: PageHead; body: string; full: boolean } {
  const collector = createHeadCollector()
  const parts: string[] = []
  let elements = 0
  /** Open elements that are gone. */
  let unseen = 0
  /** Of each open element, whether its opening tag was written and its closing tag must be. */
  const written: boolean[] = []
  walkMarkup(
    html,
    { xml: false },
    {
      open(name, attributes, empty) {
        collector.open(name, attributes)
        const gone = UNSEEN.has(name)
        const writes =
          !gone && unseen === 0 && elements < LIMITS.maxPageElements && isWritten(name, attributes)
        if (writes) {
          elements++
          parts.push(openingTag(name, attributes))
        }
        if (empty) return
        if (gone) unseen++
        written.push(writes)
      },
      text(text) {
        collector.text(text)
        if (unseen === 0 && elements < LIMITS.maxPageElements) parts.push(escaped(text))
      },
      close(name) {
        collector.close(name)
        if (UNSEEN.has(name)) unseen--
        if (written.pop() === true) parts.push(`</${name}>`)
      },
    },
  )
  return { head: collector.head(), body: parts.join(''), full: elements >= LIMITS.maxPageElements }
}

/** The document has a frame already; microdata writes times and names into `<meta itemprop>` between the words. */
function isWritten(name: string, attributes: Attributes): boolean {
  if (name === 'html' || name === 'head' || name === 'body' || !/^[a-z][\w:-]*$/u.test(name)) return false
  return !MUTE.has(name) || attributes.has('itemprop')
}

function openingTag(name: string, attributes: Attributes): string {
  let tag = `<${name}`
  for (const [attribute, value] of attributes) {
    if (attribute === 'style') {
      if (HIDDEN.test(value)) tag += ' style="display:none"'
    } else if (isKept(attribute, value))
      tag += ` ${attribute}="${value.includes('"') || value.includes('&') ? quoted(value) : value}"`
  }
  return `${tag}>`
}

function isKept(attribute: string, value: string): boolean {
  if (attribute === 'href' || attribute === 'content') return value.length <= MAX_ADDRESS
  if (attribute === 'src' || attribute === 'srcset' || attribute.startsWith('on')) return false
  return value.length <= MAX_ATTRIBUTE && /^[a-z][\w:.-]*$/u.test(attribute)
}

function quoted(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
}

/** Without entities: a document has a node for each of them, and a page may hold millions. */
function escaped(text: string): string {
  return /[&<]/u.test(text) ? text.replaceAll('&', AMPERSAND).replaceAll('<', LESS_THAN) : text
}
