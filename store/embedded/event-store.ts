// The event store on DuckDB: one file for each UTC day of receipt, nothing else to install.
//
// Appends come one after the other; searches run beside them on connections of their own, two at a time
// (each holds a thread of Node's pool, and the raw log needs one to sync). A batch that crosses midnight is
// committed file by file, each with the position of its own last event; events that are not beyond the
// position are already stored and passed over, so a batch that failed half-way can be given again.

import type { DuckDBConnection } from '@duckdb/node-api'
import { mkdir } from 'node:fs/promises'
import type { Clock } from '#/kernel/clock.ts'
import type { Event } from '#/kernel/event.ts'
import { Permanent } from '#/kernel/errors.ts'
import { receivedMsOfEventId } from '#/kernel/ids.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
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
import { isByTime } from '../search-sort.ts'
import { AppendLine, receivedMsOf } from './append-line.ts'
import { appendToDay, type FilledDay, replaceInDay } from './day-writer.ts'
import { DAY_MS, dayBytes, dayOf, type DayFile } from './day-file.ts'
import { createDayKeeping, type EmbeddedDays } from './day-keeping.ts'
import { DayShelf } from './day-shelf.ts'
import { storeFailure } from './duckdb-failure.ts'
import { idIs, orderOfIds } from './event-ids.ts'
import { kindsOfDay } from './event-kinds.ts'
import { readRows } from './row-reader.ts'
import { scanDay } from './scan-days.ts'
import { searchDays } from './search.ts'
import { searchDaysByField } from './search-by-field.ts'
import { SearchBudget } from './search-budget.ts'
import { SqlParameters } from './sql-parameters.ts'
import { mayHold } from './time-buckets.ts'
import { summariseDays } from './summary.ts'
import { Turns } from './turns.ts'

export interface EmbeddedEventStoreOptions {
  /** Folder of the day files; made when absent. */
  readonly directory: string
  readonly clock: Clock
  readonly report: ReportProblem
  /** What DuckDB may hold in memory, in MB; 256 is taken for less. */
  readonly memoryLimitMb: number
  /** Opens the files for searching only; `append` and `replace` throw. */
  readonly readOnly?: boolean
  /** Time a search may take; LIMITS.maxSearchMs when absent. */
  readonly maxSearchMs?: number
}

const SEARCHES_AT_ONCE = 2

export interface EmbeddedEvents extends EventStore {
  readonly keeping: EmbeddedDays
}

/** Opens the store; throws Fatal (`store.failed`) when another process has it open. */
export async function openEmbeddedEventStore(options: EmbeddedEventStoreOptions): Promise<EmbeddedEvents> {
  const readOnly = options.readOnly === true
  if (!readOnly) await mkdir(options.directory, { recursive: true })
  return new EmbeddedEventStore(options, await DayShelf.open({ ...options, readOnly }))
}

interface KindsRead {
  readonly asked: string
  readonly events: number
  readonly kinds: readonly Event[]
}

class EmbeddedEventStore implements EmbeddedEvents {
  private readonly options: EmbeddedEventStoreOptions
  private readonly shelf: DayShelf
  private readonly writes = new Turns(1)
  private readonly line: AppendLine
  private readonly reads = new Turns(SEARCHES_AT_ONCE)
  private readonly lookups = new Turns(1)
  private readonly running = new Set<SearchBudget>()
  /** Kinds of events of each day when it had so many events. */
  private readonly kindsRead = new Map<DayFile, KindsRead>()
  private closing: Promise<void> | undefined
  readonly keeping: EmbeddedDays

  constructor(options: EmbeddedEventStoreOptions, shelf: DayShelf) {
    this.options = options
    this.shelf = shelf
    this.line = new AppendLine({
      turns: this.writes,
      now: () => options.clock.now(),
      stored: () => this.refreshedPosition(),
      write: (day, meanwhile) => this.writeDay(day, meanwhile),
    })
    this.keeping = createDayKeeping({
      ...options,
      shelf,
      alone: work => this.alone(work),
      running: this.running,
    })
  }

  async append(events: readonly StoredEvent[], position: number): Promise<void> {
    this.mustBeWritable()
    await this.line.append(events, position)
  }

  private async refreshedPosition(): Promise<number> {
    await this.shelf.refresh().catch((error: unknown) => {
      throw storeFailure('reading how far events are stored', error)
    })
    return this.storedPosition()
  }

