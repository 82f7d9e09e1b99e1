// Windows that yield a number which is held against bounds.
//
// Bounds that only more can satisfy (gt, gte) slide: with each event of a group, those older than the timespan
// leave, and the correlation fires with the event that makes them true, once, until an event finds them false or
// the window has run empty. All other bounds (lt, lte, eq, neq, ranges) hold only when a window closes: it opens
// with the group's first event, closes a timespan later and is judged then. Where no event at all satisfies the
// bounds, one window follows the other until one is empty, so that silence is noticed.

import { LIMITS } from '#/kernel/limits.ts'
import type { ReportProblem } from '#/kernel/problem.ts'
import { isRising, thresholdOf, withinBounds } from '../correlation-condition.ts'
import type { CorrelationCondition, LoadedCorrelation } from '../correlation-rule.ts'
import { Deadlines } from './deadlines.ts'
import { distinctRefs, EntryPool, loadRows, NONE, ROW_BYTES } from './entry-pool.ts'
import type { Chain, Row, SavedRows } from './entry-pool.ts'
import { Groups, newGroup } from './groups.ts'
import type { Group } from './groups.ts'
import type { EventRef, Fired, Observation } from './observation.ts'
import { mostRows, tallyOf } from './tally.ts'
import type { Tally } from './tally.ts'
import { firedBy, saveGroup } from './windows.ts'
import type { SavedGroup, Windows, WindowsOptions, WindowsSnapshot } from './windows.ts'

interface CountedGroup extends Group, Chain {
  tally: Tally
  /** Events of a window that is judged when it closes; the chain keeps the latest only. */
  total: number
}

interface SavedCounts extends SavedGroup {
  readonly total: number
  readonly rows: SavedRows
}

export class CountingWindows implements Windows {
  readonly correlation: LoadedCorrelation
  bytes = 0
  readonly #options: WindowsOptions
  readonly #condition: CorrelationCondition & { kind: 'bounds' }
  readonly #timespanMs: number
  readonly #slides: boolean
  /** True when no event at all satisfies the bounds. */
  readonly #awaitsSilence: boolean
  readonly #isGrouped: boolean
  readonly #mostRows: number
  readonly #newTally: () => Tally
  readonly #pool = new EntryPool()
  readonly #groups = new Groups<CountedGroup>()
  readonly #deadlines = new Deadlines<CountedGroup>()

  constructor(loaded: LoadedCorrelation, options: WindowsOptions) {
    const { correlation } = loaded
    if (correlation.condition.kind !== 'bounds') throw new Error('these windows need bounds')
    this.correlation = loaded
    this.#options = options
    this.#condition = correlation.condition
    this.#timespanMs = correlation.timespanMs
    const { bounds, percentile } = correlation.condition
    this.#slides = isRising(bounds)
    this.#isGrouped = correlation.groupBy.length > 0
    const { type } = correlation
    this.#newTally = tallyOf(type, percentile)
    const ofNothing = this.#newTally().value(this.#pool, newChain())
    this.#awaitsSilence = ofNothing !== undefined && withinBounds(ofNothing, bounds)
    // Of events that are only counted, the latest are enough to know.
    if (type !== 'event_count') this.#mostRows = mostRows(type)
    else this.#mostRows = this.#slides ? thresholdOf(bounds) : LIMITS.maxCorrelationEvents
  }

