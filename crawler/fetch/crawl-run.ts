// What a crawl of a source did, as its health and the reports tell it; kept while it runs, so that a killed
// process's successor counts on.

import type { Collection } from '#/store/records.ts'
import { LIMITS } from '#/kernel/limits.ts'

export interface CrawlFailure {
  /** For people, and few: `robots`, `status 429`, `timeout`, `too large`, `nothing to read`. */
  readonly reason: string
  readonly count: number
  /** An address that failed so. */
  readonly example: string
}

export interface CrawlRun {
  readonly sourceId: string
  readonly startedAt: number
  /** Null while it runs. */
  readonly endedAt: number | null
  /** All that was asked for, robots.txt and redirects included. */
  readonly requests: number
  /** Start addresses and list pages that were read, unchanged ones included; and those that were not. */
  readonly listsRead: number
  readonly listsFailed: number
  /** Pages handed on and of use, and those that were not. */
  readonly pages: number
  readonly pagesFailed: number
  readonly newMentions: number
  readonly notModified: number
  /** Addresses found for the first time. */
  readonly found: number
  readonly failures: readonly CrawlFailure[]
  /** A host asked us to stay away until then (ms UTC); what is left waits. */
  readonly restUntil: number | null
}

/** A reason that says: robots.txt or the site does not want us, or we may not ask there. */
export function isRefusal(reason: string): boolean {
  return /^(?:robots|crawl-delay|address|noindex|nofollow|status (?:401|402|403|407|451))$/.test(reason)
}

/** The present or last crawl of each source, by its id. */
export const CRAWL_RUNS: Collection<CrawlRun> = {
  name: 'crawl-run',
  keys: ({ endedAt }) => ({ endedAt }),
}

export function newRun(sourceId: string, startedAt: number): CrawlRun {
  return {
    sourceId,
    startedAt,
    endedAt: null,
    requests: 0,
    listsRead: 0,
    listsFailed: 0,
    pages: 0,
    pagesFailed: 0,
    newMentions: 0,
    notModified: 0,
    found: 0,
    failures: [],
    restUntil: null,
  }
}

/** The failures with one more; reasons beyond the limit are counted together as `other`. */
export function withFailure(
  failures: readonly CrawlFailure[],
  reason: string,
  example: string,
): readonly CrawlFailure[] {
  const known = failures.find(each => each.reason === reason)
  if (known === undefined && failures.length >= LIMITS.maxFailureReasons && reason !== 'other')
    return withFailure(failures, 'other', example)
  if (known === undefined) return [...failures, { reason, count: 1, example }]
  return failures.map(each => (each === known ? { ...each, count: each.count + 1 } : each))
}
