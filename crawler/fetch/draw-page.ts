// Lets the browser draw a page whose document has been fetched politely, and answers everything that its scripts
// ask for through the same client: same pace, same robots.txt, same refusal of private addresses. Pictures,
// fonts, films and frames are not loaded, and nothing but GET is sent.

import { setTimeout as sleep } from 'node:timers/promises'
import type { Page, Route } from 'playwright-core'
import { LIMITS } from '#/kernel/limits.ts'
import { decodePage } from '../text/decode-page.ts'
import { orAborted } from './or-aborted.ts'
import type { FetchedBytes, PoliteClient, PoliteRequest } from './polite-client.ts'

/** Scripts and the like of the pages of one crawl, so that each is asked for once. */
export interface DrawCache {
  get(url: string): FetchedBytes | undefined
  keep(url: string, answer: FetchedBytes): void
}

const NEEDED = ['document', 'script', 'xhr', 'fetch']
const PASSED_HEADERS = /^(?:content-type|access-control-[a-z-]+|vary)$/

/** For reading what was drawn: scripts may keep the page busy. */
const READ_MS = 5000
/** Run in the page. */
const IDLE = 'new Promise(resolve => requestIdleCallback(resolve, { timeout: 2000 }))'

export function createDrawCache(): DrawCache {
  const kept = new Map<string, FetchedBytes>()
  let bytes = 0
  return {
    get: url => kept.get(url),
    keep(url, answer) {
      if (kept.has(url)) return
      kept.set(url, answer)
      bytes += answer.bytes.byteLength
      for (const [
        oldest,
        {
          bytes: { byteLength },
        },
      ] of kept) {
        if (bytes <= LIMITS.maxDrawCacheBytes) break
        kept.delete(oldest)
        bytes -= byteLength
      }
    },
  }
}

/** The page's HTML after its scripts have run and fallen quiet, or why there is none. Rejects when the signal fires. */
export async function drawPage(
  page: Page,
  document: FetchedBytes,
  client: PoliteClient,
  request: PoliteRequest,
  cache: DrawCache,
): Promise<{ readonly html: string } | { readonly failure: string }> {
  const limit = AbortSignal.timeout(LIMITS.maxDrawMs)
  const drawn = new AbortController()
  const signal = AbortSignal.any([request.signal, limit, drawn.signal])
  const asked = { count: 0, pending: 0, lastAt: performance.now() }
  const isQuiet = (): boolean => asked.pending === 0 && performance.now() - asked.lastAt >= LIMITS.drawQuietMs

  async function answer(route: Route): Promise<void> {
    const wanted = route.request()
    const url = wanted.url().replace(/#.*$/, '')
    const isOwnDocument = url === document.url && wanted.resourceType() === 'document'
    if (isOwnDocument) return await fulfil(route, document)
    const isFrame = wanted.resourceType() === 'document' && wanted.frame() !== page.mainFrame()
    if (isFrame || wanted.method() !== 'GET' || !NEEDED.includes(wanted.resourceType()))
      return await route.abort('blockedbyclient')
    const known = cache.get(url)
    if (known !== undefined) return await fulfil(route, known)
    if (++asked.count > LIMITS.maxDrawRequests) return await route.abort('blockedbyclient')
    const got = await client.fetch({ ...request, url, types: null, validators: null, signal })
    if (got.kind !== 'fetched') return await route.abort('failed')
    if (wanted.resourceType() === 'script') cache.keep(url, got)
    await fulfil(route, got)
  }

  async function answerAll(route: Route): Promise<void> {
    asked.pending++
    try {
      await answer(route)
    } catch {
      // The page is gone, or the crawl stops.
      await route.abort('failed').catch(() => {})
    } finally {
      asked.pending--
      asked.lastAt = performance.now()
    }
  }

  /** Nothing was asked for a while, and the page's scripts have nothing to do either. */
  async function untilQuiet(): Promise<void> {
    try {
      for (;;) {
        const { lastAt } = asked
        if (isQuiet()) {
          await orAborted(page.evaluate(IDLE), signal)
          if (isQuiet() && asked.lastAt === lastAt) return
        }
        await sleep(50, undefined, { signal })
      }
    } catch {
      // What is drawn by now is what there is; a page that is gone says so when it is read.
    }
  }

  try {
    await page.routeWebSocket(/.*/, socket => void socket.close())
    await page.route('**/*', answerAll)
    await page.goto(document.url, { waitUntil: 'domcontentloaded', timeout: LIMITS.maxDrawMs })
    await untilQuiet()
    request.signal.throwIfAborted()
    const html = await orAborted(
      page.content(),
      AbortSignal.any([request.signal, AbortSignal.timeout(READ_MS)]),
    )
    return html.length > LIMITS.maxPageBytes ? { failure: 'too large' } : { html }
  } catch {
    request.signal.throwIfAborted()
    return { failure: limit.aborted ? 'timeout' : 'browser' }
  } finally {
    // Whatever still waits for its turn is not wanted any more.
    drawn.abort()
    await page.unrouteAll({ behavior: 'ignoreErrors' }).catch(() => {})
  }
}

async function fulfil(route: Route, { headers, contentType, bytes, status }: FetchedBytes): Promise<void> {
  const passed = Object.fromEntries(Object.entries(headers).filter(([name]) => PASSED_HEADERS.test(name)))
  const isText = contentType === '' || contentType.startsWith('text/') || contentType.includes('xhtml')
  if (!isText) return await route.fulfill({ status, headers: passed, body: bytes })
  // Decoded as everything else is, so that old encodings are read here too.
  const type = contentType === '' ? 'text/html' : contentType
  await route.fulfill({
    status,
    headers: { ...passed, 'content-type': `${type}; charset=utf-8` },
    body: decodePage(bytes, headers['content-type'] ?? null).text,
  })
}
