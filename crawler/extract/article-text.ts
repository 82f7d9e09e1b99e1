// The article's own words in a page: readability finds where they stand.

import { Readability } from '@mozilla/readability'
import { blocksOf, joinBlocks } from './element-text.ts'

/** Below this readability tries again with its filters off; a short report in Vietnamese has not many more. */
const SHORT = 250

/** Text with paragraphs; empty when nothing reads like an article. Takes the document apart. */
export function articleText(document: Document): string {
  const article = new Readability<Element>(document, {
    charThreshold: SHORT,
    disableJSONLD: true,
    serializer: node => node as Element,
  }).parse()
  const content = article?.content ?? null
  return content === null ? '' : joinBlocks(blocksOf(content).map(block => block.text))
}
