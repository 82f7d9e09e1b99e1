// A crawler over records in memory, with what it handed on, for tests.

import { openEmbeddedStateStore } from '#/store/embedded/state-store.ts'
import { createCrawler, type Crawler, type CrawlerOptions } from '#/crawler/fetch/create-crawler.ts'
import type { CrawlRun } from '#/crawler/fetch/crawl-run.ts'
import type { FetchedPage } from '#/crawler/fetch/fetched-page.ts'
import { systemClock } from '#/kernel/clock.ts'
import type { MediaSource } from '#/kernel/media-source.ts'
import type { Problem } from '#/kernel/problem.ts'
import { smallReaders } from './small-readers.ts'

export const identity = {
  version: '1.2.3',
  contactUrl: 'https://example.com/bot',
  contactEmail: 'bot@example.com',
}
export const OUR_AGENT = 'Thapcanh/1.2.3 (+https://example.com/bot; bot@example.com)'

export interface CrawlBench extends AsyncDisposable {
  readonly crawler: Crawler
  readonly pages: FetchedPage[]
  readonly problems: Problem[]
  run(source: MediaSource, signal?: AbortSignal): Promise<CrawlRun>
  /** Paths handed on, in order. */
  handedOn(): string[]
  /** What a killed process's successor finds. */
  again(more?: Partial<CrawlerOptions>): CrawlBench
}

export function openBench(more: Partial<CrawlerOptions> = {}): CrawlBench {
  const state = openEmbeddedStateStore({ path: ':memory:', clock: more.clock ?? systemClock })
  const bench = benchOn({ records: state.records, ...more })
  return { ...bench, [Symbol.asyncDispose]: async () => state[Symbol.dispose]() }
}

function benchOn(more: Partial<CrawlerOptions> & Pick<CrawlerOptions, 'records'>): CrawlBench {
  const pages: FetchedPage[] = []
  const problems: Problem[] = []
  const crawler = createCrawler({
    clock: systemClock,
    report: problem => void problems.push(problem),
    identity,
    readers: smallReaders,
    onPage: async (_source, page) => {
      pages.push(page)
      return { newMentions: 1, failure: null }
    },
    ...more,
  })
  return {
    crawler,
    pages,
    problems,
    run: (source, signal = new AbortController().signal) => crawler.crawl(source, signal),
    handedOn: () => pages.map(({ url }) => new URL(url).pathname),
    again: changed => benchOn({ ...more, ...changed }),
    [Symbol.asyncDispose]: async () => {},
  }
}

/** A feed on the local web; its pace is quick so that the tests are. */
export function localSource(urls: readonly string[], more: Partial<MediaSource> = {}): MediaSource {
  return {
    id: 'bao-vi-du',
    name: 'Báo Ví Dụ',
    kind: 'feed',
    urls,
    enabled: true,
    everyMinutes: 60,
    pauseMs: 10,
    needsBrowser: false,
    withComments: false,
    include: [],
    exclude: [],
    topics: [],
    reach: null,
    language: 'vi',
    selectors: {},
    local: true,
    note: '',
    ...more,
  }
}
