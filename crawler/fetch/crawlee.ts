// Runs the visits of one crawl on crawlee, which gives concurrency that yields to load and, for sources that
// need it, browsers that are started, renewed and closed. What crawlee does by itself and we do not want is off:
// its HTTP client (a browser's headers), sessions, fingerprints, storage on disk, retries, statistics and log.

import { LIMITS } from '#/kernel/limits.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import type { Records, Stored } from '#/store/records.ts'
import type { Page } from 'playwright-core'
import type { Address } from './addresses.ts'
import { createVisitQueue, type VisitQueue } from './visit-queue.ts'

export interface CrawleeRun {
  readonly source: MediaSource
  readonly records: Records
  readonly userAgent: string
  /** Path of Chromium; for sources that need it. */
  readonly browserPath: string
  readonly maxVisits: number
  /** Visits one address; `page` for sources that need the browser. Must not throw but to end the crawl. */
  readonly visit: (address: Stored<Address>, page: Page | undefined) => Promise<void>
  /** The browser failed before the visit began. */
  readonly onUnvisited: (address: Stored<Address>, error: Error) => Promise<void>
  /** Hears of the queue, to stop it. */
  readonly onQueue: (queue: VisitQueue) => void
}

/** Longer than any visit, whose parts have bounds of their own; crawlee's timeout does not stop what runs. */
const VISIT_SECS = 24 * 60 * 60

/** Resolves when nothing waits, or the queue was stopped, and all visits have ended. */
export async function runOnCrawlee(run: CrawleeRun): Promise<void> {
  const { BasicCrawler, Configuration, EventManager, Log, LogLevel, Request } =
    await import('@crawlee/cheerio')
  const { source } = run

  /** No events: neither samples of `ps`, nor states to keep. */
  class NoEvents extends EventManager {
    override async init(): Promise<void> {
      this.initialized = true
    }
    override async close(): Promise<void> {
      this.initialized = false
    }
  }
  const config = new Configuration({ persistStorage: false, purgeOnStart: false, memoryMbytes: 1024 })
  config.set('eventManager', new NoEvents(config))

  const queue = createVisitQueue({
    records: run.records,
    sourceId: source.id,
    maxVisits: run.maxVisits,
    requestOf: ({ id, record }) => new Request({ url: record.url, uniqueKey: id, skipNavigation: true }),
  })
  run.onQueue(queue)

  const visits = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | undefined
  /** An error of a visit ends the crawl; crawlee would go on. */
  async function visit(request: InstanceType<typeof Request>, page: Page | undefined): Promise<void> {
    const visiting = run.visit(queue.addressOf(request), page).catch((error: unknown) => {
      failure ??= { error }
      queue.stop()
    })
    visits.add(visiting)
    await visiting
    visits.delete(visiting)
  }

  const options = {
    requestQueue: queue as never,
    log: new Log({ level: LogLevel.OFF }),
    useSessionPool: false,
    maxRequestRetries: 0,
    requestHandlerTimeoutSecs: VISIT_SECS,
    statisticsOptions: { persistenceOptions: { enable: false }, logIntervalSecs: VISIT_SECS },
    statusMessageLoggingInterval: VISIT_SECS,
    autoscaledPoolOptions: { maybeRunIntervalSecs: 0.1, loggingIntervalSecs: null },
  }
  if (source.needsBrowser) {
    const { PlaywrightCrawler } = await import('@crawlee/playwright')
    const { browserOptions } = await import('./browser-options.ts')
    const crawler = new PlaywrightCrawler(
      {
        ...options,
        ...browserOptions(run.browserPath, run.userAgent),
        maxConcurrency: 1,
        requestHandler: ({ request, page }) => visit(request, page),
        failedRequestHandler: async ({ request }, error) =>
          await run.onUnvisited(queue.addressOf(request), error),
      },
      config,
    )
    try {
      await crawler.run()
    } catch (error) {
      // A browser that does not even start ends crawlee's run.
      const unvisited = queue.inHand()
      if (unvisited.length === 0) throw error
      for (const address of unvisited) await run.onUnvisited(address, error as Error)
      queue.stop()
    }
  } else {
    await new BasicCrawler(
      {
        ...options,
        httpClient: NO_CLIENT,
        maxConcurrency: LIMITS.maxCrawlHosts,
        requestHandler: ({ request }) => visit(request, undefined),
      },
      config,
    ).run()
  }
  // Ctrl-C makes crawlee leave without waiting.
  await Promise.all(visits)
  if (failure !== undefined) throw failure.error
}

/** Whatever wants to ask past the polite client is told so. */
const NO_CLIENT = {
  sendRequest: async (): Promise<never> => {
    throw new Error('only the polite client asks sites')
  },
  stream: async (): Promise<never> => {
    throw new Error('only the polite client asks sites')
  },
}
