// How events reach correlations.

import type { Observation } from './observation.ts'

export interface Arrival {
  /** Number in the raw log, or of the line. */
  readonly sequence: number
  /** ms UTC. */
  readonly receivedMs: number
  /** Who sent it: events of one source come roughly in order. */
  readonly source: string
}

/** An event as windows elsewhere need to know it. */
export interface Sighting extends Arrival {
  /** When it happened, ms UTC. */
  readonly time: number
  /** None: it only tells how far its source has come, which is behind. */
  readonly observations: readonly Observation[]
}

/** A source that has been prompt for so long is no longer correlated by itself. */
export const PROMPT_AGAIN_MS = 10 * 60_000
