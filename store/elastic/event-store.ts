// The event store on Elasticsearch: one data stream for each retention class, any number of writers.
//
// A batch is written first, then the writer's position. What a batch had written before it failed is known by its
// ids: within one index a repeat meets a document of the same id; and because a stream's next index knows nothing of
// the last, events of a batch that may be there already (after a failure, or a crash before the position was kept)
// are looked for in all of the stream first.
//
// Elasticsearch shows what was written at its next refresh, a second later. This store refreshes before it reads
// when it has written since, so that a process always finds what it has appended; other processes wait that second.

import type { Client, estypes } from '@elastic/elasticsearch'
import type { Event } from '#/kernel/event.ts'
import { Permanent, Retryable } from '#/kernel/errors.ts'
import { sequenceOfEventId } from '#/kernel/ids.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { Turns } from '../embedded/turns.ts'
import type {
  EventStore,
  EventSummary,
  ScanRequest,
  SearchHit,
  SearchRequest,
  SearchResult,
  StoredEvent,
  SummaryRequest,
} from '../event-store.ts'
import { matchesQuery } from '../match-query.ts'
import { EVERYTHING, type Query } from '../query-tree.ts'
import { type BulkLine, type BulkRefusal, type SendBulk, writeBulk } from './bulk-writer.ts'
import { type SearchPlace, signalled } from './candidate-pages.ts'
import { elasticFailure, isThere, refusal } from './elastic-failure.ts'
import { documentOf, type EventDocument, hitOf } from './event-document.ts'
import { kindsOfEvents } from './event-kinds.ts'
import { OWN } from './event-fields.ts'
import { streamsOf } from './event-streams.ts'
import { putEventTemplates } from './event-templates.ts'
import { boundsOf, type ElasticQuery } from './query-bounds.ts'
import type { RetentionClass } from './retention.ts'
import { searchInOrder } from './search-by-field.ts'
import { inSystems, inTime } from './search-events.ts'
import { summariseEvents } from './summary.ts'

export interface ElasticEventStoreOptions {
  /** Stays open when the store is closed. */
  readonly client: Client
  /** Begins the names of all indices, streams and templates; kebab-case. */
  readonly prefix: string
  /** Whose raw log the events come from: positions are kept by it. Ids must differ between writers. */
  readonly writer: string
  /** How long an event is kept. */
  readonly classOf: (event: Event) => RetentionClass
  readonly report: ReportProblem
  /** From 0 to 1; spreads repeats. */
  readonly random: () => number
  /** Primary shards of each index; 1 when absent. */
  readonly shards?: number
  /** Time a search may take; LIMITS.maxSearchMs when absent. */
  readonly maxSearchMs?: number
}

/** Puts the templates and opens the store; throws Retryable (`store.failed`) when the server does not answer. */
export async function openElasticEventStore(options: ElasticEventStoreOptions): Promise<EventStore> {
  const { client, prefix, writer, shards = 1 } = options
  try {
    await putEventTemplates(client, prefix, shards)
    const index = `${prefix}-positions`
    const settings = { number_of_shards: 1, auto_expand_replicas: '0-1' }
    const mappings: estypes.MappingTypeMapping = { properties: { position: { type: 'long' } } }
    await client.indices.create({ index, settings, mappings }).catch((error: unknown) => {
      if (!isThere(error)) throw error
    })
    const found = await client.get<{ position: number }>({ index, id: writer }, { ignore: [404] })
    const store = new ElasticEventStore(options, found._source?.position ?? 0)
    await store.findDoubtful()
    return store
  } catch (error) {
    throw elasticFailure('opening the event store', error)
  }
}

class ElasticEventStore implements EventStore {
  private readonly options: ElasticEventStoreOptions
  private readonly client: Client
  private readonly index: string
  private readonly writes = new Turns(1)
  private readonly ending = new AbortController()
  private stored: number
  /** Events up to this number may be there although the position is before them. */
  private doubtful = 0
  /** Written to since the last refresh. */
  private isStale = true

  constructor(options: ElasticEventStoreOptions, stored: number) {
    this.options = options
    this.client = options.client
    this.index = streamsOf(options.prefix)
    this.stored = stored
  }

  /** Looks how far events are stored beyond the position. */
  async findDoubtful(): Promise<void> {
    await this.refresh()
    const answer = await this.client.search({
      index: this.index,
      ignore_unavailable: true,
      allow_partial_search_results: false,
      size: 0,
      query: {
        bool: {
          filter: [
            { term: { [OWN.writer]: this.options.writer } },
            { range: { [OWN.sequence]: { gt: this.stored } } },
          ],
        },
      },
      aggs: { last: { max: { field: OWN.sequence } } },
    })
    this.doubtful =
      (answer.aggregations?.['last'] as estypes.AggregationsMaxAggregate | undefined)?.value ?? 0
  }

