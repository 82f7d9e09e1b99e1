// Exports of stored events to a file: each runs by itself, tells how far it is, can be called off, and its file stays
// for a day. Files are temporary: what was there when the platform stopped is removed when it starts.
//
// An export pages through the search that was asked, so what arrives meanwhile neither repeats nor shifts anything.
// Sorted by a field it pages by time and sorts what it found.

import { createReadStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Clock } from '#/kernel/clock.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { EventStore, SearchRequest } from '../event-store.ts'
import type { SearchSort } from '../search-sort.ts'
import { writeCsv } from './csv-file.ts'
import { gatherFound, gatherNamed, type GatheredLines, type Gathering } from './export-lines.ts'
import { LineFile } from './line-file.ts'
import { writeParquet } from './parquet-file.ts'

export const EXPORT_FORMATS = ['csv', 'ndjson', 'parquet'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export interface ExportRequest extends Pick<SearchRequest, 'query' | 'systems' | 'fromMs' | 'toMs' | 'sort'> {
  /** The query as it was written, for people. */
  readonly q: string
  readonly unmarked: boolean
  readonly format: ExportFormat | 'evidence'
  /** Of the format `evidence`. */
  readonly evidence?: EvidenceWish
}

/** What an evidence package is asked for beyond its events. */
export interface EvidenceWish {
  readonly reason: string
  /** The incident whose events it holds, instead of those that the query finds. */
  readonly incident: { readonly code: string; readonly eventIds: readonly string[] } | null
}

/** Makes an evidence package of a file of lines; see proof/evidence/write-evidence.ts. */
export interface EvidenceToWrite {
  readonly id: string
  readonly by: string
  readonly request: ExportRequest & { readonly evidence: EvidenceWish }
  readonly lines: string
  readonly incomplete: string | null
  /** Ids of events that are not stored any more. */
  readonly absent: readonly string[]
}

export interface EventExport {
  readonly id: string
  readonly by: string
  readonly q: string
  /** Newest first when absent. */
  readonly sort?: SearchSort
  readonly format: ExportRequest['format']
  readonly state: 'running' | 'done' | 'cancelled' | 'failed'
  /** Events written so far. */
  readonly events: number
  /** How many there are to write; null until they are counted. */
  readonly total: number | null
  /** Size of the file; 0 until it is there. */
  readonly bytes: number
  /** False: not all that match are in the file, and `reason` says why. */
  readonly complete: boolean
  readonly reason: string | null
  readonly startedAt: number
  readonly endedAt: number | null
}

export interface ExportDesk extends AsyncDisposable {
  /** 'busy': as many run as may. 'day-limit': the person began as many today as one may. */
  start(by: string, request: ExportRequest): EventExport | 'busy' | 'day-limit'
  /** Those of a person, newest first. */
  list(by: string): readonly EventExport[]
  get(id: string): EventExport | undefined
  /** Ends one that runs, removes the file of one that has ended. */
  cancel(id: string): Promise<void>
  /** The file of one that is done. */
  open(id: string): Readable
}

export interface ExportDeskOptions {
  readonly events: Pick<EventStore, 'search' | 'summarise' | 'get'>
  /** Files of exports; those of a run before are removed at the start. */
  readonly directory: string
  readonly clock: Clock
  readonly newId: () => string
  /** Writes the package to the path, or throws and leaves nothing. */
  readonly writeEvidence: (evidence: EvidenceToWrite, path: string, signal: AbortSignal) => Promise<void>
}

interface Entry {
  shown: EventExport
  readonly stop: AbortController
  running: Promise<void>
}

const DAY_MS = 86_400_000

export async function openExportDesk(options: ExportDeskOptions): Promise<ExportDesk> {
  const { directory, clock, events } = options
  await mkdir(directory, { recursive: true, mode: 0o700 })
  for (const name of await readdir(directory))
    if (/\.(?:lines|even|out)$/.test(name)) await rm(join(directory, name))
  const entries = new Map<string, Entry>()
  /** When each person began exports; older than a day does not count. */
  const begun = new Map<string, number[]>()
  const fileOf = (id: string): string => join(directory, `${id}.out`)

  async function remove(id: string): Promise<void> {
    entries.delete(id)
    await rm(fileOf(id), { force: true })
  }

  async function removeOld(): Promise<void> {
    for (const [id, { shown }] of entries)
      if (shown.endedAt !== null && shown.endedAt < clock.now() - DAY_MS) await remove(id)
  }

  async function run(entry: Entry, request: ExportRequest): Promise<void> {
    const { id } = entry.shown
    const { signal } = entry.stop
    const lines = join(directory, `${id}.lines`)
    const update = (change: Partial<EventExport>): void => void (entry.shown = { ...entry.shown, ...change })
    let ended: Partial<EventExport>
    try {
      await removeOld()
      const maxEvents = request.evidence === undefined ? LIMITS.maxExportEvents : LIMITS.maxEvidenceEvents
      const onEvents = (written: number): void => update({ events: written })
      const onTotal = (total: number): void => update({ total: Math.min(total, maxEvents) })
      const gathering = { events, path: lines, maxEvents, signal, onEvents }
      const { fields, reason, absent } = await gather(gathering, request, onTotal)
      const { format, evidence } = request
      if (evidence !== undefined) {
        const { by } = entry.shown
        const wish = { id, by, request: { ...request, evidence }, lines, incomplete: reason, absent }
        await options.writeEvidence(wish, fileOf(id), signal)
      } else if (format === 'csv') await writeCsv(lines, fields, fileOf(id), signal)
      else if (format === 'parquet') await writeParquet(lines, fields, fileOf(id), signal)
      else await new LineFile(lines).moveTo(fileOf(id))
      const { size } = await stat(fileOf(id))
      ended = { state: 'done', bytes: size, reason, complete: reason === null }
    } catch (error) {
      await rm(fileOf(id), { force: true })
      const state = signal.aborted ? 'cancelled' : 'failed'
      const reason = error instanceof Error ? error.message : String(error)
      ended = { state, complete: false, reason: signal.aborted ? null : reason }
    }
    // Told only when nothing of it is left beside its file.
    await rm(lines, { force: true })
    update({ ...ended, endedAt: clock.now() })
  }

  async function gather(
    gathering: Gathering,
    { query, systems, fromMs, toMs, sort, unmarked, evidence }: ExportRequest,
    onTotal: (total: number) => void,
  ): Promise<GatheredLines> {
    if (evidence !== undefined && evidence.incident !== null) {
      const { eventIds } = evidence.incident
      onTotal(eventIds.length)
      return await gatherNamed(gathering, eventIds)
    }
    const range = {
      ...(systems === undefined ? {} : { systems }),
      ...(fromMs === undefined ? {} : { fromMs }),
      ...(toMs === undefined ? {} : { toMs }),
    }
    if (!unmarked) onTotal((await events.summarise({ query, ...range }, gathering.signal)).events)
    const order = sort === undefined ? {} : { sort }
    return await gatherFound(gathering, { query, ...range, ...order }, unmarked)
  }

  return {
    start(by, request) {
      const now = clock.now()
      const running = [...entries.values()].filter(({ shown }) => shown.state === 'running')
      if (running.length >= LIMITS.maxRunningExports || running.some(({ shown }) => shown.by === by))
        return 'busy'
      const today = (begun.get(by) ?? []).filter(at => at > now - DAY_MS)
      if (today.length >= LIMITS.maxExportsPerDay) return 'day-limit'
      begun.set(by, [...today, now])
      const { q, sort, format } = request
      const shown: EventExport = {
        id: options.newId(),
        by,
        q,
        ...(sort === undefined ? {} : { sort }),
        format,
        state: 'running',
        events: 0,
        total: null,
        bytes: 0,
        complete: false,
        reason: null,
        startedAt: now,
        endedAt: null,
      }
      const entry: Entry = { shown, stop: new AbortController(), running: Promise.resolve() }
      entries.set(shown.id, entry)
      entry.running = run(entry, request)
      return shown
    },
    list: by =>
      [...entries.values()]
        .map(({ shown }) => shown)
        .filter(shown => shown.by === by)
        .toReversed(),
    get: id => entries.get(id)?.shown,
    async cancel(id) {
      const entry = entries.get(id)
      if (entry === undefined) return
      if (entry.shown.state !== 'running') return await remove(id)
      entry.stop.abort(new Error('the export was called off'))
      await entry.running
    },
    open: id => createReadStream(fileOf(id)),
    async [Symbol.asyncDispose]() {
      for (const { stop } of entries.values()) stop.abort(new Error('the platform stops'))
      await Promise.all([...entries.values()].map(({ running }) => running))
    },
  }
}
