// Crawling, put together: the same in the one process of a small platform, in a cluster's leader, which only plans
// it, and in its workers, which do it.

import { createCrawler, type Crawler } from '#/crawler/fetch/create-crawler.ts'
import type { HostPace } from '#/crawler/fetch/host-pace.ts'
import type { MediaConfig } from '#/crawler/media-config.ts'
import { createSchedule, type Schedule, type ScheduleOptions } from '#/crawler/sources/schedule.ts'
import { createListReaders } from './list-readers.ts'
import type { PageReading, ReadPage } from './draft-mentions.ts'
import type { Keeper } from './keep-mentions.ts'

export interface CrawlingOptions extends Omit<ScheduleOptions, 'crawler'> {
  readonly config: MediaConfig
  /** The platform's, for the User-Agent. */
  readonly version: string
  /** Takes a page apart; see ReadingRoom. */
  readonly read: (page: ReadPage) => Promise<PageReading>
  readonly keeper: Keeper
  /** Shared with other processes that crawl. */
  readonly pace?: HostPace
}

export interface Crawling {
  readonly crawler: Crawler
  readonly schedule: Schedule
}

export function openCrawling(options: CrawlingOptions): Crawling {
  const { config, version, records, clock, report, read, keeper, pace } = options
  const crawler = createCrawler({
    records,
    clock,
    report,
    identity: {
      version,
      contactUrl: config.contactUrl ?? null,
      contactEmail: config.contactEmail ?? null,
    },
    readers: createListReaders(clock, report),
    async onPage(source, page, found) {
      const { drafts, failure } = await read({ source, page, found })
      return { newMentions: await keeper.keep(drafts), failure }
    },
    browserPath: config.browserPath,
    ...(pace === undefined ? {} : { pace }),
  })
  return { crawler, schedule: createSchedule({ ...options, crawler }) }
}
