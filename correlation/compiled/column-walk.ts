// The values of many events under one slot, walked one after the other before those of the next slot: what a slot's
// automata need is then in the processor's caches for all but the first of them, and a value that comes again is not
// walked again. What was found is kept by event, until the event's own rules are asked.

import { RecentTexts } from '#/kernel/recent-texts.ts'
import type { LiteralHits } from './contains-automaton.ts'
import { columnsOf } from './event-columns.ts'
import type { EventColumns, PlannedEvent } from './event-columns.ts'
import type { EverythingWalk } from './everything-walk.ts'
import type { MatchRun } from './match-run.ts'
import type { Slot } from './slot.ts'

/** Literals found that there is room for at first. */
const FIRST_ROOM = 4096
/** Texts of one slot that are remembered with what was found in them. */
const KNOWN_TEXTS = 64
/** Ends an event's list. */
const NONE = -1

export class ColumnWalk implements LiteralHits {
  readonly #everything: EverythingWalk
  #groups: EventColumns['groups'] = []
  /** Literals found. */
  #found = new Int32Array(FIRST_ROOM)
  /** By literal found: the one before of the same event. */
  #before = new Int32Array(FIRST_ROOM)
  #count = 0
  /** By event: the literal found last. */
  #last = new Int32Array(0)
  /** Events with a name but no value, for which another field may stand in: they are left to the run. */
  readonly #withHoles = new Set<number>()
  /** The event that is walked. */
  #current = 0
  /** By literal: the walk that found it last. */
  readonly #foundIn: Int32Array
  #walk = 0
  readonly #known = new RecentTexts(KNOWN_TEXTS)
  /** By place of a known text: where what was found in it begins and ends. */
  readonly #from = new Int32Array(KNOWN_TEXTS)
  readonly #to = new Int32Array(KNOWN_TEXTS)

  constructor(questions: number, everything: EverythingWalk) {
    this.#foundIn = new Int32Array(questions)
    this.#everything = everything
  }

  /** Walks what brings up the rules of each event's plan; undefined stands for an event that is matched otherwise. */
  walk(planned: readonly (PlannedEvent | undefined)[]): void {
    this.#count = 0
    this.#withHoles.clear()
    this.#last = new Int32Array(planned.length).fill(NONE)
    const { groups, columns } = columnsOf(planned)
    this.#groups = groups
    for (const [slot, parts] of columns) {
      for (const { group, at } of parts) {
        for (const nth of group.events) this.#walkEvent(slot, at, planned[nth]!, nth)
      }
      this.#known.clear()
    }
  }

  /** Tells the run, which has begun the event, what was found in it, and lets it look for the rest. */
  tell(nth: number, run: MatchRun): void {
    const { inColumns, made, plan } = this.#groups[nth]!
    if (this.#withHoles.has(nth)) {
      for (const slot of plan.slots) run.seek(slot)
      return
    }
    for (const slot of inColumns) run.wasSought(slot)
    for (let at = this.#last[nth]!; at !== NONE; at = this.#before[at]!) run.hit(this.#found[at]!)
    for (const slot of made) run.seek(slot)
  }

  isKnown(id: number): boolean {
    return this.#foundIn[id] === this.#walk
  }

  hit(id: number): void {
    if (this.#foundIn[id] === this.#walk) return
    this.#foundIn[id] = this.#walk
    this.#add(id)
  }

  #walkEvent(slot: Slot, at: number | undefined, { event, shape }: PlannedEvent, nth: number): void {
    this.#current = nth
    this.#walk = (this.#walk + 1) | 0
    const value = at === undefined ? undefined : event.values[at]
    if (at === undefined) this.#everything.seek(slot, event, shape, this)
    else if (typeof value === 'string') this.#walkText(slot, value)
    else if (value === undefined) this.#withHoles.add(nth)
    else slot.seekAll(value, this)
  }

  #walkText(slot: Slot, text: string): void {
    const place = this.#known.placeOf(text)
    if (text !== '' && this.#known.isAt(place, text)) {
      const to = this.#to[place]!
      for (let at = this.#from[place]!; at < to; at++) this.#add(this.#found[at]!)
      return
    }
    const from = this.#count
    slot.seek(text, this)
    this.#known.put(place, text)
    this.#from[place] = from
    this.#to[place] = this.#count
  }

  #add(id: number): void {
    if (this.#count === this.#found.length) {
      this.#found = doubled(this.#found)
      this.#before = doubled(this.#before)
    }
    const at = this.#count++
    this.#found[at] = id
    this.#before[at] = this.#last[this.#current]!
    this.#last[this.#current] = at
  }
}

function doubled(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2)
  larger.set(numbers)
  return larger
}
