// One course of time: observations wait until nothing older is expected (the watermark), are put in order, and
// go to the windows. Events of one time are ordered by their numbers.

import { LIMITS } from '#/kernel/limits.ts'
import type { Observation } from './observation.ts'
import { WaitingRooms } from './waiting-room.ts'
import { WindowEngine } from './window-engine.ts'
import type { EngineOptions } from './window-engine.ts'
import type { WindowsSnapshot } from './windows.ts'

export interface TimelineSnapshot {
  readonly watermark: number
  readonly waiting: readonly Observation[]
  readonly windows: readonly WindowsSnapshot[]
}

export class Timeline {
  readonly engine: WindowEngine
  /** Everything that happened up to here has been taken, ms. */
  watermark = -Infinity
  readonly #options: EngineOptions
  readonly #waiting = new WaitingRooms()
  readonly #take: (observation: Observation) => void

  constructor(options: EngineOptions) {
    this.#options = options
    this.engine = new WindowEngine(options)
    this.#take = observation => this.engine.observe(observation)
  }

  /** Bytes of the observations that wait. */
  get waitingBytes(): number {
    return this.#waiting.bytes
  }

  /** Must be younger than the watermark. */
  add(observation: Observation): void {
    this.#waiting.add(observation)
    if (this.#waiting.bytes > LIMITS.maxCorrelationWaitingBytes) this.hurry()
  }

  /** Nothing older than `time` is expected any more, nor at it. */
  advance(time: number): void {
    if (time <= this.watermark) return
    this.watermark = time
    this.#waiting.release(time, this.#take)
    this.engine.advance(time)
  }

  /** Nothing is expected at all; `end` is the time up to which the world was watched. */
  finish(end: number): void {
    this.#waiting.release(Infinity, this.#take)
    this.engine.finish(end)
  }

  /** Takes the older half without waiting further. */
  hurry(): void {
    const detail = `${this.#waiting.size} events waited for late ones; the older half was correlated at once`
    this.#options.report({ code: 'correlation.hurried', where: 'correlation', detail })
    this.advance(this.#waiting.middle())
  }

  save(): TimelineSnapshot {
    return { watermark: this.watermark, waiting: this.#waiting.all(), windows: this.engine.save() }
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
}
