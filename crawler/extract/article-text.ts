// The article's own words in a page: readability finds where they stand.

import { Readability } from '@mozilla/readability'
import { blocksOf, joinBlocks } from './element-text.ts'
import { fullestElement, removeJunk } from './page-junk.ts'
import { withoutTextJunk } from './text-junk.ts'

/** Below this readability tries again with its filters off; a short report in Vietnamese has not many more. */
const SHORT = 250

/** Of the words of the page's fullest element, what an article has at least. */
const MIN_SHARE = 0.5

/**
 * Text with paragraphs; empty when nothing reads like an article. Takes the document apart; `again`
 * gives it anew. A reading that has not half the words of the page's fullest element went astray,
 * for a name was misleading, and is made once more with nothing taken out; the longer text counts.
 */
export function articleText(document: Document, again: () => Document, title: string, nowMs: number): string {
  const { words } = fullestElement(document.body)
  removeJunk(document, title)
  const text = readText(document, title, nowMs)
  if (text.length >= words * MIN_SHARE) return text
  const whole = readText(again(), title, nowMs)
  return whole.length > text.length ? whole : text
}

function readText(document: Document, title: string, nowMs: number): string {
  const content = readableElement(document)
  if (content === null) return ''
  return joinBlocks(withoutTextJunk(blocksOf(content), title, nowMs).map(block => block.text))
}

function readableElement(document: Document): Element | null {
  try {
    const article = new Readability<Element>(document, {
      charThreshold: SHORT,
      disableJSONLD: true,
      serializer: node => node as Element,
    }).parse()
    return article?.content ?? null
  } catch (error) {
    // Pages made to break readers do: with tens of thousands of elements side by side the stack ends.
    if (error instanceof RangeError || error instanceof TypeError) return null
    throw error
  }
}
