// The answers of one event: which questions are true, asked at most once, in arrays that live as long as the
// matcher. A number that grows with each event says whether an answer is this event's, so nothing is cleared.

import type { FieldValue } from '#/kernel/event.ts'
import type { ListedEvent } from '#/kernel/listed-event.ts'
import { matchExpression } from '../evaluate.ts'
import { EventValues, EventView } from '../event-view.ts'
import type { FieldNames } from '../field-names.ts'
import type { LiteralHits } from './contains-automaton.ts'
import { EventShape } from './event-shape.ts'
import type { EverythingWalk } from './everything-walk.ts'
import type { Node, Residual } from './node.ts'
import type { Slot } from './slot.ts'

const NO_EVENT: ListedEvent = { names: [], values: [], whole: () => ({}) }
const NO_SHAPE = new EventShape([])
/** Answers are kept as the number of the event, negative for false. */
const LAST_EVENT = 0x3fff_ffff

export class MatchRun implements LiteralHits {
  /** By question: the number of the event that it is true of, or, negative, false of. */
  readonly #answers: Int32Array
  /** By slot: the event whose value was walked for what brings rules up, and for everything. */
  readonly #sought: Int32Array
  readonly #read: Int32Array
  /** By question: 1 for a literal that seeking does not find. */
  readonly #needsReading: Uint8Array
  /** Literals found in this event since it began. */
  readonly found: Int32Array
  foundCount = 0
  #number = 0
  #event: ListedEvent = NO_EVENT
  #shape: EventShape = NO_SHAPE
  #values: EventValues | undefined
  readonly #views = new Map<FieldNames, EventView>()
  readonly #everything: EverythingWalk

  constructor(questions: number, slots: number, onlyRead: readonly number[], everything: EverythingWalk) {
    this.#everything = everything
    this.#answers = new Int32Array(questions)
    this.#sought = new Int32Array(slots)
    this.#read = new Int32Array(slots)
    this.#needsReading = new Uint8Array(questions)
    for (const id of onlyRead) this.#needsReading[id] = 1
    this.found = new Int32Array(questions)
  }

  begin(event: ListedEvent, shape: EventShape): void {
    if (this.#number >= LAST_EVENT) {
      this.#answers.fill(0)
      this.#sought.fill(0)
      this.#read.fill(0)
      this.#number = 0
    }
    this.#number += 1
    this.#event = event
    this.#shape = shape
    this.foundCount = 0
    if (this.#values !== undefined) {
      this.#values = undefined
      this.#views.clear()
    }
  }

  /** Lets go of the event. */
  end(): void {
    this.begin(NO_EVENT, NO_SHAPE)
  }

  isKnown(id: number): boolean {
    return this.#answers[id] === this.#number
  }

  hit(id: number): void {
    if (this.#answers[id] === this.#number) return
    this.#answers[id] = this.#number
    this.found[this.foundCount++] = id
  }

  /** True when the node is true of the event. */
  holds(node: Node): boolean {
    switch (node.kind) {
      case 'literal':
        if (this.#needsReading[node.id] === 1) this.read(node.slot)
        else this.seek(node.slot)
        return this.#answers[node.id] === this.#number
      case 'and':
        for (const part of node.of) if (!this.holds(part)) return false
        return true
      case 'or':
        for (const part of node.of) if (this.holds(part)) return true
        return false
      case 'not':
        return !this.holds(node.of)
      case 'residual':
        return this.#residual(node)
      case 'null':
        return this.#isNull(node.slot)
      case 'exists':
        return this.#isPresent(node.slot) === node.present
      case 'never':
        return false
    }
  }

  /** Of an event that has begun: the slot was walked before, and what was found is told by `hit`. */
  wasSought(slot: Slot): void {
    this.#sought[slot.id] = this.#number
  }

  /** Walks the slot's value, once, for the literals that bring rules up, for its ends and for numbers. */
  seek(slot: Slot): void {
    if (this.#sought[slot.id] === this.#number) return
    this.#sought[slot.id] = this.#number
    this.#walk(slot, false)
  }

  /** Walks it, once, for everything else. */
  read(slot: Slot): void {
    if (this.#read[slot.id] === this.#number) return
    this.#read[slot.id] = this.#number
    this.#walk(slot, true)
  }

  #walk(slot: Slot, reading: boolean): void {
    if (slot.field === undefined) {
      if (reading) this.#everything.read(slot, this.#event, this.#shape, this)
      else this.#everything.seek(slot, this.#event, this.#shape, this)
      return
    }
    const location = this.#shape.locate(slot.id, slot.names, slot.field)
    if (location.kind === 'absent') return
    const value = location.kind === 'key' ? this.#event.values[location.at] : undefined
    if (value === undefined) {
      for (const { raw } of this.viewOf(slot.names).field(slot.field).members) {
        if (reading) slot.read(raw, this)
        else slot.seek(raw, this)
      }
    } else if (reading) slot.readAll(value, this)
    else slot.seekAll(value, this)
  }

  /** The value of a field that stands under one key; undefined for anything else. */
  valueOf(slot: Slot): unknown {
    const location = this.#shape.locate(slot.id, slot.names, slot.field!)
    return location.kind === 'key' ? this.#event.values[location.at] : undefined
  }

  /** The event as the plain evaluator sees it. */
  viewOf(names: FieldNames): EventView {
    const known = this.#views.get(names)
    if (known !== undefined) return known
    this.#values ??= valuesOfListed(this.#event, this.#shape)
    const view = new EventView(this.#values, names)
    this.#views.set(names, view)
    return view
  }

  #residual(node: Residual): boolean {
    const answer = this.#answers[node.id]!
    if (answer === this.#number) return true
    if (answer === -this.#number) return false
    const holds =
      (node.guards === undefined || node.guards.some(guard => this.holds(guard))) &&
      matchExpression(node.leaf, this.viewOf(node.slot.names))
    this.#answers[node.id] = holds ? this.#number : -this.#number
    return holds
  }

  #isNull(slot: Slot): boolean {
    const location = this.#shape.locate(slot.id, slot.names, slot.field!)
    if (location.kind === 'absent') return true
    const value = location.kind === 'key' ? this.#event.values[location.at] : undefined
    if (value === undefined || typeof value === 'object') {
      const { members } = this.viewOf(slot.names).field(slot.field!)
      return members.length === 0 || members.some(member => member.raw === null)
    }
    return false
  }

  #isPresent(slot: Slot): boolean {
    const location = this.#shape.locate(slot.id, slot.names, slot.field!)
    if (location.kind === 'absent') return false
    const value = location.kind === 'key' ? this.#event.values[location.at] : undefined
    return value !== undefined || this.viewOf(slot.names).field(slot.field!).present
  }
}

/** Single fields are read from the lists: most questions need no more, and then the event is not made. */
function valuesOfListed(event: ListedEvent, shape: EventShape): EventValues {
  return new EventValues({
    whole: () => event.whole(),
    read: key => {
      const at = shape.placeOf(key)
      return at === undefined ? undefined : (event.values[at] as FieldValue | null | undefined)
    },
  })
}
