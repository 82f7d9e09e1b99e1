// When windows close: a heap of times and the groups they belong to. A group that has got another time, or is
// gone, leaves its old entry behind; it is passed over.

import type { Group } from './groups.ts'

export class Deadlines<G extends Group> {
  readonly #times: number[] = []
  readonly #groups: G[] = []

  /** Closes the group's window at `time`. */
  set(group: G, time: number): void {
    group.due = time
    const times = this.#times
    const groups = this.#groups
    let place = times.length
    times.push(time)
    groups.push(group)
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!isBefore(time, group, times[parent]!, groups[parent]!)) break
      times[place] = times[parent]!
      groups[place] = groups[parent]!
      place = parent
    }
    times[place] = time
    groups[place] = group
  }

  /** The next time at which a window closes; Infinity when none does. */
  next(): number {
    while (this.#times.length > 0) {
      const group = this.#groups[0]!
      if (!group.isGone && group.due === this.#times[0]) return group.due
      this.#pop()
    }
    return Infinity
  }

  /** The group whose window closes next; its window has no more deadline. */
  take(): G | undefined {
    if (this.next() === Infinity) return undefined
    const group = this.#groups[0]!
    this.#pop()
    group.due = Number.NaN
    return group
  }

  #pop(): void {
    const times = this.#times
    const groups = this.#groups
    const time = times.pop()!
    const group = groups.pop()!
    if (times.length === 0) return
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= times.length) break
      const other = child + 1
      if (other < times.length && isBefore(times[other]!, groups[other]!, times[child]!, groups[child]!))
        child = other
      if (!isBefore(times[child]!, groups[child]!, time, group)) break
      times[place] = times[child]!
      groups[place] = groups[child]!
      place = child
    }
    times[place] = time
    groups[place] = group
  }
}

/** Windows that close at once close in the order of their groups' keys, so that a restart changes nothing. */
function isBefore(time: number, group: Group, otherTime: number, other: Group): boolean {
  return time < otherTime || (time === otherTime && group.key < other.key)
}
