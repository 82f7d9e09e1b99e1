// The events of an export sorted by a field, more than fit into memory: they come as a search by time finds them, are
// kept on disk in sorted runs, and merged at the end. Asking the store for each page in that order would read all that
// matches once for each page.
//
// What ties stays in the order in which it came, so the file has the order of a search (search-sort.ts) when it comes
// newest first.

import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Event } from '#/kernel/event.ts'
import { LIMITS } from '#/kernel/limits.ts'
import type { SearchHit } from '../event-store.ts'
import { compareKeys, type SearchSort, type SortKey, sortKeyOf } from '../search-sort.ts'
import { LineFile, lineOf } from './line-file.ts'

interface Keyed {
  readonly key: SortKey | undefined
  readonly line: string
}

/** A run that is read: its next line, undefined when it has ended. */
interface Head {
  readonly lines: AsyncGenerator<Keyed, undefined>
  next: Keyed | undefined
}

const BATCH_LINES = 1000

async function advance(head: Head): Promise<void> {
  const { value } = await head.lines.next()
  head.next = value
}

export class SortedLines implements AsyncDisposable {
  /** Bytes of the runs so far. */
  bytes = 0
  private readonly path: string
  private readonly sort: SearchSort
  private readonly runEvents: number
  private readonly runs: string[] = []
  private waiting: Keyed[] = []

  /** Runs lie beside `path`; `sort` is by a field, not by time. */
  constructor(path: string, sort: SearchSort, runEvents: number = LIMITS.maxExportRunEvents) {
    this.path = path
    this.sort = sort
    this.runEvents = runEvents
  }

  async add(hits: readonly SearchHit[]): Promise<void> {
    for (const hit of hits) this.waiting.push({ key: sortKeyOf(hit.event, this.sort), line: lineOf(hit) })
    if (this.waiting.length >= this.runEvents) await this.endRun()
  }

  /** Writes all lines, sorted; throws the signal's reason when that aborts. */
  async writeTo(file: LineFile, signal: AbortSignal): Promise<void> {
    await this.endRun()
    const heads: Head[] = this.runs.map(run => ({ lines: readKeyed(run, this.sort), next: undefined }))
    let batch: string[] = []
    const flush = async (): Promise<void> => {
      signal.throwIfAborted()
      await file.write(batch.join(''))
      batch = []
    }
    try {
      for (const head of heads) await advance(head)
      for (let first = this.firstOf(heads); first?.next !== undefined; first = this.firstOf(heads)) {
        batch.push(`${first.next.line}\n`)
        await advance(first)
        if (batch.length >= BATCH_LINES) await flush()
      }
      await flush()
    } finally {
      for (const { lines } of heads) await lines.return(undefined)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const run of this.runs) await rm(run, { force: true })
  }

  private async endRun(): Promise<void> {
    if (this.waiting.length === 0) return
    const run = `${this.path}.${this.runs.length}.lines`
    this.runs.push(run)
    await using file = await new LineFile(run).open()
    // Sorting is stable: ties stay as they came.
    const sorted = this.waiting.sort((a, b) => this.compare(a, b))
    this.waiting = []
    for (let at = 0; at < sorted.length; at += BATCH_LINES)
      await file.write(
        sorted
          .slice(at, at + BATCH_LINES)
          .map(({ line }) => `${line}\n`)
          .join(''),
      )
    this.bytes += file.bytes
  }

  /** The run whose next line stands before all others; the earlier run's when they tie. */
  private firstOf(heads: readonly Head[]): Head | undefined {
    let first: Head | undefined
    for (const head of heads) {
      if (head.next === undefined) continue
      if (first?.next === undefined || this.compare(head.next, first.next) < 0) first = head
    }
    return first
  }

  private compare({ key: a }: Keyed, { key: b }: Keyed): number {
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
    const compared = compareKeys(a, b)
    return this.sort.descending ? -compared : compared
  }
}

async function* readKeyed(run: string, sort: SearchSort): AsyncGenerator<Keyed, undefined> {
  for await (const line of createInterface({ input: createReadStream(run) }))
    yield { key: sortKeyOf(JSON.parse(line) as Event, sort), line }
}
