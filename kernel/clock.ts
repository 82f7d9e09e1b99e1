// Time is an argument. Code that needs "now" takes a Clock; tests pass one they can turn.

export interface Clock {
  /** Milliseconds since 1970 in UTC. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** `2026-11-22T09:30:00.123Z`. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
