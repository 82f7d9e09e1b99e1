// Walks HTML or XML once and tells what opens, closes and is written, always balanced: what the author left open is
// closed, what closes nothing is passed over. The cost is linear in the text, whatever the text is: nesting beyond
// MAX_DEPTH is told as if it were flat, so that neither this walk nor what is built from it can be made slow or deep.

import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2'

export type Attributes = ReadonlyMap<string, string>

export interface MarkupHandler {
  /** Names are lower case; attributes too, the first of a name counts. `empty`: no close follows. */
  open(name: string, attributes: Attributes, empty: boolean): void
  /** `written`: the closing tag stands there; false when it had to be supplied. */
  close(name: string, written: boolean): void
  /** Entities decoded; one text may come in many parts. */
  text(text: string): void
}

export interface MarkupKind {
  readonly xml: boolean
}

/** Browsers stop at 512; no page that people read comes near. */
const MAX_DEPTH = 256
const MAX_ATTRIBUTES = 64

const EMPTY = new Set(
  'area base basefont br col embed frame hr img input isindex keygen link meta param source track wbr'.split(
    ' ',
  ),
)
const CLOSES_PARAGRAPH = new Set(
  (
    'address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 ' +
    'h3 h4 h5 h6 header hgroup hr main menu nav ol p pre section summary table ul'
  ).split(' '),
)
/** Opening one of these closes one of those that is still open on top (HTML, "optional tags"). */
const CLOSES: Readonly<Record<string, ReadonlySet<string>>> = {
  li: new Set(['li', 'p']),
  dt: new Set(['dt', 'dd', 'p']),
  dd: new Set(['dt', 'dd', 'p']),
  option: new Set(['option']),
  optgroup: new Set(['option', 'optgroup']),
  tr: new Set(['tr', 'td', 'th', 'p']),
  td: new Set(['td', 'th', 'p']),
  th: new Set(['td', 'th', 'p']),
  tbody: new Set(['tr', 'td', 'th', 'thead', 'tbody', 'tfoot', 'p']),
  tfoot: new Set(['tr', 'td', 'th', 'thead', 'tbody', 'p']),
  body: new Set(['head']),
  a: new Set(['a']),
}
const PARAGRAPH = new Set(['p'])
const HEADINGS = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'])
/** Elements inside a line of text. */
export const INLINE: ReadonlySet<string> = new Set(
  'a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark q s samp small span strike strong sub sup tt u var'.split(
    ' ',
  ),
)
/** A closing tag inside a cell says nothing of what is open outside the table. */
const TABLE_PARTS = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'caption', 'html', 'body'])
const WALLS = new Set(['td', 'th', 'caption', 'table'])

/** Walks `text` to its end; calls `handler` in order. Throws nothing of its own. */
export function walkMarkup(text: string, kind: MarkupKind, handler: MarkupHandler): void {
  const tokenizer = new Tokenizer(
    { xmlMode: kind.xml, decodeEntities: true },
    createTokenReader(text, kind, handler),
  )
  tokenizer.write(text)
  tokenizer.end()
}

function createTokenReader(source: string, { xml }: MarkupKind, handler: MarkupHandler): TokenizerCallbacks {
  const stack: string[] = []
  /** Elements not told because of their depth, by name: their closing tags are not told either. */
  let flattened = new Map<string, number>()
  let name = ''
  let attributes = new Map<string, string>()
  let attributeName = ''
  /** Words stand directly before. */
  let afterWords = false
  let attributeValue = ''

  /** How many of a name are in the stack: most stray closing tags are told without looking. */
  const open = new Map<string, number>()
  const pop = (written: boolean): void => {
    const closed = stack.pop()!
    open.set(closed, open.get(closed)! - 1)
    handler.close(closed, written)
  }

  const openTag = (selfClosed: boolean): void => {
    if (name === '') return
    if (!xml) {
      const closed = CLOSES[name] ?? (CLOSES_PARAGRAPH.has(name) ? PARAGRAPH : undefined)
      while (closed?.has(stack.at(-1) ?? '') === true) pop(false)
      // A heading that was left open would swallow the article; browsers let it.
      if (name === 'p' && afterWords && HEADINGS.has(stack.at(-1) ?? '')) pop(false)
    }
    const empty = selfClosed || (!xml && EMPTY.has(name))
    if (empty) {
      handler.open(name, attributes, true)
    } else if (stack.length < MAX_DEPTH) {
      stack.push(name)
      open.set(name, (open.get(name) ?? 0) + 1)
      handler.open(name, attributes, false)
    } else {
      flattened.set(name, (flattened.get(name) ?? 0) + 1)
      // Paragraphs that are not told apart must not run into one another.
      if (!INLINE.has(name)) handler.text(' ')
    }
    attributes = new Map()
    name = ''
    afterWords = false
  }

  const closeTag = (closing: string): void => {
    const hidden = flattened.get(closing) ?? 0
    if (hidden > 0) {
      flattened.set(closing, hidden - 1)
      return
    }
    const depth = (open.get(closing) ?? 0) === 0 ? -1 : depthClosedBy(closing, stack, xml)
    if (depth === -1) return
    while (stack.length > depth + 1) pop(false)
    pop(true)
    if (flattened.size > 0) flattened = new Map()
  }

  return {
    onopentagname: (start, end) => {
      name = source.slice(start, end).toLowerCase()
    },
    onattribname: (start, end) => {
      attributeName = source.slice(start, end).toLowerCase()
    },
    onattribdata: (start, end) => {
      attributeValue += source.slice(start, end)
    },
    onattribentity: codepoint => {
      attributeValue += String.fromCodePoint(codepoint)
    },
    onattribend: () => {
      if (attributes.size < MAX_ATTRIBUTES && !attributes.has(attributeName))
        attributes.set(attributeName, attributeValue)
      attributeValue = ''
    },
    onopentagend: () => openTag(false),
    onselfclosingtag: () => openTag(xml),
    onclosetag: (start, end) => {
      const closing = source.slice(start, end).toLowerCase()
      if (!xml && closing === 'br') handler.open('br', new Map(), true)
      else closeTag(closing)
    },
    ontext: (start, end) => {
      const words = source.slice(start, end)
      afterWords ||= /\S/u.test(words)
      handler.text(words)
    },
    ontextentity: codepoint => handler.text(String.fromCodePoint(codepoint)),
    oncdata: (start, end, endOffset) => {
      if (xml) handler.text(source.slice(start, end - endOffset))
    },
    oncomment: () => {},
    ondeclaration: () => {},
    onprocessinginstruction: () => {},
    onend: () => {
      while (stack.length > 0) pop(false)
    },
  }
}

/** Depth of the element that a closing tag ends; −1 when it ends none. Looks at no more than MAX_DEPTH of them. */
function depthClosedBy(closing: string, stack: readonly string[], xml: boolean): number {
  if (xml) return stack.lastIndexOf(closing)
  const inline = INLINE.has(closing)
  const ofTable = TABLE_PARTS.has(closing)
  for (let depth = stack.length - 1; depth >= 0; depth--) {
    const open = stack[depth]!
    if (open === closing) return depth
    // `<b><div>…</b>` must not end the block; `<td>…</div>` must not end what holds the table.
    if (inline && !INLINE.has(open)) return -1
    if (!ofTable && WALLS.has(open)) return -1
  }
  return -1
}
