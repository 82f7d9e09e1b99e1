// When an event happened, as far as correlations believe it: what has no time of its own, or one that is yet to come,
// happened when it was received.

import { textOf, type Event } from '#/kernel/event.ts'

export interface Happened {
  /** ms UTC. */
  readonly time: number
  /** The time that the event gives, where it is not believed since it lies ahead. */
  readonly ahead: number | undefined
}

/** `latenessMs`: so far may clocks differ. */
export function happenedAt(event: Event, receivedMs: number, latenessMs: number): Happened {
  const time = Date.parse(textOf(event, '@timestamp') ?? '')
  if (Number.isNaN(time)) return { time: receivedMs, ahead: undefined }
  return time <= receivedMs + latenessMs ? { time, ahead: undefined } : { time: receivedMs, ahead: time }
}
