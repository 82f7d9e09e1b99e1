// When the demo's day begins: a day ago, at a whole minute. The player and the local web share it.

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** ms UTC. */
export function dayStart(nowMs: number): number {
  return Math.floor((nowMs - DAY) / MINUTE) * MINUTE
}
