// One course of time: observations wait until nothing older is expected (the watermark), are put in order, and
// go to the windows. Events of one time are ordered by their numbers.

import { LIMITS } from '#/kernel/limits.ts'
import type { Observation } from './observation.ts'
import { WindowEngine } from './window-engine.ts'
import type { EngineOptions } from './window-engine.ts'
import type { WindowsSnapshot } from './windows.ts'

export interface TimelineSnapshot {
  readonly watermark: number
  readonly waiting: readonly Observation[]
  readonly windows: readonly WindowsSnapshot[]
}

/** Bytes of an observation that waits, without its texts. */
const OBSERVATION_BYTES = 160

export class Timeline {
  readonly engine: WindowEngine
  /** Everything that happened up to here has been taken, ms. */
  watermark = -Infinity
  /** Bytes of the observations that wait. */
  waitingBytes = 0
  readonly #options: EngineOptions
  #waiting: Observation[] = []
  #isSorted = true

  constructor(options: EngineOptions) {
    this.#options = options
    this.engine = new WindowEngine(options)
  }

  /** Must not be older than the watermark. */
  add(observation: Observation): void {
    const last = this.#waiting.at(-1)
    if (last !== undefined && this.#isSorted && inOrder(last, observation) > 0) this.#isSorted = false
    this.#waiting.push(observation)
    this.waitingBytes += bytesOf(observation)
    if (this.waitingBytes > LIMITS.maxCorrelationWaitingBytes) this.hurry()
  }

  /** Nothing older than `time` is expected any more, nor at it. */
  advance(time: number): void {
    if (time <= this.watermark) return
    this.watermark = time
    this.#release(time)
    this.engine.advance(time)
  }

  /** Nothing is expected at all; `end` is the time up to which the world was watched. */
  finish(end: number): void {
    this.#release(Infinity)
    this.engine.finish(end)
  }

  save(): TimelineSnapshot {
    return { watermark: this.watermark, waiting: [...this.#waiting], windows: this.engine.save() }
  }

  /** `places`: for each correlation of the snapshot its place now, or undefined when it is gone or another. */
  load(snapshot: TimelineSnapshot, places: readonly (number | undefined)[]): void {
    this.watermark = snapshot.watermark
    for (const observation of snapshot.waiting) {
      const correlation = places[observation.correlation]
      if (correlation !== undefined) this.add({ ...observation, correlation })
    }
    const windows: (WindowsSnapshot | undefined)[] = this.#options.correlations.map(() => undefined)
    for (const [before, place] of places.entries())
      if (place !== undefined) windows[place] = snapshot.windows[before]
    this.engine.load(windows)
  }

  #release(time: number): void {
    const waiting = this.#waiting
    if (!this.#isSorted) waiting.sort(inOrder)
    this.#isSorted = true
    let count = 0
    for (; count < waiting.length && waiting[count]!.time <= time; count++) {
      this.waitingBytes -= bytesOf(waiting[count]!)
      this.engine.observe(waiting[count]!)
    }
    if (count > 0) this.#waiting = waiting.slice(count)
  }

  /** Takes the older half without waiting further. */
  hurry(): void {
    this.#waiting.sort(inOrder)
    this.#isSorted = true
    const half = this.#waiting[this.#waiting.length >> 1]!.time
    const detail = `${this.#waiting.length} events waited for late ones; the older half was correlated at once`
    this.#options.report({ code: 'correlation.hurried', where: 'correlation', detail })
    this.advance(half)
  }
}

function inOrder(a: Observation, b: Observation): number {
  return a.time - b.time || a.sequence - b.sequence || a.correlation - b.correlation || a.rule - b.rule
}

function bytesOf({ key, label, text }: Observation): number {
  return OBSERVATION_BYTES + 2 * (key.length + text.length + (label === key ? 0 : label.length))
}
