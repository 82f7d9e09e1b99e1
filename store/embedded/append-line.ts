// Batches on their way into the day files, in the order in which they came. While one is committed, which is a matter of
// DuckDB's threads and of the disk, the next is made ready: that takes about as long.
//
// A batch that was in line when one before it failed fails too. Were it stored, the position would be beyond the one
// that was not, and that would be taken for stored when it is given again.

import { Retryable } from '#/kernel/errors.ts'
import { receivedMsOfEventId, sequenceOfEventId } from '#/kernel/ids.ts'
import type { StoredEvent } from '../event-store.ts'
import { dayOf } from './day-file.ts'
import { fillDay, type FilledDay } from './day-writer.ts'
import type { Turns } from './turns.ts'

export interface AppendLineOptions {
  readonly turns: Turns
  readonly now: () => number
  /** Position up to which events are stored, read again where a failed write left that open. */
  readonly stored: () => Promise<number>
  /** Writes the events of a day; durable when it resolves. `meanwhile` is called while that is awaited. */
  readonly write: (day: FilledDay, meanwhile: () => void) => Promise<void>
}

interface Batch {
  readonly events: readonly StoredEvent[]
  readonly position: number
  /** How many batches had failed when it came. */
  readonly failures: number
  ready: ReadyBatch | undefined
}

interface ReadyBatch {
  /** Its events are those beyond this position. */
  readonly after: number
  readonly days: readonly FilledDay[]
}

export class AppendLine {
  private readonly options: AppendLineOptions
  private readonly waiting: Batch[] = []
  private failures = 0

  constructor(options: AppendLineOptions) {
    this.options = options
  }

  /** Stores the events that are not yet; see EventStore. */
  append(events: readonly StoredEvent[], position: number): Promise<void> {
    const batch: Batch = { events, position, failures: this.failures, ready: undefined }
    this.waiting.push(batch)
    return this.options.turns.run(async () => {
      this.waiting.shift()
      if (batch.failures !== this.failures)
        throw new Retryable('store.failed', 'a batch before it could not be stored')
      try {
        await this.store(batch)
      } catch (error) {
        this.failures++
        throw error
      }
    })
  }

  private async store(batch: Batch): Promise<void> {
    const { now, stored, write } = this.options
    const after = await stored()
    const { days } = batch.ready?.after === after ? batch.ready : readyBatch(batch, after, now())
    for (const day of days) {
      const isLast = day === days.at(-1)
      await write(day, () => isLast && this.makeNextReady(Math.max(after, batch.position)))
    }
  }

  private makeNextReady(after: number): void {
    const next = this.waiting[0]
    if (next === undefined) return
    try {
      next.ready = readyBatch(next, after, this.options.now())
    } catch {
      // It is made ready once more when it is its turn, and fails then.
    }
  }
}

function readyBatch({ events, position }: Batch, after: number, now: number): ReadyBatch {
  const fresh = events.filter(({ id }) => sequenceOf(id) > after)
  if (position <= after && fresh.length === 0) return { after, days: [] }
  const days = partsByDay(fresh, position, now)
  return { after, days: days.map(part => fillDay(part.dayMs, part.events, part.position)) }
}

interface DayPart {
  readonly dayMs: number
  readonly events: readonly StoredEvent[]
  readonly position: number
}

/** Runs of events of the same day in the order they came; the last carries the position of the batch. */
function partsByDay(events: readonly StoredEvent[], position: number, now: number): readonly DayPart[] {
  const runs: { dayMs: number; events: StoredEvent[] }[] = []
  for (const stored of events) {
    const dayMs = dayOf(receivedMsOf(stored.id))
    const run = runs.at(-1)
    if (run?.dayMs === dayMs) run.events.push(stored)
    else runs.push({ dayMs, events: [stored] })
  }
  if (runs.length === 0) return [{ dayMs: dayOf(now), events: [], position }]
  return runs.map((run, i) => ({
    ...run,
    position: i === runs.length - 1 ? position : Math.max(...run.events.map(({ id }) => sequenceOf(id))),
  }))
}

/** Time of receipt of an event; throws for what is no event's id. */
export function receivedMsOf(id: string): number {
  const ms = receivedMsOfEventId(id)
  if (ms === undefined) throw new Error(`“${id}” is not an event id`)
  return ms
}

function sequenceOf(id: string): number {
  const sequence = sequenceOfEventId(id)
  if (sequence === undefined) throw new Error(`“${id}” is not an event id`)
  return sequence
}