  private async writeDay(day: FilledDay, meanwhile: () => void): Promise<void> {
    const file = this.shelf.fileFor(day.dayMs)
    await this.write('storing events', file, connection => appendToDay(connection, file, day, meanwhile))
  }

  async position(): Promise<number> {
    return this.storedPosition()
  }

  private storedPosition(): number {
    return this.shelf.files.reduce((highest, file) => Math.max(highest, file.position), 0)
  }

  async search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult> {
    const { report } = this.options
    const { sort } = request
    return await this.withinBudget(
      budget =>
        sort === undefined || isByTime(sort.field)
          ? searchDays(this.shelf, request, budget, report, signal)
          : searchDaysByField(this.shelf, request, sort, budget, report, signal),
      signal,
    )
  }

  async summarise(request: SummaryRequest, signal?: AbortSignal): Promise<EventSummary> {
    return await this.withinBudget(
      budget => summariseDays(this.shelf, request, budget, this.options.report, signal),
      signal,
    )
  }

  /** Waits for its turn, ends the work when its time is over, and tells how long it took. */
  private async withinBudget<T>(
    work: (budget: SearchBudget) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T & { readonly tookMs: number }> {
    return await this.reads.run(async () => {
      if (this.closing !== undefined) throw new Permanent('store.failed', 'the store is closed')
      const began = performance.now()
      using budget = new SearchBudget(this.options.maxSearchMs ?? LIMITS.maxSearchMs, signal)
      this.running.add(budget)
      try {
        const found = await work(budget)
        return { ...found, tookMs: performance.now() - began }
      } finally {
        this.running.delete(budget)
      }
    }, signal)
  }

  async get(id: string): Promise<SearchHit | undefined> {
    const receivedMs = receivedMsOfEventId(id)
    if (receivedMs === undefined) return undefined
    return await this.lookups.run(async () => {
      for (const file of this.readable().filter(({ dayMs }) => dayMs === dayOf(receivedMs))) {
        const [hit] = await this.read(file, '=', id, 1)
        if (hit !== undefined) return hit
      }
      return undefined
    })
  }

  async unknown(afterId: string | null, limit: number): Promise<readonly SearchHit[]> {
    const afterMs = afterId === null ? -Infinity : (receivedMsOfEventId(afterId) ?? -Infinity)
    return await this.lookups.run(async () => {
      const hits: SearchHit[] = []
      for (const file of this.readable()) {
        // A sealed day is never written again, so it need not be read again either.
        if (file.level !== null || file.dayMs + DAY_MS <= afterMs || hits.length >= limit) continue
        hits.push(
          ...(await this.read(
            file,
            '>',
            afterId ?? '',
            limit - hits.length,
            `"thapcanh.format" = 'unknown'`,
          )),
        )
      }
      return hits
    })
  }

  async scan(request: ScanRequest, signal?: AbortSignal): Promise<readonly SearchHit[]> {
    const { fromMs = -Infinity, toMs = Infinity, afterId } = request
    const limit = Math.max(1, Math.min(Math.floor(request.limit), LIMITS.maxScanRows))
    const afterMs = afterId === null ? -Infinity : (receivedMsOfEventId(afterId) ?? -Infinity)
    return await this.lookups.run(async () => {
      const hits: SearchHit[] = []
      const days = Map.groupBy(
        this.readable().filter(
          file => file.dayMs + DAY_MS > afterMs && mayHold(file.buckets, { fromMs, toMs }),
        ),
        ({ dayMs }) => dayMs,
      )
      for (const files of days.values()) {
        const lastId = hits.at(-1)?.id ?? afterId ?? ''
        const ofDay: SearchHit[] = []
        for (const file of files) {
          signal?.throwIfAborted()
          ofDay.push(
            ...(await this.shelf.use(file, connection =>
              scanDay(connection, file, request, lastId, limit - hits.length),
            )),
          )
        }
        hits.push(...ofDay.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit - hits.length))
        if (hits.length >= limit) break
      }
      return hits
    }, signal)
  }