  observe(observation: Observation): Fired | undefined {
    const { time } = observation
    const opened = this.#slides ? time - this.#timespanMs : -Infinity
    if (this.#slides) this.#expire(opened)
    const group = this.#groupOf(observation)
    while (group.head !== NONE && this.#pool.time[group.head]! < opened) this.#shift(group)
    if (this.#slides && group.length === 0) group.state = 'armed'
    this.#append(group, observation)
    if (group.length > this.#mostRows) this.#trim(group)
    const fired = this.#slides ? this.#judgeSliding(group, time) : this.#open(group, time)
    if (this.bytes > this.#options.maxBytes) this.#makeRoom(group)
    return fired
  }

  nextDue(): number {
    return this.#deadlines.next()
  }

  judge(end: number): Fired | undefined {
    const at = this.#deadlines.next()
    const group = this.#deadlines.take()
    if (group === undefined) return undefined
    const isEmpty = group.total === 0
    let fired: Fired | undefined
    if (!isEmpty || at <= end) {
      const value = this.#valueOf(group)
      const holds = value !== undefined && withinBounds(value, this.#condition.bounds)
      if (holds && group.state !== 'fired') fired = this.#fire(group, at, value)
      group.state = holds ? 'fired' : 'armed'
    }
    while (group.head !== NONE) this.#shift(group)
    group.total = 0
    if (this.#awaitsSilence && !isEmpty && at < end) this.#deadlines.set(group, at + this.#timespanMs)
    else if (this.#isGrouped || !this.#awaitsSilence) this.#remove(group)
    return fired
  }

  begin(time: number): void {
    if (!this.#awaitsSilence || this.#isGrouped || this.#groups.size > 0) return
    const group = this.#add({ key: '', label: '', fields: [] })
    this.#deadlines.set(group, time + this.#timespanMs)
  }

  beginAgain(time: number): number {
    if (!this.#awaitsSilence) return 0
    let open = 0
    for (const group of this.#groups.all()) {
      if (Number.isNaN(group.due)) continue
      open += 1
      while (group.head !== NONE) this.#shift(group)
      group.total = 0
      this.#deadlines.set(group, time + this.#timespanMs)
    }
    return open
  }

  dropOldest(report: ReportProblem): boolean {
    const group = this.#groups.oldest()
    if (group === undefined) return false
    report(
      this.#dropped(
        `a group of ${group.length} events (${group.label.replaceAll('\u0000', ', ')}) was forgotten`,
      ),
    )
    this.#remove(group)
    return true
  }

  save(): WindowsSnapshot {
    const groups = Array.from(this.#groups.all(), (group): SavedCounts => ({
      ...saveGroup(group),
      total: group.total,
      rows: this.#pool.saveRows(group),
    }))
    return { groups }
  }

  load({ groups }: WindowsSnapshot): void {
    for (const saved of groups as readonly SavedCounts[]) {
      const group = this.#add(saved)
      for (const row of loadRows(saved.rows)) this.#append(group, row)
      const { state, last, lastRef, carried, total, due } = saved
      Object.assign(group, { state, last, lastRef, carried, total })
      if (!Number.isNaN(due)) this.#deadlines.set(group, due)
    }
  }

  #judgeSliding(group: CountedGroup, at: number): Fired | undefined {
    const value = group.tally.value(this.#pool, group)
    if (value === undefined || !withinBounds(value, this.#condition.bounds)) {
      group.state = 'armed'
      return undefined
    }
    if (group.state === 'fired') return undefined
    group.state = 'fired'
    return this.#fire(group, at, value)
  }

  #open(group: CountedGroup, time: number): undefined {
    if (Number.isNaN(group.due)) this.#deadlines.set(group, time + this.#timespanMs)
  }

  #valueOf(group: CountedGroup): number | undefined {
    return this.correlation.correlation.type === 'event_count'
      ? group.total
      : group.tally.value(this.#pool, group)
  }

  #fire(group: CountedGroup, at: number, value: number): Fired {
    const events = this.#pool.refs(group, LIMITS.maxCorrelationEvents)
    const absence = events.length === 0
    return firedBy(this.correlation, group, {
      at,
      value,
      events: absence && group.lastRef !== undefined ? [group.lastRef] : events,
      total: this.#slides ? Math.max(group.length, distinctRefs(events).length) : group.total,
      absence,
    })
  }

  #groupOf(observation: Observation): CountedGroup {
    const known = this.#groups.get(observation.key)
    if (known === undefined) return this.#add(observation)
    this.#groups.touch(known)
    return known
  }

  #add(of: Pick<Observation, 'key' | 'label' | 'fields'>): CountedGroup {
    const group: CountedGroup = {
      ...newGroup(of),
      head: NONE,
      tail: NONE,
      length: 0,
      tally: this.#newTally(),
      total: 0,
    }
    this.#groups.add(group)
    group.bytes += group.tally.bytes()
    this.bytes += group.bytes
    return group
  }

  #append(group: CountedGroup, observation: Row & Pick<Partial<Observation>, 'carried'>): void {
    const before = group.tally.bytes()
    const row = this.#pool.append(group, observation)
    group.tally.added(this.#pool, group, row)
    this.#account(group, this.#rowBytes(row) + group.tally.bytes() - before)
    group.total += 1
    group.last = observation.time
    if (observation.carried !== undefined) group.carried = observation.carried
    if (this.#awaitsSilence) group.lastRef = lastRefOf(observation)
  }

  #shift(group: CountedGroup): void {
    const before = group.tally.bytes()
    const row = group.head
    const bytes = this.#rowBytes(row)
    group.tally.leaving(this.#pool, group)
    this.#pool.shift(group)
    this.#account(group, group.tally.bytes() - before - bytes)
  }

  #rowBytes(row: number): number {
    return ROW_BYTES + 2 * (this.#pool.text[row]?.length ?? 0) + 32 * (this.#pool.trail[row]?.length ?? 0)
  }

  #account(group: CountedGroup, bytes: number): void {
    group.bytes += bytes
    this.bytes += bytes
  }

  #trim(group: CountedGroup): void {
    this.#shift(group)
    if (this.correlation.correlation.type !== 'event_count')
      this.#options.report(this.#dropped('the oldest values of a window with too many were left out'))
  }

  #expire(opened: number): void {
    for (let group = this.#groups.oldest(); group !== undefined && group.last < opened;) {
      this.#remove(group)
      group = this.#groups.oldest()
    }
  }

  #remove(group: CountedGroup): void {
    while (group.head !== NONE) this.#pool.shift(group)
    this.#groups.remove(group)
    this.bytes -= group.bytes
  }

  /** Forgets others first, then the oldest events of the group itself. */
  #makeRoom(current: CountedGroup): void {
    while (this.bytes > this.#options.maxBytes && this.#groups.oldest() !== current)
      this.dropOldest(this.#options.report)
    while (this.bytes > this.#options.maxBytes && current.length > 1) {
      this.#shift(current)
      this.#options.report(this.#dropped('the oldest events of the only group were forgotten'))
    }
  }

  #dropped(detail: string) {
    return { code: 'correlation.state-dropped', where: this.correlation.path, detail } as const
  }
}

function newChain(): Chain {
  return { head: NONE, tail: NONE, length: 0 }
}

function lastRefOf({ trail, sequence, receivedMs }: Row): EventRef {
  return trail?.at(-1) ?? { sequence, receivedMs }
}
