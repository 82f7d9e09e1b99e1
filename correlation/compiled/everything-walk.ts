// The walk over all values of an event, for keywords. Most values need no look of their own: a JSON line is walked as
// one text, sources write the same names and words again and again, and an event in our normal form has many values
// twice, as its source names them and as ECS does. Texts in which nothing was found are remembered for a while.

import type { ListedEvent } from '#/kernel/listed-event.ts'
import { RecentTexts } from '#/kernel/recent-texts.ts'
import type { LiteralHits } from './contains-automaton.ts'
import type { EventShape } from './event-shape.ts'
import type { Slot } from './slot.ts'

/** Few: a part of a long text keeps all of it in memory. */
const QUIET_TEXTS = 256
const NO_SLOT = -1

export class EverythingWalk {
  /** Texts that hold nothing of what a slot seeks, and which slot. */
  readonly #quiet = new RecentTexts(QUIET_TEXTS)
  readonly #quietFor = new Int32Array(QUIET_TEXTS).fill(NO_SLOT)
  readonly #listener = new Listener()

  /** Tells of what brings rules up. */
  seek(slot: Slot, event: ListedEvent, shape: EventShape, hits: LiteralHits): void {
    const listener = this.#listener
    listener.hits = hits
    const { values } = event
    const written = writtenWithout(slot, event)
    // A JSON text has texts as they are; numbers may stand in it otherwise than as a value.
    if (written > 0 && slot.isInNumbers) {
      for (let at = 0; at < written; at++) {
        if (!isText(values[at]) && isLookedAt(at, event, shape)) this.#seekValue(slot, values[at])
      }
    }
    for (let at = written; at < values.length; at++) {
      if (isLookedAt(at, event, shape)) this.#seekValue(slot, values[at])
    }
    listener.hits = undefined
  }

  /** Tells of everything else. */
  read(slot: Slot, event: ListedEvent, shape: EventShape, hits: LiteralHits): void {
    const { values } = event
    for (let at = 0; at < values.length; at++) {
      if (isLookedAt(at, event, shape) && values[at] !== undefined) slot.readAll(values[at], hits)
    }
  }

  #seekValue(slot: Slot, value: unknown): void {
    if (typeof value === 'string') this.#seekText(slot, value)
    else if (Array.isArray(value)) for (let at = 0; at < value.length; at++) this.#seekValue(slot, value[at])
    else if (value !== undefined) this.#seekOther(slot, value)
  }

  #seekOther(slot: Slot, value: unknown): void {
    this.#listener.forget()
    slot.seek(value, this.#listener)
  }

  #seekText(slot: Slot, text: string): void {
    if (text.length < slot.seeking.shortest) return
    const place = this.#quiet.placeOf(text)
    if (this.#quietFor[place] === slot.id && this.#quiet.isAt(place, text)) return
    const listener = this.#listener
    listener.forget()
    slot.seeking.scan(text, listener)
    if (listener.hasFound) return
    this.#quiet.put(place, text)
    this.#quietFor[place] = slot.id
  }
}

/** Hears of every literal in a text, those too that the event is known to hold: other events may not. */
class Listener implements LiteralHits {
  hits: LiteralHits | undefined
  hasFound = false
  /** Literals of the text at hand. */
  readonly #found = new Set<number>()

  /** Begins another text. */
  forget(): void {
    if (!this.hasFound) return
    this.hasFound = false
    this.#found.clear()
  }

  isKnown(id: number): boolean {
    return this.hasFound && this.#found.has(id)
  }

  hit(id: number): void {
    this.hasFound = true
    this.#found.add(id)
    this.hits?.hit(id)
  }
}

/** How many of the first values, where they are texts, hold nothing that is sought. */
function writtenWithout({ written: scan }: Slot, { written }: ListedEvent): number {
  return scan === undefined || written === undefined || scan.mayHold(written.json) ? 0 : written.count
}

/** A JSON original only repeats the fields with their names. */
function isLookedAt(at: number, { names, values }: ListedEvent, shape: EventShape): boolean {
  return shape.isSearched[at] === 1 && (names[at] !== 'event.original' || !String(values[at]).startsWith('{'))
}

/** True for texts and lists of them: in JSON they stand as they are. */
function isText(value: unknown): boolean {
  if (typeof value === 'string') return true
  return Array.isArray(value) && (value as readonly unknown[]).every(member => typeof member === 'string')
}
