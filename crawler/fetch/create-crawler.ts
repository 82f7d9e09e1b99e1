// The crawler: crawls one source after the other or several at once, politely, and hands on each page. What a
// crawl has found and done is durable at every moment; one that was interrupted goes on where it was when it is
// called again. Whoever calls (sources/schedule.ts, through a durable job) sees to it that one crawl of a source
// runs at a time.

import { existsSync } from 'node:fs'
import type { Clock } from '#/kernel/clock.ts'
import { Retryable } from '#/kernel/errors.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { remove, type Change, type Records } from '#/store/records.ts'
import { forgetAddresses, knownAddress, newAddress, putAddress } from './addresses.ts'
import { runOnCrawlee } from './crawlee.ts'
import { CRAWL_RUNS, type CrawlRun } from './crawl-run.ts'
import { createDrawCache } from './draw-page.ts'
import type { HostPace, PaceTime } from './host-pace.ts'
import type { CrawlIdentity } from './identity.ts'
import { compileLinkRules } from './link-rules.ts'
import { createPoliteClient } from './polite-client.ts'
import type { ListReaders } from './readers.ts'
import { openRunBook, type RunBook } from './run-book.ts'
import { failed, startsAt, visitAddress, type OnPage } from './visit-address.ts'
import type { VisitQueue } from './visit-queue.ts'

export interface CrawlerOptions {
  readonly records: Records
  readonly clock: Clock
  readonly report: ReportProblem
  readonly identity: CrawlIdentity
  readonly readers: ListReaders
  /** A page counts as done when this has resolved; it may be given the same page again. */
  readonly onPage: OnPage
  /** Path of Chromium; `/usr/bin/chromium` when absent. */
  readonly browserPath?: string
  /** Shared with other processes that crawl; of this process alone when absent. */
  readonly pace?: HostPace
  /** For tests: time of the pauses, and of one request. */
  readonly time?: PaceTime
  readonly timeoutMs?: number
}

export interface Crawler {
  /**
   * Crawls a source once: its lists, then what they name, as far as LIMITS.maxCrawlVisits goes. Rejects with the
   * signal's reason when it fires, and with Retryable when the store fails; what a site does is in the answer.
   */
  crawl(source: MediaSource, signal: AbortSignal): Promise<CrawlRun>
  /** The present or last crawl of a source. */
  lastRun(sourceId: string): Promise<CrawlRun | undefined>
  /** Forgets all addresses of a source that is no more. */
  forget(sourceId: string): Promise<void>
}

const DEFAULT_BROWSER = '/usr/bin/chromium'

export function createCrawler(options: CrawlerOptions): Crawler {
  const { records, clock, report, readers, onPage } = options
  const browserPath = options.browserPath ?? DEFAULT_BROWSER
  const client = createPoliteClient(options)
  /** A browser takes hundreds of megabytes: one at a time. */
  let browserTurn: Promise<unknown> = Promise.resolve()

  async function crawl(source: MediaSource, signal: AbortSignal): Promise<CrawlRun> {
    signal.throwIfAborted()
    const book = await openRunBook(records, clock, source.id, source.everyMinutes * 60_000)
    await book.commit(() => startChanges(source, book))
    const missing = missingFor(source)
    if (missing === undefined) await visitAll(source, book, signal)
    else {
      book.fail(...missing)
      book.count('listsFailed')
    }
    signal.throwIfAborted()
    await forgetAddresses(records, source.id, clock.now())
    await client.forgetOld()
    book.change({ endedAt: clock.now() })
    await book.commit()
    return book.run()
  }

  /** What keeps us from crawling at all, and where to mend it. */
  function missingFor(source: MediaSource): [reason: string, where: string] | undefined {
    const { contactUrl, contactEmail } = options.identity
    // Site owners must be able to reach the people who answer for this.
    if (source.local !== true && contactUrl === null && contactEmail === null)
      return ['no contact', 'media.contactEmail']
    if (source.needsBrowser && !existsSync(browserPath)) return ['no browser', browserPath]
    return undefined
  }

  /** Start addresses wait again, those apart that this crawl has visited before it was interrupted. */
  async function startChanges(source: MediaSource, book: RunBook): Promise<readonly Change[]> {
    const role = source.kind === 'page' ? ('page' as const) : ('list' as const)
    const changes: Change[] = []
    for (const url of new Set(startsAt(source))) {
      const known = await knownAddress(records, source.id, url)
      const link = { url, title: null, published: null, author: null, summary: null }
      const now = clock.now()
      const address = known?.record ?? newAddress(source.id, link, role, 0, now)
      if ((address.visitedAt ?? -Infinity) >= book.run().startedAt) continue
      changes.push(
        putAddress({ ...address, role, depth: 0, state: 'waiting', seenAt: now }, known?.version ?? 0),
      )
    }
    return changes
  }

  async function visitAll(source: MediaSource, book: RunBook, signal: AbortSignal): Promise<void> {
    let queue: VisitQueue | undefined
    const stop = (): void => queue?.stop()
    const rules = compileLinkRules(source)
    const cache = createDrawCache()
    const around = {
      source,
      records,
      clock,
      client,
      readers,
      rules,
      book,
      cache,
      onPage,
      report,
      stop,
      signal,
    }
    const visits = (): Promise<void> =>
      runOnCrawlee({
        source,
        records,
        userAgent: client.userAgent,
        browserPath,
        maxVisits: LIMITS.maxCrawlVisits,
        visit: (address, page) => visitAddress(address, page, around),
        onUnvisited: (address, _error) => failed(address, 'browser', true, around),
        onQueue: made => void (queue = made),
      })
    signal.addEventListener('abort', stop, { once: true })
    try {
      await (source.needsBrowser ? inTurn(visits, signal) : visits())
      signal.throwIfAborted()
      if (queue !== undefined && (await queue.isInterrupted()))
        throw new Retryable('crawl.interrupted', `the crawl of ${source.id} was interrupted`)
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  async function inTurn(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const mine = browserTurn.then(async () => {
      signal.throwIfAborted()
      await work()
    })
    browserTurn = mine.catch(() => {})
    await mine
  }

  return {
    crawl,
    lastRun: async sourceId => (await records.get(CRAWL_RUNS, sourceId))?.record,
    async forget(sourceId) {
      await forgetAddresses(records, sourceId, clock.now(), true)
      const run = await records.get(CRAWL_RUNS, sourceId)
      if (run !== undefined) await records.commit([remove(CRAWL_RUNS, sourceId, run.version)])
    },
  }
}
