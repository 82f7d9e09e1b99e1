// Windows that ask which rules have matched: temporal and temporal_ordered with a condition over rules.
//
// An alternative is met by an event when each rule it wants has matched no longer than the timespan ago, in
// temporal_ordered one after the other (at the same time counts as after). One that wants nothing absent fires
// with that event, once, until an event finds no alternative met or the window has run empty. One that wants
// rules absent waits until the window that began with the first of its events closes: those rules must have
// matched neither in it nor in the timespan before it. When they have, the correlation is armed again.

import type { ReportProblem } from '#/kernel/problem.ts'
import type { Alternative, LoadedCorrelation } from '../correlation-rule.ts'
import { Deadlines } from './deadlines.ts'
import { distinctRefs } from './entry-pool.ts'
import { Groups, newGroup } from './groups.ts'
import type { Group } from './groups.ts'
import type { EventRef, Fired, Observation } from './observation.ts'
import { firedBy, saveGroup } from './windows.ts'
import type { SavedGroup, Windows, WindowsOptions, WindowsSnapshot } from './windows.ts'

/** The latest event of one rule. */
interface Cell {
  time: number
  refs: readonly EventRef[]
}

/** Events in order: the latest of them and what came before; `start` is as late as any such chain's. */
interface Link {
  readonly start: number
  readonly cell: Readonly<Cell>
  readonly before: Link | undefined
}

interface SequenceGroup extends Group {
  /** By rule. */
  cells: (Readonly<Cell> | undefined)[]
  /** By alternative, by place in what it wants: the chain up to there. Empty where order is of no account. */
  chains: (Link | undefined)[][]
  /** What waits for its window to close. */
  waiting: Waiting | undefined
}

interface Waiting {
  readonly alternative: number
  readonly start: number
  readonly refs: readonly EventRef[]
}

interface SavedSequence extends SavedGroup {
  readonly cells: SequenceGroup['cells']
  readonly chains: SequenceGroup['chains']
  readonly waiting: Waiting | undefined
}

const CELL_BYTES = 140

export class SequenceWindows implements Windows {
  readonly correlation: LoadedCorrelation
  bytes = 0
  readonly #options: WindowsOptions
  readonly #alternatives: readonly Alternative[]
  readonly #timespanMs: number
  /** How long the past of a group may still matter. */
  readonly #memoryMs: number
  readonly #isOrdered: boolean
  readonly #groupBytes: number
  readonly #groups = new Groups<SequenceGroup>()
  readonly #deadlines = new Deadlines<SequenceGroup>()

  constructor(loaded: LoadedCorrelation, options: WindowsOptions) {
    const { correlation } = loaded
    if (correlation.condition.kind !== 'rules') throw new Error('these windows need a condition over rules')
    this.correlation = loaded
    this.#options = options
    this.#alternatives = correlation.condition.of
    this.#timespanMs = correlation.timespanMs
    const asksAbsence = this.#alternatives.some(({ unwanted }) => unwanted.length > 0)
    this.#memoryMs = correlation.timespanMs * (asksAbsence ? 2 : 1)
    this.#isOrdered = correlation.type === 'temporal_ordered'
    const links = this.#isOrdered ? this.#alternatives.flatMap(({ wanted }) => wanted).length : 0
    this.#groupBytes = CELL_BYTES * (loaded.members.length + links)
  }