  append(events: readonly StoredEvent[], position: number): Promise<void> {
    return this.writes.run(async () => {
      this.mustBeOpen()
      try {
        const fresh = events.filter(({ id }) => sequenceOf(id) > this.stored)
        if (position <= this.stored && fresh.length === 0) return
        const known = await this.storedIds(fresh.filter(({ id }) => sequenceOf(id) <= this.doubtful))
        const missing = fresh.filter(({ id }) => !known.has(id))
        this.doubtful = missing.reduce((last, { id }) => Math.max(last, sequenceOf(id)), this.doubtful)
        await this.write(missing)
        if (position > this.stored) await this.keepPosition(position)
      } catch (error) {
        throw elasticFailure('storing events', error)
      }
    })
  }

  private async keepPosition(position: number): Promise<void> {
    const { prefix, writer } = this.options
    await this.client.index({ index: `${prefix}-positions`, id: writer, document: { position } })
    this.stored = position
  }

  private async write(events: readonly StoredEvent[]): Promise<void> {
    if (events.length === 0) return
    this.isStale = true
    const lineOf = (stored: StoredEvent, bare: boolean): BulkLine => ({
      id: stored.id,
      action: JSON.stringify({ create: { _index: this.streamOf(stored.event), _id: stored.id } }),
      document: JSON.stringify(documentOf(stored, this.options.writer, bare)),
    })
    const refused = await this.bulk(events.map(stored => lineOf(stored, false)))
    if (refused.length === 0) return
    for (const { id, reason } of refused) {
      const detail = `Elasticsearch refused event ${id} as it is; it is kept whole, without an index of its fields: ${reason}`
      this.options.report({ code: 'store.failed', where: this.index, detail })
    }
    const ids = new Set(refused.map(({ id }) => id))
    const [failed] = await this.bulk(
      events.filter(({ id }) => ids.has(id)).map(stored => lineOf(stored, true)),
    )
    if (failed !== undefined) throw refusal(`storing event ${failed.id}`, failed.reason)
  }

  private async bulk(
    lines: readonly BulkLine[],
    conflict: 'written' | 'refused' = 'written',
  ): Promise<BulkRefusal[]> {
    return await writeBulk(lines, {
      conflict,
      send: this.send,
      random: this.options.random,
      signal: this.ending.signal,
    })
  }

  private readonly send: SendBulk = async lines => {
    const operations = lines.flatMap(({ action, document }) => [action, document])
    const { items } = await this.client.bulk(
      { operations },
      { maxRetries: 0, ...signalled(this.ending.signal) },
    )
    return items.map(item => {
      const { status, error } = Object.values(item)[0]!
      return { status, ...(error === undefined ? {} : { reason: `${error.type}: ${error.reason}` }) }
    })
  }

  private streamOf(event: Event): string {
    return `${this.options.prefix}-events-${this.options.classOf(event)}`
  }

  /** Which of the events are in a stream already. */
  private async storedIds(events: readonly StoredEvent[]): Promise<ReadonlySet<string>> {
    const ids = new Set<string>()
    for (const { fields } of await this.documentsOf(events.map(({ id }) => id))) ids.add(fields![OWN.id][0])
    return ids
  }

  private async documentsOf(ids: readonly string[]): Promise<readonly estypes.SearchHit[]> {
    const hits: estypes.SearchHit[] = []
    if (ids.length > 0) await this.refresh()
    for (let from = 0; from < ids.length; from += LIMITS.maxBulkEvents) {
      const some = ids.slice(from, from + LIMITS.maxBulkEvents)
      const answer = await this.client.search({
        index: this.index,
        ignore_unavailable: true,
        allow_partial_search_results: false,
        size: some.length,
        query: { bool: { filter: [{ terms: { [OWN.id]: some } }] } },
        _source: false,
        fields: [OWN.id],
        seq_no_primary_term: true,
      })
      hits.push(...answer.hits.hits)
    }
    return hits
  }

  async position(): Promise<number> {
    return this.stored
  }

  async search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult> {
    this.mustBeOpen()
    signal?.throwIfAborted()
    const began = performance.now()
    const found = await this.read('searching', signal, () => searchInOrder(this.place(), request, signal))
    return { ...found, tookMs: performance.now() - began }
  }

  async summarise(request: SummaryRequest, signal?: AbortSignal): Promise<EventSummary> {
    this.mustBeOpen()
    signal?.throwIfAborted()
    return await this.read('counting events', signal, () =>
      summariseEvents(this.place(), this, request, signal),
    )
  }

  private place(): SearchPlace {
    const { maxSearchMs = LIMITS.maxSearchMs, report } = this.options
    return { client: this.client, index: this.index, maxSearchMs, report }
  }

  async get(id: string): Promise<SearchHit | undefined> {
    const [hit] = await this.oldest(EVERYTHING, [{ term: { [OWN.id]: id } }], null, 1)
    return hit
  }

  async unknown(afterId: string | null, limit: number): Promise<readonly SearchHit[]> {
    const query: Query = { kind: 'term', field: 'thapcanh.format', value: 'unknown' }
    return await this.oldest(query, [], afterId, limit)
  }

