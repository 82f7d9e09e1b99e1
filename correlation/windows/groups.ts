// The groups of one correlation: found by their key, in a list from the one untouched for longest to the one
// touched last. Since events come in the order of their times, that is also the order in which groups run out.

import type { Carried, EventRef, Observation } from './observation.ts'

/** What a group is in the middle of: nothing, waiting for the close of a window, or told already. */
export type GroupState = 'armed' | 'pending' | 'fired'

/** A group of one correlation. The kinds of windows add what they need. */
export interface Group {
  readonly key: string
  readonly label: string
  readonly fields: readonly string[]
  state: GroupState
  /** Time of its latest event. */
  last: number
  lastRef: EventRef | undefined
  carried: Carried | undefined
  /** When its window closes; NaN when none does. */
  due: number
  /** Bytes accounted for. */
  bytes: number
  isGone: boolean
  older: Group | undefined
  newer: Group | undefined
}

/** Bytes of a group without its texts, windows and events: the object, its place in the map, its links. */
const GROUP_BYTES = 260

export function newGroup(observation: Pick<Observation, 'key' | 'label' | 'fields'>): Group {
  const { key, label, fields } = observation
  return {
    key,
    label,
    fields,
    state: 'armed',
    last: -Infinity,
    lastRef: undefined,
    carried: undefined,
    due: Number.NaN,
    bytes: GROUP_BYTES + 2 * key.length + (label === key ? 0 : 2 * label.length),
    isGone: false,
    older: undefined,
    newer: undefined,
  }
}

export class Groups<G extends Group> {
  readonly #byKey = new Map<string, G>()
  #oldest: Group | undefined
  #newest: Group | undefined

  get size(): number {
    return this.#byKey.size
  }

  get(key: string): G | undefined {
    return this.#byKey.get(key)
  }

  /** The group untouched for longest. */
  oldest(): G | undefined {
    return this.#oldest as G | undefined
  }

  add(group: G): void {
    this.#byKey.set(group.key, group)
    this.#link(group)
  }

  /** Makes it the one touched last. */
  touch(group: G): void {
    if (this.#newest === group) return
    this.#unlink(group)
    this.#link(group)
  }

  remove(group: G): void {
    this.#byKey.delete(group.key)
    this.#unlink(group)
    group.isGone = true
  }

  /** From the one untouched for longest. */
  *all(): Generator<G> {
    for (let group = this.#oldest; group !== undefined;) {
      const { newer } = group
      yield group as G
      group = newer
    }
  }

  #link(group: Group): void {
    group.older = this.#newest
    group.newer = undefined
    if (this.#newest === undefined) this.#oldest = group
    else this.#newest.newer = group
    this.#newest = group
  }

  #unlink(group: Group): void {
    if (group.older === undefined) this.#oldest = group.newer
    else group.older.newer = group.newer
    if (group.newer === undefined) this.#newest = group.older
    else group.newer.older = group.older
  }
}
