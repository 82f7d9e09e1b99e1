// The events of an export, gathered into a file of lines: those that a search finds, page by page, or those of certain
// ids. Ends before the last of them at a limit, and says at which.

import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { LIMITS } from '#/kernel/limits.ts'
import type { EventStore, SearchRequest } from '../event-store.ts'
import { foldedQuery } from '../query-tree.ts'
import { isByTime } from '../search-sort.ts'
import { searchTonedFirst } from '../toned-first.ts'
import { LineFile, readFields, type SeenFields } from './line-file.ts'
import { SortedLines } from './sorted-lines.ts'

export interface Gathering {
  readonly events: Pick<EventStore, 'search' | 'get'>
  /** The file of lines, which is made. */
  readonly path: string
  readonly maxEvents: number
  readonly signal: AbortSignal
  /** Hears of each page. */
  readonly onEvents: (written: number) => void
}

export interface GatheredLines {
  readonly fields: SeenFields
  /** Why not all are there; null when they are. */
  readonly reason: string | null
  /** Ids that are not stored any more. */
  readonly absent: readonly string[]
}

/** All that a search finds, in its order. */
export async function gatherFound(
  gathering: Gathering,
  { sort, ...question }: Omit<SearchRequest, 'limit'>,
  unmarked: boolean,
): Promise<GatheredLines> {
  const { events, path, signal } = gathering
  const fields: SeenFields = new Map()
  await using file = await new LineFile(path).open()
  if (sort === undefined || isByTime(sort.field)) {
    const inOrder = { ...question, ...(sort === undefined ? {} : { sort }) }
    const search = unmarked ? searchTonedFirst.bind(null, events) : events.search.bind(events)
    return { fields, reason: await readPages(gathering, inOrder, search, file, fields), absent: [] }
  }
  await using sorted = new SortedLines(path, sort)
  const query = unmarked ? foldedQuery(question.query) : question.query
  const search = events.search.bind(events)
  const reason = await readPages(gathering, { ...question, query }, search, sorted, fields)
  await sorted.writeTo(file, signal)
  return { fields, reason, absent: [] }
}

/** Hands every page of a search on as lines; tells why it stopped before the end, null when it did not. */
async function readPages(
  { path, maxEvents, signal, onEvents }: Gathering,
  question: Omit<SearchRequest, 'limit'>,
  search: EventStore['search'],
  into: LineFile | SortedLines,
  fields: SeenFields,
): Promise<string | null> {
  let written = 0
  let after: string | undefined
  for (;;) {
    const asked = {
      ...question,
      limit: Math.min(LIMITS.maxSearchRows, maxEvents - written),
      ...(after === undefined ? {} : { after }),
    }
    const page = await search(asked, signal)
    for (const { event } of page.hits) readFields(event, fields)
    await into.add(page.hits)
    written += page.hits.length
    onEvents(written)
    if (page.next === null) return page.complete ? null : REASONS.damage
    if (!page.complete && page.next === after) return REASONS[page.stoppedBy ?? 'time']
    if (written >= maxEvents) return tooMany(maxEvents)
    if (into.bytes > LIMITS.maxExportBytes) return REASONS.bytes
    await mustHaveRoom(path)
    after = page.next
  }
}

/** Those of certain ids, one after the other. */
export async function gatherNamed(
  { events, path, maxEvents, signal, onEvents }: Gathering,
  ids: readonly string[],
): Promise<GatheredLines> {
  const fields: SeenFields = new Map()
  const absent: string[] = []
  await using file = await new LineFile(path).open()
  let written = 0
  for (const [at, id] of ids.entries()) {
    signal.throwIfAborted()
    if (written >= maxEvents) return { fields, absent, reason: tooMany(maxEvents) }
    if (file.bytes > LIMITS.maxExportBytes) return { fields, absent, reason: REASONS.bytes }
    if (at % ROOM_EVERY === 0) await mustHaveRoom(path)
    const hit = await events.get(id)
    if (hit === undefined) absent.push(id)
    else {
      readFields(hit.event, fields)
      await file.add([hit])
      written++
    }
    onEvents(written)
  }
  return { fields, absent, reason: null }
}

const ROOM_EVERY = 1000

async function mustHaveRoom(path: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path))
  if (bavail * bsize < LIMITS.minFreeBytesForExport) throw new Error('too little space is left on the disk')
}

function tooMany(maxEvents: number): string {
  return `more than ${maxEvents} events match`
}

const REASONS = {
  time: 'a page of the search ran out of time',
  memory: 'a page of the search ran out of memory',
  damage: 'a damaged day file could not be searched',
  bytes: `more than ${LIMITS.maxExportBytes} bytes match`,
} as const