  async scan(request: ScanRequest, signal?: AbortSignal): Promise<readonly SearchHit[]> {
    const limit = Math.max(1, Math.min(Math.floor(request.limit), LIMITS.maxScanRows))
    const query = inSystems(EVERYTHING, request.systems)
    return await this.oldest(query, inTime(request), request.afterId, limit, signal)
  }

  /** Events that satisfy the query, by their ids, oldest first; fewer than the limit are the last. */
  private async oldest(
    query: Query,
    filter: readonly ElasticQuery[],
    afterId: string | null,
    limit: number,
    signal?: AbortSignal,
  ): Promise<readonly SearchHit[]> {
    this.mustBeOpen()
    signal?.throwIfAborted()
    return await this.read('reading events', signal, async () => {
      const hits: SearchHit[] = []
      for (let last = afterId; ;) {
        const answer = await this.client.search<EventDocument>(
          {
            index: this.index,
            ignore_unavailable: true,
            allow_partial_search_results: false,
            size: limit,
            track_total_hits: false,
            query: { bool: { filter: [boundsOf(query).over, ...filter] } },
            sort: [{ [OWN.id]: 'asc' }],
            ...(last === null ? {} : { search_after: [last] }),
          },
          signalled(signal),
        )
        const page = answer.hits.hits.map(({ _source }) => hitOf(_source!))
        hits.push(...page.filter(({ event }) => matchesQuery(event, query)))
        if (hits.length >= limit || page.length < limit) return hits.slice(0, limit)
        last = page.at(-1)!.id
      }
    })
  }

  replace(events: readonly StoredEvent[]): Promise<void> {
    return this.writes.run(async () => {
      this.mustBeOpen()
      try {
        const byId = new Map(events.map(stored => [stored.id, stored]))
        const places = await this.documentsOf([...byId.keys()])
        const lines = places.map((place): BulkLine => {
          const stored = byId.get(place.fields![OWN.id][0])!
          const { _index, _id, _seq_no: if_seq_no, _primary_term: if_primary_term } = place
          return {
            id: stored.id,
            action: JSON.stringify({ index: { _index, _id, if_seq_no, if_primary_term } }),
            document: JSON.stringify(documentOf(stored, this.options.writer)),
          }
        })
        this.isStale = true
        const [refused] = await this.bulk(lines, 'refused')
        if (refused !== undefined) throw refusal(`replacing event ${refused.id}`, refused.reason)
      } catch (error) {
        throw elasticFailure('replacing events', error)
      }
    })
  }

  async kinds(fields: readonly string[], sinceMs: number, signal?: AbortSignal): Promise<readonly Event[]> {
    this.mustBeOpen()
    const { report, maxSearchMs = LIMITS.maxSearchMs } = this.options
    return await this.read('looking for kinds of events', signal, async () => {
      const asked = { client: this.client, index: this.index, fields, sinceMs, maxMs: maxSearchMs }
      const { kinds, complete } = await kindsOfEvents(asked, signal)
      if (!complete) {
        const detail = `there are more kinds of events than could be told; log sources of the others count as not seen`
        report({ code: 'store.failed', where: this.index, detail })
      }
      return kinds
    })
  }

  async stats(): Promise<{ events: number; bytes: number; days: number }> {
    this.mustBeOpen()
    return await this.read('counting events', undefined, async () => {
      const index = this.index
      const counted = await this.client.search({
        index,
        ignore_unavailable: true,
        size: 0,
        track_total_hits: true,
        aggs: {
          days: { date_histogram: { field: OWN.received, calendar_interval: 'day', min_doc_count: 1 } },
        },
      })
      const { _all } = await this.client.indices.stats({ index, metric: 'store', expand_wildcards: 'all' })
      const total = counted.hits.total as estypes.SearchTotalHits | undefined
      const days = counted.aggregations?.['days'] as estypes.AggregationsDateHistogramAggregate | undefined
      return {
        events: total?.value ?? 0,
        bytes: _all.primaries?.store?.size_in_bytes ?? 0,
        days: (days?.buckets as readonly unknown[] | undefined)?.length ?? 0,
      }
    })
  }

  private async read<T>(doing: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    try {
      await this.refresh()
      return await work()
    } catch (error) {
      signal?.throwIfAborted()
      throw elasticFailure(doing, error)
    }
  }

  /** Shows what this store has written. */
  private async refresh(): Promise<void> {
    if (!this.isStale) return
    this.isStale = false
    try {
      await this.client.indices.refresh({ index: this.index, ignore_unavailable: true })
    } catch (error) {
      this.isStale = true
      throw error
    }
  }

  private mustBeOpen(): void {
    if (this.ending.signal.aborted) throw new Permanent('store.failed', 'the store is closed')
  }

  /** A batch that is being written is given up: it can be given again. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.ending.abort(new Retryable('store.failed', 'the store is being closed'))
    await this.writes.run(async () => undefined)
  }
}

function sequenceOf(id: string): number {
  const sequence = sequenceOfEventId(id)
  if (sequence === undefined) throw new Error(`“${id}” is not an event id`)
  return sequence
}
