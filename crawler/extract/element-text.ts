// The words of an element as people see them: blocks become paragraphs, `<br>` ends a line, spaces are one. What is
// hidden is left out. Walks without recursion: depth costs nothing.

import { cleaned } from './plain-text.ts'

const BLOCKS = new Set(
  (
    'address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 ' +
    'h4 h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul'
  ).split(' '),
)
/** Lines of one paragraph rather than paragraphs. */
const LINES = new Set(['li', 'tr', 'dt', 'dd'])
const CELLS = new Set(['td', 'th'])

export interface TextBlock {
  readonly text: string
  /** Characters of it inside links, spaces not counted. */
  readonly linkedLength: number
}

/** Elements that are passed over with all that is in them; never the root. */
export type LeftOut = (element: Element) => boolean
const nothing: LeftOut = () => false

/** Paragraphs separated by one empty line, lines by a line break; NFC. */
export function textOfElement(root: Element, leftOut: LeftOut = nothing): string {
  return joinBlocks(blocksOf(root, leftOut).map(block => block.text))
}

/** Paragraphs → text. */
export function joinBlocks(blocks: readonly string[]): string {
  return blocks.join('\n\n')
}

/** The paragraphs of an element with where they stand, empty ones left out. */
export function blocksOf(root: Element, leftOut: LeftOut = nothing): TextBlock[] {
  const blocks: TextBlock[] = []
  let written = ''
  let linkedLength = 0
  /** Links that are open. */
  let links = 0
  const end = (): void => {
    const text = tidy(written)
    if (text !== '') {
      const parts = text.split(/\n{2,}/u)
      // Which of several lines the links were in is not known: they count by length.
      for (const part of parts)
        blocks.push({ text: part, linkedLength: (linkedLength * part.length) / text.length })
    }
    written = ''
    linkedLength = 0
  }
  let node: Node | null = root
  while (node !== null) {
    let deeper: Node | null = null
    if (node.nodeType === 3) {
      const { data } = node as Text
      written += data.replace(/\s+/gu, ' ')
      if (links > 0) linkedLength += data.replace(/\s+/gu, '').length
    } else if (node.nodeType === 1) {
      const element = node as Element
      const name = element.localName
      if (name === 'br') written += '\n'
      else if (node === root || !(isHidden(element) || leftOut(element))) {
        if (LINES.has(name)) written += '\n'
        else if (CELLS.has(name)) written += ' '
        else if (BLOCKS.has(name)) end()
        deeper = element.firstChild
        if (name === 'a' && deeper !== null) links++
      }
    }
    if (deeper !== null) {
      node = deeper
      continue
    }
    // A link without children, or one passed over, was not entered.
    let left = false
    // Leaving: this one, and every one that ends with it.
    while (node !== null) {
      if (node.nodeType === 1) {
        const name = (node as Element).localName
        if (LINES.has(name)) written += '\n'
        else if (BLOCKS.has(name)) end()
        else if (name === 'a' && left) links--
      }
      left = true
      if (node === root) {
        end()
        return blocks
      }
      if (node.nextSibling !== null) {
        node = node.nextSibling
        break
      }
      node = node.parentNode
    }
  }
  return blocks
}

export function isHidden(element: Element): boolean {
  return (
    element.hasAttribute('hidden') ||
    element.getAttribute('aria-hidden') === 'true' ||
    element.hasAttribute('style')
  )
}

function tidy(text: string): string {
  return cleaned(text)
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/gu, '\n')
    .trim()
}
