// How a source does, told by its crawls. The rules:
//   off      it is switched off
//   never    it is on, and no crawl has ended yet
//   refused  its last crawl got nothing, and every reason is that robots.txt or the site does not want us
//   failing  its last crawl got nothing for other reasons, or three pages and more failed and none succeeded
//   silent   its crawls succeed, and nothing new came for LIMITS.sourceSilentMs
//   well     all else

import { LIMITS } from '#/kernel/limits.ts'
import type { MediaSource, SourceHealth, SourceState } from '#/kernel/media-source.ts'
import type { Collection } from '#/store/records.ts'
import { isRefusal, type CrawlRun } from '../fetch/crawl-run.ts'

/** What is kept of it; state and next turn are of the moment of asking. */
export interface HealthRecord {
  readonly sourceId: string
  readonly firstRunAt: number
  readonly lastRunAt: number
  readonly lastSuccessAt: number | null
  readonly lastNewAt: number | null
  readonly outcome: 'success' | 'refused' | 'failing'
  readonly requests: number
  readonly newMentions: number
  readonly notModified: number
  readonly failures: SourceHealth['failures']
  readonly failedRunsInRow: number
}

export const SOURCE_HEALTH: Collection<HealthRecord> = { name: 'media-source-health', keys: () => ({}) }

const MIN_FAILED_PAGES = 3

/** How a crawl that has ended went. */
export function outcomeOf(run: CrawlRun): HealthRecord['outcome'] {
  const gotSomething = run.listsRead + run.pages + run.notModified > 0
  const pagesFail = run.pages === 0 && run.pagesFailed >= MIN_FAILED_PAGES
  if (gotSomething && !pagesFail) return 'success'
  const isRefused = run.failures.length > 0 && run.failures.every(({ reason }) => isRefusal(reason))
  return isRefused ? 'refused' : 'failing'
}

/** The record after one more crawl. */
export function healthAfter(before: HealthRecord | undefined, run: CrawlRun): HealthRecord {
  const outcome = outcomeOf(run)
  const endedAt = run.endedAt ?? run.startedAt
  return {
    sourceId: run.sourceId,
    firstRunAt: before?.firstRunAt ?? run.startedAt,
    lastRunAt: endedAt,
    lastSuccessAt: outcome === 'success' ? endedAt : (before?.lastSuccessAt ?? null),
    lastNewAt: run.newMentions > 0 ? endedAt : (before?.lastNewAt ?? null),
    outcome,
    requests: run.requests,
    newMentions: run.newMentions,
    notModified: run.notModified,
    failures: run.failures,
    failedRunsInRow: outcome === 'success' ? 0 : (before?.failedRunsInRow ?? 0) + 1,
  }
}

export function healthOf(
  source: Pick<MediaSource, 'id' | 'enabled'>,
  record: HealthRecord | undefined,
  nextRunAt: number | null,
  now: number,
): SourceHealth {
  return {
    sourceId: source.id,
    state: stateOf(source.enabled, record, now),
    lastRunAt: record?.lastRunAt ?? null,
    lastSuccessAt: record?.lastSuccessAt ?? null,
    lastNewAt: record?.lastNewAt ?? null,
    nextRunAt: source.enabled ? nextRunAt : null,
    requests: record?.requests ?? 0,
    newMentions: record?.newMentions ?? 0,
    notModified: record?.notModified ?? 0,
    failures: record?.failures ?? [],
    failedRunsInRow: record?.failedRunsInRow ?? 0,
  }
}

function stateOf(enabled: boolean, record: HealthRecord | undefined, now: number): SourceState {
  if (!enabled) return 'off'
  if (record === undefined) return 'never'
  if (record.outcome !== 'success') return record.outcome
  return now - (record.lastNewAt ?? record.firstRunAt) > LIMITS.sourceSilentMs ? 'silent' : 'well'
}
