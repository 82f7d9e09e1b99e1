// An event as two lists, the names of its fields and their values, for whoever only looks at some of them. To list
// the fields of a document costs a fraction of making an Event of it: an object of sixty fields is a table that is
// filled one by one, and most events are of no interest to anybody.

import type { Event } from './event.ts'

export interface ListedEvent {
  /** Not changed afterwards: whoever has seen them may keep them. A name that comes twice says that only `whole` tells. */
  readonly names: readonly string[]
  /** One for each name; null where the document has null. */
  readonly values: readonly unknown[]
  /** Where the first values come from; undefined when that is not known. */
  readonly written?: WrittenValues | undefined
  /** The event itself: the same fields and values, in its own order. */
  whole(): Event
}

/** Values that a JSON text holds. */
export interface WrittenValues {
  readonly json: string
  /** Of the first so many values, texts and lists of texts stand in `json`, written as JSON writes texts or numbers. */
  readonly count: number
}

/** The lists of an event that is there already. */
export function listEvent(event: Event): ListedEvent {
  return { names: Object.keys(event), values: Object.values(event), whole: () => event }
}