  observe(observation: Observation): Fired | undefined {
    const { time } = observation
    this.#expire(time - this.#memoryMs)
    const group = this.#groupOf(observation)
    if (group.state === 'fired' && group.last < time - this.#timespanMs) group.state = 'armed'
    group.last = time
    if (observation.carried !== undefined) group.carried = observation.carried
    this.#enter(group, observation)
    const fired = this.#judgeNow(group, time)
    while (this.bytes > this.#options.maxBytes && this.dropOldest(this.#options.report)) {}
    return fired
  }

  nextDue(): number {
    return this.#deadlines.next()
  }

  judge(): Fired | undefined {
    const at = this.#deadlines.next()
    const group = this.#deadlines.take()
    if (group?.waiting === undefined) return undefined
    const { alternative, start, refs } = group.waiting
    group.waiting = undefined
    if (this.#isViolated(group, this.#alternatives[alternative]!, start)) {
      group.state = 'armed'
      return undefined
    }
    group.state = 'fired'
    return firedBy(this.correlation, group, { at, events: refs, total: refs.length })
  }

  begin(): void {}

  beginAgain(): number {
    let open = 0
    for (const group of this.#groups.all()) {
      if (group.waiting === undefined) continue
      open += 1
      group.waiting = undefined
      group.due = Number.NaN
      group.state = 'armed'
    }
    return open
  }

  dropOldest(report: ReportProblem): boolean {
    const group = this.#groups.oldest()
    if (group === undefined) return false
    const detail = `a group (${group.label.replaceAll('\u0000', ', ')}) was forgotten`
    report({ code: 'correlation.state-dropped', where: this.correlation.path, detail })
    this.#remove(group)
    return true
  }

  save(): WindowsSnapshot {
    const groups = Array.from(this.#groups.all(), (group): SavedSequence => {
      const { cells, chains, waiting } = group
      return { ...saveGroup(group), cells: [...cells], chains: chains.map(chain => [...chain]), waiting }
    })
    return { groups }
  }

  load({ groups }: WindowsSnapshot): void {
    for (const saved of groups as readonly SavedSequence[]) {
      const { state, last, lastRef, carried, cells, chains, waiting, due } = saved
      const group = this.#add(saved)
      Object.assign(group, { state, last, lastRef, carried, cells, chains, waiting })
      if (!Number.isNaN(due)) this.#deadlines.set(group, due)
    }
  }

  #enter(group: SequenceGroup, { time, rule, sequence, receivedMs, trail }: Observation): void {
    group.cells[rule] = { time, refs: trail ?? [{ sequence, receivedMs }] }
    if (!this.#isOrdered) return
    for (const [number, { wanted }] of this.#alternatives.entries()) {
      const from = wanted.indexOf(rule)
      if (from === -1) continue
      const chain = (group.chains[number] ??= [])
      // Later rules that matched at this very time come after this one, whichever was seen first.
      for (let place = from; place < wanted.length; place++) {
        const cell = group.cells[wanted[place]!]
        if (cell === undefined || cell.time !== time) continue
        const before = place === 0 ? undefined : chain[place - 1]
        if (place === 0) chain[place] = { start: time, cell, before }
        else if (before !== undefined && before.start >= time - this.#timespanMs)
          chain[place] = { start: before.start, cell, before }
      }
    }
  }

  #judgeNow(group: SequenceGroup, time: number): Fired | undefined {
    let isMet = false
    for (const [number, alternative] of this.#alternatives.entries()) {
      const start = this.#startOf(group, number, time)
      if (start === undefined) continue
      isMet = true
      if (alternative.unwanted.length === 0) {
        group.waiting = undefined
        group.due = Number.NaN
        if (group.state === 'fired') return undefined
        group.state = 'fired'
        const refs = this.#refsOf(group, number)
        return firedBy(this.correlation, group, { at: time, events: refs, total: refs.length })
      }
      if (group.state !== 'armed' || this.#isViolated(group, alternative, start)) continue
      group.state = 'pending'
      group.waiting = { alternative: number, start, refs: this.#refsOf(group, number) }
      this.#deadlines.set(group, start + this.#timespanMs)
    }
    if (!isMet && group.state === 'fired') group.state = 'armed'
    return undefined
  }

  /** When the window that meets the alternative now began; undefined when it is not met. */
  #startOf(group: SequenceGroup, number: number, time: number): number | undefined {
    const opened = time - this.#timespanMs
    const { wanted } = this.#alternatives[number]!
    if (this.#isOrdered) {
      const link = group.chains[number]?.[wanted.length - 1]
      return link !== undefined && link.start >= opened ? link.start : undefined
    }
    let start = Infinity
    for (const rule of wanted) {
      const cell = group.cells[rule]
      if (cell === undefined || cell.time < opened) return undefined
      if (cell.time < start) start = cell.time
    }
    return start
  }

  #refsOf(group: SequenceGroup, number: number): readonly EventRef[] {
    const { wanted } = this.#alternatives[number]!
    const cells: Readonly<Cell>[] = []
    if (this.#isOrdered) {
      for (let link = group.chains[number]?.[wanted.length - 1]; link !== undefined; link = link.before)
        cells.unshift(link.cell)
    } else {
      for (const rule of wanted) cells.push(group.cells[rule]!)
      cells.sort((a, b) => a.time - b.time)
    }
    return distinctRefs(cells.flatMap(cell => cell.refs))
  }

  #isViolated(group: SequenceGroup, { unwanted }: Alternative, start: number): boolean {
    return unwanted.some(rule => {
      const cell = group.cells[rule]
      return cell !== undefined && cell.time >= start - this.#timespanMs
    })
  }

  #groupOf(observation: Observation): SequenceGroup {
    const known = this.#groups.get(observation.key)
    if (known === undefined) return this.#add(observation)
    this.#groups.touch(known)
    return known
  }

  #add(of: Pick<Observation, 'key' | 'label' | 'fields'>): SequenceGroup {
    const cells: SequenceGroup['cells'] = this.correlation.members.map(() => undefined)
    const group: SequenceGroup = { ...newGroup(of), cells, chains: [], waiting: undefined }
    group.bytes += this.#groupBytes
    this.#groups.add(group)
    this.bytes += group.bytes
    return group
  }

  /** Groups that wait for a window to close have had an event since it began, and stay. */
  #expire(before: number): void {
    for (let group = this.#groups.oldest(); group !== undefined && group.last < before;) {
      this.#remove(group)
      group = this.#groups.oldest()
    }
  }

  #remove(group: SequenceGroup): void {
    this.#groups.remove(group)
    this.bytes -= group.bytes
  }
}
