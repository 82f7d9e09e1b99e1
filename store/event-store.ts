// The contract of the event store. `embedded/` keeps it with DuckDB, `elastic/` with Elasticsearch; one conformance
// suite proves it for both, and names in what they may differ.
//
// Obligations: `append` is atomic and durable before it resolves: either all events of a batch and the
// position are kept or none (a batch that crosses midnight UTC may be kept up to midnight, and the position
// says so; on Elasticsearch a batch that failed may be kept in part, with the position before it). `position` is
// the raw-log sequence up to which events are stored, read back after a crash. Events whose sequence (in their
// id) is not beyond the position are stored already and passed over, so a batch that is repeated, after a crash
// or a failed `append`, is stored once. `append` throws Retryable (`disk.full`, `store.failed`) when it could
// not store; the same batch can be given again. Events are visible to `search` as soon as `append` has resolved.
// Nothing is ever dropped: a value that does not fit its column is kept beside it, is searched there, and comes
// back as it was.
//
// `search` throws Permanent (`request.malformed`) for an `after` that no search gave out, and the signal's
// reason when that aborts.

import type { Event, Scalar } from '#/kernel/event.ts'
import type { Query } from './query-tree.ts'
import type { SearchSort } from './search-sort.ts'

export interface StoredEvent {
  /** Sorts by time of receipt; see kernel/ids.ts. */
  readonly id: string
  /** Time of receipt in ms UTC; its UTC day names the file. */
  readonly ingestedMs: number
  readonly event: Event
}

export interface SearchRequest {
  /** What is asked for; query-tree.ts says what it means, match-query.ts is that as code. */
  readonly query: Query
  /** Only events of these monitored systems (`thapcanh.system.id`); absent: of all, and of none. */
  readonly systems?: readonly string[]
  /** Event time in ms UTC, from inclusive, to exclusive. */
  readonly fromMs?: number
  readonly toMs?: number
  /** At most LIMITS.maxSearchRows. */
  readonly limit: number
  /** Newest event time first when absent; a field must be one that `isSortable` (search-sort.ts). */
  readonly sort?: SearchSort
  /** Continues after this `next` of an earlier answer in the same order. */
  readonly after?: string
}

export interface SearchHit {
  readonly id: string
  readonly event: Event
}

export interface SearchResult {
  /** In the order of the sort (`comparePlaced`); without one newest event time first, equal times by id. */
  readonly hits: readonly SearchHit[]
  /** Pass as `after` for the next page; null when there is no more. */
  readonly next: string | null
  /**
   * False when the time budget ended the search early (`hits` are the first matches until there, and `next`
   * goes on from there; sorted by a field there may be neither, because the first is known only at the end), or when
   * a damaged day file of that time could not be searched.
   */
  readonly complete: boolean
  /** Why it is not complete. */
  readonly stoppedBy?: StoppedBy
  readonly tookMs: number
}

/** What keeps an answer from being complete: its budget of time or memory, or a damaged day file. */
export type StoppedBy = 'time' | 'memory' | 'damage'

export interface SummaryRequest extends Pick<SearchRequest, 'query' | 'systems' | 'fromMs' | 'toMs'> {
  /** Width of the bars in ms and a time at which one of them begins; absent: no bars. */
  readonly bars?: { readonly widthMs: number; readonly beginMs: number }
  /** The field whose most frequent values are wanted. */
  readonly top?: {
    readonly field: string
    /** At most LIMITS.maxTopValues. */
    readonly limit: number
    /** Only values that begin so, ignoring case. */
    readonly prefix?: string
  }
}

export interface EventSummary {
  /** How many events match. */
  readonly events: number
  /** Oldest first; bars without events are left out. `at` is where one begins. */
  readonly bars: readonly { readonly at: number; readonly events: number }[]
  /**
   * Values as events hold them (case counts), and how many events have each; most frequent first, equal ones by
   * their text. An event with several values counts for each.
   */
  readonly values: readonly { readonly value: Scalar; readonly events: number }[]
  /** False when the field has so many values that rare ones of a day may have been left out. */
  readonly exact: boolean
  /** As of a search; what was counted until then is told. */
  readonly complete: boolean
  readonly stoppedBy?: StoppedBy
  readonly tookMs: number
}

export interface ScanRequest {
  /** Only what came in after the event of this id. */
  readonly afterId: string | null
  /** At most so many, and at most LIMITS.maxScanRows; fewer are the last. */
  readonly limit: number
  /** Event time in ms UTC, from inclusive, to exclusive. */
  readonly fromMs?: number
  readonly toMs?: number
  /** Only events of these monitored systems; absent: of all, and of none. */
  readonly systems?: readonly string[]
}

export interface EventStore extends AsyncDisposable {
  append(events: readonly StoredEvent[], position: number): Promise<void>
  /** Raw-log sequence of the last record whose events are stored; 0 for an empty store. */
  position(): Promise<number>
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult>
  /** Counts what a search would find, over time and by value. Throws like `search`. */
  summarise(request: SummaryRequest, signal?: AbortSignal): Promise<EventSummary>
  get(id: string): Promise<SearchHit | undefined>
  /** Events in the order in which they came in: to go through all of them, page by page. */
  scan(request: ScanRequest, signal?: AbortSignal): Promise<readonly SearchHit[]>
  /** Events whose format was `unknown`, oldest first after `afterId`: for parsing again. */
  unknown(afterId: string | null, limit: number): Promise<readonly SearchHit[]>
  /** Puts a newly parsed event in the place of the stored one with that id. */
  replace(events: readonly StoredEvent[]): Promise<void>
  /**
   * One event of each combination of values that the fields have, among events received since then; combinations
   * may come more than once. At most LIMITS.maxEventKinds of a day and table.
   */
  kinds(fields: readonly string[], sinceMs: number, signal?: AbortSignal): Promise<readonly Event[]>
  /** Number of events and bytes on disk. */
  stats(): Promise<{ readonly events: number; readonly bytes: number; readonly days: number }>
}
