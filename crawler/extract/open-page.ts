// A page made ready to be read: its head, and its body as a document without what nobody reads (scripts, styles,
// drawings, comments, forms' fields). The text is walked once, rewritten short and sound, and only that is made a
// document, which is both the quick way and the safe one: nesting, elements and length are bounded here.

import { parseHTML } from 'linkedom'
import type { SiteSelectors } from '#/kernel/media-source.ts'
import { LIMITS } from '#/kernel/limits.ts'
import { AMPERSAND, LESS_THAN } from './plain-text.ts'
import { INLINE, walkMarkup, type Attributes } from './markup-walker.ts'
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

/**
 * Never throws for what a page holds. `selectors` are those that the page will be asked for: attributes that nobody
 * asks for are left out, for each is a node of its own.
 */
export function openPage(html: string, selectors: SiteSelectors = {}): OpenedPage {
  const remarks: string[] = []
  let text = html.replace(UNWANTED, '')
  if (text.length > LIMITS.maxPageLength) {
    text = text.slice(0, LIMITS.maxPageLength)
    remarks.push(`only the first ${LIMITS.maxPageLength} of ${html.length} characters are read`)
  }
  const asked = Object.values(selectors).some(selector => selector.includes('['))
  const { head, body, full } = rewrite(text, asked ? isSound : isUsed)
  if (full) remarks.push(`only the first ${LIMITS.maxPageElements} elements are read`)
  const open = (): Document =>
    parseHTML(`<!doctype html><html><head></head><body>${body}</body></html>`).document
  return { head, document: open(), again: open, remarks }
}

function rewrite(html: string, keeps: KeepsAttribute): { head: PageHead; body: string; full: boolean } {
  const collector = createHeadCollector()
  const parts: string[] = []
  let elements = 0
  /** Open elements that are gone. */
  let unseen = 0
  let betweenBlocks = true
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
          parts.push(openingTag(name, attributes, keeps))
        }
        if (empty) return
        if (gone) unseen++
        written.push(writes)
      },
      text(text) {
        collector.text(text)
        if (unseen > 0 || elements >= LIMITS.maxPageElements) return
        // The layout of the source between blocks: every second node of a page would be of it.
        if (betweenBlocks && !/\S/u.test(text)) return
        betweenBlocks = false
        parts.push(escaped(text))
      },
      close(name) {
        collector.close(name)
        if (UNSEEN.has(name)) unseen--
        if (written.pop() !== true) return
        parts.push(`</${name}>`)
        betweenBlocks = !INLINE.has(name)
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

function openingTag(name: string, attributes: Attributes, keeps: KeepsAttribute): string {
  let tag = `<${name}`
  for (const [attribute, value] of attributes) {
    const isAddress = attribute === 'href' || attribute === 'content'
    if (attribute === 'style') {
      if (HIDDEN.test(value)) tag += ' style="display:none"'
    } else if (value.length <= (isAddress ? MAX_ADDRESS : MAX_ATTRIBUTE) && keeps(attribute))
      tag += ` ${attribute}="${/["&]/u.test(value) ? quoted(value) : value}"`
  }
  return `${tag}>`
}

type KeepsAttribute = (attribute: string) => boolean

/** What this reading looks at, and readability. */
const USED = new Set(
  (
    'id class href content rel itemprop itemtype itemscope datetime title name property role hidden aria-hidden aria-modal ' +
    'aria-current component data-id data-comment-id data-cmt-id data-content data-time data-timestamp'
  ).split(' '),
)
const isUsed: KeepsAttribute = attribute => USED.has(attribute)

/** Whatever a selector may ask for; never what is code or a picture's address. */
const isSound: KeepsAttribute = attribute =>
  attribute !== 'src' &&
  attribute !== 'srcset' &&
  !attribute.startsWith('on') &&
  /^[a-z][\w:.-]*$/u.test(attribute)

function quoted(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
}

/** Without entities: a document has a node for each of them, and a page may hold millions. */
function escaped(text: string): string {
  return /[&<]/u.test(text) ? text.replaceAll('&', AMPERSAND).replaceAll('<', LESS_THAN) : text
}
