// `extract`: a web page on stdin → what it says, as one JSON object on stdout. The same reading as the crawler's,
// without the crawler. What was wrong with the page is said on stderr; a page without an article has an empty text.

import { parseArgs } from 'node:util'
import { decodePage } from '#/crawler/text/decode-page.ts'
import { extractPage } from '#/crawler/extract/extract-page.ts'
import { isoTime, systemClock } from '#/kernel/clock.ts'
import { Permanent } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { Io } from './io.ts'

/** Bytes of a page whose every character takes four. */
const MAX_BYTES = 4 * LIMITS.maxPageLength

/** Prints `{"title","text","author","published","language"}`, `published` in ISO 8601 or null; exit 0, 2 for bad input. */
export async function extract(args: string[], io: Io): Promise<number> {
  const { values } = parseArgs({ args, options: { url: { type: 'string' } } })
  // Only relative addresses and the site's name in titles hang on it.
  const url = values.url ?? 'https://example.com/'
  const scheme = URL.parse(url)?.protocol
  if (scheme !== 'http:' && scheme !== 'https:')
    throw new Permanent('extract.bad-url', `extract: --url ${url.slice(0, 200)} is no http or https address`)
  const page = extractPage(decodePage(await readBytes(io.stdin), null).text, {
    url,
    nowMs: systemClock.now(),
  })
  for (const remark of page.remarks) io.stderr.write(`extract: ${remark}\n`)
  const { title, text, author, published, language } = page
  const told = {
    title,
    text,
    author,
    published: published === null ? null : isoTime(published),
    language,
  }
  io.stdout.write(`${JSON.stringify(told)}\n`)
  return 0
}

async function readBytes(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    length += bytes.length
    if (length > MAX_BYTES)
      throw new Permanent('extract.too-large', `extract: the page has more than ${MAX_BYTES} bytes`)
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}