  /** Rows of a file whose id stands in a relation to `id`, and of which `more` is true, oldest first. */
  private read(
    file: DayFile,
    relation: '=' | '>',
    id: string,
    limit: number,
    more = 'true',
  ): Promise<SearchHit[]> {
    return this.shelf.use(file, async connection => {
      const hits: SearchHit[] = []
      for (const shape of file.shapes) {
        const parameters = new SqlParameters()
        const where = `${more} AND ${idIs(relation, id, shape, parameters)}`
        const order = `ORDER BY ${orderOfIds(shape)} LIMIT ${Math.floor(limit)}`
        hits.push(...(await readRows(connection, file.alias, shape, where, parameters, order)))
      }
      return hits.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit)
    })
  }

  /** Nothing that uses the files runs beside the work; only one may want that at a time. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    return this.lookups.run(() => this.reads.run(() => this.reads.run(() => this.writes.run(work))))
  }

  replace(events: readonly StoredEvent[]): Promise<void> {
    return this.writes.run(async () => {
      this.mustBeWritable()
      const days = Map.groupBy(events, ({ id }) => dayOf(receivedMsOf(id)))
      for (const file of this.readable()) {
        const ofDay = days.get(file.dayMs)
        if (ofDay === undefined || file.level !== null || file.closed) continue
        await this.write('replacing events', file, connection => replaceInDay(connection, file, ofDay))
        this.kindsRead.delete(file)
      }
    })
  }

  async kinds(fields: readonly string[], sinceMs: number, signal?: AbortSignal): Promise<readonly Event[]> {
    const all: Event[] = []
    const seen = new Set<DayFile>()
    const asked = fields.join('\n')
    // Files that were sealed meanwhile are among the readable ones then.
    for (;;) {
      const file = this.readable().find(each => !seen.has(each) && each.dayMs + DAY_MS > sinceMs)
      if (file === undefined) return all
      seen.add(file)
      const known = this.kindsRead.get(file)
      if (known?.asked === asked && known.events === file.events) all.push(...known.kinds)
      else {
        const events = file.events
        const kinds = await this.readKinds(file, fields, signal)
        this.kindsRead.set(file, { asked, events, kinds })
        all.push(...kinds)
      }
    }
  }

  private async readKinds(
    file: DayFile,
    fields: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<readonly Event[]> {
    return await this.reads.run(async () => {
      if (this.closing !== undefined) throw new Permanent('store.failed', 'the store is closed')
      if (!this.shelf.files.includes(file)) return []
      using budget = new SearchBudget(this.options.maxSearchMs ?? LIMITS.maxSearchMs, signal)
      this.running.add(budget)
      try {
        const { kinds, complete } = await this.shelf.use(file, connection =>
          kindsOfDay(connection, file, fields, budget),
        )
        if (!complete) {
          const detail = `has more than ${LIMITS.maxEventKinds} kinds of events; log sources of the others count as not seen`
          this.options.report({ code: 'store.failed', where: file.path, detail })
        }
        return kinds
      } catch (error) {
        signal?.throwIfAborted()
        throw storeFailure(`looking for kinds of events in ${file.path}`, error)
      } finally {
        this.running.delete(budget)
      }
    }, signal)
  }

  async stats(): Promise<{ events: number; bytes: number; days: number }> {
    const bytes = await Promise.all(this.shelf.files.map(dayBytes))
    return {
      events: this.shelf.files.reduce((sum, file) => sum + file.events, 0),
      bytes: bytes.reduce((sum, count) => sum + count, 0),
      days: new Set(this.shelf.files.filter((_, i) => bytes[i]! > 0).map(({ dayMs }) => dayMs)).size,
    }
  }

  /**
   * A failed write leaves DuckDB in a state that only a new instance is sure to be free of; and its commit
   * may have been made all the same, when only the checkpoint after it failed.
   */
  private async write(
    doing: string,
    file: DayFile,
    work: (connection: DuckDBConnection) => Promise<void>,
  ): Promise<void> {
    try {
      await this.shelf.use(file, work)
    } catch (error) {
      file.stale = true
      for (const budget of this.running) budget.end()
      await this.shelf.reopen()
      throw storeFailure(`${doing} in ${file.path}`, error)
    }
  }

  private readable(): readonly DayFile[] {
    return this.shelf.files.filter(({ broken, shapes }) => broken === undefined && shapes.length > 0)
  }

  private mustBeWritable(): void {
    if (this.options.readOnly === true) throw new Error('the store was opened for searching only')
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.closing ??= this.writes.run(async () => {
      for (const budget of this.running) budget.end()
      await this.shelf.close()
    })
    return this.closing
  }
}
