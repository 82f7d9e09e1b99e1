// How the crawler's lists are read: feeds, sitemaps, section pages, threads.

import type { ListReaders, ListReading } from '#/crawler/fetch/readers.ts'
import type { FoundLink } from '#/crawler/extract/extracted.ts'
import { parseFeed } from '#/crawler/extract/parse-feed.ts'
import { parseSitemap } from '#/crawler/extract/parse-sitemap.ts'
import { readListPage } from '#/crawler/extract/read-list-page.ts'
import { readThread } from '#/crawler/extract/read-thread.ts'
import type { Clock } from '#/kernel/clock.ts'
import type { Problem, ReportProblem } from '#/kernel/problem.ts'

export function createListReaders(clock: Clock, report: ReportProblem): ListReaders {
  /** What could be read is taken and the rest counted; nothing at all is a failure of the list. */
  function orThrow(reading: ListReading, problems: readonly Problem[]): ListReading {
    if (reading.links.length === 0 && reading.lists.length === 0 && problems[0] !== undefined)
      throw new Error(problems[0].detail)
    for (const problem of problems) report(problem)
    return reading
  }
  return {
    feed(body, url) {
      const { links, problems } = parseFeed(body, url, clock.now())
      return orThrow({ links, lists: [] }, problems)
    },
    sitemap(body, url) {
      const { links, sitemaps, problems } = parseSitemap(body, url, clock.now())
      return orThrow({ links, lists: sitemaps }, problems)
    },
    section(body, url, selectors) {
      const { links, nextUrl, remarks } = readListPage(body, url, selectors, clock.now())
      if (links.length === 0) throw new Error(remarks.join('; '))
      return { links, lists: nextUrl === null ? [] : [linkTo(nextUrl)] }
    },
    nextOfThread: (body, url, selectors) => readThread(body, url, selectors, clock.now()).nextUrl,
  }
}

function linkTo(url: string): FoundLink {
  return { url, title: null, published: null, author: null, summary: null }
}
